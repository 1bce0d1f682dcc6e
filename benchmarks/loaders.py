"""What each loader costs beyond parsing: CPU seconds of reading posts over CPU seconds of parsing the same JSON lines.

    python benchmarks/loaders.py [--megabytes 30] [--loader NAME]

The records of each platform's samples (the shared data where they are at hand, else the loader's own example) are repeated to
a file of that size. "parse" is the quicker of pyarrow, which reads straight into columns but refuses fields of mixed types,
and orjson, line by line into Python objects. Compare within one run only.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.json as pj

import audit
from audit.errors import AuditError
from audit.loaders.base import Ledger, RecordLoader
from audit.loaders.reading import read
from audit.loaders.registry import LOADERS, sniff

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", ROOT.parent / "shared" / "data")) / "formats"


def json_values(text: str) -> Iterator[Any]:
    """The values of a document or of lines."""
    decoder, position = json.JSONDecoder(), 0
    while (position := len(text) - len(text[position:].lstrip())) < len(text):
        value, position = decoder.raw_decode(text, position)
        yield value


def samples() -> dict[str, list[Any]]:
    """By loader, the records of its largest sample."""
    found = {loader.name: list(json_values(loader.example)) for loader in LOADERS if loader.example.startswith("{")}
    sizes: dict[str, int] = {}
    if not SHARED.is_dir():
        return found
    with (SHARED / "expected.tsv").open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table, delimiter="\t") if int(row["posts"])]
    for row in rows:
        path = SHARED / row["file"]
        if path.suffix not in {".json", ".jsonl", ".ndjson"}:
            continue
        try:
            values = list(json_values(path.read_text(encoding="utf-8")))
        except json.JSONDecodeError:
            continue
        records = [each for value in values for each in (value if isinstance(value, list) else [value])]
        loader = sniff(records[:100])
        if loader is not None and path.stat().st_size > sizes.get(loader.name, 0):
            sizes[loader.name], found[loader.name] = path.stat().st_size, records
    return found


def written(records: list[Any], path: Path, size: int) -> None:
    """The records as JSON lines, again and again."""
    block = b"".join(orjson.dumps(each) + b"\n" for each in records)
    with path.open("wb") as out:
        for _ in range(max(1, size // len(block))):
            out.write(block)


def seconds(job: Callable[[], int]) -> tuple[float, int]:
    """CPU seconds of a job, the best of three, and what it counted."""
    best, counted = float("inf"), 0
    for _ in range(3):
        started = time.process_time()
        counted = job()
        best = min(best, time.process_time() - started)
    return best, counted


def by_orjson(path: Path) -> int:
    with path.open("rb") as lines:
        return sum(1 for line in lines if orjson.loads(line) is not None)


def by_arrow(path: Path) -> int:
    options = pj.ReadOptions(block_size=16 << 20, use_threads=False)
    return sum(batch.num_rows for batch in pj.open_json(path, read_options=options))


def by_us(path: Path, loader: RecordLoader) -> int:
    posts = audit.load(path, loader=loader.name)
    return sum(batch.num_rows for part in posts.parts() for batch in read(part, Ledger()))


def compared(path: Path, loader: RecordLoader) -> str:
    """A line of the table."""
    parsed, _ = seconds(lambda: by_orjson(path))
    columns = float("inf")
    with contextlib.suppress(pa.ArrowInvalid):
        columns, _ = seconds(lambda: by_arrow(path))
    try:
        ours, posts = seconds(lambda: by_us(path, loader))
    except AuditError as error:
        return f"{loader.name:18} {error.message}"
    size = path.stat().st_size / 2**20
    times = f"{ours:7.2f} {columns:9.2f} {parsed:8.2f} {ours / min(parsed, columns):12.1f}"
    return f"{loader.name:18} {size:4.0f} {posts / ours:9,.0f} {times}"


def main() -> None:
    """Measure every loader and print a table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--megabytes", type=int, default=30)
    options.add_argument("--loader", default="")
    given = options.parse_args()
    print(f"{'loader':18} {'MB':>4} {'posts/s':>9} {'read s':>7} {'pyarrow s':>9} {'orjson s':>8} {'read / parse':>12}")
    with tempfile.TemporaryDirectory(prefix="postaudit-benchmark-") as folder:
        path, found = Path(folder) / "posts.jsonl", samples()
        for loader in LOADERS:
            if loader.name in found and given.loader in {"", loader.name}:
                written(found[loader.name], path, given.megabytes * 2**20)
                print(compared(path, loader))


if __name__ == "__main__":
    main()
