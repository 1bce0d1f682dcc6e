"""How large an Arrow table becomes, known before it is: a few hundred bytes can stand for two thousand million rows.

Dictionaries, runs, views and compressed buffers say one thing and mean many. What they mean is counted first, and refused
where it is more than a file of that size may grow to (see :data:`audit.loaders.compression.BOMB_RATIO`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.loaders.tables.parquet_footer import Chunk

# A row costs at least this, whatever is in it.
_ROW = 8
_Sizes = npt.NDArray[np.int64]
_EMPTY: _Sizes = np.zeros(0, dtype=np.int64)


def decoded_size(batch: pa.RecordBatch) -> int:
    """Bytes of a batch once every value is written out."""
    return int(batch.num_rows) * _ROW + sum(int(_sizes(column).sum()) for column in batch.columns)


def _sizes(column: pa.Array) -> _Sizes:
    """Bytes of each value; of nested values only in sum, on the first row."""
    kind = column.type
    if not len(column) or pa.types.is_null(kind):
        return _EMPTY
    if pa.types.is_dictionary(kind):
        sizes = _sizes(column.dictionary)
        if not len(sizes) or len(sizes) != len(column.dictionary):
            return _EMPTY
        written: _Sizes = sizes[column.indices.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)]
        return written
    if pa.types.is_run_end_encoded(kind):
        ends = np.clip(column.run_ends.to_numpy(zero_copy_only=False).astype(np.int64) - column.offset, 0, len(column))
        sizes = _sizes(column.values)
        return np.diff(ends, prepend=0) * sizes if len(sizes) == len(ends) else _EMPTY
    if _is_view(kind):
        views = np.frombuffer(column.buffers()[1], dtype=np.int32)
        return views[::4][column.offset : column.offset + len(column)].astype(np.int64)
    if pa.types.is_large_string(kind) or pa.types.is_large_binary(kind):
        return _lengths(column, np.int64)
    if pa.types.is_string(kind) or pa.types.is_binary(kind):
        return _lengths(column, np.int32)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return _summed(column.flatten())
    if pa.types.is_struct(kind):
        parts = [_sizes(each) for each in column.flatten()]
        return np.array([sum(int(each.sum()) for each in parts)], dtype=np.int64)
    return np.array([column.nbytes], dtype=np.int64)


def _summed(values: pa.Array) -> _Sizes:
    return np.array([len(values) * _ROW + int(_sizes(values).sum())], dtype=np.int64)


def _lengths(column: pa.Array, width: Any) -> _Sizes:
    offsets = np.frombuffer(column.buffers()[1], dtype=width)[column.offset : column.offset + len(column) + 1]
    widths = offsets.astype(np.int64)
    return widths[1:] - widths[:-1]


def _is_view(kind: pa.DataType) -> bool:
    tests = (getattr(pa.types, name, None) for name in ("is_string_view", "is_binary_view"))
    return any(test is not None and test(kind) for test in tests)


def dictionary_columns(schema: Any, groups: Sequence[Sequence[Chunk]] | None) -> list[str]:
    """Columns of a Parquet file that hold few bytes for each row: read as dictionaries, they stay that small.

    Parameters
    ----------
    schema : pyarrow.parquet.ParquetSchema
    groups : sequence of sequence of Chunk, or None
        The columns of each row group; None where nobody can tell, and then it may be any of them.
    """
    found = []
    for index in range(len(schema)):
        column = schema.column(index)
        if column.physical_type != "BYTE_ARRAY" or column.max_repetition_level:
            continue
        here = None if groups is None else [group[index] for group in groups if index < len(group)]
        if here is None or any(each.size < 16 * each.values for each in here):
            found.append(column.path)
    return found


def declared_sizes(file: Any, *, has_footer: bool) -> Iterator[int]:
    """Bytes that each batch of an Arrow file or stream says it takes, decompressed; 0 where nothing is compressed.

    Parameters
    ----------
    file : binary file
        Only what describes the batches is read of it.
    has_footer : bool
        Whether it is a file, whose footer says where the batches are, or a stream of them.

    References
    ----------
    https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc
    """
    try:
        places = _places(file) if has_footer else None
        if places is not None:
            yield from (_declared(file, place)[0] for place in places)
            return
        place = 0
        while place >= 0:
            size, place = _declared(file, place)
            yield size
    except IndexError:
        return  # damaged, which Arrow says in its own words


def _places(file: Any) -> list[int]:
    """Where the footer says that dictionaries and batches are."""
    end = file.seek(0, 2)
    length = _uint(_read(file, end - 10, 4), 0)
    footer = _read(file, end - 10 - length, length)
    table = _uint(footer, 0)
    found = []
    for number in (2, 3):
        vector = _field(footer, table, number)
        if vector:
            start = vector + _uint(footer, vector)
            count = min(_uint(footer, start), length // 24)
            found += [_int(footer, start + 4 + 24 * each, 8) for each in range(count)]
    return found


def _declared(file: Any, place: int) -> tuple[int, int]:
    """Declared bytes of the message at a place, and the place of the next; -1 at the end."""
    head = _read(file, place, 8)
    length = _int(head, 4, 4)
    place += 8
    if _uint(head, 0) != 0xFFFFFFFF:  # before version 0.15 there was no marker
        length = _int(head, 0, 4)
        place -= 4
    if length <= 0:
        return 0, -1
    metadata = _read(file, place, length)
    body = place + length
    table = _uint(metadata, 0)
    kind, header, size = (_field(metadata, table, number) for number in (1, 2, 3))
    after = body + max(0, _int(metadata, size, 8)) if size else body
    if not kind or not header or metadata[kind] not in (_DICTIONARY_BATCH, _RECORD_BATCH):
        return 0, after
    batch = header + _uint(metadata, header)
    if metadata[kind] == _DICTIONARY_BATCH:
        inner = _field(metadata, batch, 1)
        batch = inner + _uint(metadata, inner)
    buffers, compression = _field(metadata, batch, 2), _field(metadata, batch, 3)
    if not buffers or not compression:
        return 0, after
    start = buffers + _uint(metadata, buffers)
    total = 0
    for number in range(min(_uint(metadata, start), length // 16)):
        at = start + 4 + 16 * number
        offset, stored = _int(metadata, at, 8), _int(metadata, at + 8, 8)
        if stored >= 8:
            total += max(stored, _int(_read(file, body + offset, 8), 0, 8))
    return total, after


_DICTIONARY_BATCH, _RECORD_BATCH = 2, 3


def _read(file: Any, place: int, size: int) -> bytes:
    if not 0 <= place < 2**62 or not 0 <= size < 2**26:
        raise IndexError(place)
    file.seek(place)
    data: bytes = file.read(size)
    if len(data) < size:
        raise IndexError(place)
    return data


def _field(data: bytes, table: int, number: int) -> int:
    """Place of a field of a FlatBuffers table; 0 where it has none."""
    vtable = table - _int(data, table, 4)
    if 4 + 2 * number >= _uint(data, vtable, 2):
        return 0
    offset = _uint(data, vtable + 4 + 2 * number, 2)
    return table + offset if offset else 0


def _uint(data: bytes, at: int, size: int = 4) -> int:
    return int.from_bytes(_bytes(data, at, size), "little")


def _int(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(_bytes(data, at, size), "little", signed=True)


def _bytes(data: bytes, at: int, size: int) -> bytes:
    if not 0 <= at <= len(data) - size:
        raise IndexError(at)
    return data[at : at + size]
