"""Posts written in the post schema and read again are the same posts: as Parquet, as JSON lines, and to an audit."""

from __future__ import annotations

import datetime as dt
import json
import math
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import audit
from audit.errors import SourceError
from audit.loaders.base import Ledger
from audit.loaders.door import Fingerprint, admit
from audit.loaders.reading import read
from audit.posts import SCHEMA

FORMATS = (
    Path(os.environ.get("POSTAUDIT_SHARED_DATA", Path(__file__).parents[2] / "../shared/data")).resolve() / "formats"
)
SAMPLES = Path(__file__).parents[2] / "data_samples"
OWN = [path for path in sorted(SAMPLES.glob("northtown*")) if path.is_file()]
SHARED = sorted(path for path in FORMATS.rglob("*") if path.is_file() and path.parent != FORMATS) or [
    pytest.param(None, marks=pytest.mark.skip(reason="no shared data"))
]


def posts(table: pa.Table) -> list[dict[str, Any]]:
    """All that is said of the posts; where they stood is left out."""
    return table.drop(["source", "row"]).to_pylist()


def fingerprint(loaded: Any) -> str:
    total = Fingerprint()
    for part in loaded.parts():
        for batch in read(part, Ledger()):
            total += admit(batch, None).fingerprint()
    return total.hex()


def name_of(path: Any) -> str:
    if path is None:
        return "none"
    return path.relative_to(FORMATS).as_posix() if path.is_relative_to(FORMATS) else path.name


@pytest.mark.parametrize("path", [*OWN, *SHARED], ids=lambda path: name_of(path) if isinstance(path, Path) else "none")
def test_posts_are_the_same_again(path, tmp_path):
    try:
        loaded = audit.load(path)
    except SourceError:
        return  # test_expected.py says which are to be refused
    table = loaded.to_table(keep_ids=True)
    if not table.num_rows:
        return
    expected, mark = posts(table), fingerprint(loaded)
    for suffix in ("parquet", "jsonl"):
        ledgers = loaded.write(tmp_path / f"again.{suffix}", keep_ids=True)
        again = audit.load(tmp_path / f"again.{suffix}")
        found = posts(again.to_table(keep_ids=True))
        assert len(found) == sum(each.posts for each in ledgers)
        for before, after in zip(expected, found, strict=True):
            assert {key: (before[key], after[key]) for key in before if before[key] != after[key]} == {}, suffix
        assert fingerprint(again) == mark, suffix


EVERYTHING = {
    "post_id": "1",
    "author_id": "a",
    "text": 'Good\u2028mor\x00ning &amp; \U0001f642 "you"\r\n',
    "created_at": dt.datetime(2020, 1, 1, 0, 0, 0, 123456, tzinfo=dt.UTC),
    "platform": "x",
    "kind": "quote",
    "lang": "en",
    "community": "c",
    "reply_to": "r",
    "repost_of": "p",
    "quote_of": "q",
    "conversation_id": "v",
    "likes": 0,
    "reposts": -1,
    "replies": 2**62,
    "status": "withheld",
    "edited": False,
    "country": "c",
    "place": "p",
    "hashtags": [],
    "mentions": ["m"],
    "attributes": [("a", "1"), ("b", "2")],
    "votes": [{"annotator": "z", "label": "l", "value": 0.5}, {"annotator": None, "label": "l", "value": None}],
    "split": "train",
}
ROWS = [
    EVERYTHING,
    {"post_id": "2", "labels": [("l", "0")], "attributes": [("b", "3")], "votes": [], "edited": True},
    {"post_id": "3", "text": "[deleted]", "urls": ["https://example.org"], "views": 5},
    {"text": "Good morning", "created_at": dt.datetime(1970, 1, 1, tzinfo=dt.UTC)},
    {"author_id": "only"},
]


@pytest.mark.parametrize("suffix", ["parquet", "jsonl"])
def test_every_field_comes_back(suffix, tmp_path):
    assert {name for row in ROWS for name in row} == set(SCHEMA.names) - {"source", "row"}
    loaded = audit.load(pa.Table.from_pylist(ROWS, schema=SCHEMA))
    before = posts(loaded.to_table(keep_ids=True))
    assert [{key: row[key] for key in row if row[key] is not None} for row in before] == ROWS
    loaded.write(tmp_path / f"again.{suffix}", keep_ids=True)
    again = audit.load(tmp_path / f"again.{suffix}")
    assert posts(again.to_table(keep_ids=True)) == before
    assert fingerprint(again) == fingerprint(loaded)


def test_number_that_json_has_not_costs_no_post(tmp_path):
    row = {"post_id": "1", "text": "Good morning", "votes": [{"annotator": "z", "label": "l", "value": math.nan}]}
    audit.load(pa.Table.from_pylist([row], schema=SCHEMA)).write(tmp_path / "again.jsonl", keep_ids=True)
    (found,) = audit.load(tmp_path / "again.jsonl").to_table(keep_ids=True).to_pylist()
    assert found["votes"] == [{"annotator": "z", "label": "l", "value": None}]


@pytest.mark.parametrize("votes", ["x", 5, {}, [5], [{"value": "x"}], [{"annotator": 5, "value": True}]])
def test_odd_votes_cost_no_post(votes, tmp_path):
    row = {"post_id": "1", "text": "Good morning", "votes": votes, "labels": {}}
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    assert audit.load(tmp_path / "a.jsonl").to_table()["text"].to_pylist() == ["Good morning"]


def test_audit_is_the_same(tmp_path):
    """With the authors' ids kept: a pseudonym is made with a key that is thrown away."""
    loaded = audit.load(SAMPLES / "northtown.jsonl")
    loaded.write(tmp_path / "again.jsonl", keep_ids=True)
    before, after = (audit.run(each, metrics=["representation"]) for each in (loaded, tmp_path / "again.jsonl"))
    assert before.dataset["fingerprint"] == after.dataset["fingerprint"] == fingerprint(loaded)
    assert [each.value for each in before.estimates] == [each.value for each in after.estimates]
