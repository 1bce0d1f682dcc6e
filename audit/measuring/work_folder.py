"""A folder that keeps what each task came to, so that a run that was ended goes on where it was.

::

    work/README.txt                what this is
    work/key                       hides annotators alike in every run
    work/<job>/<task>.part         what a task came to

Files are named by what they hold: the bytes that were read, how they were read, the plan, the version and the code. So runs
of any kind can share a folder at one time: what has another name is another's, and what has the same name says the same.
A file is there whole or not at all, and what is damaged is measured again.
"""

from __future__ import annotations

import errno
import hashlib
import os
import socket
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from audit.errors import OutputError
from audit.loaders.copies import Lost
from audit.loaders.door import new_key
from audit.loaders.part_digest import part_digest
from audit.measuring.measured import Measured
from audit.measuring.measured_file import from_bytes, to_bytes
from audit.measuring.tasks import Task
from audit.tally import Tally

_ABOUT = """What postaudit measured of each part of a dataset, so that a run that was ended can go on.

It holds counts, and of some posts words and keys that stand for their authors: keep it as you keep the posts.
Nothing else needs it. Remove the folder when the report is written.
"""
_PARTIAL = ".partial"


@dataclass(frozen=True)
class WorkFolder:
    """The folder; can be pickled, and used by any worker that sees it under the same path.

    Attributes
    ----------
    path : Path
    """

    path: Path

    def secret(self) -> bytes:
        """The key that hides annotators, made by the first run that uses the folder.

        Raises
        ------
        OutputError
            Nothing can be written here.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._tidy()
            for name, content in (("README.txt", _ABOUT.encode()), ("key", new_key())):
                if not (self.path / name).exists():
                    self._write(self.path / name, content, replacing=False)
            key = (self.path / "key").read_bytes()
        except OSError as error:
            raise self._unwritable(error) from None
        if len(key) != 16:
            raise OutputError(f"{self.path / 'key'}: is not the key of a work folder.", hint="Give another folder.")
        return key

    def name_of(self, job: str, task: Task, lost: Lost | None) -> Path:
        """Where what a task comes to is kept; ``job`` is the digest of everything but the posts."""
        digest = hashlib.sha256("\n".join(part_digest(each) for each in task).encode())
        if lost is not None:
            digest.update(lost.positions.tobytes() + lost.exact.tobytes())
        return self.path / job[:16] / f"{digest.hexdigest()[:32]}.part"

    def find(self, name: Path) -> Measured | None:
        """What a task came to, its tally left in the file; None where nobody has measured it."""
        try:
            found = from_bytes(name.read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (ValueError, KeyError, TypeError, IndexError):
            return None  # damaged: it is measured again
        except OSError as error:
            raise OutputError(
                f"{name}: cannot be read: {error.strerror}.", hint="Give another --work folder."
            ) from None
        return replace(found, tally=Tally(), stored=name)

    def keep(self, name: Path, measured: Measured) -> Measured:
        """Keep what a task came to.

        Raises
        ------
        OutputError
            It cannot be written: for want of room, most often.
        """
        try:
            name.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._write(name, to_bytes(measured), replacing=True)
        except OSError as error:
            raise self._unwritable(error) from None
        return replace(measured, tally=Tally(), stored=name)

    def _write(self, path: Path, content: bytes, *, replacing: bool) -> None:
        """Write a file that is there whole or not at all; the process's own number is in the name until then."""
        handle, name = tempfile.mkstemp(prefix=f".{_me()}-", suffix=_PARTIAL, dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if replacing:
                Path(name).replace(path)
            else:
                with suppress(FileExistsError):  # another run was quicker
                    os.link(name, path)
        finally:
            Path(name).unlink(missing_ok=True)

    def _tidy(self) -> None:
        """Remove what processes of this machine that are gone were writing."""
        for path in self.path.rglob(f".*{_PARTIAL}"):
            host, _, number = path.name[1:].rpartition("-")[0].rpartition("-")
            if host == _host() and number.isdigit() and not _alive(int(number)):
                path.unlink(missing_ok=True)

    def _unwritable(self, error: OSError) -> OutputError:
        room = error.errno in {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
        return OutputError(
            f"{self.path}: what was measured cannot be kept here: {error.strerror}.",
            hint="Make room and run again: what is there already is kept." if room else "Give another --work folder.",
        )


def _host() -> str:
    return "".join(each for each in socket.gethostname() if each.isalnum())[:40] or "host"


def _me() -> str:
    return f"{_host()}-{os.getpid()}"


def _alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
