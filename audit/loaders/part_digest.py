"""What a part holds, as a digest: the bytes it is read from and everything that was decided about reading them.

Two parts with one digest come to the same posts and the same books, wherever their files lie and whenever they were written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from audit.errors import SourceError
from audit.loaders.reading import Part
from audit.loaders.source import Source

_CHUNK = 2**20


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
    prepared = part.prepared
    source = prepared.source
    decided = [
        *(source.name, source.member, source.archive, source.compression, str(source.max_ratio)),
        *(prepared.loader, prepared.form, str(prepared.encoding), repr(prepared.mapping), repr(prepared.dialect)),
        *(
            repr(prepared.types),
            prepared.key,
            prepared.order,
            repr(prepared.own),
            repr(prepared.fields),
            prepared.split,
        ),
        *(repr(sorted(prepared.tags.items())), repr(prepared.notes), repr(sorted(prepared.warnings.items()))),
        *(repr(prepared.facts), repr(prepared.profile), str(prepared.width), str(part.start), str(part.end)),
    ]
    digest = hashlib.sha256("\0".join(decided).encode("utf-8", "surrogatepass"))
    try:
        for piece in _content(part):
            digest.update(piece)
    except OSError as error:
        raise SourceError(f"{source.name}: reading failed: {error.strerror or error}") from None
    return digest.hexdigest()


def _content(part: Part) -> Iterator[bytes | pa.Buffer]:
    prepared = part.prepared
    if part.batch is not None:
        yield part.batch.serialize()
    elif part.books is not None:
        yield repr(part.books).encode("utf-8", "surrogatepass")
    elif part.block is not None:
        yield part.block.data
        yield repr(part.block[1:]).encode("utf-8", "surrogatepass")
    elif prepared.table is not None:
        for batch in prepared.table.to_batches():
            yield batch.serialize()
    elif prepared.form == "lines" and prepared.source.seekable and (part.start or part.end is not None):
        yield from _lines(prepared.source, part.start, part.end)
    elif prepared.form == "parquet" and (part.start or part.end is not None):
        yield from _row_groups(prepared.source, part.start, part.end)
    else:
        yield prepared.source.sha256().encode()


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
    """The schema, and the pages of the columns of some row groups."""
    with source.open() as stream:
        try:
            meta = pq.read_metadata(stream)
        except pa.ArrowException as error:
            raise SourceError(f"{source.name}: is no Parquet file: {type(error).__name__}.") from None
        yield meta.schema.to_arrow_schema().serialize().to_pybytes()
        for number in range(start, meta.num_row_groups if end is None else end):
            group = meta.row_group(number)
            for each in (group.column(index) for index in range(group.num_columns)):
                begin = each.data_page_offset if each.dictionary_page_offset is None else each.dictionary_page_offset
                stream.seek(begin)
                left = each.total_compressed_size
                while left > 0 and (piece := stream.read(min(_CHUNK, left))):
                    yield piece
                    left -= len(piece)
    source.check()
