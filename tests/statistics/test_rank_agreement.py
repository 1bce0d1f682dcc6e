"""Kendall's tau gives published numbers; two samples of one population agree as halves do, and others less."""

from __future__ import annotations

import math

import numpy as np
import pytest

from audit.statistics.rank_agreement import agreements, top_agreement


def test_published_taus():
    # The example of scipy.stats.kendalltau, with ties.
    assert top_agreement([12, 2, 1, 12, 2], [1, 4, 7, 1, 0], 5) == pytest.approx(-0.47140452079103173)
    # Without ties it is concordant less discordant pairs, over all: of six pairs of four terms, one is reversed.
    assert top_agreement([4, 3, 2, 1], [3, 4, 2, 1], 4) == pytest.approx((5 - 1) / 6)


def test_only_the_top_of_either_side_counts_and_ties_at_its_end_are_all_in():
    first, second = [9, 8, 7, 1, 1, 0], [9, 8, 1, 7, 1, 0]
    assert top_agreement(first, second, 3) == top_agreement(first[:4], second[:4], 4)
    assert top_agreement([5, 1, 1, 1], [5, 1, 1, 1], 2) == pytest.approx(1)


def test_counts_that_do_not_vary_have_no_order():
    assert math.isnan(top_agreement([3, 3, 3], [1, 2, 3], 3))
    with pytest.raises(ValueError, match="same on both sides"):
        top_agreement([1, 2], [1, 2, 3], 2)


def collection(random, shares, authors):
    """Posts by term and bucket: authors use terms with own preferences around common shares."""
    counts = np.zeros((len(shares), 128), dtype=np.int64)
    bucket = random.integers(0, 128, authors)
    own = random.gamma(0.3, 1, (authors, len(shares))) * shares
    own /= own.sum(axis=1, keepdims=True)
    for which, probability in zip(bucket, own, strict=True):
        counts[:, which] += random.multinomial(random.zipf(2.2) % 60 + 3, probability)
    return counts


SHARES = 1 / np.arange(1, 301)


def test_two_samples_of_one_population_agree_as_halves_do():
    random = np.random.default_rng(3)
    held, tested = 0, 0
    for _ in range(15):
        first, second = (collection(random, SHARES, 400) for _ in range(2))
        for each in agreements(first, second, (20, 100), authors=(400, 400)):
            tested += 1
            held += each.difference.low <= 0 <= each.difference.high
            assert each.within.value < 0.95
    assert held / tested >= 0.9


def test_another_population_agrees_less():
    random = np.random.default_rng(4)
    other = SHARES.copy()
    other[:100] = random.permutation(other[:100])
    found = agreements(
        collection(random, SHARES, 600), collection(random, other, 600), (100,), authors=(600, 600), tolerance=0.1
    )
    assert found[0].difference.low > 0.1
    assert found[0].difference.p_value < 0.01
    assert found[0].between.value < found[0].within.value


def test_a_larger_collection_is_taken_in_part_so_that_noise_is_alike():
    random = np.random.default_rng(5)
    differences = [
        agreements(collection(random, SHARES, 200), collection(random, SHARES, 1600), (100,), authors=(200, 1600))[
            0
        ].difference.value
        for _ in range(10)
    ]
    assert np.mean(differences) == pytest.approx(0, abs=0.02)


def test_the_same_in_every_run_and_for_a_file_read_twice():
    random = np.random.default_rng(6)
    first, second = (collection(random, SHARES, 300) for _ in range(2))
    once = agreements(first, second, (50,), authors=(300, 300))
    assert once == agreements(first, second, (50,), authors=(300, 300))
    twice = agreements(2 * first, 2 * second, (50,), authors=(300, 300))
    assert twice[0].difference.value == once[0].difference.value
    assert twice[0].difference.low == once[0].difference.low
