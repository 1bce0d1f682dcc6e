"""What adds up: integer counts per author bucket, and sets of authors.

Adding tallies is adding integers and uniting sets, so any engine, order or split of the posts gives the same tally, and
a tally can be stored and added later without the posts.

Four kinds of state:

``counts``
    cell -> int64[128]: posts (or likes, or words) of a cell, by author bucket. Everything with an interval.
``totals``
    cell -> int: counts that need no interval, such as posts per day.
``authors``
    which authors are in a cell, and how many posts each wrote over all: see :class:`AuthorTable`.
``samples``
    rows that must be seen whole, such as all copies of a text, within a bound: see :class:`audit.tally.sample.Sample`.

A cell is a tuple of strings whose first word is the metric's name, so metrics never meet. Where posts are weighted, what
they weigh is counted beside them, in the same cells behind the word :data:`WEIGHED`, in millionths.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from audit.posts import BUCKETS
from audit.tally.author_sets import AuthorSet, AuthorTable, Counts, Keys
from audit.tally.sample import Columns, Sample

Cell = tuple[str, ...]

_LARGEST = 1 << 52
#: First word of cells that count what posts weigh.
WEIGHED = "weighed"


#: Counts of a cell that there is none of.
_NONE = np.zeros(BUCKETS, dtype=np.int64)
_NONE.flags.writeable = False


@dataclass
class Tally:
    """Counts that add up; see the module's description.

    Examples
    --------
    >>> a, b = Tally(), Tally()
    >>> a.count(("demo", "posts"), np.array([3, 3, 5]))
    >>> b.count(("demo", "posts"), np.array([3]))
    >>> int((a + b).counts[("demo", "posts")][3])
    3
    """

    counts: dict[Cell, Counts] = field(default_factory=dict)
    totals: dict[Cell, int] = field(default_factory=dict)
    authors: dict[Cell, AuthorSet] = field(default_factory=dict)
    author_posts: AuthorTable = field(default_factory=AuthorTable)
    samples: dict[Cell, Sample] = field(default_factory=dict)
    _in_order: list[Cell] = field(default_factory=list, init=False, repr=False, compare=False)
    _totals_in_order: list[Cell] = field(default_factory=list, init=False, repr=False, compare=False)

    def count(
        self,
        cell: Cell,
        bucket: npt.NDArray[np.integer],
        weight: npt.NDArray[np.integer] | None = None,
    ) -> None:
        """Add posts to a cell.

        Parameters
        ----------
        cell : tuple of str
        bucket : ndarray of int, shape (n,)
            Author bucket of each post.
        weight : ndarray of int, shape (n,), optional
            What each post adds, 1 if not given. Weights are integers: likes, tokens.
        """
        if weight is None:
            added = np.bincount(bucket, minlength=BUCKETS)
        else:
            # bincount sums in float64, exact below 2**53; np.add.at keeps integers whatever their size.
            added = np.zeros(BUCKETS, dtype=np.int64)
            np.add.at(added, bucket, weight)
        self.add_counts(cell, added.astype(np.int64))

    def add_counts(self, cell: Cell, added: Counts) -> None:
        """Add a ready array of counts per bucket to a cell; a cell that is named is kept even if it adds nothing.

        Raises
        ------
        ValueError
            It is not one count per bucket.
        """
        if added.shape != (BUCKETS,):
            raise ValueError(f"counts of {cell} have shape {added.shape}, expected {(BUCKETS,)}")
        present = self.counts.get(cell)
        self.counts[cell] = added.astype(np.int64, copy=True) if present is None else present + added

    def add_total(self, cell: Cell, added: int) -> None:
        """Add to a count that needs no interval."""
        self.totals[cell] = self.totals.get(cell, 0) + int(added)

    def add_authors(self, cell: Cell, keys: Keys) -> None:
        """Note which authors are in a cell."""
        self.authors.setdefault(cell, AuthorSet()).add(keys)

    def add_rows(
        self, cell: Cell, columns: Columns, bound: int, names: Mapping[int, tuple[str, ...]] | None = None
    ) -> None:
        """Add rows to a sample; see :class:`audit.tally.sample.Sample`."""
        if cell not in self.samples:
            self.samples[cell] = Sample(bound)
        self.samples[cell].add(columns, names)

    def weigh(self, posts: Tally, weight: int) -> None:
        """Add the counts of posts that all have one weight, as what they weigh.

        Authors are kept by weight, so that each can count as much as the author's posts do.

        Raises
        ------
        OverflowError
            A count times the weight comes near the end of 64-bit integers.
        """
        for cell, counts in posts.counts.items():
            if int(np.abs(counts).max()) > _LARGEST // weight:
                raise OverflowError(f"counts of {cell[0]} are too large to be weighted exactly")
            self.add_counts((WEIGHED, *cell), counts * weight)
        for cell, authors in posts.authors.items():
            self.authors.setdefault((WEIGHED, str(weight), *cell), AuthorSet()).merge(authors)

    def merge(self, other: Tally) -> None:
        """Add another tally to this one in place."""
        # No array is ever written to again, so one that is new here need not be copied.
        for cell, added in other.counts.items():
            present = self.counts.get(cell)
            self.counts[cell] = added if present is None else present + added
        for cell, total in other.totals.items():
            self.add_total(cell, total)
        for cell, authors in other.authors.items():
            self.authors.setdefault(cell, AuthorSet()).merge(authors)
        self.author_posts.merge(other.author_posts)
        for cell, sample in other.samples.items():
            self.samples.setdefault(cell, Sample(sample.bound)).merge(sample)

    def __add__(self, other: Tally) -> Tally:
        result = Tally()
        result.merge(self)
        result.merge(other)
        return result

    def per_bucket(self, cell: Cell) -> Counts:
        """Counts of a cell by bucket, zeros if nothing was counted; shape (128,), not to be written to."""
        return self.counts.get(cell, _NONE)

    def posts(self, cell: Cell) -> int:
        """Total of a cell."""
        return int(self.per_bucket(cell).sum())

    def n_authors(self, cell: Cell) -> int:
        """Distinct authors noted in a cell; never more than the dataset has, where that is known exactly."""
        if cell not in self.authors:
            return 0
        everyone = len(self.author_posts)
        return min(len(self.authors[cell]), everyone) if everyone else len(self.authors[cell])

    def sampled_authors(self, cells: Iterable[Cell]) -> Counts:
        """Authors per (cell, bucket) from one common sample of authors; all of them while every cell is exact.

        Returns
        -------
        ndarray of int64, shape (cells, 128)
        """
        sets = [self.authors.get(cell, AuthorSet()) for cell in cells]
        threshold = min((each.threshold for each in sets), default=2**64 - 1)
        return np.array([each.sampled(threshold) for each in sets], dtype=np.int64).reshape(-1, BUCKETS)

    @property
    def weights(self) -> dict[int, int]:
        """How many posts have each weight; empty where posts are not weighted."""
        if not self.is_weighted:
            return {}
        return {int(cell[2]): number for cell, number in self.totals.items() if cell[:2] == (WEIGHED, "weight")}

    @property
    def is_weighted(self) -> bool:
        """Whether posts are weighted."""
        return (WEIGHED, "dataset", "posts") in self.counts

    def weighed(self, cell: Cell) -> Counts | None:
        """What the posts of a cell weigh, by bucket; None where posts are not weighted."""
        return self.per_bucket((WEIGHED, *cell)) if self.is_weighted else None

    def weighed_authors(self, cells: Iterable[Cell]) -> Counts | None:
        """What authors weigh per (cell, bucket), from the same sample as :meth:`sampled_authors`.

        Returns
        -------
        ndarray of int64, shape (cells, 128), or None
            None where posts are not weighted, or where authors have no weight of their own since their posts differ.
        """
        cells = list(cells)
        threshold = min((self.authors.get(cell, AuthorSet()).threshold for cell in cells), default=2**64 - 1)
        by_weight = {
            weight: [self.authors.get((WEIGHED, str(weight), *cell), AuthorSet()) for cell in cells]
            for weight in self.weights
        }
        if not by_weight:
            return None
        threshold = min(threshold, *(each.threshold for sets in by_weight.values() for each in sets))
        plain = np.array([self.authors.get(cell, AuthorSet()).sampled(threshold) for cell in cells])
        parts = {weight: np.array([each.sampled(threshold) for each in sets]) for weight, sets in by_weight.items()}
        if not np.array_equal(np.sum(list(parts.values()), axis=0), plain):
            return None
        result: Counts = np.sum([part * weight for weight, part in parts.items()], axis=0)
        return result.reshape(-1, BUCKETS)

    def authors_at_least(self, cell: Cell) -> int:
        """A number of authors that the cell certainly has: its non-empty buckets.

        Costs nothing to keep for every cell, and can only err towards hiding: ten authors fall into fewer than ten
        of 128 buckets in 30 % of cases, twenty authors practically never.
        """
        return int(np.count_nonzero(self.per_bucket(cell)))

    def cells(self, *prefix: str) -> list[Cell]:
        """Cells of ``counts`` that start so, sorted."""
        if len(self._in_order) != len(self.counts):  # cells come and are dropped, none is put in place of another
            self._in_order = sorted(self.counts)
        return _beginning(self._in_order, prefix)

    def drop(self, cell: Cell) -> None:
        """Forget what was counted in a cell."""
        self.counts.pop(cell, None)
        self._in_order = []

    def total_cells(self, *prefix: str) -> list[Cell]:
        """Cells of ``totals`` that start so, sorted."""
        if len(self._totals_in_order) != len(self.totals):
            self._totals_in_order = sorted(self.totals)
        return _beginning(self._totals_in_order, prefix)

    def joined(self, name: Cell, cells: Iterable[Cell]) -> Tally:
        """With one more cell, the union of some that share no post; what is there already is not copied."""
        cells = list(cells)
        result = Tally(dict(self.counts), dict(self.totals), dict(self.authors), self.author_posts, dict(self.samples))
        counted: list[Cell] = [(), (WEIGHED,)]
        for prefix in counted:
            present = [self.counts[(*prefix, *cell)] for cell in cells if (*prefix, *cell) in self.counts]
            if present:
                result.counts[(*prefix, *name)] = np.sum(present, axis=0)
        weights: list[Cell] = [(), *((WEIGHED, str(weight)) for weight in self.weights)]
        for prefix in weights:
            sets = [self.authors[(*prefix, *cell)] for cell in cells if (*prefix, *cell) in self.authors]
            if sets:
                union = AuthorSet()
                for each in sets:
                    union.merge(each)
                result.authors[(*prefix, *name)] = union
        return result

    def compact(self) -> None:
        """Sort what waits in sets of authors, so that each author is kept once."""
        for each in self.authors.values():
            each.compact()
        self.author_posts.compact()

    def is_empty(self) -> bool:
        """Whether nothing was counted."""
        return not self.counts and not self.totals

    def part(self, *prefix: str) -> Tally:
        """The counts and authors of cells that start so, with what they weigh."""

        def wanted(cell: Cell) -> bool:
            return any(
                cell[start : start + len(prefix)] == prefix for start in ((0, 1, 2) if cell[0] == WEIGHED else (0,))
            )

        about = {cell: number for cell, number in self.totals.items() if cell[0] == WEIGHED}
        counts = {cell: counts for cell, counts in self.counts.items() if wanted(cell)}
        if self.is_weighted:
            counts[WEIGHED, "dataset", "posts"] = self.per_bucket((WEIGHED, "dataset", "posts"))
        return Tally(counts, about, {cell: authors for cell, authors in self.authors.items() if wanted(cell)})

    @classmethod
    def sum(cls, tallies: Iterable[Tally]) -> Tally:
        """Add many."""
        result = cls()
        for each in tallies:
            result.merge(each)
        return result


def _beginning(cells: list[Cell], prefix: tuple[str, ...]) -> list[Cell]:
    """Those of sorted cells that start so."""
    first = bisect_left(cells, prefix)
    return cells[first : bisect_right(cells, prefix, first, key=lambda cell: cell[: len(prefix)])]


def subset(tally: Tally, metric: str) -> Mapping[Cell, Counts]:
    """Counts of one metric, for tests and for reading by hand."""
    return {cell: counts for cell, counts in tally.counts.items() if cell[0] == metric}
