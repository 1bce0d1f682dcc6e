"""Split the top level of a JSON array, or of documents that stand one after another, without parsing the whole.

Memory is bounded by the largest record allowed, and time is linear, whatever the bytes are: a string that is never closed
is gone through once, and a record beyond the cap is let go of while it is still being read. What breaks the rules of JSON
between the records is told once for each source: a comma too many or too few as a warning, for nothing is lost by it; an
array that is not closed as a reject.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from audit.loaders.base import Ledger

# A string, closed if the second group is not empty; or a bracket.
_REST = rb'[^"\\]*+(?:\\.[^"\\]*+)*+("?)'
_TOKEN = re.compile(rb'"' + _REST + rb"|[{}\[\]]", re.DOTALL)
_STRING = re.compile(_REST, re.DOTALL)
_SPACE = b" \t\r\n"


class Splitter:
    """Takes bytes and gives the records that they complete.

    Parameters
    ----------
    ledger : Ledger
        Told of what cannot be read.
    parse : callable
        Makes a record of bytes and their place, or tells the ledger why not and gives None.
    brackets : bool
        Whether the records are the elements of an array.
    cap : int
        Bytes of the largest record allowed.
    offset : int
        Place of the first byte in the stream.
    """

    def __init__(
        self, ledger: Ledger, parse: Callable[[bytes, int], Any], *, brackets: bool, cap: int, offset: int = 0
    ) -> None:
        self.ledger = ledger
        self.parse = parse
        self.base = 1 if brackets else 0
        self.cap = cap
        self.buffer = bytearray()
        self.offset = offset  # of buffer[0] in the stream
        self.position = 0  # next byte to look at
        self.begin = -1  # where the present record begins in the buffer, -1 between records
        self.depth = 0
        self.quoted = False  # whether the present position is inside a string
        self.oversized = False
        self.after = ""  # what stands before the present position: an "element", a "comma", or nothing yet
        self.faulty = False

    def feed(self, piece: bytes) -> Iterator[Any]:
        """Take more bytes and yield the records that they complete."""
        keep = self.position if self.begin < 0 or self.oversized else self.begin
        del self.buffer[:keep]
        self.buffer += piece
        self.offset += keep
        self.position -= keep
        self.begin = min(0, self.begin)
        if not self.quoted or self._string_ends():
            if self.begin >= 0 and self.depth == self.base:
                yield from self._complete(self.position)  # a string that is a record by itself
            yield from self._tokens()
        if self.begin >= 0 and len(self.buffer) - self.begin > self.cap:
            self.oversized = True

    def _string_ends(self) -> bool:
        match = _STRING.match(self.buffer, self.position)
        if match:
            self.position = match.end()
            self.quoted = not match.group(1)
        return not self.quoted

    def _tokens(self) -> Iterator[Any]:
        for match in iter(lambda: _TOKEN.search(self.buffer, self.position), None):
            token, start, end = self.buffer[match.start()], match.start(), match.end()
            closed = match.group(1)
            del match
            if self.begin < 0:
                yield from self._between(start)
            self.position = end
            if token == _QUOTE:
                if self.begin < 0 and self.depth == self.base:
                    self._begins(start)
                    if closed:
                        yield from self._complete(end)
                if not closed:
                    self.quoted = True
                    return
            elif token in b"{[":
                self._opens(token, start)
            else:
                yield from self._closes(token, end)
        if self.begin >= 0:
            self.position = len(self.buffer)
        else:
            yield from self._idle()

    def rest(self) -> Iterator[Any]:
        """What the end of the stream left over."""
        if self.begin >= 0:
            self.ledger.reject("bad_json", "the last record is not complete", byte=self.offset + self.begin)
            return
        yield from self._between(len(self.buffer))
        if self.quoted:
            self._fault("a string is not closed", self.position)
        if self.depth > 0:
            self._fault("the array is not closed: the file breaks off", self.position)

    def _fault(self, detail: str, place: int) -> None:
        if not self.faulty:
            self.faulty = True
            self.ledger.reject("bad_json", detail, byte=self.offset + place)

    def _misplaced_comma(self) -> None:
        self.ledger.warnings["misplaced_comma"] = 1

    def _begins(self, start: int) -> None:
        if self.base and self.after == "element":
            self._misplaced_comma()
        self.begin = start

    def _opens(self, token: int, start: int) -> None:
        if self.depth == self.base:
            self._begins(start)
        elif self.depth < self.base:
            if token == _BRACE:  # an object after the array's end
                self._fault("something follows the array", start)
                self.begin = start
                self.depth += 1
            self.after = ""
        self.depth += 1

    def _closes(self, token: int, end: int) -> Iterator[Any]:
        self.depth -= 1
        if self.begin >= 0:
            if self.depth == self.base:
                yield from self._complete(end)
        elif self.depth < 0:
            self.depth = 0
            self.ledger.reject("bad_json", "a bracket closes what was never opened", byte=self.offset + end - 1)
        elif self.base:
            if self.after == "comma":
                self._misplaced_comma()
            if token != _CLOSING:
                self._fault("a brace closes the array", end - 1)

    def _complete(self, end: int) -> Iterator[Any]:
        byte, begin = self.offset + self.begin, self.begin
        self.begin = -1
        self.after = "element"
        if self.oversized or end - begin > self.cap:
            self.oversized = False
            self.ledger.reject("oversized_record", f"more than {self.cap:,} bytes", byte=byte)
            return
        record = self.parse(bytes(self.buffer[begin:end]), byte)
        if record is not None:
            yield record

    def _idle(self) -> Iterator[Any]:
        """No string or bracket is left: all but the last number or word, which may be cut, is dealt with."""
        comma = self.buffer.rfind(b",", self.position)
        if comma >= 0 or self.depth < self.base:
            yield from self._between(comma + 1 if self.depth == self.base else len(self.buffer))
        rest = len(self.buffer) - self.position
        if self.buffer[self.position :].isspace():
            self.position += rest
        elif rest > self.cap:
            self.ledger.reject("oversized_record", f"more than {self.cap:,} bytes", byte=self.offset + self.position)
            self.position += rest
            self.after = "element"

    def _between(self, end: int) -> Iterator[Any]:
        """Numbers and words that stand where a record should, and the commas around them."""
        start, gap = self.position, bytes(self.buffer[self.position : end])
        self.position = end
        if not gap.strip(_SPACE + b";"):
            return
        if self.depth < self.base:
            self._fault("something stands outside the array", start)
            return
        for number, each in enumerate(gap.split(b",")):
            if number:
                if self.base and self.after != "element":
                    self._misplaced_comma()
                self.after = "comma"
            if each.strip(_SPACE + b";"):
                if self.base and self.after == "element":
                    self._misplaced_comma()
                record = self.parse(each.strip(_SPACE), self.offset + start)
                self.after = "element"
                if record is not None:
                    yield record
            start += len(each) + 1


_QUOTE, _BRACE, _CLOSING = b'"{]'
