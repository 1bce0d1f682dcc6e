"""What authors cost a share: how many posts tell as much as one independent post.

The jackknife sees it in the data, and cannot be trusted where few authors have the property: of a hundred prolific authors
one or two may be those who would have it, and a dataset that missed them shows both a low share and little spread. So what
it sees is held against two figures that do not depend on who was met: the correlation within authors, counted so that no
author outweighs the others, at the spread of posts over authors that is there; and the most there can be.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .jackknife import effective_clusters

Totals = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]

#: Authors who have the property from whom on the largest possible design effect counts less than what is seen. With 0, a
#: property that one author of fifteen has looks like a draw among independent posts.
FEW_CARRIERS = 2.5
#: A bucket stands out from this many deviations on: one of its authors wrote about as much as all the others there.
STANDS_OUT = 2.0


def design_effect_of_share(successes: Totals, posts: Totals, *, variance: float, grain: float = 1.0) -> float:
    """Posts that tell as much as one independent post would.

    Parameters
    ----------
    successes, posts : ndarray, shape (B,)
        Posts that have the property, and all posts, per author bucket.
    variance : float
        Of the share, by the jackknife over these buckets.
    grain : float
        Posts that are certainly no more than one: the greatest common divisor of all totals.

    Returns
    -------
    float
        At least ``grain``, so that posts are never worth more than independent ones.

    Notes
    -----
    Three figures, with ``p`` the share (or its complement, if less), ``n`` posts, ``A`` the effective authors of all posts
    and ``E`` those of the posts that have the property, or lack it if these are fewer:

    - *seen*, the jackknife's variance over ``p (1 - p) / n``;
    - *expected*, ``1 + r (n / A - 1)`` with ``r`` from :func:`even_correlation`: what the correlation within authors gives
      at this spread of posts over authors, whoever has the property;
    - *most*, ``n / A``: each author all or nothing.

    Where expected is more than seen, *seen* is moved towards it by ``(1 - E / A)²``, as far as few of the authors carry the
    property, times ``2 t - 1/2`` (in 0 to 1), where ``t`` is the part of the squares of posts that ordinary buckets do not
    explain: where no author stands out, the jackknife sees all there is. The result is averaged with *most* on the log
    scale, which weighs ``2.5² / (2.5² + e²)``, where ``e`` is ``E`` or, if less, ``A p / (p + r (1 - p))``, the effective authors
    to be expected of the property. A share of 0 or 1 gets all of *most*, one author six sevenths of it; with ten such authors
    nothing is left of it.

    At 50,000 authors with tail exponent 2.0, share .01 and correlation .5, the jackknife's variance is less than a sixth of
    the true one in one dataset of four; coverage is 79 % with *seen* and *most* alone, and 93 % with *expected*.
    """
    whole = _posts_of(posts, grain)
    total, authors = whole.total, whole.authors
    value = float(successes.sum()) / total
    most = total / authors
    if value in (0.0, 1.0):
        return most
    independent = value * (1 - value)
    seen = max(variance * total / independent, grain)
    correlation = whole.correlation(successes)
    expected = grain + correlation * (most - grain)
    carriers = min(effective_clusters(successes, grain=grain), effective_clusters(posts - successes, grain=grain))
    blind = max(1 - carriers / authors, 0.0) ** 2 * min(max(2 * whole.unexplained - 0.5, 0.0), 1.0)
    seen += blind * max(expected - seen, 0.0)
    rarer = min(value, 1 - value)
    carriers = min(carriers, authors * rarer / (rarer + correlation * (1 - rarer)))
    weight = weight_of_most(carriers)
    return float(seen ** (1 - weight) * max(most, seen) ** weight)


def even_correlation(successes: Totals, posts: Totals, *, grain: float = 1.0) -> float:
    """Correlation of two posts of one author, each bucket counted alike.

    Parameters
    ----------
    successes, posts : ndarray, shape (B,)
        Per author bucket.
    grain : float
        Posts that are certainly no more than one.

    Returns
    -------
    float
        In [0, 1]; 0 where posts are so even over buckets that nothing can be told.

    Notes
    -----
    With ``e_b = x_b - p n_b``, ``E e_b² = p (1 - p) (n_b + r (s_b - n_b))``, where ``s_b`` is the sum over the bucket's
    authors of their squared posts. Summed over buckets this is the variance of the jackknife, in which the few largest
    authors decide; divided by ``s_b`` first, each bucket counts alike. ``s_b`` is not known, and put as the square of
    the spread of ordinary buckets, by the lower half of their totals, which prolific authors leave alone; plus, for a
    bucket that stands out, the square of what it has above them. The lower half is the smaller one where totals are
    skewed, so the correlation is rather too high, which errs towards wider intervals.

    References
    ----------
    Ridout, M. S., Demétrio, C. G. B. and Firth, D. (1999). Estimating intraclass correlation for binary data. Biometrics
    55, 137-148, for moment estimators that weigh clusters alike.
    """
    return _posts_of(posts, grain).correlation(successes)


def effective_authors(posts: Totals, grain: float) -> float:
    """As :func:`audit.statistics.effective_clusters`, once for all shares of the same posts."""
    return _posts_of(posts, grain).authors


def weight_of_most(carriers: float) -> float:
    """Weight of the largest possible design effect where so many effective authors have the property."""
    return FEW_CARRIERS**2 / (FEW_CARRIERS**2 + carriers**2)


@dataclass(frozen=True, eq=False)
class _Posts:
    """What hangs on all posts, whatever is asked of them.

    Attributes
    ----------
    total, authors : float
        Posts, and effective authors.
    grain : float
    unexplained : float
        Part of the squared posts of buckets that the spread of ordinary buckets does not explain.
    there : ndarray of bool, shape (B,)
        Buckets that hold posts.
    posts, squares : ndarray of float64
        Of these buckets, their posts and the sum over their authors of squared posts, as far as can be told.
    explained : float
        Of squares, the part that is no independent post's, over all buckets.
    """

    total: float
    authors: float
    grain: float
    unexplained: float
    there: npt.NDArray[np.bool_]
    posts: Floats
    squares: Floats
    explained: float

    @classmethod
    def of(cls, posts: Totals, grain: float) -> _Posts:
        """Of some buckets; the spread is one standard deviation below the median, were totals normal."""
        counts = posts.astype(np.float64)
        n = np.sort(counts)
        lower, median = (float(np.interp(each * (len(n) - 1), np.arange(len(n)), n)) for each in (0.1587, 0.5))
        spread = median - lower
        variance = float(np.sum((n - n.mean()) ** 2)) / (len(n) - 1)
        unexplained = max(1 - spread**2 / variance, 0.0) if variance > 0 else 0.0
        above = np.maximum(np.abs(counts - median) - STANDS_OUT * spread, 0.0)
        there = counts > 0
        n = counts[there]
        squares = np.maximum(spread**2 + above**2, grain * counts)[there]
        return cls(
            float(posts.sum()),
            effective_clusters(posts, grain=grain),
            grain,
            unexplained,
            there,
            n,
            squares,
            float(np.sum((squares - grain * n) / squares)),
        )

    def correlation(self, successes: Totals) -> float:
        """See :func:`even_correlation`."""
        if self.explained <= 0:
            return 0.0
        x = successes.astype(np.float64)
        value = np.add.reduce(x) / self.total
        off = (x[self.there] - value * self.posts) ** 2 / (value * (1 - value))
        found = float(np.add.reduce((off - self.grain * self.posts) / self.squares)) / self.explained
        return min(max(found, 0.0), 1.0)


def _posts_of(posts: Totals, grain: float) -> _Posts:
    return _remembered(posts.tobytes(), posts.dtype.str, grain)


@functools.lru_cache(maxsize=1024)
def _remembered(octets: bytes, kind: str, grain: float) -> _Posts:
    """Of the same posts many things are asked, one after the other; each is kept in some five kilobytes."""
    return _Posts.of(np.frombuffer(octets, kind), grain)
