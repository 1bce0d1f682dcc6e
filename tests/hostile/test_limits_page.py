"""``docs/limits.md`` names every reason for a reject, every warning met, and the limits as they are."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import audit
from audit.errors import AuditError
from audit.loaders import archives, base, compression, records
from audit.loaders.guessing import dialect
from audit.loaders.tables import csv as table_csv

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/limits.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([a-z0-9_]+)`", PAGE))


def reasons() -> set[str]:
    """The first argument of every reject in the code, and what a function that finds reasons returns."""
    found = set()
    for path in (ROOT / "audit/loaders").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in {"reject", "Reject"}:
                    found.add(node.args[0].value)
    source = (ROOT / "audit/loaders/records.py").read_text(encoding="utf-8")
    return found | set(re.findall(r'return "([a-z_0-9]+)", ', source)) | base.DAMAGE


def test_every_reason_is_named():
    assert len(reasons()) > 10
    assert reasons() <= NAMED


def test_every_warning_that_hostile_files_raise_is_named(hostile):
    met = set()
    for path in sorted((hostile / "ledger").iterdir()):
        ledgers: list[base.Ledger] = []
        try:
            list(audit.load(path).batches(ledgers=ledgers))
        except AuditError:
            continue
        met |= {name for each in ledgers for name, count in each.warnings.items() if count}
        met |= {name for each in ledgers for name, count in each.rejected.items() if count}
    assert len(met) > 12
    assert met <= NAMED


def test_limits_are_those_of_the_code():
    assert (records.RECORD_CAP, records.DOCUMENT_CAP, records._MEMORY) == (16 * 2**20, 256 * 2**20, 512 * 2**20)
    assert (records.DEPTH_CAP, table_csv.LINES_CAP, dialect.COLUMN_CAP) == (256, 5_000, 10_000)
    assert (archives.MEMBERS, base.REJECTIONS_KEPT) == (10_000, 100_000)
    assert (compression.BOMB_FLOOR, compression.BOMB_RATIO) == (256 * 2**20, 200)
    for words in (
        "| 16 MB |",
        "256 MB, and 512 MB once parsed",
        "| 256 levels |",
        "| 5,000 |",
        "| 10,000 |",
        "100,000 for each",
    ):
        assert words in PAGE
    assert "256 MB and to more than 200 times" in PAGE
