"""A candidate as plain text: digits of any script become 0 to 9, all blanks and dashes one, nothing changes its place."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

#: Octets before and after a candidate in which a word may say what it is.
BEFORE, AFTER = 64, 48
_DASHES = "‐‑‒–—―−－﹣"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\ufeff"


class Folded(NamedTuple):
    """A candidate with what surrounds it.

    Attributes
    ----------
    text : str
        Digits, blanks, dashes and signs of ASCII, as far as there are any.
    lower : str
        The same in small letters, as long.
    start, end : int
        Where the candidate stands in them.
    places : sequence of int
        Octet of the whole text at which each character starts, and where the last ends.
    """

    text: str
    lower: str
    start: int
    end: int
    places: Sequence[int]


@functools.cache
def plain(char: str) -> str:
    """One character for one character."""
    decimal = unicodedata.decimal(char, None)
    if decimal is not None:
        return str(decimal)
    if char in _DASHES:
        return "-"
    if char in _INVISIBLE:
        return "\0"  # to be left out of numbers
    compatible = unicodedata.normalize("NFKC", char)
    if unicodedata.category(char) == "Zs" or compatible == " ":
        return " "
    if len(compatible) == 1 and compatible.isascii():
        return compatible
    return "i" if char == "İ" else char  # whose small letter is two characters


def fold(data: bytes | memoryview, begin: int, start: int, end: int, stop: int) -> Folded:
    """Take a candidate out of the octets of all texts.

    Parameters
    ----------
    data : bytes-like
    begin, stop : int
        Where the candidate's text starts and ends in ``data``.
    start, end : int
        Where the candidate does, in octets of its text.
    """
    first, last = max(begin, begin + start - BEFORE), min(stop, begin + end + AFTER)
    octets = bytes(data[first:last])
    if octets.isascii():
        text = octets.decode("ascii")
        offset = first - begin
        return Folded(text, text.lower(), start - offset, end - offset, range(offset, offset + len(text) + 1))
    # A character cut through at either end is left out: no candidate starts or ends within one.
    while first > begin and octets[0] & 0xC0 == 0x80:
        first -= 1
        octets = bytes(data[first:last])
    text, places = "", [first - begin]
    for char in octets.decode("utf-8", "ignore"):
        text += plain(char)
        places.append(places[-1] + len(char.encode()))
    where = {place: i for i, place in enumerate(places)}
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(each.lower() if len(each.lower()) == 1 else each for each in text)
    return Folded(text, lower, where[start], where.get(end, len(text)), places)
