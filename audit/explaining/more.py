"""What a finding's figures do not say for themselves: how it was computed, what it is held against, how to cite it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audit.finding import Estimate, Finding, Findings
from audit.wording import plural


def computed(finding: Finding, findings: Findings) -> list[str]:
    """How a finding was computed: by the card of its metric, at which level and floors."""
    card = next((each for each in findings.methods if each.get("name") == finding.metric), {})
    plan = findings.audit.get("plan") or {}
    floors = _section(plan, "floors")
    said = [str(card["definition"])] if card.get("definition") else []
    levels = sorted({each.level for each in _figures(finding, findings) if each.low is not None})
    if levels:
        said.append(f"Intervals are at {', '.join(f'{100 * each:.3g}%' for each in levels)}, clustered by author.")
    if "authors" in floors:
        said.append(f"Groups of fewer than {plural(floors['authors'], 'author')} are hidden.")
    return said


def held_against(finding: Finding, findings: Findings) -> list[str]:
    """What its figures are compared with, where that is a reference of somebody's."""
    sources = sorted({each.reference.source for each in _figures(finding, findings) if each.reference is not None})
    return (
        [f"It is held against {'; '.join(sources)}. Held against something else it may read otherwise."]
        if sources
        else []
    )


def cited(finding: Finding, findings: Findings, path: Path) -> str:
    """The entry for the audit that its report has, with day and checksum, and the address of the finding in it."""
    from audit.report import checksum
    from audit.report.citing import citation
    from audit.report.run_file import read_run_facts
    from audit.report.summary import claim

    address = claim(finding, findings).address
    printed = checksum.short(checksum.full(path.read_bytes()))
    return (
        f"report.html{address}, in:\n\n{citation(findings, printed, read_run_facts(path.with_name('run.json'))).bibtex}"
    )


def _figures(finding: Finding, findings: Findings) -> list[Estimate]:
    known = findings.by_id
    return [known[each] for each in finding.estimates if each in known]


def _section(plan: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = plan.get(name)
    return found if isinstance(found, Mapping) else {}
