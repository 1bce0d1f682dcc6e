"""Counting scores: what the ``measure`` of scores is made of, and how its counts are read back.

A score falls into one of 190 bins: thousandths up to 0.05 and from 0.95 on, where most scores of a confident model lie, and
hundredths between. Ranks within a bin are ties.

Cells are (scores, name, side, axis, group, kind, ...): ``bin`` and ``flag`` with the truth and the bin or the prediction,
``sum`` with the tenth that a score lies in, in millionths; and (scores, name, side, axis, group) for the authors.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.metrics.counting import add_group_authors, add_groups
from audit.metrics.scores.reading import ONE
from audit.posts import BUCKETS, PostBatch
from audit.statistics import Confusion
from audit.tally import Cell, Tally

NAME = "scores"
BINS = 190
TENTHS = 10
#: Truth of posts that state none.
UNKNOWN = ""
#: Total that is there where scores are no probabilities.
RANKS_ONLY = "no probability"
#: Side of the cells that count posts by the language they were read in.
IN_LANGUAGE = "mention in"

Counts = npt.NDArray[np.int64]


def bins(score: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Bin of each score, 0 to 189."""
    thousandths = np.minimum(_millionths(score) // 1000, 999)
    inside = 50 + (thousandths - 50) // 10
    found: npt.NDArray[np.int64] = np.where(
        thousandths < 50, thousandths, np.where(thousandths >= 950, thousandths - 810, inside)
    )
    return found


def tenth_of_bin() -> npt.NDArray[np.int64]:
    """The tenth of the scale that each bin lies in; shape (190,)."""
    lower = np.concatenate([np.arange(50), np.arange(50, 950, 10), np.arange(950, 1000)])
    tenths: npt.NDArray[np.int64] = lower // 100
    return tenths


def _millionths(score: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    return np.rint(score * ONE).astype(np.int64)


@dataclass(frozen=True)
class Scored:
    """Scored posts of a batch: those with a score, by one name."""

    rows: npt.NDArray[np.int64]
    score: npt.NDArray[np.float64]
    flag: npt.NDArray[np.bool_]
    truths: list[str]
    truth: npt.NDArray[np.int64]


def count_scored(
    tally: Tally,
    prefix: tuple[str, str, str, str],
    posts: PostBatch,
    scored: Scored,
    rows: npt.NDArray[np.integer],
    grouping: tuple[list[str], npt.NDArray[np.int64]] | None,
) -> None:
    """Count scored posts of each group.

    Parameters
    ----------
    prefix : (name, side, axis, group)
    rows : ndarray of int, shape (k,)
        Places among the scored posts; one that is of several groups stands once for each.
    grouping : (names, ndarray of int of shape (k,)), optional
        The groups; without, all rows are of the group of the prefix. A name may carry its own axis before a NUL.
    """
    name, side, axis, only = prefix
    groups, group = grouping if grouping is not None else ([only], np.zeros(len(rows), dtype=np.int64))
    at = scored.rows[rows]
    bucket, truth, score = posts.bucket[at], scored.truth[rows], scored.score[rows]
    heads = [(NAME, name, side, own or axis, plain) for own, _, plain in (each.rpartition("\0") for each in groups)]
    truths, number = scored.truths, len(scored.truths)

    def add(kind: str, values: Sequence[str], value: npt.NDArray[np.int64]) -> None:
        place = (group * number + truth) * len(values) + value
        present, places = np.unique(place, return_inverse=True)
        # Of thousands of cells there could be, those that occur in the batch.
        split = [(*divmod(each // len(values), number), each % len(values)) for each in present.tolist()]
        add_groups(tally, [(*heads[i], kind, truths[j], values[k]) for i, j, k in split], places, bucket)

    add("bin", _NUMBERS[:BINS], bins(score))
    add("flag", ("0", "1"), scored.flag[rows].astype(np.int64))
    millionths = _millionths(score)
    tenth = np.minimum(millionths // (ONE // TENTHS), TENTHS - 1)
    known = truth > 0
    sums = [(*head, "sum", each) for head in heads for each in _NUMBERS[:TENTHS]]
    add_groups(tally, sums, (group * TENTHS + tenth)[known], bucket[known], millionths[known])
    add_group_authors(tally, heads, group, posts.author_key[at], posts.has_author[at])


_NUMBERS = tuple(map(str, range(BINS)))


@dataclass(frozen=True)
class Counted:
    """Counts of the posts of one group, by truth; adds and subtracts as counts do.

    Attributes
    ----------
    histogram : ndarray of int64, shape (3, 190, 128)
        Posts without a known truth, negatives and positives, by bin and author bucket.
    flags : ndarray of int64, shape (3, 2, 128)
        The same by prediction.
    sums : ndarray of int64, shape (10, 128)
        Scores in millionths of posts whose truth is known, by tenth.
    """

    histogram: Counts
    flags: Counts
    sums: Counts

    def __add__(self, other: Counted) -> Counted:
        return Counted(self.histogram + other.histogram, self.flags + other.flags, self.sums + other.sums)

    def __sub__(self, other: Counted) -> Counted:
        return Counted(self.histogram - other.histogram, self.flags - other.flags, self.sums - other.sums)

    @classmethod
    def none(cls) -> Counted:
        """Of no posts."""
        return cls(*(np.zeros(shape, dtype=np.int64) for shape in ((3, BINS, BUCKETS), (3, 2, BUCKETS), (10, BUCKETS))))

    @functools.cached_property
    def posts(self) -> Counts:
        """Scored posts per bucket."""
        total: Counts = self.flags.sum(axis=(0, 1))
        return total

    @property
    def selected(self) -> Counts:
        """Those whose score is at the threshold or above."""
        total: Counts = self.flags[:, 1].sum(axis=0)
        return total

    @property
    def confusion(self) -> Confusion:
        """Those whose truth is known, by truth and prediction."""
        return Confusion(self.flags[2, 1], self.flags[1, 1], self.flags[2, 0], self.flags[1, 0])

    @property
    def by_tenth(self) -> tuple[Counts, Counts]:
        """Positives, and all posts whose truth is known, by tenth of the score; each (10, 128)."""
        made = np.zeros((2, TENTHS, BUCKETS), dtype=np.int64)
        np.add.at(made[0], tenth_of_bin(), self.histogram[2])
        np.add.at(made[1], tenth_of_bin(), self.histogram[1] + self.histogram[2])
        return made[0], made[1]


class CountReader:
    """Reads what was counted of one score back, with one value of the truth as the positive one."""

    def __init__(self, tally: Tally, name: str, positive: str) -> None:
        self._tally, self._positive = tally, positive
        self._cells: dict[tuple[str, ...], list[Cell]] = {}
        for cell in tally.cells(NAME, name):
            if len(cell) >= 7 and cell[5] in ("bin", "flag", "sum"):
                self._cells.setdefault(cell[2:6], []).append(cell)

    def _truth(self, value: str) -> int:
        return 0 if value == UNKNOWN else 2 if value == self._positive else 1

    def flags(self, side: str, axis: str, group: str) -> Counts:
        """Posts of one group by truth and prediction, shape (3, 2, 128); none where there is nothing."""
        flags = np.zeros((3, 2, BUCKETS), dtype=np.int64)
        for cell in self._cells.get((side, axis, group, "flag"), ()):
            flags[self._truth(cell[6]), int(cell[7])] += self._tally.per_bucket(cell)
        return flags

    def of(self, side: str, axis: str, group: str) -> Counted:
        """All counts of one group, about half a megabyte."""
        found = Counted.none()
        found.flags[:] = self.flags(side, axis, group)
        for cell in self._cells.get((side, axis, group, "bin"), ()):
            found.histogram[self._truth(cell[6]), int(cell[7])] += self._tally.per_bucket(cell)
        for cell in self._cells.get((side, axis, group, "sum"), ()):
            found.sums[int(cell[6])] += self._tally.per_bucket(cell)
        return found

    def groups(self, side: str, axis: str) -> list[str]:
        """Groups of an axis, sorted."""
        return sorted({cell[2] for cell in self._cells if cell[:2] == (side, axis)} - {"any group"})

    def axes(self, side: str) -> list[str]:
        """Axes of a side, sorted."""
        return sorted({cell[1] for cell in self._cells if cell[0] == side and cell[1]})
