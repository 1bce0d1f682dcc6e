"""Detection is asked for, comes after what is stated, says its error, and names what to install."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from audit.errors import PlanError
from audit.models import language_detection
from audit.plan import Plan
from audit.text_reader import text_reader

GERMAN = "Gestern sind die Leute aus der Stadt zusammen auf den Markt gegangen und haben Obst gekauft."
ENGLISH = "Yesterday the people of the town went to the market together and bought some fruit."


def test_what_is_stated_comes_first_and_silence_is_filled():
    pytest.importorskip("py3langid")
    reader = text_reader(Plan.make({"dataset": {"detect_language": True}}))
    texts = pa.array([ENGLISH, GERMAN, ENGLISH, "", None], pa.large_string())
    features = reader.run(texts, pa.array([None, None, "xx", None, None]))
    read = [features.languages[i] if i >= 0 else None for i in features.language]
    assert read[0] == "en"
    assert read[1] in (None, "de")  # None where no German lexicon is there
    assert read[2:] == [None, None, None]


def test_varieties_of_arabic_are_arabic(monkeypatch):
    monkeypatch.setattr(language_detection, "_classify", lambda: lambda text: ("arz", 0.9))
    assert language_detection.detector()(pa.array(["x", " ", None])) == ["ar", None, None]


def test_what_is_missing_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "py3langid", None)
    language_detection._classify.cache_clear()
    with pytest.raises(PlanError, match="no detector is installed"):
        language_detection.detector()
    language_detection._classify.cache_clear()


def test_the_error_that_is_printed_is_the_one_that_was_measured():
    table = Path(__file__).resolve().parents[2] / "docs" / "language-detection.csv"
    with table.open(encoding="utf-8", newline="") as lines:
        usual = [
            round(100 * float(row["right"]), 1) for row in csv.DictReader(lines) if "not the usual" not in row["script"]
        ]
    assert (min(usual), max(usual)) == language_detection.RIGHT
