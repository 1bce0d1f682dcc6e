"""What may be done with posts: each purpose of a plan against the rules of each platform, at both times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.finding import Confidence, Finding, Judgement, NotMeasured, Reading, Severity
from audit.metrics.naming import slugs
from audit.metrics.rights.words import Judged, use_actions, use_caveats, use_statement, use_title
from audit.plan.collection import Collection
from audit.resources import PlatformRule, platform_name, platform_verdict, strictest
from audit.resources.platform_rules import ANY, CONFIDENCES

_SEVERITY: dict[str, Severity] = {"forbidden": "high", "permission": "medium", "conditions": "low"}
_READING: dict[str, Reading] = {"allowed": "shown_small", "unknown": "not_assessed"}


def judged_uses(record: Collection, rules: Sequence[PlatformRule]) -> Judgement:
    """A finding for each platform and purpose of a record, or why there is none."""
    missing = list(_missing(record))
    if missing:
        return Judgement(not_measured=tuple(NotMeasured("rights", each) for each in missing))
    named = slugs({platform_name(each).casefold() for each in record.platforms})
    platforms = {platform_name(each): named[platform_name(each).casefold()] for each in record.platforms}
    return Judgement(
        findings=tuple(
            _finding(judge(record, rules, platform, purpose), record, slug)
            for platform, slug in platforms.items()
            for purpose in record.purpose
        )
    )


def judge(record: Collection, rules: Sequence[PlatformRule], platform: str, purpose: str) -> Judged:
    """The verdicts of one use at the time of collection and at that of use, and the stricter of the two."""
    collected, used = (
        platform_verdict(rules, platform, purpose, span, record.access, of_use=of_use) if span else None
        for span, of_use in ((record.collected, False), (record.used, True))
    )
    verdict = strictest([each.verdict for each in (collected, used) if each])
    return Judged(platform, purpose, collected, used, verdict)


def _missing(record: Collection) -> Iterator[str]:
    if not record.platforms:
        yield "On which platform the posts were posted is not said, so no rule can be looked up: [collection] platform."
    if not record.purpose:
        yield (
            "What the dataset is for is not said, so nothing can be judged: [collection] purpose, a list of research,"
            " commercial, model-training and redistribution."
        )
    if not (record.collected or record.used):
        yield (
            "When the posts were collected is not said, and rules hold from a day on: [collection] collected_to, and as_of"
            " for the day of use."
        )


def _finding(judged: Judged, record: Collection, slug: str) -> Finding:
    return Finding(
        id=f"rights.{judged.purpose.replace('-', '_')}.{slug}",
        metric="rights",
        title=use_title(judged),
        statement=use_statement(judged, record),
        reading=_READING.get(judged.verdict, "shown"),
        severity=_SEVERITY.get(judged.verdict, "none"),
        confidence=_confidence(judged, record),
        harm="rights",
        caveats=use_caveats(judged, record),
        actions=use_actions(judged),
    )


def _confidence(judged: Judged, record: Collection) -> Confidence:
    """That of the surest rule that decides; low where none does, or where rules for some ways of access decide alone."""
    deciding = [rule for each in judged.decisive for rule in each.deciding]
    if record.access == "unknown":
        deciding = [each for each in deciding if ANY in each.accesses]
    return min((each.confidence for each in deciding), key=CONFIDENCES.index, default="low")
