"""Two figures of independent datasets against each other, from their limits alone."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from audit.statistics import (
    Interval,
    benjamini_hochberg,
    independent_difference,
    independent_ratio,
    ratio,
    share,
    wilson,
)

NORMAL = 1.959963984540054


def limited(value: float, low: float, high: float, degrees: float = math.inf, level: float = 0.95) -> Interval:
    return Interval(value, low, high, level, math.nan, 100.0, degrees)


def of_wilson(x: int, n: int) -> Interval:
    return limited(x / n, *wilson(x / n, n, NORMAL))


def of_katz(x: int, n: int) -> Interval:
    reach = NORMAL * math.sqrt(1 / x - 1 / n)
    return limited(x / n, x / n * math.exp(-reach), x / n * math.exp(reach))


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_newcombes_differences(one: tuple[int, int], other: tuple[int, int], low: float, high: float) -> None:
    """Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10."""
    gap = independent_difference(of_wilson(*one), of_wilson(*other))
    assert (round(gap.low, 4), round(gap.high, 4)) == (low, high)


@pytest.mark.parametrize(("a", "b"), [((30, 200), (15, 180)), ((7, 900), (41, 1100)), ((300, 400), (100, 400))])
def test_ratios_of_katz_limits_are_those_of_statsmodels(a: tuple[int, int], b: tuple[int, int]) -> None:
    """The delta method on logarithms, as statsmodels computes it from the four counts."""
    found = independent_ratio(of_katz(*a), of_katz(*b))
    low, high = confint_proportions_2indep(*a, *b, compare="ratio", method="log", correction=False)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-9)


def test_degrees_of_freedom_are_welchs_and_the_test_is_no_bolder_than_his() -> None:
    """scipy.stats.ttest_ind with unequal variances, from the means' own t limits."""
    generator = np.random.default_rng(5)
    for sizes in ((12, 30), (40, 40), (200, 9)):
        one, other = generator.normal(0.5, 1, sizes[0]), generator.normal(0, 2, sizes[1])
        sides = []
        for each in (one, other):
            reach = stats.t.ppf(0.975, len(each) - 1) * stats.sem(each)
            sides.append(limited(each.mean(), each.mean() - reach, each.mean() + reach, len(each) - 1))
        found, welch = independent_difference(*sides), stats.ttest_ind(one, other, equal_var=False)
        assert found.degrees_of_freedom == pytest.approx(welch.df)
        assert found.p_value is not None
        assert welch.pvalue - 1e-12 <= found.p_value <= 1.5 * welch.pvalue + 0.02


figures = st.floats(0.001, 0.9)


@given(figures, figures, st.floats(0.01, 0.9), st.floats(0.01, 0.9), st.floats(2, 200))
def test_swapping_sides_mirrors_and_the_test_agrees_with_the_interval(
    a: float, b: float, spread_a: float, spread_b: float, degrees: float
) -> None:
    one = limited(a, a * (1 - spread_a), a * (1 + 2 * spread_a), degrees)
    other = limited(b, b * (1 - spread_b), b * (1 + 2 * spread_b), degrees)
    gap, mirrored = independent_difference(one, other), independent_difference(other, one)
    assert (mirrored.low, mirrored.high) == pytest.approx((-gap.high, -gap.low))
    assert mirrored.p_value == pytest.approx(gap.p_value)
    up, down = independent_ratio(one, other), independent_ratio(other, one)
    assert (down.low, down.high) == pytest.approx((1 / up.high, 1 / up.low))
    assert down.p_value == pytest.approx(up.p_value)
    for found, null in ((gap, 0.0), (up, 1.0)):
        assert found.p_value is not None
        if abs(found.p_value - 0.05) > 1e-6 and found.value != null:
            assert (found.p_value < 0.05) == (not found.low <= null <= found.high)


@given(figures, st.floats(0.05, 0.9), st.floats(0.001, 0.2), st.floats(2, 200), st.floats(1, 5))
def test_a_ratio_to_none_has_one_limit_and_the_test_that_agrees_with_it(
    value: float, spread: float, most: float, degrees: float, tolerance: float
) -> None:
    one = limited(value, value * (1 - spread), value * (1 + spread), degrees)
    none = limited(0.0, 0.0, most, degrees)
    up, down = independent_ratio(one, none, tolerance=tolerance), independent_ratio(none, one, tolerance=tolerance)
    assert math.isinf(up.value)
    assert math.isinf(up.high)
    assert down.value == down.low == 0
    assert down.high == pytest.approx(1 / up.low)
    assert up.p_value == down.p_value
    assert up.p_value is not None
    if abs(up.p_value - 0.05) > 1e-6:
        assert (up.p_value < 0.05) == (up.low > tolerance)


def test_the_limit_to_none_is_donner_and_zous() -> None:
    """MOVER-R (Donner and Zou 2012), of which the limit to a denominator of 0 is the special case, as b tends to 0."""

    def mover_r(a: float, l_a: float, b: float, u_b: float) -> float:
        root = math.sqrt((a * b) ** 2 - l_a * u_b * (2 * a - l_a) * (2 * b - u_b))
        return (a * b - root) / (u_b * (2 * b - u_b))

    found = independent_ratio(limited(0.1, 0.07, 0.14), limited(0.0, 0.0, 0.02))
    assert found.low == pytest.approx(mover_r(0.1, 0.07, 1e-12, 0.02), rel=1e-6)


def test_what_has_no_limits_has_no_change() -> None:
    known, unknown = limited(0.5, 0.4, 0.6), limited(0.5, math.nan, math.nan)
    for function in (independent_difference, independent_ratio):
        assert not function(known, unknown).estimable
        assert not function(unknown, known).estimable
        assert function(known, unknown).p_value is None
    none = limited(0.0, 0.0, 0.1)
    assert not independent_ratio(none, none).estimable
    assert not independent_ratio(limited(0.5, 0.0, 0.6), known).estimable


def test_what_cannot_be_is_refused() -> None:
    known = limited(0.5, 0.4, 0.6)
    with pytest.raises(ValueError, match="one level"):
        independent_difference(known, limited(0.5, 0.4, 0.6, level=0.9))
    with pytest.raises(ValueError, match="at least 1"):
        independent_ratio(known, known, tolerance=0.5)
    with pytest.raises(ValueError, match="below 0"):
        independent_ratio(known, limited(-0.1, -0.2, 0.1))


# --- calibration -----------------------------------------------------------------------------------------------------


def drawn(generator: np.random.Generator, rate: float, clusters: int, outputs: int | None) -> tuple[np.ndarray, ...]:
    """Posts with and without a property per bucket: by authors who write unequally, or outputs of prompts."""
    n = np.full(clusters, outputs) if outputs else np.minimum(generator.zipf(2.4, clusters), 300)
    tendency = generator.beta(rate * 2, (1 - rate) * 2, clusters)
    bucket = generator.integers(0, 128, clusters)
    x = generator.binomial(n, tendency)
    return np.bincount(bucket, x, 128).astype(int), np.bincount(bucket, n, 128).astype(int)


@pytest.mark.calibration
@pytest.mark.parametrize(("before", "after"), [(0.1, 0.1), (0.1, 0.25), (0.3, 0.2)])
def test_intervals_of_training_posts_and_generations_cover(before: float, after: float) -> None:
    """Authors on one side, prompts with eight outputs each on the other: 95 % intervals cover 93 to 99.5 %."""
    generator = np.random.default_rng(11)
    draws, covered = 600, np.zeros(2)
    for _ in range(draws):
        posts = share(*drawn(generator, before, 600, None))
        outputs = share(*drawn(generator, after, 250, 8))
        gap, times = independent_difference(outputs, posts), independent_ratio(outputs, posts)
        covered += [gap.low <= after - before <= gap.high, times.low <= after / before <= times.high]
    assert (covered / draws >= 0.93).all(), covered / draws
    assert (covered / draws <= 0.995).all(), covered / draws


@pytest.mark.calibration
def test_a_change_that_is_none_is_called_one_no_more_often_than_said() -> None:
    """Null twin: the test rejects at 5 % in at most 6.5 % of draws, and a family of ten in at most 7 % any."""
    generator = np.random.default_rng(12)
    families, size = 150, 10
    p_values = np.empty((families, size))
    for row in p_values:
        for at in range(size):
            posts, outputs = share(*drawn(generator, 0.15, 600, None)), share(*drawn(generator, 0.15, 250, 8))
            row[at] = independent_ratio(outputs, posts).p_value
    rejected = (p_values < 0.05).mean()
    assert 0.005 < rejected < 0.065, rejected
    assert np.mean([(benjamini_hochberg(row) <= 0.05).any() for row in p_values]) < 0.07


@pytest.mark.calibration
def test_amplification_of_known_size_is_covered_and_seen() -> None:
    """A ratio of groups that is 0.5 in the posts and 0.2 in the outputs: 0.4 times; kept, it is called more hardly ever."""
    generator = np.random.default_rng(13)
    covered = seen = false = 0
    draws = 250
    for _ in range(draws):
        ratios = []
        for rates, clusters, outputs in (((0.07, 0.14), 4000, None), ((0.04, 0.2), 900, 8), ((0.07, 0.14), 900, 8)):
            (x, n), (y, m) = (drawn(generator, rate, clusters, outputs) for rate in rates)
            ratios.append(ratio(x, n, y, m))
        amplified = independent_ratio(ratios[1], ratios[0], tolerance=1.25)
        kept = independent_ratio(ratios[2], ratios[0], tolerance=1.25)
        covered += amplified.low <= 0.4 <= amplified.high
        seen += amplified.high < 1 / 1.25
        false += kept.high < 1 / 1.25 or kept.low > 1.25
    assert covered / draws >= 0.92
    assert seen / draws >= 0.8
    assert false / draws <= 0.02
