"""Thresholds by group make alike what they are asked to, on posts they were not chosen on, and cost accuracy."""

from __future__ import annotations

import numpy as np
import pytest
from fairlearn.metrics import demographic_parity_difference, equalized_odds_difference

from audit.probe.thresholds import group_thresholds


@pytest.fixture(scope="module")
def world():
    random = np.random.default_rng(0)
    group = (random.random(5_000) < 0.3).astype(int)
    labels = random.random(5_000) < np.where(group, 0.5, 0.25)
    scores = 1 / (1 + np.exp(-(1.5 * labels + 0.8 * group - 1.5 + random.normal(size=5_000))))
    return scores, labels, group, random.integers(0, 5, 5_000)


def test_rates_are_made_alike(world):
    scores, labels, group, _ = world
    plain = scores >= 0.5
    made = group_thresholds(*world)
    before, after = (demographic_parity_difference(labels, each, sensitive_features=group) for each in (plain, made))
    assert before > 0.2
    assert after < 0.06
    assert (plain == labels).mean() > (made == labels).mean() > 0.6


def test_errors_are_made_alike(world):
    scores, labels, group, _ = world
    made = group_thresholds(*world, constraint="equalized_odds")
    before, after = (
        equalized_odds_difference(labels, each, sensitive_features=group) for each in (scores >= 0.5, made)
    )
    assert before > 0.15
    assert after < 0.1
    assert (group_thresholds(*world, constraint="equalized_odds") == made).all()


def test_posts_have_no_part_in_their_own_threshold(world):
    scores, labels, group, fold = world
    other = np.where(fold == 0, ~labels, labels)
    assert (group_thresholds(scores, other, group, fold)[fold == 0] == group_thresholds(*world)[fold == 0]).all()


def test_a_group_with_one_label_is_refused(world):
    scores, labels, group, fold = world
    with pytest.raises(ValueError, match="one label alone"):
        group_thresholds(scores, labels & (group == 0), group, fold)
