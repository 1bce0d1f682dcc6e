"""Sections that plug-ins add to the report: words and tables of figures that are in the findings, and nothing else.

A plug-in sees findings, in which what may not be printed is hidden already. Its words are escaped like all others, and its
tables hold ids of figures, so that each number is printed with its interval and its counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audit.finding import Block, Findings
from audit.plugins import entry_points as plugins
from audit.report.facts import Fact
from audit.report.visible import line


@dataclass(frozen=True)
class PluggedSection:
    """A section: its name, title and question, and blocks whose charts name figures of the findings."""

    name: str
    title: str
    question: str
    blocks: tuple[Block, ...]


def plugged_sections(findings: Findings) -> tuple[tuple[PluggedSection, ...], tuple[Fact, ...]]:
    """The sections that the plan asks plug-ins for, in the order of the plan, and whose they are or why one is left out."""
    plan = findings.audit.get("plan")
    options = plan.get("report") if isinstance(plan, Mapping) else None
    wanted = options.get("sections") if isinstance(options, Mapping) else None
    made: list[PluggedSection] = []
    facts: list[Fact] = []
    for name in wanted or ():
        found, said = _section(str(name), findings)
        made += [found] if found else []
        facts.append(Fact(line(f"section {name}"), line(said)))
    return tuple(made), tuple(facts)


def _section(name: str, findings: Findings) -> tuple[PluggedSection | None, str]:
    plugin = plugins.load("section", name)
    if plugin is None:
        return None, "left out: no plug-in that is installed here brings it"
    if plugin.problem:
        return None, f"{plugin.origin}, left out: {plugin.problem}"
    try:
        blocks = tuple(plugin.made.blocks(findings))
        title, question = str(plugin.made.title), str(plugin.made.question)
    except Exception as error:  # noqa: BLE001 - a stranger's code
        return None, f"{plugin.origin}, left out: it failed ({type(error).__name__})"
    known = findings.by_id
    if not all(isinstance(each, Block) for each in blocks):
        return None, f"{plugin.origin}, left out: what it gives are no blocks"
    named = [
        name
        for each in blocks
        for row in (*each.chart.estimates, *(each.table.estimates if each.table else ()))
        for name in row
    ]
    if any(name and name not in known for name in named) or any(each.chart.points for each in blocks):
        return None, f"{plugin.origin}, left out: it shows a figure that is not in the findings"
    return PluggedSection(name, title, question, blocks), plugin.origin
