"""Which posts are in both collections, over all and by time, and how many there may be that neither has."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.finding import Block, Chart, Estimate, Finding, Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.contrast import as_estimate, confidence, few_authors_caveats
from audit.metrics.fates.hiding import Fates, enough, printable
from audit.metrics.overlap.counts import IDS, NAME, NO_DAY, SIDES, By
from audit.posts import BUCKETS, author_bucket
from audit.statistics import intervals
from audit.statistics.capture_recapture import population_size
from audit.statistics.intervals import not_estimable
from audit.tally import Tally
from audit.tally.sample import Sample
from audit.wording import count, percent

#: More periods than this are read in larger ones.
MOST_PERIODS = 45
#: With fewer posts in both, the estimate of a population is far too small as a rule (Seber 1982, section 3.1.1).
LEAST_IN_BOTH = 7
#: Of posts in both that name an author twice, fewer than this part name the same, and readers are told.
LEAST_SAME = 0.5
INDEPENDENCE = (
    "This holds only if both collections caught posts independently of each other, and each post as likely as any other. Two"
    " searches for similar words catch the same posts, and the number is then too small; no count of the two can tell."
)
WHAT = {"id": "posts", "text": "different texts"}


@dataclass(frozen=True)
class Caught:
    """What one collection caught, of the posts that are kept of both.

    Attributes
    ----------
    in_other : ndarray of bool, shape (n,)
    bucket, day : ndarray of int, shape (n,)
    author : ndarray of int64, shape (n,)
        A number for each stated author; -1 where none is stated.
    """

    in_other: npt.NDArray[np.bool_]
    bucket: npt.NDArray[np.int64]
    day: npt.NDArray[np.int32]
    author: npt.NDArray[np.int64]

    @property
    def authors(self) -> int | None:
        """Stated authors; None where none is."""
        return self.authors_of(np.ones(len(self.author), dtype=bool)) if (self.author >= 0).any() else None

    def authors_of(self, rows: npt.NDArray[np.bool_]) -> int:
        """Stated authors of some posts."""
        return len(np.unique(self.author[rows & (self.author >= 0)]))

    def fates(self, rows: npt.NDArray[np.bool_] | None = None) -> Fates:
        """Posts that are not in the other collection and those that are, by author bucket; int64, shape (2, 128)."""
        chosen = np.ones(len(self.bucket), dtype=bool) if rows is None else rows
        flat = self.in_other[chosen].astype(np.int64) * BUCKETS + self.bucket[chosen]
        return np.bincount(flat, minlength=2 * BUCKETS).reshape(2, BUCKETS)


def caught(tally: Tally) -> tuple[Caught, Caught, float] | None:
    """Both collections, and the share of posts that is kept; None where one has nothing that makes posts the same."""
    samples = [tally.samples.get((NAME, side, IDS)) for side in SIDES]
    first, second = samples
    if first is None or second is None or not len(first) or not len(second):
        return None
    level = max(first.level, second.level)
    a, b = (_of(each, level) for each in (first, second))
    in_b = np.isin(a["key"], b["key"], assume_unique=True)
    in_a = np.isin(b["key"], a["key"], assume_unique=True)
    return _caught(a, in_b), _caught(b, in_a), 2.0**-level


def otherwise_named(tally: Tally) -> list[str]:
    """What is to be said where most posts that are in both have another author in one collection than in the other."""
    first, second = (tally.samples.get((NAME, side, IDS)) for side in SIDES)
    if first is None or second is None:
        return []
    level = max(first.level, second.level)
    a, b = (_of(each, level) for each in (first, second))
    _, at_a, at_b = np.intersect1d(a["key"], b["key"], assume_unique=True, return_indices=True)
    named = a["flags"][at_a].astype(bool) & b["flags"][at_b].astype(bool)
    same = a["owner"][at_a] == b["owner"][at_b]
    if not named.any() or same[named].mean() >= LEAST_SAME:
        return []
    return [
        "Most posts that are in both name another author in one collection than in the other, as where one has names and the"
        " other numbers: halves of the two then hold the same authors, and agree too well. --columns author_id=COLUMN and"
        " --second-columns name them."
    ]


def _of(sample: Sample, level: int) -> dict[str, npt.NDArray[np.generic]]:
    kept = sample.column("level") >= level
    return {name: sample.column(name)[kept] for name in ("key", "owner", "flags", "first")}


def _caught(rows: dict[str, npt.NDArray[np.generic]], in_other: npt.NDArray[np.bool_]) -> Caught:
    owner, named = rows["owner"].astype(np.uint64), rows["flags"].astype(bool)
    _, number = np.unique(owner, return_inverse=True)
    author = np.where(named, number, -1).astype(np.int64)
    return Caught(in_other, author_bucket(owner), rows["first"].astype(np.int32), author)


def judge_ids(tally: Tally, scope: Scope, names: tuple[str, str], by: By) -> Judgement:
    """Shares of each in the other, over all and by time, and the size of what both are drawn from."""
    both = caught(tally)
    if both is None:
        what = "ids" if by == "id" else "texts"
        return Judgement(not_measured=(NotMeasured(NAME, f"Posts in both: one collection has no {what}."),))
    first, second, rate = both
    floor = scope.plan.floors.authors
    tells = all(enough(each, floor) for side in (first, second) for each in side.fates())
    notes = _notes(tally, names, by, rate)
    shares = [
        _share(f"{NAME}.{side}.in_the_other.share", name, one, one.fates(), scope, tells)
        for side, name, one in zip(SIDES, names, (first, second), strict=True)
    ]
    size = _size(first, second, rate, scope, tells)
    parts = [
        _shared(shares, names, by, notes, scope),
        _population(size, first, second, by, notes),
        _by_time(first, second, names, scope) if tells else Judgement(),
    ]
    return Judgement.sum([Judgement((*shares, size)), *parts])


def _notes(tally: Tally, names: tuple[str, str], by: By, rate: float) -> list[str]:
    notes = []
    if by == "text":
        notes.append(
            "One collection has no ids, so posts are the same that have exactly the same text, and each text counts once: copies"
            " that two people wrote are taken for one post, and a text that was changed for two."
        )
    for name, side in zip(names, SIDES, strict=True):
        lost, whole = tally.posts((NAME, side, "unknown")), tally.posts((NAME, side, "posts"))
        if lost:
            notes.append(f"{percent(lost / whole)} of the posts of {name} have no {by} and are not compared.")
    if rate < 1:
        notes.append(f"Estimated from {percent(rate)} of the posts of both, drawn by hash.")
    return notes


def _share(
    identifier: str,
    name: str,
    one: Caught,
    fates: Fates,
    scope: Scope,
    tells: bool,  # noqa: FBT001
    period: str = "",
    n_authors: int | None = None,
) -> Estimate:
    whole = fates.sum(axis=0)
    return as_estimate(
        identifier,
        "in_the_other_share",
        {"collection": name, **({"time": period} if period else {})},
        intervals.share(fates[1], whole, level=scope.level),
        "share",
        n_posts=int(whole.sum()),
        n_authors=n_authors if period else one.authors,
        voices=_voices(fates) if tells else 1,
        scope=scope,
        denominator="items of the collection",
    )


def _voices(fates: Fates) -> int:
    return min((int(np.count_nonzero(each)) for each in fates if each.any()), default=0)


def _size(first: Caught, second: Caught, rate: float, scope: Scope, tells: bool) -> Estimate:  # noqa: FBT001
    a, b = first.fates(), second.fates()
    # Of a post in both, the first collection says whose it is, so that it counts in one bucket.
    found = not_estimable(math.nan, scope.level)
    if not _same(first, second):
        # Where nearly all is in both, what neither caught has no upper limit that a float could hold.
        with suppress(OverflowError):
            found = population_size(a.sum(axis=0), _moved(b, a), a[1], level=scope.level)
    union = int(a.sum() + b[0].sum())
    known = [each.authors for each in (first, second) if each.authors is not None]
    return as_estimate(
        f"{NAME}.population",
        "population",
        {},
        found.scaled(1 / rate),
        "count",
        n_posts=union,
        n_authors=max(known) if known else None,
        voices=min(_voices(a), _voices(b)) if tells else 1,
        scope=scope,
        effective_floor=False,
    )


def _moved(second: Fates, first: Fates) -> npt.NDArray[np.int64]:
    """Posts of the second collection by bucket, those in both in the bucket that the first collection has them in."""
    moved: npt.NDArray[np.int64] = second[0] + first[1]
    return moved


def _shared(
    shares: Sequence[Estimate], names: tuple[str, str], by: By, notes: Sequence[str], scope: Scope
) -> Judgement:
    told = [each for each in shares if each.status == "ok"]
    if not told:
        return Judgement(not_measured=(NotMeasured(NAME, f"Posts in both: {shares[0].note}."),))
    what = WHAT[by]
    said = [
        f"of the {count(each.n_posts)} {what} of {name}, {each.told} ({each.limits}) are in {other}"
        for each, name, other in zip(told, names, names[::-1], strict=False)
    ]
    block = f"{NAME}.in_the_other"
    text = "; ".join(said)
    finding = Finding(
        id=block,
        metric=NAME,
        title=f"{told[0].told} of the first collection is in the second, and {told[-1].told} of the second"
        " in the first",
        statement=f"{text[0].upper()}{text[1:]}.",
        reading="not_assessed",
        severity="none",
        confidence=confidence(told, scope),
        harm="validity",
        estimates=tuple(each.id for each in told),
        headline=told[0].id,
        caveats=(*notes, *few_authors_caveats(scope)),
        block=block,
    )
    chart = Chart(
        "intervals",
        tuple((each.id,) for each in told),
        tuple(names[: len(told)]),
        "share that is in the other collection",
        caption=f"{percent(scope.level)} intervals clustered by {scope.voice}.",
    )
    return Judgement((), (finding,), (Block(block, NAME, f"{what.capitalize()} in both", "", chart, tuple(notes)),))


def _same(first: Caught, second: Caught) -> bool:
    """Whether neither holds what the other does not: then nothing tells of what neither holds."""
    return bool(first.in_other.all() and second.in_other.all())


def _population(size: Estimate, first: Caught, second: Caught, by: By, notes: Sequence[str]) -> Judgement:
    in_both = int(first.in_other.sum())
    if in_both == 0:
        return Judgement(not_measured=(NotMeasured(NAME, "The size of what both are drawn from: nothing is in both."),))
    if _same(first, second):
        reason = "The size of what both are drawn from: both hold the same, so nothing tells what neither has."
        return Judgement(not_measured=(NotMeasured(NAME, reason),))
    if size.status != "ok" or size.value is None:
        return Judgement(not_measured=(NotMeasured(NAME, f"The size of what both are drawn from: {size.note}."),))
    what = WHAT[by]
    few = (
        f" Only {count(in_both)} are in both, and the number is then too small as a rule."
        if in_both < LEAST_IN_BOTH
        else ""
    )
    union = len(first.bucket) + int((~second.in_other).sum())
    return Judgement(
        (),
        (
            Finding(
                id=f"{NAME}.population",
                metric=NAME,
                title=f"If both were drawn independently, there are about {count(_rounded(size.value))} {what} of this topic",
                statement=f"The two have {count(union)} {what} together, {count(in_both)} of them in both. Drawn independently of"
                f" each other, they would be of about {count(_rounded(size.value))}"
                + (
                    f" ({count(_rounded(size.low))} to {count(_rounded(size.high))})"
                    if size.low is not None and size.high is not None
                    else ""
                )
                + f" (Chapman's estimate).{few}",
                reading="not_assessed",
                severity="none",
                confidence="low",
                harm="validity",
                estimates=(size.id,),
                headline=size.id,
                caveats=(INDEPENDENCE, "Posts cluster in authors; the interval allows for that.", *notes),
            ),
        ),
    )


def _rounded(value: float) -> int:
    """To three figures: no more is known."""
    return int(float(f"{value:.3g}"))


def _by_time(first: Caught, second: Caught, names: tuple[str, str], scope: Scope) -> Judgement:
    """Shares by day, month or year, whatever makes few enough periods."""
    periods = _periods(first, second)
    if len(periods) < 2:
        return Judgement()
    floor = scope.plan.floors.authors
    lines: list[list[Estimate]] = []
    for side, name, one, own in zip(SIDES, names, (first, second), _labelled(first, second), strict=True):
        fates = {each: one.fates(own == each) for each in periods}
        shown = printable(fates, one.fates(), [(0, 1), (1, 2)], floor)
        lines.append(
            [
                _share(
                    f"{NAME}.{side}.in_the_other.{each}.share",
                    name,
                    one,
                    fates[each],
                    scope,
                    each in shown,
                    each,
                    None if one.authors is None else one.authors_of(own == each),
                )
                for each in periods
                if fates[each].any()
            ]
        )
    told = [{each.group["time"]: each for each in line if each.status == "ok"} for line in lines]
    common = [each for each in periods if all(each in one for one in told)]
    estimates = tuple(each for line in lines for each in line)
    if len(common) < 2:
        return Judgement(estimates)
    chart = Chart(
        "lines",
        tuple(tuple(one[each].id for one in told) for each in common),
        tuple(common),
        "share that is in the other collection",
        series=names,
        caption="By time of posting (UTC). Periods in which either side has too few posts or authors are left out.",
    )
    return Judgement(estimates, (), (Block(f"{NAME}.by_time", NAME, "Posts in both, by time", "", chart),))


def _labels(day: npt.NDArray[np.int32], unit: str) -> npt.NDArray[np.str_]:
    known = day != NO_DAY
    dates = np.where(known, day, 0).astype("datetime64[D]").astype(f"datetime64[{unit}]")
    return np.where(known, np.datetime_as_string(dates), "")


def _unit(first: Caught, second: Caught) -> str:
    days = np.concatenate([first.day, second.day])
    for unit in ("D", "M"):
        if len(np.unique(_labels(days, unit))) <= MOST_PERIODS:
            return unit
    return "Y"


def _labelled(first: Caught, second: Caught) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.str_]]:
    unit = _unit(first, second)
    return _labels(first.day, unit), _labels(second.day, unit)


def _periods(first: Caught, second: Caught) -> list[str]:
    return sorted({str(each) for own in _labelled(first, second) for each in np.unique(own)} - {""})
