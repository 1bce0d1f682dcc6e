"""Families of files to fuzz: how a good file of each is made, and how it is spoiled.

Contents are made up; where the shared samples are present, the heads of those are seeds of the loaders' families too.
"""

from __future__ import annotations

import bz2
import csv
import functools
import gzip
import io
import itertools
import json
import lzma
import os
import random
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from mutation import TEXTS, mutated, mutated_bytes, odd

from audit.errors import AuditError
from audit.loaders.base import Ledger, RecordLoader
from audit.loaders.guessing.forms import records_of as records_in
from audit.loaders.guessing.forms import text_form
from audit.loaders.records import json_shape
from audit.loaders.registry import LOADERS, sniff

Maker = Callable[[random.Random], bytes]


def shared_data() -> Path:
    default = Path(__file__).parents[2] / "../shared/data"
    return Path(os.environ.get("POSTAUDIT_SHARED_DATA", default)).resolve()


# --- seeds -----------------------------------------------------------------------------------------------------------


def made_up(rng: random.Random, count: int) -> list[dict[str, Any]]:
    """Posts of a table that somebody made."""
    words = ["good", "morning", "evening", "to", "you", "all", "dear", "friends", "of", "tea"]
    return [
        {
            "post_id": str(10**18 + number),
            "text": " ".join(rng.choices(words, k=rng.randrange(1, 12)))
            + rng.choice(["", "!", ", dear", ' "so"', " é", " 😀", "\n."]),
            "author_id": f"author{rng.randrange(5)}",
            "created_at": f"2023-0{rng.randrange(1, 10)}-1{rng.randrange(10)}T10:00:00Z",
            "likes": rng.randrange(100),
            "gender": rng.choice(["woman", "man", "nonbinary", ""]),
            "label": rng.choice(["a", "b"]),
            "user": {"name": f"name{number}", "followers": rng.randrange(9)},
            "hashtags": rng.choice([[], ["tea"], ["tea", "cake"]]),
        }
        for number in range(count)
    ]


@functools.cache
def samples() -> dict[str, list[Any]]:
    """Records by the loader that takes them: its example, and heads of the shared samples where they are present."""
    found: dict[str, list[Any]] = {loader.name: _parsed(loader.example.encode()) for loader in LOADERS}
    folder = shared_data() / "formats"
    for path in sorted(folder.rglob("*.json*")) if folder.is_dir() else []:
        values = _parsed(path.read_bytes()[: 2**18])
        loader = sniff(values[:20]) if values else None
        if loader is not None:
            found[loader.name] += values[:8]
    return {name: [each for each in values if len(json.dumps(each)) < 60_000][:60] for name, values in found.items()}


def _parsed(head: bytes) -> list[Any]:
    """The records that a file begins with."""
    form = json_shape(head) or text_form(head)
    if form == "lines" and len(head) == 2**18:
        head = head[: head.rfind(b"\n") + 1] or head
    try:
        found = records_in(form, io.BytesIO(head), Ledger()) if form else iter(())
        return [record.value for record in itertools.islice(found, 10)]
    except AuditError:
        return []


@functools.cache
def texts(name: str) -> list[bytes]:
    """Files of a loader whose records are no JSON: its example, and heads of the shared samples."""
    example = next(loader.example for loader in LOADERS if loader.name == name)
    folder = shared_data() / "formats"
    files = [path for kind in ("*.txt", "*.xml") for path in sorted(folder.glob(f"{name}/{kind}"))]
    return [example.encode(), *(path.read_bytes()[:4000] for path in files[:20])]


def strangers() -> list[Any]:
    """A record of each platform."""
    return [values[0] for values in samples().values() if values]


# --- families --------------------------------------------------------------------------------------------------------


def _rows(rng: random.Random) -> list[dict[str, Any]]:
    rows = made_up(rng, rng.choice([1, 3, 12]))
    return [mutated(rng, row, strangers()) if rng.random() < 0.4 else row for row in rows]


def _dumped(rng: random.Random, value: Any, **options: Any) -> str:
    text = json.dumps(value, ensure_ascii=rng.random() < 0.5, **options)
    if rng.random() < 0.2 and '"text": ' in text:  # a key that occurs twice
        text = text.replace('"text": ', '"text": "first", "text": ', 1)
    return text


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def csv_table(rng: random.Random) -> bytes:
    out = io.StringIO(newline="")
    quoting = rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
    writer = csv.writer(
        out, delimiter=rng.choice(",,,;\t|"), lineterminator=rng.choice(["\n", "\n", "\r\n", "\r"]), quoting=quoting
    )
    rows = made_up(rng, rng.choice([1, 5, 40]))
    names = ["post_id", "text", "author_id", "likes", "label"]
    if rng.random() < 0.9:
        writer.writerow([rng.choice(TEXTS) if rng.random() < 0.03 else name for name in names])
    for row in rows:
        cells = [rng.choice(TEXTS) if rng.random() < 0.1 else row[name] for name in names]
        writer.writerow(cells if rng.random() > 0.05 else cells[: rng.randrange(7)] + cells[: rng.randrange(3)])
    return _encoded(out.getvalue())


def json_lines(rng: random.Random) -> bytes:
    return _encoded("".join(_dumped(rng, row) + "\n" for row in _rows(rng)))


def json_array(rng: random.Random) -> bytes:
    return _encoded(_dumped(rng, _rows(rng), indent=rng.choice([None, 1])))


def json_documents(rng: random.Random) -> bytes:
    rows = _rows(rng)
    documents = rows if rng.random() < 0.5 else [mutated(rng, {"meta": 1, "items": rows}, times=1)]
    return _encoded("\n".join(_dumped(rng, each, indent=2) for each in documents))


def _table(rng: random.Random) -> pa.Table:
    rows = made_up(rng, rng.choice([1, 20, 60]))
    for row in rows:
        for key in row:
            if rng.random() < 0.03:
                row[key] = odd(rng)
    columns = {}
    for key in rows[0]:
        values = [row[key] for row in rows]
        try:
            column = pa.array(values)
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
            column = pa.array([None if value is None else str(value) for value in values], pa.string())
        if pa.types.is_string(column.type):
            kind = rng.choice(
                [
                    pa.string(),
                    pa.string(),
                    pa.large_string(),
                    pa.string_view(),
                    pa.dictionary(pa.int8(), pa.string()),
                    pa.binary(),
                ]
            )
            column = column.dictionary_encode() if pa.types.is_dictionary(kind) else column.cast(kind)
        columns[key if rng.random() > 0.02 else rng.choice(TEXTS)] = column
    return pa.table(columns)


def parquet(rng: random.Random) -> bytes:
    out = io.BytesIO()
    table = _table(rng)
    options = {"compression": rng.choice(["none", "zstd", "snappy", "gzip"]), "use_dictionary": rng.random() < 0.5}
    try:
        pq.write_table(table, out, row_group_size=rng.choice([5, 1000]), store_schema=rng.random() < 0.7, **options)
    except pa.ArrowNotImplementedError:
        return b"PAR1"
    return out.getvalue()


def arrow(rng: random.Random, *, stream: bool = False) -> bytes:
    out = io.BytesIO()
    table = _table(rng)
    options = pa.ipc.IpcWriteOptions(compression=rng.choice([None, "zstd", "lz4"]))
    with (pa.ipc.new_stream if stream else pa.ipc.new_file)(out, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=rng.choice([5, 1000]))
    return out.getvalue()


def _inner(rng: random.Random) -> bytes:
    return rng.choice([csv_table, json_lines, json_array])(rng)


def compressed(rng: random.Random, kind: str) -> bytes:
    pack = {
        "gzip": lambda data: gzip.compress(data, mtime=0),
        "zstd": zstandard.ZstdCompressor(write_checksum=rng.random() < 0.5).compress,
        "bzip2": bz2.compress,
        "xz": lzma.compress,
    }[kind]
    data = _inner(rng)
    if rng.random() < 0.2:  # several members or frames
        at = rng.randrange(len(data) + 1)
        return pack(data[:at]) + pack(data[at:])
    return pack(data)


def zipped(rng: random.Random) -> bytes:
    out = io.BytesIO()
    kind = rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name in rng.sample(
            ["a.csv", "b/c.jsonl", "d.json", "../e.csv", "ü.csv", "f.csv.gz", "g\n.csv", "/h.csv"],
            rng.choice([1, 2, 3]),
        ):
            data = _inner(rng)
            info = zipfile.ZipInfo(name)  # dated 1980: a name alone would carry the time of day
            info.external_attr = 0o600 << 16
            content = gzip.compress(data, mtime=0) if name.endswith(".gz") else data
            archive.writestr(info, content, compress_type=kind)
    return out.getvalue()


def tarred(rng: random.Random) -> bytes:
    out = io.BytesIO()
    mode = rng.choice(["w", "w:gz", "w:bz2", "w:xz"])
    # Compressed afterwards: tarfile writes the time of day into gzip's header.
    with tarfile.open(fileobj=out, mode="w" if mode == "w:gz" else mode) as archive:
        for name in rng.sample(["a.csv", "b/c.jsonl", "d.json", "../e.csv", "g\n.csv"], rng.choice([1, 2, 5])):
            data = _inner(rng)
            info = tarfile.TarInfo(name)
            info.size = len(data)
            info.type = rng.choice([tarfile.REGTYPE] * 12 + [tarfile.SYMTYPE])
            archive.addfile(info, io.BytesIO(data))
    return gzip.compress(out.getvalue(), mtime=0) if mode == "w:gz" else out.getvalue()


def wide(rng: random.Random) -> bytes:
    text = _inner(rng).decode("utf-8", "replace")
    encoding = rng.choice(
        ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "cp1252", "koi8-r", "shift_jis", "gb18030"]
    )
    return text.encode(encoding, "replace")


def of_loader(name: str) -> Maker:
    """Lines, an array or documents of one platform's records."""

    example = next(loader.example for loader in LOADERS if loader.name == name)
    if not json_shape(example.encode()):
        return lambda rng: mutated_bytes(rng, rng.choice(texts(name)) * rng.choice([1, 2, 5]), texts(name))

    def make(rng: random.Random) -> bytes:
        seeds = samples()[name]
        found = [rng.choice(seeds) for _ in range(rng.choice([1, 2, 6]))]
        found = [mutated(rng, each, strangers()) if rng.random() < 0.7 else each for each in found]
        form = rng.randrange(3)
        if form == 0:
            return _encoded("".join(_dumped(rng, each) + "\n" for each in found))
        return (
            _encoded(_dumped(rng, found))
            if form == 1
            else _encoded("\n".join(_dumped(rng, each, indent=1) for each in found))
        )

    return make


def families() -> dict[str, Maker]:
    """Name of each family to how one of its files is made."""
    made: dict[str, Maker] = {
        "csv": csv_table,
        "json lines": json_lines,
        "json array": json_array,
        "json documents": json_documents,
        "parquet": parquet,
        "arrow": arrow,
        "arrow stream": functools.partial(arrow, stream=True),
        **{kind: functools.partial(compressed, kind=kind) for kind in ("gzip", "zstd", "bzip2", "xz")},
        "zip": zipped,
        "tar": tarred,
        "encodings": wide,
    }
    return made | {f"loader {loader.name}": of_loader(loader.name) for loader in LOADERS}


def spoiled(family: str, seed: int) -> bytes:
    """The file of a family and a seed: made, and in most cases spoiled."""
    rng = random.Random(f"{family} {seed}")
    data = families()[family](rng)
    return data if rng.random() < 0.25 else mutated_bytes(rng, data, _others(family, rng))


def _others(family: str, rng: random.Random) -> list[bytes]:
    return [families()[family](rng)] if rng.random() < 0.2 else []


def records_of(loader: RecordLoader, seed: int) -> Iterator[Any]:
    """Spoiled records for a loader, without a file around them."""
    rng = random.Random(f"{loader.name} {seed}")
    seeds = samples()[loader.name]
    while True:
        yield mutated(rng, rng.choice(seeds), strangers())
