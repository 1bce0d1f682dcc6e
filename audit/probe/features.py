"""From words to what a learner sees: how often each word, and each pair of neighbours, is in each post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy import sparse

Hashes = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]

#: Words and pairs that are told apart: those that most authors use. More take longer and change little.
MOST_FEATURES = 1 << 16
#: A word of one author alone tells nothing of others' posts.
FEWEST_AUTHORS = 2
_PAIR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class Texts:
    """The words of n posts, in order.

    Attributes
    ----------
    words : ndarray of uint64, shape (t,)
        Hash of each word.
    starts : ndarray of int64, shape (n + 1,)
        Where the words of each post begin, and the last end.
    """

    words: Hashes
    starts: Integers

    def __post_init__(self) -> None:
        if self.starts[0] != 0 or self.starts[-1] != len(self.words) or (np.diff(self.starts) < 0).any():
            raise ValueError(f"starts must run from 0 to the {len(self.words)} words and never fall")

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> Integers:
        """Words of each post; shape (n,)."""
        return np.diff(self.starts)

    @property
    def post(self) -> Integers:
        """The post of each word; shape (t,)."""
        return np.repeat(np.arange(len(self)), self.lengths)

    def runs(self, length: int) -> tuple[Integers, Hashes]:
        """Every run of so many neighbouring words: the post it is in, and its hash.

        Returns
        -------
        post : ndarray of int64, shape (r,)
        run : ndarray of uint64, shape (r,)
        """
        first = np.arange(max(len(self.words) - length + 1, 0))
        post = self.post
        whole = post[first] == post[first + length - 1]
        first = first[whole]
        run = self.words[first]
        for step in range(1, length):
            run = _mixed(run * _PAIR + self.words[first + step])
        return post[first], run

    def take(self, rows: Integers) -> Texts:
        """Some of the posts, in the order asked for."""
        lengths = self.lengths[rows]
        starts = np.r_[0, np.cumsum(lengths)].astype(np.int64)
        place = np.arange(int(starts[-1])) - np.repeat(starts[:-1], lengths) + np.repeat(self.starts[rows], lengths)
        return Texts(self.words[place], starts)


def ngram_counts(texts: Texts, authors: npt.ArrayLike, *, most: int = MOST_FEATURES) -> sparse.csr_matrix:
    """How often each word and each pair of neighbouring words is in each post.

    Parameters
    ----------
    texts : Texts
        Of n posts.
    authors : array_like of int, shape (n,)
        Number of the author, or cluster of authors, of each post.
    most : int
        Columns at most: those used by most authors, ties by hash, so that no order of the posts decides.

    Returns
    -------
    scipy.sparse.csr_matrix of float64, shape (n, columns)
        Only what two authors use has a column.
    """
    from scipy import sparse

    author = np.asarray(authors)
    alone, pairs = (texts.runs(length) for length in (1, 2))
    post, gram = np.r_[alone[0], pairs[0]], np.r_[alone[1], pairs[1]]
    if not len(gram):
        return sparse.csr_matrix((len(texts), 0))
    grams, code = np.unique(gram, return_inverse=True)
    width = int(author.max()) + 1
    users = np.bincount(np.unique(code * width + author[post]) // width, minlength=len(grams))
    chosen = np.flatnonzero(users >= FEWEST_AUTHORS)
    chosen = np.sort(chosen[np.argsort(-users[chosen], kind="stable")[:most]])
    column = np.full(len(grams), -1, dtype=np.int64)
    column[chosen] = np.arange(len(chosen))
    kept = column[code] >= 0
    # Entries of one place are added up.
    entries = (np.ones(int(kept.sum())), (post[kept], column[code[kept]]))
    return sparse.csr_matrix(entries, shape=(len(texts), len(chosen)))


def _mixed(values: Hashes) -> Hashes:
    """SplitMix64's finaliser: every bit of the input moves every bit of the output."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
