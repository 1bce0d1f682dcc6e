"""Whom an audit may concern: for every kind of harm that is shown, who is affected and who should act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audit.finding import Finding, Findings
from audit.report.catalogue import Catalogue
from audit.report.visible import clipped
from audit.resources import axis_groups, group_title
from audit.wording import join

#: Names of groups that one line can hold.
_MOST_NAMED = 5


@dataclass(frozen=True)
class Concern:
    """One kind of harm.

    Attributes
    ----------
    harm, affected, act : str
        In the language of the page.
    groups : str
        Groups that the findings name, or empty; they are named as the data and the lexicons name them.
    """

    harm: str
    affected: str
    groups: str
    act: str


def concerns(findings: Findings, say: Catalogue) -> tuple[Concern, ...]:
    """One line per kind of harm that is shown beyond a tolerance, the gravest first."""
    by_harm: dict[str, list[Finding]] = {}
    for each in sorted(findings.findings, key=findings.rank):
        if each.reading == "shown" and each.severity != "none":
            by_harm.setdefault(each.harm, []).append(each)
    return tuple(
        Concern(say(f"harm.{harm}"), say(f"affected.{harm}"), _said(harm, own, findings, say), say(f"act.{harm}"))
        for harm, own in by_harm.items()
    )


def _said(harm: str, own: list[Finding], findings: Findings, say: Catalogue) -> str:
    """The groups that findings name, in a sentence; those of an allocation are not who is affected, but who has more."""
    groups = _named(own, findings, say)
    if not groups:
        return ""
    return say("concern.over", groups=groups) if harm == "allocation" else say("concern.named", groups=groups)


def _named(own: list[Finding], findings: Findings, say: Catalogue) -> str:
    """The groups of people that the headlines of findings are of; only what is printed beside the claims anyway."""
    known, attributes = findings.by_id, _attributes(findings)
    heads = [known[each.headline] for each in own if each.headline and each.headline in known]
    names = dict.fromkeys(
        clipped(group_title(group), 40) for head in heads for key, group in head.group.items() if key in attributes
    )
    if not names:
        return ""
    first = list(names)[:_MOST_NAMED]
    if len(names) > _MOST_NAMED:
        return say("concern.named_more", groups=", ".join(first), n=len(names) - _MOST_NAMED)
    return join(first, say("conclusion.and"))


def _attributes(findings: Findings) -> set[str]:
    plan = findings.audit.get("plan")
    stated = [plan.get(each) for each in ("groups", "inference")] if isinstance(plan, Mapping) else []
    return {"mention", *axis_groups(), *(name for each in stated if isinstance(each, Mapping) for name in each)}
