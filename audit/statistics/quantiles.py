"""Quantiles and tails of the t, normal and F distributions.

Only :mod:`scipy.special` is used, and inside functions: importing :mod:`scipy.stats` costs about a second, which every
``postaudit run`` would pay.
"""

from __future__ import annotations

import math


def t_quantile(probability: float, degrees_of_freedom: float) -> float:
    """Quantile of Student's t; infinite degrees of freedom are the normal.

    Parameters
    ----------
    probability : float
        In (0, 1).
    degrees_of_freedom : float
        Greater than 0; need not be whole.

    Returns
    -------
    float
        NaN where the degrees of freedom are NaN or not positive.
    """
    from scipy.special import ndtri, stdtrit

    if math.isnan(degrees_of_freedom) or degrees_of_freedom <= 0:
        return math.nan
    if math.isinf(degrees_of_freedom):
        return float(ndtri(probability))
    return float(stdtrit(degrees_of_freedom, probability))


def two_sided_quantile(level: float, degrees_of_freedom: float) -> float:
    """The t that a symmetric interval of this level multiplies a standard error with, 1.96 for 0.95 and many clusters.

    Raises
    ------
    ValueError
        The level is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, got {level!r}")
    return t_quantile(0.5 + level / 2, degrees_of_freedom)


def t_upper_tail(statistic: float, degrees_of_freedom: float) -> float:
    """Probability that Student's t exceeds ``statistic``; NaN in, NaN out."""
    from scipy.special import ndtr, stdtr

    if math.isnan(statistic) or math.isnan(degrees_of_freedom) or degrees_of_freedom <= 0:
        return math.nan
    if math.isinf(statistic):
        return 0.0 if statistic > 0 else 1.0
    if math.isinf(degrees_of_freedom):
        return float(ndtr(-statistic))
    return float(stdtr(degrees_of_freedom, -statistic))


def f_upper_tail(statistic: float, numerator: float, denominator: float) -> float:
    """Probability that F with these degrees of freedom exceeds ``statistic``; NaN in, NaN out."""
    from scipy.special import chdtrc, fdtrc

    if math.isnan(statistic) or not numerator > 0 or not denominator > 0:
        return math.nan
    if math.isinf(denominator):
        return float(chdtrc(numerator, statistic * numerator))
    return float(fdtrc(numerator, denominator, statistic))
