"""Decompress by content, and say so when a stream ends early.

Readers in common use give *no rows and no error* for a Zstandard file cut at 60 %. Here a damaged stream yields what can
be read of it and then says what is wrong (:attr:`Decompressed.damage`), so that the ledger can say it too.
"""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from collections.abc import Generator, Iterator
from typing import Any, BinaryIO

from audit.errors import SourceError, both_ways

#: First bytes of each format: RFC 1952, RFC 8878, https://sourceware.org/bzip2, https://tukaani.org/xz.
_MAGIC = ((b"\x1f\x8b\x08", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"), (b"BZh", "bzip2"), (b"\xfd7zXZ\x00", "xz"))

#: Pushshift's dumps are written with a window of 2 GiB, which decoders refuse unless told.
ZSTD_WINDOW = 2**31

#: A stream that has grown beyond 256 MB and to more than 200 times what was read of it is refused as a bomb, unless the
#: plan allows more (``limits.max_ratio``). Dumps of posts reach 5 to 25 times; bombs in circulation 1,000 to 25,000 times.
BOMB_FLOOR = 256 * 2**20
BOMB_RATIO = 200

_STEP = 2**20
_PIECE = 64 * 2**10
# A zstd block of 4 bytes may stand for 128 KiB and decompressobj returns all at once: pieces begin small, and stay so where
# much comes out of them.
_ZSTD_PIECE = 2**9


def bomb(name: str, stored: int, grown: int, max_ratio: int) -> SourceError:
    """The error for what grows too much."""
    return SourceError(
        f"{name}: {stored:,} compressed bytes grow to {grown:,} or more; beyond {max_ratio:,} times is refused as a "
        "decompression bomb.",
        hint=f"If the file is what you think it is, allow more: "
        f"{both_ways(f'--max-ratio {10 * max_ratio}', limits={'max_ratio': 10 * max_ratio})}.",
    )


def detect(head: bytes) -> str:
    """Name the compression that the first bytes show: ``gzip``, ``zstd``, ``bzip2``, ``xz``, or ``""`` for none."""
    for magic, name in _MAGIC:
        # "BZh" is also three letters; a real stream goes on with its level and the first block's (or the end's) magic.
        if head.startswith(magic) and (name != "bzip2" or head[4:10] in {b"1AY&SY", b"\x17\x72\x45\x38\x50\x90"}):
            return name
    # RFC 8878, 3.1.2: a stream may open with frames to be skipped.
    skippable = len(head) >= 4 and 0x50 <= head[0] <= 0x5F and head[1:4] == b"\x2a\x4d\x18"
    return "zstd" if skippable else ""


class Decompressed(io.RawIOBase):
    """A readable stream of decompressed bytes.

    Attributes
    ----------
    damage : str
        Empty while all is well; ``truncated_stream`` or ``checksum_error`` once the end came early or did not check.
    garbage : bool
        Whether bytes that are no further member followed the compressed data.

    Raises
    ------
    SourceError
        While reading, if the stream is a decompression bomb.
    """

    def __init__(self, raw: BinaryIO, compression: str, name: str, max_ratio: int = BOMB_RATIO) -> None:
        super().__init__()
        self.damage = ""
        self.garbage = False
        self._raw = raw
        self._name = name
        self._max_ratio = max_ratio
        self._taken = 0
        self._given = 0
        self._pieces = self._decompress(compression)
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def close(self) -> None:
        """Close this stream and the one below, and let go of what was decompressed."""
        self._raw.close()
        self._pieces.close()
        self._ready = memoryview(b"")
        super().close()

    def readinto(self, buffer: Any, /) -> int:
        """Fill the buffer; 0 at the end."""
        while not self._ready:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._given += len(piece)
            if self._given > BOMB_FLOOR and self._given > self._max_ratio * self._taken:
                raise bomb(self._name, self._taken, self._given, self._max_ratio)
            self._ready = memoryview(piece)
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _take(self, size: int) -> bytes:
        piece = self._raw.read(size) or b""
        self._taken += len(piece)
        return piece

    def _decompress(self, compression: str) -> Generator[bytes, None, None]:
        size = _ZSTD_PIECE if compression == "zstd" else _PIECE
        given = 0
        data = b""
        members = 0
        while True:
            data = data or self._take(size)
            if members:
                data += self._take(12) if len(data) < 12 else b""
                if not data or detect(data) != compression:
                    # gzip files are padded with zeros on tapes; anything else is not ours to read.
                    self.garbage = bool(data.strip(b"\0"))
                    return
            decompressor = _new(compression)
            while not decompressor.eof:
                if not data:
                    if compression == "zstd":
                        size = (
                            min(2 * size, _PIECE) if self._given - given < _STEP else max(size // 2, _ZSTD_PIECE // 2)
                        )
                        given = self._given
                    data = self._take(size)
                    if not data:
                        self.damage = "truncated_stream"
                        return
                try:
                    yield from _fed(decompressor, data)
                except (zlib.error, OSError, lzma.LZMAError, EOFError, ValueError) as error:
                    self.damage = _damage(error)
                    return
                except Exception as error:
                    if type(error).__name__ != "ZstdError":
                        raise
                    self.damage = _damage(error)
                    return
                data = b""
            data = decompressor.unused_data
            members += 1


def _new(compression: str) -> Any:
    if compression == "gzip":
        return zlib.decompressobj(wbits=31)
    if compression == "bzip2":
        return bz2.BZ2Decompressor()
    if compression == "xz":
        return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=2**30)
    import zstandard

    return zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()


def _fed(decompressor: Any, data: bytes) -> Iterator[bytes]:
    """What comes out for these bytes, in steps small enough that a bomb is noticed before memory is gone."""
    if hasattr(decompressor, "needs_input"):  # bz2 and lzma
        yield decompressor.decompress(data, _STEP)
        while not decompressor.eof and not decompressor.needs_input:
            yield decompressor.decompress(b"", _STEP)
    elif hasattr(decompressor, "unconsumed_tail") and not type(decompressor).__module__.startswith("zstandard"):  # zlib
        piece = decompressor.decompress(data, _STEP)
        yield piece
        while not decompressor.eof and (decompressor.unconsumed_tail or len(piece) == _STEP):
            piece = decompressor.decompress(decompressor.unconsumed_tail, _STEP)
            yield piece
    else:
        yield decompressor.decompress(data)


def _damage(error: Exception) -> str:
    text = str(error).lower()
    return "truncated_stream" if isinstance(error, EOFError) or "unexpected end" in text else "checksum_error"


def decompressed(raw: BinaryIO, compression: str, name: str, *, max_ratio: int = BOMB_RATIO) -> BinaryIO:
    """A buffered stream of the decompressed bytes; the raw stream itself where nothing is compressed.

    Parameters
    ----------
    raw : binary stream
        What is stored.
    compression : str
        As :func:`detect` names it.
    name : str
        For messages.
    max_ratio : int
        How many times what was read may come out.
    """
    if not compression:
        return raw
    return io.BufferedReader(Decompressed(raw, compression, name, max_ratio), 2**20)


def damage_of(stream: BinaryIO) -> str:
    """``truncated_stream`` or ``checksum_error`` where a stream turned out damaged at its end, else ``""``."""
    below: Any = stream
    while below is not None:
        damage = getattr(below, "damage", "")
        if damage:
            return str(damage)
        below = getattr(below, "raw", None) or getattr(below, "below", None)
    return ""


def has_garbage(stream: BinaryIO) -> bool:
    """Whether bytes that belong to nothing followed the compressed data."""
    below: Any = stream
    while below is not None:
        if getattr(below, "garbage", False):
            return True
        below = getattr(below, "raw", None) or getattr(below, "below", None)
    return False
