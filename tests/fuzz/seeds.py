"""What is damaged: each loader's example, the heads of the shared samples, and small tables in every form."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import os
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from audit.loaders.base import Ledger
from audit.loaders.encoding import as_utf8
from audit.loaders.forms import records_of
from audit.loaders.preparing import prepare
from audit.loaders.registry import LOADERS
from audit.loaders.source import expand

SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", Path(__file__).parents[2] / "../shared/data")) / "formats"

#: Loaders that share machinery are fuzzed together; a loader that is added lands in "others".
FAMILIES = {
    "twitter": ("twitter-v1", "twitter-v2", "twitter-archive", "gnip", "x-graphql", "snscrape"),
    "reddit": ("reddit", "hackernews", "4chan"),
    "fediverse": ("mastodon", "activitystreams", "bluesky", "threads"),
    "meta": ("facebook", "instagram", "crowdtangle", "youtube", "tiktok"),
    "chats": ("telegram", "discord", "whatsapp"),
    "xml": ("stackexchange", "pan"),
    "corpora": ("chat", "postaudit", "vk", "weibo", "parler"),
}


class Seed(NamedTuple):
    """A file to damage: its name, which nothing should depend on, and its bytes."""

    name: str
    data: bytes


def family_of(loader: str) -> str:
    """The family of a loader."""
    return next((family for family, names in FAMILIES.items() if loader in names), "others")


def families() -> list[str]:
    """Families that have a loader."""
    return sorted({family_of(loader.name) for loader in LOADERS})


def records(family: str) -> dict[str, list[Any]]:
    """By loader, its example and up to twenty records of each of its samples."""
    found: dict[str, list[Any]] = defaultdict(list)
    for loader in LOADERS:
        if family_of(loader.name) == family and loader.example[:1] in "{[":
            found[loader.name].append(json.loads(loader.example))
    for path in _samples():
        prepared = _prepared(path)
        if prepared is None or prepared.loader not in found:
            continue
        with prepared.source.open() as stored:
            stream = as_utf8(stored, prepared.encoding)
            read = records_of(prepared.form, stream, Ledger(), order=prepared.order, source=prepared.source)
            found[prepared.loader] += [each.value for each, _ in zip(read, range(20), strict=False)]
    return dict(found)


def files(family: str) -> list[Seed]:
    """Samples of a family as they are stored, up to 64 KB each, and its examples as JSON lines."""
    found = [
        Seed(f"{name}.jsonl", b"".join(json.dumps(each).encode() + b"\n" for each in values[:5]))
        for name, values in records(family).items()
    ]
    for path in _samples():
        prepared = _prepared(path)
        if prepared is not None and family_of(prepared.loader) == family and prepared.loader != "table":
            found.append(Seed(path.name, path.read_bytes()[:65_536]))
    return found


def tables() -> list[Seed]:
    """One small table in every form that is read."""
    rows = [
        {"id": str(10**18 + n), "user": f"author {n % 5}", "text": f'post {n}, of "a day"\nwith a line', "created_at": f"2020-01-{n + 1:02d}",
         "likes": n, "label": "yes" if n % 2 else "no"}
        for n in range(20)
    ]  # fmt: skip
    plain = io.StringIO()
    writer = csv.DictWriter(plain, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    text = plain.getvalue().encode()
    lines = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    frame, parquet, arrow, archive = pa.Table.from_pylist(rows), io.BytesIO(), io.BytesIO(), io.BytesIO()
    pq.write_table(frame, parquet, row_group_size=7)
    with pa.ipc.new_file(arrow, frame.schema) as out:
        out.write_table(frame)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("posts/one.csv", text)
        out.writestr("posts/two.jsonl", lines)
    return [
        Seed("table.csv", text),
        Seed("table.tsv", text.replace(b",", b"\t")),
        Seed("wide.csv", text.decode().encode("utf-16")),
        Seed("table.jsonl", lines),
        Seed("array.json", json.dumps(rows).encode()),
        Seed("wrapped.json", json.dumps({"posts": rows, "count": 20}, indent=1).encode()),
        Seed("table.parquet", parquet.getvalue()),
        Seed("table.arrow", arrow.getvalue()),
        Seed("table.csv.gz", gzip.compress(text)),
        Seed("table.jsonl.zst", zstandard.compress(lines)),
        Seed("table.csv.bz2", bz2.compress(text)),
        Seed("table.jsonl.xz", lzma.compress(lines)),
        Seed("archive.zip", archive.getvalue()),
    ]


def _samples() -> list[Path]:
    if not SHARED.is_dir():
        return []
    with (SHARED / "expected.tsv").open(encoding="utf-8") as table:
        return [SHARED / row["file"] for row in csv.DictReader(table, delimiter="\t")]


def _prepared(path: Path) -> Any:
    from audit.errors import AuditError

    try:
        return prepare(expand([path])[0])
    except AuditError:
        return None
