"""Shares of an attribute's groups over time, or by community: the figures of each slice, and of how they differ."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from audit.finding import Estimate, Unit
from audit.metrics.base import Scope
from audit.metrics.blurring import blurred
from audit.metrics.contrast import Contrast, as_estimate, with_q_values
from audit.metrics.counting import n_united
from audit.metrics.naming import slugs
from audit.metrics.representation.asked import NAME
from audit.metrics.representation.divergence import Test, tested
from audit.metrics.representation.estimates import AttributeEstimates
from audit.metrics.representation.hiding import hidden_cells, printed_cells
from audit.metrics.representation.slices import COMMUNITY, Cells
from audit.metrics.weighed import Counted, counted, difference, posts_in, share, total
from audit.posts import BUCKETS
from audit.resources import group_title
from audit.standing.sides import OtherSide, Reference
from audit.statistics.association import independence
from audit.statistics.contrasts import against
from audit.statistics.intervals import Interval
from audit.wording import join

#: Communities that are told of: those with most posts.
MOST_COMMUNITIES = 20
#: More periods than this are read in larger ones.
MOST_PERIODS = 120
FAMILY = "representation.same_over_slices"


@dataclass
class SlicedEstimates:
    """The figures of one attribute by one kind of slice.

    Attributes
    ----------
    what : str
        ``month``, ``quarter``, ``year`` or ``community``.
    own : AttributeEstimates
        The attribute over all posts: its groups, its benchmark.
    groups : list of str
        The attribute's, without those that are too rare in most slices.
    slices : list of str
        Those that are told of: periods in order, communities by posts; see :meth:`settle`.
    hidden : ndarray of bool, shape (groups, slices + 1), or None
        Cells that are not printed; the last column is all other posts of the group, which follow from its total.
    """

    what: str
    own: AttributeEstimates
    cells: Cells
    groups: list[str] = field(init=False)
    slices: list[str] = field(default_factory=list)
    hidden: npt.NDArray[np.bool_] | None = None
    made: dict[str, Estimate] = field(default_factory=dict)

    @property
    def scope(self) -> Scope:
        """What the metric judges with."""
        return self.own.scope

    def __post_init__(self) -> None:
        self.groups = list(self.own.groups)

    @property
    def margins(self) -> dict[str, float]:
        """Shares of the benchmark among the groups; empty without one."""
        known = self.own.margins
        whole = math.fsum(known[each] for each in self.groups if each in known)
        return {each: known[each] / whole for each in self.groups if each in known}

    @property
    def reference_errors(self) -> dict[str, float]:
        """Standard errors of these shares; 0 for a count or where they are not known."""
        benchmark = self.own.benchmark
        return benchmark.errors_among(self.own.attribute, self.margins) if benchmark else {}

    @property
    def source(self) -> str:
        """The benchmark in words, with the groups that its shares leave out."""
        left_out = self.left_out
        return (
            f"{self.own.source}, without {join([group_title(each) for each in left_out])}"
            if left_out
            else self.own.source
        )

    @property
    def left_out(self) -> list[str]:
        """Groups of the attribute that are in no slice."""
        return [each for each in self.own.groups if each not in self.groups]

    @property
    def prefix(self) -> str:
        """Stem of the ids."""
        return f"{self.own.prefix}.by_{self.what}"

    def settle(self) -> int:
        """Choose the slices to tell of and the cells to hide; how many slices had too few posts or authors."""
        floors = self.scope.plan.floors
        found = sorted({each for each, _ in self.cells.posts})
        large = [
            each
            for each in found
            if self._many([(each, g) for g in self.groups]) >= floors.authors and self.whole(each).sum() >= floors.posts
        ]
        thin = len(found) - len(large)
        if self.what == COMMUNITY:
            large = sorted(large, key=lambda each: (-self.whole(each).sum(), each))[:MOST_COMMUNITIES]
        self.slices = large
        if len(large) < 2 or len(self.groups) < 2:
            return thin
        self.hidden = self._hide(self.groups)
        # A group that is rare in most slices would take the others with it: where as much can be printed without it, it goes.
        while len(self.groups) > 2 and (self.hidden is None or self.hidden.any()):
            options = [[each for each in self.groups if each != group] for group in self.groups]
            masks = [self._hide(each) for each in options]
            best = max(range(len(options)), key=lambda at: printed_cells(masks[at]))
            if printed_cells(masks[best]) < max(printed_cells(self.hidden), 1):
                break
            self.groups, self.hidden = options[best], masks[best]
        return thin

    def _hide(self, groups: Sequence[str]) -> npt.NDArray[np.bool_] | None:
        floor = self.scope.plan.floors.authors
        names = [[(each, group) for each in self.slices] for group in groups]
        elsewhere = [self._elsewhere(group).posts for group in groups]
        beyond = [int(np.count_nonzero(each)) for each in elsewhere]
        inside = [[self._voices([cell]) for cell in row] for row in names]
        width = len(self.slices) + 1
        if self._has_small_rest(groups):
            # Nothing exact is printed then, so the other posts need no column that would hide what it is beside.
            beyond, elsewhere = [0] * len(groups), [each * 0 for each in elsewhere]

        def voices(at: npt.NDArray[np.int64]) -> int:
            places = [divmod(each, width) for each in at.tolist()]
            cells = [names[row][column] for row, column in places if column < width - 1]
            rest = [elsewhere[row] for row, column in places if column == width - 1]
            # Other posts may be by the same authors as those inside: then they are nobody new.
            return max(self._many(cells), int(np.count_nonzero(np.sum(rest, axis=0))) if rest else 0)

        return hidden_cells(np.array([[*row, last] for row, last in zip(inside, beyond, strict=True)]), voices, floor)

    def _has_small_rest(self, groups: Sequence[str]) -> bool:
        """Whether posts outside the slices are of too few authors: they follow from all posts and those of the slices."""
        rest = np.sum([self._elsewhere(group).posts for group in groups], axis=0)
        return 0 < int(np.count_nonzero(rest)) < self.scope.plan.floors.authors

    @functools.cached_property
    def blurs(self) -> bool:
        """Whether nothing exact may be printed."""
        return self.own.blurs or self._has_small_rest(self.groups)

    def _elsewhere(self, group: str) -> Counted:
        """A group's posts outside the slices."""
        return self._all(group) - total([self.count(each, group) for each in self.slices])

    def _all(self, group: str) -> Counted:
        posts = counted(self.own.tally, (NAME, self.own.attribute, "posts", group))
        # What a sample keeps is not weighed, so it is held against posts.
        return Counted(posts.posts) if self.what == COMMUNITY else posts

    def count(self, slice_: str, group: str) -> Counted:
        """Posts of a group in a slice."""
        nothing = np.zeros(BUCKETS, dtype=np.int64)
        weighed = self.own.tally.is_weighted and self.what != COMMUNITY
        return self.cells.posts.get((slice_, group), Counted(nothing, nothing if weighed else None))

    def whole(self, slice_: str) -> Counted:
        """Posts of a slice whose author is of one of the groups."""
        return total([self.count(slice_, group) for group in self.groups])

    def _many(self, cells: Sequence[tuple[str, str]]) -> int:
        """Different authors of some cells, or a smaller number that is the floor or more: uniting large sets takes long."""
        if self.scope.has_authors:
            largest = max(
                (len(self.cells.authors[each]) if each in self.cells.authors else 0 for each in cells), default=0
            )
            if largest >= self.scope.plan.floors.authors:
                return largest
        return self._voices(cells)

    def _voices(self, cells: Sequence[tuple[str, str]]) -> int:
        if not self.scope.has_authors:
            return int(np.count_nonzero(np.sum([self.count(*each).posts for each in cells], axis=0))) if cells else 0
        return n_united(self.cells.authors[each] for each in cells if each in self.cells.authors)

    def is_hidden(self, slice_: str, group: str) -> bool:
        """Whether nothing of a group in a slice is printed."""
        return self.hidden is None or bool(self.hidden[self.groups.index(group), self.slices.index(slice_)])

    def identifier(self, slice_: str, group: str, measure: str) -> str:
        """Id of a figure."""
        return f"{self.prefix}.{self._slugs[slice_]}.{self.own.slug(group)}.{measure}"

    @functools.cached_property
    def _slugs(self) -> dict[str, str]:
        return slugs(self.slices)

    def make(self) -> list[Contrast]:
        """All figures; the changes, or differences from elsewhere, as contrasts."""
        margins = self.margins
        tolerance = self.scope.plan.tolerances.share_gap
        for slice_ in self.slices:
            whole = self.whole(slice_)
            for group in self.groups:
                measured = share(self.count(slice_, group), whole, level=self.scope.level)
                part = posts_in(self.count(slice_, group))
                self._keep(slice_, group, "share_of_posts", measured, "share", part=part)
                if margins:
                    error = self.reference_errors.get(group, 0.0)
                    gap = against(measured, margins[group], tolerance=tolerance, reference_standard_error=error)
                    self._keep(slice_, group, "difference", gap, "points", family=f"{self.prefix}.difference")
        self._adjust(each for each in list(self.made) if self.made[each].measure == "difference")
        self._make_test()
        moved = self._make_elsewhere(tolerance) if self.what == COMMUNITY else self._make_changes(tolerance)
        return self._adjust(moved)

    def ends(self, group: str) -> tuple[str, str] | None:
        """The first and the last period in which a group's share is printed."""
        told = [
            each for each in self.slices if self.made[self.identifier(each, group, "share_of_posts")].status == "ok"
        ]
        return (told[0], told[-1]) if len(told) > 1 else None

    def _make_changes(self, tolerance: float) -> list[str]:
        result = []
        for group in self.groups:
            ends = self.ends(group)
            if ends is None:
                continue
            first, last = ends
            change = difference(
                self.count(last, group), self.whole(last), self.count(first, group), self.whole(first),
                level=self.scope.level, tolerance=tolerance,
            )  # fmt: skip
            identifier = f"{self.prefix}.{self.own.slug(group)}.change"
            names = {self.own.attribute: group, self.what: f"{first} to {last}"}
            before = OtherSide(f"of these, the posts of {first}", self.whole(first).sum(), self._n_authors((first,)))
            self._put(identifier, "change", names, change, "points", (first, last), group, other_side=before)
            result.append(identifier)
        return result

    def _make_elsewhere(self, tolerance: float) -> list[str]:
        result = []
        everyone = total([self._all(group) for group in self.groups])
        for slice_ in self.slices:
            for group in self.groups:
                own, whole = self.count(slice_, group), self.whole(slice_)
                apart = difference(
                    own, whole, self._all(group) - own, everyone - whole, level=self.scope.level, tolerance=tolerance
                )
                identifier = self.identifier(slice_, group, "difference_from_elsewhere")
                names = {self.own.attribute: group, self.what: slice_}
                # Its authors are not counted: they may write here too.
                rest = OtherSide("posts by authors of these groups elsewhere", (everyone - whole).sum())
                self._put(
                    identifier, "difference_from_elsewhere", names, apart, "points", (slice_,), group, other_side=rest
                )
                result.append(identifier)
        return result

    def _make_test(self) -> None:
        table = np.array([[self.count(each, g).figures for g in self.groups] for each in self.slices])
        everything = total(self.whole(each) for each in self.slices)
        posts = everything.sum()
        result = independence(table, units=everything.units)
        if self.complete and not math.isnan(result.design_effect):
            estimate = tested(
                f"{self.prefix}.same_over_slices",
                result.statistic,
                Test(result.degrees_of_freedom, result.design_effect, result.p_value),
                asks="whether the shares are the same in all slices",
                family=FAMILY,
                n_posts=posts,
                n_authors=self._n_authors(self.slices),
                voices=0,
                scope=self.scope,
            )
            self.made[estimate.id] = estimate

    @property
    def complete(self) -> bool:
        """Whether every cell is printed, and exactly."""
        return self.hidden is not None and not self.hidden.any() and not self.blurs and not self.rounded

    def _n_authors(self, slices: Sequence[str]) -> int | None:
        if not self.scope.has_authors:
            return None
        return min(self._voices([(each, g) for each in slices for g in self.groups]), self.scope.authors)

    def _keep(
        self,
        slice_: str,
        group: str,
        measure: str,
        interval: Interval,
        unit: Unit,
        *,
        family: str | None = None,
        part: int | None = None,
    ) -> None:
        names = {self.own.attribute: group, self.what: slice_}
        identifier = self.identifier(slice_, group, measure)
        self._put(identifier, measure, names, interval, unit, (slice_,), group, family=family, part=part)

    def _put(
        self,
        identifier: str,
        measure: str,
        names: Mapping[str, str],
        interval: Interval,
        unit: Unit,
        slices: tuple[str, ...],
        group: str,
        *,
        family: str | None = None,
        part: int | None = None,
        other_side: OtherSide | None = None,
    ) -> None:
        hides = any(self.is_hidden(each, group) for each in slices)
        margins = self.margins
        of_benchmark = bool(margins) and measure in ("share_of_posts", "difference")
        estimate = as_estimate(
            identifier,
            measure,
            names,
            interval,
            unit,
            n_posts=int(sum(self.whole(each).sum() for each in slices)),
            n_authors=self._n_authors(slices),
            voices=1 if hides else min(self._voices([(each, group)]) for each in slices),
            scope=self.scope,
            reference=Reference(margins[group], self.source) if of_benchmark else None,
            family=family or (f"{self.prefix}.{measure}" if interval.p_value is not None else None),
            denominator=f"posts of the {self.what} whose author states one of the groups",
            n_counted=part,
            other_side=other_side,
        )
        if estimate.status == "suppressed":
            floor = self.scope.plan.floors.authors
            estimate = replace(
                estimate, note=f"hidden: fewer than {floor} authors, or a cell would follow that has fewer"
            )
        blurs = self.blurs or not self.rounded.isdisjoint(slices)
        self.made[identifier] = blurred(estimate) if blurs and estimate.status != "suppressed" else estimate

    @functools.cached_property
    def rounded(self) -> frozenset[str]:
        """Slices whose figures are rounded, because all their posts less those here would be of too few authors.

        All posts of a community are printed with its concentration, and all posts of a month follow from any attribute
        that every author states. What is left of each slice adds up to a number that is known, so more slices are rounded
        until those that are have together enough authors left.
        """
        floor = self.scope.plan.floors.authors
        rest = {
            each: [cell for cell in self.cells.posts if cell[0] == each and cell[1] not in self.groups]
            for each in self.slices
        }
        left = {each: self._many(cells) for each, cells in rest.items()}
        outside = int(np.count_nonzero(self._rest_outside()))
        chosen = {each for each in self.slices if 0 < left[each] < floor}
        if not chosen and not 0 < outside < floor:
            return frozenset()
        more = sorted(
            (each for each in self.slices if each not in chosen), key=lambda each: (left[each] == 0, left[each], each)
        )

        def enough() -> bool:
            # With a slice rounded, what is left outside the slices is not exact either.
            together = max(self._many([cell for each in chosen for cell in rest[each]]), outside)
            return bool(chosen) and together >= floor and len(chosen) + (outside > 0) > 1

        while more and not enough():
            chosen.add(more.pop(0))
        return frozenset(chosen)

    def _rest_outside(self) -> npt.NDArray[np.int64]:
        """Posts per bucket outside the slices whose author states none of the groups."""
        everything = self.own.tally.per_bucket((NAME, self.own.attribute, "all posts"))
        inside = [each.posts for cell, each in self.cells.posts.items() if cell[0] in set(self.slices)]
        elsewhere = [self._elsewhere(group).posts for group in self.groups]
        left: npt.NDArray[np.int64] = everything - np.sum([*inside, *elsewhere], axis=0)
        return left

    def _adjust(self, identifiers: Iterable[str]) -> list[Contrast]:
        tolerance = self.scope.plan.tolerances.share_gap
        contrasts = with_q_values(Contrast(self.made[each], tolerance) for each in list(identifiers))
        self.made.update({each.estimate.id: each.estimate for each in contrasts})
        return contrasts
