"""Files that a plan names, found beside the file that the plan is in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from audit.errors import PlanError
from audit.plan import Plan
from audit.report.json_file import located
from audit.resources import split_population


def read_plan(path: str | Path) -> Plan:
    """The plan in ``audit.toml``, or the one that a report was made with, so that the audit can be repeated.

    Parameters
    ----------
    path : path
        A plan file, a report folder or its ``findings.json``. A report names files without their folders: they are looked
        for where the command runs.

    Raises
    ------
    PlanError
        There is no plan, or it does not hold together.
    """
    path = Path(path)
    findings = located(path)
    if findings.suffix != ".json":
        return resolved(Plan.from_toml(path), path.parent)
    try:
        plan: Any = json.loads(findings.read_bytes())["audit"]["plan"]
    except OSError as error:
        raise PlanError(
            f"{findings}: there is no plan: {error.strerror}.",
            hint="-c takes an audit.toml, or the folder of a report, whose plan is then used again.",
        ) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise PlanError(
            f"{findings}: is not the findings.json of an audit.",
            hint="-c takes an audit.toml, or the folder of a report, whose plan is then used again.",
        ) from None
    return Plan.make(plan, where=str(findings))


def resolved(plan: Plan, folder: Path) -> Plan:
    """The plan with benchmarks, confusion files, lists of names and tables of values found beside the plan file."""

    def benchmark_file(value: str) -> str:
        return str(split_population(value)[0])

    def beside(value: str) -> bool:
        return bool(value) and not Path(value).is_absolute() and (folder / value).is_file()

    named = {name: value for name, value in plan.benchmarks.items() if isinstance(value, str)}
    files = {name: str(folder / value) for name, value in named.items() if beside(benchmark_file(value))}
    inference = {
        name: {key: str(folder / value) for key in ("confusion", "names") if beside(value := getattr(each, key))}
        for name, each in plan.inference.items()
    }
    tables = {name: {"table": str(folder / each.table)} for name, each in plan.groups.items() if beside(each.table)}
    own = plan.lexicons.identity
    lexicons = [str(folder / each) if beside(each) or (folder / each).is_dir() else each for each in own]
    sheets = [str(folder / each) if beside(each) else each for each in plan.mentions.coding]
    people = plan.annotators.file
    filters = [each.with_file(str(folder / each.file)) if beside(each.file) else each for each in plan.filter]
    found = (
        ("collection", plan.collection.found_beside(folder)),
        ("annotators", {"file": str(folder / people)} if beside(people) else {}),
        ("filter", [each.model_dump() for each in filters] if filters != list(plan.filter) else []),
        ("mentions", {"coding": sheets} if sheets != list(plan.mentions.coding) else {}),
        ("lexicons", {"identity": lexicons} if lexicons != list(own) else {}),
        ("benchmarks", files),
        ("inference", {name: each for name, each in inference.items() if each}),
        ("groups", tables),
    )
    changes = {key: value for key, value in found if value}
    return plan.override(changes) if changes else plan
