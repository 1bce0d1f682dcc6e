"""Reweighing against the example it was published with, and its laws."""

from __future__ import annotations

import numpy as np
import pytest

from audit.statistics import reweighing


def test_the_example_of_kamiran_and_calders():
    """Table 4 of Kamiran and Calders (2012): ten applicants for a job, five women (2 of them +) and five men (4 of them +)."""
    women, men = reweighing([[2, 3], [4, 1]])
    assert women == pytest.approx([1.5, 0.67], abs=0.005)
    assert men == pytest.approx([0.75, 2.0])


@pytest.mark.parametrize("seed", range(5))
def test_under_the_weights_label_and_group_are_independent_and_margins_stay(seed):
    counts = np.random.default_rng(seed).integers(1, 50, (4, 3))
    weighted = counts * reweighing(counts)
    assert weighted.sum(axis=0) == pytest.approx(counts.sum(axis=0))
    assert weighted.sum(axis=1) == pytest.approx(counts.sum(axis=1))
    rates = weighted / weighted.sum(axis=1, keepdims=True)
    assert rates == pytest.approx(np.broadcast_to(rates[0], rates.shape))


def test_copies_change_no_weight():
    counts = np.array([[3, 5], [8, 1]])
    assert reweighing(7 * counts) == pytest.approx(reweighing(counts))


def test_a_cell_without_posts_has_no_weight():
    assert np.isnan(reweighing([[0, 3], [4, 1]])[0, 0])


@pytest.mark.parametrize("wrong", [[1, 2], [[0, 0], [0, 0]], [[-1, 2], [1, 1]], [[np.nan, 1], [1, 1]]])
def test_what_is_no_table_of_counts_is_refused(wrong):
    with pytest.raises(ValueError, match="table of groups by labels"):
        reweighing(wrong)
