"""Posts that contain each word, by author, on two sides that are compared.

What is counted is presence: a post that says a word five times contains it once. A word is anything a post may contain, such
as a hashtag. An author may have posts on both sides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .jackknife import common_grain

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class WordCounts:
    """Two sides, a and b; R pairs of a word and an author who used it, A authors, W words.

    Attributes
    ----------
    word, author : ndarray of int64, shape (R,)
        Index of the word, 0 to W - 1, and of the author, 0 to A - 1; each pair once.
    with_a, with_b : ndarray of int64, shape (R,)
        Posts of that author on side a, and on side b, that contain the word.
    posts_a, posts_b : ndarray of int64, shape (A,)
        All posts of each author on side a, and on side b.
    n_words : int
    """

    word: Integers
    author: Integers
    with_a: Integers
    with_b: Integers
    posts_a: Integers
    posts_b: Integers
    n_words: int

    @classmethod
    def of(
        cls,
        author: npt.ArrayLike,
        side: npt.ArrayLike,
        word: npt.ArrayLike,
        count: npt.ArrayLike,
        posts: npt.ArrayLike,
        n_words: int | None = None,
    ) -> WordCounts:
        """Counts from rows of (author, side, word), in any order; rows that occur twice are added.

        Parameters
        ----------
        author, side, word, count : array_like of int, shape (R,)
            Side is 0 for a and 1 for b; ``count`` is posts with the word.
        posts : array_like of int, shape (2, A)
            All posts of each author on either side.
        n_words : int, optional
            One more than the largest word if not given.

        Raises
        ------
        ValueError
            A side that is neither, or an author with more posts that contain a word than posts.
        """
        who, which, what, many = (np.asarray(each, dtype=np.int64) for each in (author, side, word, count))
        base = np.asarray(posts, dtype=np.int64)
        if len(which) and not np.isin(which, (0, 1)).all():
            raise ValueError("a side is 0 for a or 1 for b")
        authors = base.shape[1]
        pairs, place = np.unique(what * authors + who, return_inverse=True)
        sides = np.zeros((2, len(pairs)), dtype=np.int64)
        np.add.at(sides, (which, place), many)
        words, people = np.divmod(pairs, max(authors, 1))
        if (sides > base[:, people]).any():
            raise ValueError("an author has more posts that contain a word than posts")
        total = n_words if n_words is not None else int(words.max(initial=-1)) + 1
        return cls(words, people, sides[0], sides[1], base[0], base[1], total)

    def once(self) -> WordCounts:
        """The counts over their greatest common divisor: a file that was read k times over, as if read once."""
        grain = int(common_grain(self.with_a, self.with_b, self.posts_a, self.posts_b))
        if grain == 1:
            return self
        return WordCounts(
            self.word,
            self.author,
            self.with_a // grain,
            self.with_b // grain,
            self.posts_a // grain,
            self.posts_b // grain,
            self.n_words,
        )

    def total(self, values: npt.NDArray[np.integer] | npt.NDArray[np.floating] | None = None) -> Floats:
        """Sum over the authors of each word, of one value for each pair, 1 if not given; shape (W,).

        Sums of integers below 2**53 are exact, so the order of the pairs does not matter.
        """
        return np.bincount(self.word, weights=values, minlength=self.n_words).astype(np.float64)

    def authors(self, *, side: str = "both") -> Integers:
        """Different authors who used each word on side ``a``, ``b`` or ``both``; shape (W,)."""
        used = {"a": self.with_a > 0, "b": self.with_b > 0, "both": (self.with_a > 0) | (self.with_b > 0)}[side]
        return np.bincount(self.word[used], minlength=self.n_words)
