"""The page of schemas: a post, a plan and a findings file, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from audit.explaining.explain import schema_text
from audit.plan import Plan
from audit.posts import FIELDS
from audit.report.table import MEANINGS

_HEAD = """# Schemas

Three contracts that other software can rely on: what a post is, what a plan may say, and what a findings file holds.

```sh
postaudit schema posts
postaudit schema plan
postaudit schema findings
```

The last two are [JSON Schema](https://json-schema.org/), draft 2020-12. Within a major version fields are added, never removed."""


_TABLE = """`findings.csv` has a row for each figure of `findings.json`, and the fields of [estimate](#estimate) as columns but for a few.
A row's own reading is in `reading`; a finding that stands on many figures has one for all of them together."""


def schemas() -> str:
    """The tables of fields, section by section."""
    plan, findings = Plan.model_json_schema(), json.loads(schema_text("findings"))
    lines = [_HEAD, "", "## Posts", "", "Missing is null, never an empty text; ids are strings.", ""]
    lines += _table(("field", "type", "what it is"), ((f"`{name}`", _arrow(kind), note) for name, kind, note in FIELDS))
    lines += ["", "## Plan", "", "What stands in `audit.toml`, and what holds where it does not.", ""]
    top, sections = _split(plan)
    lines += _fields(plan, top)
    for name, (model, many) in sections.items():
        heading = f"[{name}.NAME]" if many == "object" else f"[[{name}]]" if many == "array" else f"[{name}]"
        lines += ["", f"### `{heading}`", "", str(plan["$defs"][model].get("description", "")).split("\n\n")[0], ""]
        lines += _fields(plan, plan["$defs"][model]["properties"])
    lines += ["", "## Findings", "", f"{findings['description']}", ""]
    lines += _fields(findings, findings["properties"], defaults=False)
    for name in ("source", "estimate", "other_side", "finding", "block", "chart", "table", "not_measured"):
        lines += ["", f"### {name.replace('_', ' ')}", ""]
        lines += _fields(findings, findings["$defs"][name]["properties"], defaults=False)
    lines += ["", "## Table of figures", "", _TABLE, ""]
    lines += _table(("column", "what it is"), ((f"`{name}`", said) for name, said in MEANINGS.items()))
    return "\n".join(lines) + "\n"


def _split(plan: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, tuple[str, str]]]:
    """Plain keys of a plan, and its sections: name -> model, and whether there may be several, and how they are told apart."""
    plain: dict[str, Any] = {}
    sections: dict[str, tuple[str, str]] = {}
    for name, each in plan["properties"].items():
        places = (("", each), ("object", each.get("additionalProperties")), ("array", each.get("items")))
        found = [(place["$ref"], many) for many, place in places if isinstance(place, dict) and "$ref" in place]
        if found:
            sections[name] = (found[0][0].rsplit("/", 1)[1], found[0][1])
        else:
            plain[name] = each
    return plain, sections


def _fields(schema: Mapping[str, Any], fields: Mapping[str, Any], *, defaults: bool = True) -> list[str]:
    if not defaults:
        rows = ((f"`{name}`", _kind(each), _text(each, schema)) for name, each in fields.items())
        return _table(("field", "type", "what it is"), rows)
    told = (
        (f"`{name}`", _kind(each), f"`{json.dumps(each['default'])}`" if "default" in each else "", _text(each, schema))
        for name, each in fields.items()
    )
    return _table(("key", "type", "if it is not there", "what it is"), told)


def _kind(each: Mapping[str, Any]) -> str:
    if "$ref" in each:
        return str(each["$ref"]).rsplit("/", 1)[1]
    if "enum" in each:
        return "one of " + ", ".join(f"`{json.dumps(value)}`" for value in each["enum"])
    if "const" in each:
        return f"`{json.dumps(each['const'])}`"
    if choices := each.get("anyOf") or each.get("oneOf"):
        return " or ".join(dict.fromkeys(_kind(choice) for choice in choices))
    kind = each.get("type", "any")
    if kind == "array":
        return f"list of {_kind(each['items'])}" if "items" in each else "list"
    if isinstance(inner := each.get("additionalProperties"), dict):
        return f"table of {_kind(inner)}"
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _text(each: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    told = each.get("description")
    if told is None and "$ref" in each:
        told = schema["$defs"][str(each["$ref"]).rsplit("/", 1)[1]].get("description")
    return " ".join(str(told or "").split()).replace("``", "`")


def _arrow(kind: object) -> str:
    return str(kind).replace("<", "\\<").replace("values=string, indices=int32, ordered=0", "string")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return lines + [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
