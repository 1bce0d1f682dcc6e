"""Sums of scores as they are kept, and as they are read: posts, posts with a known word, and scores in thousandths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.posts import BUCKETS
from audit.statistics.jackknife import common_grain
from audit.tally import Tally

NAME = "sentiment"
ANY = "any group"
#: Stands before what is counted of posts that name a group by loose forms alone, and another of its axis strictly.
ASIDE = "named loosely: "
NOBODY = (NAME, "nobody")
#: The lowest score, in thousandths. Scores are kept as what they are above it, since counts of a tally are not negative.
LOWEST = -1000

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Sums:
    """Of some posts, per author bucket; each of shape (128,).

    Attributes
    ----------
    posts : ndarray of int64
    known : ndarray of int64
        Posts whose score is not 0: the scorer knows a word of theirs.
    scores : ndarray of int64
        Sum of scores, in thousandths, from -1000 to 1000 for each post.
    n_authors : int or None
        Distinct authors; None where authors are not known.
    sampled : float
        Share of such posts that were scored.
    """

    posts: Counts
    known: Counts
    scores: Counts
    n_authors: int | None = None
    sampled: float = 1.0

    def __sub__(self, other: Sums) -> Sums:
        return Sums(self.posts - other.posts, self.known - other.known, self.scores - other.scores)

    @property
    def voices(self) -> int:
        """Distinct authors that there are at least."""
        return int(np.count_nonzero(self.posts))

    @property
    def different(self) -> float:
        """Posts, each once where all were read several times over: the floor of posts is of these."""
        return float(self.posts.sum()) / common_grain(self.posts, self.known, self.scores)

    @property
    def knowing(self) -> int:
        """Authors, at least, of posts in which the scorer knows a word."""
        return int(np.count_nonzero(self.known))


def sums_of(tally: Tally, axis: str, group: str, which: str = "") -> Sums:
    """Of posts that mention a group, or any group of an axis; or of those of :data:`ASIDE`."""
    posts, known, scores = (
        tally.per_bucket((NAME, f"{which}{kind}", axis, group)) for kind in ("posts", "known", "scores")
    )
    n_authors = tally.n_authors((NAME, "posts", axis, group)) if len(tally.author_posts) else None
    return Sums(posts, known, scores + LOWEST * posts, n_authors)


def nobody(tally: Tally) -> Sums:
    """Of the sample of posts that name no group."""
    sample = tally.samples.get(NOBODY)
    if sample is None or not len(sample):
        empty = np.zeros(BUCKETS, dtype=np.int64)
        return Sums(empty, empty, empty, 0 if len(tally.author_posts) else None)
    owner, posts = sample.column("owner"), sample.column("posts")
    score = sample.column("score") + LOWEST
    bucket = (owner & np.uint64(BUCKETS - 1)).astype(np.int64)

    def per_bucket(values: Counts) -> Counts:
        result = np.zeros(BUCKETS, dtype=np.int64)
        np.add.at(result, bucket, values)
        return result

    n_authors = len(np.unique(owner[sample.column("flags") == 1])) if len(tally.author_posts) else None
    return Sums(per_bucket(posts), per_bucket(posts * (score != 0)), per_bucket(posts * score), n_authors, sample.rate)


def scored_by(tally: Tally) -> list[str]:
    """Names and versions of the scorers that scored any part."""
    return sorted(cell[2] for cell in tally.total_cells(NAME, "scorer"))
