"""Changing values and bytes at random, with an idea of what breaks readers; the same seed makes the same changes."""

from __future__ import annotations

import copy
import random
from collections.abc import Sequence
from typing import Any

_LONG = "word " * 3_000

#: What stands where it should not.
TEXTS = [
    "", " ", "\0", "\ufeff", "\u200b\u200b", "\u202eabc", "NULL", "NaN", "None", "null", "true", "[deleted]", "[removed]", "-", "0", "-1",
    "1e400", "1E5", "1.0", "6.58E+17", "12345678901234567890123", "9" * 400, "0x1F", "１２", "²", "1_000", "+1", "nan", "inf",
    "2023-02-30", "0000-00-00T00:00:00Z", "99999-12-31", "2023-01-01T25:61:61+99:99", "Wed Oct 10 20:19:24 +0000 2018",
    "Mon Feb 31 00:00:00 +0000 -5", "1577836800", "-99999999999999", "253402300800000", "1/2/3", "2023-01-01T00:00:00.123456789Z",
    "<p>a<br>b", "<a href='x", "<script>alert(1)</script>", "&amp;lt;", "&#0;", "&#xD800;", "&#99999999;", "a\r\nb", "a\u2028b", "\"'`",
    "=1+1", "@x", "#y", "https://example.org/status/1", "https://", "http://[::1", "//", "t1_", "t3_x", "at://did:plc:x/app.bsky.feed.post/y",
    "R", "en", "und", "xx-YY-zz", "{}", "[]", "['a', \"b]", '["a"', "a,b;c|d", "\U0001f468\u200d\U0001f469", "e\u0301" * 50, "ß", "İ", "\x1b[31m", _LONG,
]  # fmt: skip
NUMBERS = [0, 1, -1, 2, 255, 2**31, -(2**31), 2**53, 2**53 + 1, 2**63 - 1, -(2**63), 2**63, 2**64 - 1, 1e308, -1e308, 5e-324, 0.1,
           1.5, -0.0, 1e20, 6.5873e17, 1577836800, 1577836800000, 1577836800000000, 1577836800.5, 253402300800, -62135596801]  # fmt: skip


def odd(rng: random.Random) -> Any:
    """A value that nobody expects."""
    choice = rng.random()
    if choice < 0.5:
        return rng.choice(TEXTS)
    if choice < 0.75:
        return rng.choice(NUMBERS)
    return copy.deepcopy(
        rng.choice([None, True, False, [], {}, [None], [[]], [{}], {"": None}, {"id": {}}, [1, "a", None, {}], {"a": [{"b": []}]}])
    )  # fmt: skip


def nested(rng: random.Random, value: Any) -> Any:
    """A value under many brackets."""
    for _ in range(rng.choice([1, 2, 5, 50, 200])):
        value = [value] if rng.random() < 0.5 else {rng.choice(["a", "data", "children", "replies", "items"]): value}
    return value


def mutated(rng: random.Random, value: Any, strangers: Sequence[Any] = (), times: int | None = None) -> Any:
    """A copy of a value with some places in it changed.

    Parameters
    ----------
    rng : Random
    value : JSON value
    strangers : sequence of JSON value
        Other records, parts of which may be put in.
    times : int, optional
        Number of changes.
    """
    holder = [copy.deepcopy(value)]
    for _ in range(times or rng.choice([1, 1, 1, 2, 3, 8])):
        container, key = _place(rng, holder)
        _change(rng, container, key, strangers)
    return holder[0]


def _place(rng: random.Random, holder: list[Any]) -> tuple[Any, Any]:
    """A random container and key in it; deep places are as likely as shallow ones."""
    container: Any = holder
    while True:
        key = rng.choice(list(container)) if isinstance(container, dict) else rng.randrange(len(container))
        inner = container[key]
        if not (isinstance(inner, dict | list) and inner) or rng.random() < 0.2:
            return container, key
        container = inner


def _change(rng: random.Random, container: Any, key: Any, strangers: Sequence[Any]) -> None:
    value = container[key]
    ways = ["odd", "odd", "odd", "drop", "swap", "wrap", "deepen", "repeat", "key", "stranger", "type", "unwrap"]
    way = rng.choice(ways)
    if way == "drop" and isinstance(container, dict):
        del container[key]
    elif way == "swap" and len(container) > 1:
        other = rng.choice(list(container)) if isinstance(container, dict) else rng.randrange(len(container))
        container[key], container[other] = container[other], container[key]
    elif way == "wrap":
        container[key] = rng.choice([[value], {"value": value}, [value, odd(rng)], {"data": value, "kind": "t1"}])
    elif way == "deepen":
        container[key] = nested(rng, value)
    elif way == "repeat" and isinstance(container, list):
        container.extend(copy.deepcopy([value] * rng.choice([1, 3, 40])))
    elif way == "key" and isinstance(container, dict):
        container[rng.choice([*container, *TEXTS[:20]])] = odd(rng)
    elif way == "stranger" and strangers:
        other = copy.deepcopy(rng.choice(strangers))
        container[key] = (
            other
            if rng.random() < 0.3 or not isinstance(other, dict) or not other
            else rng.choice(list(other.values()))
        )
    elif way == "type":
        container[key] = _other_type(rng, value)
    elif way == "unwrap" and isinstance(value, dict | list) and value:
        container[key] = rng.choice(list(value.values()) if isinstance(value, dict) else value)
    else:
        container[key] = odd(rng)


def _other_type(rng: random.Random, value: Any) -> Any:
    """The same value said in another type: ids as floats, counts as strings, flags as words."""
    if isinstance(value, bool):
        return rng.choice([int(value), str(value), "yes"])
    if isinstance(value, int):
        return rng.choice(
            [str(value), float(value) if abs(value) < 1e300 else 1.0, [value], f"{value:,}", f"{value}.0"]
        )
    if isinstance(value, str):
        return rng.choice(
            [
                value.encode().hex(),
                [value],
                list(value[:50]),
                {"text": value},
                len(value),
                value * 3,
                value[: len(value) // 2],
            ]
        )
    return str(value) if rng.random() < 0.5 else None


def mutated_bytes(rng: random.Random, data: bytes, strangers: Sequence[bytes] = ()) -> bytes:
    """A copy of a file with bytes flipped, cut, repeated, put in, or spliced with another file."""
    result = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 4, 16])):
        if not result:
            return bytes(result)
        at = rng.randrange(len(result))
        size = min(rng.choice([1, 1, 2, 4, 16, 200]), len(result) - at)
        way = rng.randrange(9)
        if way == 0:
            result[at] ^= 1 << rng.randrange(8)
        elif way == 1:
            del result[at : at + size]
        elif way == 2:
            result[at:at] = result[at : at + size] * rng.choice([1, 3, 30])
        elif way == 3:
            result[at : at + size] = rng.choice(_PIECES) * rng.choice([1, 1, 5])
        elif way == 4:
            result[at:at] = rng.choice(_PIECES)
        elif way == 5:
            del result[at:]
        elif way == 6 and strangers:
            other = rng.choice(strangers)
            cut = rng.randrange(len(other) + 1)
            result[at:] = other[cut : cut + 5000]
        elif way == 7:
            result[at : at + size] = rng.randbytes(size)
        else:
            other = rng.randrange(len(result))
            result[at], result[other] = result[other], result[at]
    return bytes(result)


_PIECES = [b'"', b"'", b"\\", b"\n", b"\r", b"\r\n", b",", b"\t", b";", b"[", b"]", b"{", b"}", b"{}", b"[]", b":", b"null", b"NaN", b"1e999",
           b"\\u0000", b"\\ud83d", b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xc3\x28", b"\xe2\x80\xae", b"\xe2\x80\x8b", b"\xf0\x9f\x98\x80",
           b"\xe2\x80\xa8", b"<", b"&amp;", b"=1", b"\x1f\x8b", b"PK\x03\x04", b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"PAR1", b"\n\n\n",
           b'"a":', b'{"text": "x"}', b"}\n{", b'""', b'"",""', b" " * 50, b"x" * 300]  # fmt: skip
