"""Means, rates and other statistics on smoothing scales."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audit.statistics import effective_clusters, jackknife, mean_ratio, rate, ratio_of_means, share, smooth

seeds = st.integers(0, 2**32 - 1)


def likes(seed: int, authors: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Likes and posts per bucket."""
    generator = np.random.default_rng(seed)
    posts = np.minimum(generator.zipf(2.5, authors), 500)
    liked = generator.poisson(posts * generator.lognormal(1, 1, authors))
    bucket = generator.integers(0, 128, authors)
    return np.bincount(bucket, liked, 128).astype(int), np.bincount(bucket, posts, 128).astype(int)


@given(seeds)
def test_mean_equals_the_naive_one(seed: int) -> None:
    x, n = likes(seed)
    kept = np.flatnonzero(x + n)
    logs = [math.log((x.sum() - x[i]) / (n.sum() - n[i])) for i in kept]
    m = len(kept)
    error = math.sqrt((m - 1) / m * sum((each - sum(logs) / m) ** 2 for each in logs))
    freedom = max(min(effective_clusters(x), effective_clusters(n), m) - 1, 1)
    reach = stats.t.ppf(0.975, freedom) * error
    interval = mean_ratio(x, n)
    assert interval.value == x.sum() / n.sum()
    expected = [interval.value * math.exp(-reach), interval.value * math.exp(reach)]
    assert [interval.low, interval.high] == pytest.approx(expected, rel=1e-9)
    assert interval.standard_error == pytest.approx(error, rel=1e-9)


@given(seeds, st.integers(2, 6))
def test_copying_every_post_changes_nothing(seed: int, times: int) -> None:
    x, n = likes(seed)
    once, often = mean_ratio(x, n), mean_ratio(x * times, n * times)
    assert (often.value, often.standard_error) == pytest.approx((once.value, once.standard_error), rel=1e-9)


@given(seeds)
def test_order_of_buckets_does_not_matter(seed: int) -> None:
    x, n = likes(seed)
    order = np.random.default_rng(seed).permutation(128)
    one, other = mean_ratio(x, n), mean_ratio(x[order], n[order])
    assert (other.low, other.high) == pytest.approx((one.low, one.high), rel=1e-12)


def test_rate_is_the_mean_in_another_unit() -> None:
    x, n = likes(1)
    plain, scaled = mean_ratio(x, n), rate(x, n, per=1000)
    assert (scaled.value, scaled.low, scaled.high) == pytest.approx(
        (1000 * plain.value, 1000 * plain.low, 1000 * plain.high)
    )
    assert scaled.standard_error == plain.standard_error


def test_nothing_counted_has_a_value_and_no_limits() -> None:
    _, n = likes(1)
    none = mean_ratio(np.zeros(128, dtype=int), n)
    assert none.value == 0
    assert not none.estimable
    nothing = mean_ratio(np.zeros(128, dtype=int), np.zeros(128, dtype=int))
    assert math.isnan(nothing.value)
    assert not nothing.estimable


def test_all_likes_of_one_author_cannot_be_judged() -> None:
    _, n = likes(1)
    x = np.zeros(128, dtype=int)
    x[int(np.flatnonzero(n)[0])] = 10_000
    assert not mean_ratio(x, n).estimable


@given(seeds)
def test_ratio_of_means_agrees_with_its_test(seed: int) -> None:
    x, n = likes(seed)
    y, m = likes(seed + 1)
    ratio = ratio_of_means(x, n, y, m)
    assert ratio.value == pytest.approx((x.sum() / n.sum()) / (y.sum() / m.sum()))
    assert (ratio.p_value < 0.05) == (ratio.low > 1 or ratio.high < 1)
    assert ratio_of_means(x, n, y, m, tolerance=1.25).p_value >= ratio.p_value
    with pytest.raises(ValueError, match="at least 1"):
        ratio_of_means(x, n, y, m, tolerance=0.9)


@pytest.mark.parametrize(
    ("scale", "forward"),
    [("identity", lambda v: v), ("log", math.log), ("logit", lambda v: math.log(v / (1 - v))), ("atanh", math.atanh)],
)
def test_scales_are_symmetric_where_they_say(scale: str, forward: object) -> None:
    generator = np.random.default_rng(2)
    n = generator.poisson(50, 128) + 1
    x = generator.binomial(n, 0.3)
    interval = smooth(lambda a, b: a / b, x, n, scale=scale)
    middle = forward(interval.value)
    assert forward(interval.high) - middle == pytest.approx(middle - forward(interval.low))
    quantile = stats.t.ppf(0.975, interval.degrees_of_freedom)
    assert (forward(interval.high) - middle) / quantile == pytest.approx(interval.standard_error)


def test_identity_is_the_plain_jackknife() -> None:
    x, n = likes(4)
    plain = jackknife(lambda a, b: a / b, x, n)
    assert smooth(lambda a, b: a / b, x, n).standard_error == pytest.approx(float(plain.variance) ** 0.5)


@given(seeds, st.sampled_from([0.02, 0.1, 0.4]), st.integers(1, 4))
def test_what_cannot_exceed_its_exposure_is_known_no_better_than_a_share(seed: int, p: float, times: int) -> None:
    generator = np.random.default_rng(seed)
    n = np.minimum(generator.zipf(1.8, 128), 2000)
    x = generator.binomial(n, generator.beta(p, 1 - p, 128))
    x[0] = max(x[0], 1)
    alone = smooth(lambda a, b: a / b, x, n, scale="log")
    found, of_posts = mean_ratio(x * times, n * times), share(x, n)
    if alone.estimable and alone.value < 1:
        bound = math.sqrt((1 - of_posts.value) / of_posts.value / of_posts.n_effective)
        assert found.standard_error == pytest.approx(max(alone.standard_error, bound), rel=1e-9)
        reach = stats.t.ppf(0.975, found.degrees_of_freedom) * found.standard_error
        assert (math.log(found.low), math.log(found.high)) == pytest.approx(
            (math.log(found.value) - reach, math.log(found.value) + reach), rel=1e-9
        )


def test_one_bucket_with_more_events_than_exposure_leaves_the_jackknife_alone() -> None:
    generator = np.random.default_rng(8)
    n = np.minimum(generator.zipf(1.8, 128), 2000)
    x = np.zeros(128, dtype=int)
    x[:3] = n[:3]
    alone = smooth(lambda a, b: a / b, x, n, scale="log").standard_error
    assert mean_ratio(x, n).standard_error > alone
    x[3] = n[3] + 1
    alone = smooth(lambda a, b: a / b, x, n, scale="log").standard_error
    assert mean_ratio(x, n).standard_error == alone


def test_what_nearly_nobody_told_of_has_limits_as_wide_as_numbers_go() -> None:
    n = np.zeros(128, dtype=int)
    n[:3] = 600_000_000, 400_000_000, 1
    x = np.zeros(128, dtype=int)
    x[1], x[2] = 1, 1
    found = mean_ratio(x, n)
    assert (found.low, found.high) == (0, math.inf)


def test_heavy_tails_leave_the_degrees_of_freedom_of_the_buckets_that_carry_the_spread() -> None:
    """``(Σ d²)² / Σ d⁴`` is a third of the buckets for normal deviations, whose kurtosis is 3, and 1 if one carries all."""
    generator = np.random.default_rng(9)

    def freedom(x: np.ndarray) -> float:
        return smooth(lambda a: a, x, heavy_tail=True, clusters=np.ones(len(x), dtype=int)).degrees_of_freedom

    many = generator.normal(1000, 10, 6000).round().astype(int)
    assert freedom(many) == pytest.approx(1 / 3 * 6000 - 1, rel=0.1)
    one = np.full(128, 1000)
    one[5] = 900_000
    assert freedom(one) == 1.0
    plain = smooth(lambda a: a, one, clusters=np.ones(128, dtype=int))
    assert plain.degrees_of_freedom == 127
    assert plain.standard_error == smooth(lambda a: a, one, heavy_tail=True).standard_error


def test_null_is_on_the_statistics_own_scale() -> None:
    x, n = likes(4)
    tested = smooth(lambda a, b: a / b, x, n, scale="log", null=mean_ratio(x, n).value)
    assert tested.p_value == pytest.approx(1.0)
    assert smooth(lambda a, b: a / b, x, n, scale="log").p_value is None


def test_a_correlation_of_totals() -> None:
    """Pearson's r from totals of n, x, y, xx, yy, xy against Fisher's standard error 1/sqrt(n-3), within a quarter."""
    generator = np.random.default_rng(3)
    x = generator.poisson(20, 4000)
    y = x + generator.poisson(20, 4000)
    bucket = generator.integers(0, 128, 4000)
    sums = np.stack([np.bincount(bucket, each, 128) for each in (np.ones(4000), x, y, x * x, y * y, x * y)]).astype(int)

    def correlation(s: np.ndarray) -> np.ndarray:
        n, a, b, aa, bb, ab = s
        return (n * ab - a * b) / np.sqrt((n * aa - a * a) * (n * bb - b * b))

    interval = smooth(correlation, sums, scale="atanh", clusters=sums[0])
    assert interval.value == pytest.approx(stats.pearsonr(x, y).statistic)
    assert interval.standard_error == pytest.approx(1 / math.sqrt(3997), rel=0.25)
