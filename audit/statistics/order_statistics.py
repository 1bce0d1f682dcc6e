"""A quantile of independent values, with an interval that assumes no distribution."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from .intervals import Interval, not_estimable


def quantile_interval(values: npt.ArrayLike, quantile: float, *, level: float = 0.95) -> Interval:
    """Quantile of one value per author.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        One for each author: authors are independent, so nothing clusters.
    quantile : float
        Between 0 and 1; 0.5 is the median.
    level : float

    Returns
    -------
    Interval
        The limits are two of the values, chosen by rank so that they hold the quantile of all authors with at least this
        confidence whatever the distribution. NaN for a limit that no value reaches: of ten authors nothing bounds the 99th
        percentile from above. ``n_effective`` is n.

    Raises
    ------
    ValueError
        The quantile is not between 0 and 1.

    References
    ----------
    Conover, W. J. (1999). Practical Nonparametric Statistics, 3rd ed., section 3.2. Campbell, M. J. and Gardner, M. J.
    (1988). Calculating confidence intervals for some non-parametric analyses. BMJ 296, 1454-1456, for the ranks of medians.

    Examples
    --------
    >>> interval = quantile_interval(range(1, 21), 0.5)
    >>> interval.value, interval.low, interval.high
    (10.5, 6.0, 15.0)
    """
    from scipy.stats import binom

    if not 0 < quantile < 1:
        raise ValueError(f"quantile must be between 0 and 1, got {quantile!r}")
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    n = len(ordered)
    if n == 0:
        return not_estimable(math.nan, level)
    tail = (1 - level) / 2
    # The number of values below the quantile is binomial: P(fewer than lower) and P(upper or more) are at most the tail.
    lower = int(binom.ppf(tail, n, quantile))
    upper = int(binom.isf(tail, n, quantile)) + 1
    low = float(ordered[lower - 1]) if lower >= 1 else math.nan
    high = float(ordered[upper - 1]) if upper <= n else math.nan
    return Interval(float(np.quantile(ordered, quantile)), low, high, level, math.nan, float(n), math.inf)
