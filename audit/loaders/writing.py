"""Posts on disk in the post schema: Parquet, or JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from audit.errors import OutputError
from audit.posts import SCHEMA


def write_posts(path: Path, batches: Iterator[pa.RecordBatch]) -> None:
    """Write batches of the post schema to a file; whole or not at all.

    Parameters
    ----------
    path : Path
        Ends in ``.parquet`` or ``.jsonl``.
    batches : iterator of RecordBatch

    Raises
    ------
    OutputError
        Another ending, or the file cannot be written.
    """
    writers = {".parquet": _parquet, ".jsonl": _lines}
    if path.suffix not in writers:
        raise OutputError(f"{path.name}: expected a name that ends in .parquet or .jsonl.")
    temporary = path.with_name(f".{path.name}.partial")
    try:
        writers[path.suffix](temporary, batches)
        temporary.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}.") from None
    finally:
        temporary.unlink(missing_ok=True)


def _parquet(path: Path, batches: Iterator[pa.RecordBatch]) -> None:
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)


def _lines(path: Path, batches: Iterator[pa.RecordBatch]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for batch in batches:
            for row in batch.to_pylist():
                out.write(
                    json.dumps(
                        {key: _plain(value) for key, value in row.items() if value is not None}, ensure_ascii=False
                    )
                )
                out.write("\n")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, list) and value and isinstance(value[0], tuple):
        return dict(value)  # Arrow hands a map back as pairs
    return value
