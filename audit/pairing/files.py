"""A plan that travelled in a tally names files without their folders: here they are found again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from audit.errors import AuditError
from audit.grouping.given_shares import benchmark_of
from audit.plan import Plan


def with_files(travelled: Plan, given: Plan | None) -> Plan:
    """The plan of a tally with its files where another plan, that names files of the same names, has them.

    Benchmarks that cannot be read are left out: figures against them cannot be judged again, and all others can.
    """
    if given is not None:
        travelled = travelled.override(_found(travelled, given))
    there = {name: value for name, value in travelled.benchmarks.items() if _readable(travelled, name)}
    return travelled.model_copy(update={"benchmarks": there})


def _found(travelled: Plan, given: Plan) -> dict[str, Any]:
    places = {Path(each).name: each for each in _named(given)}

    def place(value: str) -> str:
        return places.get(value, value)

    changes: dict[str, Any] = {
        "benchmarks": {name: place(value) for name, value in travelled.benchmarks.items() if isinstance(value, str)},
        "groups": {name: {"table": place(each.table)} for name, each in travelled.groups.items() if each.table},
        "inference": {
            name: {key: place(value) for key in ("confusion", "names") if (value := getattr(each, key))}
            for name, each in travelled.inference.items()
        },
        "lexicons": {"identity": [place(each) for each in travelled.lexicons.identity]},
        "mentions": {"coding": [place(each) for each in travelled.mentions.coding]},
    }
    return {name: each for name, each in changes.items() if each and any(each.values())}


def _named(plan: Plan) -> list[str]:
    """Everything in a plan that may be the path of a file."""
    of_groups = [each.table for each in plan.groups.values()]
    of_inference = [value for each in plan.inference.values() for value in (each.confusion, each.names)]
    benchmarks = [each for each in plan.benchmarks.values() if isinstance(each, str)]
    lists = (benchmarks, of_groups, of_inference, plan.lexicons.identity, plan.mentions.coding)
    return [value for each in lists for value in each if value]


def _readable(plan: Plan, attribute: str) -> bool:
    try:
        benchmark_of(plan, attribute)
    except AuditError:
        return False
    return True
