"""What only all posts together can tell of one: whether its text is there already, and how much its author wrote.

Posts that reach such a filter are kept as rows, fifty bytes each, and asked when all are read: one pass over the data is
enough, and the answer is the same for any order and any split.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Rows:
    """Posts that reached the first such filter.

    Attributes
    ----------
    text, owner : ndarray of uint64, shape (n,)
        Hashes of the text (0: none) and of the author.
    identity, answers, key : ndarray of uint64, shape (n,)
        A hash of the post itself, what other filters say of it, and a hash of all that is kept of it: the order of posts
        of one text, in which what a batch takes for a group comes last.
    """

    text: Keys
    owner: Keys
    identity: Keys
    answers: Keys
    key: Keys


@dataclass(frozen=True)
class Unique:
    """The first of the posts that have exactly one text: the one whose hash is least, which no order changes."""

    said: str = "whose text is not there already"

    def among(self, rows: Rows, alive: Bools) -> Bools:
        """Ask the posts that reach it."""
        passes = np.ones(len(alive), dtype=bool)
        reached = np.flatnonzero(alive & (rows.text != 0))
        columns = (rows.key, rows.answers, rows.identity, rows.text)
        order = reached[np.lexsort([each[reached] for each in columns])]
        passes[order[1:][rows.text[order[1:]] == rows.text[order[:-1]]]] = False
        return passes


@dataclass(frozen=True)
class Active:
    """Posts of authors who wrote at least, or at most, so many of the posts that reach this filter."""

    low: float
    high: float
    said: str

    def among(self, rows: Rows, alive: Bools) -> Bools:
        """Ask the posts that reach it."""
        passes = np.zeros(len(alive), dtype=bool)
        _, whose, posts = np.unique(rows.owner[alive], return_inverse=True, return_counts=True)
        own = posts[whose]
        passes[alive] = (own >= self.low) & (own <= self.high)
        return passes


#: What asks all posts together.
Whole = Unique | Active
