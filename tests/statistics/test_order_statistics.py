"""Quantiles and their intervals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from audit.statistics import quantile_interval


@pytest.mark.parametrize(
    ("n", "lower", "upper"),
    [(6, 1, 6), (10, 2, 9), (20, 6, 15), (25, 8, 18), (30, 10, 21), (50, 18, 33), (100, 40, 61)],
)
def test_ranks_of_medians(n: int, lower: int, upper: int) -> None:
    """Campbell and Gardner (1988), BMJ 296, table of ranks for 95 % intervals of a median."""
    interval = quantile_interval(np.arange(1, n + 1)[::-1], 0.5)
    assert (interval.low, interval.high) == (lower, upper)
    assert interval.value == (n + 1) / 2


def test_upper_quartile_of_conover() -> None:
    """Conover (1999), example 3.2.1: of 16 values, ranks 9 and 16 hold the upper quartile with at least 90 %."""
    interval = quantile_interval(np.arange(1, 17), 0.75, level=0.90)
    assert (interval.low, interval.high) == (9, 16)


@pytest.mark.calibration
@pytest.mark.parametrize("quantile", [0.5, 0.9])
def test_intervals_hold_what_they_say(quantile: float) -> None:
    generator = np.random.default_rng(4)
    truth = np.exp(1.5 * {0.5: 0.0, 0.9: 1.2815515655}[quantile])
    held = 0
    for _ in range(2000):
        interval = quantile_interval(np.exp(1.5 * generator.normal(size=80)), quantile)
        held += interval.low <= truth <= interval.high
    # Conservative by at most one rank on each side.
    assert 0.945 < held / 2000 < 0.985


def test_what_no_value_bounds_is_open() -> None:
    interval = quantile_interval([3.0] * 10, 0.99)
    assert interval.value == 3
    assert math.isnan(interval.high)
    assert math.isnan(quantile_interval([], 0.5).value)
    with pytest.raises(ValueError, match="quantile"):
        quantile_interval([1.0], 1.0)
