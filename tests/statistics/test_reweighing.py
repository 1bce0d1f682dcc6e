"""Weights are those of the paper's own example, and under them the label falls on all groups alike."""

from __future__ import annotations

import numpy as np
import pytest

from audit.statistics.reweighing import reweighing, reweighing_cells
from audit.statistics.weighting import effective_sample_size


def test_the_example_of_kamiran_and_calders():
    """Kamiran and Calders (2012), section 4.3: 0.75, 2, 1.5 and 0.67."""
    weights = reweighing(["m"] * 5 + ["f"] * 5, [1, 1, 1, 1, 0, 1, 1, 0, 0, 0])
    assert weights[[0, 4, 5, 7]] == pytest.approx([0.75, 2.0, 1.5, 2 / 3])
    assert effective_sample_size(weights) == pytest.approx(10**2 / (4 * 0.75**2 + 4 + 2 * 1.5**2 + 3 * (2 / 3) ** 2))


def test_rates_are_alike_and_totals_are_kept():
    random = np.random.default_rng(0)
    groups = random.integers(0, 4, 3000)
    labels = random.random(3000) < np.array([0.1, 0.2, 0.5, 0.3])[groups]
    weights = reweighing(groups, labels)
    for each in range(4):
        mine = groups == each
        assert (weights * labels)[mine].sum() / weights[mine].sum() == pytest.approx(labels.mean())
        assert weights[mine].sum() == pytest.approx(mine.sum())
    np.testing.assert_allclose(reweighing(groups, labels)[::-1], reweighing(groups[::-1], labels[::-1]))
    np.testing.assert_allclose(reweighing(np.r_[groups, groups], np.r_[labels, labels]), np.r_[weights, weights])


def test_where_labels_are_alike_weights_are_one():
    assert reweighing([0, 0, 1, 1], [1, 0, 1, 0]).tolist() == [1, 1, 1, 1]
    assert reweighing([], []).tolist() == []


def test_a_group_with_one_label_keeps_its_weight():
    assert reweighing([0, 0, 0, 1, 1], [1, 0, 0, 1, 1])[3:].tolist() == [1, 1]


def test_lengths_must_agree():
    with pytest.raises(ValueError, match="as many groups as labels"):
        reweighing([1, 2], [1])


@pytest.mark.parametrize("seed", range(5))
def test_cells_weigh_what_their_posts_do(seed):
    random = np.random.default_rng(seed)
    groups, labels = random.integers(0, 4, 500), random.integers(0, 3, 500)
    counts = np.zeros((4, 3))
    np.add.at(counts, (groups, labels), 1)
    np.testing.assert_allclose(reweighing_cells(counts)[groups, labels], reweighing(groups, labels))
    np.testing.assert_allclose(reweighing_cells(7 * counts), reweighing_cells(counts))
    weighted = counts * reweighing_cells(counts)
    np.testing.assert_allclose(weighted.sum(axis=0), counts.sum(axis=0))
    np.testing.assert_allclose(weighted.sum(axis=1), counts.sum(axis=1))


def test_an_empty_cell_has_no_weight_and_its_group_weighs_what_it_did():
    weights = reweighing_cells([[0, 3, 6], [4, 1, 4]])
    assert np.isnan(weights[0, 0])
    assert 3 * weights[0, 1] + 6 * weights[0, 2] == pytest.approx(9)
    assert 3 * weights[0, 1] / (6 * weights[0, 2]) == pytest.approx(4 / 10)


@pytest.mark.parametrize("wrong", [[1, 2], [[0, 0], [0, 0]], [[-1, 2], [1, 1]], [[np.nan, 1], [1, 1]]])
def test_what_is_no_table_of_counts_is_refused(wrong):
    with pytest.raises(ValueError, match="table of groups by labels"):
        reweighing_cells(wrong)
