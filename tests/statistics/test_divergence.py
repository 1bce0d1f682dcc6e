"""Distances from a reference."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.spatial import distance

from audit.statistics import (
    bounds_for_unknown,
    cohens_w,
    effective_clusters,
    expected_cohens_w,
    expected_jensen_shannon,
    expected_total_variation,
    goodness_of_fit,
    jackknife,
    jensen_shannon,
    share,
    total_variation,
)


@st.composite
def shares(draw: st.DrawFn, k: int = 4) -> np.ndarray:
    parts = np.array(draw(st.lists(st.integers(0, 100), min_size=k, max_size=k).filter(any)))
    return parts / parts.sum()


@given(shares(), shares())
def test_jensen_shannon_is_scipys_squared(p: np.ndarray, q: np.ndarray) -> None:
    assert jensen_shannon(p, q) == pytest.approx(distance.jensenshannon(p, q, base=2) ** 2, abs=1e-12)


@given(shares(), shares(), shares())
def test_total_variation_is_a_metric(p: np.ndarray, q: np.ndarray, r: np.ndarray) -> None:
    assert total_variation(p, p) == 0
    assert 0 <= total_variation(p, q) <= 1 + 1e-12
    assert total_variation(p, q) == total_variation(q, p)
    assert total_variation(p, r) <= total_variation(p, q) + total_variation(q, r) + 1e-12


@given(shares(), shares())
def test_total_variation_bounds_jensen_shannon(p: np.ndarray, q: np.ndarray) -> None:
    """Lin (1991), theorem 3: the divergence to base 2 is at most the total variation."""
    assert jensen_shannon(p, q) <= total_variation(p, q) + 1e-12


def test_nothing_in_common_is_one() -> None:
    assert total_variation([1, 0], [0, 1]) == 1
    assert jensen_shannon([1, 0], [0, 1]) == pytest.approx(1)
    assert cohens_w([0.5, 0.5], [1, 0]) == math.inf


def test_cohens_w_of_his_example() -> None:
    """Cohen (1988), example 7.1: market shares .375, .208, .208, .208 against .25 each give w = .289."""
    assert cohens_w([0.375, 0.625 / 3, 0.625 / 3, 0.625 / 3], [0.25] * 4) == pytest.approx(0.289, abs=5e-4)


@pytest.mark.parametrize(("n", "expected"), [(30, 0.093), (100, 0.052), (1000, 0.016)])
def test_expected_total_variation_is_what_chance_gives(n: int, expected: float) -> None:
    """Null mean for q = (.5, .4, .1), by formula and by 20,000 multinomial draws."""
    q = np.array([0.5, 0.4, 0.1])
    # The formula takes counts as normal: 1 in the third decimal at n = 30.
    assert expected_total_variation(q, n) == pytest.approx(expected, abs=1.5e-3)
    drawn = np.random.default_rng(1).multinomial(n, q, 20_000) / n
    assert np.abs(drawn - q).sum(axis=1).mean() / 2 == pytest.approx(expected_total_variation(q, n), rel=0.02)


def test_chi_squared_and_g_are_scipys() -> None:
    counts = np.random.default_rng(2).poisson([[20], [15], [5]], (3, 128))
    q = [0.5, 0.375, 0.125]
    fit = goodness_of_fit(counts, q)
    totals, expected = counts.sum(axis=1), np.array(q) * counts.sum()
    assert fit.chi_squared == pytest.approx(stats.chisquare(totals, expected).statistic)
    assert fit.likelihood_ratio == pytest.approx(stats.power_divergence(totals, expected, lambda_=0).statistic)
    assert fit.degrees_of_freedom == 2
    assert fit.cohens_w == pytest.approx(math.sqrt(fit.chi_squared / totals.sum()))
    # Posts that are independent: the correction is noise around 1.
    assert 1 <= fit.design_effect < 1.4
    assert fit.p_value == pytest.approx(stats.chisquare(totals, expected).pvalue, abs=0.1)


def test_with_two_groups_the_design_effect_is_that_of_the_share() -> None:
    """Rao and Scott (1981), section 2: for k = 2 the mean effect is v / (q (1 - q) / n)."""
    generator = np.random.default_rng(5)
    x = generator.poisson(generator.gamma(1, 20, 128))
    n = x + generator.poisson(100, 128)
    variance = float(jackknife(lambda a, b: a / b, x, n).variance)
    fit = goodness_of_fit(np.stack([x, n - x]), [0.2, 0.8])
    assert fit.rao_scott_design_effect == pytest.approx(variance * n.sum() / 0.16)
    assert fit.design_effect == pytest.approx(max(variance / 0.16, 1 / share(x, n).n_effective) * n.sum())
    assert fit.n_effective == pytest.approx(n.sum() / fit.design_effect)


@given(st.integers(0, 2**32 - 1), st.integers(2, 5))
def test_copying_every_post_changes_no_verdict(seed: int, times: int) -> None:
    generator = np.random.default_rng(seed)
    counts = generator.poisson(generator.gamma(0.2, 50, (3, 128)))
    one, more = goodness_of_fit(counts, [0.3, 0.3, 0.4]), goodness_of_fit(counts * times, [0.3, 0.3, 0.4])
    assert more.total_variation == pytest.approx(one.total_variation)
    assert more.p_value == pytest.approx(one.p_value, rel=1e-6, abs=1e-12)
    assert more.n_effective == pytest.approx(one.n_effective)


def test_a_rare_group_of_few_authors_is_tested_with_what_its_share_allows_for() -> None:
    """Two groups: ``(1 - q) d`` of one and ``q d`` of the other sum to the design effect of the share, of which both have the same."""
    n = np.r_[3000, 1500, np.full(126, 20)]
    x = np.zeros(128, dtype=int)
    x[10:12] = 20
    fit = goodness_of_fit(np.stack([x, n - x]), [0.05, 0.95])
    own = n.sum() / share(x, n).n_effective
    assert own > 2 * fit.rao_scott_design_effect
    assert fit.design_effect == pytest.approx(own)
    raw = stats.f.sf(fit.chi_squared / fit.rao_scott_design_effect, 1, effective_clusters(n) - 1)
    assert fit.p_value > raw


def test_weights_that_are_all_alike_change_no_test() -> None:
    counts = np.random.default_rng(6).poisson(np.random.default_rng(7).gamma(0.2, 50, (3, 128)))
    plain = goodness_of_fit(counts, [0.3, 0.3, 0.4])
    weighed = goodness_of_fit(counts * 1_000_003, [0.3, 0.3, 0.4], units=counts.sum(axis=0))
    assert [weighed.p_value, weighed.chi_squared, weighed.likelihood_ratio, weighed.design_effect] == pytest.approx(
        [plain.p_value, plain.chi_squared, plain.likelihood_ratio, plain.design_effect]
    )


def test_edges_of_goodness_of_fit() -> None:
    empty = goodness_of_fit(np.zeros((2, 128), dtype=int), [0.5, 0.5])
    assert math.isnan(empty.p_value)
    assert math.isnan(empty.total_variation)
    one_bucket = np.zeros((2, 128), dtype=int)
    one_bucket[:, 3] = 5
    alone = goodness_of_fit(one_bucket, [0.5, 0.5])
    assert alone.total_variation == 0
    assert math.isnan(alone.p_value)
    impossible = goodness_of_fit(np.ones((2, 128), dtype=int), [1.0, 0.0])
    assert (impossible.chi_squared, impossible.likelihood_ratio, impossible.p_value) == (math.inf, math.inf, 0)
    with pytest.raises(ValueError, match="one share per group"):
        goodness_of_fit(np.ones((2, 128), dtype=int), [0.2, 0.3, 0.5])
    with pytest.raises(ValueError, match="at least 2 groups"):
        goodness_of_fit(np.ones((1, 128), dtype=int), [1.0])


@pytest.mark.parametrize("q", [[0.5, 0.6], [1.5, -0.5], [50, 50], [math.nan, 1]])
def test_what_are_no_shares_is_refused(q: list[float]) -> None:
    with pytest.raises(ValueError, match="sum"):
        total_variation([0.5, 0.5], q)


def test_bounds_for_unknown() -> None:
    assert bounds_for_unknown(30, 60, 40) == (0.3, 0.7)
    assert bounds_for_unknown(30, 60, 0) == (0.5, 0.5)
    assert all(math.isnan(each) for each in bounds_for_unknown(0, 0, 0))
    with pytest.raises(ValueError, match="between 0 and known"):
        bounds_for_unknown(5, 4, 0)


@pytest.mark.parametrize("n", [30, 100, 1000])
def test_expectations_under_the_null_are_those_of_draws(n):
    q = np.array([0.5, 0.4, 0.1, 0.0])  # a group of share 0 is never drawn
    drawn = np.random.default_rng(n).multinomial(n, q, 4000) / n
    assert np.mean([jensen_shannon(p, q) for p in drawn]) == pytest.approx(expected_jensen_shannon(q, n), rel=0.13)
    assert np.mean([cohens_w(p, q) for p in drawn]) == pytest.approx(expected_cohens_w(q, n), rel=0.03)
    assert expected_cohens_w(q, n) == pytest.approx(stats.chi(2).mean() / math.sqrt(n))


def test_no_expectation_without_posts():
    assert math.isnan(expected_jensen_shannon([0.5, 0.5], 0))
    assert math.isnan(expected_cohens_w([0.5, 0.5], math.nan))
