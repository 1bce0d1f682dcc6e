"""How the loops of this room are compiled.

Only the functions that Python calls are cached on disk; what they call is compiled into them. numba's cache
notices a change of the calling function's own file by time and size only, and wheels set every time alike, so the
callers also close over :func:`fingerprint`, which numba makes part of the key.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core.options import DefaultOptions

Function = TypeVar("Function", bound=Callable[..., Any])


def jit(function: Function) -> Function:
    """Compile a function that other compiled functions call, and that makes no arrays.

    Then no references need counting, which numba otherwise does, atomically, for every array of every call: three
    quarters of the time of words that are not plain ASCII. The switch is numba's own and undocumented; without it the
    functions are as correct.
    """
    options: dict[str, Any] = {"_nrt": False} if hasattr(DefaultOptions, "_nrt") else {}
    return cast("Function", numba.njit(nogil=True, **options)(function))


def cached_jit(function: Function) -> Function:
    """Compile a function that Python calls, and keep it on disk if numba finds a directory that it may write to."""
    try:
        return cast("Function", numba.njit(nogil=True, cache=True)(function))
    except RuntimeError:  # "no locator available": a read-only installation and no home
        return cast("Function", numba.njit(nogil=True)(function))


def fingerprint(*names: str) -> int:
    """A checksum of sources of this room, of all if none is named; 0 if they are not there to be read."""
    folder = Path(__file__).parent
    try:
        sources = [folder / name for name in names] or sorted(folder.glob("*.py"))
        return zlib.crc32(b"".join(source.read_bytes() for source in sources))
    except OSError:
        return 0
