"""Tables of ``docs/speed.md`` from what other scripts measured: each metric, scripts and identifiers, engines."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from speed.page import demand

_RUNS = {"start": "started", "cold": "first audit", "warm": "second audit"}
Rows = Sequence[Mapping[str, str]]


def read_any(path: Path) -> Rows:
    """The rows of a table, as text; none where nobody has measured it."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def metrics(rows: Rows) -> list[str]:
    """CPU seconds of each step per million posts."""
    lines = ["| step | CPU s per million posts | × reading |", "|---|---|---|"]
    for each in rows:
        seconds, ratio = float(each["cpu_seconds_per_million_posts"]), float(each["times_reading"])
        lines.append(f"| {each['step']} | {seconds:.2f} | {ratio:.2f} |")
    return lines


def scripts(rows: Rows) -> list[str]:
    """The text pass, the identifiers and a whole audit by script."""
    if not rows:
        return ["Not measured with this version yet: `python benchmarks/text_pass.py --csv docs/speed-scripts.csv`."]
    lines = [
        "| posts in | text pass, MB/s of one core | with what metrics are given | reading and identifiers, × reading"
        " | whole audit, × reading |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {each['corpus']} | {float(each['text pass MB/s']):.0f} | {float(each['with features MB/s']):.0f}"
        f" | {float(each['reading + identifiers']):.2f}"
        f" | {float(each['whole audit']):.2f} |"
        for each in rows
    ]
    return lines


def engines(rows: Rows) -> list[str]:
    """The same audit on each engine."""
    if not rows:
        return [
            "Not measured with this version yet: `python benchmarks/engines_against_local.py --out docs/speed-engines.csv`."
        ]
    lines = ["| format | engine | | s | CPU s | × local | largest process, MB |", "|---|---|---|---|---|---|---|"]
    lines += [
        f"| {each['format']} | {each['engine']} | {_RUNS.get(each['run'], each['run'])} | {_number(each['seconds'], 1)}"
        f" | {_number(each['cpu'], 1)} | {_number(each['ratio'], 2)} | {_number(each['memory'], 0)} |"
        for each in rows
    ]
    return lines


def demands(by_script: Rows, by_engine: Rows) -> list[str]:
    """Rows for the table of demands."""
    lines = []
    for each in by_script:
        name = each["corpus"]
        speed, scan, whole = (float(each[key]) for key in ("text pass MB/s", "reading + identifiers", "whole audit"))
        lines.append(demand(f"text pass at least 100 MB/s, {name}", f"{speed:.0f} MB/s", speed >= 100))
        lines.append(demand(f"reading and identifiers at most 2.0 × reading, {name}", f"{scan:.2f}", scan <= 2))
        if name != "English":
            lines.append(demand(f"audit of posts that are all {name} at most 6 × reading", f"{whole:.2f}", whole <= 6))
    for each in by_engine:
        if each["run"] == "warm" and each["engine"] != "local":
            ratio = float(each["ratio"])
            lines.append(
                demand(f"{each['engine']} warm at most 1.5 × local, {each['format']}", f"{ratio:.2f}", ratio <= 1.5)
            )
    return lines


def _number(text: str, digits: int) -> str:
    return f"{float(text):,.{digits}f}" if text else ""
