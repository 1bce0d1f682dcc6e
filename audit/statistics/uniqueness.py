"""How many records stand alone by what is known of them, and what a sample tells of that."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

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
