"""What remedies do to a learner: weights, a constraint on its training, thresholds by group, side by side.

Everything is asked of posts whose authors, and texts, the learner has not seen, and that keep their labels as they are. It is
the simple learner of the metric ``amplification``, and the remedies are previews: what a large model does is not known from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.errors import PlanError, both_ways, did_you_mean
from audit.loaders.dataset import Posts
from audit.measuring.whole import measure
from audit.metrics.amplification.amplification import AmplificationProbe
from audit.metrics.amplification.posts import POSTS, read_posts
from audit.metrics.amplification.tasks import Comparison, Task, comparisons, partition, tasks
from audit.metrics.base import Scope
from audit.metrics.language import unread
from audit.plan import Plan
from audit.probe import assign_folds, fit_predict, ngram_counts
from audit.probe.constrained import constrained
from audit.probe.thresholds import group_thresholds
from audit.statistics.contrasts import difference
from audit.statistics.intervals import Interval, share
from audit.statistics.reweighing import reweighing

Mask = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]
#: What is done, in the order of the table.
AS_IT_IS, WEIGHTS, CONSTRAINT, THRESHOLDS = "as it is", "reweighing", "constrained training", "thresholds by group"


@dataclass(frozen=True)
class OfGroup:
    """One remedy, and what the predictions of a group then are.

    Attributes
    ----------
    remedy, group : str
    predicted_gap, false_positive_gap : Interval
        Of the group less the others, in shares: of posts predicted to have the label, and of those among posts without it.
    """

    remedy: str
    group: str
    predicted_gap: Interval
    false_positive_gap: Interval


@dataclass(frozen=True)
class LearnerRemedies:
    """All remedies of a learner, and what they cost.

    Attributes
    ----------
    label, value, by : str
        What is learned, and between whose posts.
    labelled_gap : dict of str to Interval
        By group: the gap in the labels themselves.
    rows : tuple of OfGroup
    accuracy, predicted : dict of str to Interval
        By remedy: share of posts predicted as labelled, and share predicted to have the label. One that predicts it of hardly
        any post has small gaps and may be right about most posts, and is of no use.
    labelled : Interval
        Share of posts that have the label.
    untold : dict of str to str
        Remedies that could not be tried, and why.
    posts, authors : int
    """

    label: str
    value: str
    by: str
    labelled_gap: dict[str, Interval]
    rows: tuple[OfGroup, ...]
    accuracy: dict[str, Interval]
    predicted: dict[str, Interval]
    labelled: Interval
    untold: dict[str, str]
    posts: int
    authors: int


def learner_remedies(
    posts: Posts, plan: Plan, label: str, by: str, progress: Callable[[int], None] | None = None
) -> LearnerRemedies:
    """Train the simple learner under each remedy, and ask it of posts by other authors.

    Parameters
    ----------
    posts : Posts
    plan : Plan
    label : str
        A label column.
    by : str
        An attribute of authors, or ``mentions:AXIS``.
    progress : callable, optional
        Told of the posts of each batch.

    Raises
    ------
    PlanError
        The label cannot be learned, or fewer than two groups can be compared.
    """
    tally = measure(posts, plan, workers=1, progress=progress, metrics=(AmplificationProbe(),)).measured.tally
    scope = Scope(plan, tally.posts(("dataset", "posts")), len(tally.author_posts), len(tally.author_posts) > 0)
    if POSTS not in tally.samples or not len(tally.samples[POSTS]):
        raise PlanError(
            "No post has both text and a label.",
            hint=f"Name the label: {both_ways('--label COLUMN', label='COLUMN')}.",
        )
    sample = read_posts(tally.samples[POSTS])
    learnable, reasons = tasks(sample, tally, scope)
    mine = [each for each in learnable if each.label == label]
    if not mine:
        about = [each for each in reasons if repr(label) in each]
        known = sorted({each.label for each in learnable})
        raise PlanError(about[0] if about else f"There is no label {label!r}.", hint=did_you_mean(label, known))
    task = mine[0]
    side, axis = ("mention", by.removeprefix("mentions:")) if by.startswith("mentions:") else ("author", by)
    compared = [
        each
        for each in comparisons(task, sample, tally, scope, read=unread(tally, AmplificationProbe().name) is None)
        if (each.side, each.axis) == (side, axis)
    ]
    if not compared:
        raise PlanError(
            f"{by!r}: no two groups have enough labelled posts and {scope.voice}s.",
            hint=f"A group needs {plan.floors.posts} posts and {plan.floors.authors} {scope.voice}s with the label and without.",
        )
    return _compared(task, compared, by, scope)


def _compared(task: Task, compared: list[Comparison], by: str, scope: Scope) -> LearnerRemedies:
    counts, groups = ngram_counts(task.texts, task.cluster), partition(compared)
    folds = assign_folds(task.cluster)
    plain = fit_predict(counts, task.has, task.cluster, folds=folds)
    made: dict[str, Mask] = {AS_IT_IS: plain.chosen}
    untold: dict[str, str] = {}
    tries: dict[str, Callable[[], Mask]] = {
        WEIGHTS: lambda: fit_predict(
            counts, task.has, task.cluster, folds=folds,
            sample_weight=lambda rows: reweighing(groups[rows], task.has[rows]),
        ).chosen,
        CONSTRAINT: lambda: fit_predict(
            counts, task.has, task.cluster, folds=folds, learner=constrained(), groups=groups
        ).chosen,
        THRESHOLDS: lambda: group_thresholds(plain.scores, task.has, groups, folds),
    }  # fmt: skip
    for name, attempt in tries.items():
        try:
            made[name] = attempt()
        except ValueError as error:
            untold[name] = str(error)
    return LearnerRemedies(
        label=task.label,
        value=task.value,
        by=by,
        labelled_gap={each.group: _gap(task, each, task.has, scope.level) for each in compared},
        rows=tuple(
            OfGroup(
                name,
                each.group,
                _gap(task, each, chosen, scope.level),
                _gap(task, each, chosen, scope.level, among=~task.has),
            )
            for name, chosen in made.items()
            for each in compared
        ),
        accuracy={name: _share(task, chosen == task.has, scope.level) for name, chosen in made.items()},
        predicted={name: _share(task, chosen, scope.level) for name, chosen in made.items()},
        labelled=_share(task, task.has, scope.level),
        untold=untold,
        posts=len(task.has),
        authors=len(np.unique(task.owner)),
    )


def _share(task: Task, some: Mask, level: float) -> Interval:
    return share(task.counts(some), task.counts(np.ones_like(some)), level=level)


def _gap(task: Task, each: Comparison, chosen: Mask, level: float, among: Mask | None = None) -> Interval:
    """Share of chosen posts in a group less that in the others, as the models are: another training would differ."""
    kept = np.ones_like(chosen) if among is None else among
    sides = [(task.counts(chosen & mask & kept), task.counts(mask & kept)) for mask in (each.own, each.others)]
    return difference(*sides[0], *sides[1], level=level)
