"""False alarms and misses of a learner by group: rates, gaps to other posts, and whose are hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from audit.finding import Estimate
from audit.metrics.amplification_figures import AS_THEY_ARE, Maker
from audit.metrics.amplification_tasks import Comparison, Mask, Task
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast
from audit.statistics.error_rates import Confusion, Rate, error_gap, error_rate

#: Each rate with the names of its figure and of the gap, and whether it is of posts with the label.
_RATES: tuple[tuple[Rate, str, str, bool], ...] = (
    ("false_positive_rate", "false_alarm_rate", "false_alarm_gap", False),
    ("false_negative_rate", "miss_rate", "miss_gap", True),
)


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


def errors(task: Task, chosen: Mask, each: Comparison, make: Maker, scope: Scope, *, hidden: bool) -> Errors:
    """False alarms and misses of a group; hidden together, for one follows from the other and the rates."""
    tolerance, floor = scope.plan.tolerances.label_gap, scope.plan.floors.authors
    voices = 1 if hidden else None

    def told(estimate: Estimate) -> Estimate:
        why = f"hidden: this, or what would follow from it, is of fewer than {floor} {scope.voice}s"
        return replace(estimate, note=why) if estimate.status == "suppressed" else estimate

    own, others = (_confusion(task, chosen, mask) for mask in (each.own, each.others))
    gaps, rates = [], []
    for rate, name, of_gap, has in _RATES:
        interval = error_gap(own, others, rate, level=scope.level, tolerance=tolerance)
        estimate = make.of(each, of_gap, interval, "points", tested=True, voices=voices, note=AS_THEY_ARE)
        gaps.append(Contrast(told(estimate), tolerance))
        asked = each.own & (task.has if has else ~task.has)
        share = error_rate(own, rate, level=scope.level)
        rates.append(told(make.of(each, name, share, "share", posts=asked, voices=voices, note=AS_THEY_ARE)))
    return Errors(tuple(gaps), tuple(rates))


def untold(task: Task, chosen: Mask, compared: Sequence[Comparison], floor: int) -> set[tuple[str, str, str]]:
    """Groups, as side, axis and name, of whose errors nothing may be told.

    A group with a cell of label and prediction of too few authors is hidden. Groups that share no post are each held against
    the sum of the others, so what a single hidden group is follows from the rest: the next smallest is hidden with it, until
    those that are hidden are together of enough authors.
    """
    result = set()
    for side, axis in dict.fromkeys((each.side, each.axis) for each in compared):
        mine = [each for each in compared if (each.side, each.axis) == (side, axis)]
        hidden = [each for each in mine if any(_few(task, chosen, mask, floor) for mask in (each.own, each.others))]
        left = sorted(
            (each for each in mine if each not in hidden), key=lambda each: (task.authors(each.own), each.group)
        )
        while side != "mention" and hidden and left and _few(task, chosen, _together(hidden), floor):
            hidden.append(left.pop(0))
        result |= {(side, axis, each.group) for each in hidden}
    return result


def _together(groups: Sequence[Comparison]) -> Mask:
    result: Mask = np.any([each.own for each in groups], axis=0)
    return result


def _cells(task: Task, chosen: Mask, posts: Mask) -> list[Mask]:
    """Posts with the label that are chosen, others that are, posts with the label that are not, and others that are not."""
    return [posts & truth & guess for guess in (chosen, ~chosen) for truth in (task.has, ~task.has)]


def _confusion(task: Task, chosen: Mask, posts: Mask) -> Confusion:
    return Confusion(*(task.counts(cell) for cell in _cells(task, chosen, posts)))


def _few(task: Task, chosen: Mask, posts: Mask, floor: int) -> bool:
    return any(0 < task.authors(cell) < floor for cell in _cells(task, chosen, posts))
