"""The keys that hide authors are in nothing that is written, and decide alone what authors are called."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from searching import Search, files, leaked

KEY = bytes(range(200, 216))


def forms(key: bytes) -> Search:
    """A key as bytes cannot be looked for as a text; its numbers and hexadecimal digits can."""
    halves = [int.from_bytes(key[at : at + 8], order) for at in (0, 8) for order in ("little", "big")]
    return Search({"key": {key.hex(), *(str(each) for each in halves), *(f"{each:016x}" for each in halves)}})


@pytest.fixture
def drawn(monkeypatch):
    """Every key that is drawn while a command runs."""
    from audit import report_writing
    from audit.loaders import dataset, door
    from audit.measuring import work_folder

    keys = []

    def new_key() -> bytes:
        keys.append(bytes((each + len(keys)) % 256 for each in KEY))
        return keys[-1]

    for module in (door, dataset, report_writing, work_folder):
        if hasattr(module, "new_key"):
            monkeypatch.setattr(module, "new_key", new_key)
    return keys


def test_no_key_is_written(drawn, planted, postaudit, tmp_path):
    told = postaudit(
        "run", planted.posts, "--metrics", "representation", "--group", "gender=gender", "-v", "-o", tmp_path
    )
    posts = tmp_path / "posts.jsonl"
    again = postaudit("convert", planted.posts, "-v", "-o", posts)
    assert (told.code, again.code) == (0, 0)
    assert drawn, "keys were drawn"
    written = {"stderr": (told.err + again.err).encode(), **files(tmp_path)}
    for key in drawn:
        assert not leaked(forms(key), written)
        assert not [name for name, content in written.items() if key in content or key[:8] in content]
    assert leaked(forms(KEY), {"leak": f"key {KEY.hex()}".encode()})


def names_of(path) -> list[str]:
    return [json.loads(line)["author_id"] for line in path.read_text().splitlines()]


def test_authors_have_other_names_in_every_run(planted, postaudit, tmp_path):
    paths = [tmp_path / f"{each}.jsonl" for each in "ab"]
    for path in paths:
        assert postaudit("convert", planted.posts, "-o", path).code == 0
    one, other = map(names_of, paths)
    assert len(set(one)) == len(set(other)) == 93
    assert not set(one) & set(other)


def author_keys(path) -> set[int]:
    table = pa.ipc.open_file(path).read_all()
    rows = [at for at, kind in enumerate(table["kind"].to_pylist()) if kind == "author posts"]
    return set(table["keys"][rows[0]].as_py())


def test_tallies_name_authors_alike_under_one_key_alone(planted, postaudit, tmp_path):
    def tally(name, *more) -> set[int]:
        path = tmp_path / name
        assert postaudit("tally", planted.posts, "--metrics", "coverage", *more, "-o", path).code == 0
        return author_keys(path)

    with_key = [tally(name, "--key-file", planted.key) for name in ("a", "b")]
    without = [tally(name) for name in ("c", "d")]
    assert with_key[0] == with_key[1]
    assert len(with_key[0]) == 93
    assert not without[0] & without[1]
    assert not without[0] & with_key[0]
