"""Rates of what a word list finds, corrected by posts that people read: stratified double sampling.

A word list divides posts into strata: those it takes for mentions, those that hold a form which may be one, the rest. Of
each stratum some posts are read and coded. The share that are mentions is then ``Σ W_h π_h``, where ``W_h`` is the share of
posts in stratum ``h``, which is counted, and ``π_h`` the share of mentions in it, which is estimated from what was coded.
With two strata, hits and others, this is hit rate times precision plus the rest times the rate of misses. Nothing is
assumed of the word list: the posts coded are a sample of the very posts that are counted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .contrasts import mover
from .intervals import Interval, not_estimable, share
from .jackknife import jackknife
from .quantiles import two_sided_quantile
from .readings import tolerance_p_value
from .wilson import wilson


@dataclass(frozen=True)
class CodedStratum:
    """A stratum of posts, and what was coded of it.

    Attributes
    ----------
    posts : array_like of int, shape (B,)
        Posts of the stratum per author bucket.
    codes : array_like of float, shape (m,)
        1 for a coded post that has the property, 0 for one that has not; between where coders disagree.
    weights : array_like of float, shape (m,)
        Posts that each coded post stands for, on any scale: those of its author that the draw met, where one was coded.
    """

    posts: npt.ArrayLike
    codes: npt.ArrayLike
    weights: npt.ArrayLike

    @property
    def empty(self) -> bool:
        """Whether no post is in the stratum, so that nothing need be coded."""
        return not np.asarray(self.posts).any()


def coded_share(codes: npt.ArrayLike, weights: npt.ArrayLike, *, level: float = 0.95) -> Interval:
    """Share of a stratum that has the property, from the posts that were coded.

    Parameters
    ----------
    codes, weights : array_like of float, shape (m,)
        As in :class:`CodedStratum`.
    level : float

    Returns
    -------
    Interval
        Wilson's, at ``(Σ w)² / Σ w²`` effective posts; NaN throughout if nothing was coded. None found of m coded gives an
        upper limit of about 3.7/m.

    Raises
    ------
    ValueError
        Codes outside 0 to 1, weights that are not positive, or not as many of one as of the other.

    Notes
    -----
    With one post coded per author, weighted by the author's posts, the variance is ``π (1 - π) Σ w² / (Σ w)²`` whether an
    author's posts are all alike or have nothing in common. There is no finite population correction: the interval is about
    authors who could have been met, as all intervals here are. A code of one half, where two coders disagree, counts as
    half a post; its variance is then overstated rather than understated.

    References
    ----------
    Kish, L. (1965). Survey Sampling, section 11.7, for unequal weights. Wilson (1927). Brown, L. D., Cai, T. T. and
    DasGupta, A. (2001). Interval estimation for a binomial proportion. Statistical Science 16, 101-133.

    Examples
    --------
    >>> found = coded_share([1] * 81 + [0] * 182, [1] * 263)
    >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
    (0.308, 0.255, 0.366)
    """
    y, w = np.asarray(codes, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    if y.ndim != 1 or y.shape != w.shape:
        raise ValueError(f"codes and weights must be lists of one length, got shapes {y.shape} and {w.shape}")
    if ((y < 0) | (y > 1) | np.isnan(y)).any() or not (w > 0).all():
        raise ValueError("codes must be from 0 to 1 and weights positive")
    if len(y) == 0:
        return not_estimable(math.nan, level)
    effective = float(w.sum() ** 2 / np.sum(w * w))
    value = float(np.clip(np.sum(w * y) / w.sum(), 0.0, 1.0))
    quantile = two_sided_quantile(level, math.inf)
    low, high = wilson(value, effective, quantile)
    return Interval(value, low, high, level, (high - low) / (2 * quantile), effective, max(effective - 1, 1.0))


def per_author(
    codes: npt.ArrayLike, weights: npt.ArrayLike, authors: npt.ArrayLike
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """One code and one weight for each author: posts of one author are no independent witnesses.

    Parameters
    ----------
    codes, weights : array_like of float, shape (m,)
    authors : array_like of int, shape (m,)
        Who wrote each post.

    Returns
    -------
    codes, weights : ndarray of float64, shape (a,)
        In ascending order of author: the weighted mean of the codes, and the sum of the weights.

    Examples
    --------
    >>> per_author([1, 0, 1], [2, 2, 5], [7, 7, 3])
    (array([1. , 0.5]), array([5., 4.]))
    """
    known, owner = np.unique(np.asarray(authors), return_inverse=True)
    w = np.asarray(weights, dtype=np.float64)
    total, ones = np.zeros(len(known)), np.zeros(len(known))
    np.add.at(total, owner, w)
    np.add.at(ones, owner, w * np.asarray(codes, dtype=np.float64))
    return np.clip(ones / total, 0.0, 1.0), total


def corrected_rate(strata: Sequence[CodedStratum], *, level: float = 0.95) -> Interval:
    """Share of posts that have a property, from strata that were counted and a sample of each that was coded.

    Parameters
    ----------
    strata : sequence of CodedStratum
        Together all posts; for a rate of misses, all posts but the hits.
    level : float

    Returns
    -------
    Interval
        A NaN value where posts of a stratum that is not empty were not coded, or there are no posts.
        ``n_effective`` is the number of independent coded posts that would carry as much: ``p (1 - p)`` over the variance.

    Notes
    -----
    Two errors are joined (method of variance estimates recovery): that of which posts were met, from :func:`share` of the
    posts counted, each worth ``π_h`` of its stratum, so clustered by author; and that of ``π_h``, each with the limits of
    :func:`coded_share`. The limits are ``θ - sqrt(d² + Σ W_h² (π_h - l_h)²)`` and its mirror, so a stratum in which nothing
    was found still adds to the upper limit what it could hide, and nothing to the lower.

    References
    ----------
    Tenenbein, A. (1970). A double sampling scheme for estimating from binomial data with misclassifications. Journal of the
    American Statistical Association 65, 1350-1361. Cochran, W. G. (1977). Sampling Techniques, 3rd edition, sections 5.3
    and 12.2, for stratified estimates and double sampling. Zou, G. Y. and Donner, A. (2008). Statistics in Medicine 27,
    1693-1702, for limits of a sum from limits of its parts.

    Examples
    --------
    >>> hits = CodedStratum([20, 30, 25, 24] * 20, [1] * 90 + [0] * 10, [1] * 100)
    >>> others = CodedStratum([230, 221, 224, 225] * 20, [0] * 98 + [1] * 2, [1] * 100)
    >>> found = corrected_rate([hits, others])
    >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
    (0.107, 0.092, 0.153)
    """
    return _joined(strata, level).rate


def corrected_ratio(
    a: Sequence[CodedStratum], b: Sequence[CodedStratum], *, level: float = 0.95, tolerance: float = 1.0
) -> Interval:
    """Ratio of two rates of the same posts, each corrected by its own coded sample.

    Parameters
    ----------
    a, b : sequence of CodedStratum
        The same posts, divided by two word lists.
    level : float
    tolerance : float
        Ratio that the p-value allows under the null, either way up; 1 or more.

    Returns
    -------
    Interval
        With ``p_value``; ``standard_error`` is that of the logarithm. No value where the second rate is 0, no limits where
        either is 0 or cannot be corrected. A limit is 0 or infinite where nothing bounds that side away from it.

    Raises
    ------
    ValueError
        The tolerance is less than 1.

    Notes
    -----
    On logarithms, limits of the difference follow from those of the sides (:func:`audit.statistics.mover`). The posts coded
    were drawn apart, so the sides are correlated only in which posts were met: that correlation, from their common jackknife,
    times the part of each side's error that comes from it.

    References
    ----------
    Zou, G. Y. and Donner, A. (2008). Statistics in Medicine 27, 1693-1702, section 3.2.
    """
    if not tolerance >= 1:
        raise ValueError(f"tolerance of a ratio must be at least 1, got {tolerance!r}")
    one, other = _joined(a, level), _joined(b, level)
    top, bottom = one.rate, other.rate
    value = top.value / bottom.value if bottom.value > 0 else math.nan
    if not (top.estimable and bottom.estimable and top.value > 0 and bottom.value > 0):
        return not_estimable(value, level)
    correlation = _correlation(one, other) * one.part_counted * other.part_counted
    low, high = mover(_logged(top), _logged(bottom), correlation)
    freedom = min(top.degrees_of_freedom, bottom.degrees_of_freedom)
    quantile = two_sided_quantile(level, freedom)
    # The spread towards the null, recovered from that side's limit: the test then agrees with the interval.
    centre = math.log(value)
    towards_null = (centre - low if centre > 0 else high - centre) / quantile
    p_value = tolerance_p_value(centre, towards_null, freedom, math.log(tolerance))
    return Interval(
        value,
        math.exp(low),
        math.exp(high),
        level,
        (high - low) / (2 * quantile),
        min(top.n_effective, bottom.n_effective),
        freedom,
        p_value,
    )


@dataclass(frozen=True)
class _Joined:
    """A corrected rate, and what of it comes from the posts counted."""

    rate: Interval
    part_counted: float
    worth: npt.NDArray[np.float64]
    whole: npt.NDArray[np.int64]


def _joined(strata: Sequence[CodedStratum], level: float) -> _Joined:
    there = [each for each in strata if not each.empty]
    found = [coded_share(each.codes, each.weights, level=level) for each in there]
    nothing = np.zeros(0)
    if not there or any(math.isnan(each.value) for each in found):
        return _Joined(not_estimable(math.nan, level), math.nan, nothing, nothing.astype(np.int64))
    posts = np.stack([np.asarray(each.posts) for each in there])
    whole = posts.sum(axis=0)
    values = np.array([each.value for each in found])
    # Posts per bucket that have the property, were the coded shares exact; rounding must not make them more than there are.
    worth = np.minimum((values[:, None] * posts).sum(axis=0), whole)
    weights = posts.sum(axis=1) / whole.sum()
    value = float(weights @ values)
    counted = share(worth, whole, level=level, units=whole)
    if not counted.estimable:
        return _Joined(not_estimable(value, level), math.nan, worth, whole)
    below = np.array([counted.value - counted.low, *weights * [each.value - each.low for each in found]])
    above = np.array([counted.high - counted.value, *weights * [each.high - each.value for each in found]])
    low = max(value - math.sqrt(float(below @ below)), 0.0)
    high = min(value + math.sqrt(float(above @ above)), 1.0)
    errors = np.array([counted.standard_error, *weights * [each.standard_error for each in found]]) ** 2
    freedom = np.array([counted.degrees_of_freedom, *(each.degrees_of_freedom for each in found)])
    # Welch and Satterthwaite.
    both = float(errors.sum() ** 2 / np.sum(errors**2 / freedom))
    standard_error = (high - low) / (2 * two_sided_quantile(level, both))
    effective = float(whole.sum()) if value in (0.0, 1.0) else value * (1 - value) / standard_error**2
    rate = Interval(value, low, high, level, standard_error, min(effective, counted.n_effective), both)
    return _Joined(rate, math.sqrt(errors[0] / errors.sum()), worth, whole)


def _correlation(one: _Joined, other: _Joined) -> float:
    """Of two rates of the same posts, over their common jackknife; 0 where either does not vary."""
    common = jackknife(lambda x, n: x / n, np.stack([one.worth, other.worth]), np.stack([one.whole, other.whole]))
    spread = common.replicates - common.replicates.mean(axis=-1, keepdims=True)
    cross = spread @ spread.T
    scale = math.sqrt(cross[0, 0] * cross[1, 1])
    return float(np.clip(cross[0, 1] / scale, -1.0, 1.0)) if scale > 0 else 0.0


def _logged(side: Interval) -> tuple[float, float, float]:
    return math.log(side.value), math.log(side.low) if side.low > 0 else -math.inf, math.log(side.high)
