"""``run.json``: what may differ between two runs of the same audit, read from beside its findings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audit.errors import SourceError


def read_run_facts(path: str | Path) -> Mapping[str, Any] | None:
    """What ``run.json`` says; None if it is not there.

    Raises
    ------
    SourceError
        It is no JSON object.
    """
    path = Path(path)
    return decode(path.read_bytes(), where=str(path)) if path.is_file() else None


def decode(content: bytes, *, where: str = "run.json") -> Mapping[str, Any]:
    """The facts in the bytes of a file; ``where`` is what to call it in an error."""
    try:
        facts = json.loads(content)
    except (ValueError, RecursionError):
        facts = None
    if not isinstance(facts, dict) or any(not isinstance(facts.get(each) or [], list) for each in ("files", "sources")):
        raise SourceError(
            f"{where}: is no JSON object with lists of its files.", hint="Remove it: the report can be made without."
        )
    return facts
