"""How much, how regularly and at which hours authors post.

Question
    How are posting rates, their regularity and hours of posting distributed over authors?

Definition
    Per author, from the posts in the data whose time is known (UTC): posts_per_active_day = posts / days with a post;
    daily_variation = standard deviation of the posts of these days / their mean (0 if all days are alike), for authors with
    20 active days or more and two posts a day or more, since who posts once a day cannot vary; hour_entropy = entropy of the hours of day of the posts / log 24 (1 for round the clock), for
    authors with 20 posts or more. Printed are the median, the 90th and the 99th percentile over authors, and, where the plan
    sets a threshold under [rhythm], the share of authors beyond it.

Inputs
    Authors and times of posting. At most 262,144 pairs of author and day, and as many of author and hour, are kept, of whole
    authors drawn by hash; above that the figures say which share of authors they stand on. Which days and hours these are is
    not kept in a tally that is written to a file, only which are the same.

Reading it
    There is no right rhythm, hence no reading. Newsrooms, shared accounts, shift workers and enthusiasts post much and at all
    hours. A threshold is the reader's own and is printed with its figure.

Not evidence of
    Automation, or what any one account is: such features mistake many people's accounts for programs and the reverse. Only
    posts that were collected count: gaps of the collection look like pauses, and few posts have few hours by chance. The
    variation of the intervals between posts is not measured: it needs their order, and times of single authors tell who
    they are.

References
----------
    Rauchfleisch and Kaiser (2020), PLOS ONE 15(10), for false positives of detection by activity. Conover (1999), section
    3.2, for intervals of quantiles.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.finding import Estimate, Finding, Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.contrast import as_estimate, confidence
from audit.metrics.counting import mixed
from audit.posts import BUCKETS, PostBatch
from audit.statistics.intervals import share
from audit.statistics.order_statistics import quantile_interval
from audit.tally import Tally
from audit.tally.sample import Columns, Sample, levels
from audit.wording import count, join, sentence_case

NAME = "rhythm"
DAYS, HOURS = (NAME, "days"), (NAME, "hours")
#: Pairs of author and day, and of author and hour, that are kept: 9 MB each.
MOST_PAIRS = 1 << 18
#: Posts, and active days, from which on hours and days say something of an author.
FEWEST = 20
#: Posts per active day from which on days can differ much.
LEAST_A_DAY = 2
QUANTILES = ((0.5, "median"), (0.9, "percentile_90"), (0.99, "percentile_99"))
_WORDS = {
    "posts_per_active_day": "posts per active day",
    "daily_variation": "variation of posts from day to day",
    "hour_entropy": "entropy of the hours of posting",
}
#: A high rate, a low variation and a high entropy are the ends that thresholds are set for.
_BELOW = ("daily_variation",)
_DAY, _HOUR = 86_400_000_000, 3_600_000_000

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Rhythm:
    """Distributions over authors of rates, regularity and hours of posting."""

    name: str = NAME
    title: str = "How accounts post"

    def measure(self, posts: PostBatch) -> Tally:
        """Keep the posts of each author by day and by hour of day, of whole authors, within a bound."""
        tally = Tally()
        tally.count((NAME, "posts"), posts.bucket)
        created = posts.column("created_at")
        if created is None or created.null_count == len(created):
            return tally
        rows = np.flatnonzero(created.is_valid().to_numpy(zero_copy_only=False) & posts.has_author)
        tally.count((NAME, "timed"), posts.bucket[rows])
        owner = posts.author_key[rows]
        moment = pc.cast(created, pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)[rows]
        for cell, unit in ((DAYS, moment // _DAY), (HOURS, moment // _HOUR % 24)):
            columns: Columns = {
                "key": mixed(owner ^ mixed(unit.astype(np.uint64) + np.uint64(1))),
                "level": levels(mixed(owner)),
                "owner": owner,
                "posts": np.ones(len(rows), dtype=np.int64),
            }
            tally.add_rows(cell, columns, MOST_PAIRS)
        return tally

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Quantiles over authors, and shares beyond the plan's thresholds."""
        if not scope.has_authors or tally.posts((NAME, "timed")) == 0:
            reason = "Posts without an author, or without a time, have no rhythm that could be told."
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        if not len(tally.samples[DAYS]) or not len(tally.samples[HOURS]):
            reason = "Authors have more days or hours of posting than can be kept, so none of them could be."
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        rhythms = dict(rhythms_of(tally.samples[DAYS], tally.samples[HOURS]))
        estimates = {
            each.id: each
            for name, rhythm in rhythms.items()
            for each in (*_quantiles(name, rhythm, scope), *_beyond(name, rhythm, scope))
        }
        return Judgement(tuple(estimates.values()), (_finding(estimates, rhythms, scope),))


class Values(NamedTuple):
    """A value for each of some authors, and the sample that these were drawn into."""

    owner: npt.NDArray[np.uint64]
    value: Floats
    sample: Sample


def rhythms_of(days: Sample, hours: Sample) -> Iterator[tuple[str, Values]]:
    """Each figure by author; rows are an author's day, or hour of day, with its posts."""
    owner, posts, starts = _by_owner(days)
    active = np.diff(np.r_[starts, len(posts)])
    total = np.add.reduceat(posts, starts)
    yield "posts_per_active_day", Values(owner, total / active, days)

    mean = total / active
    off = posts - np.repeat(mean, active)
    deviation = np.sqrt(np.add.reduceat(off * off, starts) / np.maximum(active - 1, 1))
    often = (active >= FEWEST) & (mean >= LEAST_A_DAY)
    yield "daily_variation", Values(owner[often], (deviation / mean)[often], days)

    owner, posts, starts = _by_owner(hours)
    total = np.add.reduceat(posts, starts)
    p = posts / np.repeat(total, np.diff(np.r_[starts, len(posts)]))
    entropy = np.add.reduceat(-p * np.log(p), starts) / math.log(24)
    often = total >= FEWEST
    yield "hour_entropy", Values(owner[often], np.maximum(entropy[often], 0.0), hours)


def _by_owner(sample: Sample) -> tuple[npt.NDArray[np.uint64], Counts, Counts]:
    """Authors, posts of their rows one author after the other, and where each author's rows start.

    Within an author fewest posts come first: keys, which a file hides, must not decide in which order numbers are summed.
    """
    order = np.lexsort((sample.column("posts"), sample.column("owner")))
    owner = sample.column("owner")[order]
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    return owner[starts], sample.column("posts")[order], starts


def _drawn(sample: Sample) -> str:
    return "" if sample.complete else f"of a sample of 1 in {2**sample.level:,} authors"


def _quantiles(name: str, values: Values, scope: Scope) -> Iterator[Estimate]:
    floor = scope.plan.floors.authors
    for quantile, words in QUANTILES:
        identifier, n = f"{NAME}.{name}.{words}", len(values.value)
        bare = Estimate(identifier, NAME, f"{name}_{words}", {}, None, None, None, "index", None, n, level=scope.level)
        # So many authors must stand on either side of what is printed.
        if n * min(quantile, 1 - quantile) < floor:
            reason = f"hidden: fewer than {floor} authors beyond it"
            yield replace(bare, n_authors=None, status="suppressed", note=reason)
            continue
        interval = quantile_interval(values.value, quantile, level=scope.level)
        low, high = (None if math.isnan(each) else each for each in (interval.low, interval.high))
        yield replace(bare, value=interval.value, low=low, high=high, n_effective=float(n), note=_drawn(values.sample))


def _beyond(name: str, values: Values, scope: Scope) -> Iterator[Estimate]:
    threshold: float | None = getattr(scope.plan.rhythm, name)
    if threshold is None:
        return
    beyond = values.value < threshold if name in _BELOW else values.value > threshold
    bucket = (values.owner & np.uint64(BUCKETS - 1)).astype(np.int64)
    part, whole = (np.bincount(each, minlength=BUCKETS).astype(np.int64) for each in (bucket[beyond], bucket))
    sides = [int(each) for each in (beyond.sum(), (~beyond).sum()) if each]
    yield as_estimate(
        f"{NAME}.{name}.beyond_threshold",
        f"{name}_beyond_threshold",
        {},
        share(part, whole, level=scope.level),
        "share",
        n_posts=len(values.value),
        n_authors=len(values.value),
        voices=min(sides, default=0),
        scope=scope,
        note="; ".join(
            each for each in (f"share of authors {_side(name)} {threshold:g}", _drawn(values.sample)) if each
        ),
        effective_floor=False,
        denominator="authors whose rhythm can be seen",
    )


def _side(name: str) -> str:
    return "below" if name in _BELOW else "above"


def _finding(estimates: Mapping[str, Estimate], rhythms: Mapping[str, Values], scope: Scope) -> Finding:
    sentences = []
    for name, values in rhythms.items():
        parts = [
            f"{words.replace('percentile_', '')}{'th percentile' if words[-1].isdigit() else ''} {each.told}"
            for _, words in QUANTILES
            if (each := estimates[f"{NAME}.{name}.{words}"]).value is not None
        ]
        if parts:
            sentences.append(f"{sentence_case(_WORDS[name])} over {count(len(values.owner))} authors: {join(parts)}.")
        beyond = estimates.get(f"{NAME}.{name}.beyond_threshold")
        if beyond is not None and beyond.value is not None:
            threshold = getattr(scope.plan.rhythm, name)
            sentences.append(
                f"{beyond.told} of these authors are {_side(name)} {threshold:g}, the threshold of the plan."
            )
    caveats = ["What any one account is cannot be read off these figures; thresholds are the reader's own."]
    drawn = [_drawn(each.sample) for each in rhythms.values() if not each.sample.complete]
    if drawn:
        caveats.append(f"Figures are {drawn[0]}; authors with more posts than can be kept are not among them.")
    return Finding(
        id=NAME,
        metric=NAME,
        title="Rates, regularity and hours of posting are counted, without a verdict on any account",
        statement=" ".join(sentences) or "There are too few authors to print a distribution.",
        reading="not_assessed",
        severity="none",
        confidence=confidence([each for each in estimates.values() if each.value is not None], scope),
        harm="validity",
        estimates=tuple(estimates),
        caveats=tuple(caveats),
    )
