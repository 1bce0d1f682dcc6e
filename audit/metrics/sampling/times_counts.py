"""Counting when posts were posted, by hour and quarter of an hour, and how round their times are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from audit.hashing import hash_strings
from audit.metrics.counting import mixed
from audit.metrics.sampling.ids_counts import NAME, times
from audit.posts import PostBatch
from audit.tally import Tally
from audit.tally.sample import Columns, levels

HOURS, QUARTERS, COMMUNITIES = (NAME, "hours"), (NAME, "quarters"), (NAME, "communities")
#: Hours with posts that are kept: thirty years of them; quarters of an hour: seven years. 17 bytes each.
MOST_TIMES = 1 << 18
#: Communities whose posts are counted.
MOST_COMMUNITIES = 1 << 16
_MICROS = 1_000_000
#: 1990 and 2100; other times are mistakes, and one of them would make the rest of the span a gap.
FIRST, LAST = 631_152_000 * _MICROS, 4_102_444_800 * _MICROS

Integers = npt.NDArray[np.int64]


def count_times(tally: Tally, posts: PostBatch) -> None:
    """Count one batch; nothing where no time is known."""
    moment, timed = times(posts)
    rows = np.flatnonzero(timed & (moment >= FIRST) & (moment < LAST))
    if not len(rows):
        return
    moment, bucket = moment[rows], posts.bucket[rows]
    tally.count((NAME, "timed"), bucket)
    tally.count((NAME, "at midnight"), bucket[moment % (86_400 * _MICROS) == 0])
    tally.count((NAME, "at full hours"), bucket[moment % (3_600 * _MICROS) == 0])
    for cell, minutes in ((HOURS, 60), (QUARTERS, 15)):
        unit, counted = np.unique(moment // (minutes * 60 * _MICROS), return_counts=True)
        key = unit.astype(np.uint64)
        columns: Columns = {
            "key": key,
            "level": levels(mixed(key)),
            "first": unit.astype(np.int32),
            "posts": counted.astype(np.int64),
        }
        tally.add_rows(cell, columns, MOST_TIMES)


def count_communities(tally: Tally, posts: PostBatch) -> None:
    """Count posts by community, whatever they are called."""
    column = posts.column("community")
    if column is None or column.null_count == len(column):
        return
    known = column.is_valid().to_numpy(zero_copy_only=False)
    tally.count((NAME, "in a community"), posts.bucket[known])
    key, counted = np.unique(hash_strings(column)[known], return_counts=True)
    tally.add_rows(COMMUNITIES, {"key": key, "level": levels(key), "posts": counted.astype(np.int64)}, MOST_COMMUNITIES)
