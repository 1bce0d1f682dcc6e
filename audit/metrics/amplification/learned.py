"""What a learner makes of one label: predictions of every post, and how far figures of them lie apart in halves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from audit.metrics.amplification.tasks import Comparison, Mask, Task
from audit.probe import Learner, Predictions, fit_predict, logistic, ngram_counts
from audit.probe.fitting import Weights
from audit.statistics.intervals import Interval, not_estimable
from audit.statistics.jackknife import effective_clusters
from audit.statistics.training_error import halved

if TYPE_CHECKING:
    from scipy import sparse

#: Times that authors are divided into halves: twenty trainings per fold, beside the one of all authors.
DIVISIONS = 10
SEED = 0

Floats = npt.NDArray[np.float64]
#: A figure of some posts, from which of them count and which are predicted.
Figure = Callable[[Mask, Mask], float]


@dataclass(frozen=True, eq=False)
class Learned:
    """Predictions of one task."""

    task: Task
    made: Predictions

    def interval(self, figure: Figure, authors: float, *, level: float, tolerance: float | None = None) -> Interval:
        """A figure of the predictions, allowing for other authors to train on and to ask."""
        everyone = np.ones(len(self.task.has), dtype=bool)
        value = figure(everyone, self.made.chosen)
        return halved(value, self.apart(figure), authors, level=level, tolerance=tolerance)

    def apart(self, figure: Figure) -> Floats:
        """Per division the figure of one half less that of the other; NaN where a half has none."""
        pairs = zip(self.made.half, self.made.again, strict=True)
        return np.array([figure(half == 0, again) - figure(half == 1, again) for half, again in pairs])


def learn(
    task: Task, counts: sparse.csr_matrix, *, learner: Learner = logistic, weights: Weights = None
) -> Learned | None:
    """Train and predict; None where the posts to be trained on have one value alone."""
    try:
        made = fit_predict(
            counts,
            task.has,
            task.cluster,
            learner=learner,
            sample_weight=weights,
            divisions=DIVISIONS,
            seed=SEED,
        )
    except ValueError:
        return None
    return Learned(task, made)


def words_of(task: Task) -> sparse.csr_matrix:
    """Counts of words and pairs in the posts of a task."""
    return ngram_counts(task.texts, task.cluster)


def predicted_gap(each: Comparison) -> Figure:
    """Rate predicted in the group less that in the others."""
    return lambda kept, chosen: _rate(chosen, each.own & kept) - _rate(chosen, each.others & kept)


def change_of_gap(each: Comparison, has: Mask) -> Figure:
    """The same, less the gap in the labels."""
    predicted, labelled = predicted_gap(each), predicted_gap(each)
    return lambda kept, chosen: predicted(kept, chosen) - labelled(kept, has)


def predicted_rate(own: Mask) -> Figure:
    """Rate predicted in some posts."""
    return lambda kept, chosen: _rate(chosen, own & kept)


def voices_of(task: Task, each: Comparison) -> float:
    """Effective number of authors behind a comparison: of the side that has fewer."""
    return min(effective_clusters(task.counts(mask)) for mask in (each.own, each.others))


def within(value: Interval, low: float, high: float) -> Interval:
    """The interval cut to what is possible."""
    if not value.estimable:
        return value
    return replace(value, low=max(value.low, low), high=min(value.high, high))


def nothing(level: float) -> Interval:
    """A figure that there is not."""
    return not_estimable(np.nan, level)


def _rate(chosen: Mask, posts: Mask) -> float:
    number = int(posts.sum())
    return float((chosen & posts).sum() / number) if number else np.nan
