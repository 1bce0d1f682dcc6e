"""Tables that are typed already: Parquet, Arrow and Feather files, and frames in memory."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.disclosure import escape_for_terminal
from audit.errors import SourceError
from audit.loaders.base import Ledger
from audit.loaders.compression import BOMB_FLOOR, bomb
from audit.loaders.remote.hub import class_names, with_class_names
from audit.loaders.rows import BATCH
from audit.loaders.source import Source
from audit.loaders.tables.arrow_sizes import declared_sizes, decoded_size, dictionary_columns
from audit.loaders.tables.cells import written
from audit.loaders.tables.columns import Column, ColumnMap
from audit.loaders.tables.parquet_footer import chunks

#: Rows looked at to guess the columns.
HEAD_ROWS = 20_000
#: Bytes of uncompressed row groups that make one part.
PART = 64 * 2**20
_MEMORY = 2 * 2**30
#: Bytes of one batch with every value written out.
_DECODED = 128 * 2**20
_HEAD_BYTES = 128 * 2**20
_MAGIC = {b"PAR1": "parquet", b"ARROW1": "arrow", b"FEA1": "feather v1", b"\xff\xff\xff\xff": "arrow stream"}


def arrow_format(head: bytes) -> str:
    """``parquet``, ``arrow`` or ``arrow stream`` by the first bytes, else ``""``."""
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), "")


class ArrowFile:
    """A Parquet or Arrow file, opened.

    Raises
    ------
    SourceError
        It is damaged.
    """

    def __init__(self, source: Source, form: str) -> None:
        self.form = form
        self.source = source
        with reading(source):
            self._handle: Any = self._opened()
            self.schema: pa.Schema = self._handle.schema_arrow if form == "parquet" else self._handle.schema
            self.names: list[str] = list(self.schema.names)  # decodes them, which fails on a damaged file
        #: Columns that store classes as numbers, with the names of the classes.
        self.classes = class_names(self.schema, "" if source.archive else source.path)

    def _opened(self) -> Any:
        data: Any = self.source.path
        if self.source.seekable and self.source.is_remote:
            data = self.source.open()
        elif not self.source.seekable:
            with self.source.open() as stream:
                data = stream.read(_MEMORY + 1)
            if len(data) > _MEMORY:
                raise SourceError(f"{self.source.name}: too large to read compressed.", hint="Decompress it first.")
            data = io.BytesIO(data)
        if self.form == "parquet":
            return self._parquet(data)
        self._refuse_growth(data)
        # Not mapped into memory: where a mapped file is cut short by somebody, the system ends the process.
        file = pa.OSFile(data) if isinstance(data, str) else data
        return pa.ipc.open_file(file) if self.form == "arrow" else pa.ipc.open_stream(file)

    def _parquet(self, data: Any) -> Any:
        import pyarrow.parquet as pq

        meta = pq.read_metadata(data)
        self._check_growth(sum(meta.row_group(group).total_byte_size for group in range(meta.num_row_groups)))
        with open(data, "rb") if isinstance(data, str) else nullcontext(data) as file:  # noqa: PTH123 - or a stream
            columns = dictionary_columns(meta.schema, chunks(file))
            file.seek(0)
        # The footer is not asked for again, which of a file in a store would be a request of its own.
        return pq.ParquetFile(data, metadata=meta, read_dictionary=columns)

    def _refuse_growth(self, data: Any) -> None:
        """Look at what compressed batches say of themselves before any is decompressed."""
        with open(data, "rb") if isinstance(data, str) else nullcontext(data) as file:  # noqa: PTH123 - or a stream
            for size in declared_sizes(file, has_footer=self.form == "arrow"):
                self._check_growth(size)
                if size > _MEMORY:
                    raise SourceError(
                        f"{self.source.name}: one of its batches takes {size:,} bytes.", hint="Write smaller ones."
                    )
            file.seek(0)

    def _check_growth(self, size: int) -> None:
        if size > max(BOMB_FLOOR, self.source.max_ratio * self.source.size):
            raise bomb(self.source.name, self.source.size, size, self.source.max_ratio)

    def row_groups(self) -> list[int]:
        """Uncompressed bytes of each row group; one entry for a file that has none."""
        if self.form != "parquet":
            return [0]
        with reading(self.source):
            meta = self._handle.metadata
            return [meta.row_group(index).total_byte_size for index in range(meta.num_row_groups)]

    def batches(self, columns: Sequence[str], start: int = 0, end: int | None = None) -> Iterator[pa.RecordBatch]:
        """Record batches of these top-level columns, of row groups ``start`` to ``end``, classes by their names."""
        grown = 0
        with reading(self.source):
            for batch in self._batches(list(columns), start, end):
                batch.validate(full=True)  # neither format is checked for offsets and UTF-8 when it is read
                size = decoded_size(batch)
                grown += size
                self._check_growth(grown)
                # Values of a dictionary are written out later on, so batches are cut by what that takes.
                rows = max(1, min(BATCH, batch.num_rows * _DECODED // max(1, size)))
                for begin in range(0, max(1, batch.num_rows), rows):
                    yield with_class_names(batch.slice(begin, rows), self.classes)

    def head(self) -> pa.RecordBatch | None:
        """The first rows, however few of them stand in one batch; None if there are none."""
        found: list[pa.RecordBatch] = []
        for batch in self.batches(self.names):
            if batch.num_rows:
                found.append(batch)
            if sum(each.num_rows for each in found) >= HEAD_ROWS or sum(each.nbytes for each in found) > _HEAD_BYTES:
                break
        if not found:
            return None
        with reading(self.source):
            return pa.Table.from_batches(found).slice(0, HEAD_ROWS).combine_chunks().to_batches()[0]

    def _batches(self, columns: list[str], start: int, end: int | None) -> Iterator[pa.RecordBatch]:
        if self.form == "parquet":
            for group in range(start, self._handle.num_row_groups if end is None else end):
                meta = self._handle.metadata.row_group(group)
                rows = max(1, min(BATCH, meta.num_rows * _DECODED // max(1, meta.total_byte_size)))
                yield from self._handle.iter_batches(rows, row_groups=[group], columns=columns, use_threads=False)
            return
        found = (
            (self._handle.get_batch(i) for i in range(self._handle.num_record_batches))
            if self.form == "arrow"
            else self._handle
        )
        for batch in found:
            yield batch.select(columns)


#: From the first quotation mark of a line to the last of its kind: a value may hold such marks itself.
_QUOTED = re.compile(r"(['\"`]).*\1")


class reading:  # noqa: N801 - reads as a statement
    """What Arrow raises on damaged files, as our error."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(
            error, pa.ArrowException | OSError | ValueError | KeyError | TypeError | NotImplementedError | MemoryError
        ):
            self._source.check()  # what is half old and half new is damaged too, and why is worth knowing
            # Arrow's own words name the file with all its folders.
            said = "" if isinstance(error, OSError) and error.filename else str(error).replace(self._source.path, "it")
            # and they quote the value that they failed on, which may be anybody's.
            text = _QUOTED.sub("…", said.splitlines()[0])[:200] if said else type(error).__name__
            raise SourceError(
                f"{self._source.name}: damaged, or no table of posts: {escape_for_terminal(text)}",
                hint="Fetch or write the file again; a table with a row for each post is expected.",
            ) from None


def columns_of(schema: pa.Schema) -> list[Column]:
    """Columns, with the fields of structs as columns of their own."""
    found: list[Column] = []

    def add(field: pa.Field, path: tuple[str, ...]) -> None:
        if pa.types.is_struct(field.type) and field.type.num_fields and len(path) < 4:
            for index in range(field.type.num_fields):
                child = field.type.field(index)
                add(child, (*path, child.name))
        else:
            found.append(Column(".".join(path), len(found), path))

    for field in schema:
        add(field, (field.name,))
    return found


def at(batch: pa.RecordBatch, path: tuple[str, ...]) -> pa.Array:
    """The column at the end of a way through structs."""
    column = (
        batch.column(batch.schema.get_field_index(path[0]))
        if batch.schema.names.count(path[0]) == 1
        else batch.column(batch.schema.names.index(path[0]))
    )
    for key in path[1:]:
        column = pc.struct_field(column, key)
    return column


def samples(batch: pa.RecordBatch, columns: Sequence[Column]) -> list[list[str | None]]:
    """The values of each column as text."""
    return [[written(value) for value in at(batch, column.path).to_pylist()] for column in columns]


def batch_cells(batches: Iterator[pa.RecordBatch], mapping: ColumnMap, ledger: Ledger) -> Iterator[Any]:
    """Columns for each use of the mapping, with record numbers; rows are counted as posts."""
    for batch in batches:
        if not batch.num_rows:
            continue
        numbers = np.arange(ledger.records + 1, ledger.records + batch.num_rows + 1, dtype=np.int64)
        ledger.post(batch.num_rows)
        yield [at(batch, use.column.path) for use in mapping.uses], numbers


def as_table(frame: Any) -> pa.Table:
    """A pandas frame, a Polars frame, a list of dicts, a record batch or a table as an Arrow table.

    Raises
    ------
    SourceError
        It is none of these.
    """
    if isinstance(frame, pa.Table):
        return frame.combine_chunks()
    if isinstance(frame, pa.RecordBatch):
        return pa.Table.from_batches([frame])
    if isinstance(frame, list | tuple):
        if not all(isinstance(row, dict) for row in frame):
            raise SourceError("a list of posts must hold dicts.", hint='Such as [{"text": "...", "author_id": "..."}].')
        names = list(dict.fromkeys(str(key) for row in frame for key in row))
        return pa.table({name: _forgiving([row.get(name) for row in frame]) for name in names})
    if hasattr(frame, "to_arrow"):
        return frame.to_arrow().combine_chunks()
    if hasattr(frame, "columns") and hasattr(frame, "to_dict"):
        return pa.table({str(name): _pandas_column(frame.iloc[:, place]) for place, name in enumerate(frame.columns)})
    hint = "Pass a path, a DataFrame, an Arrow table or a list of dicts."
    if isinstance(frame, Mapping):  # a Bunch of scikit-learn is one
        hint = 'Pass it as a DataFrame, as in pandas.DataFrame({"text": bunch.data, "label": bunch.target}).'
    raise SourceError(f"cannot read posts from {type(frame).__name__}.", hint=hint)


def _pandas_column(column: Any) -> pa.Array:
    try:
        array = pa.Array.from_pandas(column)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        return _forgiving(
            [None if missing else value for value, missing in zip(column.tolist(), column.isna(), strict=True)]
        )
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _forgiving(values: list[Any]) -> pa.Array:
    """An array of values of one type; of their texts where there are several."""
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        return pa.array([written(value) for value in values], pa.string())
