"""Which plug-ins an audit stands on: noted in the tally, listed among its resources, told among the facts of a run."""

from __future__ import annotations

from typing import Any

from audit.errors import PlanError, TallyError, did_you_mean
from audit.plan import Plan
from audit.plugins import entry_points as plugins
from audit.plugins.entry_points import GIVEN, Plugin
from audit.tally import Tally

#: First word of the cells; no metric can be called so.
_NOTED = "plug-in"
_FAULT = "It is another package's: postaudit holds what it says to its rules, and does not vouch for what it counts."
_FAULT_OF_GIVEN = _FAULT.replace("It is another package's", "It was given by whoever ran the audit")


def note_plugin(tally: Tally, plugin: Plugin) -> None:
    """Put into a tally that a plug-in had a part in it; nothing is added, so it is the same for any split."""
    cell = (_NOTED, plugin.kind, plugin.name, plugin.package, plugin.version, plugin.licence, plugin.sha256)
    tally.add_total(cell, 0)


def note_loader(tally: Tally, name: str) -> None:
    """The same where the loader of a source is a plug-in's."""
    plugin = plugins.load("loader", name) if name in plugins.names("loader") else None
    if plugin is not None:
        note_plugin(tally, plugin)


def plugins_used(tally: Tally) -> list[dict[str, Any]]:
    """The plug-ins behind a tally as findings list resources: their digests are part of the audit's id.

    Raises
    ------
    TallyError
        Parts were measured with different versions of one, or a metric with another than would judge it here.
    """
    used: dict[tuple[str, str], tuple[str, ...]] = {}
    for _, kind, name, *rest in tally.total_cells(_NOTED):
        if used.setdefault((kind, name), tuple(rest)) != tuple(rest):
            raise TallyError(
                f"Parts were measured with different versions of the plug-in {name!r}.",
                hint="Measure all of them, and on all machines, with the same.",
            )
    for (kind, name), about in used.items():
        here = plugins.load("metric", name) if kind == "metric" else None
        if here is not None and here.sha256 != about[-1]:
            raise TallyError(
                f"Measured with another version of the plug-in {name!r} than {here.version} here.",
                hint="Judge with what was measured with, or measure again.",
            )
    return [
        {
            "name": f"{kind} {name}",
            "kind": "plug-in",
            "title": f"A {kind} of {_whose(package)}",
            "version": version,
            "source": _whose(package),
            "licence": licence,
            "sha256": digest,
            "reviewers": [],
            "known_faults": [_FAULT_OF_GIVEN if package == GIVEN else _FAULT],
        }
        for (kind, name), (package, version, licence, digest) in sorted(used.items())
    ]


def _whose(package: str) -> str:
    return package if package == GIVEN else f"the package {package}"


def check_sections(wanted: tuple[str, ...]) -> None:
    """Refuse a plan that asks for a section of the report that no plug-in brings; PlanError names the nearest."""
    for name in wanted:
        if name not in plugins.names("section"):
            hint = did_you_mean(name, plugins.names("section"))
            raise PlanError(f"There is no plug-in with a section {name!r} for the report.", hint=hint)


def plugin_facts(tally: Tally, plan: Plan) -> list[str]:
    """What a run says of plug-ins: those it stands on, and those that were to be used and could not be."""
    said = [
        f"{each['name']}: {each['source'].removeprefix('the package ')} {each['version']}".rstrip()
        for each in plugins_used(tally)
    ]
    asked = {*plan.metrics, *plan.also}
    left_out = [each for each in plugins.met("metric") if each.name in asked]
    left_out += plugins.met("loader")
    for name in plan.report.sections:
        if (section := plugins.load("section", name)) is not None:
            left_out.append(section)
            said += [] if section.problem else [f"section {name}: {section.origin}"]
    said += [f"{each.kind} {each.name}: {each.origin}, left out: {each.problem}" for each in left_out if each.problem]
    return said
