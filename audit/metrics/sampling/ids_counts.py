"""Counting what ids tell: their time against the time of posting, lost digits, milliseconds, order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.metrics.counting import add_groups, coded, post_identity
from audit.metrics.sampling.clocks import CLOCKS, Clock, clock_of, long_ids, moments, record_keys
from audit.posts import PostBatch
from audit.tally import Tally
from audit.tally.sample import Sample, levels

NAME = "sampling"
#: First word of samples that hold rows of single posts, which no file gets.
ROWS = "sampling rows"
ORDER = (ROWS, "order")
#: Posts that orders of ids are read from, 40 bytes each.
MOST_ORDERED = 1 << 14
#: Series of ids that are given one after the other.
SERIES = ("Reddit submissions", "Reddit comments", "Hacker News items")
#: Offsets are told to a quarter of an hour, as time zones are; none lies further off than 14 hours.
QUARTER, FURTHEST = 15, 14 * 60
SECOND, MINUTE, DAY = "second", "minute", "day"
#: First millisecond of the window of the sample stream, and its milliseconds (Pfeffer, Mayer and Morstatter 2018).
WINDOW, WIDTH = 657, 10
_MICROS = 1_000_000

Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def count_ids(tally: Tally, posts: PostBatch) -> None:
    """Count one batch; nothing where the source has no ids."""
    column = posts.column("post_id")
    if column is None or column.null_count == len(column):
        return
    moment, timed = times(posts)
    number, long = long_ids(column)
    _count_damage(tally, posts, number, long)
    for name, rows, told in _clocked(posts, column, number, long):
        clock = CLOCKS[name]
        stated = _stated(posts, name)
        kind, offset = agreement(told, moment[rows], clock)
        fits = timed[rows] & (kind >= 0)
        # Where no platform is stated, an id that fits no clock is of some other kind, and says nothing.
        judged = timed[rows] & (fits | stated[rows])
        _count_agreement(tally, posts, name, rows[judged], kind[judged], offset[judged])
        if name == "twitter":
            _count_window(
                tally, posts, rows[fits | (stated[rows] & ~timed[rows])], told[fits | (stated[rows] & ~timed[rows])]
            )
    _count_order(tally, posts, column, moment, timed)


def times(posts: PostBatch) -> tuple[Integers, Mask]:
    """Microseconds since 1970, and whether they are known."""
    created = posts.column("created_at")
    if created is None or created.null_count == len(created):
        return np.zeros(len(posts), dtype=np.int64), np.zeros(len(posts), dtype=bool)
    known: Mask = created.is_valid().to_numpy(zero_copy_only=False)
    return pc.cast(created, pa.int64()).fill_null(0).to_numpy(zero_copy_only=False), known


def agreement(told: Integers, moment: Integers, clock: Clock) -> tuple[Integers, Integers]:
    """How times of posting agree with those of ids.

    Returns
    -------
    kind : ndarray of int64
        0 to the second, 1 to the minute, 2 to the day, as coarse as the time is written; -1 not.
    offset : ndarray of int64
        Minutes that the time of posting is ahead of the id's, a multiple of :data:`QUARTER`; 0 for days.
    """
    ahead = moment - told
    step, lag = QUARTER * 60 * _MICROS, clock.lag * _MICROS
    nearest = np.floor_divide(ahead + step // 2, step)
    exact = (np.abs(ahead - nearest * step) <= lag) & (np.abs(nearest) <= FURTHEST // QUARTER)
    # A time cut to the minute is up to 60 seconds early.
    later = ahead + 60 * _MICROS + lag
    upper = np.floor_divide(later, step)
    written = moment % (60 * _MICROS) == 0
    coarse = (
        ~exact & written & (later - upper * step <= 60 * _MICROS + 2 * lag) & (np.abs(upper) <= FURTHEST // QUARTER)
    )
    whole = moment % (86_400 * _MICROS) == 0
    dated = ~exact & ~coarse & whole & (ahead <= lag) & (ahead >= -(86_400 * _MICROS + lag))
    kind = np.select([exact, coarse, dated], [0, 1, 2], -1)
    offset = np.select([exact, coarse], [nearest * QUARTER, upper * QUARTER], 0)
    return kind.astype(np.int64), offset.astype(np.int64)


def _clocked(
    posts: PostBatch, column: pa.Array, number: Integers, long: Mask
) -> Iterator[tuple[str, Integers, Integers]]:
    """Each clock that ids of the batch may go by: its name, the posts, and what their ids tell."""
    keys, keyed = (None, None) if not _any(posts, "bluesky") else record_keys(column)
    for name, clock in CLOCKS.items():
        values, known = (keys, keyed) if name == "bluesky" else (number, long)
        if values is None or known is None:
            continue
        rows = np.flatnonzero(known & (_stated(posts, name) | (_silent(posts) & (name != "bluesky"))))
        if len(rows):
            yield name, rows, moments(clock, values[rows])


def _platforms(posts: PostBatch) -> tuple[list[str], Integers, Mask]:
    column = posts.column("platform")
    if column is None:
        return [], np.zeros(len(posts), dtype=np.int64), np.zeros(len(posts), dtype=bool)
    return coded(column)


def _any(posts: PostBatch, clock: str) -> bool:
    return bool(_stated(posts, clock).any())


def _stated(posts: PostBatch, clock: str) -> Mask:
    values, codes, known = _platforms(posts)
    own = np.array([clock_of(each) == clock for each in values], dtype=bool)
    stated: Mask = known & own[codes] if len(own) else known
    return stated


def _silent(posts: PostBatch) -> Mask:
    return ~_platforms(posts)[2]


def _count_agreement(
    tally: Tally, posts: PostBatch, name: str, rows: Integers, kind: Integers, offset: Integers
) -> None:
    tally.count((NAME, "ids", name, "read"), posts.bucket[rows])
    found = np.flatnonzero(kind >= 0)
    if len(found):
        pairs, which = np.unique(kind[found] * 10_000 + offset[found] + FURTHEST, return_inverse=True)
        cells = [
            (NAME, "ids", name, (SECOND, MINUTE, DAY)[each // 10_000], str(each % 10_000 - FURTHEST))
            for each in pairs.tolist()
        ]
        add_groups(tally, cells, which, posts.bucket[rows[found]])


def _count_damage(tally: Tally, posts: PostBatch, number: Integers, long: Mask) -> None:
    rows = np.flatnonzero(long)
    if not len(rows):
        return
    value = number[rows]
    # A float of 53 bits holds every 2nd, 4th, 8th ... number above 2**53.
    spacing = np.int64(1) << np.maximum(np.frexp(value.astype(np.float64))[1] - 53, 0).astype(np.int64)
    tally.count((NAME, "long ids"), posts.bucket[rows])
    tally.count((NAME, "ids in thousands"), posts.bucket[rows[value % 1000 == 0]])
    wide = spacing > 1
    tally.count((NAME, "ids beyond floats"), posts.bucket[rows[wide]])
    tally.count((NAME, "ids of floats"), posts.bucket[rows[wide & (value % spacing == 0)]])


def _count_window(tally: Tally, posts: PostBatch, rows: Integers, told: Integers) -> None:
    if not len(rows):
        return
    place = (told // 1000 - WINDOW) % 1000 // WIDTH
    tally.count((NAME, "milliseconds"), posts.bucket[rows])
    tally.count((NAME, "milliseconds", "window"), posts.bucket[rows[place == 0]])
    tally.count((NAME, "milliseconds", "next"), posts.bucket[rows[place == 1]])
    tally.count((NAME, "milliseconds", "half"), posts.bucket[rows[place < 1000 // WIDTH // 2]])


def _count_order(tally: Tally, posts: PostBatch, column: pa.Array, moment: Integers, timed: Mask) -> None:
    """Keep ids that are given one after the other, with their times, of posts drawn by a hash of the post."""
    values, codes, known = _platforms(posts)
    if not {"reddit", "hackernews"} & set(values):
        return
    of = np.array(values)[codes]
    reddit, news = known & timed & (of == "reddit"), known & timed & (of == "hackernews")
    parts = pc.extract_regex(column, r"^(?:(?P<kind>t[13])_)?(?P<id>[0-9a-z]{2,8})$")
    kinds = np.array(pc.struct_field(parts, "kind").to_pylist(), dtype=object)
    written = pc.struct_field(parts, "id").to_pylist()
    series = np.select([reddit & (kinds == "t3"), reddit & (kinds == "t1"), news], [0, 1, 2], -1)
    base = {0: 36, 1: 36, 2: 10}
    rows = np.array(
        [i for i in np.flatnonzero(series >= 0).tolist() if written[i] and (series[i] < 2 or written[i].isdigit())],
        dtype=np.int64,
    )
    if not len(rows):
        return
    identity = post_identity(posts)[rows]
    tally.samples.setdefault(ORDER, Sample(MOST_ORDERED)).add(
        {
            "key": identity,
            "level": levels(identity),
            "flags": series[rows].astype(np.uint8),
            "bucket": posts.bucket[rows].astype(np.uint8),
            "number": np.array([int(written[i], base[int(series[i])]) for i in rows.tolist()], dtype=np.int64),
            "moment": moment[rows] // _MICROS,
            "posts": np.ones(len(rows), dtype=np.int64),
        }
    )
