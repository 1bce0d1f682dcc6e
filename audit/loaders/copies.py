"""Copies of one post: kept once, the latest version, wherever they stand.

Tasks are read independently, so a copy is only seen when all are done. Then the tasks that hold a copy that lost are
read once more without it. A dataset without copies is read once.

Twenty bytes a post are needed to see them, so beyond some millions of posts they wait in a temporary file, each task's in
the order of the ids, and are looked through range by range of ids: memory stays the same whatever the number of posts.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Positions = npt.NDArray[np.int64]

#: Bytes that wait in memory: of eight hundred thousand posts.
IN_MEMORY = 16 * 2**20
#: Posts that are looked through at one time.
_AT_ONCE = 1 << 19
#: Ranges of ids that a task's posts are counted by, so that any run of ranges can be found in its piece of the file.
_RANGES = 1 << 10
_SHIFT = np.uint64(64 - 10)
_NONE: Keys = np.zeros(0, dtype=np.uint64)


@dataclass(frozen=True)
class PostKeys:
    """Which posts a task holds, in the order of their ids; posts without an id are not among them.

    Attributes
    ----------
    key : ndarray of uint64, shape (n,)
        Stable hash of each post's id, ascending.
    version : ndarray of uint64, shape (n,)
        See :class:`audit.loaders.door.Admitted`.
    position : ndarray of uint32, shape (n,)
        Where in the task the post stands; ascending among equal keys.
    """

    key: Keys = field(default_factory=lambda: _NONE)
    version: Keys = field(default_factory=lambda: _NONE)
    position: npt.NDArray[np.uint32] = field(default_factory=lambda: np.zeros(0, dtype=np.uint32))

    @classmethod
    def of(cls, keys: Sequence[Keys], versions: Sequence[Keys]) -> PostKeys:
        """From the hashes and versions of a task's batches, 0 for a post without an id."""
        if not keys:
            return cls()
        key, version = np.concatenate(keys), np.concatenate(versions)
        position = np.flatnonzero(key).astype(np.uint32)
        order = position[np.argsort(key[position], kind="stable")]
        return cls(key[order], version[order], order)

    def __len__(self) -> int:
        return len(self.key)


@dataclass(frozen=True)
class Lost:
    """Posts of one task that another version of the same post replaces.

    Attributes
    ----------
    positions : ndarray of int64, shape (n,)
        Of the posts to leave out, ascending. Of equal versions the first stays; they say the same, so which one it is
        changes no result.
    exact : ndarray of bool, shape (n,)
        Whether each says the same as the one that stays; the others are older versions of it.
    """

    positions: Positions
    exact: npt.NDArray[np.bool_]


class Copies:
    """Gathers the keys of task after task, and finds the copies; to be used in a ``with``."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=in_memory, prefix="postaudit-")  # noqa: SIM115 - closed by __exit__
        self._pieces: list[tuple[int, npt.NDArray[np.int64]]] = []
        self._posts = 0

    def add(self, keys: PostKeys) -> None:
        """Add the posts of the next task."""
        begin = self._file.seek(0, 2)
        for column in (keys.key, keys.version, keys.position):
            self._file.write(column.tobytes())
        self._pieces.append((begin, np.searchsorted(keys.key >> _SHIFT, np.arange(_RANGES + 1, dtype=np.uint64))))
        self._posts += len(keys)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def lost(self) -> dict[int, Lost]:
        """Find the posts that another version of the same post replaces, by task."""
        found: dict[int, list[Lost]] = {}
        step = max(1, _RANGES * _AT_ONCE // max(_AT_ONCE, self._posts))
        for low in range(0, _RANGES, step):
            columns = self._between(low, min(_RANGES, low + step))
            key = columns[0]
            in_order = np.sort(key)  # five times quicker than np.unique on a million random keys (numpy 2.4)
            if (in_order[1:] == in_order[:-1]).any():
                for task, lost in _lost(*columns):
                    found.setdefault(task, []).append(lost)
        return {task: _joined(pieces) for task, pieces in sorted(found.items())}

    def _between(self, low: int, high: int) -> tuple[Keys, Keys, Positions, Positions]:
        """Keys, versions, positions and tasks of the posts in some ranges of ids; tasks in order."""
        parts: list[tuple[Keys, Keys, Positions, Positions]] = []
        for task, (begin, bounds) in enumerate(self._pieces):
            first, end, posts = int(bounds[low]), int(bounds[high]), int(bounds[-1])
            if end > first:
                key = self._read(begin + 8 * first, end - first, np.uint64)
                version = self._read(begin + 8 * (posts + first), end - first, np.uint64)
                position = self._read(begin + 16 * posts + 4 * first, end - first, np.uint32).astype(np.int64)
                parts.append((key, version, position, np.full(end - first, task)))
        if not parts:
            nothing = np.zeros(0, dtype=np.int64)
            return _NONE, _NONE, nothing, nothing
        key, version, position, task_ = (np.concatenate(each) for each in zip(*parts, strict=True))
        return key, version, position, task_

    def _read(self, begin: int, count: int, kind: type[np.generic]) -> npt.NDArray[Any]:
        self._file.seek(begin)
        return np.frombuffer(self._file.read(count * np.dtype(kind).itemsize), dtype=kind)


def _lost(key: Keys, version: Keys, position: Positions, task: Positions) -> Iterator[tuple[int, Lost]]:
    # Stable sort by key, then by version from the latest: the first of each key stays.
    order = np.lexsort((np.arange(len(key)), ~version, key))
    later = np.r_[False, key[order][1:] == key[order][:-1]]
    stays = np.maximum.accumulate(np.where(later, 0, np.arange(len(order))))
    lost, latest = order[later], version[order[stays[later]]]
    exact = version[lost] == latest
    for each in np.unique(task[lost]):
        here = task[lost] == each
        yield int(each), Lost(position[lost[here]], exact[here])


def _joined(pieces: list[Lost]) -> Lost:
    positions, exact = (np.concatenate([getattr(each, name) for each in pieces]) for name in ("positions", "exact"))
    order = np.argsort(positions)
    return Lost(positions[order], exact[order])


def lost_copies(keys: Sequence[Keys], versions: Sequence[Keys]) -> dict[int, Positions]:
    """Find the posts that another version of the same post replaces, where all hashes are in memory.

    Parameters
    ----------
    keys, versions : sequence of ndarray of uint64
        One pair per part: stable hash of each post's id (0 = none), and its version; see
        :class:`audit.loaders.door.Admitted`.

    Returns
    -------
    dict of int to ndarray of int64
        Part to the positions of posts to leave out; see :class:`Lost`.
    """
    with Copies() as copies:
        for key, version in zip(keys, versions, strict=True):
            copies.add(PostKeys.of([key], [version]))
        return {part: each.positions for part, each in copies.lost().items()}
