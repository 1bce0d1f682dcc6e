"""Everything but the posts that decides what measuring comes to, as a digest."""

from __future__ import annotations

import hashlib
import json
import platform
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from audit.errors import ResourceError
from audit.installed import code_digest, library_versions
from audit.measuring.part import Job
from audit.resources import files_of, split_population
from audit.version import __version__

#: Of a plan, what decides whether there is a report, and what people say in it.
_SAID_LATER = ("card", "gate", "limits", "release", "report")
#: Sections of a plan that name columns, values and metrics: a word there that is also the name of a file means no file.
_NAME_NO_FILE = frozenset(
    ["also", "columns", "dataset", "floors", "labels", "metrics", "models", "representation", "skip", "votes"]
)
#: The same of a group.
_OF_A_GROUP = ("column", "values")


def job_digest(job: Job) -> str:
    """SHA-256 of version, code, libraries, plan with the files it names, weights and key, in hexadecimal."""
    plan = job.plan.model_dump(mode="json")
    for section in _SAID_LATER:
        plan.pop(section, None)
    said = {
        "version": __version__,
        "code": code_digest(),
        "python": [platform.python_version(), unicodedata.unidata_version],
        "libraries": library_versions(),
        "plan": plan,
        "files": sorted({file for value in _texts(_may_name_files(plan)) for file in _files(value)}),
        # Annotators who are hidden with two keys would count twice.
        "key": hashlib.sha256(b"work folder" + job.secret).hexdigest(),
        "weights": job.weights.sha256 if job.weights else None,
        "metrics": repr(job.metrics),
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _may_name_files(plan: dict[str, Any]) -> dict[str, Any]:
    groups = plan.get("groups", {}).values()
    return {
        **{name: each for name, each in plan.items() if name not in _NAME_NO_FILE},
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
            with each.open("rb") as file:
                yield str(each.relative_to(path.parent)), hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return
