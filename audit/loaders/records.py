"""JSON records out of a stream: one per line, the elements of an array, or whole documents one after another.

A line that is not JSON costs that line and no other. The parser is orjson, which refuses what RFC 8259 refuses (NaN,
lone surrogates, invalid UTF-8, nesting beyond about 1,000) and, unlike most, accepts nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import orjson

from audit.loaders.base import Ledger
from audit.loaders.compression import damage_of, has_garbage
from audit.loaders.duplicates import may_repeat, with_repeated
from audit.loaders.splitting import Splitter

#: A line or array element beyond this is refused: no post is that large, and a parser needs several times its size.
RECORD_CAP = 16 * 2**20

#: The cap where the whole file is one document, such as a chat export.
DOCUMENT_CAP = 256 * 2**20

#: Nesting beyond this is refused: no platform comes near, and recursive code must not meet it.
DEPTH_CAP = 256

_BLOCK = 4 * 2**20
_WHOLE = 64 * 2**20
# Bytes that one parsed text may take, and what each of these characters stands for in CPython 3.11: an object, an array, a
# key with its place, an element.
_MEMORY = 512 * 2**20
_LIGHT = 4 * 2**20  # no text so short takes so much
_COSTS = (("{", 80), ("[", 72), (":", 70), (",", 40))

# Archives of X and Twitter are JavaScript: window.YTD.tweets.part0 = [ ... ], Grailbird.data.tweets_2013_11 = [ ... ].
_ASSIGNMENT = re.compile(rb"^\s*(?:(?:var|let|const)\s+)?([A-Za-z_$][\w.$]*)\s*=\s*(?=[\[{])")
_SPACE = b" \t\r\n"


class Record(NamedTuple):
    """A parsed record, its byte in the decoded stream (None where it comes from a table), whether a key occurs twice."""

    value: Any
    byte: int | None
    repeated: bool = False


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
            record = record_of(line, ledger, byte)
            if record is not None:
                yield record
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


def record_of(data: bytes, ledger: Ledger, byte: int) -> Record | None:
    """One record of its bytes; None once the ledger has been told why not."""
    if len(data) > _LIGHT and memory_of(data) > _MEMORY:
        ledger.reject("oversized_record", f"takes more than {_MEMORY:,} bytes of memory", byte=byte)
        return None
    value = parsed(data, ledger, byte)
    if value is _BAD:
        return None
    if not may_repeat(data, value):
        return Record(value, byte)
    value, repeated = with_repeated(data)
    return Record(value, byte, repeated)


def memory_of(data: bytes) -> int:
    """About how many bytes a parsed text takes: ``[[],[],`` grows twentyfold, text hardly at all."""
    counted = np.frombuffer(data, dtype=np.uint8)
    return len(data) + sum(
        cost * int(np.count_nonzero(counted[begin : begin + _BLOCK] == ord(character)))
        for begin in range(0, len(counted), _BLOCK)
        for character, cost in _COSTS
    )


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
    """Whether a parsed value nests deeper than the limit; walks without recursion, holding one way down at a time."""
    stack: list[Iterator[Any]] = [iter((value,))]
    while stack:
        for each in stack[-1]:
            if isinstance(each, dict | list):
                if len(stack) > limit:
                    return True
                stack.append(iter(each.values() if isinstance(each, dict) else each))
                break
        else:
            stack.pop()
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
            ledger.reject("oversized_record", f"more than {RECORD_CAP:,} bytes", byte=byte)
        elif line.strip():
            if not line.endswith(b"\n") and damage_of(stream):
                return  # the record that the damage cut; the damage itself is the reject
            yield line, byte
        else:
            ledger.warnings["blank_lines"] += 1
        byte += size


def _elements(stream: BinaryIO, ledger: Ledger, *, brackets: bool) -> Iterator[Record]:
    head = stream.read(_WHOLE + 1)
    assignment = _ASSIGNMENT.match(head)
    skipped = assignment.end() if assignment else 0
    if len(head) <= _WHOLE and not damage_of(stream):
        text = head[skipped:].rstrip(_SPACE + b";")
        found = _at_once(text, list if brackets else dict)
        if found is not None:
            for each in found if brackets else (found,):
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
    splitter = Splitter(
        ledger, lambda data, byte: record_of(data, ledger, byte), brackets=brackets,
        cap=RECORD_CAP if brackets else DOCUMENT_CAP, offset=skipped,
    )  # fmt: skip
    for begin in range(skipped, len(head), _BLOCK):
        yield from splitter.feed(head[begin : begin + _BLOCK])
    del head
    while piece := stream.read(_BLOCK):
        yield from splitter.feed(piece)
    if not damage_of(stream):
        yield from splitter.rest()


def _at_once(text: bytes, kind: type) -> Any:
    """The value of a text small enough to hold, which is some twenty times faster than looking for its elements.

    None where it is not of this kind, or has to be looked at more closely.
    """
    if memory_of(text) > _MEMORY:
        return None
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(value, kind) or may_repeat(text, value):
        return None
    if isinstance(value, list) and len(text) > RECORD_CAP and any(_is_oversized(each) for each in value):
        return None
    return value


def _is_oversized(value: Any) -> bool:
    try:
        return len(orjson.dumps(value)) > RECORD_CAP
    except TypeError:  # nested deeper than orjson writes
        return True
