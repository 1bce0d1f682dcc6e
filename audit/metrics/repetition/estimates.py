"""The figures of repetition: shares of posts that repeat a text, and the largest families of texts."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from audit.finding import Estimate
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, as_estimate, with_q_values
from audit.metrics.repetition.counts import ALIKE, LARGE, NAME, NO_LAST, TEXTS, WORDED
from audit.posts import BUCKETS
from audit.statistics.contrasts import against
from audit.statistics.intervals import Interval, not_estimable, share
from audit.statistics.quantiles import two_sided_quantile
from audit.tally import Tally
from audit.tally.sample import Sample
from audit.text.families import families

#: Authors from whom on a repeated text is copypasta.
COPYPASTA_AUTHORS = 3
#: Most families that are told of.
LARGEST = 10

Counts = npt.NDArray[np.int64]
Unit = Literal["D", "M"]


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
        Days since 1970, or months.
    """

    posts: Counts
    low: npt.NDArray[np.uint64]
    high: npt.NDArray[np.uint64]
    bucket: Counts
    first: Counts
    last: Counts

    @functools.cached_property
    def voices(self) -> Counts:
        """Authors that each certainly has: distinct buckets."""
        return counted_bits(self.low) + counted_bits(self.high)

    def spread(self) -> tuple[Counts, Counts, Counts]:
        """Posts of each text by author bucket, as (text, bucket, posts) rows.

        How many of a text's posts each of its authors wrote is not kept: they are spread evenly over the buckets of its
        named authors, which is exact for the texts of one author.
        """
        many = self.voices > 1
        rows = np.flatnonzero(many)
        there = np.concatenate([_unpacked(self.low[rows]), _unpacked(self.high[rows])], axis=1)
        text, bucket = np.nonzero(there)
        voices = there.sum(axis=1)
        rank = np.arange(len(text)) - (np.cumsum(voices) - voices)[text]
        own = self.posts[rows][text]
        posts = own // voices[text] + (rank < own % voices[text])
        single = np.flatnonzero(~many)
        return (
            np.r_[single, rows[text]],
            np.r_[self.bucket[single], bucket],
            np.r_[self.posts[single], posts].astype(np.int64),
        )

    def all_voices(self, which: npt.NDArray[np.bool_]) -> int:
        """Authors that some of them certainly have together."""
        low, high = (np.bitwise_or.reduce(each[which], initial=np.uint64(0)) for each in (self.low, self.high))
        return int(counted_bits(np.array([low]))[0] + counted_bits(np.array([high]))[0])


def _unpacked(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint8]:
    octets = np.ascontiguousarray(values, dtype="<u8").view(np.uint8).reshape(-1, 8)
    return np.unpackbits(octets, axis=1, bitorder="little")


def counted_bits(values: npt.NDArray[np.uint64]) -> Counts:
    """Bits that are set in each value."""
    counted: Counts = _unpacked(values).sum(axis=1).astype(np.int64)
    return counted


def exact_texts(sample: Sample) -> Families:
    """Each text that has words, with all its copies."""
    worded = (sample.column("flags") & WORDED) != 0
    owner = (sample.column("owner")[worded] & np.uint64(BUCKETS - 1)).astype(np.int64)
    posts, low, high, first, last = (sample.column(name)[worded] for name in ("posts", "low", "high", "first", "last"))
    return Families(posts, low, high, owner, first, last)


def near_families(sample: Sample) -> Families:
    """Families of nearly equal texts."""
    labels = families(sample.column("signature"))
    posts = sample.column("posts")
    if "bucket" in sample.columns:
        bucket, priority = sample.column("bucket").astype(np.int64), sample.column("priority")
    else:
        bucket = priority = np.zeros(len(posts), dtype=np.int64)
    order = np.lexsort((bucket, priority, labels))
    starts = np.flatnonzero(np.r_[True, np.diff(labels[order]) > 0]) if len(order) else np.zeros(0, dtype=np.int64)

    def reduced(reduce: np.ufunc, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return reduce.reduceat(values[order], starts) if len(starts) else values[:0]

    return Families(
        reduced(np.add, posts),
        reduced(np.bitwise_or, sample.column("low")),
        reduced(np.bitwise_or, sample.column("high")),
        bucket[order][starts],
        reduced(np.minimum, sample.column("first")),
        reduced(np.maximum, sample.column("last")),
    )


def share_estimates(tally: Tally, scope: Scope, near: Families) -> dict[str, Contrast]:
    """Shares of posts that repeat a text, exactly and nearly, and of posts that several authors share."""
    texts, alike = tally.samples[TEXTS], tally.samples[ALIKE]
    exact = exact_texts(texts)
    tolerance = scope.plan.tolerances.repeated_share
    made = [
        _share("repeated_exact", exact, None, texts, tally, scope),
        _share("repeated_near", near, None, alike, tally, scope, family=NAME),
    ]
    if scope.has_authors:
        shared = near.voices >= COPYPASTA_AUTHORS
        made.append(_share("copypasta", near, shared, alike, tally, scope, family=NAME))
    return {each.estimate.measure: each for each in with_q_values(Contrast(each, tolerance) for each in made)}


def _share(
    measure: str,
    texts: Families,
    whole_texts: npt.NDArray[np.bool_] | None,
    sample: Sample,
    tally: Tally,
    scope: Scope,
    family: str | None = None,
) -> Estimate:
    """Share of posts: all posts of some texts, or all but one of every text."""
    if sample.complete:
        text, bucket, posts = texts.spread()
    else:
        # Which texts were drawn varies too: all posts of a text stay together, where the author is of the post that
        # stands for it.
        text, bucket, posts = np.arange(len(texts.posts)), texts.bucket, texts.posts
    if whole_texts is None:
        repeats = texts.posts > 1
        part = _per_bucket(bucket, posts) - _per_bucket(texts.bucket, np.ones(len(texts.posts), dtype=np.int64))
        # An even spread may leave the author whose post stands for a text without a post there.
        short = np.minimum(part, 0)
        part = np.maximum(part, 0)
        part[np.argmax(part)] += short.sum()
    else:
        repeats = whole_texts
        part = _per_bucket(bucket, posts * whole_texts[text])
    whole = _per_bucket(bucket, posts)
    interval = share(part, whole, level=scope.level)
    if interval.estimable:
        tolerance = scope.plan.tolerances.repeated_share
        interval = replace(interval, p_value=against(interval, 0.0, tolerance=tolerance).p_value)
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
        # Posts that repeat a text are no independent posts, and that is what is measured.
        effective_floor=False,
        denominator="posts with words",
    )
    if estimate.status == "ok" and not sample.complete:
        drawn = f"from a sample of 1 in {2**sample.level:,} texts, {len(sample):,} of them"
        estimate = replace(estimate, note="; ".join(each for each in (estimate.note, drawn) if each))
    return estimate


def _per_bucket(bucket: Counts, values: Counts) -> Counts:
    result = np.zeros(BUCKETS, dtype=np.int64)
    np.add.at(result, bucket, values)
    return result


def largest_families(tally: Tally, scope: Scope, near: Families) -> tuple[list[Estimate], int]:
    """The largest families that have enough authors, and how many as large have not.

    Of nearly equal texts, if all texts were kept with their minima; of exact copies, if all texts were kept; else of nearly
    equal texts among posts drawn one by one, in which whatever is large is seen. Numbered by posts, then authors, then
    days: no number leads back to a text.
    """
    sample, found = tally.samples[ALIKE], near
    notes: list[str] = []
    unit: Unit = "D"
    if not sample.complete:
        sample, notes, unit = tally.samples[TEXTS], ["exact copies only"], "M"
        found = exact_texts(sample) if sample.complete else found
    if not sample.complete:
        sample, unit = tally.samples[LARGE], "D"
        notes = [f"estimated from a sample of 1 in {2**sample.level:,} posts; authors and days are of the sample"]
        found = near_families(sample)
    voices = found.voices
    order = np.lexsort((found.last, found.first, -voices, -found.posts))
    order = order[found.posts[order] > 1]
    enough = voices[order] >= scope.plan.floors.authors
    told = np.flatnonzero(enough)[:LARGEST]
    hidden = int(np.count_nonzero(~enough[: told[-1]])) if len(told) else min(len(order), LARGEST)
    rows = order[told].tolist()
    return [_family(number, row, found, sample, unit, notes, scope) for number, row in enumerate(rows, 1)], hidden


def _family(
    number: int, row: int, found: Families, sample: Sample, unit: Unit, notes: list[str], scope: Scope
) -> Estimate:
    seen, rate = int(found.posts[row]), sample.rate
    voices = int(found.voices[row])
    told = [f"by at least {voices} authors"]
    interval = not_estimable(float(seen), scope.level)
    if found.last[row] != NO_LAST:
        told.append(time_span(int(found.first[row]), int(found.last[row]), unit))
    if rate < 1:
        # Posts are drawn one by one: the number seen is binomial.
        error = two_sided_quantile(scope.level, math.inf) * math.sqrt(seen * (1 - rate)) / rate
        value = seen / rate
        interval = Interval(value, max(value - error, seen), value + error, scope.level, math.nan, seen, math.inf)
    return Estimate(
        f"{NAME}.family_{number:02d}.posts",
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
        note="; ".join([*told, *notes]),
    )


def time_span(first: int, last: int, unit: Unit) -> str:
    """From one day or month (unit ``M``) since 1970 to another, as ISO dates."""
    begin, end = (str(np.datetime64(each, unit)) for each in (first, last))
    return f"in {begin}" if begin == end else f"{begin} to {end}"
