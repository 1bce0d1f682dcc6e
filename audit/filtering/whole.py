"""What only all posts together can tell of one: whether its text is there already, and how much its author wrote.

Posts that reach such a filter are kept as rows, forty bytes each, and asked when all are read: one pass over the data is
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
    """Posts that reached the first such filter: hashes of text (0: none) and author, and a hash of the post itself."""

    text: Keys
    owner: Keys
    key: Keys


@dataclass(frozen=True)
class Unique:
    """The first of the posts that have exactly one text: the one whose hash is least, which no order changes."""

    said: str = "whose text is not there already"

    def among(self, rows: Rows, alive: Bools) -> Bools:
        """Ask the posts that reach it."""
        passes = np.ones(len(alive), dtype=bool)
        reached = np.flatnonzero(alive & (rows.text != 0))
        order = reached[np.lexsort((rows.key[reached], rows.text[reached]))]
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
