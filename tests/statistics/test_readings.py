"""Three-way readings, tests against a tolerance, detectable differences."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from audit.statistics import reading, smallest_detectable, tolerance_p_value


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.06, 0.2, "shown"),
        (-0.2, -0.06, "shown"),
        (-0.04, 0.05, "shown_small"),
        (0.01, 0.03, "shown_small"),
        (0.03, 0.08, "inconclusive"),
        (-0.2, 0.2, "inconclusive"),
        (math.nan, 0.2, "not_assessed"),
        (0.1, math.nan, "not_assessed"),
    ],
)
def test_readings_of_differences(low: float, high: float, expected: str) -> None:
    assert reading(low, high, 0.05) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(1.3, 2.0, "shown"), (0.5, 0.79, "shown"), (0.8, 1.25, "shown_small"), (0.7, 1.1, "inconclusive")],
)
def test_readings_of_ratios(low: float, high: float, expected: str) -> None:
    assert reading(low, high, 1.25, scale="ratio") == expected


@given(st.floats(0, 1), st.floats(0, 1), st.floats(-2, 2), st.floats(0, 2))
def test_a_wider_tolerance_never_shows_more(one: float, other: float, low: float, width: float) -> None:
    order = ("shown_small", "inconclusive", "shown")
    small, large = sorted((one, other))
    assert order.index(reading(low, low + width, large)) <= order.index(reading(low, low + width, small))


def test_tolerances_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 0"):
        reading(0, 1, -0.1)
    with pytest.raises(ValueError, match="at least 1"):
        reading(0.5, 1, 0.8, scale="ratio")
    with pytest.raises(ValueError, match="negative"):
        tolerance_p_value(0.1, 0.1, 10, -1)


@given(st.floats(-5, 5), st.floats(0.01, 3), st.floats(1, 200))
def test_without_tolerance_it_is_the_two_sided_t_test(estimate: float, error: float, freedom: float) -> None:
    expected = 2 * stats.t.sf(abs(estimate) / error, freedom)
    assert tolerance_p_value(estimate, error, freedom) == pytest.approx(expected, rel=1e-7)


def test_at_the_edge_of_the_tolerance_half_of_all_estimates_lie_beyond() -> None:
    assert tolerance_p_value(0.05, 0.001, 50, 0.05) == pytest.approx(0.5)
    assert tolerance_p_value(0.0, 0.01, 50, 0.05) == pytest.approx(1.0)


def test_p_value_is_the_worst_over_the_null() -> None:
    """No true difference within the tolerance makes an estimate as far off more likely."""
    estimate, tolerance = 0.9, 0.4

    def chance(true: float) -> float:
        return float(stats.t.sf((estimate - true) / 0.3, 20) + stats.t.sf((estimate + true) / 0.3, 20))

    worst = optimize.minimize_scalar(lambda true: -chance(true), bounds=(-tolerance, tolerance), method="bounded")
    assert tolerance_p_value(estimate, 0.3, 20, tolerance) == pytest.approx(-worst.fun, rel=1e-4)


def test_p_value_without_spread_or_without_estimate() -> None:
    assert tolerance_p_value(0.1, 0.0, 10, 0.05) == 0
    assert tolerance_p_value(0.0, 0.0, 10) == 1
    assert math.isnan(tolerance_p_value(math.nan, 0.1, 10))
    assert math.isnan(tolerance_p_value(0.1, math.nan, 10))


def test_smallest_detectable_is_blooms_multiple() -> None:
    """Bloom (1995), table 1: 80 % power at two-sided 5 % needs 2.80 standard errors (normal)."""
    assert round(smallest_detectable(1.0, math.inf), 2) == 2.80
    assert smallest_detectable(0.02, 30) > smallest_detectable(0.02, 120)
    with pytest.raises(ValueError, match="power"):
        smallest_detectable(1.0, 10, power=1)


def test_what_is_smallest_detectable_is_detected_as_often() -> None:
    """Checked with the non-central t distribution."""
    effect = smallest_detectable(1.0, 60)
    critical = stats.t.ppf(0.975, 60)
    assert stats.nct.sf(critical, 60, effect) == pytest.approx(0.8, abs=0.005)
