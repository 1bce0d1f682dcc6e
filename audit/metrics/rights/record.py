"""Where posts contradict what is said of their collection: later than its end, or of another platform."""

from __future__ import annotations

import numpy as np

from audit.finding import Estimate, Finding, Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.rights.figures import concerned, how_many
from audit.resources import is_platform, platform_name, platform_of_posts
from audit.tally import Cell, Tally
from audit.wording import join, plural

TIMED: Cell = ("rights", "timed")
AFTER: Cell = ("rights", "after")
PLATFORM = ("rights", "platform")
OTHER = "other"


def later_posts(tally: Tally, scope: Scope) -> Judgement:
    """Posts that are later than the last day of the collection: one is enough for a contradiction."""
    collected = scope.plan.collection.collected
    if collected is None:
        return Judgement()
    if not tally.posts(TIMED):
        reason = "Posts have no time, so whether any is later than the collection cannot be told."
        return Judgement(not_measured=(NotMeasured("rights", reason),))
    estimate = concerned(tally, scope, AFTER, TIMED, "rights.after_collection", "after_collection_share")
    found = tally.posts(AFTER) > 0
    said = scope.plan.collection.collected_to
    finding = Finding(
        id="rights.after_collection",
        metric="rights",
        title=f"{how_many(estimate)} are later than the collection is said to end"
        if found
        else "No post is later than the collection is said to end",
        statement=f"The collection is said to end on {said}, and {how_many(estimate).lower()} with a time are later."
        f" One of the two is wrong, and with the dates every verdict that goes by them."
        if found
        else f"The collection is said to end on {said}, and no post with a time is later.",
        reading="shown" if found else "shown_small",
        severity="medium" if found else "none",
        confidence="high",
        harm="validity",
        estimates=(estimate.id,),
        headline=estimate.id,
        caveats=("Posts from before its first day are no contradiction: a collection may reach back.",),
        actions=("Correct the dates of the record, or find where the later posts come from.",) if found else (),
    )
    return Judgement((estimate,), (finding,))


def other_platforms(tally: Tally, scope: Scope) -> Judgement:
    """Posts that say that they are of a platform that the record does not name."""
    named = scope.plan.collection.platforms
    cells = tally.cells(*PLATFORM)
    if not named or not cells:
        return Judgement()
    expected = {platform_of_posts(each) for each in named}
    # A post of a platform that nobody here knows may be of one that the record names and nobody here knows.
    unknown = {OTHER} if not all(map(is_platform, named)) else set()
    elsewhere = [cell for cell in cells if cell[2] not in expected | unknown]
    joined = tally.joined(("rights", "elsewhere"), elsewhere).joined(("rights", "placed"), cells)
    estimate = concerned(
        joined, scope, ("rights", "elsewhere"), ("rights", "placed"), "rights.elsewhere", "elsewhere_share"
    )
    record = join([platform_name(each) for each in named])
    return Judgement((estimate,), (_mismatch(estimate, record, _names(tally, scope, elsewhere)),))


def _mismatch(estimate: Estimate, record: str, elsewhere: list[str]) -> Finding:
    found = bool(elsewhere)
    which = join(elsewhere)
    return Finding(
        id="rights.elsewhere",
        metric="rights",
        title=f"{how_many(estimate)} are not of the platform that the record names"
        if found
        else "Posts are of the platform that the record names",
        statement=f"The record names {record}; {how_many(estimate).lower()} say that they are of {which}. Rules are looked"
        " up for the platforms of the record alone."
        if found
        else f"The record names {record}, and all posts that say where they are from say the same.",
        reading="shown" if found else "shown_small",
        severity="medium" if found else "none",
        confidence="high",
        harm="validity",
        estimates=(estimate.id,),
        headline=estimate.id,
        actions=("Name every platform of a merged set: [[collection.sources]] platform.",) if found else (),
    )


def _names(tally: Tally, scope: Scope, cells: list[Cell]) -> list[str]:
    """The platforms with enough authors to be named, and how many others there are."""
    floor = scope.plan.floors.authors
    named = sorted(
        cell[2] for cell in cells if cell[2] != OTHER and int(np.count_nonzero(tally.per_bucket(cell))) >= floor
    )
    rest = len(cells) - len(named)
    return [*named, *([f"{plural(rest, 'other platform')}"] if rest else [])]
