"""The files that a plan names, as they are here: what they hold decides what measuring comes to as the plan itself does."""

from __future__ import annotations

import functools
import hashlib
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from audit.errors import PlanError, ResourceError
from audit.plan import Plan
from audit.resources import files_of, split_population

#: Sections of a plan that name columns, values and metrics, or decide what is said and not what is measured: a word there
#: that is also the name of a file means no file.
_NAME_NO_FILE = frozenset(
    ["also", "card", "columns", "dataset", "floors", "gate", "labels", "limits", "metrics", "models", "release", "report",
     "representation", "skip", "votes"]
)  # fmt: skip
#: The same of a group.
_OF_A_GROUP = ("column", "values")
Files = tuple[tuple[str, str], ...]


def named_files(plan: Plan) -> Files:
    """Name and SHA-256 of every file that a plan names, in order; where it names a folder, of the files in it."""
    return tuple(sorted({file for value in _texts(_may_name_files(plan)) for file in _files(value)}))


def measured_with(plan: Plan) -> Files:
    """The same of those that are read with every task, on whatever machine; other files are read where it is judged."""
    values = [*plan.lexicons.identity, plan.dialect.model, plan.annotators.file, plan.collection.deleted_ids]
    values += [each.table for each in plan.groups.values()] + [each.names for each in plan.inference.values()]
    return tuple(sorted({file for value in values for file in _files(value)}))


def check_measured_with(plan: Plan, wanted: Files) -> None:
    """See that a worker elsewhere has the files that are where its tasks come from.

    Raises
    ------
    PlanError
        One is missing here, or holds something else, so that the same posts could come to other figures.
    """
    if others := sorted({name for name, _ in set(wanted) ^ set(measured_with(plan))}):
        raise PlanError(
            f"The worker {socket.gethostname()} lacks {others[0]!r}, or has it with another content.",
            hint="Put what the plan names into a folder that all workers see, and name it by its full path.",
        )


def _may_name_files(plan: Plan) -> dict[str, Any]:
    said = plan.model_dump(mode="json")
    groups = said.get("groups", {}).values()
    return {
        **{name: each for name, each in said.items() if name not in _NAME_NO_FILE},
        "benchmarks": [each for each in plan.benchmarks.values() if isinstance(each, str)],
        "groups": [{name: each for name, each in group.items() if name not in _OF_A_GROUP} for group in groups],
    }


def _texts(value: Any) -> Iterator[str]:
    """All texts of nested plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _path(value: str) -> Path:
    try:
        return Path(split_population(value)[0])
    except ResourceError:
        return Path(value)  # no benchmark


def _files(value: str) -> Iterator[tuple[str, str]]:
    """The file with the card beside it, or the files of the folder, that a text of a plan names, if it names any."""
    try:
        path = _path(value)
        if not value or not path.exists():
            return
        # Nothing is read from a folder in a folder; the work folder itself, or reports, may lie there and change.
        for each in files_of(path):
            about = each.stat()
            yield str(each.relative_to(path.parent)), _sha256(each, about.st_size, about.st_mtime_ns)
    except (OSError, ValueError):
        return


@functools.lru_cache(maxsize=1024)
def _sha256(path: Path, _size: int, _changed: int) -> str:
    """Asked for with every task; those who read these files read them anew at the same signs of change."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
