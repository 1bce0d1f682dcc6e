"""The delete-a-group jackknife and the effective number of authors."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from audit.statistics import effective_clusters, jackknife
from audit.statistics.contrasts import _correlation
from audit.statistics.jackknife import shares_without, variance_of
from audit.statistics.simulation import per_bucket, posts_per_author

TOTALS = hnp.arrays(np.int64, st.integers(2, 40), elements=st.integers(0, 50))


def naive(x: np.ndarray, n: np.ndarray) -> tuple[float, float]:
    """Ten lines, one bucket at a time."""
    kept = [i for i in range(len(n)) if x[i] or n[i]]
    without = []
    for i in kept:
        rest = [j for j in kept if j != i]
        without.append(sum(x[j] for j in rest) / sum(n[j] for j in rest))
    mean = sum(without) / len(without)
    m = len(kept)
    return x.sum() / n.sum(), (m - 1) / m * sum((each - mean) ** 2 for each in without)


@given(TOTALS, st.data())
def test_equals_the_naive_one(n: np.ndarray, data: st.DataObject) -> None:
    n = n + 1
    x = np.array([data.draw(st.integers(0, int(each))) for each in n])
    value, variance = naive(x, n)
    result = jackknife(lambda a, b: a / b, x, n)
    assert float(result.value) == pytest.approx(value, abs=1e-15)
    assert float(result.variance) == pytest.approx(variance, rel=1e-9, abs=1e-15)


def test_of_a_mean_is_the_textbook_variance() -> None:
    """For the mean of equal groups the jackknife is s²/m exactly (Efron 1982, section 3.1)."""
    x = np.array([3, 5, 1, 9, 4, 4, 7])
    result = jackknife(lambda a, b: a / b, x, np.ones(7, dtype=int))
    assert float(result.variance) == pytest.approx(x.var(ddof=1) / 7)


def test_empty_buckets_are_no_buckets() -> None:
    x, n = np.array([1, 4, 2]), np.array([5, 6, 9])
    plain = jackknife(lambda a, b: a / b, x, n)
    padded = jackknife(lambda a, b: a / b, np.r_[x, 0, 0], np.r_[n, 0, 0])
    assert padded.n_buckets == plain.n_buckets == 3
    assert float(padded.variance) == float(plain.variance)


def test_stacked_totals_are_done_at_once() -> None:
    table = np.array([[1, 4, 2, 3], [4, 2, 7, 1]])
    result = jackknife(lambda each: each / each.sum(axis=0), table)
    single = jackknife(lambda a, b: a / b, table[0], table.sum(axis=0))
    assert result.replicates.shape == (2, 4)
    assert float(result.variance[0]) == pytest.approx(float(single.variance))
    assert result.value.sum() == pytest.approx(1.0)


def test_one_bucket_has_a_value_and_no_variance() -> None:
    result = jackknife(lambda a, b: a / b, [2, 0], [8, 0])
    assert float(result.value) == 0.25
    assert math.isnan(float(result.variance))


@pytest.mark.parametrize("totals", [(), ([1, 2], [1, 2, 3]), ([5],), (5,)])
def test_totals_that_do_not_match_are_refused(totals: tuple) -> None:
    with pytest.raises(ValueError, match="bucket"):
        jackknife(lambda *each: each[0], *totals)


@given(TOTALS.filter(lambda n: n.any()), st.integers(2, 9), st.randoms())
def test_effective_clusters_keeps_to_its_range_and_its_laws(n: np.ndarray, times: int, random: object) -> None:
    measured = effective_clusters(n)
    assert 1 <= measured <= n.sum()
    shuffled = n.copy()
    random.shuffle(shuffled)
    assert effective_clusters(shuffled) == pytest.approx(measured, rel=1e-12)
    if measured < n.sum():
        # Copies of posts tell nothing new of authors.
        assert effective_clusters(n * times) == pytest.approx(measured, rel=1e-12)


def test_effective_clusters_of_one_author_is_one_and_of_none_is_nothing() -> None:
    one = np.zeros(128, dtype=int)
    one[17] = 40
    assert effective_clusters(one) == 1
    assert math.isnan(effective_clusters(np.zeros(128, dtype=int)))


@pytest.mark.parametrize(("authors", "exponent"), [(40, 2.0), (500, 2.5), (5000, 2.0)])
def test_squares_of_authors_are_estimated_without_bias_from_buckets(authors: int, exponent: float) -> None:
    """The estimate behind it, B/(B-1) Σ (n_b - N/B)², averages to Σ n_i² over random buckets; 4 standard errors."""
    generator = np.random.default_rng(7)
    written = np.repeat(posts_per_author(generator, (1, authors), exponent), 4000, axis=0)
    buckets = per_bucket(written, generator.integers(0, 128, written.shape), 128)
    total, squares = int(written[0].sum()), int((written[0] ** 2).sum())
    estimates = 128 / 127 * ((buckets.astype(float) ** 2).sum(axis=1) - total**2 / 128)
    assert abs(estimates.mean() - squares) < 4 * estimates.std() / math.sqrt(len(estimates))
    assert np.median([effective_clusters(each) for each in buckets]) == pytest.approx(total**2 / squares, rel=0.1)


@pytest.mark.parametrize("rate", [0.3, 2.0, 200.0])
def test_what_a_share_needs_is_the_jackknife_to_the_last_bit(rate):
    draw = np.random.default_rng(7)
    for scale in (1, 2.5):
        posts = draw.poisson(rate, (2, 128)) * scale
        successes = draw.binomial((posts / scale).astype(int), 0.2) * scale
        for x, n in zip(successes, posts, strict=True):
            whole = jackknife(lambda x, n: x / n, x, n)
            replicates = shares_without(x, n, n != 0)
            assert np.array_equal(replicates, whole.replicates)
            assert variance_of(replicates) == float(whole.variance)
        both = jackknife(lambda x, n: x / n, successes, posts)
        spread = both.replicates - both.replicates.mean(axis=-1, keepdims=True)
        cross = spread @ spread.T
        expected = cross[0, 1] / np.sqrt(cross[0, 0] * cross[1, 1])
        found, buckets = _correlation(successes[0], posts[0], successes[1], posts[1])
        assert (found, buckets) == (pytest.approx(expected, rel=1e-12), both.n_buckets)
