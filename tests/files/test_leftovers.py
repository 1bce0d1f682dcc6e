"""What killed processes left is removed; what belongs to somebody who lives is not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import audit
from audit.files import leftovers
from audit.files.leftovers import is_left_over, mark, remove_left_over, temporary
from audit.report.folder import write_folder

HERE = {**os.environ, "PYTHONPATH": str(Path(audit.__file__).parents[1])}


def run(code, **variables):
    return subprocess.run(
        [sys.executable, "-c", code], env={**HERE, **variables}, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def gone():
    """The mark of a process that has ended."""
    return run("from audit.files.leftovers import mark; print(mark())").stdout.strip()


def test_whose_something_is_stands_in_its_name(gone):
    assert is_left_over(f".postaudit-{gone}x.partial")
    assert not is_left_over(f".postaudit-{mark()}x.partial")
    machine, process, token = gone.rstrip("-").split("-")
    assert not is_left_over(f".postaudit-another{machine}-{process}-{token}-x")
    assert not is_left_over(f".postaudit-{machine}-{os.getppid()}-{token}-x"), "lives"
    assert is_left_over(f".postaudit-{machine}-{os.getpid()}-{token}-x"), "in a container numbers come again"
    assert not is_left_over(".postaudit-abc123.partial")
    assert not is_left_over("anything")


def test_a_temporary_folder_of_a_killed_process_is_removed_by_the_next(tmp_path):
    code = "import os, signal; from audit.files.leftovers import temporary_folder as t; (t() / 'posts').write_text('x'); os.kill(os.getpid(), 9)"
    assert run(code, TMPDIR=str(tmp_path)).returncode == -9
    [left] = tmp_path.iterdir()
    assert (left / "posts").exists()
    assert left.stat().st_mode & 0o777 == 0o700
    code = "from audit.files.leftovers import temporary\nwith temporary() as t: print(t.is_dir())"
    assert run(code, TMPDIR=str(tmp_path)).stdout == "True\n"
    assert list(tmp_path.iterdir()) == []


def test_what_a_pipe_brought_is_removed_after_a_kill(tmp_path):
    """Posts from standard input lie in a private file while they are read: after a kill, until the next run."""
    code = "import audit, os, sys; audit.load('-'); os.kill(os.getpid(), 9)"
    posts = "text\n" + "a post of some words\n" * 20
    subprocess.run([sys.executable, "-c", code], input=posts, text=True, env={**HERE, "TMPDIR": str(tmp_path)}, check=False)  # fmt: skip
    assert len(list(tmp_path.rglob("stream"))) == 1
    run("import audit; audit.run([{'text': 'one post'}])", TMPDIR=str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_report_that_was_moved_out_of_the_way_comes_back(gone, tmp_path):
    """Killed between the two renames, the old report is there under another name."""
    old = write_folder(tmp_path / "r-1", {"findings.json": b"{}"}, "1")
    away = tmp_path / f".postaudit-{gone}x{leftovers.REPLACED}r-1"
    old.rename(away)
    half = tmp_path / f".postaudit-{gone}x.partial"
    half.mkdir()
    (half / "findings.json").write_text("{")
    write_folder(tmp_path / "r-2", {"findings.json": b"{}"}, "2")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["r-1", "r-2"]
    assert (tmp_path / "r-1" / "findings.json").read_bytes() == b"{}"
    old.rename(away)
    write_folder(tmp_path / "r-1", {"findings.json": b"[]"}, "1")
    remove_left_over(tmp_path, ".postaudit-")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["r-1", "r-2"]


def test_a_folder_that_is_not_there_has_nothing_left_over(tmp_path):
    remove_left_over(tmp_path / "none", "")
    with temporary() as place:
        (place / "x").write_text("x")
    assert not place.exists()
