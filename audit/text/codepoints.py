"""What kind of character each code point is, and what it folds to; built from ``unicodedata`` when first needed.

New characters come with new Python releases, so the youngest scripts and emoji may be cut differently between them.
"""

from __future__ import annotations

import functools
import unicodedata
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

# Kinds, the low four bits of an entry. A numba kernel reads them as constants.
SEPARATOR, LOWER, UPPER, OTHER, DIGIT, MARK, APOSTROPHE, IGNORABLE = range(8)
SENTENCE_END, AT, HASH, SINGLE, EMOJI, REGIONAL, LINE_END, SPACE = range(8, 16)
KIND = 0x0F
#: Set on letters of the Latin script.
LATIN = 0x10

#: Beyond this there are no letters or marks, only tags and variation selectors (plane 14) and private use.
SIZE = 0x33480
#: Default_Ignorable_Code_Point (Unicode 17, DerivedCoreProperties.txt) below :data:`SIZE`; and what Arabic writes or
#: leaves out at will: tatweel, which draws a letter out, and the vowel signs, also by themselves in presentation forms.
_IGNORABLE = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x0640, 0x0640),
    (0x064B, 0x0652),
    (0x0670, 0x0670),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFC5E, 0xFC63),
    (0xFCF2, 0xFCF4),
    (0xFE00, 0xFE0F),
    (0xFE70, 0xFE72),
    (0xFE74, 0xFE74),
    (0xFE76, 0xFE7F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
)
#: Thai and Lao, Myanmar, Khmer, ideographs, kana: written without spaces between words.
_WITHOUT_SPACES = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3005, 0x3007),
    (0x3021, 0x3029),
    (0x3038, 0x303C),
    (0x3041, 0x309F),
    (0x30A0, 0x30FF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x1B000, 0x1B16F),
    (0x20000, SIZE - 1),
)
#: Blocks that hold the symbols of UTS 51; unicodedata does not know Extended_Pictographic.
_SYMBOLS = (
    (0x2190, 0x21FF),
    (0x2300, 0x23FF),
    (0x25A0, 0x27BF),
    (0x2900, 0x297F),
    (0x2B00, 0x2BFF),
    (0x1F000, 0x1FAFF),
)
_REGIONAL = (0x1F1E6, 0x1F1FF)
_SKIN_TONES = (0x1F3FB, 0x1F3FF)
#: Blocks that hold, or will hold, nothing but ideographs that fold to themselves.
_IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x2F7FF), (0x2FA1E, SIZE - 1))
_NOTHING = ((0xD800, 0xF8FF),)

_BY_CHARACTER = (
    dict.fromkeys("'’‘ʼ", APOSTROPHE)
    | dict.fromkeys("\n\r\x0b\x0c\x85\u2028\u2029", LINE_END)
    | dict.fromkeys(".!?…‥‼⁇⁈⁉。؟।॥۔¡¿", SENTENCE_END)
    | {"@": AT, "#": HASH, "\t": SPACE}
)
_BY_CATEGORY = {
    "Ll": LOWER,
    "Lu": UPPER,
    "Lt": UPPER,
    "Lo": OTHER,
    "Lm": OTHER,
    "Nd": DIGIT,
    "Nl": DIGIT,
    "No": DIGIT,
    "Mn": MARK,
    "Mc": MARK,
    "Me": IGNORABLE,
    "Zs": SPACE,
}


class Codepoints(NamedTuple):
    """Tables indexed by code point, shape (SIZE,).

    Attributes
    ----------
    kind : ndarray of uint8
        One of the kinds, with :data:`LATIN` where it applies.
    fold : ndarray of int32
        The code point it folds to, or ``-1 - i`` for entry i of ``expansion``.
    expansion_start : ndarray of int32
        Where entry i of ``expansion`` starts.
    expansion : ndarray of int32
        Code points, entry after entry.
    combining : ndarray of uint8
        Canonical combining class, by which marks on one letter are put in order.
    """

    kind: npt.NDArray[np.uint8]
    fold: npt.NDArray[np.int32]
    expansion_start: npt.NDArray[np.int32]
    expansion: npt.NDArray[np.int32]
    combining: npt.NDArray[np.uint8]


@functools.cache
def codepoints() -> Codepoints:
    """The tables, read-only, once per process; from the shelf where they lie there.

    Returns
    -------
    Codepoints
    """
    from audit.text.shelf import shelved_codepoints

    return shelved_codepoints(build)


def build() -> Codepoints:
    """Build the tables from ``unicodedata``: a second or so, most of it for folding."""
    kind = np.zeros(SIZE, np.uint8)
    fold = np.arange(SIZE, dtype=np.int32)
    combining = np.zeros(SIZE, np.uint8)
    starts, expansion = [0], list[int]()

    for low, high in _IDEOGRAPHS:
        kind[low : high + 1] = SINGLE
    for code in _to_look_up():
        char = chr(code)
        kind[code] = _kind(char)
        if kind[code] & KIND in (LOWER, UPPER, OTHER, DIGIT, SINGLE, MARK):
            combining[code] = unicodedata.combining(char)
            folded = _fold(char)
            if len(folded) == 1:
                fold[code] = ord(folded)
            else:
                fold[code] = -len(starts)
                expansion.extend(map(ord, folded))
                starts.append(len(expansion))
        elif kind[code] == APOSTROPHE:
            fold[code] = ord("'")
    for low, high in _IGNORABLE:
        kind[low : high + 1] = IGNORABLE

    return Codepoints(kind, fold, np.array(starts, np.int32), np.array(expansion, np.int32), combining)


def _to_look_up() -> list[int]:
    todo = np.ones(SIZE, bool)
    for low, high in (*_IDEOGRAPHS, *_NOTHING):
        todo[low : high + 1] = False
    found: list[int] = np.flatnonzero(todo).tolist()
    return found


def _inside(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= code <= high for low, high in ranges)


def _kind(char: str) -> int:
    if unicodedata.category(char) == "Cn" and not _inside(ord(char), (*_SYMBOLS, *_WITHOUT_SPACES, *_IGNORABLE)):
        return SEPARATOR
    compatible = unicodedata.normalize("NFKC", char)
    if len(compatible) == 1:  # full width, bold, circled: the kind of the plain character
        char = compatible
    code = ord(char)
    if char in _BY_CHARACTER:
        return _BY_CHARACTER[char]
    if _inside(code, _IGNORABLE):
        return IGNORABLE
    if _inside(code, (_REGIONAL,)):
        return REGIONAL
    category = unicodedata.category(char)
    if category[0] in "LN" and category != "Nd" and _inside(code, _WITHOUT_SPACES):
        return SINGLE
    if category in _BY_CATEGORY:
        kind = _BY_CATEGORY[category]
        latin = kind in (LOWER, UPPER, OTHER) and unicodedata.name(compatible[0], "").startswith("LATIN ")
        return kind | LATIN if latin else kind
    # An emoji younger than this Python's tables has no category yet.
    symbol = category == "So" or (category == "Cn" and code >= 0x1F000) or _inside(code, (_SKIN_TONES,))
    return EMOJI if symbol and _inside(code, _SYMBOLS) else SEPARATOR


def _fold(char: str) -> str:
    """NFKC_Casefold of one character, decomposed.

    Decomposing first keeps the iota subscript of Greek in step with its precomposed letters.
    """
    before, after = "", unicodedata.normalize("NFD", char)
    while before != after:
        before, after = after, unicodedata.normalize("NFKC", after.casefold())
    # NFKC of a spacing accent brings a space with it; a word has none.
    return "".join(c for c in unicodedata.normalize("NFD", after) if c != " " and not _inside(ord(c), _IGNORABLE))
