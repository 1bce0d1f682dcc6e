"""Bias amplification on tables worked by hand, on the papers' own examples, and in simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest

from audit.statistics import directional_amplification, group_share_amplification, leakage


def even(*tables):
    """Counts of tables in 16 author buckets alike, so that shares are those of the table; each of shape (..., 128)."""
    made = [np.zeros((*np.shape(table), 128), dtype=np.int64) for table in tables]
    for counts, table in zip(made, tables, strict=True):
        counts[..., :16] = np.asarray(table)[..., None]
    return made


def consistent(rng, n=4000, *, lean=0.0, further=0.0, groups=2):
    """Posts of disjoint groups with one task; labels lean by ``lean`` per group and predictions by ``further`` more."""
    group, bucket = rng.integers(0, groups, n), rng.integers(0, 128, n)
    sign = np.where(group == 0, 1, -1)
    chance = rng.random(n)
    truth = chance < 0.3 + lean * sign
    fresh = np.where(rng.random(n) < 0.5, chance, rng.random(n))  # predictions go along with labels, not always
    made = fresh < 0.3 + (lean + further) * sign

    def count(rows):
        return np.bincount(bucket[rows], minlength=128)

    joint = np.stack([[count(truth & (group == a))] for a in range(groups)])
    predicted = np.stack([[count(made & (group == a))] for a in range(groups)])
    of_group = np.stack([count(group == a) for a in range(groups)])
    return joint, predicted, of_group, count(truth)[None], np.bincount(bucket, minlength=128)


def test_directional_amplification_by_hand():
    """60 posts of group 1 and 40 of group 2; labelled 30 and 10, predicted 36 and 6.

    P(A1, T) - P(A1) P(T) = .30 - .60 * .40 > 0 and for group 2 .10 - .40 * .40 < 0. The changes are 36/60 - 30/60 = .1 and
    6/40 - 10/40 = -.1, so the mean of y * change is (.1 + .1) / 2 = .1.
    """
    found = directional_amplification(*even([[30], [10]], [[36], [6]], [60, 40], [40], 100))
    assert found.mean.value == pytest.approx(0.1)
    assert [each[0].value for each in found.changes] == pytest.approx([0.1, -0.1])
    assert found.leanings.tolist() == [[1], [-1]]


def test_from_task_to_group_by_hand():
    """Of 40 posts of the task 30 are of group 1; the model takes 34 for group 1 and 6 for group 2: 34/40 - 30/40 = .1."""
    counts = even([[30], [10]], [[34], [6]], [60, 40], [40], 100)
    found = directional_amplification(*counts, direction="task to group")
    assert [each[0].value for each in found.changes] == pytest.approx([0.1, -0.1])
    assert found.mean.value == pytest.approx(0.1)


def test_independence_leans_nowhere():
    found = directional_amplification(*even([[12], [8]], [[20], [5]], [60, 40], [20], 100))
    assert found.leanings.tolist() == [[0], [0]]
    assert found.mean.value == 0
    assert not found.settled.any()


def test_the_example_of_zhao_et_al():
    """Section 3: in training 33 % of the cooking images have men, and at test the model gives 16 %: amplified by .17."""
    true, made = even([[33], [67]], [[16], [84]])
    found = group_share_amplification(true, made)
    assert found.mean.value == pytest.approx(0.17)
    assert found.changes[0][0].value == pytest.approx(-0.17)
    assert found.settled.all()


def test_tasks_of_both_leanings_by_hand():
    """r = .8 to .9 is +.1; r = .3 to .25 is +.05; r = .5 to .7 leans nowhere and adds nothing: (.1 + .05 + 0) / 3."""
    true, made = even([[80, 30, 50], [20, 70, 50]], [[90, 25, 70], [10, 75, 30]])
    assert group_share_amplification(true, made).mean.value == pytest.approx(0.05)


def test_leakage_by_hand():
    """Labels (40, 10) and (20, 30): the best rule is right in 40 + 30 of 100. Predictions (45, 5) and (10, 40): in 85.

    At an accuracy of .9 labels blur to (37, 13) and (21, 29), the best rule of which is right in 66: leakage is .19.
    """
    true, made = even([[40, 10], [20, 30]], [[45, 5], [10, 40]])
    found = leakage(true, made, accuracy=0.9)
    assert found.of_predictions.value == pytest.approx(0.85)
    assert found.of_labels.value == pytest.approx(0.66)
    assert found.difference.value == pytest.approx(0.19)
    assert leakage(true, true, accuracy=1.0).difference.value == 0


def test_predictions_that_are_the_labels_amplify_nothing():
    counts = consistent(np.random.default_rng(1), lean=0.1)
    found = directional_amplification(counts[0], counts[0], *counts[2:])
    assert found.mean.value == 0
    assert all(each.value == 0 and each.p_value == pytest.approx(1) for row in found.changes for each in row)


def test_copies_change_nothing():
    counts = consistent(np.random.default_rng(2), lean=0.08, further=0.05)
    once, twice = directional_amplification(*counts), directional_amplification(*(2 * each for each in counts))
    assert (once.mean.value, once.mean.low, once.mean.high) == pytest.approx(
        (twice.mean.value, twice.mean.low, twice.mean.high)
    )
    for a, b in zip(once.changes, twice.changes, strict=True):
        assert (a[0].low, a[0].high) == pytest.approx((b[0].low, b[0].high))


def test_wrong_shapes_are_named():
    joint, made, groups, tasks, posts = consistent(np.random.default_rng(3))
    with pytest.raises(ValueError, match="groups, tasks, buckets"):
        directional_amplification(joint, made[:1], groups, tasks, posts)
    with pytest.raises(ValueError, match=r"\(2, tasks, buckets\)"):
        group_share_amplification(joint[:1], made[:1])
    with pytest.raises(ValueError, match="two tasks"):
        leakage(joint, made, accuracy=0.9)
    with pytest.raises(ValueError, match="between 0 and 1"):
        leakage(np.concatenate([joint, joint], axis=1), np.concatenate([made, made], axis=1), accuracy=1.1)
    nothing = [np.zeros_like(each) for each in (joint, made, groups, tasks, posts)]
    assert math.isnan(directional_amplification(*nothing).mean.value)


@pytest.mark.calibration
def test_the_null_is_quiet_and_a_planted_amplification_is_recovered():
    rng = np.random.default_rng(4)
    loud, covered, runs = 0, 0, 300
    for _ in range(runs):
        loud += directional_amplification(*consistent(rng, lean=0.1)).mean.p_value < 0.05
        mean = directional_amplification(*consistent(rng, lean=0.1, further=0.06)).mean
        covered += mean.low <= 0.06 <= mean.high
    assert loud / runs < 0.08
    assert covered / runs > 0.92


@pytest.mark.calibration
def test_signs_that_are_noise_tend_below_zero():
    """The caveat is true: where labels lean by chance alone, the mean is below 0, and the signs are said not to be settled."""
    rng = np.random.default_rng(5)
    means, settled = [], 0
    for _ in range(300):
        found = directional_amplification(*consistent(rng, n=1000))
        means.append(found.mean.value)
        settled += found.settled.all()
    assert np.mean(means) < -0.003
    assert settled / 300 < 0.1
