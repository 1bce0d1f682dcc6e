"""Subgroup AUC against its authors' example, scikit-learn and scipy; by its laws; and how often its intervals cover."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import roc_auc_score

from audit.statistics import auc, auc_difference, equality_gap, power_mean, subgroup_auc


def histogram(scores, bucket=None, bins=1001):
    scores = np.asarray(scores)
    bucket = np.arange(len(scores)) % 128 if bucket is None else bucket
    counts = np.zeros((bins, 128), dtype=np.int64)
    np.add.at(counts, (np.rint(scores * (bins - 1)).astype(int), bucket), 1)
    return counts


#: Scores of the authors' own example, ``make_biased_dataset`` in the tests of
#: https://github.com/conversationai/unintended-ml-bias-analysis: background and subgroup, negatives and positives.
NEGATIVES, GROUP_NEGATIVES = [0.1, 0.2, 0.3], [0.21, 0.31, 0.55]
POSITIVES, GROUP_POSITIVES = [0.5, 0.8, 0.9], [0.4, 0.6, 0.71]


def test_the_example_of_borkan_et_al():
    found = subgroup_auc(*(histogram(each) for each in (GROUP_POSITIVES, GROUP_NEGATIVES, POSITIVES, NEGATIVES)))
    assert (found.subgroup.value, found.bpsn.value, found.bnsp.value) == pytest.approx((8 / 9, 8 / 9, 1))
    # Their gap is 1/2 - U(background, group) / 9, U counting pairs in which the background is higher (scipy's first U).
    for gap, own, rest in (
        (found.positive_gap, GROUP_POSITIVES, POSITIVES),
        (found.negative_gap, GROUP_NEGATIVES, NEGATIVES),
    ):
        assert gap.value == pytest.approx(0.5 - stats.mannwhitneyu(rest, own, alternative="less").statistic / 9)
    assert found.negative_gap.value > 0 > found.positive_gap.value


def test_equal_to_scikit_learn_with_ties():
    rng = np.random.default_rng(1)
    truth = rng.random(2000) < 0.3
    scores = np.round(np.clip(rng.beta(2, 5, 2000) + 0.2 * truth, 0, 1), 2)  # hundredths: many ties
    bucket = rng.integers(0, 128, 2000)
    found = auc(histogram(scores[truth], bucket[truth]), histogram(scores[~truth], bucket[~truth]))
    assert found.value == pytest.approx(roc_auc_score(truth, scores), abs=1e-12)


def test_without_clusters_the_spread_is_that_of_delong():
    """One post per bucket: the jackknife of a two-sample U statistic is DeLong's variance (DeLong et al. 1988), here written
    out from its placement values; the two differ by terms of order 1/n."""
    rng = np.random.default_rng(2)
    above, below = np.round(rng.beta(4, 3, 64), 3), np.round(rng.beta(3, 4, 64), 3)
    bucket = np.arange(128)
    found = auc_difference(
        histogram(above, bucket[:64]), histogram(below, bucket[64:]),
        np.ones((1001, 128), int), np.ones((1001, 128), int),
    )  # fmt: skip
    assert found.value == pytest.approx(roc_auc_score(np.r_[np.ones(64), np.zeros(64)], np.r_[above, below]) - 0.5)
    wins = (above[:, None] > below) + 0.5 * (above[:, None] == below)
    delong = math.sqrt(wins.mean(1).var(ddof=1) / 64 + wins.mean(0).var(ddof=1) / 64)
    alone = auc(histogram(above, bucket[:64]), histogram(below, bucket[64:]))
    on_logit = delong / (alone.value * (1 - alone.value))
    assert alone.standard_error == pytest.approx(on_logit, rel=0.03)


def test_copies_order_and_a_monotone_scale_change_nothing():
    rng = np.random.default_rng(3)
    sides = [histogram(np.round(rng.beta(2, k, 300), 3), rng.integers(0, 128, 300)) for k in (2, 3, 4, 5)]
    once, twice = subgroup_auc(*sides), subgroup_auc(*(2 * each for each in sides))
    spread = [np.zeros((4004, 128), dtype=np.int64) for _ in sides]
    for wide, side in zip(spread, sides, strict=True):
        wide[::4][:1001] = side  # other bins in the same order
    wider = subgroup_auc(*spread)
    for name in ("subgroup", "bpsn", "bnsp", "positive_gap", "negative_gap"):
        a, b, c = (getattr(each, name) for each in (once, twice, wider))
        assert (a.value, a.low, a.high) == pytest.approx((b.value, b.low, b.high))
        assert (a.value, a.low, a.high) == (c.value, c.low, c.high)


def test_the_two_sides_mirror():
    rng = np.random.default_rng(4)
    a, b = (histogram(rng.beta(2, k, 200), rng.integers(0, 128, 200)) for k in (2, 4))
    one, other = auc(a, b), auc(b, a)
    assert (one.value, one.low, one.high) == pytest.approx((1 - other.value, 1 - other.high, 1 - other.low))
    assert equality_gap(a, b).value == pytest.approx(-equality_gap(b, a).value)


def test_what_cannot_be_had_is_absent():
    empty, some = np.zeros((1001, 128), int), histogram([0.2, 0.4, 0.6])
    for found in (
        auc(empty, some),
        auc(some, empty),
        equality_gap(some, empty),
        auc_difference(some, some, some, empty),
    ):
        assert math.isnan(found.value)
        assert not found.estimable
    perfect = auc(histogram([0.8, 0.9]), histogram([0.1, 0.2]))
    assert perfect.value == 1
    assert not perfect.estimable


@pytest.mark.parametrize("wrong", [np.zeros(128), np.zeros((5, 64)), -np.ones((1001, 128))])
def test_wrong_shapes_are_named(wrong):
    with pytest.raises(ValueError, match="must"):
        auc(np.ones((1001, 128)), wrong)


def test_the_power_mean():
    """M_p of Jigsaw's competition, p = -5: the Python they published is ``power(sum(power(series, p)) / n, 1 / p)``."""
    values = [0.5, 0.7, 0.9]
    assert power_mean(values) == pytest.approx((sum(each**-5 for each in values) / 3) ** (-1 / 5))
    assert power_mean(values, 1) == pytest.approx(np.mean(values))
    assert power_mean([0.5, math.nan]) == pytest.approx(0.5)
    assert power_mean([0.0, 0.9]) == 0
    assert math.isnan(power_mean([]))
    with pytest.raises(ValueError, match="not be 0"):
        power_mean(values, 0)


@pytest.mark.calibration
@pytest.mark.parametrize("authors", [80, 600])
def test_intervals_cover(authors):
    """Authors have moods and write unevenly many posts; the truth is the AUC of the same draw with very many authors."""
    rng = np.random.default_rng(authors)

    def draw(n):
        posts = np.minimum(rng.zipf(2.5, n), 100)
        owner = np.repeat(np.arange(n), posts)
        truth = rng.random(len(owner)) < 0.4
        score = 1 / (1 + np.exp(-(rng.normal(0, 0.7, n)[owner] + rng.normal(0, 1, len(owner)) + 1.2 * truth)))
        return rng.integers(0, 128, n)[owner], truth, np.round(score, 2)

    _, truth, score = draw(200_000)
    expected = roc_auc_score(truth, score)
    covered, runs = 0, 400
    for _ in range(runs):
        bucket, truth, score = draw(authors)
        found = auc(*(histogram(score[side], bucket[side], bins=101) for side in (truth, ~truth)))
        covered += found.low <= expected <= found.high
    assert covered / runs >= 0.92


@pytest.mark.calibration
def test_no_gap_is_quiet_and_a_planted_one_is_found():
    rng = np.random.default_rng(7)
    loud, found, runs = 0, 0, 400
    for _ in range(runs):
        bucket, group = rng.integers(0, 128, 600), rng.random(600) < 0.4
        score = rng.beta(2, 2, 600)
        raised = np.clip(score + 0.15 * group, 0, 1)
        loud += equality_gap(*(histogram(score[side], bucket[side], 101) for side in (group, ~group))).p_value < 0.05
        found += equality_gap(*(histogram(raised[side], bucket[side], 101) for side in (group, ~group))).p_value < 0.05
    assert loud / runs < 0.08
    assert found / runs > 0.95
