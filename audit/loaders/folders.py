"""What in a folder may be data: the same on a disk and in a store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from audit.loaders.remote.hub import why_ignored

# Found beside the data in folders and archives; a file named on its own is always tried, whatever it is called.
_NOT_DATA = frozenset([
    ".md", ".rst", ".html", ".htm", ".css", ".js.map", ".pdf", ".doc", ".docx", ".rtf", ".tex", ".bib", ".png",
    ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".ico", ".mp4", ".mov", ".webm", ".mp3", ".m4a", ".wav", ".ogg", ".py",
    ".pyc", ".ipynb", ".r", ".rmd", ".sh", ".bat", ".c", ".h", ".java", ".toml", ".yaml", ".yml", ".ini", ".cfg",
    ".lock", ".sha256", ".md5", ".sig", ".asc", ".exe", ".dll", ".so", ".ttf", ".woff", ".woff2", ".log", ".tmp",
    ".bak", ".swp", ".part", ".torrent",
])  # fmt: skip
_NOT_DATA_NAMES = frozenset([
    "readme", "license", "licence", "copying", "changelog", "manifest", "makefile", "citation", "thumbs.db",
    "desktop.ini",
])  # fmt: skip


def why_no_data(name: str) -> str:
    """Why a file or folder holds no posts, by its name; ``""`` if it may."""
    if _hidden(name):
        return "hidden"
    lowered = name.lower()
    if lowered.split(".")[0] in _NOT_DATA_NAMES or Path(lowered).suffix in _NOT_DATA:
        return "not data by its name"
    return ""


def data_in(
    walk: Iterable[tuple[str, list[str], list[str]]], root: str, ignore: Callable[[str, str], None]
) -> Iterator[str]:
    """Files that may hold posts, by their way from the top, with slashes; a folder's own before those of its folders.

    Parameters
    ----------
    walk : iterable
        Each folder with the names of its folders and files, as ``os.walk`` gives them, but by its way from the top, which
        is empty; folders that are taken from its list are not gone into.
    root : str
        The name of the top, for people.
    ignore : callable
        Told the name of what is left out, and why.
    """
    for here, folders, files in walk:
        for hidden in sorted(name for name in folders if _hidden(name)):
            ignore(f"{hidden}/", "hidden")
        folders[:] = sorted(name for name in folders if not _hidden(name))
        if {"blobs", "refs", "snapshots"} <= set(folders):
            folders.remove("blobs")  # the Hub's cache: its snapshots are links to these
            ignore("blobs/", "what the snapshots hold")
        for name in sorted(files):
            inside = f"{here}/{name}" if here else name
            why = why_no_data(name) or why_ignored(name, files)
            if why:
                ignore(f"{root}/{inside}", why)
            else:
                yield inside


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$", "__MACOSX"))
