"""The first posts of a stratum by hash, within a bound: the same for any order and split of the posts."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Keys = npt.NDArray[np.uint64]
_LAST = np.uint64(2**64 - 1)


@dataclass
class Reservoir:
    """Posts with the lowest hashes that were seen.

    Attributes
    ----------
    bound : int
        Most posts that are kept.
    rank, author : ndarray of uint64, shape (n,)
        Once :meth:`settle` was called: hash of each post, ascending, and its author.
    text : pyarrow.LargeStringArray, shape (n,)
    """

    bound: int
    rank: Keys = field(default_factory=lambda: np.zeros(0, dtype=np.uint64))
    author: Keys = field(default_factory=lambda: np.zeros(0, dtype=np.uint64))
    text: pa.Array = field(default_factory=lambda: pa.array([], pa.large_string()))
    _pending: list[tuple[Keys, Keys, pa.Array]] = field(default_factory=list)
    _waiting: int = 0

    @property
    def authors(self) -> int:
        """Different authors of the posts kept."""
        self.settle()
        return len(np.unique(self.author))

    def add(self, rank: Keys, author: Keys, text: pa.Array) -> None:
        """Offer posts: hash, author and text of each, shape (n,)."""
        if len(self.rank) == self.bound:
            near = np.flatnonzero(rank <= self.rank[-1])
            if len(near) == 0:
                return
            rank, author, text = rank[near], author[near], text.take(pa.array(near))
        self._pending.append((rank, author, text))
        self._waiting += len(rank)
        if self._waiting > self.bound:
            self.settle()

    def settle(self) -> None:
        """Sort, and drop what is beyond the bound."""
        if not self._pending:
            return
        pieces = [(self.rank, self.author, self.text), *self._pending]
        rank, author = (np.concatenate([each[index] for each in pieces]) for index in (0, 1))
        # Posts of one hash are copies of one post: which of them is first changes nothing that is drawn.
        order = np.lexsort((author, rank))[: self.bound]
        text = pa.chunked_array([each[2] for each in pieces], pa.large_string()).take(pa.array(order))
        self.rank, self.author, self.text = rank[order], author[order], text.combine_chunks()
        self._pending, self._waiting = [], 0
