"""The folder: whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from pathlib import Path

import pytest

from audit.errors import OutputError
from audit.report import folder as module
from audit.report.folder import write_folder


def files(audit="a1", **more):
    return {"findings.json": json.dumps({"audit": {"id": audit}}).encode(), "report.html": b"<p>", **more}


def listing(path):
    return sorted(each.relative_to(path).as_posix() for each in path.rglob("*") if each.is_file())


def test_all_files_and_their_checksums(tmp_path):
    target = tmp_path / "new" / "audit-a1"
    made = write_folder(
        target, files(**{"figures/a.b.svg": b"<svg/>", "big.bin": lambda file: file.write(b"x" * 100_000)}), "a1"
    )
    assert made == target
    assert listing(target) == ["big.bin", "checksums.txt", "figures/a.b.svg", "findings.json", "report.html"]
    lines = (target / "checksums.txt").read_text().splitlines()
    assert [line.split("  ")[1] for line in lines] == ["big.bin", "figures/a.b.svg", "findings.json", "report.html"]
    for line in lines:
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((target / name).read_bytes()).hexdigest() == digest
    assert listing(tmp_path) == [f"new/audit-a1/{each}" for each in listing(target)]


def test_the_folder_is_readable_by_those_the_mask_lets_in(tmp_path):
    if os.name == "nt":
        pytest.skip("modes are of POSIX systems")
    before = os.umask(0o022)
    try:
        target = write_folder(tmp_path / "a", files(), "a1")
    finally:
        os.umask(before)
    assert target.stat().st_mode & 0o777 == 0o755
    assert (target / "report.html").stat().st_mode & 0o777 == 0o644


def test_the_same_audit_replaces_its_folder_and_keeps_what_is_not_written_anew(tmp_path):
    target = tmp_path / "a"
    write_folder(target, files(**{"tally.arrow": b"tally", "figures/old.svg": b"old"}), "a1")
    (target / "notes.txt").write_text("mine")
    write_folder(target, files(**{"report.html": b"<p>new"}), "a1")
    assert listing(target) == [
        "checksums.txt",
        "figures/old.svg",
        "findings.json",
        "notes.txt",
        "report.html",
        "tally.arrow",
    ]
    assert (target / "report.html").read_bytes() == b"<p>new"
    assert "notes.txt" in (target / "checksums.txt").read_text()
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


def test_another_audit_or_a_stranger_is_left_alone(tmp_path):
    target = write_folder(tmp_path / "a", files("a1"), "a1")
    with pytest.raises(OutputError, match="left alone"):
        write_folder(target, files("b2"), "b2")
    stranger = tmp_path / "thesis"
    stranger.mkdir()
    (stranger / "chapter.tex").write_text("years of work")
    with pytest.raises(OutputError, match="left alone"):
        write_folder(stranger, files(), "a1")
    assert listing(stranger) == ["chapter.tex"]
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="is a file"):
        write_folder(tmp_path / "file", files(), "a1")


def test_an_empty_folder_is_taken(tmp_path):
    (tmp_path / "a").mkdir()
    assert "report.html" in listing(write_folder(tmp_path / "a", files(), "a1"))


def test_a_symbolic_link_is_not_followed(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link = tmp_path / "a"
    try:
        link.symlink_to(elsewhere)
    except OSError:
        pytest.skip("this system makes no symbolic links here")
    with pytest.raises(OutputError, match="symbolic link"):
        write_folder(link, files(), "a1")
    assert listing(elsewhere) == []


def test_links_inside_an_old_folder_are_not_followed(tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("secret")
    target = write_folder(tmp_path / "a", files(), "a1")
    try:
        (target / "link.txt").symlink_to(outside)
    except OSError:
        pytest.skip("this system makes no symbolic links here")
    write_folder(target, files(), "a1")
    assert "secret" not in "".join(path.read_text(errors="replace") for path in target.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "a/b", "figures/../x", ".hidden", "", "a\0b", "checksums.txt", "figures/"]
)
def test_names_that_lead_elsewhere_are_refused(tmp_path, name):
    with pytest.raises(OutputError, match="no name"):
        write_folder(tmp_path / "a", files(**{name: b""}), "a1")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EACCES, "ermission denied"),
        (errno.EROFS, "ead-only"),
        (errno.EIO, "could not be written"),
    ],
)
@pytest.mark.parametrize("replaced", [False, True])
def test_a_failure_leaves_nothing_behind_and_the_old_folder_as_it_was(tmp_path, code, words, replaced):
    if replaced:
        write_folder(tmp_path / "a", files(), "a1")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def fail(file):
        file.write(b"half")
        raise OSError(code, os.strerror(code))

    with pytest.raises(OutputError, match=words) as caught:
        write_folder(tmp_path / "a", files(**{"z.bin": fail}), "a1")
    assert "Nothing was left behind" in str(caught.value)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert [each.name for each in tmp_path.iterdir()] == (["a"] if replaced else [])


def test_the_old_folder_comes_back_if_the_last_step_fails(tmp_path, monkeypatch):
    target = write_folder(tmp_path / "a", files(), "a1")
    rename = Path.rename
    calls = []

    def second_fails(self, other):
        calls.append(self)
        if len(calls) == 2:
            raise OSError(errno.EIO, "broken")
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", second_fails)
    with pytest.raises(OutputError):
        write_folder(target, files(**{"report.html": b"new"}), "a1")
    assert (target / "report.html").read_bytes() == b"<p>"
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


def test_a_writer_that_is_interrupted_leaves_nothing(tmp_path):
    def interrupted(file):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_folder(tmp_path / "a", files(**{"z.bin": interrupted}), "a1")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="could not be written"):
        write_folder(tmp_path / "file" / "a", files(), "a1")


def test_every_file_is_synced_before_the_folder_appears(tmp_path, monkeypatch):
    order = []
    sync, swap = os.fsync, module._swap
    monkeypatch.setattr(os, "fsync", lambda handle: order.append("sync") or sync(handle))
    monkeypatch.setattr(module, "_swap", lambda *both: order.append("swap") or swap(*both))
    write_folder(tmp_path / "a", files(), "a1")
    assert order.index("swap") >= 3
