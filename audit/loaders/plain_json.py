"""Blocks of JSON lines that two parsers are certain to read alike."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.loaders.records import DEPTH_CAP, RECORD_CAP

Octets = npt.NDArray[np.uint8]
_BRACKETS = bytes(set(range(256)) - set(b"{}[]\n"))


def is_plain(block: bytes, lines: int) -> bool:
    """Whether every line is an object that Arrow and orjson would both take or both refuse.

    Arrow accepts several objects on a line, one object over several lines, NaN, invalid UTF-8 and any depth, and a line
    that is just ``null`` crashes it (pyarrow 26.0); each of these is excluded here.
    """
    data = np.frombuffer(block, dtype=np.uint8)
    if not _braced(block, data, lines) or not _is_utf8(block):
        return False
    if _may_be_deep(data, lines):
        brackets = block.translate(None, _BRACKETS)
        if max(map(len, brackets.split(b"\n"))) > 2 * DEPTH_CAP:
            return False
    return not any(_bare_word(block, data, word) for word in (b"NaN", b"Inf"))


def _may_be_deep(data: Octets, lines: int) -> bool:
    """Whether so much is opened beside the object of each line, in a text or not, that one line could be too deep."""
    opened = np.count_nonzero(data == ord("{")) + np.count_nonzero(data == ord("["))
    return bool(opened - lines >= DEPTH_CAP)


def _braced(block: bytes, data: Octets, lines: int) -> bool:
    """Whether each line begins with ``{`` and ends with ``}``."""
    ends = np.flatnonzero(data == 10)
    starts = ends[:-1] + 1
    if (
        len(ends) != lines
        or not len(ends)
        or block[:1] != b"{"
        or ends[-1] != len(block) - 1
        or not (data[starts] == 123).all()
        or np.diff(ends, prepend=-1).max() > RECORD_CAP + 1
    ):
        return False
    last = data[ends - 1]
    if (last == 125).all():
        return True
    windows = last == 13  # CR LF
    return bool(((last == 125) | (windows & (data[ends - 2] == 125))).all())


def _is_utf8(block: bytes) -> bool:
    if block.isascii():
        return True
    offsets = pa.py_buffer(np.array([0, len(block)], dtype=np.int64).tobytes())
    whole = pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, pa.py_buffer(block)])
    try:
        whole.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _bare_word(block: bytes, data: Octets, word: bytes) -> bool:
    """Whether a word stands where a JSON value would; inside a string it may look so too, which only costs time."""
    # Python looks for a word of three letters in a block for three times as long as numpy for its first.
    first = np.flatnonzero(data[: 1 - len(word)] == word[0])
    for at in range(1, len(word)):
        first = first[data[first + at] == word[at]]
    for place in first.tolist():
        before = block[max(0, place - 8) : place].rstrip(b" \t-")[-1:]
        after = block[place + len(word) : place + len(word) + 6].removeprefix(b"inity").lstrip(b" \t\r")[:1]
        if before in (b":", b",", b"[") and after in (b",", b"}", b"]"):
            return True
    return False
