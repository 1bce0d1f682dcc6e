"""Weights on disk: the id of each post and its weight, nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from audit.errors import OutputError
from audit.files.whole_file import whole_file
from audit.mitigation.weights import DECIMALS, Weighing


def check_name(path: Path) -> None:
    """Refuse a name that says neither CSV nor Parquet, before any work is done.

    Raises
    ------
    OutputError
    """
    if str(path) != "-" and path.suffix not in (".csv", ".parquet"):
        raise OutputError(
            f"{path.name}: expected a name that ends in .csv or .parquet.",
            hint=f"For example -o {path.stem or 'posts'}.csv",
        )


def table_of(made: Weighing) -> pa.Table:
    """Columns ``post_id`` (string) and ``weight`` (double), in the order of the posts."""
    return pa.table({"post_id": made.post_id, "weight": pa.array(made.weight)})


def write_weights(made: Weighing, path: Path) -> None:
    """Write the weights to a ``.csv`` or ``.parquet`` file that its owner alone can read; ``-`` is standard output.

    A weight tells which group the author of the post stated, so the file is as private as the posts.

    Raises
    ------
    OutputError
        Another ending, or the file cannot be written.
    """
    write_table(table_of(made), path)


def write_table(table: pa.Table, path: Path) -> None:
    """Write ``post_id`` and ``weight`` as :func:`write_weights` does.

    Raises
    ------
    OutputError
        Another ending, or the file cannot be written.
    """
    check_name(path)
    if str(path) == "-":
        sys.stdout.buffer.write(_csv(table))
        sys.stdout.buffer.flush()
        return
    with whole_file(path, private=True) as temporary:
        if path.suffix == ".csv":
            temporary.write_bytes(_csv(table))
        else:
            pq.write_table(table, temporary, compression="zstd")


def _csv(table: pa.Table) -> bytes:
    # Decimals, not floats: the same digits whichever version of Arrow prints them.
    digits = table.column("weight").cast(pa.decimal128(20, DECIMALS))
    sink = pa.BufferOutputStream()
    pa_csv.write_csv(pa.table({"post_id": table.column("post_id"), "weight": digits}), sink)
    return bytes(sink.getvalue())
