"""Ids that a spreadsheet or a float has ruined: what loaders counted, as a finding of coverage.

A batch shows that an id is missing, not why. Loaders count why, and their counts add up like any tally, so they reach
the judge with the accounting of the dataset (:attr:`audit.metrics.base.Scope.warnings`).
"""

from __future__ import annotations

from audit.finding import Estimate, Finding, Judgement
from audit.metrics.base import Scope
from audit.tally import Tally
from audit.wording import count, join, percent, plural

#: Warning of the ledger -> what was damaged.
_DAMAGED = {"mangled_id": "post", "mangled_author_id": "author"}
_ID = "coverage.ids"


def damaged_post_ids(scope: Scope) -> int:
    """Posts whose own id was damaged before it came here."""
    return scope.warnings.get("mangled_id", 0)


def all_damaged(scope: Scope, missing: int) -> bool:
    """Whether every id of a post that is missing was damaged: then the damage is the finding, and says what is missing."""
    return 0 < missing <= damaged_post_ids(scope)


def why_missing(scope: Scope, missing: int) -> str:
    """Half a sentence on why ids of posts are missing, or nothing."""
    damaged = min(damaged_post_ids(scope), missing)
    if not damaged:
        return ""
    which = "them" if damaged == missing else f"{count(damaged)} of them"
    return f"a spreadsheet or a float damaged {which}"


def damaged_ids(tally: Tally, scope: Scope) -> Judgement:
    """Say how many ids were damaged, if any were."""
    posts = tally.posts(("coverage", "posts"))
    counts = {what: scope.warnings.get(warning, 0) for warning, what in _DAMAGED.items()}
    found = {what: number for what, number in counts.items() if number}
    if not found or not posts:
        return Judgement()
    estimates = tuple(
        Estimate(
            f"{_ID}.{what}",
            "coverage",
            "damaged_share",
            {"field": f"{what}_id"},
            min(1.0, number / posts),
            None,
            None,
            "share",
            posts,
            scope.authors if scope.has_authors else None,
            level=scope.level,
            note="counted over all posts of these files: exact, no interval",
            denominator="all posts",
        )
        for what, number in found.items()
    )
    largest = max(estimates, key=lambda each: each.value or 0)
    share = largest.value or 0.0
    whose = {"post": "", "author": "the authors of "}
    # Why ids are missing is told here alone where damage is the whole reason; see Coverage._fields.
    without = tally.posts(("coverage", "missing", "post_id"))
    missing = ("coverage.missing.post_id",) if all_damaged(scope, without) else ()
    listed = join([f"the ids of {whose[what]}{plural(number, 'post')}" for what, number in found.items()])
    finding = Finding(
        id=_ID,
        metric="coverage",
        title=f"A spreadsheet or a float damaged the ids of {percent(share)} of posts",
        statement=f"Of {plural(posts, 'post')}, {listed} were damaged before they came here. Written as 6.59E+17 or with"
        " zeros for its last digits, an id names nothing: it was left out, copies of a post cannot be told, and"
        " answers, reposts and other sources cannot be joined.",
        reading="shown",
        severity="high" if share > 0.5 else "medium" if share > scope.plan.tolerances.missing_share else "low",
        confidence="high",
        harm="validity",
        estimates=(*(each.id for each in estimates), *missing),
        headline=largest.id,
        actions=("Go back to the file before it was opened in a spreadsheet, and read ids as text, never as numbers.",),
    )
    return Judgement(estimates, (finding,))
