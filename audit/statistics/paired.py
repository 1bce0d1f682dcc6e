"""Two figures of datasets that share authors, against each other: before and after a filter, two versions of one dataset.

A hash sorts authors into the same groups in both. Each figure without each group in turn gives replicates, and how the two
sets of replicates go together says how much of the two errors is common, and falls out of the difference. Groups need not
hold the same authors for that: where nobody is in both the correlation is 0 but for noise, and the interval is as wide as
that of independent datasets.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from .independent import Pairs, difference_of, ratio_of
from .intervals import Interval


def paired_difference(a: Interval, b: Interval, pairs: Pairs, *, tolerance: float = 0.0) -> Interval:
    """Difference of two figures, ``a - b``, of datasets that may share authors.

    Parameters
    ----------
    a, b : Interval
        As in :func:`independent_difference`.
    pairs : Pairs
        From :func:`pairs_of`.
    tolerance : float
        Difference that the p-value allows under the null, in the unit of the figures.

    Returns
    -------
    Interval
        As of :func:`independent_difference`.

    Raises
    ------
    ValueError
        The levels differ.

    Notes
    -----
    Limits by :func:`mover` with the correlation of the replicates, which is the delete-a-group jackknife of the difference
    where limits are symmetric: ``var(a - b) = var a + var b - 2 r sd a sd b``. Degrees of freedom are the fewest of the two
    sides' and the groups less one, as of a paired t test.

    References
    ----------
    Zou, G. Y. and Donner, A. (2008): see :func:`mover`. Kott, P. S. (2001): see :func:`jackknife`. Student (1908). The
    probable error of a mean. Biometrika 6, 1-25, for pairs.
    """
    return difference_of(a, b, pairs, tolerance)


def paired_ratio(a: Interval, b: Interval, pairs: Pairs, *, tolerance: float = 1.0) -> Interval:
    """Ratio of two figures that are not negative, ``a / b``, of datasets that may share authors.

    Parameters
    ----------
    a, b : Interval
        As in :func:`independent_ratio`.
    pairs : Pairs
        From :func:`pairs_of`: to first order logarithms go together as the figures do.
    tolerance : float
        Ratio that the p-value allows under the null, either way up; 1 or more.

    Returns
    -------
    Interval
        As of :func:`independent_ratio`.

    Raises
    ------
    ValueError
        The levels differ, the tolerance is less than 1, or a figure is negative.
    """
    return ratio_of(a, b, pairs, tolerance)


def pairs_of(a: npt.ArrayLike, b: npt.ArrayLike) -> Pairs | None:
    """How two figures go together, from their replicates.

    Parameters
    ----------
    a, b : array_like of float, shape (G,)
        Each figure without each of the same G groups of authors in turn.

    Returns
    -------
    Pairs or None
        None where either does not vary, or a replicate is not a number.

    Examples
    --------
    >>> pairs_of([0.30, 0.31, 0.29, 0.30], [0.40, 0.41, 0.39, 0.40])
    Pairs(correlation=1.0, groups=4)
    """
    both = np.array([a, b], dtype=np.float64)
    if both.shape[1] < 2 or not np.isfinite(both).all():
        return None
    spread = both - both.mean(axis=1, keepdims=True)
    cross = spread @ spread.T
    scale = math.sqrt(cross[0, 0] * cross[1, 1])
    # Rounding alone makes replicates of a constant differ in their last digits.
    if min(spread.std(axis=1) / np.maximum(np.abs(both).max(axis=1), 1e-300)) < 1e-12:
        return None
    return Pairs(round(float(np.clip(cross[0, 1] / scale, -1.0, 1.0)), 6), both.shape[1])


def replicate_error(replicates: npt.ArrayLike) -> float:
    """Standard error that replicates give: the delete-a-group jackknife of Kott (2001).

    Parameters
    ----------
    replicates : array_like of float, shape (G,)

    Returns
    -------
    float
        On the scale of the figure.
    """
    values = np.asarray(replicates, dtype=np.float64)
    return float(math.sqrt((len(values) - 1) / len(values) * np.sum((values - values.mean()) ** 2)))
