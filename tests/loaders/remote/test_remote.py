"""Files in a store, here one in memory that counts its requests: the same posts as from a disk, in few requests."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import pickle
import sys
import tarfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import audit
from audit.errors import SourceError
from audit.loaders import reading
from audit.loaders.part_digest import part_digest
from audit.loaders.remote import remote
from audit.loaders.remote import stream as remote_stream
from audit.loaders.remote.stream import FIRST, LONGEST, RemoteStream, open_remote
from audit.loaders.source import expand

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")

from fsspec.registry import known_implementations, register_implementation  # noqa: E402
from fsspec.spec import AbstractBufferedFile, AbstractFileSystem  # noqa: E402

SECRET = "s3cr3t"


class Opened(AbstractBufferedFile):
    def _fetch_range(self, start: int, end: int) -> bytes:
        Store.requests.append((self.path, start, end))
        if Store.failing and start <= Store.failing[0] < end:
            raise Store.failing[1]
        return Store.files[self.path][start:end]


class Store(AbstractFileSystem):
    """A store whose files have an ETag, as S3's have."""

    protocol = "counted"
    cachable = False
    files: dict[str, bytes] = {}
    requests: list[tuple[str, int, int]] = []
    failing: tuple[int, Exception] | None = None
    untagged = False

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return path.removeprefix("counted://").removeprefix(f"{SECRET}@").strip("/")

    def ls(self, path: str, detail: bool = True, **kwargs: object) -> list:
        path = self._strip_protocol(path)
        inside = f"{path}/" if path else ""
        found = {}
        for name, content in self.files.items():
            if name == path:
                found[name] = self._file(name, content)
            elif name.startswith(inside):
                head, slash, _ = name[len(inside) :].partition("/")
                folder = {"name": inside + head, "size": 0, "type": "directory"}
                found[inside + head] = folder if slash else self._file(name, content)
        if not found:
            raise FileNotFoundError(f"{path}?key={SECRET}")
        return list(found.values()) if detail else list(found)

    def _file(self, name: str, content: bytes) -> dict:
        tag = {} if self.untagged else {"ETag": f'"{hashlib.md5(content).hexdigest()}"'}
        return {"name": name, "size": len(content), "type": "file", **tag}

    def _open(self, path: str, mode: str = "rb", block_size: int | None = None, **kwargs: object) -> Opened:
        return Opened(self, path, mode, block_size or "default", **kwargs)


@pytest.fixture
def store(monkeypatch):
    register_implementation("counted", Store, clobber=True)
    monkeypatch.setitem(known_implementations, "counted", {"class": "a.package.of.Store"})
    monkeypatch.setattr(Store, "files", {})
    monkeypatch.setattr(Store, "requests", [])
    monkeypatch.setattr(Store, "failing", None)
    monkeypatch.setattr(Store, "untagged", False)
    return Store


def fetched(store, path: str = "") -> int:
    return sum(end - start for name, start, end in store.requests if path in name)


def put(store, folder: Path, name: str, content: bytes) -> None:
    """The same file on the disk and in the store."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    store.files[f"bucket/{folder.name}/{name}"] = content


def rows(number: int, first: int = 0) -> list[dict]:
    return [
        {"id": str(n), "author": f"a{n % 60}", "text": f"Good morning number {n}, women and men", "gender": "fm"[n % 2]}
        for n in range(first, first + number)
    ]


def lines(number: int, first: int = 0) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows(number, first))


def table_bytes(kind: str, number: int = 3_000) -> bytes:
    table, out = pa.Table.from_pylist(rows(number)), io.BytesIO()
    if kind == "parquet":
        pq.write_table(table, out, row_group_size=500)
    else:
        make = pa.ipc.new_file if kind == "arrow" else pa.ipc.new_stream
        with make(out, table.schema) as writer:
            writer.write_table(table, max_chunksize=500)
    return out.getvalue()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.jsonl", lines(100))
        archive.writestr("b/c.jsonl", lines(100, 100))
    return out.getvalue()


def tarred(mode: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=f"w{mode}") as archive:
        for name, content in (("a.jsonl", lines(100)), ("b/c.jsonl", lines(100, 100))):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def made(source, **changes) -> bytes:
    return audit.run(audit.load(source, dataset={"name": "posts"}, **changes), workers=1).to_json().encode()


FORMS = {
    "posts.jsonl": lambda: lines(3_000),
    "posts.jsonl.gz": lambda: gzip.compress(lines(3_000)),
    "posts.csv": lambda: b"id,author,text\n" + b"".join(b"%d,a%d,Good morning\n" % (n, n % 60) for n in range(3_000)),
    "posts.parquet": lambda: table_bytes("parquet"),
    "posts.arrow": lambda: table_bytes("arrow"),
    "stream.arrow": lambda: table_bytes("stream"),
    "posts.parquet.gz": lambda: gzip.compress(table_bytes("parquet")),
    "posts.zip": zipped,
    "posts.tar": lambda: tarred(""),
    "posts.tar.gz": lambda: tarred(":gz"),
    "posts.tar.bz2": lambda: tarred(":bz2"),
    "posts.tar.xz": lambda: tarred(":xz"),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_gives_the_findings_of_the_same_file_on_a_disk(store, tmp_path, name):
    put(store, tmp_path, name, FORMS[name]())
    here, there = (audit.load(each) for each in (tmp_path / name, f"counted://bucket/{tmp_path.name}/{name}"))
    assert [each.source.name for each in there.prepared] == [each.source.name for each in here.prepared]
    assert there.describe() == here.describe()
    assert there.to_table(keep_ids=True).equals(here.to_table(keep_ids=True))
    assert made(f"counted://bucket/{tmp_path.name}/{name}") == made(tmp_path / name)
    is_archive = "zip" in name or "tar" in name
    facts = there.source_facts(0)
    assert facts["bytes"] == here.source_facts(0)["bytes"]
    # Archives are fetched, and what is fetched can be hashed.
    assert (facts["sha256"] is None, "sha256_missing" in facts) == (not is_archive, not is_archive)
    assert pickle.loads(pickle.dumps(there.parts()[-1])) == there.parts()[-1]


def test_a_folder_of_300_shards(store, tmp_path):
    for number in range(300):
        put(store, tmp_path / "posts", f"day={number % 3}/part-{number:05}.jsonl", lines(20, 20 * number))
    for name in ("README.md", ".hidden/x.csv", "_SUCCESS", "day=0/.part.crc", "empty/"):
        store.files[f"bucket/posts/{name}"] = b""
        if not name.endswith("/"):
            (tmp_path / "posts" / name).parent.mkdir(exist_ok=True)
            (tmp_path / "posts" / name).write_bytes(b"")
    here, there = audit.load(tmp_path / "posts"), audit.load("counted://bucket/posts/")
    assert len(there.prepared) == 300
    assert there.describe() == here.describe()
    assert there.name == here.name == "posts"
    few = {"metrics": ["mentions", "concentration"]}
    assert made("counted://bucket/posts", **few) == made(tmp_path / "posts", **few)


def test_patterns(store, tmp_path):
    for name in ("a/x1.jsonl", "a/x2.jsonl", "b/x1.jsonl", "b/y.txt"):
        put(store, tmp_path, name, lines(20, 20 * len(store.files)))
    top = f"counted://bucket/{tmp_path.name}"
    for pattern in ("*/x?.jsonl", "[ab]/x1.jsonl", "**/*.jsonl", "a*"):
        found = [each.name for each in expand([f"{top}/{pattern}"])]
        assert found == [each.name for each in expand([str(tmp_path / pattern)])]
        assert found
    put(store, tmp_path, "odd[1].jsonl", lines(20))
    assert [each.name for each in expand([f"{top}/odd[1].jsonl"])] == ["odd[1].jsonl"]


def test_what_lies_beside_the_data_is_read_there_too(store, tmp_path):
    """Folders of the library ``datasets``: the split and the names of classes stand in files beside the shards."""
    features = {"label": {"names": ["kind", "unkind"], "_type": "ClassLabel"}}
    for split in ("train", "unseen"):
        out = io.BytesIO()
        table = pa.table({"text": [f"Good {split} {n}" for n in range(9)], "label": [n % 2 for n in range(9)]})
        with pa.ipc.new_stream(out, table.schema) as writer:
            writer.write_table(table)
        put(store, tmp_path, f"{split}/data-00000-of-00001.arrow", out.getvalue())
        put(store, tmp_path, f"{split}/dataset_info.json", json.dumps({"features": features}).encode())
        put(store, tmp_path, f"{split}/state.json", b"{}")
    put(store, tmp_path, "dataset_dict.json", b'{"splits": ["train", "unseen"]}')
    for name in ("train.csv", "test.csv"):
        put(store, tmp_path, f"csv/{name}", b"text\n" + b"Good morning\n" * 9)
    here, there = audit.load(tmp_path), audit.load(f"counted://bucket/{tmp_path.name}")
    assert there.to_table().drop(["source"]).equals(here.to_table().drop(["source"]))
    assert there.to_table().column("split").unique().to_pylist() == ["test", "train", "unseen"]
    assert there.to_table().column("labels").to_pylist()[-1] == [("label", "kind")]
    # Looked at anew each time: a process lives long.
    put(store, tmp_path, "train/state.json", b'{"_split": "exercise"}')
    again = audit.load(f"counted://bucket/{tmp_path.name}/train")
    assert again.to_table().column("split").unique().to_pylist() == ["exercise"]


# --- requests --------------------------------------------------------------------------------------------------------


def test_blocks_grow_while_a_file_is_read_in_order(store):
    store.files["b/x"] = bytes(range(256)) * (2**17 + 1)
    size = len(store.files["b/x"])  # 32 MB and 256 bytes
    with open_remote("counted://b/x", "x", size) as stream:
        assert b"".join(iter(lambda: stream.read(8192), b"")) == store.files["b/x"]
    # 256 KB, twice as much each time up to 8 MB, and then 8 MB: the fewest that this allows.
    expected, at, step = [], 0, FIRST
    while at < size:
        expected.append(("b/x", at, min(at + step, size)))
        at, step = at + step, min(2 * step, LONGEST)
    assert store.requests == expected
    assert len(expected) == 9


def test_a_jump_costs_one_small_request(store):
    store.files["b/x"] = bytes(2**25)
    with open_remote("counted://b/x", "x", 2**25) as stream:
        for at in (0, 2**24, 2**20, 2**25 - 8):
            stream.seek(at)
            stream.read(8)
    assert [end - start for _, start, end in store.requests] == [FIRST, FIRST, FIRST, 8]


@given(
    content=st.binary(max_size=3_000),
    steps=st.lists(st.tuples(st.integers(0, 3_100), st.integers(0, 2), st.integers(-1, 900)), max_size=20),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_reads_as_a_file_in_memory_does(store, content, steps):
    store.files["b/x"] = content
    same = io.BytesIO(content)
    with io.BufferedReader(RemoteStream("counted://b/x", "x", len(content), first=64), 16) as stream:
        for offset, whence, size in steps:
            at = offset if whence == 0 else -min(offset, same.tell()) if whence == 1 else -min(offset, len(content))
            assert stream.seek(at, whence) == same.seek(at, whence)
            assert stream.read(size) == same.read(size)
            assert stream.tell() == same.tell()


def test_lines_are_read_in_parts_and_each_part_asks_for_its_own(store, tmp_path, monkeypatch):
    put(store, tmp_path, "posts.jsonl", lines(40_000))
    size = len(store.files[f"bucket/{tmp_path.name}/posts.jsonl"])
    monkeypatch.setattr(reading, "PART_BYTES", size // 4)
    monkeypatch.setattr(remote_stream, "LONGEST", FIRST)
    here, there = (
        audit.load(each) for each in (tmp_path / "posts.jsonl", f"counted://bucket/{tmp_path.name}/posts.jsonl")
    )
    parts = there.parts()
    assert len(parts) == len(here.parts()) == 5
    store.requests.clear()
    read = list(reading.read(parts[2], audit_ledger()))
    assert pa.Table.from_batches(read).equals(
        pa.Table.from_batches(list(reading.read(here.parts()[2], audit_ledger())))
    )
    assert min(start for _, start, _ in store.requests) == parts[2].start - 1
    assert max(end for _, _, end in store.requests) <= parts[2].end + FIRST
    assert len(store.requests) <= size // 4 // FIRST + 2


def audit_ledger():
    from audit.loaders.base import Ledger

    return Ledger()


def test_row_groups_are_read_alone_and_the_footer_once(store, tmp_path, monkeypatch):
    monkeypatch.setattr(remote_stream, "FIRST", 4096)
    monkeypatch.setattr(reading, "PART", 1)
    put(store, tmp_path, "posts.parquet", table_bytes("parquet", 60_000))
    size = len(store.files[f"bucket/{tmp_path.name}/posts.parquet"])
    there = audit.load(f"counted://bucket/{tmp_path.name}/posts.parquet")
    parts = there.parts()
    assert len(parts) == 120
    store.requests.clear()
    (batch,) = reading.read(parts[60], audit_ledger())
    assert batch.num_rows == 500
    assert fetched(store) < size // 2  # each of its four columns brings 64 KB at least
    footers = [start for _, start, end in store.requests if end == size]
    assert len(footers) == 1


# --- what goes wrong -------------------------------------------------------------------------------------------------


def test_a_file_that_changes_is_refused(store, tmp_path):
    put(store, tmp_path, "posts.jsonl", lines(100))
    key = f"bucket/{tmp_path.name}/posts.jsonl"
    posts = audit.load(f"counted://{key}")
    store.files[key] = store.files[key].replace(b"morning", b"evening")  # of the same size
    with pytest.raises(SourceError, match=r"posts\.jsonl: changed while it was read"):
        posts.run(workers=1)


def test_a_file_that_changes_between_two_blocks_is_refused(store, tmp_path):
    put(store, tmp_path, "posts.jsonl", lines(30_000))
    key = f"bucket/{tmp_path.name}/posts.jsonl"
    posts = audit.load(f"counted://{key}")
    found = posts.batches()
    next(found)
    store.files[key] = store.files[key].replace(b"morning", b"evening")
    with pytest.raises(SourceError, match="changed while it was read"):
        list(found)


@pytest.mark.parametrize("name", ["posts.jsonl", "posts.jsonl.gz", "posts.parquet", "posts.arrow", "posts.zip"])
@pytest.mark.parametrize("error", [OSError(5, f"https://host/?key={SECRET}"), ValueError(SECRET), TimeoutError(SECRET)])
def test_an_error_in_the_middle_is_one_of_ours_and_tells_no_secret(
    store, tmp_path, monkeypatch, name, error, postaudit
):
    monkeypatch.setattr(remote_stream, "FIRST", 256)
    monkeypatch.setattr(remote_stream, "LONGEST", 256)
    monkeypatch.setattr("audit.loaders.encoding.HEAD", 512)
    content = {"posts.jsonl.gz": lambda: gzip.compress(lines(3_000)[::-1], 0)}.get(name, FORMS[name])()
    put(store, tmp_path, name, content)
    store.failing = len(content) // 2, error
    said = postaudit("run", f"counted://{SECRET}@bucket/{tmp_path.name}/{name}", "-o", tmp_path / "out", "-v")
    assert said.code == 2
    assert SECRET not in said.out + said.err
    assert name in said.err
    expected = "did not answer in time" if isinstance(error, TimeoutError) else "reading failed"
    assert expected in said.err
    assert not (tmp_path / "out").exists()


def test_a_file_that_ends_before_its_size_is_an_error(store):
    store.files["b/x"] = bytes(100)
    with (
        open_remote("counted://b/x", "x", 200) as stream,
        pytest.raises(SourceError, match=r"x: ends after 100 bytes, and the store says that it has 200"),
    ):
        stream.read()


def test_secrets_of_an_address_are_in_no_output(store, tmp_path, postaudit):
    put(store, tmp_path, "posts.jsonl", lines(3_000))
    address = f"counted://{SECRET}@bucket/{tmp_path.name}/posts.jsonl"
    said = postaudit("run", address, "-o", tmp_path / "out", "--metrics", "representation", "-v")
    assert said.code == 0
    written = [each for each in (tmp_path / "out").rglob("*") if each.is_file()]
    assert len(written) > 5
    for each in written:
        assert SECRET.encode() not in each.read_bytes(), each
        assert f"bucket/{tmp_path.name}".encode() not in each.read_bytes(), each
    assert SECRET not in said.out + said.err
    facts = json.loads(next((tmp_path / "out").rglob("run.json")).read_text())
    assert "postaudit run posts.jsonl " in json.dumps(facts)
    assert facts["sources"][0]["sha256"] is None
    assert "fetched once more" in facts["sources"][0]["sha256_missing"]
    assert SECRET not in repr(audit.load(address)) + str(audit.load(address))
    for wrong in (f"counted://{SECRET}@bucket/none.csv", f"counted://{SECRET}@bucket/none-*.csv"):
        said = postaudit("run", wrong)
        assert (said.code, SECRET in said.out + said.err) == (2, False)
        assert "counted://bucket/none" in said.err
        assert "there is no such file" in said.err


def test_the_later_data_of_survival_may_lie_in_a_store(store, tmp_path):
    for name, number in (("old.jsonl", 900), ("new.jsonl", 600)):
        put(store, tmp_path, name, lines(number))
    old, new = (f"counted://{SECRET}@bucket/{tmp_path.name}/{name}" for name in ("old.jsonl", "new.jsonl"))
    there = audit.survival(old, new, dataset={"name": "posts"}).to_json()
    assert (
        there
        == audit.survival(str(tmp_path / "old.jsonl"), str(tmp_path / "new.jsonl"), dataset={"name": "posts"}).to_json()
    )
    assert SECRET not in there


@pytest.mark.parametrize(
    ("address", "says", "advises"),
    [
        ("s9://bucket/a.csv", "there is no protocol 's9'", "Did you mean"),
        ("lakefs://bucket/a.csv", "needs the package lakefs-spec", "pip install lakefs-spec"),
        ("zip://a.csv::https://u:w@host/a.zip?k=w", "addresses in addresses are not read", "Pass the address"),
        ("https://u:w@host/folder/?k=w", "web servers list no folders", "each file"),
        ("https://u:w@host/*.csv?k=w", "web servers list no folders", "each file"),
    ],
)
def test_addresses_that_cannot_be_read(address, says, advises, postaudit):
    said = postaudit("run", address)
    assert said.code == 2
    assert says in said.err
    assert advises in said.err
    assert not any(secret in said.err for secret in ("u:w", "k=w"))


def test_without_fsspec_it_says_what_to_install(monkeypatch, postaudit):
    for name in [each for each in sys.modules if each.split(".")[0] == "fsspec"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "fsspec", None)
    said = postaudit("run", "s3://bucket/a.csv")
    assert said.code == 2
    assert "needs the package fsspec" in said.err
    assert "pip install 'postaudit[cloud]' s3fs" in said.err


class Answered(Exception):
    def __init__(self, **members: object) -> None:
        self.__dict__.update(members)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (FileNotFoundError(SECRET), "no such file"),
        (PermissionError(SECRET), "permission was denied"),
        (Answered(status=403), "permission was denied"),
        (Answered(response={"ResponseMetadata": {"HTTPStatusCode": 401}}), "permission was denied"),
        (Answered(response=type("Response", (), {"status_code": 404})()), "no such file"),
        (Answered(code="404"), "no such file"),
        (Answered(status=500), r"reading failed \(status 500\)"),
        (Answered(status=412), "changed while it was read"),
        (type("FileExpired", (OSError,), {})(), "changed while it was read"),
        (type("NoCredentialsError", (Exception,), {})(), "permission was denied"),
        (type("ReadTimeoutError", (Exception,), {})(), "did not answer in time"),
        (type("EndpointConnectionError", (Exception,), {})(), "cannot be reached"),
        (ConnectionRefusedError(SECRET), "cannot be reached"),
        (KeyError(SECRET), r"reading failed \(KeyError\)"),
    ],
)
def test_what_errors_of_stores_mean(error, says):
    with pytest.raises(SourceError, match=says) as told, remote.reaching("posts.csv"):
        raise error
    assert SECRET not in str(told.value)
    assert str(told.value).startswith("posts.csv: ")


def test_a_server_that_was_not_reached_is_no_missing_file():
    """fsspec raises FileNotFoundError for both."""
    error = FileNotFoundError(SECRET)
    error.__cause__ = ConnectionError(SECRET)
    with pytest.raises(SourceError, match="cannot be reached"), remote.reaching("x"):
        raise error


def test_a_store_that_only_this_process_knows_is_copied_for_others(store, tmp_path, monkeypatch):
    monkeypatch.delitem(known_implementations, "counted")
    put(store, tmp_path, "posts.jsonl", lines(3_000))
    (source,) = expand([f"counted://bucket/{tmp_path.name}/posts.jsonl"])
    assert not source.is_remote
    assert source.sha256() == hashlib.sha256(lines(3_000)).hexdigest()


# --- other protocols -------------------------------------------------------------------------------------------------


def test_what_is_in_the_memory_of_this_process_is_copied_for_others(tmp_path):
    memory = fsspec.filesystem("memory")
    for name in ("posts/a.jsonl", "posts/b/a.jsonl"):
        memory.pipe_file(f"/{name}", lines(100, 100 * len(name)))
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(memory.cat_file(f"/{name}"))
    try:
        there = audit.load("memory://posts")
        assert not any(each.source.is_remote for each in there.prepared)
        assert there.describe() == audit.load(tmp_path / "posts").describe()
        assert made("memory://posts") == made(tmp_path / "posts")
        assert [each.name for each in expand(["memory://posts/**/a.jsonl"])] == ["a.jsonl", "a.jsonl"]
        assert audit.load("memory://posts/*/a.jsonl").to_table().num_rows == 100
    finally:
        memory.rm("/posts", recursive=True)


def test_an_address_of_a_file_on_this_machine_is_that_file(tmp_path):
    for name in ("my posts.jsonl", "my%20posts.jsonl.zip"):
        (tmp_path / name).write_bytes(lines(20) if name.endswith("l") else zipped())
    (plain,) = expand([f"file://{tmp_path}/my posts.jsonl"])
    (quoted,) = expand([f"file://{tmp_path}/my%20posts.jsonl"])
    assert plain == quoted == expand([tmp_path / "my posts.jsonl"])[0]
    assert not plain.is_remote
    assert len(expand([f"file://localhost{tmp_path}/my%20posts.jsonl.zip"])) == 2
    assert len(expand([f"file://{tmp_path}/*"])) == 3
    with pytest.raises(SourceError, match="there is no such file"):
        expand([f"file://{tmp_path}/none.csv"])


def test_paths_of_this_machine_stay_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("a:b.jsonl", "12:30.jsonl", "a::b.jsonl", "http:", "C:\\posts.jsonl"):
        Path(name).write_bytes(lines(20))
        assert [each.name for each in expand([name])] == [name.replace("\\", "\\")]
    Path("s3:").mkdir()
    Path("s3:/posts.jsonl").write_bytes(lines(20))
    assert not expand(["s3://posts.jsonl"])[0].is_remote  # it is there
    with pytest.raises(SourceError, match="drops one of its slashes"):
        expand([Path("s3://bucket/posts.jsonl")])


def test_the_hub_says_the_hash_of_large_files(monkeypatch):
    stated = {"lfs": {"sha256": "ab" * 32, "size": 1}, "size": 1}
    monkeypatch.setattr(remote, "information", lambda address, name: stated)
    assert remote.stated_sha256("hf://datasets/a/b/c.parquet", "c.parquet") == "ab" * 32
    assert remote.stated_sha256("s3://bucket/c.parquet", "c.parquet") is None
    monkeypatch.setattr(remote, "information", lambda address, name: {"lfs": None})
    assert remote.stated_sha256("hf://datasets/a/b/c.csv", "c.csv") is None


def test_nothing_of_fsspec_is_imported_without_an_address(command, tmp_path):
    (tmp_path / "posts.jsonl").write_bytes(lines(100))
    said = command(
        "run", tmp_path / "posts.jsonl", "-o", tmp_path, "--metrics", "representation", python=("-X", "importtime")
    )
    assert said.code == 0
    assert "audit.loaders.remote.remote" in said.err
    assert "fsspec" not in said.err


@pytest.mark.parametrize("untagged", [False, True])
def test_parts_of_files_of_one_size_are_told_apart_by_a_tag_or_by_what_they_hold(store, untagged):
    """Results that a work folder keeps are found by this digest; without a tag, only the content tells of a change."""
    store.untagged = untagged
    digests = set()
    for first in (100, 200):
        store.files["bucket/x.jsonl"] = lines(50, first)
        posts = audit.load("counted://bucket/x.jsonl")
        store.requests.clear()
        digests.add(part_digest(posts.parts()[0]))
        assert bool(fetched(store)) == untagged
    assert len({len(lines(50, first)) for first in (100, 200)}) == 1
    assert len(digests) == 2
