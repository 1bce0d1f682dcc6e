"""The same posts in four formats, as many as asked for."""

from __future__ import annotations

import csv
import gzip
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import zstandard

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", ROOT.parent / "shared" / "data"))
TWEETS = SHARED / "datasets" / "russian_troll_tweets" / "troll_tweets_sample.csv.gz"
FORMATS = ("jsonl", "jsonl.zst", "csv", "parquet")
_AT_ONCE = 50_000


def texts() -> list[str]:
    """Real tweets where they are at hand, synthetic posts elsewhere."""
    if TWEETS.exists():
        with gzip.open(TWEETS, "rt", encoding="utf-8", newline="") as lines:
            return [row["content"] for row in csv.DictReader(lines) if row["language"] == "English"]
    sys.path.insert(0, str(ROOT / "data_samples"))
    from generate import simulate

    return [row["text"] for row in simulate(1, authors=2000, planted=True)]


def _columns(posts: int) -> Iterator[dict[str, list[Any]]]:
    random = np.random.default_rng(20260101)
    corpus = texts()
    for start in range(0, posts, _AT_ONCE):
        n = min(_AT_ONCE, posts - start)
        author = np.minimum(random.zipf(1.9, n), 200_000) * 7919 % 200_003
        yield {
            "id": [str(10**18 + start + index) for index in range(n)],
            "author": [f"user{number}" for number in author],
            "text": [corpus[index] for index in random.integers(0, len(corpus), n)],
            "created_at": [f"2019-10-{1 + i % 28:02d}T{i % 24:02d}:{i % 60:02d}:00Z" for i in range(n)],
            "lang": ["en"] * n,
            "likes": np.minimum(random.zipf(2.0, n), 10**6).tolist(),
            "gender": [("woman", "man", None)[number % 3] for number in author],
            "label": ["yes" if flag else "no" for flag in random.random(n) < 0.2],
        }


def write_all(folder: Path, posts: int, wanted: Iterable[str] = FORMATS) -> dict[str, Path]:
    """The posts in every format; where those that are wanted are there already, they are taken as they are."""
    kind = "tweets" if TWEETS.exists() else "made"
    paths = {each: folder / f"{kind}-{posts}.{each}" for each in FORMATS}
    if all(paths[each].exists() for each in wanted):
        return paths
    partial = {each: path.with_name(f"{path.name}.partial") for each, path in paths.items()}
    with ExitStack() as stack:
        lines = stack.enter_context(partial["jsonl"].open("wb"))
        packed = stack.enter_context(zstandard.open(partial["jsonl.zst"], "wb"))
        writers: list[Any] = []
        for rows in _columns(posts):
            text = "".join(
                json.dumps(dict(zip(rows, values, strict=True)), ensure_ascii=False) + "\n"
                for values in zip(*rows.values(), strict=True)
            ).encode()
            lines.write(text)
            packed.write(text)
            table = pa.table(rows)
            if not writers:
                writers = [
                    stack.enter_context(pq.ParquetWriter(partial["parquet"], table.schema)),
                    stack.enter_context(pa_csv.CSVWriter(partial["csv"], table.schema)),
                ]
            for each in writers:
                each.write_table(table)
    for each, path in paths.items():
        partial[each].replace(path)
    return paths


def write_posts(folder: Path, posts: int) -> tuple[Path, Path]:
    """The same posts as JSON lines and as Parquet."""
    paths = write_all(folder, posts, ("jsonl", "parquet"))
    return paths["jsonl"], paths["parquet"]
