"""The folder of an audit: written beside its place, then moved there whole, so that nobody ever reads half of one."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from audit.errors import OutputError, did_you_mean
from audit.files.leftovers import REPLACED, mark, remove_left_over

#: What a file holds: its bytes, or a function that writes them.
Content = bytes | Callable[[BinaryIO], None]

CHECKSUMS = "checksums.txt"
FORMATS = ("json", "html", "md", "csv", "svg")
#: For continuous integration, written where they are asked for.
ON_REQUEST = ("summary", "junit", "sarif")
#: For papers, which an audit has and a comparison has not: the method of a report, and the file it makes.
PAPER: Mapping[str, str] = {"pdf": "report.pdf", "tex": "tables.tex", "docx": "tables.docx"}
#: Forms of documentation, which an audit has and a comparison has not.
FORMS = ("datasheet", "data-statement", "croissant", "dpia", "training-summary", "impact-ratios", "requirements")
_NAME = re.compile(r"(?:figures/)?[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


def chosen(formats: Iterable[str] | None, forms: Sequence[str] = ()) -> tuple[str, ...]:
    """The formats to write, the usual ones if not given; OutputError names one that there is not."""
    wanted = FORMATS if formats is None else tuple(formats)
    known = (*FORMATS, *ON_REQUEST, *forms)
    for each in wanted:
        if each not in known:
            raise OutputError(f"There is no format {each!r}.", hint=did_you_mean(each, known))
    return wanted


def write_folder(
    target: Path, files: Mapping[str, Content], audit: str, private: Collection[str] = frozenset()
) -> Path:
    """Write all files, or none.

    Parameters
    ----------
    target : Path
        The folder to make. One of the same audit that is there already is replaced; what it holds besides ``files``, such
        as the tally when only the page is rendered anew, is kept.
    files : mapping of str to bytes or callable
        By name: plain, or under ``figures/``. A callable is given the open file.
    audit : str
        Id of the audit, by which a folder that is there already is known to be its own.
    private : collection of str
        Files that their owner alone may read: what people wrote is personal data.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    OutputError
        No space, no permission, a symbolic link or something else in the place of the folder. Nothing is left behind.
    """
    _refuse(target, audit)
    for name in files:
        if not _NAME.fullmatch(name) or name == CHECKSUMS:
            raise OutputError(
                f"{name!r} is no name for a file of a report.",
                hint="Use letters, digits, dots and hyphens, and no path.",
            )
    work: Path | None = None
    made = not target.parent.exists()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        remove_left_over(target.parent, ".postaudit-")
        work = Path(tempfile.mkdtemp(prefix=f".postaudit-{mark()}", suffix=".partial", dir=target.parent))
        work.chmod(0o777 & ~_umask())
        for name, content in files.items():
            _write(work / name, content, 0o600 if name in private else 0o666)
        if target.is_dir():
            _keep(target, work)
        _write(work / CHECKSUMS, _checksums(work))
        _sync(work)
        _swap(work, target)
    except OSError as error:
        raise _explained(target, error) from None
    finally:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)
        if made and not target.exists():
            with suppress(OSError):  # not there, or holds something of somebody else by now
                target.parent.rmdir()
    return target


def _refuse(target: Path, audit: str) -> None:
    if target.is_symlink():
        raise OutputError(f"{target}: is a symbolic link, which is not followed.", hint="Name the folder it points to.")
    if not target.exists():
        return
    if not target.is_dir():
        raise OutputError(f"{target}: is a file, not a folder.", hint="Choose another place with -o.")
    if any(target.iterdir()) and _audit_of(target) != audit:
        raise OutputError(
            f"{target}: holds something else than audit {audit}, and is left alone.",
            hint="Choose another place with -o.",
        )


def _audit_of(folder: Path) -> str | None:
    """Id of the audit, or of the comparison, that a folder holds."""
    for name, key in (("findings.json", "audit"), ("comparison.json", "comparison")):
        with suppress(OSError, ValueError, KeyError, TypeError):
            return str(json.loads((folder / name).read_bytes())[key]["id"])
    return None


def _umask() -> int:
    # The mask can only be read by setting it.
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _write(path: Path, content: Content, mode: int = 0o666) -> None:
    path.parent.mkdir(exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        if callable(content):
            content(file)
        else:
            file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _keep(old: Path, work: Path) -> None:
    """Files of the folder to be replaced that are not written anew."""
    for path in _regular(old):
        kept = work / path.relative_to(old)
        if kept.exists() or path.name == CHECKSUMS:
            continue
        kept.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, kept, follow_symlinks=False)
        except OSError:
            shutil.copy2(path, kept, follow_symlinks=False)


def _regular(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _checksums(folder: Path) -> bytes:
    """Lines that ``sha256sum --check`` reads."""
    lines = []
    for path in _regular(folder):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    return "".join(lines).encode()


def _sync(folder: Path) -> None:
    """Make the names durable too; not every system lets a folder be opened."""
    for each in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        with suppress(OSError):
            handle = os.open(each, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _swap(work: Path, target: Path) -> None:
    if not target.exists():
        work.rename(target)
        _sync(target.parent)
        return
    # No system call swaps two folders everywhere: between the two renames there is, for a moment, no folder at all, but
    # never half of one, and the old one comes back if the second fails.
    away = work.with_name(f"{work.stem}{REPLACED}{target.name}")
    try:
        target.rename(away)
        work.rename(target)
    except BaseException:  # an interruption too
        if away.exists() and not target.exists():
            away.rename(target)
        raise
    finally:
        if target.exists():
            shutil.rmtree(away, ignore_errors=True)


def _explained(target: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    if error.errno in _FULL:
        return OutputError(
            f"{target}: could not be written: the disk is full ({reason}). Nothing was left behind.",
            hint="Make room, or choose another disk with -o.",
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return OutputError(
            f"{target}: could not be written: {reason}. Nothing was left behind.",
            hint="Choose a folder you may write to with -o.",
        )
    return OutputError(
        f"{target}: could not be written: {reason}. Nothing was left behind.", hint="Choose another place with -o."
    )
