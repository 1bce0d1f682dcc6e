"""Tables that come in batches and may be larger than memory: datasets of Hugging Face, lazy frames, Arrow streams.

None of these libraries is imported: an object is known by what it can do. Its batches are written once to a private Parquet
file, which is read as any other: by several processes, as often as need be, and the same each time.

References
----------
https://huggingface.co/docs/datasets/package_reference/main_classes
https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from audit.loaders.spooling import private_folder

#: Rows taken at a time, and of one row group.
_ROWS = 10_000
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


def kept_stream(origin: Any) -> Path | None:
    """A private file or folder with the rows of what comes in batches; None for what does not.

    Parameters
    ----------
    origin : object
        A ``Dataset``, ``IterableDataset`` or a dictionary of them by split, of the library ``datasets``; a lazy frame of
        Polars; whatever has ``__arrow_c_stream__`` and is no frame or table in memory.
    """
    if isinstance(origin, Mapping) and origin and all(_is_dataset(each) for each in origin.values()):
        first = next(iter(origin.values()))
        return _dataset({str(split): each for split, each in origin.items()}, _name(first))
    if _is_dataset(origin):
        split = getattr(origin, "split", None)
        return _dataset({"" if split is None else str(split): origin}, _name(origin))
    if callable(getattr(origin, "sink_parquet", None)) and callable(getattr(origin, "collect", None)):
        path = private_folder() / "frame.parquet"
        origin.sink_parquet(path)
        return path
    if _is_stream(origin):
        reader = pa.RecordBatchReader.from_stream(origin)
        folder = private_folder()
        _write((pa.Table.from_batches([batch]) for batch in reader), folder, "stream", reader.schema)
        return folder / "stream.parquet"
    return None


def _is_dataset(origin: Any) -> bool:
    can = all(callable(getattr(origin, each, None)) for each in ("with_format", "iter", "map", "filter"))
    return can and hasattr(origin, "features") and hasattr(origin, "split")


def _is_stream(origin: Any) -> bool:
    in_memory = (
        isinstance(origin, pa.Table | pa.RecordBatch) or hasattr(origin, "to_arrow") or hasattr(origin, "to_dict")
    )
    return hasattr(origin, "__arrow_c_stream__") and not in_memory


def _name(dataset: Any) -> str:
    stated = getattr(getattr(dataset, "info", None), "dataset_name", None)
    return _NOT_IN_NAMES.sub("-", str(stated or ""))[:100].strip("-.") or "dataset"


def _dataset(splits: Mapping[str, Any], name: str) -> Path:
    """A folder as ``save_to_disk`` lays it out, with the names of splits and classes; see :mod:`audit.loaders.remote.hub`."""
    top = private_folder() / name
    for number, (split, each) in enumerate(splits.items()):
        folder = top / (_NOT_IN_NAMES.sub("-", split)[:100].strip("-.") or f"part-{number}")
        while folder.exists():
            folder = folder.with_name(f"{folder.name}-{number}")
        folder.mkdir(parents=True)
        (folder / "state.json").write_text(json.dumps({"_split": split, "_data_files": []}), encoding="utf-8")
        (folder / "dataset_info.json").write_text("{}", encoding="utf-8")
        features = getattr(each, "features", None)
        schema = getattr(features, "arrow_schema", None)
        # Filtered, shuffled, mapped: the batches are what a user sees, and no more than one is held.
        _write(each.with_format("arrow").iter(_ROWS), folder, name, schema)
    return top


def _write(tables: Iterable[pa.Table], folder: Path, name: str, schema: pa.Schema | None) -> None:
    """Write tables to a file, and to a further one where their schema changes."""
    writer: pq.ParquetWriter | None = None
    for number, table in enumerate(_filled(tables, schema)):
        if writer is None or not writer.schema.equals(table.schema):
            if writer is not None:
                writer.close()
            path = folder / (f"{name}-{number:06}.parquet" if number else f"{name}.parquet")
            writer = pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _filled(tables: Iterable[pa.Table], schema: pa.Schema | None) -> Iterator[pa.Table]:
    """The tables that have rows; one without any if none has, so that it is said that there are none."""
    given = False
    for each in tables:
        if each.num_rows:
            given = True
            yield each
    if not given and schema is not None:
        yield schema.empty_table()
