"""Plain text with what is known of it beside: how corpora for language models keep posts. They are tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import audit

MORNING, EVENING = "Good morning to everyone here", "Good evening to everyone there"
DOLMA = [
    {
        "id": f"{number}",
        "text": text,
        "source": "reddit",
        "added": "2024-01-01T00:00:00Z",
        "created": f"2020-01-0{number}T00:00:00Z",
        "metadata": {"author": f"someone{number}", "subreddit": "Coffee", "gender": gender},
    }
    for number, text, gender in [(1, MORNING, "women"), (2, EVENING, "men")]
]
PILE = [
    {"text": MORNING, "meta": {"pile_set_name": "HackerNews"}},
    {"text": EVENING, "meta": {"pile_set_name": "Pile-CC"}},
]
C4 = [
    {"text": text, "timestamp": "2019-04-25T12:57:54Z", "url": f"https://example.org/{number}"}
    for number, text in enumerate([MORNING, EVENING])
]
RED_PAJAMA = [
    {
        "text": text,
        "meta": {"url": f"https://example.org/{number}", "timestamp": "2019-04-25T12:57:54Z", "language": "en"},
        "red_pajama_subset": "c4",
    }
    for number, text in enumerate([MORNING, EVENING])
]


def stored(path: Path, records: list[dict[str, Any]]) -> Path:
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(records), path)
    else:
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
@pytest.mark.parametrize(
    ("records", "fields"),
    [
        (DOLMA, {"post_id": "1", "author_id": "someone1", "community": "Coffee", "attributes": [("gender", "women")]}),
        (PILE, {"community": "HackerNews"}),
        (C4, {"community": None, "urls": None}),
        (RED_PAJAMA, {"lang": "en", "community": "c4"}),
    ],
    ids=["dolma", "pile", "c4", "redpajama"],
)
def test_fields(records, fields, suffix, tmp_path):
    posts = audit.load(stored(tmp_path / f"x{suffix}", records))
    assert [each.loader for each in posts.prepared] == ["table"]
    first, second = posts.to_table(keep_ids=True).to_pylist()
    assert (first["text"], second["text"]) == (MORNING, EVENING)
    assert {name: first[name] for name in fields} == fields
    stated = records[0].get("created") or records[0].get("timestamp") or records[0]["meta"].get("timestamp")
    assert (first["created_at"].isoformat() if first["created_at"] else None) == (
        stated and stated.replace("Z", "+00:00")
    )


def test_source_is_the_part_of_a_corpus_only_where_it_is_one(tmp_path):
    corpus = [{"text": text, "source": "wiki", "meta": {"title": "x"}} for text in (MORNING, EVENING)]
    assert audit.load(stored(tmp_path / "a.jsonl", corpus)).to_table()["community"].to_pylist() == ["wiki"] * 2
    tweets = [{"text": text, "source": "Web App"} for text in (MORNING, EVENING)]
    assert audit.load(stored(tmp_path / "b.jsonl", tweets)).to_table()["community"].to_pylist() == [None] * 2


def test_field_of_the_document_itself_comes_first(tmp_path):
    records = [{"text": text, "author": "outer", "meta": {"author": "inner"}} for text in (MORNING, EVENING)]
    found = audit.load(stored(tmp_path / "a.jsonl", records)).to_table(keep_ids=True)
    assert found["author_id"].to_pylist() == ["outer"] * 2
