"""A source that one process reads and others measure says the same as one that is read at once."""

from __future__ import annotations

import gzip
import json
import pickle
from dataclasses import replace

import pyarrow as pa
import pytest

from audit.loaders import feeding
from audit.loaders.base import Ledger
from audit.loaders.dataset import open_posts
from audit.loaders.feeding import fed, is_fed
from audit.loaders.reading import read, to_schema
from audit.plan import Plan

ROWS = [
    {"id": str(number), "text": f"post {number} of a day\u2028 with a separator", "user": f"author {number % 7}"}
    for number in range(3_000)
]


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(feeding, "FEED_ABOVE", 0)
    monkeypatch.setattr(feeding, "PART_BYTES", 2**16)
    monkeypatch.setattr(feeding, "_PIECE", 2**12)


def lines(encoding: str = "utf-8") -> bytes:
    text = [json.dumps(row, ensure_ascii=False) for row in ROWS]
    text[5] = "{broken"
    text[2_001] = ""
    return ("\n".join(text) + "\n").encode(encoding)


def table() -> bytes:
    cells = "\n".join(f'{row["id"]},"{row["text"]}\nnext line",{row["user"]}' for row in ROWS)
    return f"id,text,user\n{cells}\nragged,row\n".encode()


SOURCES = {
    "lines.jsonl.gz": gzip.compress(lines()),
    "marked.jsonl.gz": gzip.compress(b"\xef\xbb\xbf" + lines()),
    "wide.jsonl": lines("utf-16"),
    "cut.jsonl.gz": gzip.compress(lines())[:-400],
    "no_end.jsonl.gz": gzip.compress(lines().rstrip(b"\n")),
    "table.csv.gz": gzip.compress(table()),
    "array.json": json.dumps(ROWS).encode(),
}


def everything(parts):
    ledger, batches = Ledger(), []
    for part in parts:
        piece = Ledger()
        batches += [to_schema(each) for each in read(pickle.loads(pickle.dumps(part)), piece)]
        ledger.merge(piece)
    return pa.Table.from_batches(batches), ledger


@pytest.mark.parametrize("name", SOURCES)
def test_pieces_are_the_whole(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(SOURCES[name])
    (part,) = open_posts(path, Plan()).parts()
    pieces = list(fed(part))
    assert is_fed(part)
    assert len(pieces) > 1
    whole, ledger = everything([part])
    again, books = everything(pieces)
    assert again.drop(["row"]).equals(whole.drop(["row"]))
    assert books == ledger
    assert ledger.balances()
    assert ledger.posts > 2_000


def test_cutting_depends_on_nothing_but_the_bytes(tmp_path):
    path = tmp_path / "lines.jsonl.gz"
    path.write_bytes(SOURCES[path.name])
    (part,) = open_posts(path, Plan()).parts()
    assert [each.block for each in fed(part)] == [each.block for each in fed(part)]


def test_small_sources_and_those_that_seek_are_not_fed(tmp_path, monkeypatch):
    path = tmp_path / "lines.jsonl.gz"
    path.write_bytes(SOURCES[path.name])
    (part,) = open_posts(path, Plan()).parts()
    assert not is_fed(replace(part, start=10))
    monkeypatch.setattr(feeding, "FEED_ABOVE", 32 * 2**20)
    assert not is_fed(part)
    (frame,) = open_posts(pa.table({"text": ["a", "b"], "id": ["1", "2"]}), Plan()).parts()
    assert not is_fed(frame)
