"""A folder that keeps what each task came to, so that a run that was ended goes on where it was.

::

    work/README.txt                what this is
    work/key                       hides annotators alike in every run
    work/<job>/<task>.part         what a task came to

Files are named by what they hold: the bytes that were read, how they were read, the plan, the version and the code. So runs
of any kind can share a folder at one time: what has another name is another's, and what has the same name says the same.
A file is there whole or not at all, and what is damaged is measured again. No time of a file is looked at.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from audit.errors import OutputError, both_ways
from audit.files.leftovers import mark, remove_left_over
from audit.files.whole_file import FULL, check_here
from audit.loaders.copies import Lost
from audit.loaders.door import new_key
from audit.loaders.part_digest import part_digest
from audit.measuring.measured import Measured
from audit.measuring.measured_file import from_bytes, to_bytes
from audit.measuring.tasks import Task
from audit.tally import Tally

_ABOUT = """What postaudit measured of each part of a dataset, so that a run that was ended can go on.

key           random; hides annotators and accounts alike in every run that uses this folder
*/*.part      what one part of the dataset came to under one plan:
              counts; names of the columns that were asked for, and values of attributes and labels, of rare ones too;
              names of files, and which of their records were rejected and why;
              hashes of the ids of posts; hashes of authors, by which somebody who has a list of names can tell who is
              among them; single words of posts, rare ones and hosts of links too, where the plan asks for
              questions about words, such as associations. No post as it was written, no id and no handle.

Keep it as you keep the posts: nobody but you may read it. Nothing else needs it: remove the folder when the report is
written. A part whose posts have changed since is not used again, and stays until the folder is removed.
"""
_PARTIAL = ".partial"
_WORK = both_ways("--work DIR", work="DIR")
_JOB = re.compile("[0-9a-f]{16}")
#: What file systems without hard links say.
_NO_LINKS = {
    errno.EPERM,
    errno.ENOSYS,
    getattr(errno, "ENOTSUP", errno.ENOSYS),
    getattr(errno, "EOPNOTSUPP", errno.ENOSYS),
}


@dataclass(frozen=True)
class WorkFolder:
    """The folder; can be pickled, and used by any worker that sees it under the same path.

    Attributes
    ----------
    path : Path
    """

    path: Path

    @classmethod
    def at(cls, path: Path) -> WorkFolder:
        """The folder at a path of this machine.

        Raises
        ------
        OutputError
            It is an address or a file.
        """
        check_here(path, "--work", "work=")
        if path.is_file():
            raise OutputError(f"{path}: is a file, not a folder.", hint=f"Give {_WORK} a folder that is new or empty.")
        return cls(path.absolute())

    def secret(self) -> bytes:
        """The key that hides annotators, made by the first run that uses the folder.

        Raises
        ------
        OutputError
            Nothing can be written here, or there are other things here.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._refuse_other_things()
            self.tidy()
            for name, content in (("key", new_key()), ("README.txt", _ABOUT.encode())):
                if not (self.path / name).exists():
                    self._write(self.path / name, content, replacing=False)
            key = (self.path / "key").read_bytes()
        except OSError as error:
            raise self._unwritable(error) from None
        if len(key) != 16:
            raise OutputError(
                f"{self.path / 'key'}: is not the key of a work folder.", hint=f"Give another folder: {_WORK}."
            )
        return key

    def name_of(self, job: str, task: Task, lost: Lost | None) -> Path:
        """Where what a task comes to is kept; ``job`` is the digest of everything but the posts."""
        digest = hashlib.sha256()
        for part, source in zip(task, _sources(task), strict=True):
            digest.update(f"{source} {part_digest(part)}\n".encode())
        if lost is not None:
            digest.update(lost.positions.tobytes() + lost.exact.tobytes())
        return self.path / job[:16] / f"{digest.hexdigest()[:32]}.part"

    def find(self, name: Path, task: Task) -> Measured | None:
        """What a task came to, its tally left in the file; None where nobody has measured it."""
        try:
            found = from_bytes(name.read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return None
        except ValueError:
            return None  # damaged: it is measured again
        except OSError as error:
            raise OutputError(
                f"{name}: cannot be read: {error.strerror}.",
                hint=f"Remove it, and that part is measured again; or give another folder: {_WORK}.",
            ) from None
        numbers = {source: part.source_index for part, source in zip(task, _sources(task), strict=True)}
        ledgers = {numbers[source]: books for source, books in found.ledgers.items()}
        return replace(found, tally=Tally(), ledgers=ledgers, stored=name, found=True)

    def keep(self, name: Path, task: Task, measured: Measured) -> Measured:
        """Keep what a task came to.

        Raises
        ------
        OutputError
            It cannot be written: for want of room, most often.
        """
        # A file that is added to a dataset changes the numbers of those after it, and not what they hold.
        numbers = {part.source_index: source for part, source in zip(task, _sources(task), strict=True)}
        ledgers = {numbers[source]: books for source, books in measured.ledgers.items()}
        try:
            name.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._write(name, to_bytes(replace(measured, ledgers=ledgers)), replacing=True)
        except OSError as error:
            raise self._unwritable(error) from None
        return replace(measured, tally=Tally(), stored=name)

    def tidy(self) -> None:
        """Remove what processes of this machine that are gone were writing."""
        remove_left_over(self.path, ".")
        with suppress(OSError):
            for each in self.path.iterdir():
                if _JOB.fullmatch(each.name):
                    remove_left_over(each, ".")

    def _refuse_other_things(self) -> None:
        """Leave alone a folder that holds something else: it is told to be removed when the report is written."""
        if (self.path / "key").exists():
            return
        for each in sorted(self.path.iterdir()):
            if not (
                each.name.startswith(".")
                or each.name in {"README.txt", "key", "lost+found"}
                or _JOB.fullmatch(each.name)
            ):
                raise OutputError(
                    f"{self.path}: holds other things, such as {each.name!r}.",
                    hint=f"Give {_WORK} a folder of its own: one that is new or empty.",
                )

    def _write(self, path: Path, content: bytes, *, replacing: bool) -> None:
        """Write a file that is there whole or not at all; until then its name says who is writing it."""
        handle, name = tempfile.mkstemp(prefix=f".{mark()}", suffix=_PARTIAL, dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if replacing or not self._linked(name, path):
                Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)

    def _linked(self, name: str, path: Path) -> bool:
        """Give a file its name unless another run was quicker; whether that can be done here."""
        try:
            with suppress(FileExistsError):
                os.link(name, path)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            # Of two first runs one may then have the other's key, and they find nothing of each other.
            return path.exists()
        return True

    def _unwritable(self, error: OSError) -> OutputError:
        room = error.errno in FULL
        return OutputError(
            f"{self.path}: what was measured cannot be kept here: {error.strerror}.",
            hint="Make room and run again: what is there already is kept."
            if room
            else f"Give another folder: {_WORK}.",
        )


def _sources(task: Task) -> list[int]:
    """Of each part of a task, the number of its source among those of the task."""
    numbers: dict[int, int] = {}
    return [numbers.setdefault(part.source_index, len(numbers)) for part in task]
