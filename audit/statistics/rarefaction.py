"""How many authors a smaller collection would have shown, so that two collections compare at an equal number of posts.

Gini, top shares and numbers of authors all grow with the number of posts collected. Rarefaction asks what a random
subsample of the larger collection, as large as the smaller one, would have shown on average.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from .concentration import hill, histogram

Floats = npt.NDArray[np.float64]

#: Half-width, in standard deviations, of the window in which hypergeometric chances are summed; what lies outside it
#: weighs less than 1e-18.
_WINDOW = 10.0


def rarefied_authors(posts: npt.ArrayLike, authors: npt.ArrayLike | None = None, *, size: int) -> float:
    """Expected number of authors among ``size`` posts drawn without return (Hurlbert's rarefaction).

    Parameters
    ----------
    posts, authors : array_like of int
        See :func:`audit.statistics.histogram`.
    size : int
        Posts in the subsample, from 1 to all.

    Returns
    -------
    float
        ``Σ (1 - C(n - x_i, size) / C(n, size))``; NaN without posts.

    Raises
    ------
    ValueError
        A subsample of no posts, or of more than there are: nothing is extrapolated.

    References
    ----------
    Hurlbert, S. H. (1971). The nonconcept of species diversity. Ecology 52(4), 577-586. Heck, K. L., van Belle, G.,
    Simberloff, D. (1975). Ecology 56(6), 1459-1461. The same figure as ``rarefy`` of the R package vegan.

    Examples
    --------
    >>> round(rarefied_authors([4, 3, 2, 1], size=2), 4)  # two posts are by one author with chance 10 / 45
    1.7778
    """
    x, weight = histogram(posts, authors)
    if len(x) == 0:
        return math.nan
    n = _checked(x, weight, size)
    return math.fsum((-np.expm1(_log_unseen(x, n, size)) * weight).tolist())


def rarefied_counts(
    posts: npt.ArrayLike, authors: npt.ArrayLike | None = None, *, size: int
) -> tuple[npt.NDArray[np.int64], Floats]:
    """Expected histogram of a subsample: how many authors would have 1, 2, ... of its posts.

    Parameters
    ----------
    posts, authors : array_like of int
        See :func:`audit.statistics.histogram`.
    size : int
        Posts in the subsample, from 1 to all.

    Returns
    -------
    posts : ndarray of int64, shape (K,)
        1 to K.
    authors : ndarray of float64, shape (K,)
        Expected number of authors with so many posts; ``posts @ authors`` is ``size``.

    Raises
    ------
    ValueError
        As :func:`rarefied_authors`.

    Notes
    -----
    The number that an author keeps is hypergeometric. The work is that of the windows around each expected number,
    not of all numbers up to the largest.
    """
    x, weight = histogram(posts, authors)
    if len(x) == 0:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    n = _checked(x, weight, size)
    expected = np.zeros(min(int(x[-1]), size) + 1)
    mean = x * (size / n)
    deviation = np.sqrt(mean * (1 - x / n) * (n - size) / max(n - 1, 1))
    low = np.maximum(np.floor(mean - _WINDOW * deviation - 30), np.maximum(size - (n - x), 0)).astype(np.int64)
    high = np.minimum(np.ceil(mean + _WINDOW * deviation + 30), np.minimum(x, size)).astype(np.int64)
    for own, many, first, last in zip(x.tolist(), weight.tolist(), low.tolist(), high.tolist(), strict=True):
        kept = np.arange(first, last + 1)
        chance = np.exp(_log_choose(own, kept) + _log_choose(n - own, size - kept) - _log_choose(n, size))
        # The window holds all that counts: what gammaln rounds is given back, so that posts add up.
        expected[first : last + 1] += many * chance / chance.sum()
    return np.arange(1, len(expected)), expected[1:]


def rarefied_hill(posts: npt.ArrayLike, authors: npt.ArrayLike | None = None, *, size: int, order: float) -> float:
    """Hill number of the expected histogram of a subsample: effective authors at an equal number of posts.

    Parameters
    ----------
    posts, authors : array_like of int
        See :func:`audit.statistics.histogram`.
    size : int
        Posts in the subsample, from 1 to all.
    order : float
        0 is :func:`rarefied_authors`; see :func:`audit.statistics.hill`.

    Returns
    -------
    float
        NaN without posts.

    Raises
    ------
    ValueError
        As :func:`rarefied_authors`, or a negative order.

    References
    ----------
    Chao, A. et al. (2014). Rarefaction and extrapolation with Hill numbers. Ecological Monographs 84(1), 45-67. The
    same figures as the R package iNEXT.

    Examples
    --------
    >>> round(rarefied_hill([4, 3, 2, 1], size=2, order=2), 4)  # 1 / (1/2 + 1/2 * 10/45)
    1.6364
    """
    if not order >= 0:
        raise ValueError(f"order must be 0 or more, got {order!r}")
    if order == 0:
        return rarefied_authors(posts, authors, size=size)
    x, weight = histogram(posts, authors)
    if len(x) == 0:
        return math.nan
    n = _checked(x, weight, size)
    if size == n:
        return hill(x, weight, order=order)
    if order == 2:
        pairs = sum(w * v * (v - 1) for v, w in zip(x.tolist(), weight.tolist(), strict=True)) / (n * (n - 1))
        return float(1 / (1 / size + (size - 1) / size * pairs))
    kept, expected = rarefied_counts(x, weight, size=size)
    p = kept / size
    if order == 1:
        return math.exp(-math.fsum((expected * p * np.log(p)).tolist()))
    total: float = math.fsum((expected * p**order).tolist())
    return float(math.pow(total, 1 / (1 - order)))


def _checked(x: npt.NDArray[np.int64], weight: npt.NDArray[np.int64], size: int) -> int:
    n = int((x * weight).sum())
    if not 1 <= size <= n:
        raise ValueError(f"size must be from 1 to the number of posts, {n}, got {size!r}")
    return n


def _log_choose(n: npt.ArrayLike, k: npt.ArrayLike) -> Floats:
    from scipy.special import gammaln

    n, k = np.asarray(n, dtype=np.float64), np.asarray(k, dtype=np.float64)
    result: Floats = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return result


def _log_unseen(x: npt.NDArray[np.int64], n: int, size: int) -> Floats:
    """Logarithm of the chance that none of an author's ``x`` posts is drawn; minus infinity if one must be."""
    result = np.full(len(x), -np.inf)
    possible = x <= n - size
    own = x[possible]
    # The product of (n - size - j) / (n - j) over j < x: exact for the many authors with few posts, where the
    # difference of large logarithms of gamma would lose digits.
    few = own[own <= 1000]
    steps = np.arange(int(few.max()) if len(few) else 0, dtype=np.float64)
    running = np.r_[0.0, np.cumsum(np.log1p(-size / (n - steps)))]
    many = own[own > 1000]
    result[possible] = np.r_[running[few], _log_choose(n - many, size) - _log_choose(n, size)]
    return result
