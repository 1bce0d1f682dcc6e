"""Which authors are in a cell, and how many posts each wrote: sets and tables of author keys that add up."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from audit.hashing import distinct
from audit.posts import BUCKETS

Counts = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]

#: Authors kept per cell. Up to here the number of authors is exact; above it, authors are kept by the leading zero bits of
#: their keys, as in :mod:`audit.tally.sample`, and between half as many and this many remain: good to 0.4 to 0.6 %.
AUTHORS_PER_CELL = 1 << 16
_COMPACT_ABOVE = 1 << 21
_MERGED_ABOVE = 1 << 12
#: An array takes a hundred bytes, and all that wait are counted at each merge: of a set with more, one is made.
_FEW_PENDING = 4
_EVERY_KEY = 2**64 - 1


@dataclass
class AuthorSet:
    """Distinct authors of one cell: all of them up to :data:`AUTHORS_PER_CELL`, a uniform sample of known rate above.

    Attributes
    ----------
    keys : ndarray of uint64
        Ascending.
    level : int
        Authors whose key begins with fewer zero bits are left out, so each author that is kept stands for ``2**level``.
        It follows from the authors alone, in whatever order they came (adaptive sampling: Wegman 1984; Flajolet 1990,
        Computing 43), and it survives the hiding of keys in a tally file, which keeps their leading zeros.
    """

    keys: Keys = field(default_factory=lambda: np.zeros(0, dtype=np.uint64))
    level: int = 0
    pending: list[Keys] = field(default_factory=list)

    def add(self, keys: Keys) -> None:
        """Add authors by key; repeated keys count once."""
        if len(keys):
            self.pending.append(keys)
            if sum(map(len, self.pending)) > max(_COMPACT_ABOVE >> 4, len(self.keys)):
                self.compact()

    def merge(self, other: AuthorSet) -> None:
        """Unite with another set."""
        if len(other.pending) > _FEW_PENDING:
            other.compact()
        self.level = max(self.level, other.level)
        self.pending += [each for each in (other.keys, *other.pending) if len(each)]
        # Sorting all at each of many merges would be most of the work; waiting keys may be as many as those that are sorted.
        if sum(map(len, self.pending)) > max(_MERGED_ABOVE, len(self.keys)):
            self.compact()

    def compact(self) -> None:
        """Sort, keep each key once, and keep no more than :data:`AUTHORS_PER_CELL` of them."""
        if not self.pending:
            return
        united = _below(distinct(np.concatenate([self.keys, *self.pending])), _EVERY_KEY >> self.level)
        self.pending = []
        while len(united) > AUTHORS_PER_CELL:
            self.level += 1
            united = _below(united, _EVERY_KEY >> self.level)
        self.keys = united

    @property
    def threshold(self) -> int:
        """Every author of the cell whose key is at most this is in the set."""
        self.compact()
        return _EVERY_KEY >> self.level

    def sampled(self, threshold: int) -> Counts:
        """Authors by bucket whose key is at most ``threshold``; int64, shape (128,).

        Cells are compared at the smallest of their thresholds: then they hold the same authors, and a part never
        outnumbers its whole.
        """
        self.compact()
        return _per_bucket(_below(self.keys, threshold))

    def per_bucket(self) -> Counts:
        """Authors by bucket; int64, shape (128,). Scaled up where the set is a sample."""
        self.compact()
        return _per_bucket(self.keys) << self.level

    def __len__(self) -> int:
        self.compact()
        return len(self.keys) << self.level


def _below(keys: Keys, threshold: int) -> Keys:
    """The keys up to a threshold, of sorted ones; a copy where it is a part, so that the rest can be freed."""
    end = int(np.searchsorted(keys, np.uint64(threshold), side="right"))
    return keys if end == len(keys) else keys[:end].copy()


def _per_bucket(keys: Keys) -> Counts:
    # The bucket is the lowest seven bits of a key, so leading bits sample every bucket alike.
    return np.bincount((keys & np.uint64(BUCKETS - 1)).astype(np.int64), minlength=BUCKETS).astype(np.int64)


@dataclass
class AuthorTable:
    """Posts per author over the whole dataset: sorted keys and their counts.

    Sixteen bytes an author. New rows are appended and compacted only when they outnumber the table: naive
    re-aggregation per batch costs a third of a whole run at ten million posts.
    """

    keys: Keys = field(default_factory=lambda: np.zeros(0, dtype=np.uint64))
    posts: Counts = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    pending: list[tuple[Keys, Counts]] = field(default_factory=list)

    def add(self, keys: Keys, posts: Counts | None = None) -> None:
        """Add posts by author key, one post a key unless ``posts`` says otherwise."""
        if len(keys) == 0:
            return
        if posts is None:
            in_order = np.sort(keys)
            first = np.flatnonzero(np.r_[True, in_order[1:] != in_order[:-1]])
            keys, posts = in_order[first], np.diff(np.r_[first, len(in_order)])
        self.pending.append((keys, posts))
        if sum(len(each) for each, _ in self.pending) > max(_COMPACT_ABOVE, len(self.keys)):
            self.compact()

    def merge(self, other: AuthorTable) -> None:
        """Add another table."""
        other.compact()
        self.add(other.keys, other.posts)

    def compact(self) -> None:
        """Sort and sum, so that each author stands once."""
        if not self.pending:
            return
        keys = np.concatenate([self.keys, *(each for each, _ in self.pending)])
        posts = np.concatenate([self.posts, *(each for _, each in self.pending)])
        self.pending = []
        order = np.argsort(keys, kind="stable")
        keys, posts = keys[order], posts[order]
        first = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
        self.keys, self.posts = keys[first], np.add.reduceat(posts, first)

    def __len__(self) -> int:
        self.compact()
        return len(self.keys)
