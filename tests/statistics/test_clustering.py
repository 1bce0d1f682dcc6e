"""What crowding costs: against Kish's and Kerry and Bland's formulas, and against the intervals themselves."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.statistics import Clustering, crowding, design_effect, effective_clusters, within_author_correlation
from audit.statistics.simulation import clustered_posts, posts_per_author


def test_equal_authors_are_kishs_textbook_case() -> None:
    """Kish (1965), section 5.4: 1 + (20 - 1) .05 = 1.95."""
    assert design_effect([20] * 7, 0.05) == pytest.approx(1.95)


def test_unequal_authors_are_kerry_and_blands() -> None:
    """Kerry and Bland (2001): 1 + (Σm²/Σm - 1) ICC, which with the variation c of sizes is 1 + ((1 + c²) mean - 1) ICC."""
    sizes = np.array([3, 8, 1, 1, 40, 2])
    variation = sizes.std() / sizes.mean()
    expected = 1 + ((1 + variation**2) * sizes.mean() - 1) * 0.05
    assert design_effect(sizes, 0.05) == pytest.approx(expected)


@given(st.lists(st.integers(1, 500), min_size=1, max_size=40), st.floats(0, 1))
def test_laws(sizes: list[int], correlation: float) -> None:
    effect = design_effect(sizes, correlation)
    assert effect >= 1 + (np.mean(sizes) - 1) * correlation - 1e-9, "never less than the textbook"
    assert effect == pytest.approx(design_effect(sizes * 3, correlation)), "more of the same authors change nothing"
    assert design_effect(sizes, 0) == 1
    assert design_effect(sizes, 1) == pytest.approx(crowding(sizes))
    if crowding(sizes) > 1.5:
        assert within_author_correlation(effect, crowding(sizes)) == pytest.approx(correlation, abs=1e-6)


def test_effective_authors_are_posts_over_crowding() -> None:
    """The same number that intervals estimate from buckets."""
    generator = np.random.default_rng(1)
    sizes = posts_per_author(generator, (20_000,), 2.5, longest=200)
    bucket = generator.integers(0, 128, 20_000)
    counts = np.bincount(bucket, weights=sizes, minlength=128)
    assert effective_clusters(counts) == pytest.approx(sizes.sum() / crowding(sizes), rel=0.3)


@pytest.mark.calibration
@pytest.mark.parametrize("correlation", [0.0, 0.2, 1.0])
def test_the_variance_of_simulated_shares_is_the_design_effects(correlation: float) -> None:
    x, n = clustered_posts(
        np.random.default_rng(2), 3000, authors=2000, exponent=3.0, longest=40, correlation=correlation, share=0.3
    )
    sizes = posts_per_author(np.random.default_rng(3), (1_000_000,), 3.0, longest=40)
    shares, posts = x.sum(axis=1) / n.sum(axis=1), n.sum(axis=1).mean()
    assert shares.var() * posts / 0.21 == pytest.approx(design_effect(sizes, correlation), rel=0.1)


def test_what_cannot_be_is_refused() -> None:
    for sizes in ([], [0, 3], [[1, 2]]):
        with pytest.raises(ValueError, match="posts per author"):
            crowding(sizes)
    with pytest.raises(ValueError, match="correlation"):
        design_effect([2, 3], 1.1)
    with pytest.raises(ValueError, match="at least 1"):
        Clustering(0.5)
    with pytest.raises(ValueError, match="crowding"):
        Clustering.from_moments(4, 2, 0.1)


def test_what_is_not_known_stays_unknown() -> None:
    bare = Clustering(4.0)
    assert math.isnan(bare.authors(100))
    assert bare.degrees_of_freedom(100) == 24, "no more effective authors than effective posts"
    assert bare.interval_effect(0.01, 100) == 4
    assert Clustering.of([1, 1, 4], 0.5).authors(100) == 50
    assert math.isnan(within_author_correlation(1.0, 1.0))


def test_rare_properties_are_planned_with_wider_intervals() -> None:
    clustering = Clustering.of([1] * 90 + [30] * 10, 0.1)
    assert clustering.interval_effect(0.005, 1000) > 1.5 * clustering.design_effect
    assert clustering.interval_effect(0.3, 1e6) == pytest.approx(clustering.design_effect, rel=0.01)
