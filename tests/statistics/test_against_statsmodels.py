"""Against statsmodels: intervals, false discovery, effect sizes, equivalence and plans, where posts are independent."""

from __future__ import annotations

import math

import numpy as np
import pytest
from statsmodels.stats import gof, multitest, proportion, weightstats

from audit.statistics import (
    benjamini_hochberg,
    cohens_w,
    detectable_difference,
    mover,
    posts_for_difference,
    posts_for_share,
    ratio,
    reading,
    share,
    smallest_detectable,
    tolerance_p_value,
    wilson,
)

NORMAL = 1.959963984540054
COUNTS = [((56, 70), (48, 80)), ((9, 10), (3, 10)), ((7, 25), (1, 29)), ((120, 4000), (90, 4100))]


def test_wilson_is_proportion_confint() -> None:
    for (x, n), _ in COUNTS:
        assert wilson(x / n, n, NORMAL) == pytest.approx(
            proportion.proportion_confint(x, n, method="wilson"), abs=1e-12
        )


def test_a_share_of_posts_all_by_different_authors_is_wilsons() -> None:
    """A million authors of one post each: the design effect is 1 to within its floor, t is normal, so Wilson's remains."""
    x, n = np.full(128, 700), np.full(128, 7000)
    x[::2] += (
        26  # between buckets as authors by chance, sd 25; counts without a common divisor, which would mean copies
    )
    x[1::2] -= 25
    found = share(x, n)
    low, high = proportion.proportion_confint(int(x.sum()), int(n.sum()), method="wilson")
    assert (found.low, found.high) == pytest.approx((low, high), rel=2e-3)


@pytest.mark.parametrize(("one", "other"), COUNTS)
def test_a_difference_is_newcombes(one, other) -> None:
    limits = [(x / n, *wilson(x / n, n, NORMAL)) for x, n in (one, other)]
    expected = proportion.confint_proportions_2indep(*one, *other, method="newcomb", compare="diff")
    assert mover(*limits) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_a_ratio_is_zou_and_donners_on_statsmodels_limits(seed: int) -> None:
    """Zou and Donner (2008), Statistics in Medicine 27, section 3.2, written out on statsmodels' Wilson limits at our n."""
    random = np.random.default_rng(seed)
    n, m = random.integers(50, 200, (2, 128))
    m[64:] = 0
    n[:64] = 0  # no bucket has both sides, so they are independent
    a, b = random.binomial(n, 0.3), random.binomial(m, 0.2)
    found, sides = ratio(a, n, b, m), [share(a, n), share(b, m)]
    logs = []
    for each in sides:
        z = each.n_effective
        quantile = (each.high - each.low) / (2 * each.standard_error)
        level = math.erfc(quantile / math.sqrt(2))
        low, high = proportion.proportion_confint(each.value * z, z, alpha=level, method="wilson")
        logs.append((math.log(each.value), math.log(low), math.log(high)))
    (p, lp, hp), (q, lq, hq) = logs
    low = p - q - math.hypot(p - lp, hq - q)
    high = p - q + math.hypot(hp - p, q - lq)
    assert (found.low, found.high) == pytest.approx((math.exp(low), math.exp(high)), rel=1e-6)


def test_q_values_are_multipletests() -> None:
    random = np.random.default_rng(1)
    for size in (1, 2, 15, 200):
        p = random.beta(0.3, 1, size)
        assert benjamini_hochberg(p) == pytest.approx(multitest.multipletests(p, method="fdr_bh")[1], abs=1e-12)


def test_cohens_w_is_chisquare_effectsize() -> None:
    p, q = np.array([0.5, 0.3, 0.2]), np.array([0.4, 0.4, 0.2])
    assert cohens_w(p, q) == pytest.approx(gof.chisquare_effectsize(q, p), abs=1e-12)


@pytest.mark.parametrize("level", [0.9, 0.95])
def test_shown_to_be_small_is_two_one_sided_tests(level: float) -> None:
    """`CompareMeans.ttost_ind`: an interval within the tolerance is both one-sided tests at (1 - level) / 2."""
    random = np.random.default_rng(7)
    found = []
    for tolerance in np.repeat([0.02, 0.05, 0.1, 0.2], 20):
        x, y = random.normal(0.01, 0.3, 200), random.normal(0, 0.3, 250)
        compared = weightstats.CompareMeans.from_data(x, y)
        p_value, *_ = compared.ttost_ind(-tolerance, tolerance, usevar="pooled")
        low, high = compared.tconfint_diff(alpha=1 - level, usevar="pooled")
        found.append(reading(low, high, tolerance) == "shown_small")
        assert found[-1] == (p_value < (1 - level) / 2)
        statistic, plain, freedom = compared.ttest_ind()
        difference = x.mean() - y.mean()
        assert tolerance_p_value(difference, difference / statistic, freedom) == pytest.approx(plain, abs=1e-10)
    assert 20 <= sum(found) <= 60


def test_posts_for_a_share_are_samplesize_confint_proportion() -> None:
    for p, margin in ((0.5, 0.05), (0.1, 0.02), (0.02, 0.01)):
        expected = proportion.samplesize_confint_proportion(p, margin)
        # Ours is Wilson's half-width, which is a little less than the normal's where p is 0.5 and more where it is rare.
        assert posts_for_share(p, margin).posts == pytest.approx(expected, rel=0.12, abs=5)


def test_posts_for_a_difference_have_the_power_that_was_asked_for() -> None:
    for a, b in ((0.5, 0.4), (0.2, 0.3), (0.05, 0.1)):
        n = posts_for_difference(a, b).posts
        found = proportion.power_proportions_2indep(a - b, b, n, return_results=False)
        assert found == pytest.approx(0.8, abs=0.02)


def test_what_is_detectable_is_what_a_normal_test_detects() -> None:
    """Bloom (1995): (1.96 + 0.84) standard errors."""
    assert smallest_detectable(1.0, 1e9) == pytest.approx(NORMAL + 0.8416212335729143, abs=1e-4)
    gap = detectable_difference(0.3, 4000)
    assert proportion.power_proportions_2indep(gap, 0.3, 4000, return_results=False) == pytest.approx(0.8, abs=0.02)
