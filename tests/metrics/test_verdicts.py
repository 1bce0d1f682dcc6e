"""Titles of several comparisons say what became of all of them."""

from __future__ import annotations

import re
from itertools import product

import pytest

from audit.metrics.verdicts import came_to, ending, verdict


@pytest.mark.parametrize(
    ("small", "open_", "none", "said"),
    [
        (3, 0, 0, " differ by no more than 5 points"),
        (0, 3, 0, " could not be settled"),
        (0, 0, 3, " could not be judged"),
        (0, 2, 22, ", 24 comparisons: 2 open, 22 not assessed"),
        (5, 1, 0, ", 6 comparisons: 5 within 5 points, 1 open"),
        (5, 0, 1, ", 6 comparisons: 5 within 5 points, 1 not assessed"),
        (1_000, 4, 90, ", 1,094 comparisons: 1,000 within 5 points, 4 open, 90 not assessed"),
    ],
)
def test_a_title_says_what_happened_to_all(small, open_, none, said):
    readings = ["shown_small"] * small + ["inconclusive"] * open_ + ["not_assessed"] * none
    assert verdict(readings, "5 points") == said


def test_counts_add_up_whatever_came_out():
    for counts in product(range(3), repeat=3):
        kinds = ("shown_small", "inconclusive", "not_assessed")
        readings = [kind for kind, n in zip(kinds, counts, strict=True) for _ in range(n)]
        total, *parts = (int(each) for each in re.findall(r"\d+", came_to(readings)))
        assert total == sum(parts) == len(readings)
        # Only what is true of all is said of all.
        assert ("could not be settled" in ending(readings, "are small")) == (set(readings) == {"inconclusive"})


def test_a_verb_behind_a_comma_and_other_nouns():
    assert verdict(["inconclusive"], "5 points", before=",") == ", could not be settled"
    assert verdict(["inconclusive", "shown_small"], "5 points", before=",", noun="group") == (
        ", 2 groups: 1 within 5 points, 1 open"
    )
