"""What a verdict on the use of a dataset comes to in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audit.plan.collection import Collection
from audit.resources import PlatformVerdict, nearest_platform, platform_name
from audit.resources.platform_rules import FRESH_DAYS
from audit.resources.rule_words import ACCESS_WORDS, NOT_LEGAL_ADVICE, VERDICT_WORDS, clause, names, short, use
from audit.wording import plural
from audit.wording.day_span import DaySpan

_ACTIONS: Mapping[str, str] = {
    "forbidden": "Leave these posts out of this use, or have the platform's permission in writing and keep it with the data.",
    "permission": "Have the permission in writing before the use, and keep it with the data.",
    "conditions": "Go through the conditions one by one, and note how each is met.",
    "unknown": "Read the terms of that time: that no rule is known here allows nothing.",
    "allowed": "",
}


@dataclass(frozen=True)
class Judged:
    """One use of one platform's posts, by the rules of the collection and by those of the use; None where it has no date."""

    platform: str
    purpose: str
    collected: PlatformVerdict | None
    used: PlatformVerdict | None
    verdict: str

    @property
    def decisive(self) -> tuple[PlatformVerdict, ...]:
        """Those of the two that have the stricter verdict."""
        return tuple(each for each in (self.collected, self.used) if each and each.verdict == self.verdict)


def use_title(judged: Judged) -> str:
    """The claim: what the stricter of the two verdicts is, and of which time, where they differ."""
    title = f"{use(judged.purpose, platform_name(judged.platform))} {VERDICT_WORDS[judged.verdict]}"
    if judged.collected and judged.used and judged.collected.verdict != judged.used.verdict:
        of_use = judged.used.verdict == judged.verdict
        return f"{title} at the time of {'use' if of_use else 'collection'}"
    return title


def use_statement(judged: Judged, record: Collection) -> str:
    """Both verdicts with their rules, then the rules that decide in full, and what else speaks to it."""
    said = [f"{_times(judged, record)}."]
    deciding = {rule.id: rule for each in judged.decisive for rule in each.deciding}
    said += [clause(rule) for rule in deciding.values()]
    everything = [each for each in (judged.collected, judged.used) if each]
    told = set(deciding)
    for heading, kind in (
        ("Also in force", "others"),
        ("What comes with any use", "duties"),
        ("Who may be exempt", "exceptions"),
        ("What is expected and cannot be enforced", "norms"),
    ):
        rules = {rule.id: rule for each in everything for rule in getattr(each, kind) if rule.id not in told}
        told |= set(rules)
        if rules:
            said.append(f"{heading}: {names(tuple(rules.values()))}.")
    perhaps = {rule.id: rule for each in everything for rule in each.perhaps if rule.id not in told}
    if perhaps:
        said.append(f"Of {names(tuple(perhaps.values()))} it is not known whether they were in force.")
    return " ".join(said)


def use_caveats(judged: Judged, record: Collection) -> tuple[str, ...]:
    """What has to be known to read a verdict."""
    caveats = [NOT_LEGAL_ADVICE]
    if record.access == "unknown":
        caveats.append("How the posts were got is not said, so rules for every way of getting them are counted.")
    if judged.used is None:
        caveats.append("No day of use is said, so only the rules at the time of collection are applied.")
    if judged.collected is None:
        caveats.append("No day of collection is said, so only the rules at the time of use are applied.")
    either = [each for each in (judged.collected, judged.used) if each]
    against = {
        rule.id: rule
        for each in either
        for rule in (*each.deciding, *each.others, *each.exceptions)
        if rule.contradicts
    }
    caveats += [
        f"{rule.id} and {rule.contradicts} contradict each other; the stricter is applied."
        for rule in against.values()
        if rule.contradicts in against and rule.id < rule.contradicts
    ]
    caveats += _stale(judged, record)
    return tuple(caveats)


def use_actions(judged: Judged) -> tuple[str, ...]:
    """What can be done; of a platform by a name that nobody knows, what was probably meant."""
    meant = nearest_platform(judged.platform)
    named = f"No platform of the rules is called {judged.platform!r}: did you mean {meant!r}? [collection] platform."
    return tuple(each for each in (named if meant else "", _ACTIONS[judged.verdict]) if each)


def how(record: Collection) -> str:
    """How the posts were got: "by an API (academic)"."""
    tier = f" ({record.tier})" if record.tier else ""
    return f"{ACCESS_WORDS[record.access]}{tier}"


def _times(judged: Judged, record: Collection) -> str:
    parts = []
    if judged.collected and record.collected:
        parts.append(f"Collected {how(record)}, {_when(record.collected)}: {short(judged.collected)}")
    if judged.used and record.used:
        parts.append(f"{'used' if parts else 'Used'} {_when(record.used)}: {short(judged.used)}")
    return "; ".join(parts)


def _when(span: DaySpan) -> str:
    return f"on {span}" if span.first == span.last else f"between {span.first} and {span.last}"


def _stale(judged: Judged, record: Collection) -> list[str]:
    latest = record.used or record.collected
    found = judged.used or judged.collected
    if latest is None or found is None:
        return []
    stale = found.stale(latest.last)
    if not stale:
        return []
    verb = "was" if len(stale) == 1 else "were"
    return [
        f"{names(stale)} {verb} last read more than {plural(FRESH_DAYS, 'day')} before {latest.last}: read the terms anew."
    ]
