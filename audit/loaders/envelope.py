"""A document that holds one long list, read piece by piece: chat exports have no size limit and one ``messages`` each.

The document is cut inside its lists. What stands before a list in the same object (the chat's name, type and id) is
repeated with each piece, so a piece looks like a smaller document; a loader does not notice. The last piece comes with all
the rest of the document, so what stands beside the lists is seen once.

::

    {"name": "Coffee", "messages": [m1, m2, m3], "count": 3}
    -> {"name": "Coffee", "messages": [m1, m2]}, {"name": "Coffee", "messages": [m3], "count": 3}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from audit.loaders.base import Ledger
from audit.loaders.compression import damage_of
from audit.loaders.records import DEPTH_CAP, DOCUMENT_CAP, RECORD_CAP, Record, is_bad, parsed, record_of

#: Keys of lists that are cut.
LONG_LISTS = (b"messages",)

#: Bytes of a list that are read as one piece.
PIECE = 4 * 2**20

_BLOCK = 4 * 2**20

# A whole string with the colon that makes it a key (or the end of what was read, after which one may follow), a bracket or
# a comma. The second group of an unclosed string is empty.
_TOKEN = re.compile(rb'"((?:[^"\\]|\\.)*+)("?)(\s*+(?::|\Z))?|[{}\[\],]', re.DOTALL)


def _balanced(levels: int) -> bytes:
    """Pattern of an object or array that nests so deep and no deeper; nothing in it is looked at twice."""
    inside = rb'[^{}\[\]"]++|"(?:[^"\\]++|\\.)*+"'
    pattern = rb"[{\[](?:%b)*+[}\]]" % inside
    for _ in range(levels - 1):
        pattern = rb"[{\[](?:%b|%b)*+[}\]]" % (inside, pattern)
    return pattern


# Most messages in one match instead of one for each bracket and string: four times faster.
_SHALLOW = re.compile(_balanced(5), re.DOTALL)
_BEGINS = re.compile(rb'"(?:%b)"\s*:\s*\[' % b"|".join(LONG_LISTS))

# Telegram Desktop wrote control characters so, which no parser of JSON reads.
# https://github.com/telegramdesktop/tdesktop: export_output_json.cpp, SerializeString
_HEX_ESCAPE = re.compile(rb"(?<!\\)((?:\\\\)*)\\x([01][0-9A-F])")


def has_long_list(head: bytes) -> bool:
    """Whether a document has such a list in its beginning."""
    return _BEGINS.search(head) is not None


class _Piece(NamedTuple):
    """Elements of a list, the parts of its object before and after it, and where in the rest of the document they belong."""

    context: bytes
    elements: list[tuple[bytes, int]]
    position: int
    level: int  # of the object, from 1
    after: bytes = b"]}"


class Envelope:
    """Cuts one document as it comes.

    Parameters
    ----------
    ledger : Ledger
        Told of elements that are no JSON or too large, and of a document that ends early.
    offset : int
        Byte of the stream at which the document begins.
    """

    def __init__(self, ledger: Ledger, offset: int = 0) -> None:
        self.ledger = ledger
        self.complete = False
        self.failed = False
        self._rest = bytearray()  # the document without the elements of its lists
        self._buffer = b""
        self._offset = offset  # byte of buffer[0] in the stream
        self._position = 0  # next byte to look at
        self._copied = 0  # what stands before is in the rest already
        self._open: list[int] = []  # where the open objects and arrays begin in the rest
        self._key = b""
        self._depth = 0  # of brackets inside the present element
        self._element = -1  # where it begins in the buffer, -1 outside of lists
        self._oversized = False
        self._collected: list[tuple[bytes, int]] = []
        self._size = 0
        self._held: _Piece | None = None

    def feed(self, block: bytes) -> Iterator[Record]:
        """Take more bytes, and yield the pieces they complete."""
        self._forget()
        self._buffer += block
        while not self.complete and (match := _TOKEN.search(self._buffer, self._position)):
            token = match.group()[:1]
            if token == b'"' and not (match.group(2) and (match.group(3) or b":").endswith(b":")):
                break
            self._position = match.end()
            if self._element >= 0 and self._depth == 0 and token in b"{[":
                shallow = _SHALLOW.match(self._buffer, match.start())
                if shallow:
                    self._position = shallow.end()
                    continue
            if self._element >= 0:
                yield from self._inside(token, match.start(), match.end())
            else:
                self._outside(token, match)
        else:
            self._position = self._position if self.complete else len(self._buffer)
        if self._element >= 0 and self._position - self._element > RECORD_CAP:
            self._oversized = True
        if len(self._rest) > DOCUMENT_CAP or len(self._buffer) - self._position > RECORD_CAP:
            yield from self._fail(
                "oversized_record", f"more than {DOCUMENT_CAP:,} bytes beside its lists, or one string"
            )
        elif len(self._open) > DEPTH_CAP:
            yield from self._fail("depth_limit", f"nested more than {DEPTH_CAP} deep")

    def finish(self, *, damaged: bool) -> Iterator[Record]:
        """The last piece, with the rest of the document."""
        if self.failed:
            return
        if not self.complete:
            if self._element >= 0 or self._open or self._buffer[self._copied :].strip():
                if not damaged:
                    self.ledger.reject("bad_json", "the document ends early", byte=self._offset + len(self._buffer))
                yield from self._release()
            return
        rest, held = bytes(self._rest), self._held
        record = record_of(rest, self.ledger, self._offset)
        if record is None:
            yield from self._release()
        elif held is None:
            yield record._replace(byte=0)
        else:
            yield from self._record(held._replace(context=rest[: held.position], after=rest[held.position :]))

    def left_over(self) -> tuple[bytes, int]:
        """What was read beyond the end of the document, and the byte of the stream where it begins."""
        return self._buffer[self._position :], self._offset + self._position

    def _forget(self) -> None:
        """Let go of what has been looked at."""
        keep = self._position
        if self._element < 0:
            self._rest += self._buffer[self._copied : self._position]
            self._copied = self._position
        elif not self._oversized:
            keep = self._element
        self._buffer = self._buffer[keep:]
        self._offset += keep
        self._position -= keep
        self._copied = max(0, self._copied - keep)
        self._element = min(0, self._element)

    def _outside(self, token: bytes, match: re.Match[bytes]) -> None:
        if token == b'"':
            self._key = match.group(1) if match.group(3) else b""
            return
        if token in b"{[":
            self._copy(match.start())
            if token == b"[" and self._key in LONG_LISTS:
                self._copy(match.end())
                self._element = match.end()
                self._collected, self._size, self._depth = [], 0, 0
            else:
                self._open.append(len(self._rest))
        elif token in b"}]":
            if self._held and self._held.level == len(self._open):
                # The object of the list ends here: what stands after the list in it is the list's context too.
                self._copy(match.end())
                after = bytes(self._rest[self._held.position :])
                if len(after) <= RECORD_CAP:
                    self._held = self._held._replace(after=after, level=0)
            del self._open[-1:]
            if not self._open:
                self._copy(match.end())
                self.complete = True
        self._key = b""

    def _copy(self, end: int) -> None:
        self._rest += self._buffer[self._copied : end]
        self._copied = end

    def _inside(self, token: bytes, start: int, end: int) -> Iterator[Record]:
        if token in b"{[":
            self._depth += 1
        elif token in b"}]":
            self._depth -= 1
        if self._depth < 0:
            self._take(start)
            self._copied, self._element = start, -1
            if self._collected:
                piece, self._collected = self._piece(), []
                yield from self._release()
                self._held = piece
        elif self._depth == 0 and token == b",":
            self._take(start)
            self._element = end
            if self._size >= PIECE:
                yield from self._release()

    def _take(self, end: int) -> None:
        byte = self._offset + self._element
        element = self._buffer[self._element : end].strip()
        if self._oversized:
            self._oversized = False
            self.ledger.reject("oversized_record", f"more than {RECORD_CAP:,} bytes", byte=byte)
        elif element:
            self._collected.append((element, byte))
            self._size += len(element)

    def _piece(self) -> _Piece:
        context = bytes(self._rest[self._open[-1] :]) if self._open else b""
        if not 0 < len(context) <= RECORD_CAP:  # no object, or one that is too large to be repeated
            context = b'{"%b": [' % LONG_LISTS[0]
        return _Piece(context, self._collected, len(self._rest), len(self._open))

    def _release(self) -> Iterator[Record]:
        """Give the piece that was held back as the last one, since it is not, and what has been collected since."""
        if self._held:
            yield from self._record(self._held)
            self._held = None
        if self._collected:
            yield from self._record(self._piece())
            self._collected, self._size = [], 0

    def _fail(self, reason: str, detail: str) -> Iterator[Record]:
        yield from self._release()
        self.ledger.reject(reason, detail, byte=self._offset)
        self.complete = self.failed = True

    def _record(self, piece: _Piece) -> Iterator[Record]:
        first = piece.elements[0][1]
        record = record_of(_joined(piece, [each for each, _ in piece.elements], piece.after), Ledger(), first)
        if record is None:
            # Something in it is broken. Each element is tried alone, so that it costs itself.
            good = [found for element, byte in piece.elements if (found := self._repaired(element, byte))]
            record = record_of(_joined(piece, good, piece.after), Ledger(), first)
            record = record or record_of(_joined(piece, good, b"]}"), self.ledger, first)
        if record is not None:
            yield record

    def _repaired(self, element: bytes, byte: int) -> bytes | None:
        if not is_bad(parsed(element, Ledger(), byte)):
            return element
        mended = _HEX_ESCAPE.sub(rb"\1\\u00\2", element)
        if mended != element and not is_bad(parsed(mended, Ledger(), byte)):
            self.ledger.warnings["repaired_escape"] += 1
            return mended
        parsed(element, self.ledger, byte)
        return None


def _joined(piece: _Piece, elements: list[bytes], after: bytes) -> bytes:
    return piece.context + b",".join(elements) + after


def pieces(head: bytes, stream: BinaryIO, ledger: Ledger, offset: int = 0) -> Iterator[Record]:
    """Cut the document that begins with ``head`` and goes on in the stream, and those that follow it.

    Parameters
    ----------
    head : bytes
        What has been read already.
    stream : binary stream
    ledger : Ledger
    offset : int
        Byte of the stream at which ``head`` begins.
    """
    block = head
    while block:
        envelope = Envelope(ledger, offset)
        while block and not envelope.complete:
            yield from envelope.feed(block)
            block = b"" if envelope.complete else stream.read(_BLOCK)
        yield from envelope.finish(damaged=bool(damage_of(stream)))
        if envelope.failed or not envelope.complete:
            return
        block, offset = envelope.left_over()
        block = block or stream.read(_BLOCK)
