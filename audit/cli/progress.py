"""How far a command is: a line that is drawn again and again on a terminal, a line each half minute in a log.

Posts are told as they are counted, bytes as parts of sources are done. What is between two parts is reckoned by the posts
that the parts before came to, so what remains is said with "about", and only once there is something to reckon with.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    import threading

#: Seconds between two looks at a terminal, and between two lines of a log.
_REDRAW, _LOG = 0.5, 30.0
#: Seconds after which it looks at the clock by itself.
_TICK = 1.0
#: Shares and times before this many seconds are of a start that is slower than the rest.
_SETTLED = 2.0
#: What is done is known no better than this, so that nothing is called done that is not.
_MOST = 0.99


class Progress:
    """Tells how far it is; used as a context.

    Parameters
    ----------
    quiet : bool
        Say nothing.
    stream : file, optional
        Standard error if not given.
    clock : callable, optional
        Seconds, for tests.
    """

    def __init__(
        self,
        *,
        quiet: bool = False,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._total, self._quiet, self._clock = 0, quiet, clock
        self._on_terminal = self._stream.isatty()
        self._posts, self._bytes, self._posts_of_bytes = 0, 0, 0
        self._drawn = 0
        self._ended: threading.Event | None = None
        self._ticking: threading.Thread | None = None
        self._began = self._told = clock()

    def __enter__(self) -> Self:
        import threading  # no command that only answers needs it

        self._began = self._told = self._clock()
        if not self._quiet:
            self._ended = threading.Event()
            self._ticking = threading.Thread(target=self._tick, daemon=True)
            self._ticking.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._ticking is not None and self._ended is not None:
            self._ended.set()
            self._ticking.join()
        if self._drawn:
            self._write(f"\r{' ' * self._drawn}\r")
            self._drawn = 0

    def update(self, posts: int) -> None:
        """More posts were counted."""
        self._posts += posts
        self._tell()

    def read(self, size: int, total: int) -> None:
        """More bytes are done, of about so many, and all posts counted so far with them."""
        self._bytes, self._total = self._bytes + size, total
        self._posts_of_bytes = self._posts
        self._tell()

    @property
    def share(self) -> float | None:
        """About how much of all is done, from 0 to 1; None where nobody knows."""
        if not self._total or not self._bytes:
            return None
        since = self._posts - self._posts_of_bytes
        between = since * self._bytes / self._posts_of_bytes if self._posts_of_bytes else 0.0
        return min(_MOST, (self._bytes + between) / self._total)

    def line(self) -> str:
        """What is said: posts, share, speed, time that remains."""
        seconds = self._clock() - self._began
        if not self._posts:
            return f"measuring, {duration(seconds)} so far"
        said = [f"{self._posts:,} posts"]
        if seconds >= _SETTLED:
            said.append(f"{self._posts / seconds:,.0f} posts/s")
        if (share := self.share) is not None:
            said.append(f"about {100 * share:.0f}%")
            if seconds >= _SETTLED and share < _MOST:
                said.append(f"about {duration(seconds * (1 - share) / share)} left")
        return ", ".join(said)

    def _tick(self) -> None:
        """Look at the clock between what is told, which of large parts in other processes is told seldom."""
        while self._ended is not None and not self._ended.wait(_TICK):
            self._tell()

    def _tell(self) -> None:
        now = self._clock()
        if self._quiet or now - self._told < (_REDRAW if self._on_terminal else _LOG):
            return
        self._told = now
        if not self._on_terminal:
            self._write(f"{self.line()}\n")
            return
        text = self.line()[: shutil.get_terminal_size().columns - 1]
        self._write(f"\r{text:<{self._drawn}}")
        self._drawn = len(text)

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            self._quiet = True  # nobody reads it, which is no reason to stop counting


def duration(seconds: float) -> str:
    """A time in words: "40 s", "3 min", "2 h 10 min"."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    hours, rest = divmod(minutes, 60)
    return f"{minutes} min" if not hours else f"{hours} h {rest} min" if rest else f"{hours} h"


def size(number: float) -> str:
    """Bytes in words: "820 bytes", "31 kB", "1.2 GB"."""
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if number < 1000 or unit == "TB":
            break
        number /= 1000
    return f"{number:,.0f} {unit}" if unit == "bytes" or number >= 10 else f"{number:.1f} {unit}"
