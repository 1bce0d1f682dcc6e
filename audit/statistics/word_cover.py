"""How few words stand in how many posts: what a collection by a list of words leaves behind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class WordCover:
    """Posts that have any of a few words, by author bucket, words and posts being of different authors.

    Attributes
    ----------
    words : ndarray of int64, shape (k,)
        The words, in the order in which each adds most; of all posts.
    covered : ndarray of int64, shape (k, B)
        Posts with any of the first 1, 2, ... k words chosen from the other half of the buckets.
    posts : ndarray of int64, shape (B,)
    having : ndarray of int64, shape (2, k, B)
        Posts with each of the words that either half chose; zero in the buckets that chose them.
    """

    words: Integers
    covered: Integers
    posts: Integers
    having: Integers

    @property
    def left_out(self) -> float:
        """Posts without any of the words, over those there would be if words stood in posts independently.

        1 for independent words and more where long posts have many; near 0 where each post was found by one of them.
        """
        left = expected = 0.0
        for half in range(2):
            own = self.having[half].any(axis=0) | ((np.arange(len(self.posts)) % 2) != half)
            total = float(self.posts[own].sum())
            if total:
                left += total - float(self.covered[-1][own].sum())
                expected += total * float(np.prod(1 - self.having[half][:, own].sum(axis=1) / total))
        return left / expected if expected > 0 else float("nan")


def word_cover(
    post: npt.ArrayLike, word: npt.ArrayLike, bucket: npt.ArrayLike, *, most: int, buckets: int
) -> WordCover:
    """Greedy cover of posts by words, chosen in one half of the author buckets and counted in the other.

    Parameters
    ----------
    post, word : array_like of int, shape (m,)
        Pairs of a post, 0 to n - 1, and a word in it, each pair once.
    bucket : array_like of int, shape (n,)
        Author bucket of each post.
    most : int
        Words to choose.
    buckets : int
        Number of buckets.

    Returns
    -------
    WordCover

    Notes
    -----
    At each step the word is chosen that most posts not yet covered have, which is within 1 - 1/e of the best choice. Counted where
    it was chosen, the cover of any words would be too good, most of all in small data; hence the halves.

    References
    ----------
    Nemhauser, G. L., Wolsey, L. A. and Fisher, M. L. (1978). Mathematical Programming 14, 265-294, for the greedy cover.
    """
    posts, words, of = (np.asarray(each, dtype=np.int64) for each in (post, word, bucket))
    n = len(of)
    covered = np.zeros((most, buckets), dtype=np.int64)
    having = np.zeros((2, most, buckets), dtype=np.int64)
    for half in range(2):
        # Buckets of one parity choose, those of the other are counted.
        counted = of % 2 != half
        chosen = _greedy(posts[~counted[posts]], words[~counted[posts]], n, most)
        seen = np.zeros(n, dtype=bool)
        for place in range(most):
            if place < len(chosen):
                rows = posts[words == chosen[place]]
                rows = rows[counted[rows]]
                having[half, place] = np.bincount(of[rows], minlength=buckets)
                seen[rows] = True
            covered[place] += np.bincount(of[seen], minlength=buckets)
    every = np.array(_greedy(posts, words, n, most), dtype=np.int64)
    return WordCover(every, covered, np.bincount(of, minlength=buckets).astype(np.int64), having)


def _greedy(post: Integers, word: Integers, posts: int, most: int) -> list[int]:
    chosen: list[int] = []
    covered = np.zeros(posts, dtype=bool)
    for _ in range(most):
        live = word[~covered[post]]
        if not len(live):
            break
        chosen.append(int(np.bincount(live).argmax()))
        covered[post[word == chosen[-1]]] = True
    return chosen
