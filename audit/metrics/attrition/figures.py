"""What the counts come to: what became of each group's posts, and how far that is from what became of all.

A group is held against all posts of which it is known to which group of its axis they belong: where what is gone has lost its
text, no mention in it can be found, and posts that mention a group would seem to last for that alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from audit.finding import Estimate, Unit
from audit.metrics.attrition.course import Course, Outcome, tells
from audit.metrics.base import Scope
from audit.metrics.contrast import as_estimate
from audit.metrics.fates.contrasts import Compared, compared, fewest, with_family
from audit.metrics.fates.groups import Axis, Group
from audit.metrics.fates.hiding import Fates, Span, enough, printable
from audit.metrics.naming import slugs
from audit.standing.sides import OtherSide, Reference
from audit.statistics import intervals
from audit.statistics.intervals import Interval, not_estimable

#: Of the posts that are gone so much less often known than of the others, and nothing is told by groups of it.
LEAST_KNOWN = 0.5
#: After what posts a group is held against, where these are those that might be of a group of its axis.
OF_WHICH = " of which it is known"


@dataclass(frozen=True)
class Told(Compared):
    """What is said of one group and outcome: its share, and both comparisons with all posts."""

    outcome: Outcome
    axis: Axis
    group: Group
    share: Estimate


@dataclass
class Figures:
    """All estimates of one tally.

    Attributes
    ----------
    everyone : Group
    course : Course
    scope : Scope
    outcomes : tuple of Outcome
        Those that some post has, or might have; the parts of what is gone only where there are several.
    """

    everyone: Group
    course: Course
    scope: Scope
    outcomes: tuple[Outcome, ...] = field(init=False)

    def __post_init__(self) -> None:
        present = self.everyone.fates.sum(axis=1) > 0
        parts = int(present[: self.course.here].sum())
        main, *others = self.course.outcomes
        kept = [
            each
            for each in others
            if (each.of[0] or parts > 1) and present[slice(*each.hits)].any() and present[slice(*each.of)].any()
        ]
        self.outcomes = (main, *kept)
        self._spans = self.course.spans(self.scope.plan.floors.authors, self.everyone.fates)

    def may_print(self, outcome: Outcome) -> bool:
        """Whether the figures of all posts tell of enough authors."""
        return tells(self._spans, outcome)

    def overall(self) -> list[Estimate]:
        """Of all posts, each outcome."""
        whole = self.everyone.fates
        return [self._share("everyone", {}, each, self.everyone, whole, self.may_print(each)) for each in self.outcomes]

    def known(self, whole: Fates) -> tuple[float, float]:
        """Of posts that are gone, and of the others, the part that some posts are."""
        here, everyone = self.course.here, self.everyone.fates
        parts = [
            whole[span].sum() / total if (total := everyone[span].sum()) else None
            for span in (slice(0, here), slice(here, None))
        ]
        gone, left = parts
        # Where nothing is gone, or nothing is left, there is nothing of which less could be known.
        return float(gone if gone is not None else left or 0.0), float(left if left is not None else gone or 0.0)

    def of_axis(self, axis: Axis, whole: Fates) -> list[Told]:
        """Every group of an axis, outcome by outcome.

        Parameters
        ----------
        axis : Axis
        whole : ndarray of int64, shape (ends, 128)
            The posts that might be in one of its groups.
        """
        floor, everyone = self.scope.plan.floors.authors, self.everyone.fates
        if not all(enough((everyone - whole)[slice(*each)].sum(axis=0), floor) for each in self.course.gone_or_here):
            whole = everyone  # of so few it is not known that what is left of all posts would tell of them
        names = slugs(each.name for each in axis.groups)
        spans = self._spans_of(axis, whole)
        return with_family(
            [
                self._told(
                    each, axis, group, names[group.name], whole, tells(spans[group.name], each) and self.may_print(each)
                )
                for each in self.outcomes
                for group in axis.groups
            ]
        )

    def _spans_of(self, axis: Axis, whole: Fates) -> dict[str, list[Span]]:
        """The runs of fates that may be told of each group, beside those of all posts."""
        floor, everyone, ends = self.scope.plan.floors.authors, self.everyone.fates, len(self.course)
        rest = everyone - whole
        if axis.overlapping:
            # Each group leaves a rest of its own; whoever knows both knows the whole.
            return {
                each.name: self.course.spans(floor, whole, rest, each.fates, whole - each.fates) for each in axis.groups
            }
        groups = {each.name: each.fates for each in axis.groups}
        nothing, coarse = [(0, ends)], self.course.gone_or_here
        if not tells(self._spans, self.course.main):
            return dict.fromkeys(groups, nothing)
        fine = self.course.spans(floor, everyone, whole, rest)
        kept = printable(groups, whole, coarse, floor)
        by_part = kept & printable(groups, whole, fine, floor)
        return {each: fine if each in by_part else coarse if each in kept else nothing for each in groups}

    def _told(
        self,
        outcome: Outcome,
        axis: Axis,
        group: Group,
        slug: str,
        whole: Fates,
        shown: bool,  # noqa: FBT001
    ) -> Told:
        place = f"{axis.key}.{slug}"
        described = {axis.axis or axis.side: group.name}
        share = self._share(place, described, outcome, group, whole, shown)
        if (group.fates == whole).all():
            return Told(outcome, axis, group, share)
        own, every = _counted(group.fates, outcome), _counted(whole, outcome)

        def estimate(measure: str, found: Interval, unit: Unit) -> Estimate:
            return self._estimate(
                place,
                measure,
                described,
                outcome,
                group,
                shown,
                found,
                unit,
                other_side=self._whole(outcome, whole, axis),
            )

        return Told(outcome, axis, group, share, **compared(own, every, self.scope, estimate))

    def _whole(self, outcome: Outcome, whole: Fates, axis: Axis | None = None) -> OtherSide:
        """What a group is held against: all posts, its own among them; or those of which it is known.

        How many these are is told where every group of the axis is: else, less those that any metric prints, they would be
        those of groups that are too small.
        """
        of = int(_counted(whole, outcome)[1].sum())
        if (whole == self.everyone.fates).all():
            authors = self.everyone.authors
            return OtherSide(_some(outcome), of, None if authors is None else authors[outcome.of[0]])
        known = OtherSide(f"{_some(outcome)}{OF_WHICH}", of)
        return known.hidden if axis is None or axis.overlapping or axis.left_out else known

    def _share(
        self,
        place: str,
        described: dict[str, str],
        outcome: Outcome,
        group: Group,
        whole: Fates,
        shown: bool,  # noqa: FBT001
    ) -> Estimate:
        hits, of = _counted(group.fates, outcome)
        all_hits, all_of = _counted(whole, outcome)
        reference = None
        if place != "everyone" and shown and all_of.any():
            known = "" if (whole == self.everyone.fates).all() else OF_WHICH
            reference = Reference(float(all_hits.sum() / all_of.sum()), f"{outcome.whole or 'all posts'}{known}")
        found = (
            intervals.share(hits, of, level=self.scope.level) if of.any() else not_estimable(np.nan, self.scope.level)
        )
        return self._estimate(place, "share", described, outcome, group, shown, found, "share", reference)

    def _estimate(
        self,
        place: str,
        measure: str,
        described: dict[str, str],
        outcome: Outcome,
        group: Group,
        shown: bool,  # noqa: FBT001
        interval: Interval,
        unit: Unit,
        reference: Reference | None = None,
        other_side: OtherSide | None = None,
    ) -> Estimate:
        name = self.course.name
        hits, of = _counted(group.fates, outcome)
        family = f"{name}.{outcome.slug}.{place.rpartition('.')[0]}{'.ratio' if measure == 'ratio' else ''}"
        return as_estimate(
            f"{name}.{outcome.slug}.{place}.{measure}",
            f"{outcome.slug}_{measure}",
            {"outcome": outcome.slug, **described},
            interval,
            unit,
            n_posts=int(of.sum()),
            n_authors=None if group.authors is None else group.authors[outcome.of[0]],
            voices=fewest(hits, of - hits) if shown else 1,
            scope=self.scope,
            reference=reference,
            family=family if unit != "share" else None,
            denominator=f"{_some(outcome)} of the group" if described else _some(outcome),
            n_counted=int(hits.sum()) if measure == "share" else None,
            other_side=other_side,
            note=""
            if interval.estimable or not math.isfinite(interval.value)
            else "has no interval: a side has no such post",
        )


def _some(outcome: Outcome) -> str:
    """The posts that might have an outcome."""
    return outcome.whole or outcome.among or "all posts"


def _counted(fates: Fates, outcome: Outcome) -> tuple[Fates, Fates]:
    """Posts that have an outcome, and those that might, by author bucket."""
    hits, of = (fates[slice(*span)].sum(axis=0) for span in (outcome.hits, outcome.of))
    return hits, of
