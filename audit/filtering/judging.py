"""What the counts come to: how much is kept of each group's posts, and how far that is from what is kept of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from audit.filtering.counting import NAME
from audit.filtering.parsing import ALL
from audit.filtering.stages import Stages
from audit.finding import Estimate, Unit
from audit.metrics.base import Scope
from audit.metrics.contrast import as_estimate
from audit.metrics.fates.contrasts import Compared, compared, fewest, with_family
from audit.metrics.fates.groups import Axis, Group
from audit.metrics.fates.hiding import Span, joined_fates, printable
from audit.metrics.naming import slugs
from audit.standing.sides import OtherSide, Reference
from audit.statistics import intervals
from audit.statistics.intervals import Interval, not_estimable

#: What figures of a part of posts are held against.
ALL_POSTS = "all posts"


@dataclass(frozen=True)
class Step:
    """A filter, or all of them: posts of fate ``start`` or more reach it, those of fate ``end`` or more pass."""

    slug: str
    title: str
    start: int
    end: int


@dataclass(frozen=True)
class Told(Compared):
    """What is said of one group at one step: its keep rate, what is left of it then, and both comparisons with all posts.

    ``left`` is None at all filters together, where it is the keep rate.
    """

    step: Step
    axis: Axis
    group: Group
    rate: Estimate
    left: Estimate | None = None


@dataclass
class Figures:
    """All estimates of one tally.

    Attributes
    ----------
    everyone : Group
    stages : Stages
    scope : Scope
    steps : tuple of Step
        All filters together, then each where there are several.
    """

    everyone: Group
    stages: Stages
    scope: Scope
    steps: tuple[Step, ...] = field(init=False)

    def __post_init__(self) -> None:
        each = [Step(stage.slug, stage.title, index, index + 1) for index, stage in enumerate(self.stages)]
        whole = Step(ALL, "all filters", 0, len(self.stages))
        self.steps = (whole, *each) if len(each) > 1 else (whole,)
        floor = self.scope.plan.floors.authors
        self._spans = joined_fates(floor, self.everyone.fates)

    def may_print(self, step: Step) -> bool:
        """Whether the figures of all posts at a step tell of enough authors."""
        return _tells(self._spans, step)

    def overall(self) -> dict[str, tuple[Estimate, ...]]:
        """Of all posts, by step: the keep rate; of a filter among several also what is left, and its share of the loss."""
        fates = self.everyone.fates
        dropped = fates[: len(self.stages)].sum(axis=0)
        found = {}
        for step in self.steps:
            own = [self._share("everyone", "keep_rate", {}, step, self.everyone, self.may_print(step))]
            if step.slug != ALL:
                left = Step(step.slug, step.title, 0, step.end)
                own.append(self._share("everyone", "left", {}, left, self.everyone, self.may_print(step)))
                own.append(
                    as_estimate(
                        f"{NAME}.{step.slug}.everyone.loss_share",
                        "loss_share",
                        {"filter": step.title},
                        intervals.share(fates[step.start], dropped, level=self.scope.level),
                        "share",
                        n_posts=int(dropped.sum()),
                        n_authors=self.everyone.dropped,
                        voices=fewest(fates[step.start], dropped - fates[step.start])
                        if self.may_print(step) and self.may_print(self.steps[0])
                        else 1,
                        scope=self.scope,
                        denominator="posts that are dropped",
                        n_counted=int(fates[step.start].sum()),
                    )
                )
            found[step.slug] = tuple(own)
        return found

    def of_axis(self, axis: Axis) -> list[Told]:
        """Every group of an axis at every step."""
        names = slugs(each.name for each in axis.groups)
        spans = self._overlapping(axis) if axis.overlapping else self._apart(axis)
        return with_family(
            [
                self._told(step, axis, each, names[each.name], _tells(spans[each.name], step) and self.may_print(step))
                for step in self.steps
                for each in axis.groups
            ]
        )

    def _overlapping(self, axis: Axis) -> dict[str, list[Span]]:
        """Runs of fates of each group, which has a rest of its own; whoever knows both knows all."""
        floor, fates = self.scope.plan.floors.authors, self.everyone.fates
        coarse = [np.stack([each.fates, fates - each.fates]) for each in axis.groups]
        found = {}
        for each, both in zip(axis.groups, coarse, strict=True):
            joined = [both[:, start:end].sum(axis=1) for start, end in self._spans]
            own = joined_fates(floor, *np.stack(joined, axis=1))
            found[each.name] = [(self._spans[start][0], self._spans[end - 1][1]) for start, end in own]
        return found

    def _apart(self, axis: Axis) -> dict[str, list[Span]]:
        """The same of groups that share no post: all of them have the runs of everybody, or what is kept, or nothing."""
        floor, fates, last = self.scope.plan.floors.authors, self.everyone.fates, len(self.stages)
        groups = {each.name: each.fates for each in axis.groups}
        nothing, whole = [(0, last + 1)], [(0, last), (last, last + 1)]
        if not self.may_print(self.steps[0]):
            return dict.fromkeys(groups, nothing)
        kept = printable(groups, fates, whole, floor)
        by_filter = kept & printable(groups, fates, self._spans, floor)
        return {each: self._spans if each in by_filter else whole if each in kept else nothing for each in groups}

    def _told(self, step: Step, axis: Axis, group: Group, slug: str, shown: bool) -> Told:  # noqa: FBT001
        place = f"{axis.key}.{slug}"
        described = {axis.axis or axis.side: group.name}
        rate = self._share(place, "keep_rate", described, step, group, shown)
        left = None
        if step.slug != ALL:
            # Nothing new is told: it is posts that pass this filter over posts that reach the first, which `shown` prints.
            left = self._share(place, "left", described, Step(step.slug, step.title, 0, step.end), group, shown)
        if (group.fates == self.everyone.fates).all():
            return Told(step, axis, group, rate, left)
        kept, reach, all_kept, all_reach = self._four(step, group)
        authors = None if self.everyone.authors is None else self.everyone.authors[step.start]
        which = ALL_POSTS if step.start == 0 else f"{ALL_POSTS} that reach this filter"
        everybody = OtherSide(which, int(all_reach.sum()), authors)

        def estimate(measure: str, found: Interval, unit: Unit) -> Estimate:
            return self._estimate(place, measure, described, step, group, shown, found, unit, other_side=everybody)

        return Told(
            step, axis, group, rate, left, **compared((kept, reach), (all_kept, all_reach), self.scope, estimate)
        )

    def _four(self, step: Step, group: Group) -> tuple[np.ndarray, ...]:
        return tuple(each.fates[at:].sum(axis=0) for each in (group, self.everyone) for at in (step.end, step.start))

    def _share(
        self,
        place: str,
        measure: str,
        described: dict[str, str],
        step: Step,
        group: Group,
        shown: bool,  # noqa: FBT001
    ) -> Estimate:
        kept, reach, all_kept, all_reach = self._four(step, group)
        reference = None
        if place != "everyone" and shown and all_reach.any():
            reference = Reference(float(all_kept.sum() / all_reach.sum()), ALL_POSTS)
        if not reach.any():
            found = not_estimable(np.nan, self.scope.level)
        else:
            found = intervals.share(kept, reach, level=self.scope.level)
        described = {"filter": step.title, **described}
        return self._estimate(place, measure, described, step, group, shown, found, "share", reference)

    def _estimate(
        self,
        place: str,
        measure: str,
        described: dict[str, str],
        step: Step,
        group: Group,
        shown: bool,  # noqa: FBT001
        interval: Interval,
        unit: Unit,
        reference: Reference | None = None,
        other_side: OtherSide | None = None,
    ) -> Estimate:
        kept, reach, *_ = self._four(step, group)
        family = f"{NAME}.{step.slug}.{place.rpartition('.')[0]}{'.ratio' if measure == 'ratio' else ''}"
        return as_estimate(
            f"{NAME}.{step.slug}.{place}.{measure}",
            measure,
            {"filter": step.title, **described},
            interval,
            unit,
            n_posts=int(reach.sum()),
            n_authors=None if group.authors is None else group.authors[step.start],
            voices=fewest(kept, reach - kept) if shown else 1,
            scope=self.scope,
            reference=reference,
            family=family if unit != "share" else None,
            denominator=_reaching(step, of_group=group is not self.everyone),
            n_counted=int(kept.sum()) if unit == "share" else None,
            other_side=other_side,
        )


def _reaching(step: Step, *, of_group: bool) -> str:
    """Of which posts a share at a step is one."""
    posts = "posts of the group" if of_group else "posts"
    return posts if step.start == 0 else f"{posts} that reach this filter"


def _tells(spans: Sequence[Span], step: Step) -> bool:
    """Whether runs of fates tell how many posts reach a step and how many pass it."""
    starts = {start for start, _ in spans}
    return step.start in starts and step.end in starts and (step.slug == ALL or (step.start, step.end) in spans)
