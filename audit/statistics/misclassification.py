"""Shares of an attribute that was inferred with errors: corrected where the errors are known, bounded where not.

A classifier that reads one of a hundred men as a woman makes a dataset of men one percent women. With its errors counted
on people whose attribute is known, the share can be corrected; without, it can only be bounded. Either way one thing is
assumed that data cannot show: that the classifier errs here as often, in each group, as it did where its errors were
counted. Error rates differ between names, places, decades and platforms, and where they do not carry over the corrected
share can be further off than the raw one. So print both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from .intervals import Interval
from .quantiles import two_sided_quantile

Rate = tuple[int, int]


@dataclass(frozen=True)
class Corrected:
    """A share corrected for misclassification.

    Attributes
    ----------
    value : float
        The corrected share, in [0, 1]; NaN where the classifier is no better than chance.
    unclipped : float
        As computed; outside [0, 1] where the errors are more than could have made what was seen.
    low, high : float
        Limits, in [0, 1].
    level : float
    standard_error : float
        By Rogan and Gladen's formula, of ``unclipped``.
    degrees_of_freedom : float
    """

    value: float
    unclipped: float
    low: float
    high: float
    level: float
    standard_error: float
    degrees_of_freedom: float

    @property
    def clipped(self) -> bool:
        """Whether ``value`` is not what was computed: say so wherever it is printed."""
        return self.value != self.unclipped and not math.isnan(self.unclipped)


def rogan_gladen(measured: Interval, sensitivity: Rate, specificity: Rate) -> Corrected:
    """A share corrected for known rates of error: ``(p + Sp - 1) / (Se + Sp - 1)``.

    Parameters
    ----------
    measured : Interval
        Share of what was classified as the group, from :func:`audit.statistics.share`.
    sensitivity : (int, int)
        Of so many people of the group (second), so many were classified as of it (first).
    specificity : (int, int)
        Of so many people not of the group (second), so many were classified as not of it (first).

    Returns
    -------
    Corrected
        NaN as value, and limits of 0 and 1, where Se + Sp is not above 1; limits of 0 and 1 also where the calibration
        cannot rule that out.

    Raises
    ------
    ValueError
        No calibration, or more right than there were.

    Notes
    -----
    With J = Se + Sp - 1 and π the result, its variance is ``p (1 - p) / (n J²) + Se (1 - Se) π² / (n_Se J²) +
    Sp (1 - Sp) (1 - π)² / (n_Sp J²)``, where n is the effective number of posts. An interval of that variance covers
    too rarely near 0 and 1, so the limits are Lang and Reiczigel's, who add two successes and two failures to the
    share and one of each to the calibrations, at a t quantile. They do not depend on the clipped value.

    References
    ----------
    Rogan, W. J. and Gladen, B. (1978). Estimating prevalence from the results of a screening test. American Journal of
    Epidemiology 107, 71-76. Lang, Z. and Reiczigel, J. (2014). Confidence limits for prevalence of disease adjusted for
    estimated sensitivity and specificity. Preventive Veterinary Medicine 113, 13-22 (in their equation 4 the last
    factor is ``(1 - P)²``).

    Examples
    --------
    >>> from audit.statistics import share
    >>> found = rogan_gladen(share([30, 25, 35, 31], [100, 100, 100, 101]), (90, 100), (95, 100))
    >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
    (0.296, 0.183, 0.408)
    """
    se, n_se = _rate(sensitivity, "sensitivity")
    sp, n_sp = _rate(specificity, "specificity")
    p, n = measured.value, measured.n_effective
    power = se + sp - 1
    if math.isnan(p) or not n > 0 or not measured.estimable:
        return _nothing(measured, math.nan, math.nan)
    if power <= 0:
        return _nothing(measured, 0.0, 1.0)
    value = (p + sp - 1) / power
    variance = _variance(p, n, se, n_se, sp, n_sp, value)
    quantile = two_sided_quantile(measured.level, measured.degrees_of_freedom)
    low, high = _lang_reiczigel(p, n, (se, n_se), (sp, n_sp), quantile)
    inside = min(max(value, 0.0), 1.0)
    return Corrected(
        inside,
        value,
        # The limits have another centre; where they would leave the value out they are drawn out to it.
        min(max(low, 0.0), inside),
        max(min(high, 1.0), inside),
        measured.level,
        math.sqrt(variance),
        measured.degrees_of_freedom,
    )


def bounds_for_errors(low: float, high: float, *, sensitivity: float, specificity: float) -> tuple[float, float]:
    """What a share could be if all that is known of a classifier is that it is at least so good.

    Parameters
    ----------
    low, high : float
        The share of what was classified as the group, or the limits of its interval, in [0, 1].
    sensitivity, specificity : float
        The least they could be, in (0, 1]; 0.5 each says no more than that the classifier beats a coin on both sides.

    Returns
    -------
    low, high : float
        The smallest share, if all of the group were found and as many others as may be were taken for it; and the
        largest, if no other was and as many of the group as may be were missed. Sharp: no share within is ruled out.
        With limits of an interval they hold at least as often as its level.

    References
    ----------
    Molinari, F. (2008). Partial identification of probability distributions with misclassified data. Journal of
    Econometrics 144, 81-117. Horowitz, J. L. and Manski, C. F. (1995). Econometrica 63, 281-302.

    Examples
    --------
    >>> low, high = bounds_for_errors(0.3, 0.3, sensitivity=0.8, specificity=0.9)
    >>> round(low, 3), round(high, 3)
    (0.222, 0.375)
    """
    for each in (sensitivity, specificity):
        if not 0 < each <= 1:
            raise ValueError(f"the least sensitivity and specificity must be in (0, 1], got {each!r}")
    return max((low - (1 - specificity)) / specificity, 0.0), min(high / sensitivity, 1.0)


def _lang_reiczigel(
    p: float, n: float, sensitivity: tuple[float, int], specificity: tuple[float, int], quantile: float
) -> tuple[float, float]:
    (se, n_se), (sp, n_sp) = sensitivity, specificity
    square = quantile * quantile
    n_more, p_more = n + square, (n * p + square / 2) / (n + square)
    n_se_more, se_more = n_se + 2, (n_se * se + 1) / (n_se + 2)
    n_sp_more, sp_more = n_sp + 2, (n_sp * sp + 1) / (n_sp + 2)
    power = se_more + sp_more - 1
    se_error, sp_error = se_more * (1 - se_more) / n_se_more, sp_more * (1 - sp_more) / n_sp_more
    # Se + Sp - 1 stands below the line: where it may be 0 the share may be anything (Fieller 1954).
    if power <= quantile * math.sqrt(se_error + sp_error):
        return 0.0, 1.0
    value = (p_more + sp_more - 1) / power
    moved = value + 2 * square * (value * se_error - (1 - value) * sp_error)
    reach = quantile * math.sqrt(_variance(p_more, n_more, se_more, n_se_more, sp_more, n_sp_more, value))
    return moved - reach, moved + reach


def _variance(p: float, n: float, se: float, n_se: float, sp: float, n_sp: float, value: float) -> float:
    power = se + sp - 1
    counted = p * (1 - p) / n + se * (1 - se) * value**2 / n_se + sp * (1 - sp) * (1 - value) ** 2 / n_sp
    return counted / power**2


def _nothing(measured: Interval, low: float, high: float) -> Corrected:
    return Corrected(math.nan, math.nan, low, high, measured.level, math.nan, measured.degrees_of_freedom)


def _rate(counted: Rate, name: str) -> tuple[float, int]:
    right, of = counted
    if not 0 <= right <= of or of < 1:
        raise ValueError(f"{name} must be (right, of) with 0 <= right <= of and of >= 1, got {counted!r}")
    return right / of, of
