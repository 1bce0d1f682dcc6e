"""The two estimators of a disparity with an unobserved class, against the bias their authors derived."""

from __future__ import annotations

import numpy as np
import pytest

from audit.statistics import disparity, grouped_outcomes

#: Strata of people who look alike: how many, P(A = a | Z), E(Y | a, Z), E(Y | b, Z).
WORLD = [(4000, 0.9, 0.5, 0.3), (3000, 0.5, 0.4, 0.2), (3000, 0.1, 0.3, 0.1)]
ALIKE = [(4000, 0.9, 0.5, 0.5), (3000, 0.5, 0.3, 0.3), (3000, 0.1, 0.2, 0.2)]


def population(world):
    """Everyone, one row each: P(a), P(b), whether of a, the outcome; counts are exact, so nothing is random."""
    rows = []
    for people, p, y_a, y_b in world:
        for is_a, size, rate in ((1, people * p, y_a), (0, people * (1 - p), y_b)):
            rows += [(p, 1 - p, is_a, float(index < round(size * rate))) for index in range(round(size))]
    return np.array(rows).T


def sums_of(world, threshold=0.8):
    p_a, p_b, _, y = population(world)
    return grouped_outcomes([p_a, p_b], y, np.arange(y.size) % 128, threshold=threshold)


def test_the_weighted_mean_is_off_by_the_covariance_within_strata() -> None:
    """Chen et al. (2019): E(Y | a) - E[Cov(1(A = a), Y | Z)] / P(A = a)."""
    _, _, is_a, y = population(WORLD)
    found = disparity(sums_of(WORLD))
    total = sum(people for people, *_ in WORLD)
    covariance = sum(people * p * (1 - p) * (y_a - y_b) for people, p, y_a, y_b in WORLD) / total
    share_a = is_a.mean()
    bias = -covariance / share_a - covariance / (1 - share_a)
    true = y[is_a == 1].mean() - y[is_a == 0].mean()
    assert found.weighted.value == pytest.approx(true + bias, abs=1e-9)
    assert found.weighted.value < true, "understates"


def test_the_threshold_is_the_plain_difference_of_those_it_keeps() -> None:
    """And exaggerates here: who is surely of a group differs more than who is of it."""
    p_a, _, is_a, y = population(WORLD)
    found = disparity(sums_of(WORLD))
    assert found.threshold.value == pytest.approx(y[p_a >= 0.8].mean() - y[p_a <= 0.2].mean())
    assert found.threshold.value > y[is_a == 1].mean() - y[is_a == 0].mean()
    assert found.dropped == pytest.approx(0.3)


def test_without_covariance_the_weighted_one_is_right_and_the_threshold_is_not() -> None:
    _, _, is_a, y = population(ALIKE)
    true = y[is_a == 1].mean() - y[is_a == 0].mean()
    found = disparity(sums_of(ALIKE))
    assert found.weighted.value == pytest.approx(true)
    assert found.threshold.value > true + 0.05


def test_certain_groups_make_both_the_same() -> None:
    certain = [(500, 1.0, 0.4, 0.0), (500, 0.0, 0.0, 0.1)]
    found = disparity(sums_of(certain, threshold=0.99))
    assert found.threshold.value == found.weighted.value == pytest.approx(0.3)
    assert found.dropped == 0


@pytest.mark.calibration
def test_where_there_is_no_difference_both_stay_quiet() -> None:
    generator = np.random.default_rng(3)
    seen = []
    for _ in range(600):
        authors, bucket = generator.uniform(0, 1, 800), generator.integers(0, 128, 800)
        posts = np.repeat(np.arange(800), generator.integers(1, 6, 800))
        rate = generator.beta(0.5, 2, 800)[posts]
        y = (generator.random(posts.size) < rate).astype(float)
        sums = grouped_outcomes([authors[posts], 1 - authors[posts]], y, bucket[posts], threshold=0.7)
        found = disparity(sums)
        seen.append((found.threshold.p_value <= 0.05, found.weighted.p_value <= 0.05))
    assert (np.mean(seen, axis=0) <= 0.077).all(), "5 % and three standard errors"


def test_no_one_in_a_group_is_no_figure() -> None:
    sums = grouped_outcomes([[0.6, 0.6], [0.4, 0.4]], [1, 0], [0, 1], threshold=0.9)
    assert np.isnan(disparity(sums).threshold.value)
    assert sums.dropped == 1


@pytest.mark.parametrize(
    ("p", "y", "threshold", "says"),
    [
        ([[0.5], [0.5]], [1], 0.5, "threshold"),
        ([[0.9], [0.5]], [1], 0.8, "probabilities"),
        ([[0.9]], [1], 0.8, "shapes"),
        ([[0.9], [0.1]], [1, 0], 0.8, "shapes"),
    ],
)
def test_what_cannot_be_is_refused(p, y, threshold, says) -> None:
    with pytest.raises(ValueError, match=says):
        grouped_outcomes(p, y, [0] * len(y), threshold=threshold)
