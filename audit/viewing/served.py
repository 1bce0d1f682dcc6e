"""The files of a report that are given out: known by name, regular, and lying in its folder itself.

A tally holds exact counts of small groups, ``evidence.html`` what people wrote, ``run.json`` the name of the machine: what is
not listed here is not there, whoever asks.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_TEXT = "text/plain; charset=utf-8"
_PAGE = "text/html; charset=utf-8"
_KINDS: Mapping[str, str] = {
    ".csv": "text/csv; charset=utf-8",
    ".html": _PAGE,
    ".json": "application/json",
    ".sarif": "application/json",
    ".svg": "image/svg+xml",
}
_ALWAYS = (
    "report.html", "report.md", "findings.csv", "findings.json", "comparison.html", "comparison.md", "comparison.csv",
    "comparison.json", "summary.md", "junit.xml", "report.sarif", "checksums.txt",
)  # fmt: skip
_FIGURE = re.compile(r"figures/[A-Za-z0-9][A-Za-z0-9._-]{0,120}\.svg")


@cache
def known() -> tuple[str, ...]:
    """Names of the files that may be given out, figures apart."""
    from audit.report.forms.written import FILES

    return (*_ALWAYS, *(name for files in FILES.values() for name in files))


def kind_of(name: str) -> str:
    """The media type of a file; what is not listed is plain text, which no browser runs."""
    return _KINDS.get(Path(name).suffix, _TEXT)


def contents(folder: Path, name: str) -> bytes | None:
    """What a file of a report holds.

    Parameters
    ----------
    folder : Path
    name : str
        As the folder has it: ``report.html``, ``figures/representation.gender.svg``.

    Returns
    -------
    bytes or None
        None if it is none of the files given out, not there, a symbolic link, or no regular file.
    """
    return regular(folder, name) if name in known() or _FIGURE.fullmatch(name) else None


def present(folder: Path) -> tuple[str, ...]:
    """Those of the known files that are there."""
    return tuple(name for name in known() if is_regular(folder / name))


def is_regular(path: Path) -> bool:
    """Whether there is a file, and no link to one."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def regular(folder: Path, name: str) -> bytes | None:
    """What a regular file of a folder holds; neither it nor a folder on the way may be a symbolic link."""
    path = folder / name
    if path.parent != folder and path.parent.is_symlink():
        return None
    # Neither a link put there since nor a pipe without a writer can hold us up.
    flags = os.O_RDONLY
    for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"):
        flags |= getattr(os, flag, 0)
    if not is_regular(path):
        return None
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            return file.read() if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else None
    except OSError:
        return None
