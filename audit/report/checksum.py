"""The checksum of ``findings.json``: printed on the page, so that a paper copy can be held against the file it was made of."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from audit.errors import SourceError

FINDINGS = "findings.json"
CHECKSUMS = "checksums.txt"
PAGE = "report.html"
#: Hexadecimal digits on the page: 64 bits, so that nobody meets another file of the same by accident. Against intent: all 64.
_DIGITS = 16
_PRINTED = re.compile(r'<code id="page-checksum">([0-9a-f-]{19})</code>')
#: The findings of millions of posts are far below it; nobody has to read more of what somebody else may have put there.
_MOST_BYTES = 256_000_000
_AT_ONCE = 1 << 20
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")


def full(content: bytes) -> str:
    """The sha256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def short(digest: str) -> str:
    """The start of a sha256 in groups of four, as a person would read it out.

    Examples
    --------
    >>> short("3f2a91bc77d01e5c" + "0" * 48)
    '3f2a-91bc-77d0-1e5c'
    """
    return "-".join(digest[at : at + 4] for at in range(0, _DIGITS, 4))


def held(folder: Path) -> dict[str, str]:
    """The files that the list of checksums names, each found to be as it was when the list was written.

    Parameters
    ----------
    folder : Path
        As ``postaudit run`` writes it.

    Returns
    -------
    dict of str to str
        Name to sha256; empty if there is no list.

    Raises
    ------
    SourceError
        A file is missing or was changed, or the list names something outside.
    """
    listed = dict(_listed(folder))
    for name, digest in listed.items():
        if not _is_inside(folder, name):
            raise SourceError(
                f"{folder / name}: leads out of the folder, where {CHECKSUMS} lists nothing.",
                hint="Render it again with postaudit report, or ask for the folder again.",
            )
        if _digest_of(folder / name) != digest:
            raise SourceError(
                f"{folder / name}: was changed after the report was written: its sha256 is not that of {CHECKSUMS}.",
                hint="Render it again with postaudit report, or ask for the folder again.",
            )
    return listed


def printed(page: str) -> list[str]:
    """The checksums that a page prints as its own: one, if postaudit wrote it."""
    return _PRINTED.findall(page)


def _listed(folder: Path) -> Iterator[tuple[str, str]]:
    if not os.path.lexists(folder / CHECKSUMS):
        return
    for line in read(folder / CHECKSUMS).decode("utf-8", "replace").splitlines():
        found = _LINE.fullmatch(line)
        name = found.group(2) if found else ""
        # Nothing outside the folder is read, whatever a list says that somebody else may have written.
        if not found or "\0" in name or Path(name).is_absolute() or ".." in Path(name).parts:
            raise SourceError(
                f"{folder / CHECKSUMS}: has a line that is no checksum of a file here.",
                hint="Make the report again from its findings: postaudit report FOLDER.",
            )
        yield name, found.group(1)


def read(path: Path, most: int = _MOST_BYTES) -> bytes:
    """The bytes of a file of no more than so many; SourceError says why there are none.

    Only a file itself is read: a device never ends, and a link leads where nobody meant to look.
    """
    size = _size(path)
    if size > most:
        raise SourceError(
            f"{path}: has {size:,} bytes, and no report of postaudit has so many.",
            hint="Make it again from its findings, with postaudit report, or ask for the folder again.",
        )
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unread(path, error) from None


def _is_inside(folder: Path, name: str) -> bool:
    try:
        return (folder / name).parent.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # links in a circle
        return False


def _digest_of(path: Path) -> str:
    """Of a file of any size: a tally may be a large one."""
    _size(path)
    made = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while part := file.read(_AT_ONCE):
                made.update(part)
    except OSError as error:
        raise _unread(path, error) from None
    return made.hexdigest()


def _size(path: Path) -> int:
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        raise SourceError(f"{path}: there is no such file.", hint="Name the folder that holds the report.") from None
    except OSError as error:
        raise _unread(path, error) from None
    if not stat.S_ISREG(found.st_mode):
        raise SourceError(
            f"{path}: is no file but a link, a folder or a device, and is not read.",
            hint="Put the file itself there, or ask for the folder again.",
        )
    return found.st_size


def _unread(path: Path, error: OSError) -> SourceError:
    return SourceError(f"{path}: cannot be read: {error.strerror}.", hint="See who may read it, or take another copy.")
