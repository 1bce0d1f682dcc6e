"""The reports of a folder: found anew for each request, read again only where a file has changed."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from audit.errors import SourceError
from audit.report.summary import Summary, summary
from audit.viewing.opened import Opened, open_report, read
from audit.viewing.served import is_regular

#: Reports kept in memory; one of ten thousand figures takes twenty megabytes.
_MOST_KEPT = 4
_HINT = "Name the folder of a report that `postaudit run` wrote, or a folder of several."

#: When a file was written, how large it is and which it is: what tells a file that was rewritten.
Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Label:
    """A report in the list of audits: its page one, and how many figures it has; or why it cannot be read."""

    name: str
    summary: Summary | None
    figures: int
    problem: str = ""


class Shelf:
    """The reports in one place.

    Parameters
    ----------
    place : Path
        The folder of a report, its ``findings.json``, or a folder that holds folders of reports.

    Raises
    ------
    SourceError
        There is no such folder, or no report in it.
    """

    def __init__(self, place: Path) -> None:
        place = place.parent if place.name == "findings.json" and place.is_file() else place
        if not place.is_dir():
            raise SourceError(f"{place}: there is no such folder.", hint=_HINT)
        self._place = place.resolve()
        #: The name of the only report, where the place is its folder.
        self.alone = (self._place.name or "report") if is_regular(self._place / "findings.json") else ""
        self._lock = threading.Lock()
        self._opened: OrderedDict[str, tuple[tuple[Stamp, Stamp], Opened]] = OrderedDict()
        self._labels: dict[str, tuple[tuple[Stamp, Stamp], Label]] = {}
        if not self.alone and not self.names() and not self.comparisons():
            raise SourceError(f"{place}: holds no report.", hint=_HINT)

    def names(self) -> tuple[str, ...]:
        """The folders that hold findings, those written last first."""
        return (self.alone,) if self.alone else self._holding("findings.json")

    def comparisons(self) -> tuple[str, ...]:
        """The folders that hold a comparison, those written last first."""
        return () if self.alone else self._holding("comparison.json")

    def folder(self, name: str) -> Path | None:
        """The folder of this name; None if there is none in this place."""
        if self.alone:
            return self._place if name == self.alone else None
        # A name that the folder lists itself has no way out of it in it.
        if not _is_open(name) or name not in {each.name for each in self._place.iterdir()}:
            return None
        folder = self._place / name
        return folder if any(_holds(folder, file) for file in ("findings.json", "comparison.json")) else None

    def open(self, name: str) -> Opened | None:
        """A report, as its file is now; None if there is none of this name.

        Raises
        ------
        SourceError
            Its files cannot be read.
        """
        folder = self.folder(name)
        if folder is None or not is_regular(folder / "findings.json"):
            return None
        with self._lock:
            stamps = _stamps(folder)
            kept = self._opened.pop(name, None)
            if kept is None or kept[0] != stamps:
                kept = stamps, open_report(folder, name, several=not self.alone)
            self._opened[name] = kept
            while len(self._opened) > _MOST_KEPT:
                self._opened.popitem(last=False)
            return kept[1]

    def label(self, name: str) -> Label:
        """A report in brief, for the list; one that cannot be read says why."""
        folder = self.folder(name)
        if folder is None:
            return Label(name, None, 0, "It is no longer there.")
        with self._lock:
            stamps = _stamps(folder)
            kept = self._labels.get(name)
            if kept is None or kept[0] != stamps:
                kept = self._labels[name] = stamps, _label(folder, name)
            return kept[1]

    def _holding(self, file: str) -> tuple[str, ...]:
        found = [
            (-_stamp(folder / file)[0], folder.name)
            for folder in self._place.iterdir()
            if _is_open(folder.name) and _holds(folder, file)
        ]
        return tuple(name for _, name in sorted(found))


def _is_open(name: str) -> bool:
    """What begins with a dot is half written."""
    return not name.startswith(".")


def _holds(folder: Path, file: str) -> bool:
    return not folder.is_symlink() and is_regular(folder / file)


def _label(folder: Path, name: str) -> Label:
    try:
        findings, run_facts = read(folder)
    except SourceError as error:
        return Label(name, None, 0, str(error))
    return Label(name, summary(findings, run_facts), len(findings.estimates))


def _stamps(folder: Path) -> tuple[Stamp, Stamp]:
    return _stamp(folder / "findings.json"), _stamp(folder / "run.json")


def _stamp(path: Path) -> Stamp:
    try:
        found = path.lstat()
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_size, found.st_ino)
