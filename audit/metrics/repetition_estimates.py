"""The figures of repetition: shares of posts that repeat a text, and the largest families of texts."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from audit.finding import Estimate
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, as_estimate, with_q_values
from audit.metrics.repetition_counts import ALIKE, LARGE, NAME, NO_LAST, TEXTS, WORDED
from audit.posts import BUCKETS
from audit.sample import Sample
from audit.statistics.contrasts import against
from audit.statistics.intervals import Interval, not_estimable, share
from audit.statistics.quantiles import two_sided_quantile
from audit.tally import Tally
from audit.text.families import families

#: Authors from whom on a repeated text is copypasta.
COPYPASTA_AUTHORS = 3
#: Largest families that are told of, if they have enough authors.
LARGEST = 10

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Families:
    """Texts or families of texts, one entry each.

    Attributes
    ----------
    posts : ndarray of int64, shape (f,)
    low, high : ndarray of uint64, shape (f,)
        Buckets of the named authors, as bits.
    bucket : ndarray of int64, shape (f,)
        Bucket of the author of the post that stands for it.
    first, last : ndarray of int64, shape (f,)
        Days since 1970.
    """

    posts: Counts
    low: npt.NDArray[np.uint64]
    high: npt.NDArray[np.uint64]
    bucket: Counts
    first: Counts
    last: Counts

    @property
    def voices(self) -> Counts:
        """Authors that each certainly has: distinct buckets."""
        return _bits(self.low) + _bits(self.high)

    def all_voices(self, which: npt.NDArray[np.bool_]) -> int:
        """Authors that some of them certainly have together."""
        low, high = (np.bitwise_or.reduce(each[which], initial=np.uint64(0)) for each in (self.low, self.high))
        return int(_bits(np.array([low]))[0] + _bits(np.array([high]))[0])


def _bits(values: npt.NDArray[np.uint64]) -> Counts:
    octets = np.ascontiguousarray(values).view(np.uint8).reshape(-1, 8)
    counted: Counts = np.unpackbits(octets, axis=1).sum(axis=1).astype(np.int64)
    return counted


def exact_texts(sample: Sample) -> Families:
    """Each text that has words, with all its copies."""
    worded = (sample.column("flags") & WORDED) != 0
    owner = (sample.column("owner")[worded] & np.uint64(BUCKETS - 1)).astype(np.int64)
    days = np.full(int(worded.sum()), NO_LAST, dtype=np.int64)
    return Families(
        sample.column("posts")[worded], sample.column("low")[worded], sample.column("high")[worded], owner, days, days
    )


def near_families(sample: Sample) -> Families:
    """Families of nearly equal texts."""
    labels = families(sample.column("signature"))
    posts = sample.column("posts")
    if "bucket" in sample.columns:
        bucket, priority = sample.column("bucket").astype(np.int64), sample.column("priority")
    else:
        bucket = priority = np.zeros(len(posts), dtype=np.int64)
    days = [sample.columns.get(name, np.full(len(posts), NO_LAST, dtype=np.int64)) for name in ("first", "last")]
    order = np.lexsort((bucket, priority, labels))
    starts = np.flatnonzero(np.r_[True, np.diff(labels[order]) > 0]) if len(order) else np.zeros(0, dtype=np.int64)

    def reduced(reduce: np.ufunc, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return reduce.reduceat(values[order], starts) if len(starts) else values[:0]

    return Families(
        reduced(np.add, posts),
        reduced(np.bitwise_or, sample.column("low")),
        reduced(np.bitwise_or, sample.column("high")),
        bucket[order][starts],
        reduced(np.minimum, days[0]),
        reduced(np.maximum, days[1]),
    )


def share_estimates(tally: Tally, scope: Scope, near: Families) -> dict[str, Contrast]:
    """Shares of posts that repeat a text, exactly and nearly, and of posts that several authors share."""
    texts, alike = tally.samples[TEXTS], tally.samples[ALIKE]
    exact = exact_texts(texts)
    tolerance = scope.plan.tolerances.repeated_share
    made = [
        _share("repeated_exact", exact, exact.posts - 1, texts, tally, scope),
        _share("repeated_near", near, near.posts - 1, alike, tally, scope, family=NAME),
    ]
    if scope.has_authors:
        shared = near.voices >= COPYPASTA_AUTHORS
        made.append(_share("copypasta", near, near.posts * shared, alike, tally, scope, family=NAME))
    return {each.estimate.measure: each for each in with_q_values(Contrast(each, tolerance) for each in made)}


def _share(
    measure: str,
    texts: Families,
    counted: Counts,
    sample: Sample,
    tally: Tally,
    scope: Scope,
    family: str | None = None,
) -> Estimate:
    # All posts of a text are counted where its author is whose post stands for it: posts of one text are no more
    # independent than posts of one author, and so both cluster.
    part = _per_bucket(texts.bucket, counted)
    whole = _per_bucket(texts.bucket, texts.posts)
    interval = share(part, whole, level=scope.level)
    if interval.estimable:
        tolerance = scope.plan.tolerances.repeated_share
        interval = replace(interval, p_value=against(interval, 0.0, tolerance=tolerance).p_value)
    repeats = counted > 0
    if scope.has_authors:
        sides = [texts.all_voices(repeats), texts.all_voices(~repeats)]
    else:
        sides = [int(np.count_nonzero(part)), int(np.count_nonzero(whole - part))]
    estimate = as_estimate(
        f"{NAME}.{measure}",
        measure,
        {},
        interval,
        "share",
        n_posts=tally.posts((NAME, "worded")),
        n_authors=tally.n_authors((NAME, "worded")) if scope.has_authors else None,
        voices=min((each for each in sides if each), default=0),
        scope=scope,
        family=family,
    )
    if estimate.status == "ok" and not sample.complete:
        drawn = f"from a sample of 1 in {2**sample.level:,} texts, {len(sample):,} of them"
        estimate = replace(estimate, note="; ".join(each for each in (estimate.note, drawn) if each))
    return estimate


def _per_bucket(bucket: Counts, values: Counts) -> Counts:
    result = np.zeros(BUCKETS, dtype=np.int64)
    np.add.at(result, bucket, values)
    return result


def largest_families(tally: Tally, scope: Scope) -> tuple[list[Estimate], int]:
    """The largest families of nearly equal texts that have enough authors, and how many of the largest have not.

    Numbered by posts, then authors, then days: no number leads back to a text.
    """
    sample = tally.samples[LARGE]
    found = near_families(sample)
    voices = found.voices
    order = np.lexsort((found.last, found.first, -voices, -found.posts))
    order = order[found.posts[order] > 1][:LARGEST]
    told = [row for row in order.tolist() if voices[row] >= scope.plan.floors.authors]
    return [_family(number, row, found, sample, scope) for number, row in enumerate(told, 1)], len(order) - len(told)


def _family(number: int, row: int, found: Families, sample: Sample, scope: Scope) -> Estimate:
    seen, rate = int(found.posts[row]), sample.rate
    voices = int(found.voices[row])
    notes = [f"by at least {voices} authors"]
    interval = not_estimable(float(seen), scope.level)
    if found.last[row] != NO_LAST:
        notes.append(span_of_days(int(found.first[row]), int(found.last[row])))
    if rate < 1:
        # Posts are drawn one by one: the number seen is binomial.
        error = two_sided_quantile(scope.level, math.inf) * math.sqrt(seen * (1 - rate)) / rate
        value = seen / rate
        interval = Interval(value, max(value - error, seen), value + error, scope.level, math.nan, seen, math.inf)
        notes.append(f"estimated from a sample of 1 in {2**sample.level:,} posts; authors and days are of the sample")
    return Estimate(
        f"{NAME}.family_{number}.posts",
        NAME,
        "family_posts",
        {"family": str(number)},
        interval.value,
        interval.low if interval.estimable else None,
        interval.high if interval.estimable else None,
        "count",
        n_posts=round(interval.value),
        n_authors=voices,
        level=scope.level,
        note="; ".join(notes),
    )


def span_of_days(first: int, last: int) -> str:
    """Two days since 1970 as dates; a day beyond the calendar is "a time that cannot be"."""
    try:
        begin, end = (dt.date(1970, 1, 1) + dt.timedelta(days=each) for each in (first, last))
    except OverflowError:
        return "at a time that cannot be"
    return f"on {begin}" if begin == end else f"{begin} to {end}"
