"""What a part holds, as a digest: the bytes it is read from and everything that was decided about reading them.

Two parts with one digest come to the same posts and the same books, wherever their files lie and whenever they were written.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from audit.errors import READ_AGAIN, SourceError
from audit.loaders.reading import Part, Prepared
from audit.loaders.source import Source

_CHUNK = 2**20
#: Of a source: where its file lies, and since when. What it holds is read.
_NOT_READ = {"path", "size", "found", "stamp"}
#: Writers before parquet-mr 1.2.9 left up to this many bytes of a dictionary page out of a column's size (PARQUET-816).
_LEFT_OUT = 100
#: The source that was asked of last: parts of one follow each other, and what files tell each other can be long.
_LAST: list[tuple[Prepared, str]] = []


def part_digest(part: Part) -> str:
    """SHA-256 of a part, in hexadecimal.

    Parameters
    ----------
    part : Part

    Raises
    ------
    SourceError
        Its source cannot be read.
    """
    source = part.prepared.source
    digest = hashlib.sha256(f"{_decided(part.prepared)}{part.start}-{part.end}".encode())
    try:
        for piece in _content(part):
            digest.update(piece)
    except OSError as error:
        raise SourceError(f"{source.name}: reading failed: {error.strerror or error}", hint=READ_AGAIN) from None
    return digest.hexdigest()


def _decided(prepared: Prepared) -> str:
    if not _LAST or _LAST[0][0] is not prepared:
        source = prepared.source
        said = {name: getattr(prepared, name) for name in _names(prepared) - {"source", "table"}}
        said["source"] = {name: getattr(source, name) for name in _names(source) - _NOT_READ}
        _LAST[:] = [(prepared, hashlib.sha256(in_words(said).encode("utf-8", "surrogatepass")).hexdigest())]
    return _LAST[0][1]


def in_words(value: Any) -> str:
    """What a value is made of, the same in every process: sets and mappings are in order, and no field is left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return f"{type(value).__name__}{in_words({name: getattr(value, name) for name in _names(value)})}"
    if isinstance(value, Mapping):
        return f"{{{','.join(sorted(f'{in_words(key)}:{in_words(each)}' for key, each in value.items()))}}}"
    if isinstance(value, Set):
        return f"<{','.join(sorted(map(in_words, value)))}>"
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return f"({','.join(map(in_words, value))})"
    return repr(value)


def _names(value: Any) -> set[str]:
    return {each.name for each in dataclasses.fields(value)}


def _content(part: Part) -> Iterator[bytes | pa.Buffer]:
    prepared = part.prepared
    cut = part.start or part.end is not None
    if part.batch is not None:
        yield _whole(part.batch)
    elif part.books is not None:
        yield in_words(part.books).encode("utf-8", "surrogatepass")
    elif part.block is not None:
        yield part.block.data
        yield repr(part.block[1:]).encode("utf-8", "surrogatepass")
    elif prepared.table is not None:
        for batch in prepared.table.to_batches():
            yield _whole(batch)
    elif prepared.source.is_remote and len(prepared.source.stamp) > 1:
        # To hash a file in a store, all would be fetched once more; what the store says of a change has to do, where it
        # says more than the size.
        yield f"{prepared.source.path} {prepared.source.stamp}".encode("utf-8", "surrogatepass")
    elif prepared.form == "lines" and prepared.source.seekable and cut:
        yield from _lines(prepared.source, part.start, part.end)
    elif prepared.form == "parquet" and cut:
        yield from _row_groups(prepared.source, part.start, part.end)
    else:
        yield (prepared.source.sha256() or "").encode() or _streamed(prepared.source)


def _streamed(source: Source) -> bytes:
    digest = hashlib.sha256()
    with source.open() as stream:
        while piece := stream.read(_CHUNK):
            digest.update(piece)
    return digest.digest()


def _whole(batch: pa.RecordBatch) -> pa.Buffer:
    """A batch with its types and dictionaries, which its own bytes are without."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return sink.getvalue()


def _lines(source: Source, start: int, end: int | None) -> Iterator[bytes]:
    """From the byte before a part, which says whether a line begins there, to the end of the line that its end is in."""
    with source.open() as stream:
        stream.seek(max(0, start - 1))
        left = None if end is None else end - max(0, start - 1)
        while piece := stream.read(_CHUNK if left is None else min(_CHUNK, left)):
            yield piece
            left = None if left is None else left - len(piece)
        if end is not None:
            while piece := stream.readline(_CHUNK):
                yield piece
                if piece.endswith(b"\n"):
                    break
    source.check()


def _row_groups(source: Source, start: int, end: int | None) -> Iterator[bytes]:
    """What the file says of itself, and the pages of the columns of some row groups."""
    with source.open() as stream:
        try:
            meta = pq.read_metadata(stream)
        except pa.ArrowException as error:
            raise SourceError(
                f"{source.name}: is no Parquet file: {type(error).__name__}.",
                hint="Fetch or write it again; it may have changed while it was read.",
            ) from None
        yield meta.schema.to_arrow_schema().serialize().to_pybytes()
        yield in_words(meta.metadata or {}).encode()
        for number in range(start, meta.num_row_groups if end is None else end):
            group = meta.row_group(number)
            yield f"{group.num_rows}\n".encode()
            for each in (group.column(index) for index in range(group.num_columns)):
                yield in_words((each.num_values, each.physical_type, each.compression, each.encodings)).encode()
                first = each.dictionary_page_offset
                begin = min(first, each.data_page_offset) if first else each.data_page_offset
                stream.seek(begin)
                left = each.total_compressed_size + _LEFT_OUT
                while left > 0 and (piece := stream.read(min(_CHUNK, left))):
                    yield piece
                    left -= len(piece)
    source.check()
