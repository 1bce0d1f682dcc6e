"""Reading one token from UTF-8: compiled, and called by the kernel only.

Positions are bytes. Signed and unsigned integers are never mixed: numba would go to float64.
"""

# Types are inferred by numba, which knows more of them than annotations could say.
# mypy: allow-untyped-defs, allow-untyped-calls, disable-error-code="assignment"

from __future__ import annotations

import numpy as np

from audit.text.codepoints import (
    APOSTROPHE,
    DIGIT,
    EMOJI,
    IGNORABLE,
    KIND,
    LINE_END,
    LOWER,
    MARK,
    REGIONAL,
    SEPARATOR,
    SINGLE,
    SIZE,
    SPACE,
    UPPER,
)
from audit.text.compilation import jit

_ZWJ, _VS15, _VS16 = 0x200D, 0xFE0E, 0xFE0F


@jit
def decode(data, position, end):
    """Code point and width at a byte >= 0x80; a byte that is not UTF-8 is U+FFFD, one byte wide."""
    first = np.int64(data[position])
    if 0xC2 <= first < 0xE0 and position + 1 < end and data[position + 1] & 0xC0 == 0x80:
        return (first & 0x1F) << 6 | np.int64(data[position + 1] & 0x3F), 2
    if 0xE0 <= first < 0xF0 and position + 2 < end and data[position + 1] & 0xC0 == 0x80:
        if data[position + 2] & 0xC0 == 0x80:
            middle = np.int64(data[position + 1] & 0x3F) << 6
            return (first & 0x0F) << 12 | middle | np.int64(data[position + 2] & 0x3F), 3
    elif 0xF0 <= first < 0xF5 and position + 3 < end and data[position + 1] & 0xC0 == 0x80:
        if data[position + 2] & 0xC0 == 0x80 and data[position + 3] & 0xC0 == 0x80:
            high = (first & 0x07) << 18 | np.int64(data[position + 1] & 0x3F) << 12
            return high | np.int64(data[position + 2] & 0x3F) << 6 | np.int64(data[position + 3] & 0x3F), 4
    return 0xFFFD, 1


@jit
def look(data, position, end, kinds):
    """Code point, width and table entry at a position; SEPARATOR of width 0 at the end."""
    if position >= end:
        return 0, 0, SEPARATOR
    if data[position] < 128:
        return np.int64(data[position]), 1, np.int64(kinds[data[position]])
    code, width = decode(data, position, end)
    if code < SIZE:
        return code, width, np.int64(kinds[code])
    return code, width, IGNORABLE if 0xE0000 <= code < 0xE1000 else SEPARATOR


@jit
def starts_word(data, position, end, kinds):
    """Whether a word or an underscore starts here."""
    code, _, entry = look(data, position, end, kinds)
    kind = entry & KIND
    return LOWER <= kind <= DIGIT or kind == SINGLE or code == 0x5F


@jit
def handle_end(data, position, end, kinds):
    """Where the name that may start here, after an at sign, ends, and whether there is a dot in it."""
    dotted = False
    if not starts_word(data, position, end, kinds):
        return position, False
    while position < end:
        code, width, entry = look(data, position, end, kinds)
        kind = entry & KIND
        if LOWER <= kind <= MARK or kind == IGNORABLE or kind == SINGLE or code == 0x5F:
            position += width
        elif (code == 0x2E or code == 0x2D or code == 0x40) and starts_word(data, position + 1, end, kinds):
            dotted |= code == 0x2E
            position += 1
        else:
            break
    return position, dotted


@jit
def _link_end(data, position, end, kinds):
    while position < end:
        code, width, entry = look(data, position, end, kinds)
        kind = entry & KIND
        if kind == SPACE or kind == LINE_END or kind == SINGLE or kind == EMOJI or kind == REGIONAL:
            break
        if code == 0x22 or code == 0x3C or code == 0x3E:
            break
        position += width
    return position


@jit
def _splits(data, position, end, kinds, width, kind, last):
    """Whether a word of a hashtag ends between letters of two kinds, ``last`` before and ``kind`` here."""
    if (last == DIGIT) != (kind == DIGIT) or (last == LOWER and kind == UPPER):
        return True
    if last == UPPER and kind == UPPER:
        position += width
        while True:
            _, width, entry = look(data, position, end, kinds)
            if entry & KIND != MARK and entry & KIND != IGNORABLE:
                return entry & KIND == LOWER
            position += width
    return False


@jit
def push(word, length, code, combining):
    """Add a code point to a word, marks in canonical order; a word too long for any form is only measured."""
    if length < word.size:
        spot, mine = length, combining[code]
        if mine > 0:
            while spot > 0 and combining[word[spot - 1]] > mine:
                word[spot] = word[spot - 1]
                spot -= 1
        word[spot] = code
    return length + 1


@jit
def read_word(data, position, end, kinds, folds, starts, expansion, combining, word, hashtag):
    """Read the word that starts here into ``word``.

    Returns where to read on, where the word ends, its length in code points, its letters and Latin letters, and whether
    it is part of a link or address and left out.
    """
    length, letters, latin = 0, 0, 0
    last, single, word_end, apostrophe = 0, False, position, -1
    while position < end:
        code, width, entry = look(data, position, end, kinds)
        kind = entry & KIND
        if LOWER <= kind <= DIGIT or kind == SINGLE:
            if last != 0:
                if single or kind == SINGLE or (hashtag and _splits(data, position, end, kinds, width, kind, last)):
                    break
            else:
                single = kind == SINGLE
            last = kind
            letters += kind != DIGIT
            latin += entry >> 4 & 1
        elif kind == IGNORABLE:
            position += width
            continue
        elif kind == APOSTROPHE:
            following = look(data, position + width, end, kinds)[2] & KIND
            if single or not LOWER <= following <= DIGIT:
                break
            apostrophe = position
            length = push(word, length, 0x27, combining)
            position += width
            continue
        elif kind != MARK:
            break
        folded = code if code >= SIZE else np.int64(folds[code])
        if folded >= 0:
            length = push(word, length, folded, combining)
        else:
            for i in range(starts[-1 - folded], starts[-folded]):
                length = push(word, length, expansion[i], combining)
        position += width
        word_end = position

    if position < end:  # what stands right behind may make it a link or an address
        behind = data[position]
        if behind == 0x3A:  # ://
            if position + 2 < end and data[position + 1] == 0x2F and data[position + 2] == 0x2F:
                return _link_end(data, position, end, kinds), word_end, 0, 0, 0, True
        elif behind == 0x2E:  # www.
            www = length == 3 and word[0] == 0x77 and word[1] == 0x77 and word[2] == 0x77
            if www and starts_word(data, position + 1, end, kinds):
                return _link_end(data, position, end, kinds), word_end, 0, 0, 0, True
        elif behind == 0x40 and handle_end(data, position + 1, end, kinds)[1]:
            return position, word_end, 0, 0, 0, True
    possessive = apostrophe >= 0 and 2 < length <= word.size
    if possessive and word[length - 1] == 0x73 and word[length - 2] == 0x27:
        return position, apostrophe, length - 2, letters, latin, False
    return position, word_end, length, letters, latin, False


@jit
def stands_alone(data, position, end, kinds, folds, code, width, kind):
    """What a letter folds to that is a word by itself, with nothing on it and no link behind; 0 if it is none, or may not be."""
    if kind != SINGLE or code >= SIZE or folds[code] < 128:
        return 0
    if position + width < end:
        byte = data[position + width]
        if byte == 0x3A or byte == 0x40:
            return 0
        if byte >= 128 and not 0xE4 <= byte <= 0xE9:  # from U+4000 to U+9FFF nothing is written onto a letter
            following = look(data, position + width, end, kinds)[2] & KIND
            if following == MARK or following == IGNORABLE:
                return 0
    return np.int64(folds[code])


@jit
def read_emoji(data, position, end, kinds, word):
    """Read an emoji with all that is joined to it; where it ends, its code points, and how many are skin tones."""
    code, width, entry = look(data, position, end, kinds)
    word[0] = code
    length, tones, joined = 1, 0, False
    regional = entry & KIND == REGIONAL
    position += width
    while position < end:
        code, width, entry = look(data, position, end, kinds)
        kind = entry & KIND
        if regional:
            if kind != REGIONAL:
                break
        elif code == _VS15 or code == _VS16:
            position += width
            continue
        elif code == _ZWJ:
            if look(data, position + width, end, kinds)[2] & KIND != EMOJI:
                break
        elif 0x1F3FB <= code <= 0x1F3FF:
            tones += 1
        elif not (joined and kind == EMOJI) and not 0xE0020 <= code <= 0xE007F:
            break
        joined = code == _ZWJ
        if length < word.size:
            word[length] = code
        length += 1
        position += width
        if regional:
            break
    return position, length, tones
