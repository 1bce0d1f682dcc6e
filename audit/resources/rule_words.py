"""Rules of platforms and what they come to in words, for findings, the terminal and the documents alike."""

from __future__ import annotations

from collections.abc import Mapping

from audit.resources import PlatformRule, PlatformVerdict
from audit.wording import join, plural
from audit.wording.day_span import DaySpan

NOT_LEGAL_ADVICE = "This is not legal advice: clauses are paraphrased, and what binds whom is for the terms themselves and for lawyers."
#: How a verdict ends that terms decide.
BY_TERMS = " by the platform's terms"
#: What comes of a verdict, after the use it is of.
VERDICT_WORDS: Mapping[str, str] = {
    "forbidden": f"is forbidden{BY_TERMS}",
    "permission": f"needs permission{BY_TERMS}",
    "conditions": f"is bound to conditions{BY_TERMS}",
    "allowed": f"is allowed{BY_TERMS}",
    "unknown": "cannot be judged from the rules that are known here",
}
_SHORT: Mapping[str, str] = {
    "forbidden": "forbidden",
    "permission": "needs permission",
    "conditions": "bound to conditions",
    "allowed": "allowed",
    "unknown": "unknown",
}
_PURPOSES: Mapping[str, str] = {
    "research": "Research with posts of {}",
    "commercial": "Commercial use of posts of {}",
    "model-training": "Training models on posts of {}",
    "redistribution": "Passing on posts of {}",
}
ACCESS_WORDS: Mapping[str, str] = {
    "api": "by an API",
    "scrape": "by scraping",
    "export": "from exports",
    "archive": "from an archive",
    "donation": "from donations of data",
    "purchase": "by purchase",
    "unknown": "in a way that is not said",
    "any": "in any way",
}
_LIMITS: Mapping[str, str] = {
    "delete": "delete within {}",
    "refresh": "fetch anew within {}",
    "ids": "ids: at most {}",
    "objects": "whole posts: at most {}",
    "records": "records: at most {}",
    "damages": "damages beyond {}",
}


def use(purpose: str, platform: str) -> str:
    """A purpose and whose posts it is with: "Research with posts of X"."""
    return _PURPOSES[purpose].format(platform)


def short(verdict: PlatformVerdict) -> str:
    """A verdict with the rules it is by: "forbidden (x-train-2025)"."""
    if verdict.deciding:
        return f"{_SHORT[verdict.verdict]} ({names(verdict.deciding)})"
    return "unknown (no rule is known to hold)"


def names(rules: tuple[PlatformRule, ...]) -> str:
    """The ids of rules, as a list in prose."""
    return join([each.id for each in rules])


def holds(rule: PlatformRule) -> str:
    """Since when and until when a rule holds, as far as is known."""
    until = f" until {day(rule.effective_until)}" if rule.effective_until else ""
    if rule.effective_from:
        return f"in force since {day(rule.effective_from)}{until}"
    seen = day(rule.first_seen) if rule.first_seen else "an unknown day"
    return f"in force {'as seen' if until else 'at the latest since'} {seen}{until}"


def dated_by(rule: PlatformRule) -> str:
    """Which day it is that has to lie in the time of a rule, as the end of a sentence; empty for both."""
    return {"post": ", by the day of the post", "collection": ", by the day of collection"}.get(rule.dated_by, "")


def day(span: DaySpan) -> str:
    """A date as it was written: whole months and years stay what they are."""
    first, last = span.first, span.last
    if first == last:
        return str(first)
    return f"{first:%Y-%m}" if (first.year, first.month) == (last.year, last.month) else f"{first:%Y}"


def limit(rule: PlatformRule) -> str:
    """What a rule limits, and how far; empty if it limits nothing in numbers."""
    if not rule.limit_of or rule.limit is None:
        return ""
    if rule.limit_of in ("delete", "refresh"):
        return _LIMITS[rule.limit_of].format(plural(rule.limit, rule.limit_per.removesuffix("s")))
    return _LIMITS[rule.limit_of].format(f"{rule.limit:,} in {_per(rule.limit_per)}")


def clause(rule: PlatformRule) -> str:
    """A rule in full: where it stands, what it says, since when, when it was read, by what source, how sure."""
    note = f" {rule.note.rstrip('.')}." if rule.note else ""
    return (
        f"{rule.id} ({rule.document}; {holds(rule)}{dated_by(rule)}; last read {day(rule.captured)}; confidence {rule.confidence}):"
        f" {rule.clause}{note} Source: {rule.source.rstrip('.')}."
    )


def _per(unit: str) -> str:
    return unit if unit[:1].isdigit() else f"a {unit}"
