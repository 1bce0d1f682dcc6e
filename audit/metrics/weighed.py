"""Counts of posts with what the posts weigh, and the statistics of them: the same figures, with or without weights.

How many posts and authors stand behind a figure, and whether it may be printed, is always told by the plain counts; only
the figure and its interval are of the weights. Without weights these are the statistics themselves.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from audit.posts import BUCKETS
from audit.statistics import contrasts, intervals
from audit.statistics.intervals import Interval
from audit.tally import Cell, Tally

Counts = npt.NDArray[np.int64]
#: Metrics whose figures are weighted. What the others say is about the posts as they are: how many there are, by how
#: few, and what is missing.
METRICS = frozenset({"representation", "mentions", "descriptions", "markers", "labels"})


@dataclass(frozen=True)
class Counted:
    """Posts per author bucket, and what they weigh; shape (128,).

    Adds and subtracts as counts do; ``sum``, ``any`` and numpy see the posts.
    """

    posts: Counts
    weight: Counts | None = None

    def __add__(self, other: Counted | int) -> Counted:
        if not isinstance(other, Counted):  # the zero that sum() begins with
            return self
        both = None if self.weight is None or other.weight is None else self.weight + other.weight
        return Counted(self.posts + other.posts, both)

    __radd__ = __add__

    def __sub__(self, other: Counted) -> Counted:
        both = None if self.weight is None or other.weight is None else self.weight - other.weight
        return Counted(self.posts - other.posts, both)

    def __array__(self, dtype: npt.DTypeLike | None = None, *, copy: bool | None = None) -> npt.NDArray[Any]:
        return np.array(self.posts, dtype=dtype) if copy else np.asarray(self.posts, dtype=dtype)

    def sum(self) -> int:
        """Posts."""
        return self._sum

    def any(self) -> bool:
        """Whether there are posts."""
        return self.buckets > 0

    @functools.cached_property
    def _sum(self) -> int:
        return int(self.posts.sum())

    @functools.cached_property
    def buckets(self) -> int:
        """Buckets that are not empty: there are at least so many authors."""
        return int(np.count_nonzero(self.posts))

    @functools.cached_property
    def is_nothing(self) -> bool:
        """Whether figures are made of nothing: no posts, or posts that weigh nothing."""
        return not np.count_nonzero(self.figures)

    @property
    def figures(self) -> Counts:
        """What figures are made of: weights where there are any, posts otherwise."""
        return self.posts if self.weight is None else self.weight

    @property
    def units(self) -> Counts | None:
        """Posts behind the weights; None without weights."""
        return None if self.weight is None else self.posts


def counted(tally: Tally, cell: Cell) -> Counted:
    """A cell of a tally."""
    return Counted(tally.per_bucket(cell), tally.weighed(cell))


def counted_authors(tally: Tally, cells: Iterable[Cell]) -> list[Counted] | None:
    """Authors of some cells; None where posts are weighted and an author's posts differ in weight."""
    cells = list(cells)
    weight = tally.weighed_authors(cells)
    if weight is None and tally.is_weighted:
        return None
    plain = tally.sampled_authors(cells)
    return [Counted(plain[index], None if weight is None else weight[index]) for index in range(len(cells))]


def total(parts: Iterable[Counted]) -> Counted:
    """Their sum; of none, nothing."""
    parts = list(parts)
    if len(parts) < 2:
        return parts[0] if parts else Counted(np.zeros(BUCKETS, dtype=np.int64))
    weights = [each.weight for each in parts if each.weight is not None]
    posts = _added([each.posts for each in parts])
    return Counted(posts, _added(weights) if len(weights) == len(parts) else None)


def _added(counts: Sequence[Counts]) -> Counts:
    made = counts[0] + counts[1]
    for each in counts[2:]:
        made += each
    return made


def quotient(part: Counted, whole: Counted) -> float:
    """The share alone, for sentences."""
    return float(part.figures.sum() / whole.figures.sum())


def lacking(known: Counted | int, whole: Counted | int) -> float:
    """Part of some posts that are not among those of which a thing is known; 0 where there are none."""
    posts = whole if isinstance(whole, int) else whole.sum()
    return 1.0 - (known if isinstance(known, int) else known.sum()) / posts if posts else 0.0


def posts_in(part: Counted) -> int | None:
    """Posts that a share counts; None where they are weighted, and it is no share of so many posts."""
    return int(part.sum()) if part.weight is None else None


def share(part: Counted, whole: Counted, *, level: float) -> Interval:
    """See :func:`audit.statistics.share`; of likes as of posts.

    Likes of one post, and of one author's posts, come together. The design effect knows that, so millions of likes are worth
    what the authors behind them are, and authors who were missed are allowed for.
    """
    return intervals.share(part.figures, whole.figures, level=level, units=whole.units)


def ratio(a: Counted, a_whole: Counted, b: Counted, b_whole: Counted, *, level: float, tolerance: float) -> Interval:
    """See :func:`audit.statistics.ratio`."""
    return contrasts.ratio(
        a.figures, a_whole.figures, b.figures, b_whole.figures,
        level=level, tolerance=tolerance, units=(a_whole.units, b_whole.units),
    )  # fmt: skip


def difference(
    a: Counted, a_whole: Counted, b: Counted, b_whole: Counted, *, level: float, tolerance: float
) -> Interval:
    """See :func:`audit.statistics.difference`."""
    return contrasts.difference(
        a.figures, a_whole.figures, b.figures, b_whole.figures,
        level=level, tolerance=tolerance, units=(a_whole.units, b_whole.units),
    )  # fmt: skip
