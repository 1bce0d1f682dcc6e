"""Two shares against each other, and one against a reference."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.statistics import Interval, against, difference, mover, ratio, ratio_against, share, wilson

NORMAL = 1.959963984540054
seeds = st.integers(0, 2**32 - 1)


def sides(seed: int, authors: int = 300, a: float = 0.2, b: float = 0.1) -> list[np.ndarray]:
    """Successes and posts of two sides that share all authors."""
    generator = np.random.default_rng(seed)
    n = np.minimum(generator.zipf(2.2, authors) * 2, 3200)
    bucket = generator.integers(0, 128, authors)
    tendency = generator.beta(0.5, 1.5, authors)
    n_a = generator.binomial(n, 0.5)
    x_a, x_b = generator.binomial(n_a, tendency * a / 0.25), generator.binomial(n - n_a, tendency * b / 0.25)
    return [np.bincount(bucket, each, 128).astype(int) for each in (x_a, n_a, x_b, n - n_a)]


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
    """Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10; independent samples."""
    limits = [(x / n, *wilson(x / n, n, NORMAL)) for x, n in (one, other)]
    assert [round(each, 4) for each in mover(*limits)] == [low, high]


def test_mover_with_normal_limits_is_the_variance_of_a_difference() -> None:
    """Zou and Donner (2008), equation 4: symmetric limits give back s² = s1² + s2² - 2 r s1 s2."""
    low, high = mover((0.5, 0.3, 0.7), (0.4, 0.3, 0.5), 0.6)
    reach = math.sqrt(0.2**2 + 0.1**2 - 2 * 0.6 * 0.2 * 0.1)
    assert (low, high) == pytest.approx((0.1 - reach, 0.1 + reach))


@given(seeds)
def test_swapping_sides_mirrors(seed: int) -> None:
    a, n, b, m = sides(seed)
    one, other = difference(a, n, b, m), difference(b, m, a, n)
    assert (other.value, other.low, other.high) == pytest.approx((-one.value, -one.high, -one.low), abs=1e-12)
    assert other.p_value == pytest.approx(one.p_value)
    up, down = ratio(a, n, b, m), ratio(b, m, a, n)
    if up.estimable:
        assert (down.low, down.high) == pytest.approx((1 / up.high, 1 / up.low))
        assert down.p_value == pytest.approx(up.p_value)


@given(seeds, st.sampled_from([0.9, 0.95, 0.99]))
def test_test_and_interval_agree(seed: int, level: float) -> None:
    a, n, b, m = sides(seed, authors=120)
    gap = difference(a, n, b, m, level=level)
    assert (gap.p_value < 1 - level) == (gap.low > 0 or gap.high < 0)
    times = ratio(a, n, b, m, level=level)
    if times.estimable:
        assert (times.p_value < 1 - level) == (times.low > 1 or times.high < 1)
    fixed = against(share(a, n, level=level), 0.15)
    assert (fixed.p_value < 1 - level) == (fixed.low > 0 or fixed.high < 0)
    fraction = ratio_against(share(a, n, level=level), 0.15)
    assert (fraction.p_value < 1 - level) == (fraction.low > 1 or fraction.high < 1)


@given(seeds, st.floats(0, 0.3), st.floats(0, 0.3))
def test_a_wider_tolerance_never_makes_a_smaller_p(seed: int, one: float, other: float) -> None:
    a, n, b, m = sides(seed, authors=120)
    small, large = sorted((one, other))
    assert difference(a, n, b, m, tolerance=small).p_value <= difference(a, n, b, m, tolerance=large).p_value + 1e-12
    measured = share(a, n)
    # Within the tolerance nothing speaks against the null, and the p-value is above a half, by how much does not matter.
    one_p, other_p = (against(measured, 0.1, tolerance=each).p_value for each in (small, large))
    assert one_p <= other_p + 1e-12 or one_p >= other_p >= 0.5


def test_common_authors_narrow_a_difference() -> None:
    """The same authors on both sides with the same tendency: what they do cancels."""
    a, n, b, m = sides(5, authors=2000, a=0.2, b=0.2)
    together = difference(a, n, b, m)
    # Turning one side's buckets leaves each side as it is and breaks the pairing.
    apart = difference(a, n, np.roll(b, 1), np.roll(m, 1))
    assert together.high - together.low < 0.8 * (apart.high - apart.low)


def test_a_share_against_itself_differs_by_nothing() -> None:
    a, n, _, _ = sides(3)
    itself = difference(a, n, a, n)
    assert (itself.value, itself.p_value) == (0, 1)
    assert itself.low <= 0 <= itself.high


def test_zero_counts() -> None:
    a, n, b, m = sides(11)
    none = np.zeros(128, dtype=int)
    gap = difference(none, n, b, m)
    assert gap.estimable
    assert gap.low < gap.value < 0
    never = ratio(none, n, b, m)
    assert never.value == 0
    assert not never.estimable
    undefined = ratio(a, n, none, m)
    assert math.isnan(undefined.value)
    assert undefined.p_value is None
    unseen = difference(none, none, b, m)
    assert math.isnan(unseen.value)
    assert not unseen.estimable


def test_against_moves_and_divides() -> None:
    measured = share(np.full(128, 3), np.full(128, 10))
    gap, times = against(measured, 0.2), ratio_against(measured, 0.2)
    assert gap.value == pytest.approx(0.1)
    assert (gap.low, gap.high) == pytest.approx((measured.low - 0.2, measured.high - 0.2))
    assert times.value == pytest.approx(1.5)
    assert (times.low, times.high) == pytest.approx((measured.low / 0.2, measured.high / 0.2))
    assert times.p_value == pytest.approx(gap.p_value)


def test_against_at_the_edges() -> None:
    measured = share(np.full(128, 3), np.full(128, 10))
    assert against(measured, 0.0).p_value == 0
    assert against(measured, 0.3).p_value == 1
    assert against(measured, 0.29, tolerance=0.05).p_value > 0.9
    assert math.isnan(ratio_against(measured, 0.0).value)
    none = share(np.zeros(128, dtype=int), np.full(128, 10))
    assert ratio_against(none, 0.1).low == 0
    assert math.isnan(ratio_against(none, 0.1).standard_error)
    empty = share(np.zeros(128, dtype=int), np.zeros(128, dtype=int))
    assert math.isnan(against(empty, 0.1).p_value)


def test_against_is_the_score_test() -> None:
    """Wilson's score statistic at the reference, (p - q) / sqrt(q (1 - q) / n_eff), referred to t."""
    from scipy import stats

    a, n, _, _ = sides(8)
    measured = share(a, n)
    score = abs(measured.value - 0.15) / math.sqrt(0.15 * 0.85 / measured.n_effective)
    assert against(measured, 0.15).p_value == pytest.approx(2 * stats.t.sf(score, measured.degrees_of_freedom))


def independent(successes: int, posts: int) -> Interval:
    """A share of posts that are all independent, with Wilson's limits on the normal quantile."""
    value = successes / posts
    low, high = wilson(value, posts, NORMAL)
    return Interval(value, low, high, 0.95, (high - low) / (2 * NORMAL), posts, math.inf)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"), [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090)]
)
def test_against_a_survey_is_newcombes_difference(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe (1998), table II, method 10: the reference given only as a share and its standard error."""
    reference = other[0] / other[1]
    standard_error = math.sqrt(reference * (1 - reference) / other[1])
    gap = against(independent(*one), reference, reference_standard_error=standard_error)
    assert (round(gap.low, 4), round(gap.high, 4)) == (low, high)
    assert gap.p_value < 0.05  # as the interval leaves out 0


def test_ratio_against_a_survey_is_the_ratio_of_two_samples() -> None:
    """The same limits from the standard error alone as from the limits of the other sample (Zou and Donner 2008)."""
    one, other = independent(56, 70), independent(48, 80)
    logs = [(math.log(each.value), math.log(each.low), math.log(each.high)) for each in (one, other)]
    low, high = (math.exp(each) for each in mover(*logs))
    times = ratio_against(one, 0.6, reference_standard_error=math.sqrt(0.6 * 0.4 / 80))
    assert (times.value, times.low, times.high) == pytest.approx((0.8 / 0.6, low, high))


@given(seeds, st.floats(0.01, 0.99), st.floats(1e-6, 0.2))
def test_an_uncertain_reference_only_widens(seed: int, reference: float, error: float) -> None:
    a, n, _, _ = sides(seed)
    measured = share(a, n)
    fixed, survey = against(measured, reference), against(measured, reference, reference_standard_error=error)
    assert survey.value == fixed.value
    assert survey.low <= fixed.low + 1e-12
    assert survey.high >= fixed.high - 1e-12
    assert (survey.p_value < 0.05) == (not survey.low <= 0 <= survey.high)
    vanishing = against(measured, reference, reference_standard_error=1e-9)
    assert (vanishing.low, vanishing.high) == pytest.approx((fixed.low, fixed.high), abs=1e-6)
    times = ratio_against(measured, reference, reference_standard_error=error)
    assert times.low <= measured.low / reference + 1e-12
    assert times.high >= measured.high / reference - 1e-12


def test_an_uncertain_reference_at_the_edges() -> None:
    measured = share(np.full(128, 3), np.full(128, 10))
    assert against(measured, 0.0, reference_standard_error=0.01).estimable
    none = share(np.zeros(128, dtype=int), np.full(128, 10))
    assert against(none, 0.1, reference_standard_error=0.01).estimable
    assert not ratio_against(none, 0.1, reference_standard_error=0.01).estimable
    assert math.isnan(ratio_against(measured, 0.0, reference_standard_error=0.01).value)
    empty = share(np.zeros(128, dtype=int), np.zeros(128, dtype=int))
    assert not against(empty, 0.1, reference_standard_error=0.01).estimable


def test_what_cannot_be_asked_is_refused() -> None:
    a, n, b, m = sides(2)
    with pytest.raises(ValueError, match="tolerance"):
        ratio(a, n, b, m, tolerance=0.8)
    with pytest.raises(ValueError, match="tolerance"):
        difference(a, n, b, m, tolerance=-0.1)
    with pytest.raises(ValueError, match="reference"):
        against(share(a, n), 51.0)
    for wrong in (-0.1, math.inf, math.nan):
        with pytest.raises(ValueError, match="standard_error"):
            against(share(a, n), 0.5, reference_standard_error=wrong)
