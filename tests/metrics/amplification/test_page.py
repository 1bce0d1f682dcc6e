"""The page on the probe says what the code does, and its table is what the benchmark wrote."""

from __future__ import annotations

import csv
from pathlib import Path

from audit.metrics.amplification import amplification
from audit.metrics.amplification import learned as amplification_learned
from audit.metrics.amplification import posts as amplification_posts
from audit.metrics.amplification import tasks as amplification_tasks
from audit.metrics.amplification import words as amplification_words
from audit.probe import FOLDS, features, near
from audit.wording import spelled

DOCS = Path(__file__).parents[3] / "docs"
PAGE = " ".join((DOCS / "amplification.md").read_text(encoding="utf-8").split())
CARD = " ".join((amplification.__doc__ or "").split())


def test_bounds_are_those_of_the_code():
    for text in (PAGE, CARD):
        assert f"{amplification_posts.MOST_POSTS:,}" in text
        assert f"first {amplification_posts.MOST_WORDS} words" in text
        assert f"{amplification_tasks.FEWEST_POSTS} posts by {amplification_tasks.FEWEST_AUTHORS} authors" in text
        assert f"{amplification_tasks.FEWEST_OF_EACH} posts with it and" in text
    assert f"{spelled(near.FEWEST_WORDS)} words or more" in PAGE
    assert f"three in four of {near.MINIMA} minima" in PAGE
    assert near.NEAR == 0.75
    assert (FOLDS, amplification_learned.DIVISIONS, features.FEWEST_AUTHORS) == (5, 10, 2)
    assert (amplification_tasks.MOST_TASKS, amplification_tasks.MOST_GROUPS) == (6, 12)
    assert f"AUC below {amplification_words.HARDLY}" in PAGE


def null():
    with (DOCS / "amplification-null.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_table_is_what_the_benchmark_wrote():
    for row in null():
        learner = row["learner"].replace("_", " ")
        line = (
            f"| {row['setting']} | {learner} | {row['side']} | {100 * float(row['mean']):+.1f} |"
            f" {100 * float(row['standard_deviation']):.1f} | {100 * float(row['standard_error']):.1f} |"
            f" {float(row['covered']):.1%} | {float(row['covered_as_they_are']):.1%} |"
        )
        assert line in PAGE, line


def test_intervals_of_nothing_cover_zero():
    """95 % within three points, in each setting, on at least 200 datasets."""
    rows = null()
    assert len(rows) == 12
    for row in rows:
        assert int(row["datasets"]) >= 200
        assert 0.92 <= float(row["covered"]) <= 0.98, row
