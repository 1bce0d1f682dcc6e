"""Small damage to records and to files, drawn from a seeded generator so that every find can be drawn again."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

HOSTILE = [
    None, True, False, 0, -1, 2**53 + 1, 2**63, -(2**70), 1.5, 1e300, 6.5e17, "", " ", "0", "-1", "NaN", "null", "1e400",
    "2020-13-45T99:99:99Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "\x00", "\u202e", "\u200b\ufeff", "a\ud800b",
    "<p>" * 50, "&#x110000;&#0;", "=1+1", "[deleted]", "x" * 5_000, [], {}, [[]], [None], [{}], {"": None}, {"id": {"id": []}},
]  # fmt: skip
PIECES = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\r\n", b"\n\n", b'"', b"'", b",", b"\t", b"{", b"}", b"[", b"]", b"\\", b"\\u", b"\\ud800",
    b"NaN", b"1e999", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"]]>", b"<", b"&b;", b"\xc3\x28", b"\xe2\x80\xae", b"99/99/99", b"PK\x03\x04", b"\x1f\x8b\x08",
    b"\x28\xb5\x2f\xfd", b"PAR1", b"ARROW1",
]  # fmt: skip


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container of a value with each of its keys or positions."""
    found, waiting = [], [value]
    while waiting:
        each = waiting.pop()
        keys = list(each) if isinstance(each, dict) else list(range(len(each))) if isinstance(each, list) else []
        found += [(each, key) for key in keys]
        waiting += [each[key] for key in keys if isinstance(each[key], dict | list)]
    return found


def mutated_record(record: Any, generator: random.Random) -> Any:
    """A copy of a record with one to four things wrong."""
    changed = copy.deepcopy(record)
    for _ in range(generator.randint(1, 4)):
        found = places(changed)
        if not found:
            return generator.choice(HOSTILE)
        container, key = generator.choice(found)
        action = generator.randrange(8)
        if action == 0:
            del container[key]
        elif action == 1 and isinstance(container, list):
            container.insert(0, copy.deepcopy(container[key]))
        elif action == 2:
            container[key] = [container[key]]
        elif action == 3:
            container[key] = {"x": container[key]}
        elif action == 4 and isinstance(container[key], str | int | float):
            container[key] = str(container[key])[: generator.randint(0, 40)] + generator.choice(
                ["", "\u2028", "…", "Z", ".5"]
            )
        elif action == 5:
            other, at = generator.choice(found)
            container[key] = copy.deepcopy(other[at]) if other is not container or at != key else None
        elif action == 6:
            for _ in range(generator.choice([1, 20, 60])):  # four times that stays below DEPTH_CAP
                container[key] = [container[key]] if generator.random() < 0.5 else {"data": container[key]}
        else:
            container[key] = copy.deepcopy(generator.choice(HOSTILE))
    return changed


def mutated_bytes(data: bytes, generator: random.Random) -> bytes:
    """A copy of a file with one to six things wrong."""
    changed = bytearray(data)
    for _ in range(generator.randint(1, 6)):
        if not changed:
            return generator.choice(PIECES)
        place = generator.randrange(len(changed))
        action = generator.randrange(6)
        if action == 0:
            changed[place] ^= 1 << generator.randrange(8)
        elif action == 1:
            del changed[place:]
        elif action == 2:
            del changed[place : place + generator.choice([1, 2, 50, 1_000])]
        elif action == 3:
            changed[place:place] = changed[place : place + generator.choice([1, 20, 500])]
        elif action == 4:
            other = generator.randrange(len(changed))
            changed[place:place] = changed[other : other + generator.choice([1, 100])]
        else:
            changed[place:place] = generator.choice(PIECES)
    return bytes(changed)


def as_lines(records: list[Any]) -> bytes:
    """Records as JSON lines, as a platform would write them; half of a surrogate pair stays an escape."""
    return b"".join(json.dumps(each).encode() + b"\n" for each in records)
