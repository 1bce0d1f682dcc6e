"""The Wilson interval of a share, at any effective number of posts and any quantile."""

from __future__ import annotations

import math


def wilson(value: float, n: float, quantile: float) -> tuple[float, float]:
    """Limits of a share: where a score test of that share would stop to reject.

    Parameters
    ----------
    value : float
        The share, in [0, 1].
    n : float
        Posts, or effective posts, it stands on; greater than 0, need not be whole.
    quantile : float
        1.96 for 95 % and independent posts; a t quantile where few authors carry the variance.

    Returns
    -------
    low, high : float
        Within [0, 1]; NaN where anything is NaN or ``n`` is not positive. Never of width 0.

    References
    ----------
    Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209-212.
    Newcombe, R. G. (1998). Statistics in Medicine 17, 857-872, method 3.

    Examples
    --------
    >>> low, high = wilson(81 / 263, 263, 1.959964)
    >>> round(low, 4), round(high, 4)
    (0.2553, 0.3662)
    """
    if math.isnan(value) or math.isnan(quantile) or not n > 0:
        return math.nan, math.nan
    square = quantile * quantile
    centre = value + square / (2 * n)
    half = quantile * math.sqrt(value * (1 - value) / n + square / (4 * n * n))
    divisor = 1 + square / n
    # At 0 and 1 the near limit is the share itself; rounding would leave it 1e-18 off.
    low = 0.0 if value == 0 else max((centre - half) / divisor, 0.0)
    high = 1.0 if value == 1 else min((centre + half) / divisor, 1.0)
    return low, high


def rule_of_three(n: float, level: float = 0.95) -> float:
    """Highest share that seeing nothing in ``n`` (effective) posts leaves plausible; 3/n for 95 %.

    References
    ----------
    Hanley, J. A. and Lippman-Hand, A. (1983). Journal of the American Medical Association 249, 1743-1745.

    Examples
    --------
    >>> round(rule_of_three(100), 3)
    0.03
    """
    return min(-math.log(1 - level) / n, 1.0) if n > 0 else math.nan
