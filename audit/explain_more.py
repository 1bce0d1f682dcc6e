"""What a finding's figures do not say for themselves: how it was computed, what would change it, how to cite it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from audit.finding import Estimate, Finding, Findings
from audit.wording import bounds, figure, plural

#: Tolerances by the unit of the figure that is held against them, where they are few enough to be named.
_OF_UNITS: Mapping[str, tuple[str, ...]] = {
    "share": ("share_gap", "label_gap", "top_share", "repeated_share", "missing_share"),
    "points": ("share_gap", "label_gap"),
    "ratio": ("rate_ratio",),
    "score": ("sentiment_gap",),
}
_BECAUSE: Mapping[str, str] = {
    "shown": "Read as shown, since the whole interval lies beyond the tolerance. A larger tolerance, or an interval that"
    " reaches back over it, as fewer authors would give, makes it inconclusive.",
    "shown_small": "Read as shown to be small, since the whole interval lies within the tolerance. A smaller tolerance"
    " could make it inconclusive, and a gap that matters to you in a smaller part of the data is not ruled out.",
    "inconclusive": "Inconclusive, since the interval reaches over the tolerance. More authors settle it; more posts of the"
    " same authors hardly do.",
    "not_assessed": "Not assessed, since something that is needed is not there; once it is, there is a reading.",
}


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


def would_change(finding: Finding, findings: Findings) -> list[str]:
    """What would give it another reading, as far as its figures tell."""
    figures = _figures(finding, findings)
    head = next((each for each in figures if each.id == finding.headline), figures[0] if figures else None)
    said = [_BECAUSE[finding.reading]]
    if head is not None:
        said += _about(head, _section(findings.audit.get("plan") or {}, "tolerances"))
    if any(each.reference is not None for each in figures):
        sources = sorted({each.reference.source for each in figures if each.reference is not None})
        said.append(f"It is held against {'; '.join(sources)}. Held against something else it may read otherwise.")
    return said


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


def _about(head: Estimate, tolerances: Mapping[str, Any]) -> Iterator[str]:
    named = [f"{name} = {tolerances[name]}" for name in _OF_UNITS.get(head.unit, ()) if name in tolerances]
    if named:
        yield f"Tolerances in force for such figures: {', '.join(named)} ([tolerances] of the plan, set before looking)."
    if head.low is not None and head.high is not None:
        yield f"Its interval runs from {bounds(head.low, head.high, head.unit)}."
    if head.detectable is not None:
        size = figure(head.detectable, "points" if head.unit == "share" else head.unit).removeprefix("+")
        yield f"Data like these tell a true difference of {size} from none four times in five."
    if head.n_authors is not None:
        yield f"It stands on {plural(head.n_authors, 'author')}; an interval half as wide takes about four times as many."


def _figures(finding: Finding, findings: Findings) -> list[Estimate]:
    known = findings.by_id
    return [known[each] for each in finding.estimates if each in known]


def _section(plan: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = plan.get(name)
    return found if isinstance(found, Mapping) else {}
