"""Two shares against each other, and one share against a fixed reference."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from .intervals import Interval, not_estimable, share
from .jackknife import shares_without
from .quantiles import two_sided_quantile
from .readings import tolerance_p_value
from .remembering import remembered
from .wilson import wilson


def mover(
    a: tuple[float, float, float], b: tuple[float, float, float], correlation: float = 0.0
) -> tuple[float, float]:
    """Limits of a difference from the limits of its two sides.

    Parameters
    ----------
    a, b : (value, low, high)
        Each side with its own limits, which need not be symmetric.
    correlation : float
        Between the two estimates; 0 if they share nobody.

    Returns
    -------
    low, high : float
        Of ``a - b``.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions. Statistics in
    Medicine 17, 873-890, method 10. Zou, G. Y. and Donner, A. (2008). Construction of confidence limits about effect
    measures. Statistics in Medicine 27, 1693-1702, for the correlation (method of variance estimates recovery).

    Examples
    --------
    >>> from audit.statistics.wilson import wilson
    >>> a, b = 56 / 70, 48 / 80
    >>> low, high = mover((a, *wilson(a, 70, 1.959964)), (b, *wilson(b, 80, 1.959964)))
    >>> round(low, 4), round(high, 4)
    (0.0524, 0.3339)
    """
    a_value, a_low, a_high = a
    b_value, b_low, b_high = b
    difference_ = a_value - b_value

    def reach(one: float, other: float) -> float:
        return math.sqrt(max(one * one - 2 * correlation * one * other + other * other, 0.0))

    return (
        difference_ - reach(a_value - a_low, b_high - b_value),
        difference_ + reach(a_high - a_value, b_value - b_low),
    )


@remembered(most=1024)
def difference(
    a_successes: npt.ArrayLike,
    a_posts: npt.ArrayLike,
    b_successes: npt.ArrayLike,
    b_posts: npt.ArrayLike,
    *,
    level: float = 0.95,
    tolerance: float = 0.0,
    units: tuple[npt.ArrayLike | None, npt.ArrayLike | None] = (None, None),
) -> Interval:
    """Difference of two shares, ``a - b``, that may share authors.

    Parameters
    ----------
    a_successes, a_posts, b_successes, b_posts : array_like of int, shape (B,)
        Per author bucket.
    level : float
    tolerance : float
        Difference, in points as a share of 1, that the p-value allows under the null.
    units : pair of int, array_like or None
        Of each side, where posts are weighted: see :func:`share`.

    Returns
    -------
    Interval
        With ``p_value``; a value without limits where either side has none. At tolerance 0 the p-value is below
        ``1 - level`` exactly when the interval leaves out 0.

    Notes
    -----
    Each side has its own interval (:func:`share`); the limits of the difference follow by :func:`mover`, with the
    correlation of the two sides' jackknife replicates, so authors who write on both sides are allowed for. Degrees of
    freedom by Welch and Satterthwaite from the two sides, at most the non-empty buckets less one.
    """
    a = share(a_successes, a_posts, level=level, units=units[0])
    b = share(b_successes, b_posts, level=level, units=units[1])
    value = a.value - b.value
    if not (a.estimable and b.estimable):
        return not_estimable(value, level)
    correlation, n_buckets = _correlation(a_successes, a_posts, b_successes, b_posts)
    low, high = mover((a.value, a.low, a.high), (b.value, b.low, b.high), correlation)
    return _contrast(value, (max(low, -1.0), min(high, 1.0)), (a, b), n_buckets, tolerance)


@remembered(most=1024)
def ratio(
    a_successes: npt.ArrayLike,
    a_posts: npt.ArrayLike,
    b_successes: npt.ArrayLike,
    b_posts: npt.ArrayLike,
    *,
    level: float = 0.95,
    tolerance: float = 1.0,
    units: tuple[npt.ArrayLike | None, npt.ArrayLike | None] = (None, None),
) -> Interval:
    """Ratio of two shares, ``a / b``, that may share authors.

    Parameters
    ----------
    a_successes, a_posts, b_successes, b_posts : array_like of int, shape (B,)
        Per author bucket.
    level : float
    tolerance : float
        Ratio that the p-value allows under the null, either way up; 1 or more.
    units : pair of int, array_like or None
        Of each side, where posts are weighted: see :func:`share`.

    Returns
    -------
    Interval
        With ``p_value``; ``standard_error`` is that of the logarithm. No limits where either count is 0, and no value
        where the second is.

    Raises
    ------
    ValueError
        The tolerance is less than 1.

    Notes
    -----
    As :func:`difference`, on the logarithms of the shares and of their limits (Zou and Donner 2008, section 3.2).
    """
    log_tolerance = _log_tolerance(tolerance)
    a = share(a_successes, a_posts, level=level, units=units[0])
    b = share(b_successes, b_posts, level=level, units=units[1])
    value = a.value / b.value if b.value > 0 else math.nan
    if not (a.estimable and b.estimable) or a.value == 0 or b.value == 0:
        return not_estimable(value, level)
    correlation, n_buckets = _correlation(a_successes, a_posts, b_successes, b_posts)
    low, high = mover(
        (math.log(a.value), math.log(a.low), math.log(a.high)),
        (math.log(b.value), math.log(b.low), math.log(b.high)),
        correlation,
    )
    logged = _contrast(math.log(value), (low, high), (a, b), n_buckets, log_tolerance)
    return replace(logged, value=value, low=math.exp(low), high=math.exp(high))


def against(
    measured: Interval, reference: float, *, tolerance: float = 0.0, reference_standard_error: float = 0.0
) -> Interval:
    """Difference of a share from a reference, ``p - q``.

    Parameters
    ----------
    measured : Interval
        From :func:`share`.
    reference : float
        A share that is known or posited, in [0, 1].
    tolerance : float
        Difference that the p-value allows under the null.
    reference_standard_error : float
        Of a reference that was itself estimated from other people, such as a survey; 0 for a count or a posited share.

    Returns
    -------
    Interval
        The share's interval, moved; with the p-value of Wilson's score test, which at tolerance 0 is below
        ``1 - level`` exactly when the interval leaves out 0. An estimated reference widens both: its limits are
        Wilson's at the sample size its standard error stands for, and those of the difference follow by :func:`mover`.
    """
    _check_reference(reference, reference_standard_error)
    if reference_standard_error > 0 and measured.estimable:
        known = _estimated(reference, reference_standard_error, measured.level)
        low, high = mover((measured.value, measured.low, measured.high), (reference, known.low, known.high))
        limits = (max(low, -1.0), min(high, 1.0))
        gap = _contrast(measured.value - reference, limits, (measured, known), math.inf, tolerance)
        return replace(gap, n_effective=measured.n_effective)
    p_value = _score_p_value(measured, reference, reference - tolerance, reference + tolerance)
    return replace(
        measured,
        value=measured.value - reference,
        low=measured.low - reference,
        high=measured.high - reference,
        p_value=p_value,
    )


def ratio_against(
    measured: Interval, reference: float, *, tolerance: float = 1.0, reference_standard_error: float = 0.0
) -> Interval:
    """Ratio of a share to a reference, ``p / q`` (the representation ratio).

    Parameters
    ----------
    measured : Interval
        From :func:`share`.
    reference : float
        A share that is known or posited, in [0, 1].
    tolerance : float
        Ratio that the p-value allows under the null, either way up; 1 or more.
    reference_standard_error : float
        As in :func:`against`.

    Returns
    -------
    Interval
        The share's interval, divided; NaN throughout where the reference is 0. ``standard_error`` is that of the
        logarithm, NaN where the share is 0. Against an estimated reference the limits follow by :func:`mover` on the
        logarithms, and there are none where the share is 0.
    """
    _check_reference(reference, reference_standard_error)
    log_tolerance = _log_tolerance(tolerance)
    if reference == 0:
        return not_estimable(math.nan, measured.level, n_effective=measured.n_effective)
    if reference_standard_error > 0 and measured.estimable:
        value = measured.value / reference
        if measured.value == 0:
            return not_estimable(value, measured.level, n_effective=measured.n_effective)
        known = _estimated(reference, reference_standard_error, measured.level)
        low, high = mover(
            (math.log(measured.value), math.log(measured.low), math.log(measured.high)),
            (math.log(reference), math.log(known.low), math.log(known.high)),
        )
        logged = _contrast(math.log(value), (low, high), (measured, known), math.inf, log_tolerance)
        limits = {"low": math.exp(low), "high": math.exp(high), "n_effective": measured.n_effective}
        return replace(logged, value=value, **limits)
    p_value = _score_p_value(measured, reference, reference / tolerance, reference * tolerance)
    standard_error = math.nan
    if measured.estimable and measured.low > 0:
        quantile = two_sided_quantile(measured.level, measured.degrees_of_freedom)
        standard_error = math.log(measured.high / measured.low) / (2 * quantile)
    return replace(
        measured,
        value=measured.value / reference,
        low=measured.low / reference,
        high=measured.high / reference,
        standard_error=standard_error,
        p_value=p_value,
    )


def _contrast(
    value: float, limits: tuple[float, float], sides: tuple[Interval, Interval], n_buckets: float, tolerance: float
) -> Interval:
    (low, high), (a, b) = limits, sides
    weights = np.array([a.standard_error**2, b.standard_error**2])
    freedom = np.array([a.degrees_of_freedom, b.degrees_of_freedom])
    doubt = float(np.sum(weights**2 / freedom))
    welch = float(weights.sum() ** 2 / doubt) if doubt > 0 else math.inf
    degrees_of_freedom = min(welch, n_buckets - 1.0)
    quantile = two_sided_quantile(a.level, degrees_of_freedom)
    # The spread towards the null, recovered from that side's limit: the test then agrees with the interval.
    towards_null = (value - low if value > 0 else high - value) / quantile
    p_value = tolerance_p_value(value, towards_null, degrees_of_freedom, tolerance)
    smaller = min(a.n_effective, b.n_effective)
    return Interval(value, low, high, a.level, (high - low) / (2 * quantile), smaller, degrees_of_freedom, p_value)


def _correlation(
    a_successes: npt.ArrayLike, a_posts: npt.ArrayLike, b_successes: npt.ArrayLike, b_posts: npt.ArrayLike
) -> tuple[float, int]:
    """Correlation of two shares over their common jackknife (0 where either does not vary), and its buckets."""
    a, b = np.asarray(a_posts), np.asarray(b_posts)
    present = (a != 0) | (b != 0)
    sides = ((np.asarray(a_successes), a), (np.asarray(b_successes), b))
    # Side by side in memory, as the jackknife of both has them: sums to the last bit hang on the order of what is added.
    replicates = np.asfortranarray([shares_without(*each, present) for each in sides])
    spread = replicates - replicates.mean(axis=-1, keepdims=True)
    cross = spread @ spread.T
    scale = math.sqrt(cross[0, 0] * cross[1, 1])
    correlation = float(np.clip(cross[0, 1] / scale, -1.0, 1.0)) if scale > 0 else 0.0
    return correlation, replicates.shape[-1]


def _score_p_value(measured: Interval, reference: float, lower: float, upper: float) -> float:
    """Score test against the null that the share lies between ``lower`` and ``upper``: spread as at the nearer edge."""
    if not measured.estimable:
        return math.nan
    distance = measured.value - reference
    edge = upper if distance >= 0 else lower
    # A band that reaches 0 or 1 holds every share on that side. A reference of exactly 0 or 1 has no spread at all.
    inside = min(max(edge, 0.0), 1.0)
    spread = math.sqrt(inside * (1 - inside) / measured.n_effective)
    return tolerance_p_value(distance, spread, measured.degrees_of_freedom, abs(edge - reference))


def _log_tolerance(tolerance: float) -> float:
    if not tolerance >= 1:
        raise ValueError(f"tolerance of a ratio must be at least 1, got {tolerance!r}")
    return math.log(tolerance)


def _estimated(reference: float, standard_error: float, level: float) -> Interval:
    """A share known with an error, with Wilson's limits at the sample size that the error stands for."""
    quantile = two_sided_quantile(level, math.inf)
    # A survey that found nobody, or nobody else, says so with a bound and not with a standard error: take it as one.
    n_effective = max(reference * (1 - reference), standard_error**2) / standard_error**2
    low, high = wilson(reference, n_effective, quantile)
    return Interval(reference, low, high, level, standard_error, n_effective, math.inf)


def _check_reference(reference: float, standard_error: float) -> None:
    if not 0 <= reference <= 1:
        raise ValueError(f"reference must be a share between 0 and 1, got {reference!r}")
    if not 0 <= standard_error < math.inf:
        raise ValueError(f"reference_standard_error must be a number of at least 0, got {standard_error!r}")
