"""Posts on disk in the post schema: Parquet, or JSON lines."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from audit.errors import OutputError
from audit.files.whole_file import whole_file
from audit.posts import SCHEMA


def write_posts(path: Path, batches: Iterator[pa.RecordBatch]) -> None:
    """Write batches of the post schema to a file; whole or not at all.

    Parameters
    ----------
    path : Path
        Ends in ``.parquet`` or ``.jsonl``; ``-`` is standard output, as JSON lines.
    batches : iterator of RecordBatch

    Raises
    ------
    OutputError
        Another ending, or the file cannot be written.
    """
    if str(path) == "-":
        _lines(sys.stdout.buffer, batches)
        return
    writers = {".parquet": _parquet, ".jsonl": _lines_file}
    if path.suffix not in writers:
        raise OutputError(
            f"{path.name}: expected a name that ends in .parquet or .jsonl.",
            hint=f"For example -o {path.stem or 'posts'}.parquet",
        )
    with whole_file(path, private=True) as temporary:
        writers[path.suffix](temporary, batches)


def _parquet(path: Path, batches: Iterator[pa.RecordBatch]) -> None:
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)


def _lines_file(path: Path, batches: Iterator[pa.RecordBatch]) -> None:
    with path.open("wb") as out:
        _lines(out, batches)


def _lines(out: BinaryIO, batches: Iterator[pa.RecordBatch]) -> None:
    for batch in batches:
        for row in batch.to_pylist():
            said = {key: _plain(value) for key, value in row.items() if value is not None}
            out.write(json.dumps(said, ensure_ascii=False).encode() + b"\n")
    out.flush()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, list) and value and isinstance(value[0], tuple):
        return dict(value)  # Arrow hands a map back as pairs
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [{key: _finite(inner) for key, inner in each.items()} for each in value]
    return value


def _finite(value: Any) -> Any:
    """JSON has no NaN, and a record that holds one is not read again."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
