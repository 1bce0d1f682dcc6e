"""What weights of the training posts would do about a gap, and what they cost.

Weights under which the label falls on every group of an axis alike (Kamiran and Calders 2012), made of the training posts
alone; posts of other authors are predicted as before and keep their labels. A preview: it says what a simple learner does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.finding import Estimate
from audit.metrics.amplification.estimates import Answer, Compared
from audit.metrics.amplification.figures import AS_THEY_ARE, Maker, histogram
from audit.metrics.amplification.learned import Learned, change_of_gap, learn, predicted_gap, voices_of
from audit.metrics.amplification.tasks import Comparison, partition
from audit.metrics.base import Scope
from audit.metrics.blurring import blurred
from audit.statistics.intervals import not_estimable
from audit.statistics.reweighing import reweighing
from audit.statistics.subgroup_auc import auc
from audit.statistics.training_error import halved
from audit.statistics.weighting import effective_sample_size

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Remedy:
    """What reweighing came to, for the groups of one axis.

    Attributes
    ----------
    side, axis : str
    gaps, changes, effects : dict of str to Estimate
        By group: the gap predicted, its change from that in the labels, and how much lower the gap's size is than without.
    cost : tuple of Estimate
        Effective share of the training posts, and how well the learner still tells the label.
    """

    side: str
    axis: str
    gaps: dict[str, Estimate]
    changes: dict[str, Estimate]
    effects: dict[str, Estimate]
    cost: tuple[Estimate, ...]

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """All figures."""
        by_group = (self.gaps, self.changes, self.effects)
        return (*(each for figures in by_group for each in figures.values()), *self.cost)


def reweighed(answer: Answer, make: Maker, scope: Scope) -> Remedy | None:
    """The remedy on the axis with the largest change that is shown; None where none is."""
    shown = [each for each in answer.compared if each.change.reading == "shown"]
    if not shown:
        return None
    worst = max(shown, key=lambda each: (each.change.gap, each.comparison.group)).comparison
    mine = [
        each for each in answer.compared if (each.comparison.side, each.comparison.axis) == (worst.side, worst.axis)
    ]
    groups = partition([each.comparison for each in mine])
    has = answer.task.has
    weighed = learn(answer.task, answer.words, weights=lambda rows: reweighing(groups[rows], has[rows]))
    if weighed is None:
        return None
    gaps, changes, effects = {}, {}, {}
    for each in mine:
        group = each.comparison.group
        gaps[group], changes[group], effects[group] = _of_group(answer, weighed, each, make, scope)
    return Remedy(worst.side, worst.axis, gaps, changes, effects, _cost(answer, weighed, groups, worst, make, scope))


def _of_group(
    answer: Answer, weighed: Learned, each: Compared, make: Maker, scope: Scope
) -> tuple[Estimate, Estimate, Estimate]:
    task, comparison = answer.task, each.comparison
    authors, level = voices_of(task, comparison), scope.level
    gap, change = predicted_gap(comparison), change_of_gap(comparison, task.has)
    everyone = np.ones(len(task.has), dtype=bool)
    before, after = (gap(everyone, one.made.chosen) for one in (answer.learned, weighed))
    # Both learners are trained on the same halves, so their difference is less uncertain than either.
    apart = weighed.apart(gap) - answer.learned.apart(gap)
    return (
        make.of(comparison, "predicted_gap_reweighed", weighed.interval(gap, authors, level=level), "points"),
        make.of(comparison, "amplification_reweighed", weighed.interval(change, authors, level=level), "points"),
        make.of(comparison, "effect_of_reweighing", halved(after - before, apart, authors, level=level), "points"),
    )


def _cost(
    answer: Answer, weighed: Learned, groups: Integers, worst: Comparison, make: Maker, scope: Scope
) -> tuple[Estimate, Estimate]:
    task = answer.task
    weights = reweighing(groups, task.has)
    kept = effective_sample_size(weights) / len(weights)
    skill = auc(*(histogram(task, weighed, mask) for mask in (task.has, ~task.has)), level=scope.level)
    tail = f"{worst.side}.{worst.axis}."
    made = (
        make.whole(
            "effective_share_reweighed",
            not_estimable(kept, scope.level),
            "index",
            "of the training posts, as many would tell as much without weights (Kish); a property of these posts, exactly",
            tail,
        ),
        make.whole("auc_reweighed", skill, "index", AS_THEY_ARE, tail),
    )
    return (blurred(made[0]), blurred(made[1])) if worst.blurs else made
