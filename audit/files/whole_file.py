"""A file that is there whole or not at all, whatever happens while it is written."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from audit.errors import OutputError
from audit.files.addresses import is_folded
from audit.files.leftovers import mark, remove_left_over

#: Errors of a system that has no room for what is written.
FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


def check_place(path: Path) -> None:
    """Refuse a place that no file can be written to, before any work is done for it.

    Raises
    ------
    OutputError
        An address, a folder, a device, a symbolic link, or a folder that is not there or may not be written.
    """
    check_here(path, "-o")
    if path.is_symlink():
        raise OutputError(f"{path}: is a symbolic link, which is not followed.", hint="Name the file it points to.")
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; a file is expected.", hint=f"Name a file in it: {path / 'part-1'}")
    if path.exists() and not path.is_file():
        raise OutputError(f"{path}: is a device, not a file.", hint="Standard output is -.")
    if not path.parent.is_dir():
        raise OutputError(f"{path}: there is no folder {str(path.parent)!r}.", hint="Make it first.")
    check_writable(path.parent)


def check_writable(folder: Path) -> None:
    """Refuse a folder that nothing can be written into; found out by trying, since permissions do not tell all.

    Raises
    ------
    OutputError
    """
    try:
        Path(tempfile.mkdtemp(prefix=f".postaudit-{mark()}", dir=folder)).rmdir()
    except OSError as error:
        raise OutputError(
            f"{folder}: nothing can be written here: {error.strerror}.", hint="Choose another place with -o."
        ) from None


@contextmanager
def whole_file(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Give a name beside a path to write to; what was written moves there at the end, or is removed if anything fails.

    Parameters
    ----------
    path : Path
    private : bool
        Readable by its owner alone: for posts, which are personal data.

    Raises
    ------
    OutputError
        The file cannot be written; one that was there before is left as it was.
    """
    check_place(path)
    temporary: Path | None = None
    try:
        remove_left_over(path.parent, ".postaudit-")
        handle, name = tempfile.mkstemp(prefix=f".postaudit-{mark()}", suffix=".partial", dir=path.parent)
        temporary = Path(name)
        os.close(handle)
        yield temporary
        if not private:
            temporary.chmod(0o666 & ~_umask())
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.replace(path)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        hint = "Make room, or choose another disk with -o." if error.errno in FULL else "Choose another place with -o."
        raise OutputError(f"{path}: could not be written: {reason}. Nothing was left behind.", hint=hint) from None
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _umask() -> int:
    # The mask can only be read by setting it.
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def check_here(path: Path, option: str, python: str = "the path that is written to") -> None:
    """Refuse an address where only this machine is written to; it would become folders that are called ``s3:``.

    Raises
    ------
    OutputError
    """
    if is_folded(str(path)):
        raise OutputError(
            f"{str(path).partition(':')[0]}://...: is an address, and this is written to this machine alone.",
            hint=f"Give {option} a path of this machine (in Python: {python}), and copy it afterwards.",
        )


def check_folder(folder: Path) -> None:
    """Refuse a folder that no report can be written into, before hours are spent on measuring.

    Raises
    ------
    OutputError
        It is an address or a file, or lies where nothing may be written.
    """
    check_here(folder, "-o")
    there = folder
    while not there.exists() and there.parent != there:
        there = there.parent
    if not there.is_dir():
        raise OutputError(f"{there}: is a file, not a folder.", hint="Choose another place with -o.")
    check_writable(there)
