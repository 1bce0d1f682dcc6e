"""Archives, bombs, markup and pickles: nothing lands on the disk, nothing is run, nothing grows without a limit."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import pickle
import sys
import tarfile
import zipfile
import zlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

import audit
from audit.errors import AuditError, SourceError
from audit.loaders import compression
from audit.loaders.source import expand
from audit.loaders.tables.arrow_sizes import declared_sizes, decoded_size

CSV = b"id,text\n1,good morning\n"


def read(path, **plan):
    ledgers: list = []
    rows = [row for batch in audit.load(path, **plan).batches(ledgers=ledgers) for row in batch.to_pylist()]
    return rows, sum((each.rejected + each.warnings for each in ledgers), ledgers[0].rejected.__class__())


def names_of_attackers(hostile):
    files = sorted((hostile / "path-names").glob("patt_*.txt"))
    return [line for path in files for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if line]


# --- names -----------------------------------------------------------------------------------------------------------


def test_names_of_members_lead_nowhere(hostile, tmp_path, survived, monkeypatch):
    inside = tmp_path / "a" / "b" / "c"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    names = names_of_attackers(hostile)
    refused = 0
    for name in names:
        with zipfile.ZipFile("packed.zip", "w") as archive:
            archive.writestr(name, CSV)
        with tarfile.open("packed.tar", "w") as archive:
            info = tarfile.TarInfo(name)
            info.size = len(CSV)
            archive.addfile(info, io.BytesIO(CSV))
        for packed in ("packed.zip", "packed.tar"):
            try:
                rows, _ = read(packed)
                assert len(rows) == 1
            except AuditError:
                refused += 1
    survived("names of members of archives", 2 * len(names), 2 * len(names))
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {"packed.zip", "packed.tar"}
    assert refused > len(names) // 2
    assert len(names) > 150


def test_names_as_datasets_and_arguments_lead_nowhere(hostile, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "posts.csv").write_bytes(CSV)
    for name in names_of_attackers(hostile):
        assert audit.load("posts.csv", dataset={"name": name}).name == name
        with pytest.raises(AuditError):
            list(audit.load(f"none{name}").batches())
    assert [path.name for path in tmp_path.iterdir()] == ["posts.csv"]


# --- bombs -----------------------------------------------------------------------------------------------------------

PACKERS = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}
ROW = b'{"id": "1", "text": "good morning to you"}\n'


@pytest.mark.parametrize("kind", [*PACKERS, "zip", "tar.gz"])
def test_bombs_are_refused_and_the_limit_can_be_raised(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(compression, "BOMB_FLOOR", 2**20)
    monkeypatch.setattr("audit.loaders.archives.BOMB_FLOOR", 2**20)
    data = ROW * 70_000
    path = tmp_path / "bomb"
    if kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("posts.jsonl", data)
    elif kind == "tar.gz":
        with tarfile.open(path, "w:gz") as archive:
            info = tarfile.TarInfo("posts.jsonl")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    else:
        path.write_bytes(PACKERS[kind](data))
    with pytest.raises(SourceError, match="decompression bomb") as raised:
        read(path)
    assert "--max-ratio" in raised.value.hint
    rows, odd = read(path, limits={"max_ratio": 100_000})
    assert (len(rows), odd) == (70_000, {})


def test_the_shared_bomb(hostile, tmp_path, postaudit):
    told = postaudit("convert", hostile / "ledger/bomb_1GiB.jsonl.zst", "-o", tmp_path / "posts.jsonl")
    assert told.code == 2
    assert "decompression bomb" in told.err
    assert "--max-ratio" in told.err
    assert list(tmp_path.iterdir()) == []


def test_members_that_share_bytes_are_refused(tmp_path):
    """A better zip bomb (Fifield 2019): many entries of the directory, one stream of bytes."""
    path = tmp_path / "posts.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", CSV * 1000)
        archive.writestr("b.csv", CSV * 1000)
        second = archive.infolist()[1]
        second.header_offset = archive.infolist()[0].header_offset
    with pytest.raises(SourceError, match=r"share bytes|[Oo]verlap"):
        expand([path])


def test_a_member_that_says_less_than_it_holds_is_damaged(tmp_path):
    path = tmp_path / "posts.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", CSV + b"2,good evening\n" * 1000)
        archive.infolist()[0].file_size = 40
    with pytest.raises(SourceError, match=r"damaged|no posts"):
        read(path)


def test_a_file_with_holes_is_refused(tmp_path):
    path = tmp_path / "posts.tar"
    sparse = tarfile.TarInfo("posts.csv")
    sparse.pax_headers = {"GNU.sparse.major": "0", "GNU.sparse.map": "0,1", "GNU.sparse.size": str(2**50)}
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        sparse.size = 1
        archive.addfile(sparse, io.BytesIO(b"x"))
    with pytest.raises(SourceError, match="holes"):
        expand([path])


def test_a_tar_whose_checksum_stands_behind_its_end_is_checked(tmp_path):
    path = tmp_path / "posts.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        info = tarfile.TarInfo("posts.csv")
        info.size = len(CSV)
        archive.addfile(info, io.BytesIO(CSV))
    data = bytearray(path.read_bytes())
    data[-8] ^= 1
    path.write_bytes(data)
    with pytest.raises(SourceError, match="checksum_error"):
        read(path)


@pytest.mark.parametrize("kind", ["zip", "tar.gz", "tar"])
def test_an_archive_is_listed_once_however_many_its_members(tmp_path, kind):
    path = tmp_path / "posts.packed"
    count = 3000
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for number in range(count):
                archive.writestr(f"{number}.csv", CSV)
    else:
        with tarfile.open(path, "w:gz" if kind == "tar.gz" else "w", compresslevel=1) if kind == "tar.gz" else tarfile.open(path, "w") as archive:  # fmt: skip
            for number in range(count):
                info = tarfile.TarInfo(f"{number}.csv")
                info.size = len(CSV)
                archive.addfile(info, io.BytesIO(CSV))
    sources = expand([path])
    assert len(sources) == count
    listed = count_calls(lambda: [source.open().close() for source in sources])
    assert listed == 0, "the directory is listed again for each member"


def count_calls(action):
    """How often an archive is listed while something is done."""
    from audit.loaders import archives

    before = archives._directory.cache_info().misses
    action()
    return archives._directory.cache_info().misses - before


def test_streams_that_are_cut_are_never_silently_less(tmp_path):
    """Every length of a small gzip and zstd file gives all posts, or a reject, or a refusal."""
    data = b"".join(b'{"id": "%d", "text": "good morning, number %d"}\n' % (n, n * n) for n in range(40))
    path = tmp_path / "posts"
    outcomes = set()
    for kind in ("gzip", "zstd"):
        whole = PACKERS[kind](data)
        for size in range(12, len(whole)):
            path.write_bytes(whole[:size])
            try:
                _, odd = read(path)
            except AuditError:
                outcomes.add("refused")
                continue
            assert odd["truncated_stream"] == 1, (kind, size)
            outcomes.add("told")
        path.write_bytes(whole)
        assert len(read(path)[0]) == 40
    assert outcomes == {"refused", "told"}


# --- Arrow -----------------------------------------------------------------------------------------------------------


def bombs(folder):
    """Small files that stand for gigabytes: a dictionary, a compressed page and buffer, one view many times, runs, nulls."""
    rows = 200_000
    long = pa.array(["x y " * 50_000])
    same = pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, dtype=np.int32)), long)
    ids = pa.array(np.arange(rows)).cast(pa.string())
    pq.write_table(pa.table({"text": same, "author_id": ids}), folder / "dictionary.parquet", dictionary_pagesize_limit=2**24, store_schema=False)  # fmt: skip
    many = pa.table({"text": pa.array(["x y " * 100_000] * 800, pa.large_string())})
    pq.write_table(many, folder / "page.parquet", compression="zstd", use_dictionary=False)
    with pa.OSFile(str(folder / "buffer.arrow"), "wb") as file:
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        with pa.ipc.new_file(file, many.schema, options=options) as writer:
            writer.write_table(many)
    view = np.frombuffer(pa.array(["x y " * 20_000], pa.string_view()).buffers()[1], dtype=np.uint8)[:16]
    views = pa.py_buffer(np.tile(view, 20_000).tobytes())
    repeated = pa.Array.from_buffers(pa.string_view(), 20_000, [None, views, pa.py_buffer(b"x y " * 20_000)])
    runs = pa.RunEndEncodedArray.from_arrays(pa.array([2**30], pa.int32()), pa.array(["good morning"]))
    for name, column in {"view": repeated, "runs": runs, "nulls": pa.nulls(2**31 - 1)}.items():
        with pa.OSFile(str(folder / f"{name}.arrow"), "wb") as file:
            table = pa.table({"text": column})
            with pa.ipc.new_file(file, table.schema) as writer:
                writer.write_table(table)
    return sorted(folder.iterdir())


def test_small_arrow_files_that_stand_for_gigabytes(tmp_path, survived):
    paths = bombs(tmp_path)
    for path in paths:
        assert path.stat().st_size < 2**21, path.name
        with pytest.raises(SourceError, match="decompression bomb"):
            read(path)
    survived("Arrow and Parquet bombs", len(paths), len(paths))
    assert len(paths) == 6


def test_sizes_of_arrow_batches_are_what_they_become():
    text = pa.array(["a", "bcd", "", "ef"])
    batch = pa.record_batch(
        {"text": text, "same": text.dictionary_encode(), "lists": pa.array([["ab"], [], None, ["c"]])}
    )
    assert decoded_size(batch) == 8 * 4 + 6 + 6 + (8 * 2 + 3)
    assert decoded_size(batch.slice(1, 1)) == 8 + 3 + 3
    for has_footer, new in ((True, pa.ipc.new_file), (False, pa.ipc.new_stream)):
        out = io.BytesIO()
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        table = pa.table({"text": ["good morning"] * 5000})
        with new(out, table.schema, options=options) as writer:
            writer.write_table(table, max_chunksize=1000)
        sizes = [size for size in declared_sizes(out, has_footer=has_footer) if size]
        assert len(sizes) == 5
        assert all(12_000 <= size < 17_000 for size in sizes)


def test_large_values_are_read_in_small_batches(tmp_path):
    """Two posts in three are long: what a batch takes of memory stays the same."""
    path = tmp_path / "posts.parquet"
    texts = ["good morning " * (20_000 if number % 3 else 1) + str(number) for number in range(600)]
    pq.write_table(pa.table({"text": texts, "id": [str(number) for number in range(600)]}), path, compression=None)
    batches = list(audit.load(path).batches())
    assert [row for batch in batches for row in batch.column("text").to_pylist()] == texts
    assert max(batch.column("text").nbytes for batch in batches) < 2**28


# --- markup and pickles ----------------------------------------------------------------------------------------------


def test_markup_is_refused_and_nothing_of_it_is_opened(hostile, tmp_path, survived, monkeypatch):
    secret = tmp_path / "secret.txt"
    secret.write_text("id,text\n1,the secret\n")
    files = [path for path in sorted((hostile / "xml-attacks").glob("*")) if path.suffix in {".xml", ".txt"}]
    documents = {path.name: path.read_bytes() for path in files if path.suffix == ".xml"}
    for path in (path for path in files if path.suffix == ".txt"):
        documents |= {f"{path.name}-{n}": line.encode() for n, line in enumerate(path.read_text().splitlines()) if line}
    documents["own"] = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "{secret.as_uri()}">]><a>&b;</a>'.encode()
    opened = []

    def noted(event, arguments):
        if event == "open" and "secret" in str(arguments[0]):
            opened.append(arguments[0])
        if event == "socket.connect":
            opened.append(arguments)

    sys.addaudithook(noted)
    for name, data in documents.items():
        path = tmp_path / "posts.xml"
        path.write_bytes(data)
        try:
            rows, _ = read(path)
        except AuditError:
            continue
        else:
            # Read as the text it is, with a title above it: nothing was expanded.
            assert not data.lstrip().startswith(b"<"), name
            assert all(row["text"] is None or row["text"] in data.decode() for row in rows), name
    survived("attacks by XML", len(documents), len(documents))
    assert not opened


class Deadly:
    """Unpickled, it makes a folder."""

    def __init__(self, target):
        self.target = target

    def __reduce__(self):
        return os.mkdir, (str(self.target),)


@pytest.mark.parametrize("protocol", range(6))
def test_a_pickle_is_never_opened(tmp_path, protocol):
    target = tmp_path / "made"
    data = pickle.dumps([Deadly(target), {"text": "good morning"}], protocol=protocol)
    for name, content in (("posts.pkl", data), ("posts.csv", data), ("posts.pkl.gz", gzip.compress(data))):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(AuditError) as raised:
            read(path)
        assert protocol < 2 or "pickle" in raised.value.message
        path.unlink()
    with zipfile.ZipFile(tmp_path / "model.pt", "w") as archive:
        archive.writestr("archive/data.pkl", data)
    with pytest.raises(AuditError):
        read(tmp_path / "model.pt")
    assert not target.exists()
    pickle.loads(data)
    assert target.exists(), "the pickle would have"


def test_numpy_and_zlib_are_not_posts(tmp_path):
    out = io.BytesIO()
    np.save(out, np.array([{"text": "good morning"}], dtype=object), allow_pickle=True)
    for data in (out.getvalue(), zlib.compress(ROW * 10)):
        path = tmp_path / "posts"
        path.write_bytes(data)
        with pytest.raises(AuditError):
            read(path)
