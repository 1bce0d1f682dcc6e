"""False alarms and misses of a learner by group: rates, gaps to other posts, and whose are hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from audit.finding import Estimate
from audit.metrics.amplification.figures import Maker
from audit.metrics.amplification.learned import Figure, Learned, predicted_rate, within
from audit.metrics.amplification.tasks import Comparison, Mask, Task
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast
from audit.metrics.mentions.rounding import HIDDEN
from audit.statistics.contrasts import difference
from audit.statistics.intervals import Interval, share
from audit.statistics.jackknife import effective_clusters


@dataclass(frozen=True)
class Errors:
    """False alarms and misses of one group.

    Attributes
    ----------
    gaps : tuple of Contrast
        To other posts: of false alarms, and of misses.
    rates : tuple of Estimate
        Of the posts without the label the share that is predicted to have it, and of those with it the share that is not.
    """

    gaps: tuple[Contrast, ...]
    rates: tuple[Estimate, ...]


def errors(task: Task, learned: Learned, each: Comparison, make: Maker, scope: Scope, *, hidden: bool) -> Errors:
    """False alarms and misses of a group; hidden together, for one follows from the other and the rates.

    Their intervals allow for other authors to train on: with the trained models as they are, a learner that by chance leans
    to one group would be shown to err there, where nothing is to be learned of groups. The error of asking other authors is
    a part of that, so where halves lie nearer by chance, the interval is that of the models as they are.
    """
    tolerance, floor, level = scope.plan.tolerances.label_gap, scope.plan.floors.authors, scope.level
    voices = 1 if hidden else None

    def told(estimate: Estimate) -> Estimate:
        why = f"hidden: this, or what would follow from it, is of fewer than {floor} {scope.voice}s"
        return replace(estimate, note=why) if estimate.status == "suppressed" and estimate.note != HIDDEN else estimate

    gaps, rates = [], []
    for name, asked, wrong in kinds(task):
        own = each.own & asked
        gap = error_gap(learned, each, asked, level=level, tolerance=tolerance, wrong=wrong)
        made = make.of(
            each,
            f"{name}_gap",
            gap,
            "points",
            tested=True,
            voices=voices,
            asked=asked,
            counting=learned.made.chosen == wrong,
        )
        gaps.append(Contrast(told(made), tolerance))
        rate, chosen = error_rate(own, wrong=wrong), learned.made.chosen == wrong
        interval = _wider(
            within(learned.interval(rate, _voices(task, own), level=level), 0.0, 1.0),
            share(task.counts(own & chosen), task.counts(own), level=level),
        )
        rates.append(told(make.of(each, f"{name}_rate", interval, "share", posts=own, voices=voices, across=False)))
    return Errors(tuple(gaps), tuple(rates))


def kinds(task: Task) -> tuple[tuple[str, Mask, bool], ...]:
    """Each kind of error, the posts it can be made on, and the prediction that is one."""
    return ("false_alarm", ~task.has, True), ("miss", task.has, False)


def error_gap(
    learned: Learned, each: Comparison, asked: Mask, *, level: float, tolerance: float, wrong: bool
) -> Interval:
    """The share of some posts of which the prediction is the wrong one: of the group less that of the others."""
    task, own, others = learned.task, each.own & asked, each.others & asked
    mistaken = learned.made.chosen == wrong
    apart = _apart(error_rate(own, wrong=wrong), error_rate(others, wrong=wrong))
    sides = [(task.counts(side & mistaken), task.counts(side)) for side in (own, others)]
    return _wider(
        learned.interval(apart, _voices(task, own, others), level=level, tolerance=tolerance),
        difference(*sides[0], *sides[1], level=level, tolerance=tolerance),
    )


def _wider(halves: Interval, as_they_are: Interval) -> Interval:
    """The wider of two intervals of one figure; where halves have none, there is none."""
    if not halves.estimable or not as_they_are.estimable:
        return halves
    return max(halves, as_they_are, key=lambda each: each.high - each.low)


def error_rate(asked: Mask, *, wrong: bool) -> Figure:
    """Share of some posts of which the prediction is the wrong one."""
    predicted = predicted_rate(asked)
    return predicted if wrong else lambda kept, chosen: 1 - predicted(kept, chosen)


def _apart(one: Figure, other: Figure) -> Figure:
    return lambda kept, chosen: one(kept, chosen) - other(kept, chosen)


def _voices(task: Task, *posts: Mask) -> float:
    """Effective number of authors: of the side that has fewer."""
    return min(effective_clusters(task.counts(mask)) for mask in posts)


def untold(task: Task, chosen: Mask, compared: Sequence[Comparison], floor: int) -> set[tuple[str, str, str]]:
    """Groups, as side, axis and name, of whose errors nothing may be told.

    A group with a cell of label and prediction of too few authors is hidden. Groups that share no post are each held against
    the sum of the others, so what a single hidden group is follows from the rest: the next smallest is hidden with it, until
    those that are hidden are together of enough authors.
    """
    result = set()
    for side, axis in dict.fromkeys((each.side, each.axis) for each in compared):
        mine = [each for each in compared if (each.side, each.axis) == (side, axis)]
        hidden = [
            each for each in mine if any(few_errors(task, chosen, mask, floor) for mask in (each.own, each.others))
        ]
        left = sorted(
            (each for each in mine if each not in hidden), key=lambda each: (task.authors(each.own), each.group)
        )
        while side != "mention" and hidden and left and few_errors(task, chosen, _together(hidden), floor):
            hidden.append(left.pop(0))
        result |= {(side, axis, each.group) for each in hidden}
    return result


def _together(groups: Sequence[Comparison]) -> Mask:
    result: Mask = np.any([each.own for each in groups], axis=0)
    return result


def _cells(task: Task, chosen: Mask, posts: Mask) -> list[Mask]:
    """Posts with the label that are chosen, others that are, posts with the label that are not, and others that are not."""
    return [posts & truth & guess for guess in (chosen, ~chosen) for truth in (task.has, ~task.has)]


def few_errors(task: Task, chosen: Mask, posts: Mask, floor: int) -> bool:
    """Whether errors on some posts would tell of too few authors."""
    return any(0 < task.authors(cell) < floor for cell in _cells(task, chosen, posts))
