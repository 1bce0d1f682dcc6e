"""How much there is of which two collections each caught a part."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from .intervals import Interval, not_estimable, share
from .quantiles import two_sided_quantile


def chapman(first: int, second: int, both: int) -> float:
    """Chapman's estimate of the size of a population, ``(n1 + 1)(n2 + 1) / (m + 1) - 1``.

    Parameters
    ----------
    first, second : int
        Caught in each of two samples, independent of each other and each as likely to catch one member as any other.
    both : int
        Caught in both.

    Raises
    ------
    ValueError
        More in both than in one.

    References
    ----------
    Chapman, D. G. (1951). Some properties of the hypergeometric distribution with applications to zoological sample
    censuses. University of California Publications in Statistics 1, 131-160.

    Examples
    --------
    >>> round(chapman(10, 15, 5), 1)
    28.3
    """
    _check(first, second, both)
    return (first + 1) * (second + 1) / (both + 1) - 1


def chapman_variance(first: int, second: int, both: int) -> float:
    """Variance of :func:`chapman` under independence, nearly unbiased.

    References
    ----------
    Seber, G. A. F. (1970). The effects of trap response on tag recapture estimates. Biometrics 26, 13-22.

    Examples
    --------
    >>> round(chapman_variance(50, 60, 10) ** 0.5, 1)
    65.5
    """
    _check(first, second, both)
    missed = (first - both) * (second - both)
    return (first + 1) * (second + 1) * missed / ((both + 1) ** 2 * (both + 2))


def chapman_limits(
    first: int, second: int, both: int, *, quantile: float = 1.959964, design_effect: float = 1.0
) -> tuple[float, float]:
    """Limits of the size of a population, on the logit of the share that was caught by neither sample.

    Parameters
    ----------
    first, second, both : int
    quantile : float
        Of the normal or t distribution.
    design_effect : float
        Times the variance is larger than if members were caught one by one.

    Returns
    -------
    low, high : float
        ``low`` is never less than was caught, less a half.

    References
    ----------
    Sadinle, M. (2009). Transformed logit confidence intervals for small populations in single capture-recapture
    estimation. Communications in Statistics - Simulation and Computation 38(9), 1909-1924.

    Examples
    --------
    >>> low, high = chapman_limits(10, 15, 5)
    >>> round(low), round(high)
    (22, 65)
    """
    _check(first, second, both)
    only_first, only_second, in_both = first - both + 0.5, second - both + 0.5, both + 0.5
    missed = only_first * only_second / in_both
    variance = 1 / in_both + 1 / only_first + 1 / only_second + in_both / (only_first * only_second)
    reach = quantile * math.sqrt(variance * design_effect)
    caught = first + second - both - 0.5
    return caught + missed * math.exp(-reach), caught + missed * math.exp(reach)


def population_size(
    first: npt.ArrayLike, second: npt.ArrayLike, both: npt.ArrayLike, *, level: float = 0.95
) -> Interval:
    """Chapman's estimate of how many posts there are, with an interval that knows that they cluster in authors.

    Parameters
    ----------
    first, second, both : array_like of int, shape (B,)
        Posts in each of two collections and in both, per author bucket.
    level : float

    Returns
    -------
    Interval
        A value without limits where the buckets are fewer than two; NaN throughout where no post is in both.

    Notes
    -----
    The limits are those of :func:`chapman_limits`. A collection that was made account by account catches all posts of an
    author or none, so that their number in both varies more than if posts were caught one by one: by the design effect of
    the share of each collection that is in the other (:func:`audit.statistics.share`), of which the larger is taken. The
    size of authors' timelines is no source of error here, for the population is what it is.

    The estimate stands and falls with independence, which no count of two collections can test (Seber 1982): where a post
    that is in one is the more likely to be in the other, as with two lists of similar words, it is too small.

    References
    ----------
    Seber, G. A. F. (1982). The Estimation of Animal Abundance, 2nd edition, chapter 3.
    """
    buckets = [np.asarray(each) for each in (first, second, both)]
    n1, n2, m = (int(each.sum()) for each in buckets)
    if m == 0:
        return not_estimable(math.nan, level)
    value = chapman(n1, n2, m)
    # A design effect follows from the clustering of what is in both, however many are in one.
    sides = [(n, share(buckets[2], each, level=level)) for n, each in ((n1, buckets[0]), (n2, buckets[1]))]
    if not all(each.estimable for _, each in sides):
        return not_estimable(value, level)
    effect = max(1.0, *(n / each.n_effective for n, each in sides))
    freedom = min(each.degrees_of_freedom for _, each in sides)
    quantile = two_sided_quantile(level, freedom)
    low, high = chapman_limits(n1, n2, m, quantile=quantile, design_effect=effect)
    caught = float(n1 + n2 - m)
    low, high = min(max(low, caught), value), max(high, value)
    return Interval(value, low, high, level, (high - low) / (2 * quantile), caught / effect, freedom)


def _check(first: int, second: int, both: int) -> None:
    if not 0 <= both <= min(first, second):
        raise ValueError(f"{both} in both, of {first} and {second}")
