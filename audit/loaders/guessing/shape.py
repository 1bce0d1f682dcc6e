"""Two shapes of the same posts: as they are stored, and as they are read.

Stored (:data:`audit.posts.SCHEMA`), attributes and labels are maps, so that every dataset has the same columns. Read, each
is a flat column ``attribute:NAME`` or ``label:NAME`` of strings, since metrics take one at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.loaders.guessing.epoch_units import read_own_times
from audit.posts import FIELDS, SCHEMA

ATTRIBUTE, LABEL = "attribute:", "label:"
#: A column of numbers that a model gave posts; stored, it is one of the labels.
SCORE = "score:"
_MAPS = {"attributes": ATTRIBUTE, "labels": LABEL}
_TYPES = {name: kind for name, kind, _ in FIELDS}


def is_own(schema: pa.Schema) -> bool:
    """Whether a table is in the post schema: every column is one of its fields, and the text is there."""
    names = set(schema.names)
    known = all(name in _TYPES for name in names)
    return known and "text" in names and bool(names & {"post_id", "author_id", "attributes", "labels", "platform"})


def to_schema(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Fold flat columns into the maps and add what is missing as nulls.

    Parameters
    ----------
    batch : RecordBatch
        As :func:`audit.loaders.reading.read` gives it.

    Returns
    -------
    RecordBatch
        With exactly :data:`audit.posts.SCHEMA`.
    """
    columns = []
    for name, kind, _ in FIELDS:
        index = batch.schema.get_field_index(name)
        if name in _MAPS and index < 0:
            columns.append(_folded(batch, _MAPS[name], kind))
        elif index < 0:
            columns.append(pa.nulls(batch.num_rows, kind))
        else:
            column = batch.column(index)
            columns.append(column if column.type == kind else column.cast(kind))
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)


def from_schema(
    batch: pa.RecordBatch, names: Iterable[str] = (), *, order: str = "", warnings: Counter[str] | None = None
) -> pa.RecordBatch:
    """Take the maps apart into flat columns, and drop columns that hold nothing.

    Parameters
    ----------
    batch : RecordBatch
        Any columns of :data:`audit.posts.SCHEMA`; types that are close, such as plain for dictionary-encoded strings, will
        do.
    names : iterable of str
        Flat columns that must be there even if this batch has none of their values.
    order : str
        Which number of 3/4/2023 is the day, where times are texts; see :func:`audit.loaders.guessing.timestamps.moment`.
    warnings : Counter, optional
        Gets what is odd about times: see :func:`audit.loaders.guessing.epoch_units.read_own_times`.

    Returns
    -------
    RecordBatch
        In the shape of :func:`audit.loaders.reading.read`.
    """
    columns: dict[str, pa.Array] = {}
    wanted = set(names)
    counted: Counter[str] = Counter() if warnings is None else warnings
    for name in batch.schema.names:
        column = batch.column(name)
        if name in _MAPS:
            columns.update(_unfolded(column, _MAPS[name]))
        elif name == "created_at" and (name in wanted or column.null_count < len(column)):
            columns[name] = read_own_times(column, order, counted)
        elif name in _TYPES and (name in wanted or column.null_count < len(column) or name == "text"):
            columns[name] = column if column.type == _TYPES[name] else _as(column, _TYPES[name])
    for name in sorted(wanted - columns.keys()):
        columns[name] = pa.nulls(batch.num_rows, _TYPES.get(name, pa.string()))
    return ordered(columns)


def after(batch: pa.RecordBatch, records: int) -> pa.RecordBatch:
    """A batch of posts, their numbers counted on from the records of earlier parts of the source."""
    place = batch.schema.get_field_index("row")
    if not records or place < 0:
        return batch
    return batch.set_column(place, batch.schema.field(place), pc.add(batch.column(place), records))


def ordered(columns: Mapping[str, pa.Array]) -> pa.RecordBatch:
    """A batch with its columns in one order, wherever they came from: fields, flat columns by name, source and row."""
    last = [name for name in ("source", "row") if name in columns]
    fields = [name for name in _TYPES if name in columns and name not in last]
    names = [*fields, *sorted(columns.keys() - set(fields) - set(last)), *last]
    return pa.RecordBatch.from_arrays([columns[name] for name in names], names=names)


def _as(column: pa.Array, kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(column.type) and not pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
    if pa.types.is_dictionary(kind) and not pa.types.is_dictionary(column.type):
        return column.cast(kind.value_type).dictionary_encode().cast(kind)
    return column.cast(kind)


def _folded(batch: pa.RecordBatch, prefix: str, kind: pa.DataType) -> pa.Array:
    # Sorted, so that the same posts are the same bytes wherever their columns came from.
    prefixes = (prefix, SCORE) if prefix == LABEL else (prefix,)
    names = sorted(name for name in batch.schema.names if name.startswith(prefixes))
    rows = batch.num_rows
    if not names:
        return pa.nulls(rows, kind)
    # Interleaved row by row, so that the pairs of one post lie together; pairs without a value are then left out.
    values = pa.concat_arrays([batch.column(name).cast(pa.string()) for name in names])
    order = np.arange(rows * len(names)).reshape(len(names), rows).T.ravel()
    values = values.take(pa.array(order))
    keys = pa.DictionaryArray.from_arrays(
        pa.array(np.tile(np.arange(len(names), dtype=np.int32), rows)),
        pa.array([name.partition(":")[2] for name in names]),
    ).cast(pa.string())
    valid = values.is_valid()
    counts = valid.to_numpy(zero_copy_only=False).reshape(rows, len(names)).sum(axis=1)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    maps = pa.MapArray.from_arrays(pa.array(offsets), keys.filter(valid), values.filter(valid))
    # A post with none of them has no map, rather than an empty one.
    return pc.if_else(pa.array(counts > 0), maps, pa.scalar(None, maps.type)).cast(kind)


def _unfolded(column: pa.Array, prefix: str) -> dict[str, pa.Array]:
    if pa.types.is_struct(column.type):  # what JSON makes of a map
        names = [column.type.field(i).name for i in range(column.type.num_fields)]
        return {prefix + name: pc.struct_field(column, name).cast(pa.string()) for name in names}
    if not pa.types.is_map(column.type):
        return {}
    rows = len(column)
    # Positions of the pairs, and the row of each; a null map may hide pairs, so rows are taken from what is valid.
    lengths = _lengths(column)
    row_of = np.repeat(np.arange(rows), lengths)
    flat = column.drop_null() if column.null_count else column
    keys = _concat([flat.keys[_begin(flat) : _end(flat)]]).cast(pa.string())
    values = _concat([flat.items[_begin(flat) : _end(flat)]]).cast(pa.string())
    result = {}
    for name in pc.unique(keys).to_pylist():
        here = pc.equal(keys, name).to_numpy(zero_copy_only=False)
        indices = np.full(rows, -1, dtype=np.int64)
        indices[row_of[here]] = np.flatnonzero(here)
        result[prefix + name] = values.take(pa.array(indices, mask=indices < 0))
    return result


def _lengths(column: pa.Array) -> Any:
    offsets = column.offsets.to_numpy(zero_copy_only=False)
    lengths = np.diff(offsets)
    return np.where(column.is_valid().to_numpy(zero_copy_only=False), lengths, 0)


def _begin(column: pa.Array) -> int:
    return int(column.offsets[0].as_py()) if len(column) else 0


def _end(column: pa.Array) -> int:
    return int(column.offsets[-1].as_py()) if len(column) else 0


def _concat(arrays: list[pa.Array]) -> pa.Array:
    return pa.concat_arrays(arrays) if len(arrays) != 1 else arrays[0]
