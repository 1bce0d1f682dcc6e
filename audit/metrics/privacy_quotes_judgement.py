"""How many posts are found by six words of them: shares of posts and of authors, by length."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.disclosure import suppress
from audit.finding import Block, Chart, Estimate, Finding, Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, confidence, few_authors_caveats, with_q_values
from audit.metrics.privacy_estimates import one_sided, severity, share_estimate
from audit.metrics.privacy_quotes import LONG, NAME, QUOTED, RUNS, short
from audit.metrics.withheld import are_withheld
from audit.posts import BUCKETS
from audit.statistics.intervals import share
from audit.tally import Tally
from audit.text.runs import FEWEST_WORDS, RUN
from audit.wording import count, percent, sentence_case

PART = "quotes"
#: Words of a post from which on it counts as long, and as very long.
BANDS = ((8, 14), (15, 29), (30, None))
#: What a post weighs that is kept with certainty; others weigh as much more as they are kept less often.
_WEIGHT = 1 << 10
_AYERS = (
    "Where posts are public, quoted words lead to their author: of 112 papers on health that used posts from Twitter, 72% quoted"
    " one, and in 84% of these papers a search for the words found the account of at least one author (Ayers et al. 2018)."
)
_TITLES = {
    "shown": "Six words of a post are often found in no other post",
    "shown_small": "Few posts have six words that no other post here has",
    "inconclusive": "Whether six words single out many posts could not be settled",
    "not_assessed": "How many posts six words single out could not be judged",
}
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Quoted:
    """The long posts that are kept, n of them.

    Attributes
    ----------
    drawn, some : ndarray of bool, shape (n,)
        Whether the run that is drawn, and whether any run, stands in no other post; ``some`` means nothing of a sample.
    words : ndarray of int64, shape (n,)
    owner : ndarray of uint64, shape (n,)
    named : ndarray of bool, shape (n,)
    weight : ndarray of int64, shape (n,)
        One over the chance of being kept, times 1,024.
    level : int
        Runs were drawn at the rate ``2**-level``.
    """

    drawn: Mask
    some: Mask
    words: npt.NDArray[np.int64]
    owner: npt.NDArray[np.uint64]
    named: Mask
    weight: npt.NDArray[np.int64]
    level: int


def judge_quotes(tally: Tally, scope: Scope) -> Judgement:
    """Say which share of long posts has a run of words that no other post has."""
    if are_withheld(tally, NAME):
        reason = "Tally files hold no words, so what a search for a quote finds can only be counted where the posts are read."
        return Judgement(not_measured=(NotMeasured(NAME, reason),))
    if QUOTED not in tally.samples or not len(tally.samples[QUOTED]) or not len(tally.samples[RUNS]):
        reason = f"Searchable quotes: no post has {FEWEST_WORDS} words or more."
        return Judgement(not_measured=(NotMeasured(NAME, reason),))
    quoted = _quoted(tally)
    everyone = np.ones(len(quoted.words), dtype=bool)
    made = [_of_posts("share_of_posts", quoted.drawn, everyone, quoted, tally, scope, family=f"{NAME}.{PART}")]
    if not quoted.level:
        # A post with the drawn run has some: what the two differ by is told too.
        hidden = 0 < _voices(quoted, quoted.some & ~quoted.drawn, scope) < scope.plan.floors.authors
        made.append(_of_posts("any_run.share_of_posts", quoted.some, everyone, quoted, tally, scope, hidden=hidden))
    made += _of_lengths(quoted, tally, scope)
    if scope.has_authors and not quoted.level:
        made.append(_of_authors(quoted, tally, scope))
    contrasts = with_q_values(Contrast(each, scope.plan.privacy.searchable_share) for each in made)
    estimates = {each.estimate.id: each.estimate for each in contrasts}
    untold: tuple[NotMeasured, ...] = ()
    if quoted.level:
        reason = (
            f"Whether posts have any run of {RUN} words that no other has, and the share of authors with such a post: of too many"
            " runs a sample is kept, in which not every run of a post is. It is at least the share for runs that are drawn."
        )
        untold = (NotMeasured(NAME, reason),)
    return Judgement(
        tuple(estimates.values()),
        (_finding(contrasts[0], estimates, scope),),
        (_block(estimates, scope),),
        untold,
    )


def _of_lengths(quoted: Quoted, tally: Tally, scope: Scope) -> list[Estimate]:
    """The share by length of the post; posts of all lengths are printed too, so that no length is hidden alone."""
    bands = [(quoted.words >= low) & (quoted.words <= (high or np.iinfo(np.int64).max)) for low, high in BANDS]
    least = [
        min(
            (each for each in (_voices(quoted, own & side, scope) for side in (quoted.drawn, ~quoted.drawn)) if each),
            default=0,
        )
        for own in bands
    ]
    hidden = suppress(least, scope.plan.floors.authors)
    return [
        _of_posts(f"{_band(*band)}.share_of_posts", quoted.drawn, own, quoted, tally, scope, hidden=bool(hide))
        for band, own, hide in zip(BANDS, bands, hidden, strict=True)
        if own.any()
    ]


def _quoted(tally: Tally) -> Quoted:
    runs, posts = tally.samples[RUNS], tally.samples[QUOTED]
    runs.compact()
    posts.compact()
    level = max(runs.level, posts.level)
    kept = posts.column("level") >= level
    drawn, number, identity = (posts.column(each)[kept] for each in ("run", "number", "key"))
    alone = runs.column("first") == runs.column("last")
    at = np.minimum(np.searchsorted(runs.column("key"), drawn), len(alone) - 1)
    found = alone[at] & (runs.column("key")[at] == drawn)
    some = np.isin(short(identity), runs.column("first")[alone])
    chance = 1 - (1 - 2.0**-level) ** number.astype(np.float64)
    weight = np.rint(_WEIGHT / chance).astype(np.int64) if level else np.ones(len(drawn), dtype=np.int64)
    words = number.astype(np.int64) + RUN - 1
    return Quoted(found, some, words, posts.column("owner")[kept], posts.column("flags")[kept] != 0, weight, level)


def _of_posts(
    name: str,
    part: Mask,
    whole: Mask,
    quoted: Quoted,
    tally: Tally,
    scope: Scope,
    *,
    family: str | None = None,
    hidden: bool = False,
) -> Estimate:
    bucket = (quoted.owner & np.uint64(BUCKETS - 1)).astype(np.int64)

    def summed(rows: Mask, what: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        counted = np.zeros(BUCKETS, dtype=np.int64)
        np.add.at(counted, bucket[rows], what[rows])
        return counted

    ones = np.ones(len(whole), dtype=np.int64)
    sides = [_voices(quoted, rows, scope) for rows in (whole & part, whole & ~part)]
    note = f"from runs drawn at a rate of 1 in {2**quoted.level:,}" if quoted.level else ""
    return share_estimate(
        f"{NAME}.{PART}.{name}",
        share(
            summed(whole & part, quoted.weight),
            summed(whole, quoted.weight),
            level=scope.level,
            units=summed(whole, ones) if quoted.level else None,
        ),
        n_posts=int(whole.sum()) if quoted.level or not whole.all() else tally.posts(LONG),
        n_authors=_voices(quoted, whole, scope) if scope.has_authors else None,
        sides=[1] if hidden else sides,
        scope=scope,
        tolerance=scope.plan.privacy.searchable_share,
        family=family,
        group={"words": name.partition(".")[0].removeprefix("words_").replace("_", " ")}
        if name[:6] == "words_"
        else {},
        note=note,
    )


def _of_authors(quoted: Quoted, tally: Tally, scope: Scope) -> Estimate:
    """Share of authors with a long post of whom a post has a run that no other has."""
    everyone = np.unique(quoted.owner[quoted.named])
    found = np.unique(quoted.owner[quoted.named & quoted.some])
    counted = [
        np.bincount((each & np.uint64(BUCKETS - 1)).astype(np.int64), minlength=BUCKETS) for each in (found, everyone)
    ]
    return share_estimate(
        f"{NAME}.{PART}.any_run.share_of_authors",
        share(counted[0].astype(np.int64), counted[1].astype(np.int64), level=scope.level),
        n_posts=tally.posts(LONG),
        n_authors=len(everyone),
        sides=(len(found), len(everyone) - len(found)),
        scope=scope,
        tolerance=scope.plan.privacy.searchable_share,
    )


def _voices(quoted: Quoted, rows: Mask, scope: Scope) -> int:
    if scope.has_authors:
        return len(np.unique(quoted.owner[rows & quoted.named]))
    return len(np.unique(quoted.owner[rows] & np.uint64(BUCKETS - 1)))


def _band(low: int, high: int | None) -> str:
    return f"words_{low}_to_{high}" if high else f"words_{low}_or_more"


def _finding(head: Contrast, estimates: dict[str, Estimate], scope: Scope) -> Finding:
    reading = one_sided(head)
    estimate = head.estimate
    sentences = [
        f"Of {count(estimate.n_posts)} posts of {FEWEST_WORDS} words or more, {percent(estimate.value)} are the only post here with"
        f" a run of {RUN} words that is drawn from them; the plan tolerates {percent(head.tolerance)}."
        if estimate.value is not None
        else f"The share of posts that {RUN} of their words single out is not printed: {estimate.note}."
    ]
    some = estimates.get(f"{NAME}.{PART}.any_run.share_of_posts")
    if some is not None and some.value is not None:
        sentences.append(f"{percent(some.value)} have at least one such run.")
    authors = estimates.get(f"{NAME}.{PART}.any_run.share_of_authors")
    if authors is not None and authors.value is not None:
        sentences.append(
            f"Of {count(authors.n_authors)} authors of such posts, {percent(authors.value)} have one with it."
        )
    return Finding(
        id=f"{NAME}.{PART}",
        metric=NAME,
        title=_TITLES[reading],
        statement=" ".join(sentences),
        reading=reading,
        severity=severity(head),
        confidence=confidence([estimate], scope),
        harm="privacy",
        estimates=tuple(estimates),
        headline=estimate.id,
        caveats=(
            _AYERS,
            "No other post of this file has these words; whether a search of the platform finds others, or the post is still there,"
            " is not looked up.",
            *few_authors_caveats(scope),
        ),
        actions=(
            "Quote nothing word for word; paraphrase, or ask. postaudit prints no passage unless it is asked to.",
            "postaudit redact takes handles, links and numbers out of posts; words that are left can still be searched for.",
        )
        if reading == "shown"
        else (),
        block=f"{NAME}.{PART}",
    )


def _block(estimates: dict[str, Estimate], scope: Scope) -> Block:
    def words(each: Estimate) -> str:
        if each.group:
            return f"a drawn run, in posts of {each.group['words']} words"
        kind = "any run" if ".any_run." in each.id else "a drawn run"
        return f"{kind}, {'authors' if each.measure == 'share_of_authors' else 'posts'}"

    chart = Chart(
        "intervals",
        tuple((each,) for each in estimates),
        tuple(sentence_case(words(each)) for each in estimates.values()),
        f"share with a run of {RUN} words that stands in no other post",
        caption=f"Runs of {RUN} words that one post alone has, with {percent(scope.level)} intervals clustered by {scope.voice}.",
    )
    return Block(f"{NAME}.{PART}", NAME, "Words that find a post", "", chart)
