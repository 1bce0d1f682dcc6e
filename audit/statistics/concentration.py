"""How unevenly posts are spread over authors.

All functions take the posts of each author, or the histogram of these: ``posts`` are the different numbers of posts,
``authors`` how many authors wrote that many. Ten million authors are a histogram of a few thousand rows.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from .intervals import Interval
from .rates import Scale, smooth

Integers = npt.NDArray[np.int64]


def histogram(posts: npt.ArrayLike, authors: npt.ArrayLike | None = None) -> tuple[Integers, Integers]:
    """Different numbers of posts, ascending, and how many authors wrote each; authors without posts are left out.

    Parameters
    ----------
    posts : array_like of int, shape (G,)
        Posts of each author, or the values of a histogram.
    authors : array_like of int, shape (G,), optional
        Authors for each value; 1 each if not given.

    Raises
    ------
    ValueError
        Negative counts, or two lists of different length.
    """
    values = np.asarray(posts, dtype=np.int64)
    weights = np.ones(len(values), dtype=np.int64) if authors is None else np.asarray(authors, dtype=np.int64)
    if values.shape != weights.shape or values.ndim != 1:
        raise ValueError(f"posts and authors must be lists of one length, got shapes {values.shape}, {weights.shape}")
    if (values < 0).any() or (weights < 0).any():
        raise ValueError("numbers of posts and of authors must not be negative")
    there = (values > 0) & (weights > 0)
    if (values[1:] > values[:-1]).all():
        return values[there], weights[there]
    different, position = np.unique(values[there], return_inverse=True)
    counted = np.zeros(len(different), dtype=np.int64)
    np.add.at(counted, position, weights[there])
    return different, counted


def gini(posts: npt.ArrayLike, authors: npt.ArrayLike | None = None, *, corrected: bool = False) -> float:
    """Gini coefficient: 0 if all wrote the same number, near 1 if one wrote all.

    Parameters
    ----------
    posts, authors : array_like of int
        See :func:`histogram`.
    corrected : bool
        Times G/(G-1), so that one author of G who wrote everything gives 1 also for small G.

    Returns
    -------
    float
        NaN without posts, and, if corrected, with fewer than two authors. Depends on the number of posts: compare at
        equal numbers only. People who posted nothing are not seen.

    References
    ----------
    Deaton, A. (1997). The Analysis of Household Surveys, p. 139; R package ineq 0.2-13.
    """
    x, weight = histogram(posts, authors)
    g, total = int(weight.sum()), int((x * weight).sum())
    if total == 0 or (corrected and g < 2):
        return math.nan
    before = np.cumsum(weight) - weight
    # Authors with equal numbers hold consecutive ranks, so their 2 rank - G - 1 sum to weight * (2 before + weight - G).
    # Whole numbers in Python: no overflow however many authors.
    ranked = sum(w * (2 * b + w - g) * v for w, b, v in zip(weight.tolist(), before.tolist(), x.tolist(), strict=True))
    return float(ranked / (g * total) * (g / (g - 1) if corrected else 1.0))


def lorenz(posts: npt.ArrayLike, authors: npt.ArrayLike | None = None) -> npt.NDArray[np.float64]:
    """Lorenz curve: share of posts by the share of authors who wrote fewest.

    Parameters
    ----------
    posts, authors : array_like of int
        See :func:`histogram`.

    Returns
    -------
    ndarray of float64, shape (points, 2)
        From (0, 0) to (1, 1), one corner for each different number of posts; empty without posts.
    """
    x, weight = histogram(posts, authors)
    if len(x) == 0:
        return np.zeros((0, 2))
    people, written = np.cumsum(weight), np.cumsum(weight * x)
    return np.concatenate([[[0.0, 0.0]], np.column_stack([people / people[-1], written / written[-1]])])


def top_share(posts: npt.ArrayLike, authors: npt.ArrayLike | None = None, *, share: float = 0.01) -> float:
    """Share of posts by the most active authors.

    Parameters
    ----------
    posts, authors : array_like of int
        See :func:`histogram`.
    share : float
        Share of authors that count as most active, in (0, 1].

    Returns
    -------
    float
        Posts by the ``ceil(share * G)`` most active, over all posts; NaN without posts. Rounding up means at least one
        author: the top 1 % of 40 authors is one author, 2.5 %.
    """
    if not 0 < share <= 1:
        raise ValueError(f"share must be in (0, 1], got {share!r}")
    x, weight = histogram(posts, authors)
    if len(x) == 0:
        return math.nan
    # 0.07 * 100 is 7.000000000000001: without the rounding its ceiling would be 8.
    top = math.ceil(round(share * int(weight.sum()), 9))
    most_first = weight[::-1]
    taken = np.clip(top - (np.cumsum(most_first) - most_first), 0, most_first)
    return int((taken * x[::-1]).sum()) / int((x * weight).sum())


def herfindahl(posts: npt.ArrayLike, authors: npt.ArrayLike | None = None) -> float:
    """Herfindahl-Hirschman index, ``Σ p²`` over authors: the chance that two posts drawn with return share an author."""
    diversity = hill(posts, authors, order=2)
    return 1 / diversity if diversity > 0 else math.nan


def hill(posts: npt.ArrayLike, authors: npt.ArrayLike | None = None, *, order: float) -> float:
    """Hill number: as many equally active authors would be as diverse.

    Parameters
    ----------
    posts, authors : array_like of int
        See :func:`histogram`.
    order : float
        0 counts authors, 1 is the exponential of Shannon's entropy, 2 is 1 over Herfindahl ("effective authors").

    Returns
    -------
    float
        NaN without posts.

    References
    ----------
    Hill, M. O. (1973). Diversity and evenness: a unifying notation and its consequences. Ecology 54(2), 427-432.
    """
    if not order >= 0:
        raise ValueError(f"order must be 0 or more, got {order!r}")
    x, weight = histogram(posts, authors)
    if len(x) == 0:
        return math.nan
    p = x / int((x * weight).sum())
    if order == 1:
        return math.exp(-float(np.sum(weight * p * np.log(p))))
    return float(np.sum(weight * p**order) ** (1 / (1 - order)))


def evenness(posts: npt.ArrayLike, authors: npt.ArrayLike | None = None, *, order: float) -> float:
    """Hill number over the number of authors: 1 if all wrote the same number, near 0 if few wrote nearly all.

    Parameters
    ----------
    posts, authors : array_like of int
        See :func:`histogram`.
    order : float
        1 or 2; see :func:`hill`.

    Returns
    -------
    float
        NaN without posts. It depends less on the number of posts than Gini and top shares do, and still depends on it.

    References
    ----------
    Heip, C. (1974). A new index measuring evenness. Journal of the Marine Biological Association 54, 555-557; Hill (1973).

    Examples
    --------
    >>> evenness([3, 1], order=2)
    0.8
    """
    diversity = hill(posts, authors, order=order)
    return diversity / hill(posts, authors, order=0) if diversity > 0 else math.nan


def good_turing_coverage(posts: npt.ArrayLike, authors: npt.ArrayLike | None = None) -> float:
    """Chance that the next post would be by an author already seen, ``1 - f1/n``; NaN without posts.

    ``f1`` are the authors with one post, and where all numbers of posts have a common divisor, as in a file read twice over,
    those with that many. Holds if posts were drawn at random, which a keyword search does not do.

    References
    ----------
    Good, I. J. (1953). The population frequencies of species. Biometrika 40, 237-264.
    """
    x, weight = histogram(posts, authors)
    if not len(x):
        return math.nan
    x = x // np.gcd.reduce(x)
    return 1 - int(weight[x == 1].sum()) / int((x * weight).sum())


def without_top(posts: npt.ArrayLike, authors: npt.ArrayLike | None = None) -> tuple[Integers, Integers]:
    """The histogram without its most active author, to show what a figure owes to one person."""
    x, weight = histogram(posts, authors)
    if len(x):
        weight[-1] -= 1
    return histogram(x, weight)


def concentration_interval(
    measure: Callable[[npt.ArrayLike, npt.ArrayLike], float],
    posts: npt.ArrayLike,
    authors: npt.ArrayLike,
    *,
    scale: Scale = "logit",
    of_authors: bool = False,
    level: float = 0.95,
) -> Interval:
    """A measure of concentration with its jackknife interval over author buckets.

    Parameters
    ----------
    measure : callable
        One of this module's functions of ``(posts, authors)``; ``functools.partial`` fixes its options.
    posts : array_like of int, shape (S,)
        Different numbers of posts.
    authors : array_like of int, shape (S, B)
        How many authors of each bucket wrote that many.
    scale : {"identity", "log", "logit", "atanh"}
        ``logit`` for what lies between 0 and 1.
    of_authors : bool
        Whether the measure counts authors, at most as many as there are, as Hill numbers do. The interval is then made of its
        share of the authors, and multiplied back: it is about as many authors as these.
    level : float

    Returns
    -------
    Interval
        Says how the measure would vary with which authors were drawn, as many as these. ``standard_error`` is on the scale.

    Notes
    -----
    A few authors carry most of the spread where tails are heavy, and the degrees of freedom allow for it (``heavy_tail`` of
    :func:`audit.statistics.smooth`): where it is one author, the interval is nearly as wide as the scale, as one author says
    nothing of the next. Coverage is then as promised for as many authors of the same distribution, by ``docs/calibration.md``;
    it is not for infinitely many, which no resampling of these authors can know. Show :func:`without_top` beside it.
    """
    values, table = np.asarray(posts, dtype=np.int64), np.asarray(authors, dtype=np.int64)

    def of_versions(versions: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        found = np.array([measure(values, versions[:, i]) for i in range(versions.shape[1])])
        return found / versions.sum(axis=0) if of_authors else found

    found = smooth(of_versions, table, scale=scale, level=level, clusters=values @ table, heavy_tail=True)
    if not of_authors:
        return found
    people = table.sum(axis=1)
    there = int(people.sum())
    value = float(measure(values, people)) if there else math.nan
    return replace(found, value=value, low=found.low * there, high=found.high * there)
