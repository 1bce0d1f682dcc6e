"""``comparison.json``: the source of every other output of a comparison, written the same way to the byte."""

from __future__ import annotations

from dataclasses import asdict
from importlib.resources import files
from typing import Any

import orjson

from audit.comparing import Comparison
from audit.report.json_file import LAYOUT, plain
from audit.report.visible import in_json

SCHEMA_VERSION = "1.1"


def encode(comparison: Comparison) -> bytes:
    """The comparison as JSON: sorted keys, UTF-8, floats to six significant digits, no NaN.

    The same two audits give the same bytes.
    """
    content = {
        "schema_version": SCHEMA_VERSION,
        "comparison": {"id": comparison.id, "tool": "postaudit", "version": comparison.version},
        "before": asdict(comparison.before),
        "after": asdict(comparison.after),
        "overlap": comparison.overlap,
        "amplification": comparison.amplification,
        "pairing": asdict(comparison.pairing),
        "accepted": dict(comparison.accepted),
        "rulers": [asdict(each) for each in comparison.rulers],
        "claims": [asdict(each) for each in comparison.claims],
        "changes": [asdict(each) for each in comparison.changes],
    }
    return in_json(orjson.dumps(plain(content), option=LAYOUT).decode()).encode()


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of ``comparison.json``, as ``postaudit schema comparison`` prints it."""
    text = files("audit.report").joinpath("comparison.schema.json").read_bytes()
    content: dict[str, Any] = orjson.loads(text)
    return content
