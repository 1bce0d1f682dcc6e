"""Tables of JSON objects: one per line, read by Arrow in blocks; anything Arrow does not take, line by line.

Both ways must give the same values, or results would depend on where a block happens to end. So a block goes to Arrow only
if nothing in it could be read differently (:func:`is_plain`), and whatever Arrow then refuses is read again, each line by
itself, by orjson.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.errors import SourceError, both_ways
from audit.loaders.base import Ledger
from audit.loaders.compression import damage_of
from audit.loaders.duplicates import is_repeated
from audit.loaders.guessing.dialect import COLUMN_CAP
from audit.loaders.plain_json import is_plain
from audit.loaders.records import RECORD_CAP, Record, finish, lines_of, record_of
from audit.loaders.rows import BATCH
from audit.loaders.tables.cells import written
from audit.loaders.tables.columns import Column, ColumnMap
from audit.loaders.tables.table import IDS, LISTS

#: Bytes per block: 16 MB measured best; 4 MB takes 18 % longer, 32 MB 10 %.
BLOCK = 16 * 2**20
#: Levels of nested objects that become columns, as in ``user.location.country``.
LEVELS = 4
#: Cells looked at: with many columns fewer records, so that neither time nor memory grows.
_HEAD_CELLS = 2 * 10**6

_EXACT = 2**53
_ARROW = {
    "string": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "list": pa.list_(pa.string()),
}

Cells = tuple[list[pa.Array], "npt.NDArray[np.int64]"]


def flattened(record: Mapping[str, Any], prefix: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Leaves of nested objects with the way to each."""
    for key, value in record.items():
        path = (*prefix, key)
        if isinstance(value, dict) and value and len(path) < LEVELS:
            yield from flattened(value, path)
        else:
            yield path, value


def head_columns(
    records: Sequence[Any], source: str = ""
) -> tuple[list[Column], list[list[str | None]], dict[tuple[str, ...], str]]:
    """Columns of the first records, their values as text, and what JSON type each has: ``mixed`` where several.

    Raises
    ------
    SourceError
        There are too many, each of which would cost memory.
    """
    found: dict[tuple[str, ...], list[str | None]] = {}
    types: dict[tuple[str, ...], str] = {}
    objects = [record for record in records if isinstance(record, dict)]
    paths = {path for record in objects for path, _ in flattened(record)}
    if len(paths) > COLUMN_CAP:
        raise SourceError(
            f"{source}: its objects have {len(paths):,} different keys, more than any table of posts.",
            hint=f"Name the loader, {both_ways('--loader NAME', loader='NAME')}, if this is an export of a platform.",
        )
    objects = objects[: max(100, _HEAD_CELLS // max(1, len(paths)))]
    for number, record in enumerate(objects):
        for path, value in flattened(record):
            values = found.setdefault(path, [])
            values.extend([None] * (number - len(values)))
            values.append(_sample(value))
            types[path] = _merged(types.get(path, ""), _type(value))
    for values in found.values():
        values.extend([None] * (len(objects) - len(values)))
    # Where one record has an object and another a plain value, what most have is the column.
    stated = {path: sum(value is not None for value in values) for path, values in found.items()}
    inner: Counter[tuple[str, ...]] = Counter()
    for path in found:
        inner.update({path[:depth]: stated[path] for depth in range(1, len(path))})
    kept = [
        path
        for path in found
        if not (path in inner and inner[path] >= stated[path])
        and not any(
            path[:depth] in stated and stated[path[:depth]] > inner[path[:depth]] for depth in range(1, len(path))
        )
    ]
    columns = [Column(".".join(path), index, path) for index, path in enumerate(kept)]
    return columns, [found[column.path] for column in columns], types


def _sample(value: Any) -> str | None:
    return None if value is None else written(value)


def _type(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return "string"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int" if -(2**63) <= value < 2**63 else "mixed"
    if isinstance(value, float):
        return "float"
    if isinstance(value, list):
        return "list" if all(isinstance(each, str) for each in value) else "mixed"
    return "mixed"


def _merged(old: str, new: str) -> str:
    if not old or not new or old == new:
        return old or new
    return "float" if {old, new} == {"int", "float"} else "mixed"


class JsonTable:
    """How to take the used columns out of JSON objects, fast or one by one.

    Parameters
    ----------
    mapping : ColumnMap
    types : mapping of path to str
        From :func:`head_columns`.
    """

    def __init__(self, mapping: ColumnMap, types: Mapping[tuple[str, ...], str]) -> None:
        self.paths = [use.column.path for use in mapping.uses]
        self.roles = [use.role for use in mapping.uses]
        self.types = [types.get(path) or "string" for path in self.paths]
        pairs = zip(self.types, self.roles, strict=True)
        # A text that is no string is a reject, and Arrow would write it out.
        listed = all(kind == "string" if role == "text" else kind != "list" or role in LISTS for kind, role in pairs)
        self.schema = _schema(self.paths, self.types) if listed and "mixed" not in self.types else None

    def fast(self, block: bytes, lines: int) -> list[pa.Array] | None:
        """The columns of a block of lines by Arrow; None where that is not certain to be right."""
        if self.schema is None or not is_plain(block, lines):
            return None
        import pyarrow.json as pj

        try:
            table = pj.read_json(
                pa.BufferReader(block),
                read_options=pj.ReadOptions(use_threads=False, block_size=len(block) + 1),
                parse_options=pj.ParseOptions(explicit_schema=self.schema, unexpected_field_behavior="ignore"),
            )
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            return None
        if table.num_rows != lines:
            return None
        return [_one(_at(table, path)) for path in self.paths]

    def slow(self, values: Sequence[Any]) -> list[pa.Array]:
        """The columns of parsed objects: what Arrow would have made of them, and what it would have refused."""
        return [
            _array([_get(value, path) for value in values], role, kind)
            for path, role, kind in zip(self.paths, self.roles, self.types, strict=True)
        ]

    def wrong_text(self, value: Mapping[str, Any]) -> bool:
        """Whether the text of an object is something else than a string."""
        return any(
            role == "text" and not isinstance(_get(value, path), str | None)
            for role, path in zip(self.roles, self.paths, strict=True)
        )


def line_cells(
    stream: BinaryIO, table: JsonTable, ledger: Ledger, *, start: int = 0, end: int | None = None
) -> Iterator[Cells]:
    """Batches of columns of newline-delimited objects, with the record number of each row.

    Parameters
    ----------
    stream : binary stream
        UTF-8 without a mark, at the beginning of a line.
    table : JsonTable
    ledger : Ledger
        Rows yielded are counted as posts.
    start, end : int
        Byte offset of the stream's position, and where to stop: the line that begins before ``end`` is read to its end.
    """
    byte = start
    while end is None or byte < end:
        block = stream.read(BLOCK if end is None else min(BLOCK, end - byte))
        if not block:
            break
        if not block.endswith(b"\n"):
            rest = stream.readline(RECORD_CAP)
            block += rest
            if len(rest) == RECORD_CAP and not rest.endswith(b"\n"):
                # A line beyond any record: let the careful reader deal with it, from the start of the block.
                yield from _slow_lines(_Chained(block, stream), table, ledger, byte, None)
                break
        if not block.endswith(b"\n") and damage_of(stream):
            block = block[: block.rfind(b"\n") + 1]  # the damage cut the last record, and is the reject of it
            if not block:
                break
        complete = block if block.endswith(b"\n") else block + b"\n"
        columns = table.fast(complete, lines := _count_lines(complete))
        if columns is not None:
            numbers = np.arange(ledger.records + 1, ledger.records + lines + 1, dtype=np.int64)
            ledger.post(lines)
            for begin in range(0, lines, BATCH):
                yield [column.slice(begin, BATCH) for column in columns], numbers[begin : begin + BATCH]
        else:
            yield from _slow_lines(_Chained(block, None, stream), table, ledger, byte, None)
        byte += len(block)
    finish(stream, ledger)


class _Chained:
    """A block, and then the stream it came from, as one source of lines."""

    def __init__(self, block: bytes, stream: BinaryIO | None, below: BinaryIO | None = None) -> None:
        self.block = block
        self.position = 0
        self.stream = stream
        self.below = below or stream

    def readline(self, limit: int) -> bytes:
        if self.position < len(self.block):
            found = self.block.find(b"\n", self.position)
            stop = len(self.block) if found < 0 else found + 1
            line = self.block[self.position : min(stop, self.position + limit)]
            self.position += len(line)
            if len(line) == limit or line.endswith(b"\n") or self.stream is None:
                return line
            return line + self.stream.readline(limit - len(line))
        return self.stream.readline(limit) if self.stream is not None else b""


def _count_lines(block: bytes) -> int:
    return int(np.count_nonzero(np.frombuffer(block, dtype=np.uint8) == 10))


def _slow_lines(stream: Any, table: JsonTable, ledger: Ledger, start: int, end: int | None) -> Iterator[Cells]:
    found = (
        record
        for line, byte in lines_of(stream, ledger, start=start, end=end)
        if (record := record_of(line, ledger, byte)) is not None
    )
    yield from record_cells(found, table, ledger)


def record_cells(records: Iterator[Record], table: JsonTable, ledger: Ledger) -> Iterator[Cells]:
    """Batches of columns of parsed records, with the record number of each row; what is no object is rejected."""
    values: list[Any] = []
    numbers: list[int] = []
    first = 0
    for value, byte, repeated in records:
        if not isinstance(value, dict):
            ledger.reject("bad_type", "not an object", byte=byte)
        elif table.wrong_text(value):
            ledger.reject("bad_type", "the text is not a string", byte=byte)
        else:
            ledger.post()
            if repeated and any(is_repeated(value, path) for path in table.paths):
                ledger.warnings["duplicate_key"] += 1
            first = first if values else byte or 0
            values.append(value)
            numbers.append(ledger.records)
            # A few large records take as much memory as many small ones.
            if len(values) >= BATCH or (byte or 0) - first > BLOCK:
                yield table.slow(values), np.array(numbers, dtype=np.int64)
                values, numbers = [], []
    if values:
        yield table.slow(values), np.array(numbers, dtype=np.int64)


def _schema(paths: Sequence[tuple[str, ...]], types: Sequence[str]) -> pa.Schema:
    tree: dict[str, Any] = {}
    for path, kind in zip(paths, types, strict=True):
        here = tree
        for key in path[:-1]:
            here = here.setdefault(key, {})
        here[path[-1]] = _ARROW[kind]

    def fields(branch: Mapping[str, Any]) -> list[pa.Field]:
        return [
            pa.field(key, pa.struct(fields(value)) if isinstance(value, dict) else value)
            for key, value in branch.items()
        ]

    return pa.schema(fields(tree))


def _at(table: pa.Table, path: tuple[str, ...]) -> pa.ChunkedArray:
    column = table.column(path[0])
    for key in path[1:]:
        column = pc.struct_field(column, key)
    return column


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def _get(value: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def _array(values: list[Any], role: str, kind: str) -> pa.Array:
    if role in LISTS and all(value is None or isinstance(value, list) for value in values):
        return pa.array(
            [None if value is None else [text for each in value if (text := _element(each))] for value in values],
            _ARROW["list"],
        )
    if kind == "float":
        values = [float(value) if isinstance(value, int) and not isinstance(value, bool) else value for value in values]
    if role in IDS:
        values = [_id(value) for value in values]
    return pa.array([written(value) for value in values], pa.string())


def _element(value: Any) -> str | None:
    if isinstance(value, dict):
        value = next(
            (value[key] for key in ("tag", "text", "expanded_url", "url", "username", "screen_name") if value.get(key)),
            None,
        )
    return written(value) if not isinstance(value, list | dict) else None


def _id(value: Any) -> Any:
    """A float that cannot be an id is written so that it is found out as one (:func:`audit.loaders.tables.cells.read_ids`)."""
    if isinstance(value, float) and not (value.is_integer() and abs(value) < _EXACT):
        return f"{value:.17e}"
    return value
