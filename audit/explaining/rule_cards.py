"""Rules of platforms for the terminal, as JSON and as a page: what they come to, or all there are."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.errors import PlanError, did_you_mean
from audit.resources import PlatformRule, PlatformRules, PlatformVerdict, platform_name, platform_verdict
from audit.resources.rule_words import (
    ACCESS_WORDS,
    BY_TERMS,
    NOT_LEGAL_ADVICE,
    VERDICT_WORDS,
    dated_by,
    day,
    holds,
    limit,
    names,
    use,
)
from audit.wording import card_width, join, plural
from audit.wording.day_span import DaySpan


@dataclass(frozen=True)
class Question:
    """What is asked of the rules.

    Attributes
    ----------
    platform, access : str
    purposes : tuple of str
    times : mapping of str to DaySpan
        ``collected`` or ``used`` -> the days.
    """

    platform: str
    access: str
    purposes: tuple[str, ...]
    times: Mapping[str, DaySpan]

    def answers(self, rules: PlatformRules) -> Iterator[tuple[str, str, PlatformVerdict]]:
        """Purpose, time and verdict, one after the other."""
        for purpose in self.purposes:
            for when, span in self.times.items():
                yield (
                    purpose,
                    when,
                    platform_verdict(rules.rules, self.platform, purpose, span, self.access, of_use=when == "used"),
                )


def known_platform(rules: PlatformRules, platform: str) -> str:
    """The name of a platform that has rules.

    Raises
    ------
    PlanError
        It has none; names the nearest that has.
    """
    name = platform_name(platform)
    found = {each.casefold(): each for each in rules.platforms}.get(name.casefold())
    if found is None:
        raise PlanError(
            f"There is no rule for the platform {platform!r}, so what may be done with its posts is unknown.",
            hint=f"{did_you_mean(name, rules.platforms)} Rules of your own: --rules FILE.csv",
        )
    return found


def platform_list(rules: PlatformRules) -> str:
    """Platforms, and how many rules each has."""
    width = max(map(len, rules.platforms))
    lines = [f"{name:<{width}}  {plural(len(rules_of(rules, name)), 'rule')}" for name in rules.platforms]
    return "\n".join([*lines, "", "postaudit rules --platform X --collected 2025-08 --purpose model-training"])


def rules_of(rules: PlatformRules, platform: str) -> tuple[PlatformRule, ...]:
    """Every rule of a platform, by what it is about and since when it holds."""
    found = (each for each in rules.rules if platform_name(platform) in each.platforms)
    return tuple(sorted(found, key=lambda each: (each.kind != "use", each.purposes, _began(each), each.id)))


def rule_list(rules: PlatformRules, platform: str) -> str:
    """Every rule of a platform in full."""
    return "\n\n".join([*map(rule_card, rules_of(rules, platform)), NOT_LEGAL_ADVICE])


def rule_card(rule: PlatformRule) -> str:
    """One rule in full: what it says of what, since when, by which source, how sure."""
    facts = {
        "Document": rule.document,
        "Says": rule.clause,
        "Verdict": VERDICT_WORDS.get(rule.verdict, "a duty, whatever the use").removesuffix(BY_TERMS),
        "Of": f"{join(_spoken(rule.purposes))}; posts got {join([ACCESS_WORDS[each] for each in rule.accesses], 'or')}",
        "Kind": {"exception": "who may be exempt", "norm": "expected, and cannot be enforced"}.get(rule.kind, ""),
        "Limit": limit(rule),
        "Dates": f"{holds(rule)}{dated_by(rule)}",
        "Last read": day(rule.captured),
        "Contradicts": f"{rule.contradicts}; the stricter is applied" if rule.contradicts else "",
        "Source": rule.source,
        "Confidence": rule.confidence,
        "Note": rule.note,
    }
    width = max(map(len, facts)) + 2
    lines = [f"{rule.id}: {join(list(rule.platforms))}"]
    for name, text in facts.items():
        lines += textwrap.wrap(
            text,
            card_width(),
            initial_indent=f"  {name:<{width}}",
            subsequent_indent=" " * (width + 2),
            break_on_hyphens=False,
        )
    return "\n".join(lines)


def verdict_text(question: Question, rules: PlatformRules) -> str:
    """Verdicts by purpose and time, then every rule that they name, in full."""
    lines, told = [], dict[str, PlatformRule]()
    for purpose in question.purposes:
        lines += [use(purpose, question.platform)]
        for asked, when, verdict in question.answers(rules):
            if asked == purpose:
                lines += _answer(when, question.times[when], verdict)
                told |= {each.id: each for each in verdict.named}
        lines.append("")
    return "\n".join([*lines, *(f"{rule_card(each)}\n" for each in told.values()), NOT_LEGAL_ADVICE])


def verdict_data(question: Question, rules: PlatformRules) -> dict[str, Any]:
    """The same as plain data."""
    verdicts = []
    told = dict[str, PlatformRule]()
    for purpose, when, verdict in question.answers(rules):
        told |= {each.id: each for each in verdict.named}
        verdicts.append(
            {
                "purpose": purpose,
                "time": when,
                "days": [str(question.times[when].first), str(question.times[when].last)],
                "verdict": verdict.verdict,
                "rules": _ids(verdict.deciding),
                "also_in_force": _ids(verdict.others),
                "duties": _ids(verdict.duties),
                "exceptions": _ids(verdict.exceptions),
                "norms": _ids(verdict.norms),
                "not_known": _ids(verdict.perhaps),
                "read_anew": _ids(verdict.stale(question.times[when].last)),
            }
        )
    return {
        "platform": question.platform,
        "access": question.access,
        "verdicts": verdicts,
        "rules": [rule_data(each) for each in told.values()],
        "tables": [{"name": each.name, "version": each.version, "sha256": each.sha256} for each in rules.cards],
        "note": NOT_LEGAL_ADVICE,
    }


def rule_data(rule: PlatformRule) -> dict[str, Any]:
    """One rule as plain data; what is not known is left out."""
    days = {name: getattr(rule, name) for name in ("effective_from", "effective_until", "first_seen", "captured")}
    facts = {
        "id": rule.id,
        "platforms": list(rule.platforms),
        "document": rule.document,
        "clause": rule.clause,
        "kind": rule.kind,
        "purposes": list(rule.purposes),
        "access": list(rule.accesses),
        "verdict": rule.verdict,
        "limit": limit(rule),
        **{name: day(span) for name, span in days.items() if span},
        "dated_by": rule.dated_by,
        "contradicts": rule.contradicts,
        "source": rule.source,
        "confidence": rule.confidence,
        "note": rule.note,
    }
    return {name: value for name, value in facts.items() if value}


def _answer(when: str, span: DaySpan, verdict: PlatformVerdict) -> Iterator[str]:
    by = f": {names(verdict.deciding)}" if verdict.deciding else ": no rule is known to hold"
    words = VERDICT_WORDS[verdict.verdict].removesuffix(BY_TERMS)
    yield f"  {when} {span}: {words}{by}"
    for heading, found in (
        ("also in force", verdict.others),
        ("duties", verdict.duties),
        ("who may be exempt", verdict.exceptions),
        ("expected", verdict.norms),
        ("not known whether in force then", verdict.perhaps),
        ("read long before, read anew", verdict.stale(span.last)),
    ):
        if found:
            yield f"    {heading}: {names(found)}"


def _ids(rules: Iterable[PlatformRule]) -> list[str]:
    return [each.id for each in rules]


def _spoken(purposes: Sequence[str]) -> list[str]:
    return ["any use"] if "any" in purposes else [each.replace("-", " ") for each in purposes]


def _began(rule: PlatformRule) -> str:
    began = rule.effective_from or rule.first_seen
    return str(began.first) if began else ""
