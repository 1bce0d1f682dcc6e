"""A sample that adds up: rows under a key, kept by a level that belongs to the key, within a bound.

A row's level is the number of leading zero bits of a uniform hash: half of all rows have level 1 or more, a quarter 2 or
more. When rows outnumber the bound, the lowest level still kept is dropped, and the rate halves. A row that is kept at the
end was kept by every part, from its first post on, so what is counted of it is complete; and which level is the lowest
depends on the set of rows alone, so the sample is the same for any order and split (adaptive sampling: Wegman 1984;
Flajolet 1990, Computing 43). Nothing is dropped while the rows are fewer than the bound: the sample is then everything.

Who chooses the hash chooses what is drawn together. Posts of one text share the text's level, so copies are all kept or all
dropped; posts of one author can share the author's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[Any]
Columns = dict[str, Column]
Keys = npt.NDArray[np.uint64]

#: Rows that may wait to be joined whatever the bound: those of one batch are joined once, with those of others.
_BATCH = 1 << 16
#: What happens to a column when rows of one key meet. Columns not named here are carried over from the row with the least
#: ``priority`` (ties: the least ``profile``, and so on), or are equal by the nature of the key.
_REDUCED: Mapping[str, np.ufunc] = {
    "posts": np.add,
    "low": np.bitwise_or,
    "high": np.bitwise_or,
    "first": np.minimum,
    "last": np.maximum,
}
_CHOSEN_BY = ("priority", "profile", "bucket", "flags", "owner")


def levels(uniform: Keys) -> npt.NDArray[np.uint8]:
    """Leading zero bits of uniform hashes, 0 to 64."""
    # The upper 53 bits are whole in a float, whose exponent counts them.
    upper = uniform >> np.uint64(11)
    result = (53 - np.frexp(upper.astype(np.float64))[1]).astype(np.uint8)
    for row in np.flatnonzero(upper == 0):
        result[row] = 64 - int(uniform[row]).bit_length()
    return result


@dataclass
class Sample:
    """Rows by key; see the module's description.

    Attributes
    ----------
    bound : int
        Most rows that are kept.
    level : int
        Rows of lower level have been dropped; each row stands for ``2**level``.
    columns : dict of str to ndarray
        ``key`` (uint64, ascending), ``level`` (uint8) and whatever was added with them, one entry per row.
    names : dict of int to tuple of str
        What each value of the column ``profile`` stands for.
    """

    bound: int
    level: int = 0
    columns: Columns = field(default_factory=dict)
    names: dict[int, tuple[str, ...]] = field(default_factory=dict)
    pending: list[Columns] = field(default_factory=list)

    def add(self, columns: Columns, names: Mapping[int, tuple[str, ...]] | None = None) -> None:
        """Add rows; rows of a key that is there are joined with it.

        Parameters
        ----------
        columns : dict of str to ndarray
            ``key``, ``level`` and further columns, the same in every call.
        names : mapping of int to tuple of str, optional
            What new values of ``profile`` stand for.
        """
        kept = columns["level"] >= self.level
        if not kept.all():
            columns = {name: each[kept] for name, each in columns.items()}
        if len(columns["key"]):
            self.pending.append(columns)
            self.names.update(names or {})
            waiting = sum(len(each["key"]) for each in self.pending)
            if 2 * waiting > self.bound and waiting > _BATCH:
                self.compact()

    def merge(self, other: Sample) -> None:
        """Unite with another sample of the same kind."""
        self.level = max(self.level, other.level)
        self.bound = min(self.bound, other.bound)
        for piece in (other.columns, *other.pending):
            if piece:
                self.add(piece, other.names)

    def compact(self) -> None:
        """Join rows of one key, sort, and drop levels until the bound is kept."""
        settled = not self.columns or (
            len(self.columns["key"]) <= self.bound and not (self.columns["level"] < self.level).any()
        )
        if settled and not self.pending:
            return
        pieces = [*([self.columns] if self.columns else []), *self.pending]
        self.pending = []
        joined = {name: np.concatenate([each[name] for each in pieces]) for name in pieces[0]}
        self.level, self.columns = _joined(joined, self.level, self.bound)
        if "profile" in self.columns and self.names:
            codes = np.fromiter(self.names, dtype=np.uint64, count=len(self.names))
            used = np.isin(codes, self.columns["profile"])
            self.names = {int(code): self.names[int(code)] for code in codes[used]}

    @property
    def rate(self) -> float:
        """Share of all rows that the sample holds, in expectation; 1 while it holds everything."""
        self.compact()
        return 2.0**-self.level

    @property
    def complete(self) -> bool:
        """Whether nothing was dropped."""
        return self.rate == 1.0

    def column(self, name: str) -> Column:
        """A column; empty if there are no rows."""
        self.compact()
        return self.columns[name] if self.columns else np.zeros(0, dtype=np.uint64)

    def __len__(self) -> int:
        self.compact()
        return len(self.columns["key"]) if self.columns else 0


def _joined(columns: Columns, level: int, bound: int) -> tuple[int, Columns]:
    """Rows sorted by key, those of one key made one, and only those of the levels that the bound has room for."""
    order = np.argsort(columns["key"])
    in_order = columns["key"][order]
    first = np.r_[True, in_order[1:] != in_order[:-1]]
    own = columns["level"][order]
    per_level = np.bincount(own[first], minlength=65)
    at_least = np.r_[np.cumsum(per_level[::-1])[::-1], 0]  # rows of this level or more
    level = max(level, int(np.argmax(at_least <= bound)))
    kept = own >= level
    order, first = order[kept], first[kept]
    if first.all():
        return level, {name: each[order] for name, each in columns.items()}
    # Only keys that occur more than once need their rows put in order among themselves.
    shared = ~(first & np.r_[first[1:], True])
    rows = order[shared]
    criteria = [columns[name][rows] for name in reversed(_CHOSEN_BY) if name in columns]
    order[shared] = rows[np.lexsort((*criteria, columns["key"][rows]))]
    starts = np.flatnonzero(first)
    result = {}
    for name, each in columns.items():
        reduce = _REDUCED.get(name)
        result[name] = each[order[starts]] if reduce is None else reduce.reduceat(each[order], starts)
    return level, result
