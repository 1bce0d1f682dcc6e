"""What was read, with what, by what: the audit id and the facts of a run."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from audit.plan import Plan
from audit.plan.card import DatasetCard
from audit.plan.models import Models
from audit.version import __version__

#: Names of accounts in what was asked of a platform: @name, from:name, author:name, u/name.
_ACCOUNT = re.compile(
    r"\b((?:from|to|author|user|account|retweets_of|channel):|u/|user/)\"?[@\w.-]+\"?|(@)[\w.-]+", re.IGNORECASE
)
_LIBRARIES = ("numpy", "pyarrow", "numba", "pandas", "scipy", "matplotlib", "fairlearn", "scikit-learn")


def plan_as_printed(plan: Plan) -> dict[str, Any]:
    """The plan as reports print it: paths shortened to file names, so that it tells nothing of a machine.

    Limits are left out: they decide whether there is a report, not what it says. What a gate accepts and what people
    say of the dataset is there if anything is.
    """
    content = plan.model_dump(mode="json")
    del content["limits"]
    if not plan.gate.accept:
        del content["gate"]
    if plan.release.epsilon is None:
        del content["release"]
    content["card"] = {name: value for name, value in content["card"].items() if value}
    if plan.card == DatasetCard():
        del content["card"]
    if plan.models == Models():
        del content["models"]  # a report that has no scores says nothing of how they are read
    content["benchmarks"] = {
        name: Path(value).name if isinstance(value, str) else value for name, value in content["benchmarks"].items()
    }
    content["lexicons"]["identity"] = [Path(value).name for value in content["lexicons"]["identity"]]
    content["mentions"]["coding"] = [Path(value).name for value in content["mentions"]["coding"]]
    content["dialect"]["model"] = Path(content["dialect"]["model"]).name
    content["annotators"]["file"] = Path(content["annotators"]["file"]).name
    for name in ("votes", "annotators", "dialect"):  # printed where something is said of them
        if not any(content[name].values()):
            del content[name]
    if plan.collection.is_said:
        content["collection"] |= _without_accounts_and_folders(content["collection"])
    if plan.filter:
        content["filter"] = [each.with_file(Path(each.file).name).model_dump(mode="json") for each in plan.filter]
    for inference in content["inference"].values():
        inference["confusion"] = Path(inference["confusion"]).name
        if "names" in inference:
            inference["names"] = Path(inference["names"]).name
    for group in content["groups"].values():
        if "table" in group:
            group["table"] = Path(group["table"]).name
    return content


def _without_accounts_and_folders(collection: Mapping[str, Any]) -> dict[str, Any]:
    """What of a record of the collection names a file or, in what was asked for, an account."""
    changed = {name: Path(collection[name]).name for name in ("deleted_ids", "rules") if name in collection}
    if "query" in collection:
        changed["query"] = _ACCOUNT.sub(lambda found: f"{found[1] or found[2]}…", collection["query"])
    return changed


def audit_id(fingerprint: str, plan: Plan, resources: Sequence[Mapping[str, Any]]) -> str:
    """Twelve hexadecimal digits of the posts, the plan, the resources and the version.

    The posts count by content, whatever the order, split, compression or format of their files, so the same audit has
    the same id wherever it is repeated. What a gate accepts, what is released beside the report and what people say of
    the dataset changes no figure, and does not count.
    """
    printed = plan_as_printed(plan)
    for section in ("card", "gate", "release"):
        printed.pop(section, None)
    said = {
        "posts": fingerprint,
        "plan": printed,
        "resources": sorted(str(each["sha256"]) for each in resources),
        "version": __version__,
    }
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def machine() -> dict[str, Any]:
    """Python and library versions: volatile facts, for ``run.json``."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "libraries": {name: metadata.version(name) for name in _LIBRARIES},
        "postaudit": __version__,
    }


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def peak_memory() -> int:
    """Peak resident memory of this process in bytes; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak if sys.platform == "darwin" else peak * 1024)
