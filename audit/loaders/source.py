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
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import BinaryIO, cast

from audit.errors import SourceError, did_you_mean
from audit.loaders.archives import Member, archive_kind, inner_head, members, open_member, peek, refuse_count
from audit.loaders.compression import decompressed, detect
from audit.loaders.hub import why_ignored

_CHUNK = 2**20

# Found beside the data in folders and archives; a file named on its own is always tried, whatever it is called.
_NOT_DATA = frozenset(
    [
        ".md",
        ".rst",
        ".html",
        ".htm",
        ".css",
        ".js.map",
        ".pdf",
        ".doc",
        ".docx",
        ".rtf",
        ".tex",
        ".bib",
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".webp",
        ".svg",
        ".ico",
        ".mp4",
        ".mov",
        ".webm",
        ".mp3",
        ".m4a",
        ".wav",
        ".ogg",
        ".py",
        ".pyc",
        ".ipynb",
        ".r",
        ".rmd",
        ".sh",
        ".bat",
        ".c",
        ".h",
        ".java",
        ".toml",
        ".yaml",
        ".yml",
        ".ini",
        ".cfg",
        ".lock",
        ".sha256",
        ".md5",
        ".sig",
        ".asc",
        ".exe",
        ".dll",
        ".so",
        ".ttf",
        ".woff",
        ".woff2",
        ".log",
        ".tmp",
        ".bak",
        ".swp",
        ".part",
        ".torrent",
    ]
)
_NOT_DATA_NAMES = frozenset(
    [
        "readme",
        "license",
        "licence",
        "copying",
        "changelog",
        "manifest",
        "makefile",
        "citation",
        "thumbs.db",
        "desktop.ini",
    ]
)


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
    """

    name: str
    path: str
    member: str = ""
    archive: str = ""
    compression: str = ""
    size: int = 0
    found: bool = False

    def open(self) -> BinaryIO:
        """Open for reading the decompressed bytes.

        Raises
        ------
        SourceError
            It cannot be opened; later, while reading, if it is a decompression bomb.
        """
        if self.archive:
            outer = _outer_compression(self)
            stream = open_member(Path(self.path), self.archive, outer, self.member)
        else:
            try:
                stream = Path(self.path).open("rb")  # noqa: SIM115 - closed by whoever reads it
            except OSError as error:
                raise SourceError(f"{self.name}: cannot be opened: {error.strerror}") from None
        return decompressed(stream, self.compression, self.name)

    def sha256(self) -> str:
        """SHA-256 of the bytes as stored: of the file, or of the archive's member before decompression."""
        digest = hashlib.sha256()
        stored = Source(self.name, self.path, self.member, self.archive)
        with stored.open() as stream:
            while piece := stream.read(_CHUNK):
                digest.update(piece)
        return digest.hexdigest()

    @property
    def seekable(self) -> bool:
        """Whether it can be read from the middle: a plain file that is not compressed."""
        return not self.archive and not self.compression


class Sources(list[Source]):
    """The sources found, in order; ``ignored`` names what lay beside them, each with the reason."""

    def __init__(self, items: Sequence[Source] = (), ignored: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(items)
        self.ignored: list[tuple[str, str]] = list(ignored)


def expand(paths: Sequence[str | Path]) -> Sources:
    """Find every stream of records behind these paths.

    Parameters
    ----------
    paths : sequence of str or Path
        Files, folders (searched recursively, in sorted order), patterns with ``* ? [``, archives, ``-`` for standard
        input.

    Returns
    -------
    Sources
        A list of sources; hidden files and files that are not data are in its ``ignored``.

    Raises
    ------
    SourceError
        Nothing is there, or an archive is refused.
    """
    sources = Sources()
    for each in paths:
        text = os.fspath(each)
        if text == "-":
            sources.append(_spooled(cast("io.BufferedIOBase", sys.stdin.buffer), "stdin"))
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
    if not sources:
        listed = "; ".join(f"{name} ({why})" for name, why in sources.ignored[:5])
        raise SourceError(
            f"no data among {', '.join(str(Path(os.fspath(each)).name or each) for each in paths) or 'nothing'}"
            + (f": ignored {listed}." if listed else ": there is no file."),
            hint="Pass files of posts: CSV, TSV, JSON, JSON lines, Parquet or Arrow, plain or compressed.",
        )
    return sources


def _missing(text: str) -> SourceError:
    parent = Path(text).parent
    try:
        names = [each.name for each in parent.iterdir()][:10_000]
    except OSError:
        return SourceError(f"{text}: there is no such file, and no such folder {str(parent)!r} either.")
    hint = did_you_mean(Path(text).name, names)
    return SourceError(f"{text}: there is no such file.", hint=hint if hint.startswith("Did") else "")


def _walk(folder: Path, sources: Sources) -> None:
    root = folder.resolve().name or "folder"
    try:
        # Links to folders are not followed: they may lead round in a circle, or out of what was passed.
        for here, folders, files in os.walk(folder, onerror=_raise):
            for hidden in sorted(name for name in folders if _hidden(name)):
                sources.ignored.append((f"{hidden}/", "hidden"))
            folders[:] = sorted(name for name in folders if not _hidden(name))
            if {"blobs", "refs", "snapshots"} <= set(folders):
                folders.remove("blobs")  # the Hub's cache: its snapshots are links to these
                sources.ignored.append(("blobs/", "what the snapshots hold"))
            for name in sorted(files):
                path = Path(here) / name
                label = f"{root}/{path.relative_to(folder).as_posix()}"
                why = _why_ignored(name) or why_ignored(name, files)
                if why:
                    sources.ignored.append((label, why))
                else:
                    _add(path, label, sources, found=True)
    except OSError as error:
        raise SourceError(f"{folder}: cannot be listed: {error.strerror}") from None


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
    try:
        status = path.stat()
        if stat.S_ISFIFO(status.st_mode) or stat.S_ISSOCK(status.st_mode):
            if not found:  # the shell's <(command)
                with path.open("rb") as stream:
                    sources.append(_spooled(stream, label))
            return
        if not stat.S_ISREG(status.st_mode):
            raise SourceError(f"{label}: is a device, not a file of posts.")
        compression, head = inner_head(path)
    except OSError as error:
        raise SourceError(f"{label}: cannot be read: {error.strerror}") from None
    kind = archive_kind(head)
    if kind == "zip" and not compression and not _is_office(path):
        _add_members(path, label, kind, "", sources)
    elif kind == "tar":
        _add_members(path, label, kind, compression, sources)
    else:
        sources.append(Source(label, str(path.absolute()), compression=compression, size=status.st_size, found=found))


def _is_office(path: Path) -> bool:
    """Whether a ZIP is a workbook or document, which is one file to its owner and no archive."""
    try:
        names = {each.name for each in members(path, "zip", "")}
    except SourceError:
        return False
    return "[Content_Types].xml" in names or "mimetype" in names


def _add_members(path: Path, label: str, kind: str, outer: str, sources: Sources) -> None:
    kept: list[Member] = []
    found = members(path, kind, outer)
    folders: dict[str, set[str]] = {}
    for each in found:
        folder, _, name = each.name.rpartition("/")
        folders.setdefault(folder, set()).add(name)
    for each in found:
        folder, _, name = each.name.rpartition("/")
        why = next((why for part in each.name.split("/") if (why := _why_ignored(part))), "")
        why = why or why_ignored(name, folders[folder])
        if why or not each.size:
            sources.ignored.append((f"{label}/{each.name}", why or "empty"))
        else:
            kept.append(each)
    refuse_count(label, len(kept))
    if not kept and not sources.ignored:
        raise SourceError(f"{label}: the archive holds no file.")
    for each in sorted(kept):
        head = peek(open_member(path, kind, outer, each.name))
        if archive_kind(head):
            sources.ignored.append((f"{label}/{each.name}", "an archive inside an archive"))
            continue
        sources.append(
            Source(
                name=f"{label}/{each.name}",
                path=str(path.absolute()),
                member=each.name,
                archive=kind,
                compression=detect(head),
                size=each.stored,
                found=True,
            )
        )


def _outer_compression(source: Source) -> str:
    if source.archive != "tar":
        return ""
    with Path(source.path).open("rb") as raw:
        return detect(raw.read(32))


def _spooled(stream: BufferedIOBase, name: str) -> Source:
    """Keep a stream that can be read only once in a private file, so that it can be sniffed and then read."""
    folder = Path(tempfile.mkdtemp(prefix="postaudit-"))  # mode 0700
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "stream"
    with path.open("wb") as out:
        # One system call at a time: a signal that comes between two of one read() would wait for the sender's next byte.
        while piece := stream.read1(_CHUNK):
            out.write(piece)
    found: list[Source] = []
    sources = Sources()
    _add(path, name, sources, found=False)
    found.extend(sources)
    if len(found) != 1:
        raise SourceError(f"{name}: holds {len(found)} files.", hint="Pass an archive as a file.")
    return found[0]


def pieces(stream: BinaryIO, size: int = _CHUNK) -> Iterator[bytes]:
    """What is left of a stream, in pieces."""
    while piece := stream.read(size):
        yield piece
