"""What must hold of any file whatever: it is refused in words, or read with books that balance, always alike."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow as pa

import audit
from audit.errors import AuditError
from audit.loaders import feeding, reading, records
from audit.loaders.base import Ledger
from audit.loaders.tables import arrow as table_arrow
from audit.loaders.tables import csv as table_csv
from audit.loaders.tables import json as table_json
from audit.posts import SCHEMA

Result = tuple[str, list[dict[str, Any]], Ledger]


class Broken(AssertionError):
    """A promise was not kept."""


def hold(condition: object, promise: str) -> None:
    if not condition:
        raise Broken(promise)


def outcome(path: Path, *, fed: bool = False) -> Result:
    """``refused`` with no posts, or ``read`` with all of them and the books of all sources together."""
    posts: list[dict[str, Any]] = []
    whole = Ledger()
    try:
        loaded = audit.load(path)
        before: Counter[int] = Counter()
        for part in loaded.parts():
            books = Ledger(source=part.source_name)
            pieces = feeding.fed(part) if fed and part.start == 0 and part.end is None else [part]
            for piece in pieces:
                ledger = Ledger(source=part.source_name)
                for batch in reading.read(piece, ledger):
                    fits(batch)
                    # A part numbers its own records; what stands before it is known when it is put in its place.
                    found = reading.to_schema(batch).to_pylist()
                    posts += [
                        {**post, "row": post["row"] + before[part.source_index] + books.records} for post in found
                    ]
                books.merge(ledger)
            hold(books.balances(), "records = posts + rejected + skipped")
            before[part.source_index] += books.records
            whole.merge(books)
    except AuditError as error:
        hold("\n" not in error.message and error.message.strip(), "the reason is one line")
        hold("Traceback" not in error.message, "the reason is in words")
        hold("defect" not in str(error), f"no defect: {error.message}")
        return f"refused {type(error).__name__}", [], Ledger()
    hold(len(posts) == whole.posts, "every post that is counted is handed on")
    hold(len(whole.rejections) == whole.rejected.total(), "every reject has its place")
    return "read", posts, whole


def fits(batch: pa.RecordBatch) -> None:
    batch.validate(full=True)
    hold(batch.num_rows, "no empty batch")
    for field in batch.schema:
        expected = pa.string() if field.name.startswith(("attribute:", "label:")) else SCHEMA.field(field.name).type
        hold(field.type == expected, f"{field.name} has the type of the schema")


def said(result: Result) -> Any:
    """What must be alike however a file is cut; batches and the order in which odd things are met may differ."""
    kind, posts, ledger = result
    rejections = sorted((each.record, each.reason, each.detail) for each in ledger.rejections)
    counts = (ledger.records, ledger.posts, dict(ledger.skipped), dict(ledger.rejected), rejections)
    warnings = {name: count for name, count in ledger.warnings.items() if count}
    return kind, [plain(post) for post in posts], counts, warnings


def plain(post: dict[str, Any]) -> dict[str, Any]:
    return {
        key: sorted(value) if key in {"attributes", "labels"} and value else value
        for key, value in post.items()
        if value is not None
    }


def by_element(text: bytes, kind: type) -> Any:
    """In place of :func:`audit.loaders.records._at_once`: only documents with long lists, whose pieces are no records of
    their own, are read whole."""
    return whole(text, kind) if b'"messages"' in text else None


whole = records._at_once


@contextmanager
def cut(rng: random.Random, size: int) -> Iterator[None]:
    """Parts, blocks and pieces of a few bytes; of more in a large file, which would else take minutes."""
    unit = max(1, size // 3000)

    def some(*sizes: int) -> int:
        return rng.choice(sizes) * unit

    with (
        patch.object(reading, "PART_BYTES", some(1, 17, 100, 1000)),
        patch.object(feeding, "PART_BYTES", some(2, 60, 500)),
        patch.object(feeding, "_PIECE", some(1, 13, 200)),
        patch.object(reading, "PART", some(1, 500)),
        patch.object(table_csv, "_BLOCK", some(1, 7, 64, 1000)),
        patch.object(table_json, "BLOCK", some(1, 30, 300)),
        patch.object(table_arrow, "_DECODED", some(1, 300, 5000)),
        patch.object(records, "_at_once", rng.choice([records._at_once, by_element])),
        patch.object(records, "_BLOCK", some(1, 11, 400)),
    ):
        yield


def check(path: Path, rng: random.Random) -> str:
    """Read a file whole, again, in small parts, and fed; all must say the same.

    Returns
    -------
    str
        ``refused ...`` or ``read``.

    Raises
    ------
    Broken
        A promise was not kept.
    """
    first = outcome(path)
    hold(said(first) == said(outcome(path)), "two runs agree")
    with cut(rng, path.stat().st_size):
        hold_alike(first, outcome(path), "any parts give the same posts and books")
        hold_alike(first, outcome(path, fed=True), "what is fed gives the same posts and books")
    with suppress(AuditError):
        hold(audit.load(path).describe(), "what was decided is said")
    return first[0]


def hold_alike(first: Result, other: Result, promise: str) -> None:
    one, two = said(first), said(other)
    if one == two:
        return
    names = ("outcome", "posts", "books", "warnings")
    different = [f"{name}: {short(a, b)}" for name, a, b in zip(names, one, two, strict=True) if a != b]
    raise Broken(f"{promise}; {'; '.join(different)}")


def short(one: Any, two: Any) -> str:
    """Where two things differ first."""
    if isinstance(one, list) and isinstance(two, list) and len(one) == len(two):
        one, two = next((a, b) for a, b in zip(one, two, strict=True) if a != b)
    if isinstance(one, dict) and isinstance(two, dict):
        keys = [key for key in {**one, **two} if one.get(key) != two.get(key)]
        one, two = ({key: each.get(key) for key in keys} for each in (one, two))
    if isinstance(one, tuple) and isinstance(two, tuple):
        one, two = next((a, b) for a, b in zip(one, two, strict=True) if a != b)
    return f"{repr(one)[:400]} / {repr(two)[:400]}"
