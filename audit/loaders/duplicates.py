"""Keys that occur twice in one JSON object: RFC 8259 leaves open which of them counts, so somebody has to be told.

Parsers keep the last one in silence. What is lost that way is found by writing the value out again: a dropped key takes a
colon with it, and nothing else changes their number.
"""

from __future__ import annotations

import json
from typing import Any

import orjson


class Repeated(dict[str, Any]):
    """An object of which some keys occurred more than once; the last value of each counts."""

    repeated: frozenset[str] = frozenset()


def may_repeat(data: bytes, value: Any) -> bool:
    """Whether some object of a parsed text may have had a key twice; no is certain.

    Parameters
    ----------
    data : bytes
        The text.
    value : object
        What orjson made of it.
    """
    colons = data.count(b":")
    if colons < 2:
        return False
    # Only inside a string can a colon be written otherwise.
    if b"\\u003" in data:
        return True
    try:
        return orjson.dumps(value).count(b":") != colons
    except TypeError:  # nested deeper than orjson writes
        return True


def with_repeated(data: bytes) -> tuple[Any, bool]:
    """Parse a text that orjson has accepted once more, objects with a repeated key as :class:`Repeated`.

    Returns
    -------
    value : object
    found : bool
        Whether there is one.
    """
    found = False

    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal found
        value = dict(pairs)
        if len(value) == len(pairs):
            return value
        found = True
        twice = Repeated(value)
        seen: set[str] = set()
        twice.repeated = frozenset(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        return twice

    # Numbers are orjson's business, so that both ways give the same ones.
    value = json.loads(data.decode(), object_pairs_hook=made, parse_int=orjson.loads, parse_float=orjson.loads)
    return value, found


def is_repeated(value: Any, path: tuple[str, ...]) -> bool:
    """Whether a key on the way to a value occurred twice."""
    for key in path:
        if isinstance(value, Repeated) and key in value.repeated:
            return True
        if not isinstance(value, dict):
            return False
        value = value.get(key)
    return False
