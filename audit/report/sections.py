"""Findings grouped into the sections of the page, each with the question it answers in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audit.finding import Block, Finding, Findings
from audit.wording import sentence_case

# The sections everybody asks about first, in the order people ask. Any other metric follows under its card's title, and what
# is missing comes last.
_TITLES: Mapping[str, str] = {
    "representation": "Who is in the data",
    "concentration": "Whose voice dominates",
    "mentions": "Who is spoken about",
    "descriptions": "How groups are described",
    "markers": "What posts about groups talk of",
    "labels": "How labels fall",
    "scores": "How a model's scores err",
    "coverage": "What is missing",
}
_LAST = "coverage"


@dataclass(frozen=True)
class Panel:
    """One chart with the findings that stand on it, or one finding without a chart."""

    block: Block | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Section:
    """All that one metric says.

    Attributes
    ----------
    metric, title : str
    question : str
        From the metric's card; empty if it has none.
    panels : tuple of Panel
        Those with the gravest findings first.
    """

    metric: str
    title: str
    question: str
    panels: tuple[Panel, ...]


def title_of(metric: str, findings: Findings) -> str:
    """The name of a metric in plain words."""
    return _TITLES.get(metric) or _said(metric, findings, "title") or sentence_case(metric.replace("_", " "))


def sections(findings: Findings) -> tuple[Section, ...]:
    """The sections of the page, in order; a metric that says nothing has none."""
    said = {each.metric for each in findings.findings} | {each.metric for each in findings.blocks}
    cards = {str(each.get("name")): place for place, each in enumerate(findings.methods)}
    others = sorted(said - set(_TITLES), key=lambda name: (cards.get(name, len(cards)), name))
    first = [name for name in _TITLES if name in said and name != _LAST]
    order = [*first, *others, *([_LAST] if _LAST in said else [])]
    return tuple(
        Section(metric, title_of(metric, findings), _said(metric, findings, "question"), _panels(metric, findings))
        for metric in order
    )


def absent(findings: Findings) -> tuple[str, ...]:
    """Titles of what was asked for and has no section, since there is no finding and no block of it."""
    said = {each.metric for each in findings.findings} | {each.metric for each in findings.blocks}
    asked = {str(each.get("name")) for each in findings.methods}
    silent = [each.metric for each in findings.not_measured if each.metric in asked - said]
    return tuple(title_of(each, findings) for each in dict.fromkeys(silent))


def _panels(metric: str, findings: Findings) -> tuple[Panel, ...]:
    blocks = {each.id: each for each in findings.blocks if each.metric == metric}
    members: dict[str, list[Finding]] = {each: [] for each in blocks}
    alone = []
    for finding in sorted((each for each in findings.findings if each.metric == metric), key=findings.rank):
        if finding.block in members:
            members[finding.block].append(finding)
        else:
            alone.append(finding)
    full = [Panel(blocks[each], tuple(found)) for each, found in members.items() if found]
    full += [Panel(None, (finding,)) for finding in alone]
    full.sort(key=lambda panel: findings.rank(panel.findings[0]))
    return (*full, *(Panel(blocks[each], ()) for each, found in members.items() if not found))


def _said(metric: str, findings: Findings, key: str) -> str:
    for card in findings.methods:
        if card.get("name") == metric:
            return str(card.get(key) or "")
    return ""
