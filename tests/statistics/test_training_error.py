"""Halves give the error that a mean is known to have, and a change of gaps is the one worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from audit.statistics.training_error import gap_change, halved


def test_a_change_of_gaps_by_hand():
    """Of 40 posts of the group 10 are labelled and 20 predicted, of 80 others 16 and 12: +25 points less -5."""
    bucket = np.arange(128)

    def spread(total):
        return np.bincount(bucket[np.arange(total) % 16], minlength=128)

    made = gap_change(
        [spread(10), spread(16)], [spread(20), spread(12)], [spread(40), spread(80)], level=0.95, tolerance=0.05
    )
    assert made.value == pytest.approx((20 / 40 - 12 / 80) - (10 / 40 - 16 / 80))
    assert made.low < made.value < made.high
    assert made.p_value is not None


def test_halves_of_a_mean_give_its_standard_error():
    random = np.random.default_rng(0)
    values = random.normal(size=400)
    apart = []
    for _ in range(4000):
        half = random.permutation(400) < 200
        apart.append(values[half].mean() - values[~half].mean())
    made = halved(values.mean(), apart, 400)
    assert made.standard_error == pytest.approx(values.std(ddof=1) / math.sqrt(400), rel=0.02)


@pytest.mark.calibration
def test_intervals_of_a_mean_from_ten_halves_cover_it():
    random = np.random.default_rng(1)
    covered = 0
    for _ in range(1000):
        values = random.exponential(size=60)
        halves = [random.permutation(60) < 30 for _ in range(10)]
        made = halved(values.mean(), [values[h].mean() - values[~h].mean() for h in halves], 60)
        covered += made.low <= 1 <= made.high
    assert 0.92 <= covered / 1000 <= 0.98


def test_degrees_of_freedom_know_divisions_and_authors():
    apart = [0.1, -0.1] * 5
    assert halved(0.0, apart, 1e9).degrees_of_freedom == pytest.approx(10)
    assert halved(0.0, apart, 11).degrees_of_freedom == pytest.approx(5)
    assert halved(0.3, apart, 1e9, tolerance=0.05).p_value < halved(0.3, apart, 5, tolerance=0.05).p_value


@pytest.mark.parametrize(
    ("value", "apart", "authors"), [(0.1, [0.1] * 4, 50), (0.1, [0.1, np.nan] * 4, 50), (0.1, [0.1] * 9, 1.5), (math.nan, [0.1] * 9, 50), (0.1, [0.0] * 9, 50)]
)  # fmt: skip
def test_what_cannot_be_told_has_no_limits(value, apart, authors):
    assert not halved(value, apart, authors).estimable
