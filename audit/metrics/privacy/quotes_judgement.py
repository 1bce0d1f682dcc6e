"""How often six words of a post lead to it alone: the share of a post's runs that no other post has, by length."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.disclosure import suppress
from audit.finding import Estimate, Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, with_q_values
from audit.metrics.privacy.estimates import share_estimate
from audit.metrics.privacy.quotes import DEEPEST, LONG, NAME, QUOTED, RUNS, short
from audit.metrics.privacy.quotes_words import PART, quotes_block, quotes_finding
from audit.metrics.withheld import are_withheld
from audit.posts import BUCKETS
from audit.statistics.intervals import share
from audit.tally import Tally
from audit.text.runs import FEWEST_WORDS, RUN

#: Posts by their words: from, up to.
BANDS = ((8, 14), (15, 29), (30, None))
#: Parts that a post's share is counted in, so that totals are whole numbers.
_PARTS = 1 << 20
_ANY_RUN = {"runs": "any run of a post"}
Mask = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Quoted:
    """The long posts of which a run is kept, n of them.

    Attributes
    ----------
    alone, kept : ndarray of int64, shape (n,)
        Runs of the post that are kept, and those of them that stand in no other post.
    words : ndarray of int64, shape (n,)
    owner : ndarray of uint64, shape (n,)
    named : ndarray of bool, shape (n,)
    weight : ndarray of int64, shape (n,)
        One over the chance that a run of the post is kept, in parts.
    level, post_level : int
        Runs were drawn at the rate ``2**-level``, posts at ``2**-post_level``.
    """

    alone: Counts
    kept: Counts
    words: Counts
    owner: npt.NDArray[np.uint64]
    named: Mask
    weight: Counts
    level: int
    post_level: int

    def voices(self, rows: Mask, *, named: bool) -> int:
        """Authors of some posts, at least one where all are of deleted accounts; where nobody is named, buckets."""
        if named:
            return len(np.unique(self.owner[rows & self.named])) or int(rows.any())
        return len(np.unique(self.owner[rows] & np.uint64(BUCKETS - 1)))

    def summed(self, what: Counts, rows: Mask) -> Counts:
        """Per author bucket; shape (128,)."""
        counted = np.zeros(BUCKETS, dtype=np.int64)
        np.add.at(counted, (self.owner[rows] & np.uint64(BUCKETS - 1)).astype(np.int64), what[rows])
        return counted


def judge_quotes(tally: Tally, scope: Scope) -> Judgement:
    """Say how often six words of a long post stand in no other post."""
    if reason := _why_not(tally):
        return Judgement(not_measured=(NotMeasured(NAME, reason),))
    quoted = _quoted(tally)
    everyone = np.ones(len(quoted.words), dtype=bool)
    made = [_searchable("searchable", everyone, quoted, scope, family=f"{NAME}.{PART}"), *_of_lengths(quoted, scope)]
    untold: tuple[NotMeasured, ...] = ()
    if quoted.level or quoted.post_level:
        reason = (
            f"Whether posts have any run of {RUN} words that no other post has, and which share of authors has such a post: there are"
            " more runs or posts than can be kept, and not every run of a post is among those that are."
        )
        untold = (NotMeasured(NAME, reason),)
    else:
        made.append(_any_of_posts(quoted, everyone, tally, scope))
        made += [_any_of_authors(quoted, tally, scope)] if scope.has_authors else []
    contrasts = with_q_values(Contrast(each, scope.plan.privacy.searchable_share) for each in made)
    estimates = {each.estimate.id: each.estimate for each in contrasts}
    finding, block = quotes_finding(contrasts[0], estimates, scope), quotes_block(estimates, scope)
    return Judgement(tuple(estimates.values()), (finding,), (block,), untold)


def _why_not(tally: Tally) -> str:
    if are_withheld(tally, NAME):
        return "Tally files hold no words, so what a search for a quote finds can only be counted where the posts are read."
    if QUOTED not in tally.samples or not len(tally.samples[QUOTED]) or not len(tally.samples[RUNS]):
        return f"Searchable quotes: no post has {FEWEST_WORDS} words or more."
    tally.samples[RUNS].compact()
    if tally.samples[RUNS].level > DEEPEST:
        return "Searchable quotes: there are more different runs of words than the sample that is kept can stand for."
    return ""


def _quoted(tally: Tally) -> Quoted:
    runs, posts = tally.samples[RUNS], tally.samples[QUOTED]
    for each in (runs, posts):
        each.compact()
    level, number = runs.level, posts.column("number").astype(np.int64)
    kept = number
    if level:
        kept = (posts.column("kept") >> np.uint64(8 * (level - 1)) & np.uint64(0xFF)).astype(np.int64)
    of, many = np.unique(runs.column("first")[runs.column("first") == runs.column("last")], return_counts=True)
    brief = short(posts.column("key"))
    at = np.minimum(np.searchsorted(of, brief), max(len(of) - 1, 0))
    alone = np.where(of[at] == brief, many[at], 0) if len(of) else np.zeros(len(brief), dtype=np.int64)
    there = kept > 0
    chance = 1 - (1 - 2.0**-level) ** number[there].astype(np.float64)
    return Quoted(
        np.minimum(alone, kept)[there].astype(np.int64),
        kept[there],
        posts.column("words")[there].astype(np.int64),
        posts.column("owner")[there],
        posts.column("flags")[there] != 0,
        np.rint(_PARTS / chance).astype(np.int64),
        level,
        posts.level,
    )


def _searchable(
    name: str, rows: Mask, quoted: Quoted, scope: Scope, *, family: str | None = None, hidden: bool = False
) -> Estimate:
    """The share of a post's runs that stand in it alone, averaged over posts."""
    ones = np.ones(len(rows), dtype=np.int64)
    interval = share(
        quoted.summed(quoted.weight * quoted.alone // quoted.kept, rows),
        quoted.summed(quoted.weight, rows),
        level=scope.level,
        units=quoted.summed(ones, rows),
    )
    words = name.partition(".")[0]
    notes = (
        f"from runs drawn at a rate of 1 in {2**quoted.level:,}" if quoted.level else "",
        f"from 1 in {2**quoted.post_level:,} posts" if quoted.post_level else "",
    )
    return share_estimate(
        f"{NAME}.{PART}.{name}",
        interval,
        n_posts=int(rows.sum()),
        n_authors=quoted.voices(rows, named=True) if scope.has_authors else None,
        sides=[1] if hidden else _sides(quoted, rows, scope),
        scope=scope,
        tolerance=scope.plan.privacy.searchable_share,
        family=family,
        group={"words": words.removeprefix("words_").replace("_", " ")} if words != name else {},
        note="; ".join(each for each in notes if each),
        of="posts long enough to be searched for, a run of words drawn from each",
    )


def _sides(quoted: Quoted, rows: Mask, scope: Scope) -> list[int]:
    """Voices of posts with a run that stands alone, and with one that does not."""
    return [
        quoted.voices(rows & side, named=scope.has_authors) for side in (quoted.alone > 0, quoted.alone < quoted.kept)
    ]


def _of_lengths(quoted: Quoted, scope: Scope) -> list[Estimate]:
    """By length of the post; posts of all lengths are printed too, so that no length is hidden alone."""
    bands = [(quoted.words >= low) & (quoted.words <= (high or np.iinfo(np.int64).max)) for low, high in BANDS]
    least = [min((each for each in _sides(quoted, own, scope) if each), default=0) for own in bands]
    hidden = suppress(least, scope.plan.floors.authors)
    return [
        _searchable(
            f"words_{low}_{f'to_{high}' if high else 'or_more'}.searchable", own, quoted, scope, hidden=bool(hide)
        )
        for (low, high), own, hide in zip(BANDS, bands, hidden, strict=True)
        if own.any()
    ]


def _any_of_posts(quoted: Quoted, rows: Mask, tally: Tally, scope: Scope) -> Estimate:
    """The share of posts of which any run stands in no other post; all runs and posts are kept."""
    some, ones = quoted.alone > 0, np.ones(len(rows), dtype=np.int64)
    return share_estimate(
        f"{NAME}.{PART}.any_run.share_of_posts",
        share(quoted.summed(ones, some), quoted.summed(ones, rows), level=scope.level),
        n_posts=tally.posts(LONG),
        n_authors=quoted.voices(rows, named=True) if scope.has_authors else None,
        sides=[quoted.voices(each, named=scope.has_authors) for each in (some, ~some)],
        scope=scope,
        tolerance=scope.plan.privacy.searchable_share,
        group=_ANY_RUN,
        of="posts long enough to be searched for",
    )


def _any_of_authors(quoted: Quoted, tally: Tally, scope: Scope) -> Estimate:
    """The share of authors of long posts who have one of which any run stands in no other post."""
    everyone, found = (np.unique(quoted.owner[quoted.named & each]) for each in (quoted.kept > 0, quoted.alone > 0))
    counted = [
        np.bincount((each & np.uint64(BUCKETS - 1)).astype(np.int64), minlength=BUCKETS).astype(np.int64)
        for each in (found, everyone)
    ]
    return share_estimate(
        f"{NAME}.{PART}.any_run.share_of_authors",
        share(*counted, level=scope.level),
        n_posts=tally.posts(LONG),
        n_authors=len(everyone),
        sides=(len(found), len(everyone) - len(found)),
        scope=scope,
        tolerance=scope.plan.privacy.searchable_share,
        group=_ANY_RUN,
        of="authors of posts long enough to be searched for",
    )
