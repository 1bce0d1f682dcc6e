"""Which posts of a stratum are read: at random, one of each author as long as there are enough authors.

Posts stand in the order of a hash that belongs to the post, so which are first depends on the posts alone, whatever their
order and split. Of each author the first post is read, until there are enough; posts of other authors that come later in
the hash are as if they had not been met. Each post read then stands for all posts of its author that were met: an author
who wrote a third of the posts keeps a third of the weight, although one post was read and not a third of them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int64]


def choose(rank: Keys, author: Keys, wanted: int) -> tuple[Rows, npt.NDArray[np.float64]]:
    """Rows to read, and how many of the rows met each stands for.

    Parameters
    ----------
    rank : ndarray of uint64, shape (n,)
        Hash of each post, ascending: a simple random sample of the stratum, or all of it.
    author : ndarray of uint64, shape (n,)
    wanted : int
        How many to read.

    Returns
    -------
    rows : ndarray of int64, shape (m,)
        Ascending; fewer than wanted only where there are no more.
    weight : ndarray of float64, shape (m,)
        Rows of the same author that were met, over those of them that are read; sums to all rows met.

    Notes
    -----
    The posts met are those before the first post of the author who would be one too many, or all if there is none. Given
    where that is, they are a simple random sample of the stratum, and the estimate weights each author by the posts met of
    him: unbiased for the sample met, and so for the stratum (Cochran 1977, section 11.5, one unit of each cluster).
    """
    if len(rank) == 0 or wanted < 1:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    turn = _turns(author)
    firsts = np.flatnonzero(turn == 0)
    met = len(rank) if len(firsts) <= wanted else int(firsts[wanted])
    # Fewer authors than wanted: their second posts, then their third ones.
    order = np.lexsort((np.arange(met), turn[:met]))
    rows = np.sort(order[:wanted])
    _, code = np.unique(author[:met], return_inverse=True)
    there, read = np.bincount(code), np.bincount(code[rows], minlength=code.max() + 1)
    return rows, (there[code[rows]] / read[code[rows]]).astype(np.float64)


def _turns(author: Keys) -> Rows:
    """How many earlier rows are by the same author."""
    order = np.argsort(author, kind="stable")
    in_order = author[order]
    first = np.r_[True, in_order[1:] != in_order[:-1]]
    starts = np.flatnonzero(first)
    turn = np.empty(len(author), dtype=np.int64)
    turn[order] = np.arange(len(author)) - np.repeat(starts, np.diff(np.r_[starts, len(author)]))
    return turn
