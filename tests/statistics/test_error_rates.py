"""Rates of confusion tables against fairlearn and scikit-learn, the range against published constants, and in simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from fairlearn.metrics import MetricFrame, false_negative_rate, false_positive_rate, selection_rate
from sklearn.calibration import calibration_curve
from sklearn.metrics import accuracy_score, precision_score

from audit.statistics import (
    Confusion,
    calibration,
    error_gap,
    error_rate,
    error_ratio,
    expected_range,
    extremum,
)

RATES = {
    "false_positive_rate": false_positive_rate,
    "false_negative_rate": false_negative_rate,
    "selection_rate": selection_rate,
    "precision": precision_score,
    "accuracy": accuracy_score,
}


def confusion(truth, predicted, bucket):
    def count(rows):
        return np.bincount(bucket[rows], minlength=128)

    return Confusion(
        count(truth & predicted), count(~truth & predicted), count(truth & ~predicted), count(~truth & ~predicted)
    )


def posts(seed, n=3000):
    rng = np.random.default_rng(seed)
    group, truth = rng.integers(0, 3, n), rng.random(n) < 0.3
    predicted = rng.random(n) < np.where(truth, 0.7, 0.1 + 0.1 * group)
    return group, truth, predicted, rng.integers(0, 128, n)


@pytest.mark.parametrize("rate", RATES)
def test_rates_and_gaps_equal_those_of_fairlearn(rate):
    group, truth, predicted, bucket = posts(1)
    frame = MetricFrame(
        metrics=RATES[rate], y_true=truth.astype(int), y_pred=predicted.astype(int), sensitive_features=group
    )
    tables = [confusion(truth[group == g], predicted[group == g], bucket[group == g]) for g in range(3)]
    found = [error_rate(each, rate) for each in tables]
    assert [each.value for each in found] == pytest.approx(list(frame.by_group))
    assert all(each.low < each.value < each.high for each in found)
    whole = tables[0] + tables[1] + tables[2]
    assert error_rate(whole, rate).value == pytest.approx(frame.overall)
    assert error_rate(whole - tables[0] - tables[1], rate).value == pytest.approx(found[2].value)
    largest = extremum(*zip(*(each.parts(rate) for each in tables), strict=True))
    assert largest.gap.value == pytest.approx(frame.difference(method="between_groups"))
    assert error_gap(tables[2], tables[0], rate).value == pytest.approx(found[2].value - found[0].value)
    assert error_ratio(tables[2], tables[0], rate).value == pytest.approx(found[2].value / found[0].value)


def test_what_was_not_seen_has_no_rate():
    none, some = np.zeros(128, int), np.ones(128, int)
    table = Confusion(none, none, none, some)
    assert math.isnan(error_rate(table, "false_negative_rate").value)
    assert math.isnan(error_rate(table, "precision").value)
    assert error_rate(table, "false_positive_rate").value == 0
    assert error_rate(table, "false_positive_rate").high > 0  # no false positive was seen, which is not none


def test_the_expected_range_is_the_published_one():
    """Tippett (1925), table X: mean range of samples of n from a normal population of standard deviation 1; known as d2."""
    for n, d2 in ((2, 1.12838), (3, 1.69257), (5, 2.32593), (10, 3.07751), (20, 3.73495), (100, 5.01519)):
        assert expected_range([1.0] * n) == pytest.approx(d2, abs=1e-5)
    assert expected_range([0.02] * 5) == pytest.approx(0.02 * 2.32593, abs=1e-6)
    # Two values: E|X - Y| = sqrt(2 / pi) * sqrt(a**2 + b**2), however unlike they are.
    for a, b in ((1, 1), (1, 0.1), (1, 1e-4), (5, 3), (1, 0)):
        assert expected_range([a, b]) == pytest.approx(math.sqrt(2 / math.pi) * math.hypot(a, b), rel=1e-6)
    assert expected_range([0, 0]) == 0
    with pytest.raises(ValueError, match="two or more"):
        expected_range([1])


def test_the_largest_gap_is_never_narrower_than_that_of_its_pair():
    group, truth, predicted, bucket = posts(2)
    tables = [confusion(truth[group == g], predicted[group == g], bucket[group == g]) for g in range(3)]
    parts = [each.parts("selection_rate") for each in tables]
    found = extremum(*zip(*parts, strict=True))
    pair = error_gap(tables[found.highest], tables[found.lowest], "selection_rate")
    assert found.gap.value == pair.value
    assert found.gap.low < pair.low < pair.high < found.gap.high
    assert found.gap.p_value == pytest.approx(3 * pair.p_value)
    assert found.null_expectation > 0


def test_fewer_than_two_groups_have_no_gap():
    some, none = np.ones(128, int), np.zeros(128, int)
    assert math.isnan(extremum([some, none], [2 * some, none]).gap.value)
    same = extremum([some, some, some], [2 * some] * 3)
    assert same.gap.value == 0
    assert same.highest != same.lowest


@pytest.mark.calibration
@pytest.mark.parametrize("groups", [3, 12])
def test_the_largest_gap_under_the_null(groups):
    """Its mean is the null expectation, far above 0, and its limits leave out 0 in no more than one of twenty."""
    rng = np.random.default_rng(groups)
    gaps, expected, loud, runs = [], [], 0, 300
    for _ in range(runs):
        n = np.stack([np.bincount(rng.integers(0, 128, 400), minlength=128) for _ in range(groups)])
        found = extremum(list(rng.binomial(n, 0.2)), list(n))
        gaps.append(found.gap.value)
        expected.append(found.null_expectation)
        loud += found.gap.low > 0
    assert np.mean(gaps) == pytest.approx(np.mean(expected), rel=0.08)
    assert np.mean(gaps) > 0.03
    assert loud / runs < 0.07


def binned(truth, score, bucket, bins=10):
    x, n, s = (np.zeros((bins, 128), dtype=np.int64) for _ in range(3))
    at = np.minimum((score * bins).astype(int), bins - 1)
    np.add.at(x, (at, bucket), truth)
    np.add.at(n, (at, bucket), 1)
    np.add.at(s, (at, bucket), np.rint(score * 1_000_000).astype(int))
    return x, n, s


def test_calibration_equals_that_of_scikit_learn():
    rng = np.random.default_rng(5)
    score = rng.random(4000)
    truth = rng.random(4000) < score**2  # scores too high
    bucket = rng.integers(0, 128, 4000)
    found = calibration(*binned(truth, score, bucket))
    observed, predicted = calibration_curve(truth, score, n_bins=10)
    assert [each.value for each in found.observed] == pytest.approx(list(observed))
    assert list(found.predicted) == pytest.approx(list(predicted), abs=1e-6)
    sizes = np.bincount(np.minimum((score * 10).astype(int), 9)) / 4000
    assert found.error == pytest.approx(float(np.sum(sizes * abs(observed - predicted))), abs=1e-6)
    assert found.error > 5 * found.null_error
    assert found.gap.value == pytest.approx(truth.mean() - score.mean(), abs=1e-6)
    assert found.gap.high < 0
    assert sum(found.posts) == 4000


@pytest.mark.calibration
def test_a_calibrated_score_has_the_error_of_chance():
    rng = np.random.default_rng(6)
    errors, by_chance, loud, runs = [], [], 0, 200
    for _ in range(runs):
        score, bucket = rng.beta(2, 3, 1500), rng.integers(0, 128, 1500)
        found = calibration(*binned(rng.random(1500) < score, score, bucket))
        errors.append(found.error)
        by_chance.append(found.null_error)
        loud += found.gap.p_value < 0.05
    assert np.mean(errors) == pytest.approx(np.mean(by_chance), rel=0.15)
    assert loud / runs < 0.09


def test_without_posts_there_is_no_calibration():
    nothing = np.zeros((10, 128), dtype=np.int64)
    found = calibration(nothing, nothing, nothing)
    assert math.isnan(found.error)
    assert math.isnan(found.null_error)
    assert math.isnan(found.gap.value)
    with pytest.raises(ValueError, match="one shape"):
        calibration(nothing, nothing, nothing[:5])
