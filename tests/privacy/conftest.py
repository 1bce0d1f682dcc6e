"""Helpers of these tests stand beside them: ``planted``, ``searching``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest

sys.path.insert(0, str(Path(__file__).parent))

#: Where the posts lie, which is nobody's business, and the secret of the tallies.
FOLDER, KEY = "zqfolder_of_jane_doe", b"zqsecretkey01234"


class Written(NamedTuple):
    """What a command left with, and all that it wrote."""

    code: int
    err: str
    files: Mapping[str, bytes]


@pytest.fixture(scope="session")
def planted(tmp_path_factory) -> SimpleNamespace:
    """Files of the planted posts, and the search for what is secret in them."""
    import planted as made

    folder = tmp_path_factory.mktemp("in") / FOLDER
    folder.mkdir()
    rows = made.posts()
    key = folder / "key"
    key.write_bytes(KEY)
    workers = [made.annotator(each) for each in range(12)]
    return SimpleNamespace(
        rows=rows,
        folder=folder,
        key=key,
        posts=made.write_csv(rows, folder / "posts.csv"),
        first=made.write_csv(rows[:500], folder / "first.csv"),
        rest=made.write_csv(rows[500:], folder / "rest.csv"),
        judged=made.write_csv(made.judgements(rows), folder / "judged.csv"),
        search=made.search(rows, FOLDER, KEY.decode(), *workers),
        runs=made.rare_runs(rows),
        long_runs=made.rare_runs(rows, 6),
    )


@pytest.fixture
def watched(postaudit, monkeypatch, tmp_path, caplog) -> Callable[..., Written]:
    """Call the command; all that it wrote, said, logged and left behind in the folder for temporary files."""
    from searching import files

    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("TMPDIR", str(temporary))

    def call(*arguments: object, out: Path) -> Written:
        told = postaudit(*arguments)
        written = {"stdout": told.out.encode(), "stderr": told.err.encode(), "log": caplog.text.encode()}
        return Written(told.code, told.err, {**written, **files(out), **files(temporary)})

    return call
