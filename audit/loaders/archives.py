"""Read members of ZIP and TAR archives in place: nothing is ever extracted, so no name can reach the disk.

An archive that holds an absolute path, a ``..``, a link, a device, an encrypted member or one name twice was not made to
carry posts; it is refused as a whole, since nobody can say which of its parts to believe.
"""

from __future__ import annotations

import functools
import io
import lzma
import re
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from audit.disclosure import escape_for_terminal
from audit.errors import SourceError
from audit.loaders.compression import BOMB_FLOOR, BOMB_RATIO, bomb, damage_of, decompressed, detect

#: More members that may be data than this are refused: a folder reads as well, and nothing is gained by opening each.
MEMBERS = 10_000

#: More members of any kind than this are not even listed. A user's archive of X holds one for each of their pictures.
LISTED = 250_000

_DRIVE = re.compile(r"^[A-Za-z]:")


class Member(NamedTuple):
    """One file inside an archive; ``stored`` is its size in the archive, ``size`` after decompression."""

    name: str
    size: int
    stored: int


def archive_kind(head: bytes) -> str:
    """``zip``, ``tar`` or ``""``, by the first 512 bytes (of the decompressed stream, for a ``.tar.gz``)."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    return "tar" if head[257:262] == b"ustar" else ""


def members(path: Path, kind: str, compression: str, *, max_ratio: int = BOMB_RATIO) -> list[Member]:
    """List the files of an archive.

    Raises
    ------
    SourceError
        The archive is damaged, or holds what is refused (see the module's text).
    """
    with _errors(path):
        found = list(_directory(path, kind, compression, max_ratio, stamp_of(path)).values())
        stored = path.stat().st_size
    grown = sum(each.member.size for each in found)
    if not compression and grown > max(BOMB_FLOOR, max_ratio * stored):
        raise bomb(_shown(path), stored, grown, max_ratio)
    return [each.member for each in found]


def open_member(path: Path, kind: str, compression: str, name: str, *, max_ratio: int = BOMB_RATIO) -> BinaryIO:
    """Open one file of an archive for reading.

    Raises
    ------
    SourceError
        The archive cannot be read, or has no such member.
    """
    shown = escape_for_terminal(f"{path.name}/{name}")
    with _errors(path), ExitStack() as closing:
        if compression:
            # Only from the beginning: an archive of many members is spooled before it comes to this.
            below = closing.enter_context(decompressed(path.open("rb"), compression, _shown(path), max_ratio=max_ratio))
            tar = _open_tar(below, compression, closing)
            for each in tar:
                stream = tar.extractfile(each) if each.name == name else None
                if stream is not None:
                    return _buffered(_Checked(stream, shown, 0, closing.pop_all(), max_ratio))
        else:
            entry = _directory(path, kind, "", max_ratio, stamp_of(path)).get(name)
            if entry is not None:
                file = closing.enter_context(path.open("rb"))
                opened = _zipped(file, entry.info) if kind == "zip" else _Slice(file, entry.info, entry.member.size)
                return _buffered(_Checked(opened, shown, entry.member.stored, closing.pop_all(), max_ratio))
    raise SourceError(
        f"{_shown(path)}: has no member {name!r} any more; it changed while it was read.",
        hint="Wait until nobody writes to it, and run again.",
    )


def _buffered(stream: _Checked) -> BinaryIO:
    return io.BufferedReader(stream, 2**20)


class _Entry(NamedTuple):
    """A member, and where to find it: a ZipInfo, or the byte where a tar's member begins."""

    member: Member
    info: Any


def stamp_of(path: Path) -> tuple[int, ...]:
    """What tells one state of a file from another: size, time of change, number of the file."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ino


@functools.lru_cache(maxsize=4)
def _directory(path: Path, kind: str, compression: str, max_ratio: int, stamp: tuple[int, ...]) -> dict[str, _Entry]:
    """Members by name, listed once: ten thousand members would else be listed ten thousand times."""
    listed = list(_zip_members(path, stamp[0]) if kind == "zip" else _tar_members(path, compression, max_ratio))
    _refuse_duplicates(path, [each.member.name for each in listed])
    return {each.member.name: each for each in listed}


def _zipped(stream: BinaryIO, info: zipfile.ZipInfo) -> Any:
    """The decompressed bytes of a member: its own header (APPNOTE 4.3.7) is skipped, the directory's is believed."""
    stream.seek(info.header_offset)
    header = stream.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile("a member is not where the directory says")
    stream.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), io.SEEK_CUR)
    return zipfile.ZipExtFile(cast("Any", stream), "r", info)


class _Slice(io.RawIOBase):
    """Part of a file, as a file."""

    def __init__(self, below: BinaryIO, start: int, size: int) -> None:
        super().__init__()
        self._below = below
        self._left = size
        below.seek(start)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        piece = self._below.read(self._left if size < 0 else min(size, self._left))
        if not piece and self._left and size:
            raise EOFError
        self._left -= len(piece)
        return piece


def refuse_path(archive: str, name: str) -> None:
    """Refuse a member name that points out of the archive."""
    parts = name.replace("\\", "/").split("/")
    if not name or name.startswith(("/", "\\")) or _DRIVE.match(name) or ".." in parts or "\0" in name:
        raise SourceError(
            f"{archive}: refused, a member's name points outside the archive.",
            hint="Unpack it yourself if you trust it, and pass the folder.",
        )


def _refuse_duplicates(path: Path, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        key = unicodedata.normalize("NFC", name)
        if key in seen:
            raise SourceError(
                f"{_shown(path)}: refused, one member name occurs twice.", hint="Unpack it and pass one of them."
            )
        seen.add(key)


def _zip_members(path: Path, size: int) -> Iterator[_Entry]:
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
    refuse_count(_shown(path), len(infos), LISTED)
    _refuse_overlap(path, infos, size)
    for info in infos:
        refuse_path(_shown(path), info.filename)
        if info.flag_bits & 0x1:
            raise SourceError(
                f"{_shown(path)}: refused, it is encrypted.", hint="Decrypt it yourself and pass the files."
            )
        kind = (info.external_attr >> 16) & 0o170000
        if kind not in {0, 0o100000, 0o040000}:
            raise SourceError(
                f"{_shown(path)}: refused, it holds a link or a device.",
                hint="Unpack it yourself, look at what it holds, and name the folder.",
            )
        if not info.is_dir():
            yield _Entry(Member(info.filename, info.file_size, info.compress_size), info)


def _refuse_overlap(path: Path, infos: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Refuse members that share bytes: how a small archive comes to hold petabytes.

    References
    ----------
    Fifield, D. (2019). A better zip bomb. 13th USENIX Workshop on Offensive Technologies.
    """
    ends = 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        begins = info.header_offset
        if begins < ends:
            raise SourceError(
                f"{_shown(path)}: refused as a decompression bomb, its members share bytes.",
                hint="Ask whoever made it for another; if you trust it, unpack it and name the folder.",
            )
        ends = begins + 30 + info.compress_size
    if ends > size:
        raise SourceError(
            f"{_shown(path)}: cannot be read as an archive: a member ends behind the end of the file",
            hint="Fetch it again, or unpack it and name the folder.",
        )


def _tar_members(path: Path, compression: str, max_ratio: int) -> Iterator[_Entry]:
    with ExitStack() as closing:
        stream = closing.enter_context(decompressed(path.open("rb"), compression, _shown(path), max_ratio=max_ratio))
        for count, each in enumerate(_open_tar(stream, compression, closing), start=1):
            refuse_count(_shown(path), count, LISTED)
            refuse_path(_shown(path), each.name)
            if not (each.isfile() or each.isdir()):
                raise SourceError(
                    f"{_shown(path)}: refused, it holds a link or a device.",
                    hint="Unpack it yourself, look at what it holds, and name the folder.",
                )
            if each.issparse():
                raise SourceError(
                    f"{_shown(path)}: refused, it holds a file with holes.", hint="Unpack it; pass the folder."
                )
            if each.isfile():
                yield _Entry(Member(each.name, each.size, each.size), each.offset_data)
        # The checksum stands behind the tar's own end.
        while stream.read(2**20):
            pass
        if damage := damage_of(stream):
            raise SourceError(f"{_shown(path)}: damaged ({damage}).", hint="Fetch it again.")


def _shown(path: Path) -> str:
    """The file's name for messages: what it is called must not steer the terminal."""
    return escape_for_terminal(path.name)


def refuse_count(archive: str, count: int, most: int = MEMBERS) -> None:
    """Refuse an archive of too many members."""
    if count > most:
        raise SourceError(
            f"{archive}: refused, it holds more than {most:,} members.", hint="Unpack it; pass the folder."
        )


def _open_tar(stream: BinaryIO, compression: str, closing: ExitStack) -> tarfile.TarFile:
    # tarfile closes no file object that it was given.
    return closing.enter_context(tarfile.open(fileobj=stream, mode="r|" if compression else "r:"))


class _Checked(io.RawIOBase):
    """A member as a raw stream that turns the archive modules' errors into damage, and refuses bombs."""

    def __init__(self, stream: Any, name: str, stored: int, owner: Any, max_ratio: int) -> None:
        super().__init__()
        self.damage = ""
        self._max_ratio = max_ratio
        self.below = stream
        self._name = name
        self._stored = stored
        self._owner = owner
        self._given = 0

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed:
            self.below.close()
            self._owner.close()
        super().close()

    def readinto(self, buffer: Any, /) -> int:
        if self.damage:
            return 0
        try:
            piece = self.below.read(min(len(buffer), 2**20))
        except (EOFError, tarfile.ReadError):
            self.damage = "truncated_stream"
            return 0
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, ValueError):
            self.damage = "checksum_error"
            return 0
        self._given += len(piece)
        if self._stored and self._given > max(BOMB_FLOOR, self._max_ratio * self._stored):
            raise bomb(self._name, self._stored, self._given, self._max_ratio)
        buffer[: len(piece)] = piece
        return len(piece)


@contextmanager
def _errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        EOFError,
        zlib.error,
        lzma.LZMAError,
        KeyError,
        ValueError,
        struct.error,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise SourceError(
            f"{_shown(path)}: cannot be read as an archive: {escape_for_terminal(str(error))[:200]}",
            hint="Fetch it again, or unpack it and name the folder.",
        ) from None
    except OSError as error:
        raise SourceError(
            f"{_shown(path)}: cannot be read: {error.strerror or error}",
            hint="Check that it is there, whole, and that you may read it.",
        ) from None


def peek(stream: BinaryIO, size: int = 512) -> bytes:
    """Read up to ``size`` bytes from the start and close the stream."""
    with stream:
        return stream.read(size)


def inner_head(path: Path) -> tuple[str, bytes]:
    """Compression of a file, and the first 512 bytes of what it holds."""
    with path.open("rb") as raw:
        compression = detect(raw.read(32))
        raw.seek(0)
        return compression, peek(decompressed(raw, compression, _shown(path)))
