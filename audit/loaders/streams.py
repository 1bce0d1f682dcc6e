"""The cells of a source as they are stored, before anybody says what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

import pyarrow as pa

from audit.loaders.base import Ledger
from audit.loaders.encoding import as_utf8
from audit.loaders.prepared import Prepared
from audit.loaders.records import Record, records
from audit.loaders.rows import BATCH
from audit.loaders.tables.arrow import ArrowFile, batch_cells
from audit.loaders.tables.columns import ColumnMap, Use
from audit.loaders.tables.csv import cells_of
from audit.loaders.tables.json import JsonTable, line_cells, record_cells

#: Forms of a source that are tables already.
ARROW_FORMS = frozenset({"parquet", "arrow", "arrow stream", "frame"})


def cells_in(prepared: Prepared, stream: BinaryIO, ledger: Ledger, start: int = 0, end: int | None = None) -> Any:
    """Batches of columns of a table of text, with the record number of each row; see the modules of each form."""
    mapping = prepared.mapping
    if prepared.dialect is not None:
        return cells_of(stream, prepared.dialect, prepared.width, mapping, ledger)
    json_table = JsonTable(mapping, dict(prepared.types))
    if prepared.form == "lines":
        return line_cells(stream, json_table, ledger, start=start, end=end)
    return record_cells(_unwrapped(records(stream, prepared.form, ledger), prepared.key), json_table, ledger)


def batches_in(prepared: Prepared, start: int = 0, end: int | None = None) -> Iterator[pa.RecordBatch]:
    """Batches of a source that is a table already, with the columns that its mapping uses; row groups ``start`` to ``end``."""
    if prepared.table is not None:
        return iter(prepared.table.to_batches(BATCH))
    names = list(dict.fromkeys(use.column.path[0] for use in prepared.mapping.uses))
    file = ArrowFile(prepared.source, prepared.form)
    return file.batches(file.schema.names if prepared.own else names, start, end)


def column_of(prepared: Prepared, use: Use) -> Iterator[pa.Array]:
    """All values of one column of a table, batch by batch, for decisions that its beginning does not settle."""
    prepared = replace(prepared, mapping=ColumnMap((use,)))
    ledger = Ledger(source=prepared.source.name)
    if prepared.form in ARROW_FORMS:
        found: Any = batch_cells(batches_in(prepared), prepared.mapping, ledger)
        yield from (columns[0] for columns, _ in found)
        return
    with prepared.source.open() as stored:
        stream = as_utf8(stored, prepared.encoding)
        start = prepared.encoding.mark * prepared.encoding.is_utf8
        yield from (columns[0] for columns, _ in cells_in(prepared, stream, ledger, start))


def _unwrapped(found: Iterator[Record], key: str) -> Iterator[Record]:
    for record in found:
        inner = record.value.get(key) if key and isinstance(record.value, dict) else None
        if isinstance(inner, list):
            yield from (record._replace(value=each) for each in inner)
        else:
            yield record
