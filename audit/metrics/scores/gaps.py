"""What is compared of the scores of a group and of other posts: gaps of rates, and how scores rank across the two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from audit.finding import Unit
from audit.metrics.scores.counts import Counted, Counts
from audit.statistics import Interval, auc, difference, equality_gap, error_gap
from audit.statistics.error_rates import Rate

#: Rates that a gap between groups is judged of, in the order of the page.
JUDGED: tuple[Rate, ...] = ("false_positive_rate", "false_negative_rate", "selection_rate")


@dataclass(frozen=True)
class Across:
    """A figure of a group and other posts.

    Attributes
    ----------
    interval : Interval
    unit : str
    own, others : ndarray of int64, shape (128,)
        Posts of either side that it stands on, per author bucket.
    """

    interval: Interval
    unit: Unit
    own: Counts
    others: Counts

    @property
    def fewer(self) -> Counts:
        """Posts of the side that has fewer."""
        return min((self.own, self.others), key=lambda each: int(each.sum()))

    @property
    def more(self) -> Counts:
        """Posts of the other side."""
        return self.others if self.stands_on_own else self.own

    @property
    def stands_on_own(self) -> bool:
        """Whether that is the group's side."""
        return int(self.own.sum()) <= int(self.others.sum())


def standing_on(rate: Rate, counted: Counted) -> int:
    """Posts that a rate counts: scored ones, or those of them for which the label is true, or not."""
    return int(counts_of(rate, counted)[1].sum())


def counts_of(rate: Rate, counted: Counted) -> tuple[Counts, Counts]:
    """What a rate counts, and of which posts."""
    return (counted.selected, counted.posts) if rate == "selection_rate" else counted.confusion.parts(rate)


def gap(rate: Rate, own: Counted, others: Counted, *, level: float, tolerance: float) -> Across:
    """The rate of a group less that of other posts."""
    if rate == "selection_rate":
        made = difference(own.selected, own.posts, others.selected, others.posts, level=level, tolerance=tolerance)
        return Across(made, "points", own.posts, others.posts)
    made = error_gap(own.confusion, others.confusion, rate, level=level, tolerance=tolerance)
    return Across(made, "points", own.confusion.parts(rate)[1], others.confusion.parts(rate)[1])


def ranked(own: Counted, others: Counted, *, level: float) -> dict[str, Across]:
    """AUC across a group and the background, and average equality gaps (Borkan et al. 2019), by measure."""
    (_, negative, positive), (_, other_negative, other_positive) = own.histogram, others.histogram
    pairs: dict[str, tuple[Interval, Unit, Counts, Counts]] = {
        "bpsn_auc": (auc(other_positive, negative, level=level), "index", negative, other_positive),
        "bnsp_auc": (auc(positive, other_negative, level=level), "index", positive, other_negative),
        "positive_gap": (equality_gap(positive, other_positive, level=level), "score", positive, other_positive),
        "negative_gap": (equality_gap(negative, other_negative, level=level), "score", negative, other_negative),
    }
    return {
        measure: Across(interval, unit, mine.sum(axis=0), theirs.sum(axis=0))
        for measure, (interval, unit, mine, theirs) in pairs.items()
    }


def counts_of_ranked(own: Counted, others: Counted, *, level: float) -> dict[str, tuple[Counts, Counts]]:
    """What each figure of :func:`ranked` counts of the others, as a rate does, and of which posts; one number each.

    Each is a mean over them, of how often one of two posts is ranked above the other: it falls with what this counts as the gap
    of a rate does.
    """
    found = {}
    for measure, made in ranked(own, others, level=level).items():
        above = made.interval.value + (0.5 if made.unit == "score" else 0.0)
        posts = int(made.others.sum())
        found[measure] = np.array([posts * (1 - above) if posts and made.own.any() else 0.0]), np.array([posts])
    return found


def ranked_within(own: Counted, *, level: float) -> Across:
    """How scores rank the positives of a group above its negatives."""
    made = auc(own.histogram[2], own.histogram[1], level=level)
    return Across(made, "index", *own.histogram[1:].sum(axis=1))


def no_limits(interval: Interval) -> str:
    """Why a figure has no interval; empty where it has one."""
    if interval.estimable or not np.isfinite(interval.value):
        return ""
    return (
        "no interval: the two sides are told apart without a mistake" if interval.value in (0.0, 1.0) else "no interval"
    )
