"""Northtown in memory: simulated posts, measured and judged without touching a file."""

from __future__ import annotations

import importlib.util
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pytest

from audit.finding import Findings
from audit.loaders.door import admit
from audit.measuring.measured import Measured
from audit.measuring.part import count_batch
from audit.pipeline import judge
from audit.plan import Plan

ROOT = Path(__file__).resolve().parents[2]


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("northtown", ROOT / "data_samples" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["northtown"] = module
    spec.loader.exec_module(module)
    return module


NORTHTOWN = generator()


def plan() -> Plan:
    base = Plan.from_toml(ROOT / "data_samples" / "audit.toml")
    return base.override({"benchmarks": {"gender": str(ROOT / "data_samples" / "northtown-benchmark.csv")}})


def batch(rows: list[dict]) -> pa.RecordBatch:
    def moment(value: object) -> object:
        return datetime.fromisoformat(value.replace("Z", "+00:00")) if isinstance(value, str) else value

    columns = {
        "post_id": pa.array([row["post_id"] for row in rows], pa.string()),
        "author_id": pa.array([row["author_id"] for row in rows], pa.string()),
        "text": pa.array([row["text"] for row in rows], pa.large_string()),
        "created_at": pa.array([moment(row["created_at"]) for row in rows], pa.timestamp("us", tz="UTC")),
        "likes": pa.array([row["likes"] for row in rows], pa.int64()),
        "attribute:gender": pa.array([row["gender"] for row in rows], pa.string()),
        "label:toxic": pa.array([row["toxic"] for row in rows], pa.string()),
    }
    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


def audited(seed: int, *, authors: int, planted: bool, **changes: object) -> Findings:
    asked = plan().override(changes)
    measured = Measured()
    rows = NORTHTOWN.simulate(seed, authors=authors, planted=planted)
    count_batch(measured, admit(batch(rows), b"0123456789abcdef"), asked)
    return judge(measured.tally, asked, {"name": "Northtown"}, measured.fields, measured.fingerprint.hex())


@pytest.fixture(scope="session")
def audit_of():
    return audited


@pytest.fixture(scope="session")
def northtown() -> ModuleType:
    return NORTHTOWN
