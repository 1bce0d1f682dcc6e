"""Plans against published numbers, and against what our own intervals do at the planned number of posts.

Published plans take the normal in place of t, so they are compared at infinitely many degrees of freedom.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.statistics import (
    Clustering,
    against,
    detectable_difference,
    difference,
    posts_for_difference,
    posts_for_equality,
    posts_for_ratio,
    posts_for_reference,
    posts_for_share,
    ratio,
    reading,
    share,
    smallest_detectable,
)
from audit.statistics.simulation import clustered_posts, posts_per_author


@dataclass(frozen=True)
class _Normal(Clustering):
    def degrees_of_freedom(self, posts: float) -> float:
        return math.inf


NORMAL = _Normal()


def test_cochran_on_a_share() -> None:
    """1.96² .25 / .05² = 384.15, rounded up; statsmodels 0.15 samplesize_confint_proportion(.5, .05) = 384.1459."""
    assert posts_for_share(0.5, 0.05, clustering=NORMAL).posts == 385
    assert posts_for_share(0.1, 0.01, level=0.99, clustering=NORMAL).posts == 5972  # 5971.41
    assert posts_for_share(0.5, 0.05, clustering=_Normal(4.0)).posts == 1537  # 4 x 384.1459 = 1536.58


def test_chow_shao_and_wang_on_two_shares() -> None:
    """Page 89 of the second edition: 65 against 85 % at two-sided 5 %, 70 in each group; at one-sided 5 %, 55."""
    assert posts_for_difference(0.65, 0.85, clustering=NORMAL).posts == 70
    assert posts_for_difference(0.65, 0.85, level=0.9, clustering=NORMAL).posts == 55


def test_chow_shao_and_wang_on_one_share() -> None:
    """Page 85: 5 against 2 %, one-sided 5 %: 191. Page 87: equivalence to 60 % within 20 points, 52."""
    assert posts_for_reference(0.05, 0.02, level=0.9, clustering=NORMAL).posts == 191
    assert posts_for_equality(0.6, 0.2, ratio=math.inf, level=0.9, clustering=NORMAL).posts == 52


def test_groups_of_unequal_size() -> None:
    """Chow, Shao and Wang: n of the second is the first's over kappa; here 70 of the first and 140 of the second."""
    unequal = posts_for_difference(0.65, 0.85, ratio=2, clustering=NORMAL).posts
    z = 1.959964 + 0.841621
    assert unequal == math.ceil((0.65 * 0.35 + 0.85 * 0.15 / 2) * (z / 0.2) ** 2)


def test_a_ratio_is_planned_on_the_logarithm() -> None:
    z = 1.959964 + 0.841621
    expected = (0.8 / 0.2 + 0.9 / 0.1) * (z / (math.log(2) - math.log(1.25))) ** 2
    assert posts_for_ratio(0.2, 0.1, tolerance=1.25, clustering=NORMAL).posts == math.ceil(expected)


def test_detectable_is_smallest_detectable_and_inverts_the_plan() -> None:
    error = math.sqrt(2 * 0.1 * 0.9 / 1000)
    assert detectable_difference(0.1, 1000, clustering=NORMAL) == pytest.approx(smallest_detectable(error, math.inf))
    assert detectable_difference(0.1, 1000, ratio=math.inf) < detectable_difference(0.1, 1000)
    gap = detectable_difference(0.5, 400, clustering=NORMAL)
    # The variance at 50 % and at 50 % and a gap differ little.
    assert posts_for_difference(0.5 + gap, 0.5, clustering=NORMAL).posts == pytest.approx(400, rel=0.03)
    assert detectable_difference(0.1, 0) == math.inf


@given(st.floats(0.02, 0.98), st.floats(0.02, 0.98), st.floats(0, 0.2), st.floats(1, 20))
def test_laws(a: float, b: float, tolerance: float, effect: float) -> None:
    plan = posts_for_difference(a, b, tolerance=tolerance)
    if abs(a - b) <= tolerance:
        assert plan.posts == math.inf
        return
    assert posts_for_difference(b, a, tolerance=tolerance).posts == plan.posts, "the sides may change places"
    assert posts_for_difference(a, b, tolerance=tolerance, power=0.9).posts >= plan.posts
    assert posts_for_difference(a, b, tolerance=tolerance, level=0.99).posts >= plan.posts
    assert posts_for_difference(a, b, tolerance=tolerance, clustering=Clustering(effect)).posts >= plan.posts
    assert posts_for_difference(a, b, tolerance=tolerance / 2).posts <= plan.posts


@pytest.mark.parametrize(("gap", "tolerance"), [(0.05, 0.05), (-0.05, 0.05), (0.0, 0.0)])
def test_a_gap_on_the_edge_of_the_tolerance_is_never_settled(gap: float, tolerance: float) -> None:
    assert posts_for_reference(0.3 + gap, 0.3, tolerance=tolerance).posts == math.inf


def test_nothing_is_shown_to_be_nothing() -> None:
    assert posts_for_equality(0.1, 0.0).posts == math.inf
    assert posts_for_equality(0.1, 1.0, scale="ratio").posts == math.inf
    assert posts_for_difference(0.1, 0.1).posts == math.inf


def test_more_authors_need_fewer_posts() -> None:
    """The same posts of fewer authors are worth less, and the plan says how many authors."""
    one, ten = (posts_for_share(0.2, 0.03, clustering=Clustering.of([n], 0.3)) for n in (1, 10))
    assert one.authors == one.posts
    assert ten.posts > 3 * one.posts
    assert ten.authors == math.ceil(ten.posts / 10)
    assert ten.authors < one.authors


@pytest.mark.parametrize(
    "call",
    [
        lambda: posts_for_share(1.2, 0.1),
        lambda: posts_for_share(0.2, 0),
        lambda: posts_for_difference(0.1, 0.2, power=1),
        lambda: posts_for_difference(0.1, 0.2, ratio=0),
        lambda: posts_for_ratio(0, 0.2),
        lambda: posts_for_ratio(0.1, 0.2, tolerance=0.5),
    ],
)
def test_what_cannot_be_is_refused(call) -> None:
    with pytest.raises(ValueError, match=r"between|positive"):
        call()


# --- what our own intervals do at the planned number of posts ---------------------------------------------------------

SEED = 20261123
DATASETS = 1500
#: Three standard errors of a power of 80 % at 1,500 datasets.
ERROR = 3 * math.sqrt(0.8 * 0.2 / DATASETS)


def _clustering(exponent: float, longest: int, correlation: float) -> Clustering:
    return Clustering.of(posts_per_author(np.random.default_rng(1), (500_000,), exponent, longest), correlation)


def _drawn(authors: float, exponent: float, longest: int, correlation: float, p: float, seed: int = SEED):
    return clustered_posts(
        np.random.default_rng(seed),
        DATASETS,
        authors=int(authors),
        exponent=exponent,
        longest=longest,
        share=p,
        correlation=correlation,
    )


def _often(intervals: list, tolerance: float, wanted: str, scale: str = "difference") -> float:
    return float(np.mean([reading(each.low, each.high, tolerance, scale=scale) == wanted for each in intervals]))


@pytest.mark.calibration
@pytest.mark.parametrize(
    ("exponent", "longest", "correlation", "a", "b", "tolerance"),
    [(9.0, 1, 0.0, 0.2, 0.1, 0.0), (3.5, 20, 0.3, 0.3, 0.25, 0.0), (3.5, 20, 0.1, 0.3, 0.2, 0.05)],
)
def test_power_of_our_difference_is_what_was_planned(exponent, longest, correlation, a, b, tolerance) -> None:
    plan = posts_for_difference(a, b, tolerance=tolerance, clustering=_clustering(exponent, longest, correlation))
    first = _drawn(plan.authors, exponent, longest, correlation, a)
    second = _drawn(plan.authors, exponent, longest, correlation, b, SEED + 1)
    intervals = [difference(*each, tolerance=tolerance) for each in zip(*first, *second, strict=True)]
    assert first[1].sum(axis=1).mean() == pytest.approx(plan.posts, rel=0.02)
    assert _often(intervals, tolerance, "shown") == pytest.approx(0.8, abs=ERROR)


@pytest.mark.calibration
def test_half_the_posts_have_far_less_power() -> None:
    """So the tests around this one could fail."""
    plan = posts_for_difference(0.3, 0.25, clustering=_clustering(3.5, 20, 0.3))
    first = _drawn(plan.authors / 2, 3.5, 20, 0.3, 0.3)
    second = _drawn(plan.authors / 2, 3.5, 20, 0.3, 0.25, SEED + 1)
    assert _often([difference(*each) for each in zip(*first, *second, strict=True)], 0, "shown") < 0.6


@pytest.mark.calibration
@pytest.mark.parametrize(("exponent", "longest", "a", "b"), [(2.5, 300, 0.2, 0.1), (3.0, 100, 0.1, 0.02)])
def test_with_a_heavy_tail_a_plan_is_rough_but_holds(exponent, longest, a, b) -> None:
    """A few authors decide how much a dataset is worth, and they differ between datasets: 75 to 92 %."""
    plan = posts_for_difference(a, b, clustering=_clustering(exponent, longest, 0.3))
    first = _drawn(plan.authors, exponent, longest, 0.3, a)
    second = _drawn(plan.authors, exponent, longest, 0.3, b, SEED + 1)
    assert 0.75 <= _often([difference(*each) for each in zip(*first, *second, strict=True)], 0, "shown") <= 0.92


@pytest.mark.calibration
@pytest.mark.parametrize(
    ("correlation", "p", "q", "tolerance"),
    [(1.0, 0.1, 0.2, 0.05), (1.0, 0.6, 0.5, 0.05), (0.3, 0.5, 0.5, 0.05), (1.0, 0.1, 0.1, 0.02)],
)
def test_power_against_a_reference(correlation, p, q, tolerance) -> None:
    """Shown where it lies beyond the tolerance, shown to be small where it does not."""
    plan = posts_for_reference(p, q, tolerance=tolerance, clustering=_clustering(3.5, 20, correlation))
    drawn = _drawn(plan.authors, 3.5, 20, correlation, p)
    wanted = "shown" if abs(p - q) > tolerance else "shown_small"
    intervals = [against(share(*each), q, tolerance=tolerance) for each in zip(*drawn, strict=True)]
    assert _often(intervals, tolerance, wanted) == pytest.approx(0.8, abs=ERROR)


@pytest.mark.calibration
def test_power_of_equality_and_of_ratios() -> None:
    clustering = _clustering(3.5, 20, 0.3)
    plan = posts_for_equality(0.2, 0.05, clustering=clustering)
    first, second = (_drawn(plan.authors, 3.5, 20, 0.3, 0.2, seed) for seed in (1, 2))
    gaps = [difference(*each) for each in zip(*first, *second, strict=True)]
    assert _often(gaps, 0.05, "shown_small") == pytest.approx(0.8, abs=ERROR)
    plan = posts_for_ratio(0.3, 0.2, tolerance=1.25, clustering=clustering)
    first, second = _drawn(plan.authors, 3.5, 20, 0.3, 0.3, 3), _drawn(plan.authors, 3.5, 20, 0.3, 0.2, 4)
    times = [ratio(*each, tolerance=1.25) for each in zip(*first, *second, strict=True)]
    assert _often(times, 1.25, "shown", "ratio") == pytest.approx(0.8, abs=ERROR)


@pytest.mark.calibration
def test_intervals_are_as_wide_as_planned() -> None:
    plan = posts_for_share(0.3, 0.03, clustering=_clustering(3.5, 20, 0.3))
    intervals = [share(*each) for each in zip(*_drawn(plan.authors, 3.5, 20, 0.3, 0.3), strict=True)]
    assert np.mean([(each.high - each.low) / 2 for each in intervals]) == pytest.approx(0.03, rel=0.03)
