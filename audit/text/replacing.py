"""Texts with some of their words replaced."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def replaced(text: str, places: Sequence[tuple[int, int]], by: Callable[[str], str]) -> str:
    """A text in which what stands at some places is replaced.

    Parameters
    ----------
    text : str
    places : sequence of (int, int)
        First byte and the byte after the last, of the text in UTF-8; ascending and without overlaps.
    by : callable
        From what stands there to what shall.
    """
    octets, pieces, done = text.encode(), list[bytes](), 0
    for start, end in places:
        pieces += [octets[done:start], by(octets[start:end].decode(errors="replace")).encode()]
        done = end
    return b"".join([*pieces, octets[done:]]).decode(errors="replace")
