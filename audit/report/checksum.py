"""The checksum of ``findings.json``: printed on the page, so that a paper copy can be held against the file it was made of."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from audit.errors import SourceError

FINDINGS = "findings.json"
CHECKSUMS = "checksums.txt"
PAGE = "report.html"
#: Hexadecimal digits on the page: 64 bits, so that nobody meets another file of the same by accident.
_DIGITS = 16
_PRINTED = re.compile(r'<code id="page-checksum">([0-9a-f-]{19})</code>')
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


def check(folder: Path) -> tuple[str, ...]:
    """Hold a report folder against its own checksums, and the page against the findings.

    Parameters
    ----------
    folder : Path
        As ``postaudit run`` writes it.

    Returns
    -------
    tuple of str
        What was found to be whole, a line each.

    Raises
    ------
    SourceError
        There are no findings, a file is missing or was changed, or the page is of other findings.
    """
    content = _read(folder / FINDINGS)
    printed = short(full(content))
    said = [f"{FINDINGS}: {printed}"]
    listed = dict(_listed(folder))
    for name, digest in listed.items():
        if full(_read(folder / name)) != digest:
            raise SourceError(
                f"{folder / name}: was changed after the report was written: its sha256 is not that of {CHECKSUMS}.",
                hint="Render it again with postaudit report, or ask for the folder again.",
            )
    if listed:
        said.append(f"{CHECKSUMS}: {len(listed)} files are as they were written")
    if (folder / PAGE).is_file():
        found = _PRINTED.findall(_read(folder / PAGE).decode("utf-8", "replace"))
        if found != [printed]:
            what = f"prints the checksum {found[0]}" if found else "prints no checksum"
            raise SourceError(
                f"{folder / PAGE}: {what}, and {FINDINGS} has {printed}.",
                hint="The page was made of other findings, or by an older version. Render it again with postaudit report.",
            )
        said.append(f"{PAGE}: prints the same checksum")
    return tuple(said)


def _listed(folder: Path) -> Iterator[tuple[str, str]]:
    if not (folder / CHECKSUMS).is_file():
        return
    for line in _read(folder / CHECKSUMS).decode("utf-8", "replace").splitlines():
        found = _LINE.fullmatch(line)
        name = found.group(2) if found else ""
        # Nothing outside the folder is read, whatever a list says that somebody else may have written.
        if not found or Path(name).is_absolute() or ".." in Path(name).parts:
            raise SourceError(
                f"{folder / CHECKSUMS}: has a line that is no checksum of a file here.",
                hint="Make the report again from its findings: postaudit report FOLDER.",
            )
        yield name, found.group(1)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise SourceError(f"{path}: there is no such file.", hint="Name the folder that holds the report.") from None
    except OSError as error:
        raise SourceError(
            f"{path}: cannot be read: {error.strerror}.", hint="See who may read it, or take another copy."
        ) from None
