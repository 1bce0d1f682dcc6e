"""Made-up sentences in every language that has a lexicon besides English: whom each names strictly, and that others name nobody."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from audit import resources
from audit.plan import Plan
from audit.text_reader import text_reader

SENTENCES = {
    path.stem: runpy.run_path(str(path)) for path in sorted((Path(__file__).parent / "sentences").glob("*.py"))
}
NAMED = [(language, *each) for language, told in SENTENCES.items() for each in told["NAMED"]]
UNNAMED = [(language, text) for language, told in SENTENCES.items() for text in told["UNNAMED"]]


def strict(text: str, language: str) -> set[str]:
    """The groups that a text names strictly, read in its language."""
    reader = text_reader(Plan.make({"dataset": {"language": language}}))
    return {group for span in reader.spans(text, language) for _, group, tier in span.says if tier == "strict"}


def test_every_language_has_sentences():
    assert set(SENTENCES) == set(resources.lexicon_languages()) - {"en"}
    assert all(len(told["NAMED"]) >= 30 for told in SENTENCES.values())


@pytest.mark.parametrize(("language", "text", "groups"), NAMED, ids=[f"{each[0]}: {each[1]}" for each in NAMED])
def test_names_strictly(language, text, groups):
    assert strict(text, language) == groups


@pytest.mark.parametrize(("language", "text"), UNNAMED)
def test_names_nobody_strictly(language, text):
    assert strict(text, language) == set()
