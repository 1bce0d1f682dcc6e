"""What was collected by: accounts, communities, and how many posts of each were let in."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from audit.finding import Finding, Severity, Weakens
from audit.metrics.base import Scope
from audit.metrics.sampling.checks import NAME, OF_VOICES, Check, fact, grain, of_share
from audit.metrics.sampling.times import by_unit
from audit.metrics.sampling.times_counts import COMMUNITIES, HOURS, QUARTERS
from audit.posts import BUCKETS
from audit.statistics.plateaus import Plateau, plateau
from audit.tally import Tally
from audit.wording import count, percent, plural

#: Chance, over all units that are looked at, below which a plateau is a cap.
CHANCE = 1e-4
_UNITS = 5
#: An author with fewer posts was met by chance; of accounts that were collected nearly all have as many.
TIMELINE, RARELY = 10, 0.05
#: Authors, and communities, from which on a frame can be told.
_LEAST_AUTHORS, _MOST_COMMUNITIES, _LEAST_EACH = 30, 100, 100
#: Authors, communities, hours or days from which on a cap can be told.
_LEAST_UNITS = 30
#: Limits that are known, per request or in all: pages of Twitter, Reddit and others; a Twitter timeline; a Reddit listing.
KNOWN = {
    100: "a page of many platforms",
    200: "a page of a Twitter timeline",
    500: "a page of an archive of Reddit",
    1000: "a listing of Reddit",
    3200: "a timeline of Twitter",
}
#: Part of a known limit that pages fall short of it by.
_SHORT = 0.02

Counts = npt.NDArray[np.int64]


def judge_frame(tally: Tally, scope: Scope) -> list[Check]:
    """Whether accounts or communities were collected one by one, and whether any was cut off."""
    return [_accounts(tally, scope), _communities(tally), *_caps(tally, scope)]


def _accounts(tally: Tally, scope: Scope) -> Check:
    table = tally.author_posts
    if len(table) < _LEAST_AUTHORS:
        return Check(
            reasons=(f"fewer than {_LEAST_AUTHORS} authors are known, which is too few to tell how they were chosen",)
        )
    posts = table.posts // grain(tally)
    bucket = (table.keys & np.uint64(BUCKETS - 1)).astype(np.int64)
    few, whole = (np.bincount(each, minlength=BUCKETS) for each in (bucket[posts < TIMELINE], bucket))
    estimate = of_share(
        f"{NAME}.frame.passing",
        "authors_of_few_posts",
        {},
        few,
        whole,
        scope,
        note=f"authors of fewer than {TIMELINE} posts",
    )
    # Fewer than the floor stay untold; that they are few is what is said.
    small = int(few.sum()) <= RARELY * int(whole.sum())
    if not small:
        return Check((estimate,), clear="accounts that were collected one by one")
    finding = Finding(
        id=f"{NAME}.frame.accounts",
        metric=NAME,
        title=f"These are the posts of {plural(len(table), 'account')} that were chosen",
        statement=f"Hardly any of {plural(len(table), 'author')} has fewer than {TIMELINE} posts, where most who are met by chance have"
        " one or two: accounts were chosen, and their posts collected.",
        reading="shown",
        severity="low",
        confidence="medium",
        harm="validity",
        estimates=(estimate.id,),
        headline=estimate.id,
        caveats=("Authors of few posts may also have been left out afterwards.",),
        actions=("Say how the accounts were chosen; what is said of authors is said of these.",),
    )
    caveat = "Accounts were chosen and their posts collected: shares of authors are those of that choice."
    return Check((estimate,), (finding,), weakens=(Weakens(("representation", "concentration"), caveat),))


def _communities(tally: Tally) -> Check:
    sample = tally.samples.get(COMMUNITIES)
    if sample is None or not sample.complete or not len(sample):
        return Check(reasons=("no communities are named",))
    posts, known = tally.posts((NAME, "timed")), tally.posts((NAME, "in a community"))
    number = len(sample)
    everything = tally.posts(("dataset", "posts")) or max(posts, known)
    if number > _MOST_COMMUNITIES or known < 0.99 * everything or known < number * _LEAST_EACH:
        return Check(clear="a collection of few communities")
    which = "one community" if number == 1 else plural(number, "community", "communities")
    finding = Finding(
        id=f"{NAME}.frame.communities",
        metric=NAME,
        title=f"All posts are from {which}",
        statement=f"{percent(known / everything)} of {plural(everything, 'post')} are from {which}. Whether these were"
        " chosen, or are all there were, the files do not say; of others nothing is said.",
        reading="shown",
        severity="low",
        confidence="high",
        harm="validity",
        actions=("Say how the communities were chosen.",),
    )
    caveat = f"All posts are from {which}: figures are of {'it' if number == 1 else 'these'}, not of the platform."
    return Check((), (finding,), weakens=(Weakens(("representation", "concentration", "mentions"), caveat),))


def _caps(tally: Tally, scope: Scope) -> list[Check]:
    units: dict[str, tuple[str, Counts]] = {}
    if len(tally.author_posts):
        units["author"] = ("authors", tally.author_posts.posts)
    sample = tally.samples.get(COMMUNITIES)
    if sample is not None and sample.complete and len(sample):
        units["community"] = ("communities", sample.column("posts"))
    days = tally.posts((NAME, "at midnight")) > tally.posts((NAME, "timed")) / 2
    for cell, own, many in ((HOURS, "hour", "hours"), (QUARTERS, "quarter", "quarters of an hour")):
        times = tally.samples.get(cell)
        if times is not None and times.complete and len(times) and not days:
            units[own] = (many, times.column("posts"))
            if own == "hour":
                posts, first = by_unit(times, 1)
                padded = np.concatenate([np.zeros(first % 24, np.int64), posts])
                daily = np.add.reduceat(padded, np.arange(0, len(padded), 24))
                units["day"] = ("days", daily[daily > 0])
    checks = [_cap(own, many, counts // grain(tally), scope) for own, (many, counts) in units.items()]
    return checks or [Check(reasons=("there are no authors, times or communities that could be capped",))]


def _cap(own: str, many: str, counts: Counts, scope: Scope) -> Check:
    found = plateau(counts)
    floor = scope.plan.floors.authors if own == "author" else 3
    if found.units < _LEAST_UNITS:
        return Check(reasons=(f"fewer than {_LEAST_UNITS} {many} are too few for a cap to show",))
    if found.chance * _UNITS >= CHANCE or found.at_top < floor:
        return Check(clear=f"a cap on posts per {own.replace('quarter', 'quarter of an hour')}")
    known = _known(found.top)
    posts = int(counts.sum())
    same = (
        f"{count(found.at_top)} of {count(found.units)} {many} have {count(found.top)} posts or nearly, the most of any"
    )
    told = (
        fact(
            f"cap.{own}",
            found.top,
            "count",
            scope,
            n_posts=posts,
            note=f"the most posts of any of {count(found.units)} {many}",
        ),
        fact(
            f"capped.{own}", found.at_top, "count", scope, n_posts=posts, note=f"{many} at the cap, or within 1% of it"
        ),
    )
    finding = Finding(
        id=f"{NAME}.cap.{own}",
        metric=NAME,
        title=f"{same}, as under a cap",
        statement=f"{same}, and {count(found.near)} up to a tenth fewer. So it is where what goes beyond a number is not"
        f" collected{known}.",
        reading="shown",
        severity=_weight(found),
        confidence="high" if known else "medium",
        harm="validity",
        estimates=tuple(each.id for each in told),
        headline=told[1].id,
        caveats=(_SAME_TRACE["time" if own in ("hour", "quarter", "day") else "author"],),
        actions=(_WHAT_TO_DO["author" if own in ("author", "community") else "time"],),
    )
    caveat = f"Many {many} have {count(found.top)} posts, or nearly, and none has more: under a cap, the busiest are cut short."
    return Check(told, (finding,), weakens=(Weakens(OF_VOICES, caveat),))


_SAME_TRACE = {
    "author": "That there was a cap is inferred: as many posts chosen of each leave the same trace.",
    "time": "That there was a cap is inferred: an even schedule of posting leaves the same trace.",
}
_WHAT_TO_DO = {
    "author": "Page further back, or read counts per author and community as at least what they are.",
    "time": "Collect the busy times again in shorter windows; until then volumes over time are too low at their peaks.",
}


def _weight(found: Plateau) -> Severity:
    part = found.at_top / found.units
    return "high" if part > 0.5 else "medium" if part > 0.05 else "low"


def _known(top: int) -> str:
    found = [each for each in KNOWN if each * (1 - _SHORT) <= top <= each]
    return f"; {count(found[0])} is what {KNOWN[found[0]]} gives" if found else ""
