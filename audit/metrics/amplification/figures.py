"""Counts of a label's posts by group, prediction and score, and intervals of them as estimates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from audit.finding import Estimate, Unit
from audit.metrics.amplification.learned import Learned
from audit.metrics.amplification.posts import NAME
from audit.metrics.amplification.tasks import Comparison, Counts, Mask, Task
from audit.metrics.base import Scope
from audit.metrics.blurring import blurred
from audit.metrics.contrast import as_estimate
from audit.metrics.mentions.rounding import Others, rounded
from audit.metrics.naming import slugs
from audit.posts import BUCKETS
from audit.standing.sides import OtherSide
from audit.statistics.intervals import Interval

#: Scores are counted by thousandths.
BINS = 1000
AS_THEY_ARE = "of the trained models as they are"


class Maker:
    """Puts the intervals of one task into estimates."""

    def __init__(self, task: Task, values: Sequence[str], scope: Scope, sampled: int) -> None:
        self.task, self.scope, self.sampled = task, scope, sampled
        self.prefix = f"{NAME}.{slugs([task.label])[task.label]}.{slugs(values)[task.value]}"

    def whole(self, measure: str, interval: Interval, unit: Unit, note: str = "", tail: str = "") -> Estimate:
        """A figure of all labelled posts, or of an axis."""
        everything = np.ones(len(self.task.has), bool)
        side = OtherSide("the same posts as they are labelled", len(everything)) if unit == "points" else None
        return self._estimate(
            f"{self.prefix}.{tail}{measure}", measure, {}, interval, unit, everything, note, other_side=side
        )

    def of(
        self,
        each: Comparison,
        measure: str,
        interval: Interval,
        unit: Unit,
        *,
        note: str = "",
        tested: bool = False,
        voices: int | None = None,
        posts: Mask | None = None,
        across: bool = True,
        suffix: str = "",
        asked: Mask | None = None,
        counting: Mask | None = None,
        together: Interval | None = None,
    ) -> Estimate:
        """A figure of one group, or of some of its posts.

        ``across`` says whether the others are in it, ``asked`` which posts of them, and ``counting`` which of these it counts
        if it is a difference of shares; None is for all, and for no such figure. ``together`` is the figure with posts that name
        the group by loose forms alone among the others.
        """
        family = f"{self.prefix}.{each.side}.{each.axis}.{measure}" if tested else None
        made = self._estimate(
            f"{self.prefix}.{each.side}.{each.axis}.{each.group}.{measure}{suffix}",
            f"{measure}_by_{each.side}{suffix}",
            {each.axis: each.group},
            interval,
            unit,
            each.own if posts is None else posts,
            note,
            family,
            voices,
            _SAME_POSTS[measure](each)
            if measure in _SAME_POSTS
            else _other_side(each, measure, unit, self.task, self.scope.plan.floors.authors),
        )
        if each.rounds and across:
            plan = self.scope.plan
            made = rounded(
                made, _others(each, asked, counting, together), plan.floors.authors, plan.tolerances.label_gap
            )
        return blurred(made) if each.blurs and made.status == "ok" else made

    def _estimate(
        self,
        identifier: str,
        measure: str,
        group: dict[str, str],
        interval: Interval,
        unit: Unit,
        posts: Mask,
        note: str,
        family: str | None = None,
        voices: int | None = None,
        other_side: OtherSide | None = None,
    ) -> Estimate:
        drawn = "" if self.sampled == 1 else f"of a sample of 1 in {self.sampled:,} authors"
        authors = self.task.authors(posts)
        return as_estimate(
            identifier,
            measure,
            {"label": self.task.label, "value": self.task.value, **group},
            interval,
            unit,
            n_posts=int(posts.sum()),
            n_authors=authors if self.scope.has_authors else None,
            voices=authors if voices is None else voices,
            scope=self.scope,
            family=family,
            note="; ".join(each for each in (note, drawn) if each),
            effective_floor=False,
            denominator="labelled posts of the group" if unit == "share" else "",
            other_side=other_side,
        )


def _others(each: Comparison, asked: Mask | None, counting: Mask | None, together: Interval | None) -> Others:
    """What a figure is held against, and which posts it counts of those with loose forms alone."""
    others = each.others if asked is None else each.others & asked
    if each.alone is None or counting is None:
        return Others(int(others.sum()))
    alone = each.alone if asked is None else each.alone & asked
    return Others.of(others, alone, alone & counting, together=together)


def _themselves(how: str, *, others: bool) -> Callable[[Comparison], OtherSide]:
    """What is held against the same posts, taken otherwise: those of a group, or of a group and the others together."""
    return lambda each: OtherSide(
        f"the same posts: {how}", int((each.own | each.others).sum() if others else each.own.sum())
    )


#: Figures that are held against themselves.
_SAME_POSTS = {
    "calibration_gap": _themselves("their mean score", others=False),
    "leakage": _themselves("by labels that are as often wrong", others=True),
    "effect_of_reweighing": _themselves("predicted without weights", others=True),
}
#: Gaps between posts of either side for which the label is true, or is not: fewer than the sides have.
_OF_SOME = ("false_alarm_gap", "miss_gap")


def _other_side(each: Comparison, measure: str, unit: Unit, task: Task, floor: int) -> OtherSide | None:
    """What a gap of a group is held against; nothing of a figure that is no gap.

    Groups of an axis share no post, so the others are the sum of those that are printed. Mentions overlap: of them the others
    are told where nothing is left besides, or so few posts that could not be read that they are told with these.
    """
    if unit not in ("points", "ratio"):
        return None
    side = OtherSide(
        "labelled posts of the other groups of the axis"
        if each.side != "mention"
        else "labelled posts that name the group in no form"
    )
    if measure in _OF_SOME:
        return OtherSide(f"those of the {side.what} for which the label is as true")
    unread = task.authors(~each.own & ~each.others)
    if each.side != "mention" or not unread:
        return replace(side, n_posts=int(each.others.sum()))
    told = OtherSide(f"{side.what}, or could not be read", int((~each.own).sum()))
    return told if unread < floor else side.hidden


def stacked(task: Task, each: Comparison, of: tuple[Mask, Mask]) -> tuple[Counts, Counts, Counts]:
    """Posts of either kind, and all, of the group and of the others, per author bucket; each of shape (2, 128)."""
    everyone = np.ones(len(task.has), dtype=bool)
    one, two, three = (
        np.stack([task.counts(mask & side) for side in (each.own, each.others)]) for mask in (*of, everyone)
    )
    return one, two, three


def histogram(task: Task, learned: Learned, posts: Mask) -> Counts:
    """Chosen posts by thousandth of the score and author bucket; shape (1001, 128)."""
    at = (learned.made.scores[posts] * BINS).round().astype(np.int64)
    bucket = (task.owner[posts] & np.uint64(BUCKETS - 1)).astype(np.int64)
    return np.bincount(at * BUCKETS + bucket, minlength=(BINS + 1) * BUCKETS).reshape(-1, BUCKETS).astype(np.int64)
