"""Real servers on this machine: S3 as moto plays it, and the web with and without parts of files."""

from __future__ import annotations

import functools
import gzip
import http.server
import importlib.util
import io
import json
import socket
import subprocess
import sys
import threading
import time
import urllib.request

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

SECRET = "s3cr3t"


def lines(number: int, first: int = 0) -> bytes:
    return b"".join(
        json.dumps({"id": str(n), "author": f"a{n % 60}", "text": f"Good morning number {n}, women and men"}).encode()
        + b"\n"
        for n in range(first, first + number)
    )


def findings(folder) -> bytes:
    (found,) = folder.rglob("findings.json")
    return found.read_bytes()


# --- S3 --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def s3(tmp_path_factory):
    """An S3 on the loopback device, and what a process needs to find it."""
    for name in ("moto", "s3fs", "flask"):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name} is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (tmp_path_factory.mktemp("moto") / "log").open("w+b")
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/moto-api/", timeout=1).close()
                break
            except OSError:
                assert server.poll() is None, "moto did not start"
                time.sleep(0.2)
        yield {
            "FSSPEC_S3_ENDPOINT_URL": address,
            "AWS_ACCESS_KEY_ID": "nobody",
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "PYTHONWARNINGS": "default",  # those of the packages of the store are not ours
        }
    finally:
        server.terminate()
        server.wait(10)
        log.close()


@pytest.fixture(scope="module")
def bucket(s3, tmp_path_factory):
    """Files in a bucket, and the same in a folder."""
    folder = tmp_path_factory.mktemp("s3") / "posts"
    table = pa.Table.from_pylist([json.loads(each) for each in lines(2_000).splitlines()])
    out = io.BytesIO()
    pq.write_table(table, out, row_group_size=300)
    files = {"a.jsonl": lines(2_000), "b/c.jsonl.gz": gzip.compress(lines(500, 2_000)), "b/d.parquet": out.getvalue()}
    request = functools.partial(urllib.request.Request, method="PUT", headers={"Content-Type": "text/plain"})
    urllib.request.urlopen(request(f"{s3['FSSPEC_S3_ENDPOINT_URL']}/bucket")).close()
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        url = f"{s3['FSSPEC_S3_ENDPOINT_URL']}/bucket/posts/{name}"
        urllib.request.urlopen(request(url, data=content)).close()
    return folder


@pytest.mark.parametrize(("there", "here"), [("posts", ""), ("posts/a.jsonl", "a.jsonl")])
def test_an_audit_of_a_bucket_by_two_processes_is_that_of_the_folder(command, s3, bucket, tmp_path, there, here):
    plan = tmp_path / "audit.toml"
    plan.write_text('metrics = ["representation", "mentions"]\n[dataset]\nname = "posts"\n')
    options = ("--config", plan, "--workers", "2")
    far = command("run", f"s3://bucket/{there}", *options, "-o", tmp_path / "far", **s3)
    near = command("run", str(bucket / here), *options, "-o", tmp_path / "near")
    assert (far.code, near.code) == (0, 0), far.err + near.err
    assert findings(tmp_path / "far") == findings(tmp_path / "near")
    for each in (tmp_path / "far").rglob("*"):
        assert each.is_dir() or SECRET.encode() not in each.read_bytes()


def test_what_is_not_in_s3_or_may_not_be_read(command, s3, bucket):
    for address in ("s3://bucket/none.csv", "s3://nowhere/none.csv", "s3://bucket/none/*.csv"):
        said = command("run", address, **s3)
        assert said.code == 2
        assert f"{address}: there is no such file, folder or bucket." in said.err
    none = {**s3, "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "HOME": "/nowhere"}
    said = command("run", "s3://bucket/posts/a.jsonl", **none)
    assert said.code == 2
    assert "no credentials were found" in said.err
    nobody = {**s3, "FSSPEC_S3_ENDPOINT_URL": "http://127.0.0.1:9"}
    said = command("run", "s3://bucket/posts/a.jsonl", **nobody)
    assert said.code == 2
    assert "the store cannot be reached" in said.err


# --- the web ---------------------------------------------------------------------------------------------------------


class Web(http.server.BaseHTTPRequestHandler):
    """Gives parts of files if it is told to; breaks off, or changes, if it is told to."""

    files: dict[str, bytes] = {}
    parts = True
    breaks = False
    tag = "1"
    denied = False

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        content = self.files.get(self.path.partition("?")[0])
        if self.denied or content is None:
            self.send_error(403 if self.denied else 404)
            return
        wanted = self.headers.get("Range", "") if self.parts else ""
        begin, end = 0, len(content)
        if wanted:
            begin, last = (int(each) for each in wanted.removeprefix("bytes=").split("-"))
            end = min(last + 1, end)
        self.send_response(206 if wanted else 200)
        if wanted:
            self.send_header("Content-Range", f"bytes {begin}-{end - 1}/{len(content)}")
        self.send_header("Content-Length", str(end - begin))
        self.send_header("ETag", f'"{self.tag}"')
        self.end_headers()
        if body:
            cut = self.breaks and end - begin > 1000
            self.wfile.write(content[begin : (begin + end) // 2 if cut else end])

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def web(monkeypatch):
    if importlib.util.find_spec("aiohttp") is None or importlib.util.find_spec("fsspec") is None:
        pytest.skip("aiohttp is not installed")
    for name, value in (("files", {}), ("parts", True), ("breaks", False), ("tag", "1"), ("denied", False)):
        monkeypatch.setattr(Web, name, value)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Web)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("parts", [True, False])
@pytest.mark.parametrize("name", ["posts.jsonl", "posts.jsonl.gz"])
def test_a_file_of_the_web_with_a_signature(command, web, tmp_path, monkeypatch, parts, name):
    monkeypatch.setattr(Web, "parts", parts)
    content = lines(4_000) if name.endswith("l") else gzip.compress(lines(4_000))
    Web.files["/a/" + name] = content
    (tmp_path / name).write_bytes(content)
    options = ("--metrics", "representation", "--workers", "2")
    far = command("run", f"{web}/a/{name}?X-Signature={SECRET}", *options, "-o", tmp_path / "far")
    near = command("run", tmp_path / name, *options, "-o", tmp_path / "near")
    assert (far.code, near.code) == (0, 0), far.err + near.err
    assert findings(tmp_path / "far") == findings(tmp_path / "near")
    assert SECRET not in far.out + far.err
    for each in (tmp_path / "far").rglob("*"):
        assert each.is_dir() or SECRET.encode() not in each.read_bytes()


@pytest.mark.parametrize("parts", [True, False])
@pytest.mark.parametrize("what", ["breaks", "denied", "missing"])
def test_what_goes_wrong_on_the_web(command, web, tmp_path, monkeypatch, what, parts):
    monkeypatch.setattr(Web, "parts", parts)
    Web.files["/posts.jsonl"] = lines(20_000)
    monkeypatch.setattr(Web, "breaks", what == "breaks")
    monkeypatch.setattr(Web, "denied", what == "denied")
    name = "none.jsonl" if what == "missing" else "posts.jsonl"
    said = command("run", f"{web}/{name}?X-Signature={SECRET}", "-o", tmp_path / "out", "-v")
    assert said.code == 2
    expected = {"breaks": "reading failed", "denied": "permission was denied", "missing": "no such file"}[what]
    assert f"{name}: " in said.err
    assert expected in said.err
    assert SECRET not in said.out + said.err
    assert not (tmp_path / "out").exists()
