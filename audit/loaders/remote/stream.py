"""A file in a store as a stream: read in blocks that grow while it is read in order.

A request to a store costs tens of milliseconds whatever it brings, so a megabyte in pieces of 8 KB would cost seconds;
and whoever looks at a footer wants no megabytes. So the first block is small, and each that follows it in order is twice
as long.
"""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from audit.errors import SourceError
from audit.loaders.remote.remote import filesystem, reaching

#: Bytes of the first request after a jump, and of the longest.
FIRST = 256 * 2**10
LONGEST = 8 * 2**20


class RemoteStream(io.RawIOBase):
    """A file in a store, opened for reading at any place.

    Parameters
    ----------
    address : str
    name : str
        For messages.
    size : int
        Bytes that it has.
    first : int
        Bytes of the first request after a jump.

    Raises
    ------
    SourceError
        It cannot be opened; later, if it cannot be read or ends before its size.
    """

    def __init__(self, address: str, name: str, size: int, *, first: int = FIRST) -> None:
        super().__init__()
        self._name = name
        self._size = size
        self._at = 0
        self._start = 0
        self._held = b""
        self._first = first
        self._step = first // 2
        system, path = filesystem(address)
        with reaching(name):
            # Blocks are ours: the caches of fsspec read too much at a jump, or too little in order.
            self._file: Any = system.open(path, "rb", block_size=LONGEST, cache_type="none")

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def seekable(self) -> bool:
        """Whether it can be read at any place: yes."""
        return True

    def tell(self) -> int:
        """The byte that is read next."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a byte; nothing is asked of the store."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        """Fill the buffer as far as one block goes; 0 at the end."""
        if self._at >= self._size or not len(buffer):
            return 0
        if not self._start <= self._at < self._start + len(self._held):
            self._fetch(len(buffer))
        begin = self._at - self._start
        piece = self._held[begin : begin + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        """Let go of the block and of the file below."""
        self._held = b""
        if not self.closed and hasattr(self, "_file"):
            with reaching(self._name):
                self._file.close()
        super().close()

    def _fetch(self, wanted: int) -> None:
        in_order = self._at == self._start + len(self._held)
        self._step = min(2 * self._step, LONGEST) if in_order else self._first
        size = min(max(wanted, self._step), self._size - self._at)
        self._held = b""  # two blocks need not be held at a time
        pieces: list[bytes] = []
        got = 0
        with reaching(self._name):
            self._file.seek(self._at)
            while got < size and (piece := self._file.read(size - got)):
                pieces.append(piece)
                got += len(piece)
        if got != size:
            raise SourceError(
                f"{self._name}: ends after {self._at + got:,} bytes, and the store says that it has {self._size:,}.",
                hint="Try again, or copy the file and pass the copy.",
            )
        self._held, self._start = b"".join(pieces), self._at


def open_remote(address: str, name: str, size: int) -> BinaryIO:
    """A file in a store as a buffered stream; see :class:`RemoteStream`."""
    return io.BufferedReader(RemoteStream(address, name, size), 64 * 2**10)
