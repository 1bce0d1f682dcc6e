"""Whether the most frequent words and hashtags of two collections are the same, against those of two halves of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from audit.finding import Block, Chart, Estimate, Finding, Judgement, NotMeasured, Reading
from audit.metrics.base import Scope
from audit.metrics.contrast import (
    FEW_VOICES,
    Contrast,
    as_estimate,
    could_have_shown,
    few_authors_caveats,
    roll_up,
    with_q_values,
)
from audit.metrics.overlap.counts import HASHTAGS, NAME, SIDES, WORDS
from audit.posts import BUCKETS
from audit.statistics.intervals import Interval
from audit.statistics.rank_agreement import agreements
from audit.tally import Tally
from audit.tally.sample import Sample
from audit.wording import count, number, percent, plural

SIZES = (10, 20, 50, 100, 200, 500)
#: Fewer terms than this have no order worth comparing.
LEAST_TERMS = 20


@dataclass(frozen=True)
class Terms:
    """Posts that have each term, by author bucket.

    Attributes
    ----------
    first, second : ndarray of int64, shape (terms, 128)
    posts, authors : (int, int)
        Of each collection; authors are those that are kept.
    rate : float
        Share of authors that is kept.
    """

    first: npt.NDArray[np.int64]
    second: npt.NDArray[np.int64]
    posts: tuple[int, int]
    authors: tuple[int, int]
    rate: float


def terms_of(tally: Tally, kind: str, floor: int) -> Terms | None:
    """The terms that ``floor`` authors or more of either collection use; None where one collection has none."""
    samples = [tally.samples.get((NAME, side, kind)) for side in SIDES]
    first, second = samples
    if first is None or second is None or not len(first) or not len(second):
        return None
    sides = [_side(each) for each in (first, second)]
    used = [term[np.bincount(which) >= floor] for term, which, _, _ in sides]
    common = np.union1d(*used)
    counts = [_counted(each, common) for each in sides]
    authors = [len(np.unique(owner)) for _, _, owner, _ in sides]
    posts = [tally.posts((NAME, side, "posts")) for side in SIDES]
    return Terms(counts[0], counts[1], (posts[0], posts[1]), (authors[0], authors[1]), min(first.rate, second.rate))


_Side = tuple[npt.NDArray[np.uint64], npt.NDArray[np.intp], npt.NDArray[np.uint64], npt.NDArray[np.int64]]


def _side(sample: Sample) -> _Side:
    term, which = np.unique(sample.column("profile"), return_inverse=True)
    return term, which, sample.column("owner"), sample.column("posts")


def _counted(side: _Side, common: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    term, which, owner, posts = side
    at = np.searchsorted(common, term)
    found = (at < len(common)) & (common[np.minimum(at, max(len(common) - 1, 0))] == term) if len(common) else at < 0
    rows = found[which]
    flat = at[which[rows]] * BUCKETS + (owner[rows] & np.uint64(BUCKETS - 1)).astype(np.int64)
    counted = np.zeros(len(common) * BUCKETS, dtype=np.int64)
    np.add.at(counted, flat, posts[rows])
    return counted.reshape(len(common), BUCKETS)


def judge_terms(tally: Tally, scope: Scope, notes: Sequence[str] = ()) -> Judgement:
    """Tau over k, of words and of hashtags; ``notes`` is what readers have to know of both."""
    return Judgement.sum([_judge(tally, scope, kind, notes) for kind in (WORDS, HASHTAGS)])


def _judge(tally: Tally, scope: Scope, kind: str, more: Sequence[str]) -> Judgement:
    floor = scope.plan.floors.authors
    terms = terms_of(tally, kind, floor)
    if terms is None:
        return _not_measured(f"Most frequent {kind}: one collection has none.")
    if len(terms.first) < LEAST_TERMS:
        return _not_measured(
            f"Most frequent {kind}: fewer than {LEAST_TERMS} are used by {floor} {scope.voice}s or more of a collection."
        )
    if min(terms.authors) < FEW_VOICES:
        return _not_measured(f"Most frequent {kind}: a collection has fewer than {FEW_VOICES} {scope.voice}s to halve.")
    sizes = [each for each in SIZES if each <= len(terms.first)]
    tolerance = scope.plan.tolerances.correlation
    found = agreements(terms.first, terms.second, sizes, authors=terms.authors, level=scope.level, tolerance=tolerance)
    shown: list[tuple[Estimate, Estimate]] = []
    contrasts = []
    for each in found:
        place = f"{NAME}.{kind}.top_{each.k}"
        within, between, difference = (
            _estimate(f"{place}.{measure}", f"tau_{measure}", kind, each.k, interval, terms, scope)
            for measure, interval in (
                ("within", each.within),
                ("between", each.between),
                ("difference", each.difference),
            )
        )
        shown.append((within, between))
        contrasts.append(Contrast(replace(difference, family=f"{NAME}.{kind}"), tolerance))
    contrasts = with_q_values(contrasts)
    estimates = (*(each for pair in shown for each in pair), *(each.estimate for each in contrasts))
    drawn = [(k, pair) for k, pair in zip(sizes, shown, strict=True) if all(each.status == "ok" for each in pair)]
    if not drawn:
        return Judgement(estimates)
    block = f"{NAME}.{kind}"
    chart = Chart(
        "paired",
        tuple((within.id, between.id) for _, (within, between) in drawn),
        tuple(f"top {k}" for k, _ in drawn),
        "Kendall's tau",
        series=("two halves of one collection", "a half of each"),
        caption=f"Of {kind} that {floor} {scope.voice}s or more use, those among the k most frequent of either side."
        f" {percent(scope.level)} intervals by the jackknife over authors.",
    )
    notes = [
        "Two searches for different words differ in these words by intent.",
        *([f"Estimated from {percent(terms.rate)} of authors, drawn by hash."] if terms.rate < 1 else []),
        *more,
        *few_authors_caveats(scope),
    ]
    return Judgement(
        estimates,
        (_finding(kind, contrasts, dict(zip(sizes, shown, strict=True)), block, notes, terms, sizes),),
        (Block(block, NAME, f"How far the most frequent {kind} agree", "", chart, tuple(notes)),),
    )


def _estimate(
    identifier: str, measure: str, kind: str, k: int, interval: Interval, terms: Terms, scope: Scope
) -> Estimate:
    return as_estimate(
        identifier,
        measure,
        {"terms": kind, "k": str(k)},
        interval,
        "score",
        n_posts=sum(terms.posts),
        n_authors=sum(terms.authors) if scope.has_authors else None,
        voices=scope.plan.floors.authors,
        scope=scope,
        effective_floor=False,
        note="" if interval.estimable else "has no interval: counts do not vary, or hang on few authors",
    )


def _finding(
    kind: str,
    contrasts: list[Contrast],
    pairs: dict[int, tuple[Estimate, Estimate]],
    block: str,
    notes: list[str],
    terms: Terms,
    sizes: list[int],
) -> Finding:
    readings = [_one_sided(each) for each in contrasts]
    shown = [each for each, reading in zip(contrasts, readings, strict=True) if reading == "shown"]
    # The largest list speaks: it rests on most terms.
    chosen = max(shown or contrasts, key=lambda each: int(each.estimate.group["k"]))
    k = int(chosen.estimate.group["k"])
    within, between = pairs[k]
    reading = "shown" if shown else roll_up(readings)
    tolerance = number(chosen.tolerance)
    titles = {
        "shown": f"The most frequent {kind} agree less than those of two halves of one collection",
        "shown_small": f"The most frequent {kind} agree about as far as those of two halves of one collection",
        "inconclusive": f"Whether the most frequent {kind} agree as those of two halves of one collection could not be settled",
        "not_assessed": f"How far the most frequent {kind} agree could not be judged",
    }
    beyond = f"{count(len(shown))} of {plural(len(sizes), 'list')} differ by more than {tolerance}" if shown else ""
    return Finding(
        id=block,
        metric=NAME,
        title=titles[reading],
        statement=f"Over the {count(k)} most frequent {kind} of either side, Kendall's tau is {between.told} between a half"
        f" of each collection and {within.told} between two halves of one: a difference of"
        f" {chosen.estimate.told}, where {tolerance} is tolerated."
        + (f" Of lists of different lengths, {beyond}." if beyond else could_have_shown(contrasts)),
        reading=reading,
        severity=chosen.severity if shown else "none",
        confidence="medium" if min(terms.authors) < 200 else "high",
        harm="validity",
        estimates=tuple(each.estimate.id for each in contrasts),
        headline=chosen.estimate.id,
        caveats=tuple(notes),
        block=block,
    )


def _one_sided(contrast: Contrast) -> Reading:
    """Reading of a difference that matters only where the two agree less: they agree more where they share posts."""
    high = contrast.estimate.high
    if contrast.reading != "not_assessed" and high is not None and high <= contrast.tolerance:
        return "shown_small"
    return contrast.reading


def _not_measured(reason: str) -> Judgement:
    return Judgement(not_measured=(NotMeasured(NAME, reason),))
