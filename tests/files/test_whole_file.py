"""A file is there whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from audit.errors import OutputError
from audit.files.whole_file import check_place, check_writable, whole_file

as_root = pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write anywhere")


def _half(path, error):
    with whole_file(path) as temporary:
        temporary.write_bytes(b"half")
        raise error


def test_what_was_written_is_there_and_nothing_beside_it(tmp_path):
    path = tmp_path / "out"
    with whole_file(path) as temporary:
        temporary.write_bytes(b"new")
        assert not path.exists()
        assert temporary.parent == tmp_path  # a rename across disks would be a copy
    assert [each.name for each in tmp_path.iterdir()] == ["out"]
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("error", [RuntimeError("x"), KeyboardInterrupt()])
def test_whatever_fails_leaves_the_old_file_and_no_part(error, tmp_path):
    path = tmp_path / "out"
    path.write_bytes(b"old")
    with pytest.raises(type(error)):
        _half(path, error)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("out", b"old")]


@pytest.mark.parametrize(("number", "hint"), [(errno.ENOSPC, "Make room"), (errno.EIO, "Choose another place")])
def test_an_error_of_the_system_is_told_with_what_to_do(number, hint, tmp_path):
    path = tmp_path / "out"
    with pytest.raises(OutputError) as told:
        _half(path, OSError(number, os.strerror(number)))
    assert os.strerror(number) in str(told.value)
    assert hint in str(told.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="modes are of POSIX")
@pytest.mark.parametrize(
    ("private", "mask", "mode"), [(True, 0o022, 0o600), (False, 0o022, 0o644), (False, 0o077, 0o600)]
)
def test_posts_are_for_their_owner_and_reports_follow_the_mask(private, mask, mode, tmp_path):
    old = os.umask(mask)
    try:
        with whole_file(tmp_path / "out", private=private) as temporary:
            temporary.write_bytes(b"x")
        assert os.umask(mask) == mask  # reading the mask did not change it
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == mode


def test_places_that_are_no_file(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    for place, words in (
        (tmp_path, "is a folder"),
        (tmp_path / "link", "symbolic link"),
        (tmp_path / "none" / "x", "no folder"),
        (tmp_path / "file" / "x", "no folder"),
    ):
        with pytest.raises(OutputError, match=words):
            check_place(place)
    check_place(tmp_path / "new")
    check_place(tmp_path / "file")


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="there is no /dev/null here")
def test_a_device_is_no_file():
    with pytest.raises(OutputError, match="is a device"):
        check_place(Path("/dev/null"))


@as_root
def test_a_folder_that_may_not_be_written_is_found_out_by_trying(tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(OutputError, match="nothing can be written here"):
        check_writable(tmp_path / "locked")


def test_trying_leaves_nothing(tmp_path):
    check_writable(tmp_path)
    assert list(tmp_path.iterdir()) == []
