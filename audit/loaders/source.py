"""Where posts come from: files, folders, patterns, archives, standard input."""

from __future__ import annotations

import atexit
import glob
import hashlib
import io
import os
import shutil
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BufferedIOBase
from pathlib import Path
from typing import BinaryIO, cast

from audit.disclosure import escape_for_terminal
from audit.errors import SourceError, did_you_mean
from audit.leftovers import temporary_folder
from audit.loaders.archives import Member, archive_kind, inner_head, members, open_member, peek, refuse_count, stamp_of
from audit.loaders.compression import BOMB_RATIO, decompressed, detect
from audit.loaders.hub import why_ignored

_CHUNK = 2**20
#: Members up to which a compressed tar is read from its beginning for each of them.
_FEW_MEMBERS = 3

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


@dataclass(frozen=True)
class Source:
    """One stream of records: a file, or a member of an archive. Can be pickled and opened in another process.

    Attributes
    ----------
    name : str
        For people: the file's name, with as much of its folder as was passed; never an absolute path.
    path : str
        The file to open.
    member : str
        Name inside the archive; empty for a plain file.
    archive : str
        ``zip``, ``tar`` or empty.
    compression : str
        Of the file or member, by content: ``gzip``, ``zstd``, ``bzip2``, ``xz`` or empty.
    size : int
        Bytes as stored.
    found : bool
        Whether it was found in a folder or archive rather than named: then it may turn out to be no data at all.
    stamp : tuple of int
        Size, time of change and number of the file when it was found; empty where nothing can change it.
    max_ratio : int
        How many times its stored size it may grow to when it is decompressed.
    """

    name: str
    path: str
    member: str = ""
    archive: str = ""
    compression: str = ""
    size: int = 0
    found: bool = False
    stamp: tuple[int, ...] = ()
    max_ratio: int = BOMB_RATIO

    def open(self) -> BinaryIO:
        """Open for reading the decompressed bytes.

        Raises
        ------
        SourceError
            It cannot be opened; later, while reading, if it is a decompression bomb.
        """
        if self.archive:
            outer = _outer_compression(self)
            stream = open_member(Path(self.path), self.archive, outer, self.member, max_ratio=self.max_ratio)
        else:
            try:
                stream = Path(self.path).open("rb")  # noqa: SIM115 - closed by whoever reads it
            except OSError as error:
                raise SourceError(f"{self.name}: cannot be opened: {error.strerror}") from None
        return decompressed(stream, self.compression, self.name, max_ratio=self.max_ratio)

    def check(self) -> None:
        """Refuse a file that is no longer the one that was found: half of it may be old and half new.

        Raises
        ------
        SourceError
            Its size, its time of change or the file itself is another.
        """
        if not self.stamp:
            return
        try:
            stamp = stamp_of(Path(self.path))
        except OSError:
            stamp = ()
        if stamp != self.stamp:
            raise SourceError(
                f"{self.name}: changed while it was read.",
                hint="Wait until it is written, or copy it and pass the copy.",
            )

    def sha256(self) -> str:
        """SHA-256 of the bytes as stored: of the file, or of the archive's member before decompression."""
        digest = hashlib.sha256()
        stored = replace(self, compression="")
        with stored.open() as stream:
            while piece := stream.read(_CHUNK):
                digest.update(piece)
        self.check()
        return digest.hexdigest()

    @property
    def seekable(self) -> bool:
        """Whether it can be read from the middle: a plain file that is not compressed."""
        return not self.archive and not self.compression


class Sources(list[Source]):
    """The sources found, in order; ``ignored`` names what lay beside them, each with the reason."""

    def __init__(
        self, items: Sequence[Source] = (), ignored: Sequence[tuple[str, str]] = (), max_ratio: int = BOMB_RATIO
    ) -> None:
        super().__init__(items)
        self.ignored: list[tuple[str, str]] = list(ignored)
        self.max_ratio = max_ratio

    def ignore(self, name: str, why: str) -> None:
        """Leave a file out."""
        self.ignored.append((_shown(name), why))


def expand(paths: Sequence[str | Path], *, max_ratio: int = BOMB_RATIO) -> Sources:
    """Find every stream of records behind these paths.

    Parameters
    ----------
    paths : sequence of str or Path
        Files, folders (searched recursively, in sorted order), patterns with ``* ? [``, archives, ``-`` for standard
        input.
    max_ratio : int
        How many times its stored size a compressed file may grow to, beyond 256 MB.

    Returns
    -------
    Sources
        A list of sources; hidden files and files that are not data are in its ``ignored``.

    Raises
    ------
    SourceError
        Nothing is there, or an archive is refused.
    """
    sources = Sources(max_ratio=max_ratio)
    for each in paths:
        text = os.fspath(each)
        try:
            _expand(text, sources)
        except OSError as error:  # a folder on the way that may not be entered, a name that is too long
            raise SourceError(f"{_shown(text)}: cannot be read: {error.strerror}.") from None
        except ValueError as error:  # a NUL in the name
            raise SourceError(f"{_shown(text)}: is no name of a file: {error}.") from None
    if not sources:
        listed = "; ".join(f"{name} ({why})" for name, why in sources.ignored[:5])
        raise SourceError(
            f"no data among {', '.join(_shown(Path(os.fspath(each)).name or str(each)) for each in paths) or 'nothing'}"
            + (f": ignored {listed}." if listed else ": there is no file."),
            hint="Pass files of posts: CSV, TSV, JSON, JSON lines, Parquet or Arrow, plain or compressed.",
        )
    return sources


def _expand(text: str, sources: Sources) -> None:
    if text == "-":
        sources.append(_spooled(cast("io.BufferedIOBase", sys.stdin.buffer), "stdin", sources.max_ratio))
    elif not text:
        raise SourceError("'' is no name of a file.", hint="A dot stands for the folder you are in.")
    elif Path(text).is_dir():
        _walk(Path(text), sources)
    elif os.path.lexists(text):
        _add(Path(text), Path(text).name, sources, found=False)
    else:
        matches = sorted(glob.glob(text, recursive=True)) if glob.has_magic(text) else []  # noqa: PTH207 - absolute patterns too
        if not matches:
            raise _missing(text)
        for match in matches:
            if Path(match).is_dir():
                _walk(Path(match), sources)
            else:
                _add(Path(match), Path(match).name, sources, found=False)


def _shown(name: str) -> str:
    """A name for people: it must not steer their terminal, forge a line or turn the reading round."""
    return escape_for_terminal(name)


def _missing(text: str) -> SourceError:
    parent = Path(text).parent
    try:
        names = [each.name for each in parent.iterdir()][:10_000]
    except OSError:
        return SourceError(f"{_shown(text)}: there is no such file, and no such folder {str(parent)!r} either.")
    hint = did_you_mean(Path(text).name, names)
    return SourceError(f"{_shown(text)}: there is no such file.", hint=hint if hint.startswith("Did") else "")


def _walk(folder: Path, sources: Sources) -> None:
    root = folder.resolve().name or "folder"
    try:
        # Links to folders are not followed: they may lead round in a circle, or out of what was passed.
        for here, folders, files in os.walk(folder, onerror=_raise):
            for hidden in sorted(name for name in folders if _hidden(name)):
                sources.ignore(f"{hidden}/", "hidden")
            folders[:] = sorted(name for name in folders if not _hidden(name))
            if {"blobs", "refs", "snapshots"} <= set(folders):
                folders.remove("blobs")  # the Hub's cache: its snapshots are links to these
                sources.ignore("blobs/", "what the snapshots hold")
            for name in sorted(files):
                path = Path(here) / name
                label = f"{root}/{path.relative_to(folder).as_posix()}"
                why = _why_ignored(name) or why_ignored(name, files)
                if why:
                    sources.ignore(label, why)
                else:
                    _add(path, label, sources, found=True)
    except OSError as error:
        raise SourceError(f"{_shown(str(folder))}: cannot be listed: {error.strerror}") from None


def _raise(error: OSError) -> None:
    raise error


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$", "__MACOSX"))


def _why_ignored(name: str) -> str:
    if _hidden(name):
        return "hidden"
    lowered = name.lower()
    if lowered.split(".")[0] in _NOT_DATA_NAMES or Path(lowered).suffix in _NOT_DATA:
        return "not data by its name"
    return ""


def _add(path: Path, label: str, sources: Sources, *, found: bool) -> None:
    label = _shown(label)
    try:
        status = path.stat()
        if stat.S_ISFIFO(status.st_mode) or stat.S_ISSOCK(status.st_mode):
            if not found:  # the shell's <(command)
                with path.open("rb") as stream:
                    sources.append(_spooled(stream, label, sources.max_ratio))
            return
        if not stat.S_ISREG(status.st_mode):
            raise SourceError(f"{label}: is a device, not a file of posts.")
        compression, head = inner_head(path)
    except OSError as error:
        raise SourceError(f"{label}: cannot be read: {error.strerror}") from None
    kind = archive_kind(head)
    if kind == "zip" and not compression and not _is_office(path):
        _add_members(path, "", label, kind, sources)
    elif kind == "tar":
        _add_members(*_seekable(path, kind, compression, sources.max_ratio), label, kind, sources)
    else:
        source = Source(label, str(path.absolute()), compression=compression, size=status.st_size, found=found)
        sources.append(replace(source, stamp=stamp_of(path), max_ratio=sources.max_ratio))


def _is_office(path: Path) -> bool:
    """Whether a ZIP is a workbook or document, which is one file to its owner and no archive."""
    try:
        names = {each.name for each in members(path, "zip", "")}
    except SourceError:
        return False
    return "[Content_Types].xml" in names or "mimetype" in names


def _seekable(path: Path, kind: str, compression: str, max_ratio: int) -> tuple[Path, str]:
    """A compressed tar of many members as a plain one: each would else be reached through all that stand before it."""
    if not compression or len(members(path, kind, compression, max_ratio=max_ratio)) <= _FEW_MEMBERS:
        return path, compression
    with path.open("rb") as raw:
        return _kept(decompressed(raw, compression, _shown(path.name), max_ratio=max_ratio)), ""


def _add_members(path: Path, outer: str, label: str, kind: str, sources: Sources) -> None:
    kept: list[Member] = []
    found = members(path, kind, outer, max_ratio=sources.max_ratio)
    folders: dict[str, set[str]] = {}
    for each in found:
        folder, _, name = each.name.rpartition("/")
        folders.setdefault(folder, set()).add(name)
    for each in found:
        folder, _, name = each.name.rpartition("/")
        why = next((why for part in each.name.split("/") if (why := _why_ignored(part))), "")
        why = why or why_ignored(name, folders[folder])
        if why or not each.size:
            sources.ignore(f"{label}/{each.name}", why or "empty")
        else:
            kept.append(each)
    refuse_count(label, len(kept))
    if not kept and not sources.ignored:
        raise SourceError(f"{label}: the archive holds no file.")
    stamp = stamp_of(path)
    for each in sorted(kept):
        head = peek(open_member(path, kind, outer, each.name, max_ratio=sources.max_ratio))
        if archive_kind(head):
            sources.ignore(f"{label}/{each.name}", "an archive inside an archive")
            continue
        sources.append(
            Source(
                name=_shown(f"{label}/{each.name}"),
                path=str(path.absolute()),
                member=each.name,
                archive=kind,
                compression=detect(head),
                size=each.stored,
                found=True,
                stamp=stamp,
                max_ratio=sources.max_ratio,
            )
        )


def _outer_compression(source: Source) -> str:
    if source.archive != "tar":
        return ""
    with Path(source.path).open("rb") as raw:
        return detect(raw.read(32))


def _spooled(stream: BufferedIOBase, name: str, max_ratio: int = BOMB_RATIO) -> Source:
    """Keep a stream that can be read only once in a private file, so that it can be sniffed and then read."""
    sources = Sources(max_ratio=max_ratio)
    _add(_kept(stream), name, sources, found=False)
    if len(sources) != 1:
        raise SourceError(f"{name}: holds {len(sources)} files.", hint="Pass an archive as a file.")
    return sources[0]


def _kept(stream: BufferedIOBase | BinaryIO) -> Path:
    """A private file with what is left of a stream, removed when the process ends."""
    folder = temporary_folder()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "stream"
    with path.open("wb") as out:
        # One system call at a time: a signal that comes between two of one read() would wait for the sender's next byte.
        while piece := stream.read1(_CHUNK):  # type: ignore[union-attr]
            out.write(piece)
    return path


def pieces(stream: BinaryIO, size: int = _CHUNK) -> Iterator[bytes]:
    """What is left of a stream, in pieces."""
    while piece := stream.read(size):
        yield piece
