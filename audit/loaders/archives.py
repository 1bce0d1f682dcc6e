"""Read members of ZIP and TAR archives in place: nothing is ever extracted, so no name can reach the disk.

An archive that holds an absolute path, a ``..``, a link, a device, an encrypted member or one name twice was not made to
carry posts; it is refused as a whole, since nobody can say which of its parts to believe.
"""

from __future__ import annotations

import functools
import io
import re
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from audit.errors import SourceError
from audit.loaders.compression import BOMB_FLOOR, BOMB_RATIO, decompressed, detect

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


def members(path: Path, kind: str, compression: str) -> list[Member]:
    """List the files of an archive.

    Raises
    ------
    SourceError
        The archive is damaged, or holds what is refused (see the module's text).
    """
    with _errors(path):
        found = list(_zip_members(path) if kind == "zip" else _tar_members(path, compression))
    _refuse_duplicates(path, [each.name for each in found])
    return found


def open_member(path: Path, kind: str, compression: str, name: str) -> BinaryIO:
    """Open one file of an archive for reading.

    Raises
    ------
    SourceError
        The archive cannot be read, or has no such member.
    """
    with _errors(path):
        if kind == "zip":
            status = path.stat()
            archive = _directory(str(path), status.st_size, status.st_mtime_ns)
            info = archive.getinfo(name)
            return io.BufferedReader(
                _Checked(archive.open(info), f"{path.name}/{name}", info.compress_size, ExitStack()), 2**20
            )
        with ExitStack() as closing:
            tar = _open_tar(path, compression, closing)
            for each in tar:
                stream = tar.extractfile(each) if each.name == name else None
                if stream is not None:
                    owner = closing.pop_all()
                    return io.BufferedReader(_Checked(stream, f"{path.name}/{name}", 0, owner), 2**20)
    raise SourceError(f"{path.name}: has no member {name!r} any more; it changed while it was read.")


@functools.lru_cache(maxsize=2)
def _directory(path: str, size: int, changed: int) -> zipfile.ZipFile:  # noqa: ARG001 - a file that changed is another
    """An opened ZIP, kept: to read the list of 25,000 members again for each one opened took 0.15 s a time."""
    return zipfile.ZipFile(path)


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
                f"{path.name}: refused, one member name occurs twice.", hint="Unpack it and pass one of them."
            )
        seen.add(key)


def _zip_members(path: Path) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        refuse_count(path.name, len(infos), LISTED)
        for info in infos:
            refuse_path(path.name, info.filename)
            if info.flag_bits & 0x1:
                raise SourceError(
                    f"{path.name}: refused, it is encrypted.", hint="Decrypt it yourself and pass the files."
                )
            kind = (info.external_attr >> 16) & 0o170000
            if kind not in {0, 0o100000, 0o040000}:
                raise SourceError(f"{path.name}: refused, it holds a link or a device.")
            if not info.is_dir():
                yield Member(info.filename, info.file_size, info.compress_size)


def _tar_members(path: Path, compression: str) -> Iterator[Member]:
    with ExitStack() as closing:
        for count, each in enumerate(_open_tar(path, compression, closing), start=1):
            refuse_count(path.name, count, LISTED)
            refuse_path(path.name, each.name)
            if not (each.isfile() or each.isdir()):
                raise SourceError(f"{path.name}: refused, it holds a link or a device.")
            if each.isfile():
                yield Member(each.name, each.size, each.size)


def refuse_count(archive: str, count: int, most: int = MEMBERS) -> None:
    """Refuse an archive of too many members."""
    if count > most:
        raise SourceError(
            f"{archive}: refused, it holds more than {most:,} members.", hint="Unpack it; pass the folder."
        )


def _open_tar(path: Path, compression: str, closing: ExitStack) -> tarfile.TarFile:
    # tarfile closes no file object that it was given.
    stream = closing.enter_context(decompressed(path.open("rb"), compression, path.name))
    return closing.enter_context(tarfile.open(fileobj=stream, mode="r|" if compression else "r:"))


class _Checked(io.RawIOBase):
    """A member as a raw stream that turns the archive modules' errors into damage, and refuses bombs."""

    def __init__(self, stream: Any, name: str, stored: int, owner: Any) -> None:
        super().__init__()
        self.damage = ""
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
        except (zipfile.BadZipFile, zlib.error, OSError, ValueError):
            self.damage = "checksum_error"
            return 0
        self._given += len(piece)
        if self._stored and self._given > max(BOMB_FLOOR, BOMB_RATIO * self._stored):
            raise SourceError(f"{self._name}: more than {BOMB_RATIO} times its stored size; refused as a bomb.")
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
        KeyError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise SourceError(f"{path.name}: cannot be read as an archive: {error}") from None
    except OSError as error:
        raise SourceError(f"{path.name}: cannot be read: {error.strerror or error}") from None


def peek(stream: BinaryIO, size: int = 512) -> bytes:
    """Read up to ``size`` bytes from the start and close the stream."""
    with stream:
        return stream.read(size)


def inner_head(path: Path) -> tuple[str, bytes]:
    """Compression of a file, and the first 512 bytes of what it holds."""
    with path.open("rb") as raw:
        compression = detect(raw.read(32))
        raw.seek(0)
        return compression, peek(decompressed(raw, compression, path.name))
