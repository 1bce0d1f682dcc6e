"""Correlations from sums: against Anscombe, scipy and regressions of statsmodels, and in simulated authors."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from audit.statistics import Moments, correlation, partial_correlation

#: Anscombe (1973), American Statistician 27, table: the four sets have a correlation of 0.816.
ANSCOMBE = (
    ([10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5], [804, 695, 758, 881, 833, 996, 724, 426, 1084, 482, 568]),
    ([10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5], [914, 814, 874, 877, 926, 810, 613, 310, 913, 726, 474]),
    ([10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5], [746, 677, 1274, 711, 781, 884, 608, 539, 815, 642, 573]),
    ([8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8], [658, 576, 771, 884, 847, 704, 525, 1250, 556, 791, 689]),
)


def per_bucket(values, bucket):
    return np.array([values[bucket == each].sum() for each in range(128)], dtype=np.int64)


def moments(x, y, bucket):
    return Moments(*(per_bucket(each, bucket) for each in (np.ones_like(x), x, y, x * x, y * y, x * y)))


def clustered(seed, *, authors=300, posts=2000, slope=0.0):
    """Whole numbers whose authors differ in both, with a correlation of 0 between authors' means."""
    random = np.random.default_rng(seed)
    author = random.integers(0, authors, posts)
    x = random.normal(size=authors)[author] + random.normal(size=posts)
    y = random.normal(size=authors)[author] + random.normal(size=posts) + slope * x
    bucket = random.integers(0, 128, authors)[author]
    return np.rint(1000 * x).astype(np.int64), np.rint(1000 * y).astype(np.int64), bucket


@pytest.mark.parametrize(("x", "y"), ANSCOMBE[:3])
def test_anscombes_sets_have_their_published_correlation(x, y):
    found = correlation(moments(np.array(x), np.array(y), np.arange(11)))
    assert found.value == pytest.approx(0.816, abs=1e-3)


def test_a_correlation_that_one_author_makes_is_none():
    """Anscombe's fourth set: without one of its points nothing is left of its 0.816."""
    x, y = (np.array(each) for each in ANSCOMBE[3])
    assert np.corrcoef(x, y)[0, 1] == pytest.approx(0.816, abs=1e-3)
    assert math.isnan(correlation(moments(x, y, np.arange(11))).value)


def test_equals_scipy_and_its_interval_where_posts_are_independent():
    random = np.random.default_rng(2)
    x = random.normal(size=6000)
    y = 0.4 * x + random.normal(size=6000)
    x, y = np.rint(1000 * x).astype(np.int64), np.rint(1000 * y).astype(np.int64)
    found = correlation(moments(x, y, random.integers(0, 128, 6000)))
    known = stats.pearsonr(x, y)
    assert found.value == pytest.approx(known.statistic, rel=1e-12)
    low, high = known.confidence_interval()
    assert found.high - found.low == pytest.approx(high - low, rel=0.2)
    assert abs(found.low - low) < 0.2 * (high - low)


def test_a_partial_correlation_is_that_of_the_residuals():
    random = np.random.default_rng(3)
    z = (random.random(3000) < 0.4).astype(np.int64)
    x = np.rint(1000 * (z + random.normal(size=3000))).astype(np.int64)
    y = np.rint(1000 * (2 * z + 0.3 * x / 1000 + random.normal(size=3000))).astype(np.int64)
    bucket = random.integers(0, 128, 3000)
    sums = [per_bucket(each, bucket) for each in (z, z * z, x * z, y * z)]
    found = partial_correlation(moments(x, y, bucket), *sums)
    given = sm.add_constant(z.astype(float))
    left = [sm.OLS(each.astype(float), given).fit().resid for each in (x, y)]
    assert found.value == pytest.approx(np.corrcoef(*left)[0, 1], rel=1e-9)
    assert found.value < correlation(moments(x, y, bucket)).value


def test_what_the_third_value_explains_is_gone():
    random = np.random.default_rng(4)
    z = (random.random(20_000) < 0.5).astype(np.int64)
    x, y = (np.rint(1000 * (z + random.normal(size=20_000))).astype(np.int64) for _ in range(2))
    bucket = random.integers(0, 128, 20_000)
    sums = [per_bucket(each, bucket) for each in (z, z * z, x * z, y * z)]
    assert correlation(moments(x, y, bucket)).low > 0.15
    found = partial_correlation(moments(x, y, bucket), *sums, tolerance=0.1)
    assert found.low < 0 < found.high
    assert found.high - found.low < 0.06
    assert found.p_value > 0.9


def test_read_twice_it_stays():
    x, y, bucket = clustered(1)
    once = correlation(moments(x, y, bucket))
    twice = correlation(moments(*(np.r_[each, each] for each in (x, y)), np.r_[bucket, bucket]))
    assert (twice.value, twice.low, twice.high) == pytest.approx((once.value, once.low, once.high), rel=1e-9)


@pytest.mark.parametrize("constant", ["x", "y"])
def test_a_value_that_does_not_vary_has_no_correlation(constant):
    values = {"x": np.arange(50), "y": np.arange(50) ** 2, constant: np.full(50, 3333)}
    found = correlation(moments(values["x"], values["y"], np.arange(50)))
    assert math.isnan(found.value)
    assert not found.estimable


def test_two_posts_are_no_correlation():
    found = correlation(moments(np.array([1, 2]), np.array([3, 5]), np.array([0, 1])))
    assert math.isnan(found.value)


@pytest.mark.calibration
def test_intervals_of_clustered_posts_hold_the_truth_as_often_as_they_say():
    """Independent posts would be covered by scipy's interval in far fewer."""
    inside = naive = false = 0
    runs = 200
    for seed in range(runs):
        x, y, bucket = clustered(seed)
        found = correlation(moments(x, y, bucket))
        inside += found.low <= 0 <= found.high
        false += found.p_value < 0.05
        low, high = stats.pearsonr(x, y).confidence_interval()
        naive += low <= 0 <= high
    assert inside >= 0.91 * runs
    assert false <= 0.09 * runs
    assert false == runs - inside
    assert naive < inside


@pytest.mark.calibration
def test_a_planted_correlation_is_recovered():
    random = np.random.default_rng(0)
    truth = np.corrcoef(
        (x := random.normal(size=2_000_000) * 2**0.5), 0.5 * x + random.normal(size=2_000_000) * 2**0.5
    )[0, 1]
    found = [correlation(moments(*clustered(seed, slope=0.5)), tolerance=0.1) for seed in range(60)]
    assert np.mean([each.value for each in found]) == pytest.approx(truth, abs=0.02)
    assert np.mean([each.low <= truth <= each.high for each in found]) >= 0.88
    assert np.mean([each.low > 0.1 for each in found]) > 0.95
