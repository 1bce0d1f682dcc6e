"""The scorer's own bias is what the table that ships says it is, and the scorer is the one of its paper."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from audit import resources
from audit.models import sentiment_scorer
from audit.models.sentiment_scorer import MASK, scorer

vader = pytest.importorskip("vaderSentiment.vaderSentiment")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def measuring():
    spec = importlib.util.spec_from_file_location("sentiment_scorer_table", ROOT / "benchmarks" / "sentiment_scorer.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def table():
    return resources.read_scorer_shifts()


def test_scores_are_those_that_its_authors_print():
    """Examples that the README of vaderSentiment prints the compound of (0.8316, 0.8439, 0.8545, ...)."""
    printed = {
        "VADER is smart, handsome, and funny.": 832,
        "VADER is smart, handsome, and funny!": 844,
        "VADER is very smart, handsome, and funny.": 854,
        "The book was good.": 440,
        "At least it isn't a horrible book.": 431,
        "Today SUX!": -546,
        "Not bad at all": 431,
    }
    assert scorer()(printed) == list(printed.values())


def test_the_mask_says_nothing():
    analyzer = vader.SentimentIntensityAnalyzer()
    for word in (MASK, MASK.upper()):
        assert word.lower() not in {*analyzer.lexicon, *vader.BOOSTER_DICT, *vader.NEGATE, *vader.SPECIAL_CASES}
    assert scorer()([MASK, f"the {MASK} and the {MASK.upper()}"]) == [0, 0]


def test_sentences_are_neutral_but_for_the_name(measuring):
    assert len(measuring.TEMPLATES) >= 20
    assert set(scorer()(each.format(group=MASK) for each in measuring.TEMPLATES)) == {0}
    assert all(each.count("{group}") == 1 for each in measuring.TEMPLATES)


def test_the_table_is_what_is_measured(measuring):
    """Measured anew for three axes; all seven are by ``python benchmarks/sentiment_scorer.py``."""
    axes = ("religion", "age", "sexual_orientation_gender_identity")
    table = (ROOT / "audit" / "resources" / "scorers" / "vader-en" / "shifts.csv").read_text(encoding="utf-8")
    head, *rows = table.splitlines()
    assert measuring.table(axes).splitlines() == [head, *(row for row in rows if row.startswith(axes))]


def test_the_table_has_every_group_that_strict_forms_name(measuring, table):
    assert {(each.axis, each.group) for each in table.rows} == {name[:2] for name in measuring.forms()}
    assert sum(each.forms for each in table.rows) == len(measuring.forms())
    assert table.of("religion", "nobody") is None


def test_known_scores_of_names_are_in_it(table):
    """In VADER's list "straight" has +0.9 and "blind" -1.7: v / sqrt(v * v + 15) is the compound of a sentence with one word."""
    straight, blind = (
        table.of(*each)
        for each in (("sexual_orientation_gender_identity", "heterosexual_people"), ("disability", "blind_people"))
    )
    assert straight.mean_shift > 0
    assert straight.largest_shift >= 0.9 / (0.9**2 + 15) ** 0.5 - 1e-3
    assert blind.mean_shift < 0
    assert scorer()(["the blind people"])[0] / 1000 == pytest.approx(-1.7 / (1.7**2 + 15) ** 0.5, abs=1e-3)


def test_it_was_measured_with_the_version_that_is_installed(table):
    assert table.card.extra["scorer"] == sentiment_scorer.version()
