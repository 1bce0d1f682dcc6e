"""Weights are those of the paper's own example, and under them the label falls on all groups alike."""

from __future__ import annotations

import numpy as np
import pytest

from audit.statistics.reweighing import reweighing
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
