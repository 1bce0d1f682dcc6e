"""Do nominal 95 % intervals cover the truth in 95 of 100 datasets, and do tests reject a true null in 5?

The datasets are those of ``audit/statistics/simulation.py``: posts per author from a zeta distribution capped at 3,200,
probabilities of authors from a beta distribution, authors in 128 buckets. Nothing here knows how intervals are made.

Allowances. Coverage of a share must reach the design note's figure less 2 points; that is the whole allowance for Monte
Carlo, whose standard error is 0.3 to 0.8 points at the numbers of datasets below. False positives must stay below 6.5 %,
5 % and 2 standard errors at 1,000 datasets (rounded up by 0.1). The seed is the day the tests were written.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from audit.statistics import (
    Interval,
    against,
    difference,
    goodness_of_fit,
    mean_ratio,
    ratio,
    ratio_against,
    ratio_of_means,
    share,
    wilson,
)
from audit.statistics.simulation import author_shares, clustered_posts, per_bucket, posts_per_author

pytestmark = pytest.mark.calibration
SEED = 20261123
FALSE_POSITIVES = 0.065


def coverage(intervals: list[Interval], truth: float) -> float:
    return float(np.mean([each.low <= truth <= each.high for each in intervals]))


def rejected(intervals: list[Interval], level: float = 0.05) -> float:
    return float(np.mean([each.p_value is not None and each.p_value <= level for each in intervals]))


@pytest.mark.parametrize(
    ("authors", "exponent", "datasets", "note"),
    [
        (200, 2.5, 4000, 94),
        (5_000, 2.5, 2000, 95),
        (200, 2.0, 4000, 93),
        (5_000, 2.0, 2000, 90),
        (50_000, 2.0, 1000, 94),
        (5_000, 1.6, 2000, 93),
        (50_000, 1.6, 1000, 95),
    ],
)
def test_shares_reach_the_table_of_the_design_note(authors: int, exponent: float, datasets: int, note: int) -> None:
    """Share .10, within-author correlation .3; what wilson on independent posts gives there is 6 to 76 %."""
    x, n = clustered_posts(np.random.default_rng(SEED), datasets, authors=authors, exponent=exponent)
    assert coverage([share(*each) for each in zip(x, n, strict=True)], 0.1) >= (note - 2) / 100


def test_the_simulation_tells_good_intervals_from_bad() -> None:
    """Posts as if independent cover a fifth or less at 5,000 authors with exponent 2.0, so the tests above have teeth."""
    x, n = clustered_posts(np.random.default_rng(SEED), 500, authors=5_000, exponent=2.0)
    totals = n.sum(axis=1)
    limits = np.array([wilson(p, m, 1.96) for p, m in zip(x.sum(axis=1) / totals, totals, strict=True)])
    assert np.mean((limits[:, 0] <= 0.1) & (limits[:, 1] >= 0.1)) < 0.2


@pytest.mark.parametrize("authors", [30, 60])
@pytest.mark.parametrize("exponent", [3.5, 2.5])
def test_shares_of_few_authors(authors: int, exponent: float) -> None:
    x, n = clustered_posts(np.random.default_rng(SEED), 2000, authors=authors, exponent=exponent)
    assert coverage([share(*each) for each in zip(x, n, strict=True)], 0.1) >= 0.93


@pytest.mark.parametrize(("rare", "correlation"), [(0.02, 0.3), (0.01, 0.1), (0.005, 0.0)])
def test_rare_shares(rare: float, correlation: float) -> None:
    x, n = clustered_posts(
        np.random.default_rng(SEED), 1000, authors=1000, exponent=2.5, share=rare, correlation=correlation
    )
    assert coverage([share(*each) for each in zip(x, n, strict=True)], rare) >= 0.93


def test_independent_posts_pay_nothing() -> None:
    """One post per author: coverage by Wilson's own, and no wider than Wilson's by more than a tenth."""
    generator = np.random.default_rng(SEED)
    n = generator.multinomial(3000, np.full(128, 1 / 128), 2000)
    x = generator.binomial(n, 0.1)
    intervals = [share(*each) for each in zip(x, n, strict=True)]
    assert 0.935 <= coverage(intervals, 0.1) <= 0.975
    low, high = wilson(0.1, 3000, 1.96)
    assert np.mean([each.high - each.low for each in intervals]) <= 1.1 * (high - low)


def two_groups(
    datasets: int, authors: tuple[int, int], exponent: float, shares: tuple[float, float]
) -> list[np.ndarray]:
    """Successes and posts of two groups of different authors."""
    generator = np.random.default_rng(SEED)
    return [
        each
        for group, true in zip(authors, shares, strict=True)
        for each in clustered_posts(generator, datasets, authors=group, exponent=exponent, share=true)
    ]


def common_authors(datasets: int, authors: int, exponent: float, shares: tuple[float, float]) -> list[np.ndarray]:
    """Successes and posts of two topics on which the same authors write, each with one tendency for both."""
    generator = np.random.default_rng(SEED)
    shape = (datasets, authors)
    n = posts_per_author(generator, shape, exponent)
    tendency = author_shares(generator, shape, shares[0], 0.3)
    n_a = generator.binomial(n, 0.5)
    x_a = generator.binomial(n_a, tendency)
    x_b = generator.binomial(n - n_a, tendency * shares[1] / shares[0])
    bucket = generator.integers(0, 128, shape)
    return [per_bucket(each, bucket, 128) for each in (x_a, n_a, x_b, n - n_a)]


SETTINGS = [
    (two_groups, (1000, 1000), 2.5),
    (two_groups, (200, 200), 2.0),
    (two_groups, (40, 60), 3.0),
    (common_authors, 1000, 2.5),
    (common_authors, 200, 2.0),
]


@pytest.mark.parametrize(("draw", "authors", "exponent"), SETTINGS)
def test_contrasts_where_there_is_none(draw: Callable[..., list[np.ndarray]], authors: object, exponent: float) -> None:
    groups = draw(1000, authors, exponent, (0.1, 0.1))
    gaps = [difference(*each) for each in zip(*groups, strict=True)]
    assert rejected(gaps) <= FALSE_POSITIVES
    assert coverage(gaps, 0.0) >= 0.93
    times = [each for each in (ratio(*each) for each in zip(*groups, strict=True)) if each.estimable]
    assert len(times) > 900
    assert rejected(times) <= FALSE_POSITIVES
    assert coverage(times, 1.0) >= 0.93


@pytest.mark.parametrize(("draw", "authors", "exponent"), SETTINGS)
def test_contrasts_where_there_is_one(draw: Callable[..., list[np.ndarray]], authors: object, exponent: float) -> None:
    groups = draw(1000, authors, exponent, (0.2, 0.1))
    gaps = [difference(*each, tolerance=0.1) for each in zip(*groups, strict=True)]
    assert coverage(gaps, 0.1) >= 0.93
    # The true gap lies on the edge of the tolerance: still the null.
    assert rejected(gaps) <= FALSE_POSITIVES
    times = [each for each in (ratio(*each, tolerance=2) for each in zip(*groups, strict=True)) if each.estimable]
    assert coverage(times, 2.0) >= 0.93
    assert rejected(times) <= FALSE_POSITIVES


def test_a_planted_gap_is_found() -> None:
    """20 against 10 % in groups of 1,000 authors: seen in at least 85 of 100 datasets."""
    groups = two_groups(500, (1000, 1000), 2.5, (0.2, 0.1))
    assert rejected([difference(*each) for each in zip(*groups, strict=True)]) >= 0.85


@pytest.mark.parametrize("exponent", [2.5, 3.5])
def test_against_a_true_reference(exponent: float) -> None:
    x, n = clustered_posts(np.random.default_rng(SEED), 2000, authors=1000, exponent=exponent)
    measured = [share(*each) for each in zip(x, n, strict=True)]
    assert rejected([against(each, 0.1) for each in measured]) <= FALSE_POSITIVES
    assert rejected([against(each, 0.05, tolerance=0.05) for each in measured]) <= FALSE_POSITIVES


@pytest.mark.parametrize(("true", "surveyed"), [(0.1, 500), (0.5, 300), (0.3, 2000)])
def test_against_a_reference_that_is_itself_a_sample(true: float, surveyed: int) -> None:
    """Both sides are random, the survey as random as 500 answers; taken as known it would cover far too rarely."""
    generator = np.random.default_rng(SEED)
    x, n = clustered_posts(generator, 1000, authors=1000, exponent=2.5, share=true)
    measured = [share(*each) for each in zip(x, n, strict=True)]
    references = generator.binomial(surveyed, true, 1000) / surveyed
    pairs = [(one, q, float(np.sqrt(q * (1 - q) / surveyed))) for one, q in zip(measured, references, strict=True)]
    gaps = [against(one, q, reference_standard_error=error) for one, q, error in pairs]
    assert 0.93 <= coverage(gaps, 0.0) <= 0.975
    assert rejected(gaps) <= FALSE_POSITIVES
    wide = [against(one, q, tolerance=0.05, reference_standard_error=error) for one, q, error in pairs]
    assert rejected(wide) <= FALSE_POSITIVES
    times = [ratio_against(one, q, reference_standard_error=error) for one, q, error in pairs]
    assert 0.93 <= coverage(times, 1.0) <= 0.975
    fixed = coverage([against(one, q) for one, q, _ in pairs], 0.0)
    assert fixed < coverage(gaps, 0.0) - 0.02
    if surveyed <= 500:
        assert fixed < 0.9


def test_goodness_of_fit_where_all_fits() -> None:
    """Three groups of authors by chance .5, .4, .1: each author belongs to one, so posts cluster as they can at most."""
    generator = np.random.default_rng(SEED)
    shape = (1000, 1000)
    n = posts_per_author(generator, shape, 2.5)
    group = np.digitize(generator.random(shape), [0.5, 0.9])
    bucket = generator.integers(0, 128, shape)
    counts = np.stack([per_bucket(n * (group == each), bucket, 128) for each in range(3)], axis=1)
    p_values = np.array([goodness_of_fit(each, [0.5, 0.4, 0.1]).p_value for each in counts])
    naive = counts.sum(axis=2)
    expected = naive.sum(axis=1, keepdims=True) * np.array([0.5, 0.4, 0.1])
    assert np.mean(((naive - expected) ** 2 / expected).sum(axis=1) > 5.99) > 0.5
    assert np.mean(p_values <= 0.05) <= FALSE_POSITIVES


def test_means_of_likes() -> None:
    """Likes per post, lognormal by author; 92 % as the tail of the lognormal leaves every jackknife a little short."""
    generator = np.random.default_rng(SEED)
    shape = (1000, 2000)
    n = posts_per_author(generator, shape, 3.0, longest=300)
    bucket = generator.integers(0, 128, shape)
    sides = []
    for _ in range(2):
        x = generator.poisson(n * generator.lognormal(0, 1, shape))
        sides.append((per_bucket(x, bucket, 128), per_bucket(n, bucket, 128)))
    (x, posts), (y, _) = sides
    truth = float(np.exp(0.5))
    assert coverage([mean_ratio(*each) for each in zip(x, posts, strict=True)], truth) >= 0.92
    ratios = [ratio_of_means(a, m, b, m) for a, b, m in zip(x, y, posts, strict=True)]
    assert rejected(ratios) <= FALSE_POSITIVES
