"""Texts out of the cells of tables: what a reader sees, and what is damaged counted."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.loaders.markup import unescape
from audit.loaders.tables.cells import as_strings, warn

# UTF-8 that was read as Windows-1252 and written as UTF-8 again: what quotes, accented letters and emoji then begin with.
_MOJIBAKE = ("â€".encode(), b"\xc3\x83\xc2", "ðŸ".encode())
# The bytes of a character spelled out as Python prints them (backslash, x, two digits): counted, since not all were meant so.
_ESCAPED_BYTES = re.compile(rb"\\x[c-fC-F][0-9a-fA-F]\\x[89abAB][0-9a-fA-F]")
_ENTITY = re.compile(rb"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def read_texts(column: pa.Array, warnings: Counter[str]) -> pa.Array:
    """Texts as large strings: entities unescaped, text without a visible character as missing (``empty_text``)."""
    kind = column.type
    if not pa.types.is_large_string(kind):
        column = (column if pa.types.is_string(kind) else as_strings(column)).cast(pa.large_string())
    blank = [index for index in _perhaps_blank(column) if not visible(column[index].as_py())]
    if blank:
        mask = np.zeros(len(column), dtype=bool)
        mask[blank] = True
        warn(warnings, "empty_text", len(blank))
        column = pc.if_else(pa.array(mask), pa.scalar(None, pa.large_string()), column)
    return _unescaped(column, warnings)


# First bytes of characters that cannot be seen: controls, space, and in UTF-8 those of U+00A0, U+1680, U+2000, U+3000, U+FEFF
# and the tags. Few texts begin with one, so few have to be looked at.
_UNSEEN_FIRST = np.isin(np.arange(256), [*range(0x21), 0x7F, 0xC2, 0xE1, 0xE2, 0xE3, 0xEF, 0xF3])


def _perhaps_blank(column: pa.Array) -> list[int]:
    """Rows of a column of large strings that may hold nothing to see."""
    offsets = np.frombuffer(column.buffers()[1], dtype=np.int64)[column.offset : column.offset + len(column) + 1]
    begins, lengths = offsets[:-1], np.diff(offsets)
    perhaps = lengths == 0
    if column.buffers()[2] is not None and (~perhaps).any():
        data = np.frombuffer(column.buffers()[2], dtype=np.uint8)
        first = data[np.minimum(begins, len(data) - 1)]
        perhaps |= _UNSEEN_FIRST[first]
        kana = (first == 0xE3) & (lengths > 2)
        perhaps[kana] = (data[begins[kana] + 1] == 0x80) & (data[begins[kana] + 2] == 0x80)
    if column.null_count:
        perhaps &= column.is_valid().to_numpy(zero_copy_only=False)
    return [int(row) for row in np.flatnonzero(perhaps)]


def visible(text: str) -> bool:
    """Whether a text has anything to see: more than spaces, control and format characters."""
    return any(not character.isspace() and unicodedata.category(character) not in {"Cc", "Cf"} for character in text)


def _unescaped(column: pa.Array, warnings: Counter[str]) -> pa.Array:
    data = column.buffers()[2]
    if data is None or not len(column):
        return column
    offsets = np.frombuffer(column.buffers()[1], dtype=np.int64)[column.offset : column.offset + len(column) + 1]
    text = memoryview(data)[int(offsets[0]) : int(offsets[-1])].tobytes()
    # The bytes of the whole batch are searched at once, some twenty times faster than asking post by post.
    for form in _MOJIBAKE:
        if form in text:
            rows = rows_at([match.start() for match in re.finditer(re.escape(form), text)], offsets)
            warn(warnings, "mojibake_suspect", len(rows))
    if b"\\x" in text:
        rows = rows_at([match.start() for match in _ESCAPED_BYTES.finditer(text)], offsets)
        warn(warnings, "escaped_bytes", len(rows))
    rows = rows_at([match.start() for match in _ENTITY.finditer(text)], offsets)
    if not len(rows):
        return column
    mask = np.zeros(len(column), dtype=bool)
    mask[rows] = True
    mask &= column.is_valid().to_numpy(zero_copy_only=False)
    changed = [unescape(value) for value in column.filter(pa.array(mask)).to_pylist()]
    return pc.replace_with_mask(column, pa.array(mask), pa.array(changed, pa.large_string()))


def rows_at(places: list[int], offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Which rows the places lie in, each row once."""
    starts = offsets - offsets[0]
    return np.unique(np.searchsorted(starts, np.array(places, dtype=np.int64), side="right") - 1)
