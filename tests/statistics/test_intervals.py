"""Shares with intervals that know their authors."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audit.statistics import Interval, jackknife, rule_of_three, share, wilson


@st.composite
def counts(draw: st.DrawFn, buckets: int = 128) -> tuple[np.ndarray, np.ndarray]:
    """Successes and posts of a few authors with many posts and many with few."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    authors = draw(st.integers(3, 400))
    n = np.minimum(generator.zipf(draw(st.sampled_from([1.6, 2.0, 2.5, 4.0])), authors), 3200)
    x = generator.binomial(n, generator.beta(0.3, draw(st.sampled_from([0.3, 2.7])), authors))
    bucket = generator.integers(0, buckets, authors)
    return np.bincount(bucket, x, buckets).astype(int), np.bincount(bucket, n, buckets).astype(int)


def naive(x: np.ndarray, n: np.ndarray) -> tuple[float, float]:
    """The documented rule, in loops over buckets and scipy.stats."""
    total, p, m = n.sum(), x.sum() / n.sum(), np.count_nonzero(n)
    d = np.gcd.reduce(np.concatenate([x, n]))

    def authors(t: np.ndarray) -> float:
        squares = len(t) / (len(t) - 1) * (np.sum(t.astype(float) ** 2) - t.sum() ** 2 / len(t))
        return t.sum() ** 2 / np.clip(squares, d * t.sum(), t.sum() ** 2)

    most = total / authors(n)
    deff = most
    if 0 < p < 1:
        seen = max(float(jackknife(lambda a, b: a / b, x, n).variance) * total / p / (1 - p), d)
        rare, q = min(authors(x), authors(n - x)), min(p, 1 - p)
        median, spread = np.median(n), np.median(n) - np.percentile(n, 15.87)
        signal = noise = 0.0
        for a, b in zip(x.tolist(), n.tolist(), strict=True):
            if b:
                s = max(spread**2 + max(abs(b - median) - 2 * spread, 0) ** 2, d * b)
                signal += ((a - p * b) ** 2 / (p * (1 - p)) - d * b) / s
                noise += (s - d * b) / s
        r = min(max(signal / noise, 0), 1) if noise > 0 else 0
        outside = max(1 - spread**2 / np.var(n, ddof=1), 0) if np.var(n) > 0 else 0
        blind = max(1 - rare / authors(n), 0) ** 2 * min(max(2 * outside - 0.5, 0), 1)
        seen += blind * max(d + r * (most - d) - seen, 0)
        e = min(rare, authors(n) * q / (q + r * (1 - q)))
        deff = np.exp((e**2 * np.log(seen) + 6.25 * np.log(max(most, seen))) / (e**2 + 6.25))
    return wilson(p, total / deff, stats.t.ppf(0.975, max(min(authors(n), m) - 1, 1)))


@given(counts())
def test_equals_the_naive_one_and_holds_its_share(pair: tuple[np.ndarray, np.ndarray]) -> None:
    x, n = pair
    interval = share(x, n)
    if np.count_nonzero(n) < 2:
        assert not interval.estimable
        return
    assert (interval.low, interval.high) == pytest.approx(naive(x, n), rel=1e-9, abs=1e-12)
    assert 0 <= interval.low <= interval.value <= interval.high <= 1
    assert interval.low < interval.high
    assert interval.standard_error > 0
    assert 0 < interval.n_effective <= n.sum()
    assert 1 <= interval.degrees_of_freedom <= 127
    assert interval.p_value is None


@given(counts(), st.integers(2, 5))
def test_copying_every_post_changes_nothing(pair: tuple[np.ndarray, np.ndarray], times: int) -> None:
    """Also where authors vary less than chance: k copies of independent posts are still so many independent posts."""
    x, n = pair
    once, often = share(x, n), share(x * times, n * times)
    assert often.value == once.value
    assert often.degrees_of_freedom == pytest.approx(once.degrees_of_freedom, rel=1e-9, nan_ok=True)
    assert often.n_effective == pytest.approx(once.n_effective, rel=1e-9, nan_ok=True)
    assert (often.low, often.high) == pytest.approx((once.low, once.high), rel=1e-9, abs=1e-12, nan_ok=True)


@given(counts(), st.randoms())
def test_order_of_buckets_does_not_matter(pair: tuple[np.ndarray, np.ndarray], random: object) -> None:
    x, n = pair
    order = list(range(len(n)))
    random.shuffle(order)
    one, other = share(x, n), share(x[order], n[order])
    for name in ("value", "low", "high", "standard_error", "n_effective", "degrees_of_freedom"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-12, abs=1e-12, nan_ok=True)


@given(counts())
def test_the_complement_mirrors(pair: tuple[np.ndarray, np.ndarray]) -> None:
    x, n = pair
    one, other = share(x, n), share(n - x, n)
    assert (other.low, other.high) == pytest.approx((1 - one.high, 1 - one.low), rel=1e-9, abs=1e-9, nan_ok=True)


def test_posts_all_by_different_authors_are_as_good_as_independent() -> None:
    """20,000 posts, one each, 10 %: within 12 % (the noise of a variance of 128 numbers) of Wilson on all posts."""
    generator = np.random.default_rng(1)
    bucket = generator.integers(0, 128, 20_000)
    n = np.bincount(bucket, minlength=128)
    x = np.bincount(bucket[:2000], minlength=128)
    interval = share(x, n)
    low, high = wilson(0.1, 20_000, 1.96)
    assert interval.high - interval.low == pytest.approx(high - low, rel=0.12)
    assert interval.degrees_of_freedom == 127


def test_none_of_twenty_authors_is_newcombes_zero_of_twenty() -> None:
    """Newcombe (1998): 0/20 has the upper limit .1611 with the normal quantile; here t with 19 degrees of freedom."""
    n = np.zeros(128, dtype=int)
    n[:20] = 1
    interval = share(np.zeros(128, dtype=int), n)
    assert interval.n_effective == 20
    assert interval.low == 0
    assert interval.high == pytest.approx(wilson(0, 20, stats.t.ppf(0.975, 19))[1])


def test_none_of_many_posts_by_few_authors_knows_the_authors_only() -> None:
    """Ten authors with 1,000 posts each: the upper limit is about 3/10, not 3/10,000."""
    n = np.zeros(128, dtype=int)
    n[:10] = 1000
    interval = share(np.zeros(128, dtype=int), n)
    assert interval.n_effective == pytest.approx(10, rel=0.1)
    assert interval.high > rule_of_three(10) * 0.9
    everything = share(n, n)
    assert (everything.value, everything.high) == (1, 1)
    assert everything.low == pytest.approx(1 - interval.high)


def test_one_post_more_than_none_does_not_make_the_interval_collapse() -> None:
    n = np.zeros(128, dtype=int)
    n[:15] = 1000
    x = np.zeros(128, dtype=int)
    none = share(x, n)
    x[3] = 1
    assert share(x, n).high > 0.3 * none.high


def test_a_few_loud_authors_widen_the_interval() -> None:
    quiet = np.full(128, 100)
    hits = np.full(128, 10)
    hits[::2] += 1
    loud = hits.copy()
    loud[0], loud[1] = 90, 0
    assert share(loud, quiet).n_effective < share(hits, quiet).n_effective / 5


def test_without_posts_there_is_nothing_and_with_one_bucket_a_value() -> None:
    nothing = share(np.zeros(128, dtype=int), np.zeros(128, dtype=int))
    assert all(math.isnan(each) for each in (nothing.value, nothing.low, nothing.high, nothing.n_effective))
    n = np.zeros(128, dtype=int)
    n[4] = 10
    alone = share(n // 2, n)
    assert alone.value == 0.5
    assert not alone.estimable


@pytest.mark.parametrize(("x", "n"), [([2, 0], [1, 5]), ([-1, 0], [1, 5]), ([0, 1], [1, 2, 3])])
def test_counts_that_cannot_be_are_refused(x: list[int], n: list[int]) -> None:
    with pytest.raises(ValueError, match="bucket"):
        share(x, n)


def test_a_higher_level_is_wider() -> None:
    n = np.full(128, 40)
    x = np.arange(128) % 9
    widths = [share(x, n, level=level) for level in (0.8, 0.95, 0.99)]
    assert widths[0].high < widths[1].high < widths[2].high


def test_scaled_changes_the_unit_only() -> None:
    interval = Interval(0.002, 0.001, 0.004, 0.95, 0.0007, 500, 100)
    assert interval.scaled(1000) == Interval(2.0, 1.0, 4.0, 0.95, 0.7, 500, 100)
