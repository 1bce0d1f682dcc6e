"""How much, how regularly and at which hours authors post.

Question
    How are posting rates, intervals between posts and hours of posting distributed over authors?

Definition
    Per author, from the times of the posts that are in the data (UTC): posts_per_active_day = posts / days with a post;
    interval_variation = standard deviation of the intervals between successive posts / their mean (1 for posts at random, 0
    for a clock); hour_entropy = entropy of the hours of day of the posts / log 24 (1 for round the clock). The last two only
    for authors with 20 posts or more. Printed are the median, the 90th and the 99th percentile over authors, and, where the
    plan sets a threshold under [rhythm], the share of authors beyond it.

Inputs
    Authors and times of posting. At most 262,144 posts are kept, of whole authors drawn by hash; above that the figures say
    which share of authors they stand on. Times stay in memory: a tally that is written to a file holds none.

Reading it
    There is no right rhythm, hence no reading. Newsrooms, shared accounts, shift workers and enthusiasts post much and at all
    hours. A threshold is the reader's own and is printed with its figure.

Not evidence of
    Automation, or what any one account is: such features mistake many people's accounts for programs and the reverse. Only
    posts that were collected count: gaps of the collection look like pauses, and few posts have few hours by chance.

References
----------
    Rauchfleisch and Kaiser (2020), PLOS ONE 15(10), for false positives of detection by activity. Goh and Barabasi (2008),
    EPL 81, for the variation of intervals. Conover (1999), section 3.2, for intervals of quantiles.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.finding import Estimate, Finding, Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.contrast import as_estimate, confidence
from audit.metrics.counting import mixed, post_identity
from audit.posts import BUCKETS, PostBatch
from audit.sample import Sample, levels
from audit.statistics.intervals import share
from audit.statistics.order_statistics import quantile_interval
from audit.tally import Tally
from audit.wording import count, join, number, percent, sentence_case

NAME = "rhythm"
MOMENTS = (NAME, "moments")
#: Posts kept: 9 MB.
MOST_POSTS = 1 << 18
#: Posts from which on intervals and hours say something of an author.
FEWEST_POSTS = 20
QUANTILES = ((0.5, "median"), (0.9, "percentile_90"), (0.99, "percentile_99"))
_WORDS = {
    "posts_per_active_day": "posts per active day",
    "interval_variation": "variation of intervals between posts",
    "hour_entropy": "entropy of the hours of posting",
}
#: A high rate, a low variation and a high entropy are the ends that thresholds are set for.
_BELOW = ("interval_variation",)
_DAY, _HOUR = 86_400_000_000, 3_600_000_000

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Rhythm:
    """Distributions over authors of rates, regularity and hours of posting."""

    name: str = NAME
    title: str = "How accounts post"

    def measure(self, posts: PostBatch) -> Tally:
        """Keep the times of the posts of whole authors, within a bound."""
        tally = Tally()
        tally.count((NAME, "posts"), posts.bucket)
        created = posts.column("created_at")
        if created is None or created.null_count == len(created):
            return tally
        rows = np.flatnonzero(created.is_valid().to_numpy(zero_copy_only=False) & posts.has_author)
        tally.count((NAME, "timed"), posts.bucket[rows])
        owner = posts.author_key[rows]
        columns = {
            "key": post_identity(posts)[rows],
            "level": levels(mixed(owner)),
            "owner": owner,
            "moment": pc.cast(created, pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)[rows],
        }
        kept = Sample(MOST_POSTS, stays=True)
        kept.add(columns)
        tally.samples[MOMENTS] = kept
        return tally

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Quantiles over authors, and shares beyond the plan's thresholds."""
        if not scope.has_authors or tally.posts((NAME, "timed")) == 0:
            reason = "Posts without an author, or without a time, have no rhythm that could be told."
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        sample = tally.samples.get(MOMENTS, Sample(MOST_POSTS))
        if len(sample) == 0:
            reason = (
                "Times of posts are not written to tallies, since they would tell authors apart; this is measured where the"
                " posts themselves are read in one run."
            )
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        rhythms = dict(rhythms_of(sample.column("owner"), sample.column("moment")))
        estimates = {
            each.id: each
            for name, (owner, values) in rhythms.items()
            for each in (*_quantiles(name, values, sample, scope), *_beyond(name, owner, values, sample, scope))
        }
        return Judgement(tuple(estimates.values()), (_finding(estimates, rhythms, sample, scope),))


def rhythms_of(
    owner: npt.NDArray[np.uint64], moment: Counts
) -> Iterator[tuple[str, tuple[npt.NDArray[np.uint64], Floats]]]:
    """Each figure with its authors and their values.

    Parameters
    ----------
    owner : ndarray of uint64, shape (n,)
        Author of each post.
    moment : ndarray of int64, shape (n,)
        Microseconds since 1970.
    """
    order = np.lexsort((moment, owner))
    owner, moment = owner[order], moment[order]
    first = np.r_[True, owner[1:] != owner[:-1]]
    starts = np.flatnonzero(first)
    posts = np.diff(np.r_[starts, len(owner)])
    days = np.add.reduceat(first | np.r_[True, moment[1:] // _DAY != moment[:-1] // _DAY], starts)
    yield "posts_per_active_day", (owner[starts], posts / days)

    often = posts >= FEWEST_POSTS
    which = np.repeat(np.arange(len(starts)), posts)
    gaps = np.where(first, 0, np.diff(moment, prepend=moment[:1])).astype(np.float64)
    n = np.maximum(posts - 1, 1)
    mean = np.add.reduceat(gaps, starts) / n
    off = np.where(first, 0.0, gaps - mean[which])
    deviation = np.sqrt(np.add.reduceat(off * off, starts) / np.maximum(n - 1, 1))
    moving = often & (mean > 0)
    yield "interval_variation", (owner[starts][moving], deviation[moving] / mean[moving])

    kept = np.flatnonzero(often)
    place = np.full(len(starts), -1)
    place[kept] = np.arange(len(kept))
    inside = place[which] >= 0
    hours = np.bincount(place[which][inside] * 24 + moment[inside] // _HOUR % 24, minlength=len(kept) * 24)
    p = hours.reshape(-1, 24) / posts[kept][:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        entropy = -np.where(p > 0, p * np.log(p), 0.0).sum(axis=1) / math.log(24)
    yield "hour_entropy", (owner[starts][kept], np.maximum(entropy, 0.0))


def _drawn(sample: Sample) -> str:
    return "" if sample.complete else f"of a sample of 1 in {2**sample.level:,} authors"


def _quantiles(name: str, values: Floats, sample: Sample, scope: Scope) -> Iterator[Estimate]:
    floor = scope.plan.floors.authors
    for quantile, words in QUANTILES:
        identifier, n = f"{NAME}.{name}.{words}", len(values)
        bare = Estimate(identifier, NAME, f"{name}_{words}", {}, None, None, None, "index", None, n, level=scope.level)
        # So many authors must stand on either side of what is printed.
        if n * min(quantile, 1 - quantile) < floor:
            reason = f"hidden: fewer than {floor} authors beyond it"
            yield replace(bare, n_authors=None, status="suppressed", note=reason)
            continue
        interval = quantile_interval(values, quantile, level=scope.level)
        low, high = (None if math.isnan(each) else each for each in (interval.low, interval.high))
        yield replace(bare, value=interval.value, low=low, high=high, n_effective=float(n), note=_drawn(sample))


def _beyond(
    name: str, owner: npt.NDArray[np.uint64], values: Floats, sample: Sample, scope: Scope
) -> Iterator[Estimate]:
    threshold: float | None = getattr(scope.plan.rhythm, name)
    if threshold is None:
        return
    beyond = values < threshold if name in _BELOW else values > threshold
    bucket = (owner & np.uint64(BUCKETS - 1)).astype(np.int64)
    part, whole = (np.bincount(each, minlength=BUCKETS).astype(np.int64) for each in (bucket[beyond], bucket))
    sides = [int(each) for each in (beyond.sum(), (~beyond).sum()) if each]
    yield as_estimate(
        f"{NAME}.{name}.beyond_threshold",
        f"{name}_beyond_threshold",
        {},
        share(part, whole, level=scope.level),
        "share",
        n_posts=len(values),
        n_authors=len(values),
        voices=min(sides, default=0),
        scope=scope,
        note="; ".join(each for each in (f"share of authors {_side(name)} {threshold:g}", _drawn(sample)) if each),
        effective_floor=False,
    )


def _side(name: str) -> str:
    return "below" if name in _BELOW else "above"


def _finding(
    estimates: Mapping[str, Estimate],
    rhythms: Mapping[str, tuple[npt.NDArray[np.uint64], Floats]],
    sample: Sample,
    scope: Scope,
) -> Finding:
    sentences = []
    for name, (owner, _) in rhythms.items():
        parts = [
            f"{words.replace('percentile_', '')}{'th percentile' if words[-1].isdigit() else ''} {number(each.value)}"
            for _, words in QUANTILES
            if (each := estimates[f"{NAME}.{name}.{words}"]).value is not None
        ]
        if parts:
            sentences.append(f"{sentence_case(_WORDS[name])} over {count(len(owner))} authors: {join(parts)}.")
        beyond = estimates.get(f"{NAME}.{name}.beyond_threshold")
        if beyond is not None and beyond.value is not None:
            threshold = getattr(scope.plan.rhythm, name)
            sentences.append(
                f"{percent(beyond.value)} of these authors are {_side(name)} {threshold:g}, the threshold of the plan."
            )
    caveats = ["What any one account is cannot be read off these figures; thresholds are the reader's own."]
    if not sample.complete:
        caveats.append(f"Times are {_drawn(sample)}; authors with more posts than can be kept are not among them.")
    return Finding(
        id=NAME,
        metric=NAME,
        title="Rates, intervals and hours of posting are counted, without a verdict on any account",
        statement=" ".join(sentences) or "There are too few authors to print a distribution.",
        reading="not_assessed",
        severity="none",
        confidence=confidence([each for each in estimates.values() if each.value is not None], scope),
        harm="validity",
        estimates=tuple(estimates),
        caveats=tuple(caveats),
    )
