"""The simulation that intervals are calibrated on does what it says."""

from __future__ import annotations

import numpy as np
import pytest

from audit.statistics.simulation import author_shares, clustered_posts, per_bucket, posts_per_author


def test_posts_follow_the_zeta_distribution_up_to_the_cap() -> None:
    """P(n = 1) = 1 / zeta(2) = .6079, P(n = 2) = a quarter of it."""
    drawn = posts_per_author(np.random.default_rng(1), (200_000,), 2.0, longest=50)
    assert np.mean(drawn == 1) == pytest.approx(0.6079, abs=0.005)
    assert np.mean(drawn == 2) == pytest.approx(0.1520, abs=0.004)
    assert drawn.max() == 50


@pytest.mark.parametrize("correlation", [0.0, 0.3, 1.0])
def test_two_posts_of_one_author_correlate_as_asked(correlation: float) -> None:
    generator = np.random.default_rng(2)
    tendency = author_shares(generator, (200_000,), 0.1, correlation)
    one, other = generator.random((2, 200_000)) < tendency
    assert one.mean() == pytest.approx(0.1, abs=0.004)
    assert np.corrcoef(one, other)[0, 1] == pytest.approx(correlation, abs=0.015)


def test_buckets_hold_all_posts() -> None:
    generator = np.random.default_rng(3)
    values = generator.integers(0, 100, (4, 500))
    bucket = generator.integers(0, 128, (4, 500))
    summed = per_bucket(values, bucket, 128)
    assert (summed.sum(axis=1) == values.sum(axis=1)).all()
    assert summed[2].tolist() == np.bincount(bucket[2], values[2], 128).astype(int).tolist()


def test_datasets_have_their_shape_and_repeat_by_seed() -> None:
    one = clustered_posts(np.random.default_rng(4), 7, authors=50, exponent=2.0)
    other = clustered_posts(np.random.default_rng(4), 7, authors=50, exponent=2.0)
    assert one[0].shape == one[1].shape == (7, 128)
    assert (one[0] <= one[1]).all()
    assert (one[0] == other[0]).all()
    with pytest.raises(ValueError, match="share"):
        clustered_posts(np.random.default_rng(4), 1, authors=5, exponent=2.0, share=1.0)
