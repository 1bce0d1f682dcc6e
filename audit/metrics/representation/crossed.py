"""Attributes counted together: which cells there are, which may be printed, and their figures.

Only posts that state all of them count. What is printed beside a table, here and with each attribute alone, are its
margins: see :mod:`audit.metrics.representation.hiding` for what follows from them.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import orjson

from audit.finding import Estimate, Unit
from audit.metrics.base import Scope
from audit.metrics.blurring import blurred
from audit.metrics.contrast import Contrast, as_estimate, with_q_values
from audit.metrics.counting import add_group_authors, add_groups, coded, n_united
from audit.metrics.naming import slugs
from audit.metrics.representation.asked import CROSSED, JOINT, NAME, intersections
from audit.metrics.representation.divergence import Test, divergences, tested
from audit.metrics.representation.estimates import known_margins
from audit.metrics.representation.hiding import hidden_cells, printed_cells
from audit.metrics.weighed import Counted, counted, counted_authors, posts_in, share, total
from audit.posts import PostBatch
from audit.resources import Benchmark, group_title
from audit.standing.sides import OtherSide, Reference
from audit.statistics.association import Departure, departures, independence
from audit.statistics.contrasts import against, ratio_against
from audit.statistics.intervals import Interval
from audit.tally import Cell, Tally
from audit.wording import join

Groups = tuple[str, ...]
FAMILY = "representation.independence"
_ASKS = "whether the attributes are independent in these posts"


def count_crossed(tally: Tally, key: str, posts: PostBatch) -> None:
    """Count posts and authors of each cell of one intersection: cells ``crossed, gender*age, posts, women, 18-29``."""
    values, codes, known = coded(posts.values[f"{CROSSED}:{key}"])
    cells = [orjson.loads(value) for value in values]
    front = (NAME, CROSSED, key)
    add_groups(tally, [(*front, "posts", *groups) for groups in cells], codes[known], posts.bucket[known])
    owners = [(*front, "authors", *groups) for groups in cells]
    add_group_authors(tally, owners, codes[known], posts.author_key[known], posts.has_author[known])


@dataclass
class CrossedEstimates:
    """The figures of one intersection.

    Attributes
    ----------
    attributes : tuple of str
    groups : list of tuple of str
        Per attribute, the groups that are crossed; see :meth:`settle`.
    hidden : ndarray of bool, shape (k1, ..., kd), or None
        Cells that are not printed; None where nothing may be.
    """

    attributes: Groups
    tally: Tally
    scope: Scope
    benchmark: Benchmark | None
    groups: list[Groups] = field(default_factory=list)
    hidden: npt.NDArray[np.bool_] | None = None
    made: dict[str, Estimate] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """As in the plan's benchmarks: ``gender*age``."""
        return JOINT.join(self.attributes)

    @property
    def prefix(self) -> str:
        """Stem of the ids."""
        return f"{NAME}.{self.key}"

    @functools.cached_property
    def margins(self) -> dict[Groups, float]:
        """Shares of a benchmark of all attributes at once, of cells whose groups are all known; empty without one."""
        joint = known_margins(self.benchmark, self.key)
        split = {tuple(name.split(JOINT)): share for name, share in joint.items()}
        return {cell: of for cell, of in split.items() if len(cell) == len(self.attributes) and "unknown" not in cell}

    @functools.cached_property
    def reference_errors(self) -> dict[Groups, float]:
        """Standard errors of the benchmark's shares among the cells; 0 for a count or where they are not known."""
        if self.benchmark is None:
            return {}
        named = {cell: JOINT.join(cell) for cell in self.cells if cell in self.margins}
        errors = self.benchmark.errors_among(self.key, named.values())
        return {cell: errors[name] for cell, name in named.items()}

    def found(self) -> list[Groups]:
        """Cells with posts."""
        return [cell[4:] for cell in self.tally.cells(NAME, CROSSED, self.key, "posts")]

    def settle(self, printed: Sequence[set[str]]) -> None:
        """Choose the groups that are crossed and the cells that are hidden.

        Groups are those that are printed for each attribute alone, that the benchmark knows if there is one, and that
        have enough authors who also state the other attributes. A group is left out where as many cells can be printed
        without it: one of too few authors in each cell would take cells of all other groups with it.
        """
        keep = [set(each) for each in printed]
        if self.margins:
            keep = [each & {cell[axis] for cell in self.margins} for axis, each in enumerate(keep)]
        self.groups, self.hidden = self._settled(keep)
        while self.hidden is None or self.hidden.any():
            options = [
                self._settled([set(each) - {group} if at == axis else set(each) for at, each in enumerate(self.groups)])
                for axis, groups in enumerate(self.groups)
                for group in groups
                if len(groups) > 2
            ]
            groups, hidden = max(options, key=lambda each: printed_cells(each[1]), default=(self.groups, self.hidden))
            if printed_cells(hidden) < max(printed_cells(self.hidden), 1):
                break
            self.groups, self.hidden = groups, hidden

    def _settled(self, keep: list[set[str]]) -> tuple[list[Groups], npt.NDArray[np.bool_] | None]:
        """Of these groups those that have enough authors in the table that they make, and the cells to hide of it."""
        floor = self.scope.plan.floors.authors
        while True:
            inside = [cell for cell in self.found() if all(g in keep[axis] for axis, g in enumerate(cell))]
            large = [
                {g for g in each if self._many([c for c in inside if c[axis] == g]) >= floor}
                for axis, each in enumerate(keep)
            ]
            if large == keep:
                break
            keep = large
        groups = [tuple(sorted(each)) for each in keep]
        if min(map(len, groups)) < 2:
            return groups, None
        cells = list(itertools.product(*groups))
        authors = np.array([self._voices([cell]) for cell in cells]).reshape([len(each) for each in groups])
        return groups, hidden_cells(authors, lambda at: self._many([cells[each] for each in at.tolist()]), floor)

    @functools.cached_property
    def cells(self) -> list[Groups]:
        """All combinations of the groups, the last attribute running fastest."""
        return list(itertools.product(*self.groups))

    @functools.cached_property
    def posts(self) -> list[Counted]:
        """Posts of each cell."""
        return [counted(self.tally, self._cell("posts", each)) for each in self.cells]

    @functools.cached_property
    def whole(self) -> Counted:
        """Posts of all cells."""
        return total(self.posts)

    @functools.cached_property
    def n_authors(self) -> int | None:
        """Authors of all cells; None where authors are unknown."""
        return min(self._voices(self.cells), self.scope.authors) if self.scope.has_authors else None

    @functools.cached_property
    def blurs(self) -> bool:
        """Whether what is printed elsewhere, less the margins here, would tell of too few authors.

        Posts by women who state no age are the posts by women less those of the table; posts by people who state neither
        are all posts, less those by people who state the one or the other, plus those of the table.
        """
        floor = self.scope.plan.floors.authors
        return any(0 < np.count_nonzero(rest) < floor for rest in self._rests())

    def _rests(self) -> Iterator[npt.NDArray[np.int64]]:
        """Posts outside the groups of some attributes, for each group of the others, by inclusion and exclusion."""
        axes = range(len(self.attributes))
        for number in range(1, len(self.attributes) + 1):
            for outside in itertools.combinations(axes, number):
                others = [axis for axis in axes if axis not in outside]
                for fixed in itertools.product(*(self.groups[axis] for axis in others)):
                    at = {axis: (group,) for axis, group in zip(others, fixed, strict=True)}
                    terms = [
                        (-1) ** size * known
                        for size in range(number + 1)
                        for inside in itertools.combinations(outside, size)
                        if (known := self._known({**at, **{axis: self.groups[axis] for axis in inside}})) is not None
                    ]
                    if len(terms) == 2**number:
                        yield np.sum(terms, axis=0)

    def _known(self, chosen: dict[int, Groups]) -> npt.NDArray[np.int64] | None:
        """Posts of these groups of these attributes, whatever is stated of the others; None where that is nowhere printed."""
        if not chosen:
            return self.tally.per_bucket(("dataset", "posts"))
        names = tuple(self.attributes[axis] for axis in sorted(chosen))
        if len(chosen) == 1:
            [groups] = chosen.values()
            return _added(self.tally.per_bucket((NAME, names[0], "posts", each)) for each in groups)
        if len(chosen) == len(self.attributes):
            return _added(
                each.posts
                for cell, each in zip(self.cells, self.posts, strict=True)
                if all(cell[axis] in groups for axis, groups in chosen.items())
            )
        asked = next((each for each in intersections(self.scope.plan) if sorted(each) == sorted(names)), None)
        if asked is None:
            return None
        order = [chosen[self.attributes.index(each)] for each in asked]
        front = (NAME, CROSSED, JOINT.join(asked), "posts")
        return _added(self.tally.per_bucket((*front, *each)) for each in itertools.product(*order))

    def make(self) -> list[Contrast]:
        """All figures; the differences from a benchmark of the cells as contrasts."""
        table = self._table()
        found = departures(table, level=self.scope.level, units=self.whole.units)
        owners = counted_authors(self.tally, [self._cell("authors", each) for each in self.cells])
        for at, (cell, departure) in enumerate(zip(self.cells, found, strict=True)):
            self._make_cell(cell, departure, None if owners is None else (owners[at], total(owners)))
        self._make_tests(table)
        if not self.reference:
            return []
        tolerance = self.scope.plan.tolerances.share_gap
        for cell, departure in zip(self.cells, found, strict=True):
            measured, error = departure.observed, self.reference_errors.get(cell, 0.0)
            gap = against(measured, self.reference[cell], tolerance=tolerance, reference_standard_error=error)
            self._keep(cell, "difference", gap, "points")
            if self.reference[cell] > 0:
                times = ratio_against(measured, self.reference[cell], reference_standard_error=error)
                ratio = replace(times, p_value=None)
                self._keep(cell, "ratio", ratio, "ratio")
        contrasts = with_q_values(Contrast(self.get(cell, "difference"), tolerance) for cell in self.cells)
        self.made.update({each.estimate.id: each.estimate for each in contrasts})
        return contrasts

    @functools.cached_property
    def reference(self) -> dict[Groups, float]:
        """Shares of the benchmark among the cells; a cell it does not name has none of its people. Empty without one."""
        if not self.margins:
            return {}
        whole = math.fsum(self.margins.get(cell, 0.0) for cell in self.cells)
        return {cell: self.margins.get(cell, 0.0) / whole for cell in self.cells}

    @property
    def source(self) -> str:
        """The benchmark in words, with the cells that its shares leave out; empty without one."""
        if self.benchmark is None:
            return ""
        left_out = [self.title(cell) for cell in self.margins if cell not in self.reference]
        return f"{self.benchmark.card.title}, without {join(left_out)}" if left_out else self.benchmark.card.title

    def get(self, cell: Groups, measure: str) -> Estimate:
        """One of the figures."""
        return self.made[self.identifier(cell, measure)]

    def identifier(self, cell: Groups, measure: str) -> str:
        """Id of a figure."""
        return f"{self.prefix}.{self.slug(cell)}.{measure}"

    def slug(self, cell: Groups) -> str:
        """A cell as part of an id: ``women*18-29``."""
        return JOINT.join(names[group] for names, group in zip(self._slugs, cell, strict=True))

    @functools.cached_property
    def _slugs(self) -> list[dict[str, str]]:
        return [slugs(each) for each in self.groups]

    @staticmethod
    def title(cell: Groups) -> str:
        """A cell in words."""
        return join([group_title(group) for group in cell])

    def is_hidden(self, cell: Groups) -> bool:
        """Whether nothing of a cell is printed."""
        return self.hidden is None or bool(self.hidden.ravel()[self.cells.index(cell)])

    def _table(self) -> npt.NDArray[np.int64]:
        figures = np.array([each.figures for each in self.posts])
        return figures.reshape(*map(len, self.groups), -1)

    def _make_cell(self, cell: Groups, found: Departure, owners: tuple[Counted, Counted] | None) -> None:
        reference = Reference(self.reference[cell], self.source) if self.reference else None
        self._keep(cell, "share_of_posts", found.observed, "share", reference=reference)
        if owners is not None and owners[1].any():
            self._keep(cell, "share_of_authors", share(*owners, level=self.scope.level), "share")
        self._keep(cell, "expected_if_independent", found.expected, "share")
        self._keep(cell, "difference_from_independence", found.difference, "points")

    def _make_tests(self, table: npt.NDArray[np.int64]) -> None:
        result = independence(table, units=self.whole.units)
        n_posts = self.whole.sum()
        test = Test(result.degrees_of_freedom, result.design_effect, result.p_value)
        made = [
            tested(
                f"{self.prefix}.independence",
                result.statistic,
                test,
                asks=_ASKS,
                family=FAMILY,
                n_posts=n_posts,
                n_authors=self.n_authors,
                voices=0,
                scope=self.scope,
            )
        ]
        if self.reference:
            effective = [self.get(cell, "share_of_posts").n_effective for cell in self.cells]
            made += divergences(
                self.prefix,
                self.posts,
                np.array([self.reference[cell] for cell in self.cells]),
                n_effective=min((each for each in effective if each), default=math.inf),
                n_authors=self.n_authors,
                voices=0,
                scope=self.scope,
            )
        # A test is one more equation over the hidden cells, and might be the one that fixes them.
        tells = self.hidden is None or bool(self.hidden.any()) or self.blurs
        self.made.update({each.id: _withheld(each) if tells else each for each in made})

    def _keep(
        self, cell: Groups, measure: str, interval: Interval, unit: Unit, *, reference: Reference | None = None
    ) -> None:
        if reference is None and self.reference and measure in ("difference", "ratio"):
            reference = Reference(self.reference[cell], self.source)
        estimate = as_estimate(
            self.identifier(cell, measure),
            measure,
            dict(zip(self.attributes, cell, strict=True)),
            interval,
            unit,
            n_posts=self.whole.sum(),
            n_authors=self.n_authors,
            voices=1 if self.is_hidden(cell) else self._voices([cell]),
            scope=self.scope,
            reference=reference,
            family=self.prefix if measure == "difference" else None,
            effective_floor=measure != "share_of_authors",
            denominator=f"{'authors of ' if measure == 'share_of_authors' else ''}posts whose author states a group of each",
            n_counted=posts_in(self.posts[self.cells.index(cell)]) if measure == "share_of_posts" else None,
            other_side=OtherSide("the same posts, were the attributes independent", self.whole.sum(), self.n_authors)
            if measure == "difference_from_independence"
            else None,
        )
        if estimate.status == "suppressed":
            floor = self.scope.plan.floors.authors
            estimate = replace(
                estimate, note=f"hidden: fewer than {floor} authors, or a cell would follow that has fewer"
            )
        self.made[estimate.id] = blurred(estimate) if self.blurs and estimate.status != "suppressed" else estimate

    @property
    def complete(self) -> bool:
        """Whether every cell is printed."""
        return self.hidden is not None and not self.hidden.any()

    def _cell(self, what: str, groups: Groups) -> Cell:
        return (NAME, CROSSED, self.key, what, *groups)

    def _many(self, cells: Sequence[Groups]) -> int:
        """Different authors of some cells, or a smaller number that is the floor or more: uniting large sets takes long."""
        if self.scope.has_authors:
            largest = max((self.tally.n_authors(self._cell("authors", each)) for each in cells), default=0)
            if largest >= self.scope.plan.floors.authors:
                return largest
        return self._voices(cells)

    def _voices(self, cells: Sequence[Groups]) -> int:
        """Different authors of some cells, or a number that they certainly have where authors are unknown."""
        if not self.scope.has_authors:
            return int(np.count_nonzero(sum(self.tally.per_bucket(self._cell("posts", each)) for each in cells)))
        keys = (self._cell("authors", each) for each in cells)
        return n_united(self.tally.authors[key] for key in keys if key in self.tally.authors)


def _added(counts: Iterable[npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
    together: npt.NDArray[np.int64] = np.add.reduce(list(counts), axis=0)
    return together


def _withheld(estimate: Estimate) -> Estimate:
    return replace(
        estimate,
        value=None,
        n_posts=None,
        n_authors=None,
        n_effective=None,
        reference=None,
        p_value=None,
        family=None,
        status="suppressed",
        note="hidden: it would tell of cells that are hidden",
    )
