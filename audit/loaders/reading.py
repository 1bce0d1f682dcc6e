"""From a source to batches of posts, in three steps: decide once how it is read, divide it, read a part.

::

    source --prepare--> Prepared --parts--> Part, Part, ... --read--> record batches

Everything between the steps can be pickled, so parts can be read anywhere. What :func:`prepare` decides is decided for the
whole source from its head, so that all parts are read alike.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import pyarrow as pa

from audit.errors import READ_AGAIN, SourceError
from audit.loaders.base import Ledger
from audit.loaders.encoding import as_utf8, replaced_in
from audit.loaders.guessing.forms import records_of
from audit.loaders.guessing.shape import ATTRIBUTE, from_schema, ordered, to_schema
from audit.loaders.prepared import Prepared
from audit.loaders.profiles.companions import loader_of
from audit.loaders.profiles.fields import named_as_planned
from audit.loaders.records import Record
from audit.loaders.rows import batches, constant
from audit.loaders.settling import prepare, prepare_frame
from audit.loaders.streams import ARROW_FORMS, batches_in, cells_in
from audit.loaders.tables import table
from audit.loaders.tables.arrow import PART, ArrowFile, batch_cells
from audit.loaders.tables.gathering import gathered
from audit.loaders.unseen import count_unseen

__all__ = ["Part", "Prepared", "from_schema", "parts", "prepare", "prepare_frame", "read", "to_schema"]

#: Bytes of one part of newline-delimited JSON.
PART_BYTES = 64 * 2**20
#: Rows that are Python objects at one time, where a loader of records reads a table.
_ROWS = 1_000


class Block(NamedTuple):
    """Lines of a decoded stream, taken out of it by whoever reads the stream.

    The last block of a stream says what :mod:`audit.loaders.compression` and :mod:`audit.loaders.encoding` found at its end.
    """

    data: bytes
    damage: str = ""
    garbage: bool = False
    replaced: int = 0


class _BlockStream(io.BytesIO):
    """A block as the stream it was taken from."""

    def __init__(self, block: Block) -> None:
        super().__init__(block.data)
        self.damage = block.damage
        self.garbage = block.garbage


@dataclass(frozen=True)
class Part:
    """A piece of a prepared source that is read on its own.

    Attributes
    ----------
    prepared : Prepared
    start, end : int
        Bytes of newline-delimited JSON (a record belongs to the part in which it begins), or row groups of Parquet; ``end``
        is None for the rest.
    source_index : int
        Position of the source among all, so that parts of one source can be put together again.
    block : Block or None
        The lines themselves, beginning at ``start``, where another process reads the stream.
    batch, books : RecordBatch or None, Ledger or None
        Posts that another process has read already; the last piece of a source brings the books of all.
    """

    prepared: Prepared
    start: int = 0
    end: int | None = None
    source_index: int = 0
    block: Block | None = None
    batch: pa.RecordBatch | None = None
    books: Ledger | None = None

    @property
    def source_name(self) -> str:
        """Name of the source."""
        return self.prepared.source.name

    @property
    def is_first(self) -> bool:
        """Whether the source begins here."""
        return self.start == 0


def parts(prepared: Prepared, source_index: int = 0) -> list[Part]:
    """Divide a source into parts that can be read at the same time.

    Parameters
    ----------
    prepared : Prepared
    source_index : int
        See :class:`Part`.

    Returns
    -------
    list of Part
        Byte ranges of about 64 MB for newline-delimited JSON that is neither compressed nor recoded, runs of row groups for
        Parquet, one part for all else.
    """
    source = prepared.source
    bounds: list[int] = [0]
    if prepared.mapping.gathering is not None:
        pass  # rows of one post may stand anywhere
    elif prepared.form == "lines" and source.seekable and prepared.encoding.is_utf8:
        # A byte order mark belongs to the first part however small that is.
        bounds += [start for start in range(PART_BYTES, source.size, PART_BYTES) if start > prepared.encoding.mark]
    elif prepared.form == "parquet":
        size = 0
        for group, each in enumerate(ArrowFile(source, "parquet").row_groups()):
            if size and size + each > PART:
                bounds.append(group)
                size = 0
            size += each
    ends = [*bounds[1:], None]
    return [Part(prepared, start, end, source_index) for start, end in zip(bounds, ends, strict=True)]


def read(part: Part, ledger: Ledger) -> Iterator[pa.RecordBatch]:
    """Read a part as batches of up to 65,536 posts.

    Parameters
    ----------
    part : Part
    ledger : Ledger
        Told of every record; balances when the last batch has been taken.

    Yields
    ------
    RecordBatch
        A subset of the fields of :data:`audit.posts.SCHEMA` with their types, and flat columns ``attribute:NAME`` and
        ``label:NAME``. Only fields that the source has; the author's id is still as it was found.

    Raises
    ------
    SourceError
        The source cannot be read any further, or is not what it was when it was prepared.
    AccountingError
        Records were lost or counted twice.
    """
    source = part.prepared.source
    ledger.source = ledger.source or source.name
    if part.batch is not None:
        yield part.batch
        return
    if part.books is not None:
        ledger.merge(part.books)
        return
    if part.is_first:
        ledger.notes.extend(note for note in part.prepared.notes if note not in ledger.notes)
        ledger.warnings.update(part.prepared.warnings)
    rows, before = 0, ledger.posts
    source.check()
    for batch in _batches(part, ledger):
        count_unseen(batch, ledger.warnings)
        rows += batch.num_rows
        yield batch
    source.check()
    ledger.check(rows + before)


def _batches(part: Part, ledger: Ledger) -> Iterator[pa.RecordBatch]:
    prepared = part.prepared
    if prepared.form in ARROW_FORMS:
        yield from _filled(_gathered(_read_arrow(part, ledger), part, ledger), prepared.split)
        return
    try:
        with prepared.source.open() if part.block is None else _BlockStream(part.block) as stored:
            yield from _filled(_gathered(_read_text(part, stored, ledger), part, ledger), prepared.split)
        # Some are found when a batch is made, others when a line is read; their order must not tell how it was cut.
        ledger.rejections.sort(key=lambda each: each.record)
    except OSError as error:
        raise SourceError(
            f"{prepared.source.name}: reading failed: {error.strerror or error}", hint=READ_AGAIN
        ) from None


def _gathered(found: Iterator[pa.RecordBatch], part: Part, ledger: Ledger) -> Iterator[pa.RecordBatch]:
    gathering = part.prepared.mapping.gathering
    return found if gathering is None else gathered(found, gathering, ledger)


def _filled(found: Iterator[pa.RecordBatch], split: str) -> Iterator[pa.RecordBatch]:
    """Batches that hold posts, with the split that the whole source is."""
    for batch in found:
        if batch.num_rows:
            yield _of_split(batch, split) if split else batch


def _of_split(batch: pa.RecordBatch, split: str) -> pa.RecordBatch:
    column = pa.repeat(pa.scalar(split, pa.string()), batch.num_rows)
    return ordered(dict(zip(batch.schema.names, batch.columns, strict=True)) | {"split": column})


def _read_text(part: Part, stored: BinaryIO, ledger: Ledger) -> Iterator[pa.RecordBatch]:
    prepared = part.prepared
    start = part.start
    if start and part.block is None:
        start = _seek(stored, start)
    stream = stored if start else as_utf8(stored, prepared.encoding)
    start = start or prepared.encoding.mark * prepared.encoding.is_utf8
    if part.start and start is not None and part.end is not None and start >= part.end:
        return
    loader = loader_of(prepared)
    if loader is not None:
        found = records_of(
            prepared.form, stream, ledger, order=prepared.order, source=prepared.source, start=start, end=part.end
        )
        yield from batches(
            loader, found, ledger, source=prepared.source.name, fields=prepared.fields, profile=prepared.profile
        )
    else:
        yield from _read_table(part, stream, ledger, start)
    if replaced := replaced_in(stream) + (part.block.replaced if part.block else 0):
        ledger.warnings["replaced_utf8"] += replaced


def _seek(stream: BinaryIO, start: int) -> int:
    """Go to the first line that begins at or after a byte."""
    stream.seek(start - 1)
    position = start - 1
    while line := stream.readline(2**20):
        position += len(line)
        if line.endswith(b"\n"):
            break
    return position


def _read_table(part: Part, stream: BinaryIO, ledger: Ledger, start: int) -> Iterator[pa.RecordBatch]:
    found = cells_in(part.prepared, stream, ledger, start, part.end)
    yield from _posts(found, part.prepared, ledger, text_required=part.prepared.dialect is None)


def _posts(cells: Any, prepared: Prepared, ledger: Ledger, *, text_required: bool) -> Iterator[pa.RecordBatch]:
    for columns, numbers in cells:
        yield table.posts(
            columns,
            prepared.mapping,
            ledger,
            source=prepared.source.name,
            numbers=numbers,
            tags=prepared.tags,
            text_required=text_required,
        )


def _read_arrow(part: Part, ledger: Ledger) -> Iterator[pa.RecordBatch]:
    prepared = part.prepared
    loader = loader_of(prepared)
    if loader is not None:
        file = ArrowFile(prepared.source, prepared.form)
        rows: Iterator[pa.RecordBatch] = file.batches(file.schema.names, part.start, part.end)
        small = (batch.slice(begin, _ROWS) for batch in rows for begin in range(0, batch.num_rows, _ROWS))
        each_row = (Record(row, None) for batch in small for row in batch.to_pylist())
        yield from batches(
            loader, each_row, ledger, source=prepared.source.name, fields=prepared.fields, profile=prepared.profile
        )
        return
    found = batches_in(prepared, part.start, part.end)
    if not prepared.own:
        yield from _posts(batch_cells(found, prepared.mapping, ledger), prepared, ledger, text_required=False)
        return
    for batch in found:
        ledger.post(batch.num_rows)
        renamed = [ATTRIBUTE + each.path for each in prepared.profile if each.is_attribute]
        flat = from_schema(batch, [*prepared.fields, *renamed], order=prepared.order, warnings=ledger.warnings)
        yield _placed(named_as_planned(flat, prepared.profile), prepared.source.name, ledger.records)


def _placed(batch: pa.RecordBatch, source: str, last: int) -> pa.RecordBatch:
    """A batch that says where its posts are from: what it says itself, or else where it was read."""
    here = {
        "source": constant(source, batch.num_rows),
        "row": pa.array(np.arange(last - batch.num_rows + 1, last + 1, dtype=np.int64)),
    }
    return ordered(here | dict(zip(batch.schema.names, batch.columns, strict=True)))
