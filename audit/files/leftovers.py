"""What a killed process left behind: known by its name, and removed by the next process that works in the same place.

A process that is killed cannot tidy up. So the name of whatever it makes for a while says whose it is: the machine and its
namespace of processes, the number of the process, and a token, since in a container every process may have the same number.
What belongs to another machine, or to a process that lives, is left alone.
"""

from __future__ import annotations

import functools
import os
import re
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

#: What temporary folders are called, in the system's folder for such.
_TEMPORARY = "postaudit-"
#: Before the name that a folder had before it was moved out of the way; see :mod:`audit.report.folder`.
REPLACED = ".replaced."
_MARK = re.compile(r"(?P<machine>[0-9a-z]+)-(?P<process>\d+)-(?P<token>[0-9a-f]{8})-")


def mark() -> str:
    """Whose something is, to be put into its name; ends in a hyphen."""
    process = os.getpid()
    return f"{_machine()}-{process}-{_token(process)}-"


def is_left_over(name: str) -> bool:
    """Whether a process of this machine that is gone has made what has this name."""
    found = _MARK.search(name)
    if found is None or found["machine"] != _machine():
        return False
    process = int(found["process"])
    return found["token"] != _token(process) if process == os.getpid() else not _alive(process)


def remove_left_over(folder: Path, start: str) -> None:
    """Remove what killed processes left in a folder; what they moved out of the way goes back to its place.

    Parameters
    ----------
    folder : Path
    start : str
        How names of what is to be looked at begin.
    """
    with suppress(OSError):
        found = [each for each in os.scandir(folder) if each.name.startswith(start) and is_left_over(each.name)]
        for each in found:
            with suppress(OSError):
                _remove(Path(each.path), is_folder=each.is_dir(follow_symlinks=False))


def temporary_folder() -> Path:
    """Make a folder in the system's place for such, for its owner alone; the caller removes it.

    Raises
    ------
    OSError
        There is no room.
    """
    tidy_temporary()
    return Path(tempfile.mkdtemp(prefix=f"{_TEMPORARY}{mark()}"))  # mode 0700


@contextmanager
def temporary() -> Iterator[Path]:
    """Make such a folder, and remove it at the end."""
    folder = temporary_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def tidy_temporary() -> None:
    """Remove temporary folders and files of processes that were killed."""
    remove_left_over(Path(tempfile.gettempdir()), _TEMPORARY)


def _remove(path: Path, *, is_folder: bool) -> None:
    _, moved, name = path.name.partition(REPLACED)
    if moved and not (path.parent / name).exists():
        path.rename(path.parent / name)
    elif is_folder:
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@functools.cache
def _machine() -> str:
    """Name of the machine; with it, where there is one, the number of the namespace in which processes are numbered."""
    name = "".join(each for each in socket.gethostname().lower() if each.isascii() and each.isalnum())[:16] or "host"
    space = ""
    with suppress(OSError, AttributeError):
        space = "".join(filter(str.isdigit, os.readlink("/proc/self/ns/pid")))  # noqa: PTH115 - is no path
    return f"{name}x{space}"


@functools.cache
def _token(process: int) -> str:  # noqa: ARG001 - a fork is another process
    return secrets.token_hex(4)


def _alive(process: int) -> bool:
    if os.name == "nt":
        return True  # os.kill would send a signal there
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
