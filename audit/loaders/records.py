"""JSON records out of a stream: one per line, the elements of an array, or whole documents one after another.

A line that is not JSON costs that line and no other. The parser is orjson, which refuses what RFC 8259 refuses (NaN,
lone surrogates, invalid UTF-8, nesting beyond about 1,000) and, unlike most, accepts nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import orjson

from audit.loaders.base import Ledger
from audit.loaders.compression import damage_of, has_garbage

#: A line or array element beyond this is refused: no post is that large, and a parser needs several times its size.
RECORD_CAP = 16 * 2**20

#: The cap where the whole file is one document, such as a chat export.
DOCUMENT_CAP = 256 * 2**20

#: Nesting beyond this is refused: no platform comes near, and recursive code must not meet it.
DEPTH_CAP = 256

_BLOCK = 4 * 2**20
_WHOLE = 64 * 2**20

# Archives of X and Twitter are JavaScript: window.YTD.tweets.part0 = [ ... ], Grailbird.data.tweets_2013_11 = [ ... ].
_ASSIGNMENT = re.compile(rb"^\s*(?:(?:var|let|const)\s+)?([A-Za-z_$][\w.$]*)\s*=\s*(?=[\[{])")
_SPACE = b" \t\r\n"


class Record(NamedTuple):
    """A parsed record and the byte where it begins in the decoded stream; None where it comes from a table."""

    value: Any
    byte: int | None


def assigned(head: bytes) -> str:
    """Name of the variable that JSON is assigned to where it is JavaScript; "" where it is not."""
    match = _ASSIGNMENT.match(head)
    return match.group(1).decode("ascii", "replace") if match else ""


def json_shape(head: bytes) -> str:
    """What kind of JSON the first bytes begin: ``lines``, ``array``, ``documents``, or ``""`` for none.

    Parameters
    ----------
    head : bytes
        UTF-8 without a mark, the more the better: one line that parses decides between lines and a printed document.
    """
    assignment = _ASSIGNMENT.match(head)
    if assignment:
        head = head[assignment.end() :]
    text = head.lstrip(_SPACE)
    if assignment and text.startswith(b"{"):
        return "documents"
    if text.startswith(b"["):
        # Only an array that is never taken up again, or one that starts a line of its own, is JSON; "[x] my post" is not.
        return "array" if re.match(rb'\[\s*(?:[\[{"\]\d-]|$|true|false|null)', text) else ""
    lines = [line for line in text.split(b"\n") if line.strip()][:200]
    whole = [line.rstrip()[-1:] in b"}]" and line.lstrip()[:1] == b"{" for line in lines]
    if text.startswith(b"{") and (parses(lines[0]) or sum(whole) >= 2):
        return "lines"
    if text.startswith(b"{") and re.match(rb'\{\s*(?:"|\})', text):
        return "documents"
    # A first line that is broken or a stray word must not hide the records that follow.
    good = sum(parses(line) for line in lines if line.lstrip()[:1] == b"{")
    return "lines" if good and good * 2 >= len(lines) else ""


def parses(line: bytes) -> bool:
    """Whether a line is one JSON value."""
    try:
        orjson.loads(line.strip())
    except orjson.JSONDecodeError:
        return False
    return True


def records(
    stream: BinaryIO, shape: str, ledger: Ledger, *, start: int = 0, end: int | None = None
) -> Iterator[Record]:
    """Read every record; what cannot be read goes to the ledger, with its reason and place.

    Parameters
    ----------
    stream : binary stream
        UTF-8 without a mark.
    shape : str
        As :func:`json_shape` says.
    ledger : Ledger
        Counts rejects and warnings; the caller counts posts and skips.
    start, end : int
        For lines only: byte offset of the stream's position, and where to stop.
    """
    if shape == "lines":
        for line, byte in lines_of(stream, ledger, start=start, end=end):
            value = parsed(line, ledger, byte)
            if value is not _BAD:
                yield Record(value, byte)
    elif shape == "array":
        yield from _elements(stream, ledger, brackets=True)
    else:
        yield from _elements(stream, ledger, brackets=False)
    finish(stream, ledger)


def finish(stream: BinaryIO, ledger: Ledger) -> None:
    """Say at the end of a stream whether it was the proper end."""
    damage = damage_of(stream)
    if damage:
        ledger.reject(damage, "the stream ends early or does not check; what came before was read")
    if has_garbage(stream):
        ledger.warnings["trailing_garbage"] += 1


_BAD: Any = object()


def parsed(line: bytes, ledger: Ledger, byte: int | None) -> Any:
    """The value of one line, or a sentinel that is no JSON value once the ledger has been told why not."""
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        reason, detail = json_reason(line, error)
        ledger.reject(reason, detail, byte=byte)
        return _BAD
    if line.count(b"[") + line.count(b"{") > DEPTH_CAP and depth_exceeds(value, DEPTH_CAP):
        ledger.reject("depth_limit", f"nested more than {DEPTH_CAP} deep", byte=byte)
        return _BAD
    return value


def is_bad(value: Any) -> bool:
    """Whether :func:`parsed` refused the line."""
    return value is _BAD


def json_reason(line: bytes, error: orjson.JSONDecodeError) -> tuple[str, str]:
    """Reason code and detail (never any of the text) of a line that orjson refused."""
    message = str(error).split(":")[0]
    if "UTF-8" in message:
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as bad:
            return "invalid_utf8", f"byte {bad.start} of the record"
    if "surrogate" in message:
        return "lone_surrogate", message
    if "depth" in message:
        return "depth_limit", f"nested more than {DEPTH_CAP} deep"
    if "infinity" in message or re.search(rb"[:,\[]\s*-?(?:NaN|Infinity|Inf)\s*[,}\]]", line):
        return "non_finite_number", "NaN or Infinity, which JSON does not have"
    return "bad_json", message


def depth_exceeds(value: Any, limit: int) -> bool:
    """Whether a parsed value nests deeper than the limit; walks without recursion."""
    stack = [(value, 1)]
    while stack:
        each, depth = stack.pop()
        if isinstance(each, dict | list):
            if depth > limit:
                return True
            children = each.values() if isinstance(each, dict) else each
            stack.extend((child, depth + 1) for child in children if isinstance(child, dict | list))
    return False


def lines_of(
    stream: BinaryIO, ledger: Ledger, *, start: int = 0, end: int | None = None
) -> Iterator[tuple[bytes, int]]:
    """Lines that hold something, each with its byte offset; a line beyond the cap is rejected without being held.

    A record ends at LF only: U+2028 and its like are legal inside JSON strings.
    """
    byte = start
    while end is None or byte < end:
        line = stream.readline(RECORD_CAP + 1)
        if not line:
            return
        size = len(line)
        if size > RECORD_CAP and not line.endswith(b"\n"):
            while rest := stream.readline(RECORD_CAP):
                size += len(rest)
                if rest.endswith(b"\n"):
                    break
            ledger.reject("oversized_record", f"{size:,} bytes; {RECORD_CAP:,} are read", byte=byte)
        elif line.strip():
            if not line.endswith(b"\n") and damage_of(stream):
                return  # the record that the damage cut; the damage itself is the reject
            yield line, byte
        else:
            ledger.warnings["blank_lines"] += 1
        byte += size


# A string as a whole, or a bracket; an unclosed string matches to the end of the buffer with an empty second group.
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+("?)|[{}\[\]]', re.DOTALL)


class _Splitter:
    """Splits the top level of an array, or documents standing one after another, holding one record at a time."""

    def __init__(self, ledger: Ledger, *, brackets: bool) -> None:
        self.ledger = ledger
        self.base = 1 if brackets else 0
        self.cap = RECORD_CAP if brackets else DOCUMENT_CAP
        self.buffer = b""
        self.offset = 0  # byte offset of buffer[0] in the stream
        self.position = 0  # next byte to look at
        self.begin = -1  # where the present record begins in the buffer, -1 between records
        self.depth = 0
        self.oversized = False

    def feed(self, piece: bytes) -> Iterator[Record]:
        """Take more bytes and yield the records that they complete."""
        keep = self.position if self.begin < 0 or self.oversized else self.begin
        self.buffer = self.buffer[keep:] + piece
        self.offset += keep
        self.position -= keep
        self.begin = min(0, self.begin)
        for match in iter(lambda: _TOKEN.search(self.buffer, self.position), None):
            token = match.group()[:1]
            if token == b'"' and not match.group(1):
                if self.begin >= 0:
                    self.position = match.start()
                break
            if self.begin < 0 and self.depth == self.base:
                yield from self._between(self.buffer[self.position : match.start()], self.offset + self.position)
                if token == b'"':
                    yield from self._complete(match.start(), match.end())
            self.position = match.end()
            if token in b"{[":
                yield from self._open(token, match.start())
            elif token in b"}]":
                yield from self._close(match.end())
        else:
            # Between records the rest may hold a number that is cut; inside one nothing is left to look at.
            self.position = self.position if self.begin < 0 else len(self.buffer)
        if self.begin >= 0 and len(self.buffer) - self.begin > self.cap:
            self.oversized = True

    def rest(self) -> Iterator[Record]:
        """What the end of the stream left over."""
        if self.begin >= 0:
            self.ledger.reject("bad_json", "the last record is not complete", byte=self.offset + self.begin)
        else:
            yield from self._between(self.buffer[self.position :], self.offset + self.position)
            if self.depth > 0:
                self.ledger.warnings["unclosed_array"] += 1

    def _open(self, token: bytes, start: int) -> Iterator[Record]:
        if self.depth == self.base:
            self.begin = start
        elif self.depth < self.base and token == b"{":  # an object after the array's end
            self.begin = start
            self.depth += 1
        self.depth += 1
        return iter(())

    def _close(self, end: int) -> Iterator[Record]:
        self.depth -= 1
        if self.begin >= 0 and self.depth == self.base:
            return self._complete(self.begin, end)
        if self.depth < 0:
            self.depth = 0
            self.ledger.reject("bad_json", "a bracket closes what was never opened", byte=self.offset + end - 1)
        return iter(())

    def _complete(self, begin: int, end: int) -> Iterator[Record]:
        byte = self.offset + begin
        self.begin = -1
        if self.oversized:
            self.oversized = False
            self.ledger.reject("oversized_record", f"more than {self.cap:,} bytes", byte=byte)
            return
        value = parsed(self.buffer[begin:end], self.ledger, byte)
        if value is not _BAD:
            yield Record(value, byte)

    def _between(self, gap: bytes, byte: int) -> Iterator[Record]:
        """Numbers and literals that stand where a record should; separators yield nothing."""
        for each in gap.split(b","):
            if each.strip(_SPACE + b";"):
                value = parsed(each.strip(), self.ledger, byte)
                if value is not _BAD:
                    yield Record(value, byte)


def _elements(stream: BinaryIO, ledger: Ledger, *, brackets: bool) -> Iterator[Record]:
    head = stream.read(_WHOLE + 1)
    assignment = _ASSIGNMENT.match(head)
    skipped = assignment.end() if assignment else 0
    if len(head) <= _WHOLE and not damage_of(stream):
        # Small enough to hold: one call of the parser is some twenty times faster than looking for the elements.
        try:
            value = orjson.loads(head[skipped:].rstrip(_SPACE + b";"))
        except orjson.JSONDecodeError:
            value = _BAD
        if isinstance(value, list if brackets else dict):
            for each in value if brackets else (value,):
                if depth_exceeds(each, DEPTH_CAP):
                    ledger.reject("depth_limit", f"nested more than {DEPTH_CAP} deep")
                else:
                    yield Record(each, skipped)
            return
    if not brackets:
        # Imported here, since it is built on what is above.
        from audit.loaders.envelope import has_long_list, pieces

        if has_long_list(head):
            yield from pieces(head[skipped:], stream, ledger, skipped)
            return
    splitter = _Splitter(ledger, brackets=brackets)
    splitter.offset = skipped
    yield from splitter.feed(head[skipped:])
    while piece := stream.read(_BLOCK):
        yield from splitter.feed(piece)
    if not damage_of(stream):
        yield from splitter.rest()
