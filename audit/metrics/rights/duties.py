"""What comes with any use: deleting what was deleted, fetching anew in time, passing on no more than is allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from audit.finding import Finding, Judgement, NotMeasured, Reading, Severity
from audit.metrics.base import Scope
from audit.metrics.rights.figures import concerned, how_many, plain
from audit.plan.collection import Collection
from audit.resources import PlatformRule, duties_of
from audit.resources.platform_rules import CONFIDENCES
from audit.resources.rule_words import NOT_LEGAL_ADVICE, clause, holds, limit, names
from audit.tally import Cell, Tally
from audit.tally.author_sets import Counts
from audit.wording import count, plural
from audit.wording.day_span import DaySpan

TOLD: Cell = ("rights", "told")
KEPT: Cell = ("rights", "kept")
_SHARED = ("ids", "objects", "records")


def duties(record: Collection, rules: Sequence[PlatformRule]) -> tuple[PlatformRule, ...]:
    """Limits in force on the day of use, or, where none is said, in the days of the collection; strictest first."""
    span = record.used or record.collected
    if span is None:
        return ()
    found = {each.id: each for platform in record.platforms for each in duties_of(rules, platform, record.access, span)}
    return tuple(sorted(found.values(), key=lambda each: (each.limit_of, each.limit is None, each.limit or 0, each.id)))


def deleted_posts(tally: Tally, scope: Scope, in_force: Sequence[PlatformRule]) -> Judgement:
    """Posts that are deleted by now and still have their text."""
    asked = tuple(each for each in in_force if each.limit_of == "delete")
    missing = [NotMeasured("rights", each) for each in _unchecked(scope.plan.collection, asked)]
    if not tally.posts(TOLD):
        reason = (
            "Which posts have been deleted since is not known: neither do posts have a status, nor is there a list of"
            " them ([collection] deleted_ids)."
        )
        return Judgement(not_measured=(NotMeasured("rights", reason), *missing))
    marked = None if scope.plan.collection.deleted_ids else _marked(tally)
    estimate = concerned(tally, scope, KEPT, TOLD, "rights.deleted", "deleted_share", beside=marked)
    found = tally.posts(KEPT) > 0
    told = " ".join(clause(each) for each in asked)
    severity: Severity = "none" if not found else "high" if asked else "medium"
    finding = Finding(
        id="rights.deleted",
        metric="rights",
        title=f"{how_many(estimate)} are deleted by now and still have their text here"
        if found
        else "No post that is known to be deleted still has its text here",
        statement=(
            f"{how_many(estimate)} are marked deleted or removed, or listed as deleted by now, and their text is still here."
            if found
            else "No post that is marked deleted or removed, or listed as deleted by now, still has its text here."
        )
        + (f" {told}" if told else ""),
        reading="shown" if found else "shown_small",
        severity=severity,
        confidence="high" if scope.plan.collection.deleted_ids else "medium",
        harm="rights",
        estimates=(estimate.id,),
        headline=estimate.id,
        caveats=(
            "A post that was deleted after the list was made, or after the data were collected, is not among them.",
            NOT_LEGAL_ADVICE,
        ),
        actions=("Take their text out, and everything made from it, and audit again.",) if found else (),
    )
    return Judgement((estimate,), (finding,), (), tuple(missing))


def _marked(tally: Tally) -> Counts | None:
    """Posts that coverage prints as gone, which hold those that have their text; None where it prints none."""
    cells = [cell for cell in tally.cells("coverage", "status") if cell[2] != "present"]
    return np.sum([tally.per_bucket(cell) for cell in cells], axis=0) if cells else None


def _unchecked(record: Collection, asked: Sequence[PlatformRule]) -> Iterator[str]:
    if asked and not record.last_deletion_check:
        yield (
            f"When deletions were last looked for is not said, and {names(tuple(asked))} {'asks' if len(asked) == 1 else 'ask'} for them:"
            " [collection] last_deletion_check."
        )


def refreshing(scope: Scope, in_force: Sequence[PlatformRule]) -> Judgement:
    """Whether data were fetched anew in time."""
    asked = [each for each in in_force if each.limit_of == "refresh" and each.limit is not None]
    if not asked:
        return Judgement()
    record, rule = scope.plan.collection, asked[0]
    if record.used is None:
        reason = f"Whether the posts were fetched anew in time ({rule.id}) cannot be told without a day of use: [collection] as_of."
        return Judgement(not_measured=(NotMeasured("rights", reason),))
    checked = DaySpan.of(record.last_deletion_check) if record.last_deletion_check else record.collected
    if checked is None:
        reason = f"When the posts were last fetched is not said ({rule.id}): [collection] last_deletion_check."
        return Judgement(not_measured=(NotMeasured("rights", reason),))
    least = max((record.used.first - checked.last).days, 0)
    most = (record.used.last - checked.first).days
    allowed = rule.limit or 0
    reading: Reading = "shown" if least > allowed else "shown_small" if most <= allowed else "inconclusive"
    days = f"{plural(least, 'day')}" if least == most else f"{count(least)} to {plural(most, 'day')}"
    since = "they were last checked" if record.last_deletion_check else "they were collected"
    titles = {
        "shown": f"The posts were not fetched anew within {plural(allowed, 'day')}",
        "shown_small": f"The posts were fetched anew within {plural(allowed, 'day')}",
        "inconclusive": f"Whether the posts were fetched anew within {plural(allowed, 'day')} is open",
    }
    estimate = plain(scope, "rights.refresh", "days_since_check", least, "days", f"from {checked} to {record.used}")
    finding = Finding(
        id="rights.refresh",
        metric="rights",
        title=titles[reading],
        statement=f"On {record.used} it was {days} since {since}; {rule.id} allows {plural(allowed, 'day')}. {clause(rule)}",
        reading=reading,
        severity="high" if reading == "shown" else "none",
        confidence=rule.confidence,
        harm="rights",
        estimates=(estimate.id,),
        headline=estimate.id,
        caveats=(NOT_LEGAL_ADVICE,),
        actions=("Fetch the posts anew, and delete those that are gone.",) if reading == "shown" else (),
    )
    return Judgement((estimate,), (finding,))


def sharing(scope: Scope, in_force: Sequence[PlatformRule]) -> Judgement:
    """How many posts there are against how many may be passed on."""
    asked = [each for each in in_force if each.limit_of in _SHARED and each.limit is not None]
    if "redistribution" not in scope.plan.collection.purpose or not asked:
        return Judgement()
    beyond = [each for each in asked if scope.posts > (each.limit or 0)]
    stricter = {each.limit_of: each for each in reversed(asked)}
    estimate = plain(scope, "rights.sharing", "posts_to_share", scope.posts, "count", "all posts of these files")
    lines = [f"{each.id} ({limit(each)}): {'beyond' if each in beyond else 'within'}" for each in asked]
    against = [f"{a.id} and {a.contradicts}" for a in asked if a.contradicts and a.id < a.contradicts]
    severity: Severity = "high" if any(each.limit_of == "ids" for each in beyond) else "medium" if beyond else "none"
    found = any(each in beyond for each in stricter.values())
    finding = Finding(
        id="rights.sharing",
        metric="rights",
        title="There are more posts than may be passed on at a time"
        if found
        else "No more posts than may be passed on",
        statement=f"There are {plural(scope.posts, 'post')}. Limits: {'; '.join(lines)}."
        f" {' '.join(f'{each.id} is {holds(each)}.' for each in stricter.values())}",
        reading="shown" if found else "shown_small",
        severity=severity,
        confidence=max((each.confidence for each in stricter.values()), key=CONFIDENCES.index),
        harm="rights",
        estimates=(estimate.id,),
        headline=estimate.id,
        caveats=(*(f"{each} contradict each other; the stricter is applied." for each in against), NOT_LEGAL_ADVICE),
        actions=("Pass on ids alone, in parts that keep within the limit, and say how to fetch the posts.",)
        if found
        else (),
    )
    return Judgement((estimate,), (finding,))
