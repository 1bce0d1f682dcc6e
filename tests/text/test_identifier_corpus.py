"""Recall and precision on the generated corpus of this folder, and that its generator writes it."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent.parent.parent / "benchmarks"
CORPUS = Path(__file__).parent / "identifier_corpus.jsonl"


@pytest.fixture(scope="module")
def accuracy():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        yield importlib.import_module("identifier_accuracy")
    finally:
        sys.path.remove(str(BENCHMARKS))


@pytest.fixture(scope="module")
def scores(accuracy):
    posts = accuracy.read(CORPUS)
    return accuracy.scores(posts, *accuracy.found_in([post["text"] for post in posts]))


def test_over_all_kinds(scores):
    assert scores["all"].precision >= 0.98
    assert scores["all"].recall >= 0.95
    assert scores["all"].there >= 1000


def test_each_kind(scores):
    for kind, score in scores.items():
        assert score.recall >= 0.9, kind
        assert score.precision >= 0.85, kind


def test_all_kinds_are_there(scores):
    from audit.text.identifier_kinds import KINDS

    assert {kind.name for kind in KINDS} | {"all"} == scores.keys()


def test_the_report_prints_these_figures(scores):
    from audit.metrics.privacy.identifiers_words import PRECISION, RECALL

    assert round(scores["all"].precision, 2) == PRECISION
    assert round(scores["all"].recall, 2) == RECALL


def test_the_page_prints_these_figures(accuracy, scores):
    page = (BENCHMARKS.parent / "docs/identifiers.md").read_text(encoding="utf-8")
    assert f"<!-- accuracy -->\n{accuracy.table(scores)}<!-- end -->" in page


def test_a_finder_of_nothing_and_one_of_everything_score_so(accuracy):
    posts = accuracy.read(CORPUS)[:200]
    nothing = [[] for _ in posts]
    assert accuracy.scores(posts, nothing, nothing)["all"].recall == 0
    truth = [[tuple(span) for span in post["spans"]] for post in posts]
    perfect = accuracy.scores(posts, truth, nothing)["all"]
    assert (perfect.recall, perfect.precision) == (1, 1)
    shifted = [[(start + 3, end + 3, kind) for start, end, kind in spans] for spans in truth]
    assert accuracy.scores(posts, shifted, nothing)["all"].recall < 0.8


def test_the_generator_writes_the_corpus(accuracy, tmp_path):
    corpus = importlib.import_module("identifier_corpus")
    corpus.write(tmp_path / "again.jsonl", corpus.TEST_SEED)
    assert (tmp_path / "again.jsonl").read_bytes() == CORPUS.read_bytes()
    corpus.write(tmp_path / "other.jsonl", 7)
    assert (tmp_path / "other.jsonl").read_bytes() != CORPUS.read_bytes()
