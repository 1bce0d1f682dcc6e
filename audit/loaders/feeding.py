"""Sources that only one process can read, cut so that others can help.

A compressed stream, or a table whose records may run over lines, has to be read from its beginning. So one process reads
it and hands out pieces: blocks of whole lines where a line is a record, which others parse and measure; ready batches of
posts of all else, which others measure. How a source is cut is decided by its bytes alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from audit.errors import READ_AGAIN, SourceError
from audit.loaders.base import Ledger
from audit.loaders.compression import damage_of, has_garbage
from audit.loaders.encoding import Encoding, as_utf8, replaced_in
from audit.loaders.reading import PART_BYTES, Block, Part, parts, read
from audit.loaders.records import RECORD_CAP

#: Below this many bytes to parse, handing pieces to another process costs more than it brings.
FEED_ABOVE = 32 * 2**20
#: Dumps of posts grow 5 to 25 times when decompressed; an estimate that only decides how work is shared out.
EXPANSION = 6
_PIECE = 2**20
_LINES = Encoding("utf-8", "decoded by the process that reads the stream")


def effort(part: Part) -> int:
    """About how many bytes have to be parsed for a part."""
    source = part.prepared.source
    size = (source.size if part.end is None else part.end) - part.start
    return size * (EXPANSION if source.compression or source.archive else 1)


def is_fed(part: Part) -> bool:
    """Whether a part is worth cutting for several processes, and can only be cut by reading it."""
    whole = part.start == 0 and part.end is None
    cut_already = part.prepared.form in {"parquet", "arrow", "arrow stream", "frame"} or len(parts(part.prepared)) > 1
    return whole and not cut_already and effort(part) > FEED_ABOVE


def fed(part: Part) -> Iterator[Part]:
    """The pieces of a part, in order; together they are the part.

    Parameters
    ----------
    part : Part
        A whole source; see :func:`is_fed`.

    Raises
    ------
    SourceError
        The source cannot be read any further.
    """
    by_lines = part.prepared.form == "lines" and part.prepared.mapping.gathering is None
    yield from _line_blocks(part) if by_lines else _batches(part)


def _batches(part: Part) -> Iterator[Part]:
    ledger = Ledger()
    for batch in read(part, ledger):
        yield replace(part, batch=batch)
    # The last piece brings the books of all of them.
    yield replace(part, books=ledger)


def _line_blocks(part: Part) -> Iterator[Part]:
    prepared = part.prepared
    decode = not prepared.encoding.is_utf8
    plain = replace(prepared, encoding=_LINES) if decode else prepared
    start, collected, size = 0, list[bytes](), 0
    line, left_out = 0, 0
    try:
        with prepared.source.open() as stored:
            stream = as_utf8(stored, prepared.encoding) if decode else stored
            while piece := stream.read(_PIECE):
                if line > RECORD_CAP:
                    # No record is so long: the rest of the line is not held, and whoever reads the block rejects it.
                    rest, end, piece = piece.partition(b"\n")
                    left_out += len(rest) + len(end)
                    if not end:
                        continue
                    yield replace(part, prepared=plain, start=start, block=Block(b"".join(collected) + b"\n"))
                    start += size + left_out
                    collected, size, left_out = [], 0, 0
                    line = 0
                collected.append(piece)
                size += len(piece)
                line = line + len(piece) if b"\n" not in piece else len(piece) - piece.rindex(b"\n") - 1
                if size < PART_BYTES // 2 or b"\n" not in piece:
                    continue
                line_ends = len(piece) - line
                collected[-1] = piece[:line_ends]
                block = Block(b"".join(collected))
                collected, size = [piece[line_ends:]], line  # before the block is given away: it is held once
                yield replace(part, prepared=plain, start=start, block=block)
                start += len(block.data)
                del block
            last = Block(b"".join(collected), damage_of(stream), has_garbage(stream), replaced_in(stream))
    except OSError as error:
        raise SourceError(
            f"{prepared.source.name}: reading failed: {error.strerror or error}", hint=READ_AGAIN
        ) from None
    prepared.source.check()
    yield replace(part, prepared=plain, start=start, block=last)
