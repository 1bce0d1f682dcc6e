"""Means of signed values and their differences, against Welch's test, by definition and in simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from audit.statistics import difference_of_means, mean, ratio_of_means


def per_bucket(values, bucket):
    totals = np.zeros(128, dtype=np.int64)
    np.add.at(totals, bucket, values)
    return totals, np.bincount(bucket, minlength=128)


def test_without_clusters_it_is_the_standard_error_of_the_mean():
    """One post per author and bucket: the delete-one jackknife of a mean is s / sqrt(n) exactly (Efron 1982, chapter 3)."""
    values = np.random.default_rng(1).integers(-900, 900, 128)
    totals, posts = per_bucket(values, np.arange(128))
    found = mean(totals, posts)
    assert found.value == pytest.approx(values.mean())
    assert found.standard_error == pytest.approx(stats.sem(values))
    low, high = stats.t.interval(0.95, 127, values.mean(), stats.sem(values))
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


def test_two_sides_without_common_authors_are_those_of_welch():
    rng = np.random.default_rng(2)
    a, b = rng.integers(-900, 900, 64), rng.integers(-500, 900, 64)
    bucket = np.arange(128)
    found = difference_of_means(*per_bucket(a, bucket[:64]), *per_bucket(b, bucket[64:]))
    welch = stats.ttest_ind(a, b, equal_var=False)
    assert found.value == pytest.approx(a.mean() - b.mean())
    # All 128 buckets are left out in turn where each side has 64: (m - 1) / m of 128 instead of 64, under 1 %.
    error = math.hypot(stats.sem(a), stats.sem(b))
    assert found.standard_error == pytest.approx(error, rel=0.01)
    assert found.p_value == pytest.approx(welch.pvalue, rel=0.1)
    assert found.degrees_of_freedom == 63


def test_authors_on_both_sides_are_allowed_for():
    """Moods of authors that both sides share cancel in the difference."""
    rng = np.random.default_rng(3)
    mood = rng.integers(-800, 800, 128)
    posts = np.full(128, 10)
    a, b = 10 * mood + rng.integers(-50, 50, 128), 10 * mood + rng.integers(-50, 50, 128)
    shared = difference_of_means(a, posts, b, posts)
    apart = difference_of_means(a, posts, b[rng.permutation(128)], posts)
    assert shared.standard_error < apart.standard_error / 20


def test_the_unit_and_copies_change_nothing():
    rng = np.random.default_rng(4)
    posts, more = rng.integers(1, 9, 128), rng.integers(1, 9, 128)
    a, b = rng.integers(-500, 500, 128), rng.integers(-500, 500, 128)
    once = difference_of_means(a, posts, b, more, tolerance=20.0)
    twice = difference_of_means(2 * a, 2 * posts, 2 * b, 2 * more, tolerance=20.0)
    scaled = difference_of_means(1000 * a, posts, 1000 * b, more, tolerance=20_000.0)
    assert (twice.low, twice.high, twice.p_value) == pytest.approx((once.low, once.high, once.p_value))
    assert (scaled.low / 1000, scaled.high / 1000, scaled.p_value) == pytest.approx((once.low, once.high, once.p_value))


@pytest.mark.parametrize("function", [mean, lambda x, n: difference_of_means(x, n, x + 1, n + 1)])
def test_without_posts_there_is_no_mean(function):
    found = function(np.zeros(128, int), np.zeros(128, int))
    assert math.isnan(found.value)
    assert not found.estimable


def test_a_difference_of_nearly_equal_positive_means_agrees_with_their_ratio():
    """log(a / b) is (a - b) / b to first order: the same question asked on two scales has the same answer."""
    rng = np.random.default_rng(5)
    posts = rng.integers(5, 20, 128)
    a, b = rng.poisson(1000 * posts), rng.poisson(1010 * posts)
    gap, ratio = difference_of_means(a, posts, b, posts), ratio_of_means(a, posts, b, posts)
    middle = b.sum() / posts.sum()
    assert gap.low / middle == pytest.approx(math.log(ratio.low), abs=1e-3)
    assert gap.p_value == pytest.approx(ratio.p_value, rel=0.05)


@pytest.mark.calibration
@pytest.mark.parametrize("authors", [60, 600])
@pytest.mark.parametrize("by_author", [True, False], ids=["sides of authors", "sides of posts"])
def test_intervals_cover(authors, by_author):
    """Scores as VADER gives them: half are 0, authors have moods, and a few authors write most posts."""
    rng = np.random.default_rng(authors)
    covered, tested, runs = 0, 0, 400
    for _ in range(runs):
        posts = np.minimum(rng.zipf(2.2, authors), 200)
        owner = np.repeat(np.arange(authors), posts)
        mood = rng.normal(0, 0.3, authors)
        score = np.where(rng.random(len(owner)) < 0.5, 0, np.clip(rng.normal(mood[owner], 0.4), -1, 1))
        side = (rng.random(authors) < 0.3)[owner] if by_author else rng.random(len(owner)) < 0.3
        bucket = rng.integers(0, 128, authors)[owner]
        thousandths = np.round(1000 * score).astype(int)
        found = difference_of_means(
            *per_bucket(thousandths[side], bucket[side]), *per_bucket(thousandths[~side], bucket[~side])
        )
        covered += found.low <= 0 <= found.high
        tested += found.p_value < 0.05
    assert covered / runs >= 0.92
    assert tested == runs - covered
