"""Where posts come from: files, folders, patterns, archives, standard input."""

from __future__ import annotations

import glob
import hashlib
import io
import os
import stat
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BufferedIOBase
from pathlib import Path
from typing import BinaryIO, cast
from urllib.request import url2pathname

from audit.disclosure import escape_for_terminal
from audit.errors import READ_AGAIN, SourceError, did_you_mean
from audit.files.addresses import is_folded, name_of, scheme_of, shown_address
from audit.loaders.archives import Member, archive_kind, inner_head, members, open_member, peek, refuse_count, stamp_of
from audit.loaders.compression import BOMB_RATIO, decompressed, detect
from audit.loaders.folders import data_in, why_no_data
from audit.loaders.remote import remote
from audit.loaders.remote.fetching import can_be_cut, fetched
from audit.loaders.remote.hub import why_ignored
from audit.loaders.remote.listing import beginnings, entries
from audit.loaders.remote.stream import open_remote
from audit.loaders.spooling import kept, private_folder

_CHUNK = 2**20
#: Members up to which a compressed tar is read from its beginning for each of them.
_FEW_MEMBERS = 3
#: Bytes of a file in a store that are looked at to tell what it is, and those by which a tar is known.
_HEAD = 4096
_TAR_HEADER = 512


@dataclass(frozen=True)
class Source:
    """One stream of records: a file, or a member of an archive. Can be pickled and opened in another process.

    Attributes
    ----------
    name : str
        For people: the file's name, with as much of its folder as was passed; never an absolute path.
    path : str
        The file to open, or its address in a store; never printed, since an address may hold a secret.
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
    path: str = field(repr=False)
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
        if self.is_remote:
            stream = open_remote(self.path, self.name, self.size)
        elif self.archive:
            outer = _outer_compression(self)
            stream = open_member(Path(self.path), self.archive, outer, self.member, max_ratio=self.max_ratio)
        else:
            try:
                stream = Path(self.path).open("rb")  # noqa: SIM115 - closed by whoever reads it
            except OSError as error:
                raise SourceError(f"{self.name}: cannot be opened: {error.strerror}", hint=READ_AGAIN) from None
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
            stamp = remote.stamp_of(self.path, self.name) if self.is_remote else stamp_of(Path(self.path))
        except OSError:
            stamp = ()
        if stamp != self.stamp:
            raise remote.changed(self.name)

    def sha256(self, given_up: threading.Event | None = None) -> str | None:
        """SHA-256 of the bytes as stored: of the file, or of the archive's member before decompression.

        Of a file in a store it is what the store says, or None: to compute it, all would be fetched once more. None too where
        it is given up before the end.
        """
        if self.is_remote:
            return remote.stated_sha256(self.path, self.name)
        digest = hashlib.sha256()
        stored = replace(self, compression="")
        with stored.open() as stream:
            while piece := stream.read(_CHUNK):
                if given_up is not None and given_up.is_set():
                    return None
                digest.update(piece)
        self.check()
        return digest.hexdigest()

    @property
    def is_remote(self) -> bool:
        """Whether it lies in a store."""
        return bool(scheme_of(self.path))

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
        Files, folders (searched recursively, in sorted order), patterns with ``* ? [``, archives, addresses of these in a
        store, ``-`` for standard input.
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
            raise SourceError(f"{_shown(text)}: cannot be read: {error.strerror}.", hint=READ_AGAIN) from None
        except ValueError as error:  # a NUL in the name
            raise SourceError(f"{_shown(text)}: is no name of a file: {error}.", hint="Check the path.") from None
    if not sources:
        listed = "; ".join(f"{name} ({why})" for name, why in sources.ignored[:5])
        raise SourceError(
            f"no data among {', '.join(_named(os.fspath(each)) for each in paths) or 'nothing'}"
            + (f": ignored {listed}." if listed else ": there is no file."),
            hint="Pass files of posts: CSV, TSV, JSON, JSON lines, Parquet or Arrow, plain or compressed.",
        )
    return sources


def _expand(text: str, sources: Sources) -> None:
    if text == "-":
        sources.append(_spooled(cast("io.BufferedIOBase", sys.stdin.buffer), "stdin", sources.max_ratio))
    elif not text:
        raise SourceError("'' is no name of a file.", hint="A dot stands for the folder you are in.")
    elif scheme_of(text) in ("file", "local"):
        _expand(_of_this_machine(text), sources)
    elif scheme_of(text) and not os.path.lexists(text):
        _expand_address(text, sources)
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
    return escape_for_terminal(shown_address(name))


def _named(path: str) -> str:
    return _shown(name_of(path) if scheme_of(path) else Path(path).name or path)


def _missing(text: str) -> SourceError:
    if is_folded(text):
        return SourceError(
            f"{text.partition(':')[0]}:/...: there is no such file.",
            hint="An address is passed as text: a Path drops one of its slashes.",
        )
    parent = Path(text).parent
    try:
        names = [each.name for each in parent.iterdir()][:10_000]
    except OSError:
        return SourceError(
            f"{_shown(text)}: there is no such file, and no such folder {str(parent)!r} either.",
            hint="Check the path: ls shows what is there.",
        )
    hint = did_you_mean(Path(text).name, names)
    return SourceError(
        f"{_shown(text)}: there is no such file.",
        hint=hint if hint.startswith("Did") else "Check the path: ls shows what is there.",
    )


def _walk(folder: Path, sources: Sources) -> None:
    root = folder.resolve().name or "folder"
    try:
        # Links to folders are not followed: they may lead round in a circle, or out of what was passed.
        for name in data_in(_inside(folder), root, sources.ignore):
            _add(folder / name, f"{root}/{name}", sources, found=True)
    except OSError as error:
        raise SourceError(
            f"{_shown(str(folder))}: cannot be listed: {error.strerror}", hint="Check who may read it."
        ) from None


def _inside(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    for here, folders, files in os.walk(folder, onerror=_raise):
        way = Path(here).relative_to(folder).as_posix()
        yield "" if way == "." else way, folders, files


def _raise(error: OSError) -> None:
    raise error


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
            raise SourceError(
                f"{label}: is a device, not a file of posts.", hint="Name a file or folder; - is standard input."
            )
        compression, head = inner_head(path)
    except OSError as error:
        raise SourceError(f"{label}: cannot be read: {error.strerror}", hint=READ_AGAIN) from None
    kind = archive_kind(head)
    if kind == "zip" and not compression and not _is_office(path):
        _add_members(path, "", label, kind, sources)
    elif kind == "tar":
        _add_members(*_seekable(path, kind, compression, sources.max_ratio), label, kind, sources)
    else:
        source = Source(label, str(path.absolute()), compression=compression, size=status.st_size, found=found)
        sources.append(replace(source, stamp=stamp_of(path), max_ratio=sources.max_ratio))


def _of_this_machine(address: str) -> str:
    """The path that an address of a file on this machine means; RFC 8089 quotes its characters, and not all who write one do."""
    path = address.partition("://")[2]
    path = path.removeprefix("localhost") if path.startswith("localhost/") else path
    return path if os.path.lexists(path) else url2pathname(path)


def _expand_address(address: str, sources: Sources) -> None:
    remote.forget()
    found = entries(address, sources.ignore)
    folder: Path | None = None
    for each, head in zip(found, beginnings(found, _HEAD), strict=True):
        compression = detect(head)
        inner = peek(decompressed(io.BytesIO(head), compression, each.name))
        if compression and len(inner) < _TAR_HEADER < (each.size or 0):  # what a block holds comes when it is whole
            inner = peek(decompressed(open_remote(each.address, each.name, each.size or 0), compression, each.name))
        if archive_kind(inner) or not can_be_cut(each):
            folder = folder or private_folder()
            _add(fetched(each, folder), each.name, sources, found=each.found)
        else:
            source = Source(each.name, each.address, "", "", compression, each.size or 0, each.found, each.stamp)
            sources.append(replace(source, max_ratio=sources.max_ratio))


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
        return kept(decompressed(raw, compression, _shown(path.name), max_ratio=max_ratio)), ""


def _add_members(path: Path, outer: str, label: str, kind: str, sources: Sources) -> None:
    kept: list[Member] = []
    found = members(path, kind, outer, max_ratio=sources.max_ratio)
    folders: dict[str, set[str]] = {}
    for each in found:
        folder, _, name = each.name.rpartition("/")
        folders.setdefault(folder, set()).add(name)
    for each in found:
        folder, _, name = each.name.rpartition("/")
        why = next((why for part in each.name.split("/") if (why := why_no_data(part))), "")
        why = why or why_ignored(name, folders[folder])
        if why or not each.size:
            sources.ignore(f"{label}/{each.name}", why or "empty")
        else:
            kept.append(each)
    refuse_count(label, len(kept))
    if not kept and not sources.ignored:
        raise SourceError(f"{label}: the archive holds no file.", hint="Fetch or pack it again, with posts.")
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
    _add(kept(stream), name, sources, found=False)
    if len(sources) != 1:
        raise SourceError(f"{name}: holds {len(sources)} files.", hint="Pass an archive as a file.")
    return sources[0]


def pieces(stream: BinaryIO, size: int = _CHUNK) -> Iterator[bytes]:
    """What is left of a stream, in pieces."""
    while piece := stream.read(size):
        yield piece
