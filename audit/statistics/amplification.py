"""Whether predictions go further than the labels they were learnt from: bias amplification, and leakage.

All figures follow from counts of (group, task, author bucket): of the labels, and of the predictions for the same posts. A
task is a label value, a group is who a post is by or about; which model made the predictions does not matter.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from .contrasts import difference
from .intervals import Interval, not_estimable, share
from .jackknife import check_buckets
from .rates import smooth

Counts = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Direction = Literal["group to task", "task to group"]


@dataclass(frozen=True)
class Amplification:
    """Amplification per pair and in the mean.

    Attributes
    ----------
    mean : Interval
        The published figure: above 0 where predictions go further in the direction that labels lean.
    changes : tuple of tuple of Interval, (groups, tasks)
        Predicted less labelled, without the sign: what the mean is made of. With ``p_value``.
    leanings : ndarray of float, shape (groups, tasks)
        1, -1 or 0: the direction in which labels lean, by which a change counts as more bias or as less.
    settled : ndarray of bool, shape (groups, tasks)
        Whether the labels show that direction at the level; where not, the sign is noise and so is its part of the mean.
    """

    mean: Interval
    changes: tuple[tuple[Interval, ...], ...]
    leanings: Floats
    settled: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Leakage:
    """How well the group can be told from the task; see :func:`leakage`."""

    of_labels: Interval
    of_predictions: Interval
    difference: Interval


def directional_amplification(
    labelled: npt.ArrayLike,
    predicted: npt.ArrayLike,
    group_posts: npt.ArrayLike,
    task_posts: npt.ArrayLike,
    posts: npt.ArrayLike,
    *,
    direction: Direction = "group to task",
    level: float = 0.95,
    tolerance: float = 0.0,
) -> Amplification:
    """BiasAmp→ of Wang and Russakovsky (2021).

    Parameters
    ----------
    labelled : array_like of int, shape (groups, tasks, B)
        Posts of group a that carry task t. Groups may overlap, and so may tasks.
    predicted : array_like of int, shape (groups, tasks, B)
        From group to task: posts of group a for which task t was predicted. From task to group: posts of task t for
        which group a was predicted.
    group_posts : array_like of int, shape (groups, B)
    task_posts : array_like of int, shape (tasks, B)
        By label, not by prediction.
    posts : array_like of int, shape (B,)
        All posts.
    direction : {"group to task", "task to group"}
        What the model is given and what it predicts: their A→T, or T→A.
    level, tolerance : float
        Of the mean; pairs are tested against the same tolerance.

    Notes
    -----
    ``Δ_at = P(T̂_t | A_a) - P(T_t | A_a)`` (or ``P(Â_a | T_t) - P(A_a | T_t)``), and the mean is over all pairs of
    ``y_at Δ_at`` with ``y_at`` the sign of ``P(A_a, T_t) - P(A_a) P(T_t)``; exact independence, which their formula counts
    as -1, leans nowhere and counts 0. The signs are held as they are while the jackknife leaves out authors: near
    independence they are noise, and ``settled`` says which are not. Where they are noise the mean tends below 0, since
    what leans by chance in the labels does not lean so again.

    References
    ----------
    Wang, A. and Russakovsky, O. (2021). Directional bias amplification. ICML 2021, PMLR 139, 10882-10893, section 4.
    """
    joint, made = np.asarray(labelled), np.asarray(predicted)
    of_group, of_task, whole = np.asarray(group_posts), np.asarray(task_posts), np.asarray(posts)
    check_buckets(joint, made, of_group, of_task, whole)
    groups, tasks = joint.shape[:2]
    if made.shape != joint.shape or of_group.shape[0] != groups or of_task.shape[0] != tasks:
        raise ValueError(
            f"expected (groups, tasks, buckets) twice, (groups, buckets) and (tasks, buckets), got {joint.shape},"
            f" {made.shape}, {of_group.shape} and {of_task.shape}"
        )
    shown = [[_given(of_group, of_task, a, t, direction) for t in range(tasks)] for a in range(groups)]
    changes = tuple(
        tuple(
            difference(made[a, t], shown[a][t], joint[a, t], shown[a][t], level=level, tolerance=tolerance)
            for t in range(tasks)
        )
        for a in range(groups)
    )
    # P(A, T) - P(A) P(T) has the sign of n n_at - n_a n_t, which is exact in integers of any size.
    lean = np.array(
        [
            [
                np.sign(int(whole.sum()) * int(joint[a, t].sum()) - int(of_group[a].sum()) * int(of_task[t].sum()))
                for t in range(tasks)
            ]
            for a in range(groups)
        ],
        dtype=np.float64,
    )
    settled = np.array(
        [
            [
                _excludes_zero(
                    difference(joint[a, t], of_group[a], of_task[t] - joint[a, t], whole - of_group[a], level=level)
                )
                for t in range(tasks)
            ]
            for a in range(groups)
        ]
    )
    denominators: Counts = np.array(shown).reshape(groups * tasks, -1)
    return Amplification(_mean(made - joint, denominators, lean, level, tolerance), changes, lean, settled)


def group_share_amplification(
    labelled: npt.ArrayLike, predicted: npt.ArrayLike, *, level: float = 0.95, tolerance: float = 0.0
) -> Amplification:
    """Mean bias amplification of Zhao et al. (2017), for two groups that posts fall into.

    Parameters
    ----------
    labelled, predicted : array_like of int, shape (2, tasks, B)
        Posts of each group that carry each task, and for which it was predicted.
    level, tolerance : float

    Notes
    -----
    With r the first group's part of the posts of a task and r̂ its part of the posts for which the task was predicted,
    ``A`` is the mean over tasks of ``sign(r - 1/2) (r̂ - r)``. It takes a half as neutral whatever the sizes of the groups
    and cannot tell whether the model errs in the task or in the group: :func:`directional_amplification` can. ``changes``
    has one row, of the first group.

    References
    ----------
    Zhao, J., Wang, T., Yatskar, M., Ordonez, V. and Chang, K.-W. (2017). Men also like shopping: reducing gender bias
    amplification using corpus-level constraints. EMNLP 2017, 2979-2989, section 3.
    """
    true, made = np.asarray(labelled), np.asarray(predicted)
    check_buckets(true, made)
    if true.shape != made.shape or true.ndim != 3 or len(true) != 2:
        raise ValueError(f"expected shape (2, tasks, buckets) twice, got {true.shape} and {made.shape}")
    tasks = true.shape[1]
    of_task, of_made = true.sum(axis=0), made.sum(axis=0)
    changes = tuple(
        difference(made[0, t], of_made[t], true[0, t], of_task[t], level=level, tolerance=tolerance)
        for t in range(tasks)
    )
    lean = np.array([np.sign(int(true[0, t].sum()) - int(true[1, t].sum())) for t in range(tasks)], dtype=np.float64)
    settled = np.array([_excludes_half(true[0, t], of_task[t], level) for t in range(tasks)])
    if not (of_task.any(axis=1).all() and of_made.any(axis=1).all()):
        mean = not_estimable(math.nan, level)
    else:
        mean = smooth(
            lambda p, m, q, n: (lean[:, None] * (p / m - q / n)).mean(axis=0),
            made[0],
            of_made,
            true[0],
            of_task,
            level=level,
            null=0.0,
            tolerance=tolerance,
            clusters=of_task.sum(axis=0),
        )
    return Amplification(mean, (changes,), lean[None, :], settled[None, :])


def leakage(labelled: npt.ArrayLike, predicted: npt.ArrayLike, *, accuracy: float, level: float = 0.95) -> Leakage:
    """How much better the group can be told from predictions than from labels that are as often wrong.

    Parameters
    ----------
    labelled, predicted : array_like of int, shape (groups, tasks, B)
        Posts of each group by label, and by prediction. Each post is of one group and one task.
    accuracy : float
        Share of posts whose prediction is right. Labels are blurred to it: with two tasks or more, each label is taken to
        be kept with this probability and to be any of the others alike.

    Returns
    -------
    Leakage
        Accuracies of the best rule that tells the group from the task, and their difference: above 0 where predictions
        say more of the group than the labels did.

    Notes
    -----
    Wang et al. train a classifier to tell the group and flip labels at random. With one task of few values the best rule is
    the largest group of each value, and the flips can be taken in expectation, so nothing here is random.

    References
    ----------
    Wang, T., Zhao, J., Yatskar, M., Chang, K.-W. and Ordonez, V. (2019). Balanced datasets are not enough: estimating and
    mitigating gender bias in deep image representations. ICCV 2019, 5310-5319, section 3.
    """
    true, made = np.asarray(labelled), np.asarray(predicted)
    check_buckets(true, made)
    if true.shape != made.shape or true.ndim != 3 or true.shape[1] < 2:
        raise ValueError(
            f"expected shape (groups, tasks, buckets) twice, with two tasks, got {true.shape}, {made.shape}"
        )
    if not 0 <= accuracy <= 1:
        raise ValueError(f"accuracy must be between 0 and 1, got {accuracy!r}")
    groups, tasks = true.shape[:2]
    kept = np.full((tasks, tasks), (1 - accuracy) / (tasks - 1))
    np.fill_diagonal(kept, accuracy)
    blurred = np.einsum("atb,ts->asb", true, kept)

    def guessed(counts: Floats) -> Floats:
        cells = counts.reshape(groups, tasks, -1)
        best: Floats = cells.max(axis=0).sum(axis=0) / cells.sum(axis=(0, 1))
        return best

    flat, flat_made = blurred.reshape(groups * tasks, -1), made.reshape(groups * tasks, -1)
    posts = true.sum(axis=(0, 1))
    if not posts.any():
        nothing = not_estimable(math.nan, level)
        return Leakage(nothing, nothing, nothing)
    return Leakage(
        smooth(guessed, flat, level=level, clusters=posts),
        smooth(guessed, flat_made, level=level, clusters=posts),
        smooth(lambda m, d: guessed(m) - guessed(d), flat_made, flat, level=level, null=0.0, clusters=posts),
    )


def _given(of_group: Counts, of_task: Counts, a: int, t: int, direction: Direction) -> Counts:
    given: Counts = of_group[a] if direction == "group to task" else of_task[t]
    return given


def _mean(change: Counts, denominators: Counts, lean: Floats, level: float, tolerance: float) -> Interval:
    if not denominators.any(axis=1).all():
        return not_estimable(math.nan, level)
    sign = lean.reshape(-1, 1)
    return smooth(
        lambda d, n: (sign * d / n).mean(axis=0),
        change.reshape(denominators.shape),
        denominators,
        level=level,
        null=0.0,
        tolerance=tolerance,
        clusters=denominators.sum(axis=0),
    )


def _excludes_zero(gap: Interval) -> bool:
    return gap.estimable and (gap.low > 0 or gap.high < 0)


def _excludes_half(part: Counts, whole: Counts, level: float) -> bool:
    if not whole.any():
        return False
    found = share(part, whole, level=level)
    return found.estimable and (found.low > 0.5 or found.high < 0.5)
