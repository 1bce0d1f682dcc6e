"""Three-way readings of an interval, tests against a tolerance, and what could have been seen."""

from __future__ import annotations

import math
from typing import Literal

from .quantiles import t_quantile, t_upper_tail, two_sided_quantile

Reading = Literal["shown", "shown_small", "inconclusive", "not_assessed"]
Scale = Literal["difference", "ratio"]


def tolerance_p_value(
    estimate: float, standard_error: float, degrees_of_freedom: float, tolerance: float = 0.0
) -> float:
    """Test against the null that a difference is no larger than the tolerance, either way.

    Parameters
    ----------
    estimate : float
        The difference, or the logarithm of a ratio.
    standard_error : float
        On the same scale.
    degrees_of_freedom : float
    tolerance : float
        On the same scale, not negative; for ratios ``log(1.25)``. With 0 this is the ordinary two-sided t test.

    Returns
    -------
    float
        The largest probability, over the null, of an estimate at least as far off. NaN if anything is NaN.

    Raises
    ------
    ValueError
        The tolerance is negative.

    References
    ----------
    Murphy, K. R. and Myors, B. (1999). Testing the hypothesis that treatments have negligible effects: minimum-effect
    tests. Journal of Applied Psychology 84(2), 234-248.
    """
    if tolerance < 0:
        raise ValueError(f"tolerance must not be negative, got {tolerance!r}")
    if math.isnan(estimate) or math.isnan(standard_error) or math.isnan(degrees_of_freedom):
        return math.nan
    size = abs(estimate)
    if standard_error == 0:
        # Without spread the estimate is the truth: certainly beyond the tolerance, or certainly within.
        return 0.0 if size > tolerance else 1.0
    # The null at its edge; an estimate as far off on the other side counts too, which at tolerance 0 doubles the tail.
    near = t_upper_tail((size - tolerance) / standard_error, degrees_of_freedom)
    far = t_upper_tail((size + tolerance) / standard_error, degrees_of_freedom)
    return min(near + far, 1.0)


def reading(low: float, high: float, tolerance: float, *, scale: Scale = "difference") -> Reading:
    """What an interval shows against a tolerance, taken by itself.

    Parameters
    ----------
    low, high : float
        Limits of a difference, or of a ratio.
    tolerance : float
        Largest difference that does not matter (0 or more), or largest ratio (1 or more).
    scale : {"difference", "ratio"}
        Whether the tolerated band is ``[-tolerance, tolerance]`` or ``[1/tolerance, tolerance]``.

    Returns
    -------
    {"shown", "shown_small", "inconclusive", "not_assessed"}
        Shown: the interval lies beyond the band. Shown to be small: it lies within. Inconclusive: it does neither.
        Not assessed: there is no interval. Where several figures are tested together, a shown one stands only if its
        q-value agrees, which is for the caller.

    Raises
    ------
    ValueError
        The tolerance is negative, or less than 1 for a ratio.

    References
    ----------
    Schuirmann, D. J. (1987). Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680, for equivalence by interval.
    """
    if tolerance < (1 if scale == "ratio" else 0):
        raise ValueError(f"tolerance of a {scale} must be at least {1 if scale == 'ratio' else 0}, got {tolerance!r}")
    if math.isnan(low) or math.isnan(high):
        return "not_assessed"
    lower, upper = (1 / tolerance, tolerance) if scale == "ratio" else (-tolerance, tolerance)
    if low > upper or high < lower:
        return "shown"
    if lower <= low and high <= upper:
        return "shown_small"
    return "inconclusive"


def smallest_detectable(
    standard_error: float, degrees_of_freedom: float, level: float = 0.95, *, power: float = 0.8
) -> float:
    """Smallest true difference that data like these would have shown with this power.

    Parameters
    ----------
    standard_error : float
        Of the difference, or of the log ratio.
    degrees_of_freedom : float
    level : float
        Confidence level of the interval.
    power : float
        How often it should be seen.

    Returns
    -------
    float
        On the scale of the standard error: ``(t_level + t_power) * standard_error``, 2.80 standard errors with many
        authors. For a ratio take ``math.exp`` of it.

    References
    ----------
    Bloom, H. S. (1995). Minimum detectable effects. Evaluation Review 19(5), 547-556.
    """
    if not 0 < power < 1:
        raise ValueError(f"power must be between 0 and 1, got {power!r}")
    quantile = two_sided_quantile(level, degrees_of_freedom) + t_quantile(power, degrees_of_freedom)
    return quantile * standard_error
