"""Remedies of a learner in words, and as rows of a table."""

from __future__ import annotations

from typing import Any

from audit.mitigation.learner import AS_IT_IS, CONSTRAINT, THRESHOLDS, WEIGHTS, LearnerRemedies
from audit.resources import axis_title, group_title
from audit.statistics.intervals import Interval
from audit.wording import bounds, count, figure, percent

#: When each is the wrong one.
_WRONG = {
    WEIGHTS: "wrong where the labels differ because the posts do, as where one group is attacked more",
    CONSTRAINT: "wrong for the same reason; what it was made to keep on the training posts it need not keep on others",
    THRESHOLDS: "needs the group of every post it is asked of; whether people may be treated apart by group is a question of law",
}
_LIMITS = (
    "Intervals are of these predictions: another training would differ, see the metric amplification. It is a simple learner of"
    " words; what a large model does is not known from it. No remedy makes labels right."
)


def lines(made: LearnerRemedies) -> list[str]:
    """What was learned, a line per remedy and group, and what it costs."""
    axis = made.by.removeprefix("mentions:")
    whose = f"{axis_title(axis)} that posts mention" if axis != made.by else f"the authors' {axis_title(axis)}"
    said = [
        f"Label {made.label!r}, value {made.value!r}, by {whose}: {count(made.posts)} posts, asked of posts whose authors and texts the"
        f" learner has not seen. {percent(made.labelled.value)} have the label.",
        "",
        *(f"  in the labels, {group_title(group)}: {_points(gap)}" for group, gap in made.labelled_gap.items()),
    ]
    for remedy, accuracy in made.accuracy.items():
        said += [
            "",
            f"{remedy}: right about {_share(accuracy)}; predicts the label of {_share(made.predicted[remedy])}"
            f"{_useless(made.predicted[remedy], made.labelled)}",
        ]
        said += [
            f"  {group_title(row.group)}: predicted {_points(row.predicted_gap)};"
            f" among posts without the label {_points(row.false_positive_gap)}"
            for row in made.rows
            if row.remedy == remedy
        ]
        said += [f"  {_WRONG[remedy]}"] if remedy != AS_IT_IS else []
    said += [f"{remedy}: not tried: {why}" for remedy, why in made.untold.items()]
    return [*said, "", _LIMITS]


def table(made: LearnerRemedies) -> list[dict[str, Any]]:
    """One row per remedy and group."""

    def limits(name: str, interval: Interval) -> dict[str, Any]:
        return {name: interval.value, f"{name}_low": interval.low, f"{name}_high": interval.high}

    return [
        {
            "remedy": row.remedy,
            "group": row.group,
            **limits("labelled_gap", made.labelled_gap[row.group]),
            **limits("predicted_gap", row.predicted_gap),
            **limits("false_positive_gap", row.false_positive_gap),
            **limits("accuracy", made.accuracy[row.remedy]),
            **limits("predicted", made.predicted[row.remedy]),
        }
        for row in made.rows
    ]


def _useless(predicted: Interval, labelled: Interval) -> str:
    few = predicted.value < labelled.value / 4
    return ", far fewer than have it: small gaps say little where hardly anything is predicted" if few else ""


def _points(interval: Interval) -> str:
    return f"{figure(interval.value, 'points', interval.low, interval.high)} ({bounds(interval.low, interval.high, 'points')})"


def _share(interval: Interval) -> str:
    return f"{figure(interval.value, 'share', interval.low, interval.high)} ({bounds(interval.low, interval.high, 'share')})"
