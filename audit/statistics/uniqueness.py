"""How many records stand alone by what is known of them, and what a sample tells of that."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from .intervals import Interval, not_estimable
from .quantiles import two_sided_quantile
from .wilson import wilson

Counts = npt.NDArray[np.int64]


def class_sizes(keys: npt.ArrayLike) -> Counts:
    """How many records have the same key as each record, itself included; shape (n,).

    Parameters
    ----------
    keys : array_like, shape (n,)
        What is known of each record; equal keys are told apart by nothing.

    References
    ----------
    Sweeney, L. (2002). k-anonymity: a model for protecting privacy. International Journal of Uncertainty, Fuzziness and
    Knowledge-Based Systems 10(5): k is the least of these.

    Examples
    --------
    >>> class_sizes([3, 1, 3, 2, 3]).tolist()
    [3, 1, 3, 1, 3]
    """
    _, inverse, counted = np.unique(np.asarray(keys), return_inverse=True, return_counts=True)
    sizes: Counts = counted.astype(np.int64)[inverse.reshape(-1)]
    return sizes


def match_probability(sizes: npt.ArrayLike, rate: float) -> float:
    """Chance that somebody who is alone in a sample, and is matched with the whole by what is known, is the right one.

    Parameters
    ----------
    sizes : array_like of int, shape (n,)
        Class size of each record of the sample, from :func:`class_sizes`.
    rate : float
        Share of the records of the whole that were drawn, each with this chance.

    Returns
    -------
    float
        1 where all were drawn; NaN where no record is alone.

    Notes
    -----
    Data intrusion simulation: ``rate * n1 / (rate * n1 + 2 * (1 - rate) * n2)`` with ``n1`` classes of one record and ``n2``
    of two. It estimates records that are alone in the sample over all records of the whole that share their keys, with no
    model of how the keys are spread.

    References
    ----------
    Skinner, C. J. and Elliot, M. J. (2002). A measure of disclosure risk for microdata. Journal of the Royal Statistical
    Society B 64(4), 855-867.

    Examples
    --------
    >>> match_probability([1, 1, 1, 1, 2, 2], 0.5)
    0.6666666666666666
    """
    sizes = np.asarray(sizes)
    ones, twos = int(np.count_nonzero(sizes == 1)), int(np.count_nonzero(sizes == 2)) / 2
    if not ones:
        return math.nan
    return rate * ones / (rate * ones + 2 * (1 - rate) * twos)


def share_in_small_classes(sizes: npt.ArrayLike, below: int, *, level: float = 0.95) -> Interval:
    """Share of records whose class is smaller than a number, with an interval for other records of the same number.

    Parameters
    ----------
    sizes : array_like of int, shape (n,)
        Class size of each record, from :func:`class_sizes`.
    below : int
        2 for records that are alone; at least 2.
    level : float

    Returns
    -------
    Interval
        NaN throughout without records.

    Notes
    -----
    Where records fall into classes independently, the sizes of classes are independent Poisson numbers, given their total.
    With ``n_j`` classes of ``j`` records and ``T`` records in classes below ``k``, the variance of ``T`` given ``n`` is at most
    ``sum_{j<k} j^2 n_j - (T - k (k - 1) n_k)^2 / n``: the second term is the regression on ``n``, since the Poisson chances obey
    ``m p(j) = (j + 1) p(j + 1)``. What is left out, the squared means of the classes, cannot be told from one sample; without
    it the interval is up to a quarter too wide for records that are alone, and more for larger classes, never too narrow. The limits are Wilson's at the number of records over this
    design effect, which is at least 1; where nobody is in a small class, a class that might have been would have had up to
    ``k - 1`` records.

    References
    ----------
    Fisher, R. A. (1950). The significance of deviations from expectation in a Poisson series. Biometrics 6, 17-24, for
    Poisson numbers given their total.
    """
    sizes = np.asarray(sizes, dtype=np.int64)
    n = len(sizes)
    if not n:
        return not_estimable(math.nan, level)
    counted = np.bincount(np.minimum(sizes, below + 1), minlength=below + 2) / np.arange(below + 2).clip(1)
    j = np.arange(below)
    total, squares = float((j * counted[:below]).sum()), float((j * j * counted[:below]).sum())
    value = total / n
    if total == 0:
        effect = below - 1.0
    elif total == n:
        effect = squares / total
    else:
        variance = squares - (total - below * (below - 1) * counted[below]) ** 2 / n
        effect = variance / (total * (1 - value))
    n_effective = n / max(effect, 1.0)
    freedom = max(n_effective - 1, 1.0)
    quantile = two_sided_quantile(level, freedom)
    low, high = wilson(value, n_effective, quantile)
    return Interval(value, low, high, level, (high - low) / (2 * quantile), n_effective, freedom)
