"""Two figures of datasets that share nobody, against each other, from their limits alone.

What is known of each side is its figure, its limits and their degrees of freedom, as a report prints them; the counts they
were made of are not needed, so any statistic with an interval can be compared.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from .contrasts import mover
from .intervals import Interval, not_estimable
from .quantiles import t_upper_tail, two_sided_quantile
from .readings import tolerance_p_value


@dataclass(frozen=True)
class Pairs:
    """How two figures go together over groups of authors that are the same in both datasets.

    Attributes
    ----------
    correlation : float
        Of the two figures' replicates; 0 where the datasets share nobody.
    groups : float
        Groups of authors it was found over; infinite if it was not estimated.
    """

    correlation: float = 0.0
    groups: float = math.inf


NOBODY = Pairs()


def independent_difference(a: Interval, b: Interval, *, tolerance: float = 0.0) -> Interval:
    """Difference of two figures, ``a - b``, of independent datasets.

    Parameters
    ----------
    a, b : Interval
        At the same level. Of each its value, limits, degrees of freedom and ``n_effective`` are used.
    tolerance : float
        Difference that the p-value allows under the null, in the unit of the figures.

    Returns
    -------
    Interval
        With ``p_value``; a value without limits where either side has none. At tolerance 0 the p-value is below
        ``1 - level`` exactly when the interval leaves out 0.

    Raises
    ------
    ValueError
        The levels differ.

    Notes
    -----
    Limits by :func:`mover` without correlation, so each side may be as skewed as it is. Degrees of freedom by Welch and
    Satterthwaite from half the width of each side over its t quantile; the test takes its spread from the limit that faces
    the null, and so agrees with the interval.

    References
    ----------
    Newcombe (1998), method 10; Zou and Donner (2008): see :func:`mover`. Welch, B. L. (1947). The generalization of
    Student's problem when several different population variances are involved. Biometrika 34, 28-35.

    Examples
    --------
    >>> from audit.statistics import Interval, wilson
    >>> def side(x, n):
    ...     return Interval(x / n, *wilson(x / n, n, 1.959964), 0.95, float("nan"), n, float("inf"))
    >>> gap = independent_difference(side(56, 70), side(48, 80))
    >>> round(gap.low, 4), round(gap.high, 4)
    (0.0524, 0.3339)
    """
    return difference_of(a, b, NOBODY, tolerance)


def difference_of(a: Interval, b: Interval, pairs: Pairs, tolerance: float) -> Interval:
    """Difference of two figures that go together as ``pairs`` says; see the two public functions."""
    level = _common_level(a, b)
    value = a.value - b.value
    if not (a.estimable and b.estimable):
        return not_estimable(value, level)
    return _tested(value, _limits(a, b, pairs), a, b, tolerance, pairs)


def independent_ratio(a: Interval, b: Interval, *, tolerance: float = 1.0) -> Interval:
    """Ratio of two figures that are not negative, ``a / b``, of independent datasets.

    Parameters
    ----------
    a, b : Interval
        As in :func:`independent_difference`.
    tolerance : float
        Ratio that the p-value allows under the null, either way up; 1 or more.

    Returns
    -------
    Interval
        With ``p_value``; ``standard_error`` is that of the logarithm. Where one side is 0 the ratio is 0 or infinite and
        has one limit; where both are, there is none.

    Raises
    ------
    ValueError
        The levels differ, the tolerance is less than 1, or a figure is negative.

    Notes
    -----
    As :func:`independent_difference`, on the logarithms of the figures and of their limits (Zou and Donner 2008, section 3.2).
    A side that is 0 has no logarithm. Then the limit is where the difference ``a - r b`` leaves out 0, by the same method
    (MOVER-R): with ``b = 0`` it is ``sqrt(l (2a - l)) / u``, ``l`` being the lower limit of a and ``u`` the upper one of b.

    References
    ----------
    Donner, A. and Zou, G. Y. (2012). Closed-form confidence intervals for functions of the normal mean and standard deviation.
    Statistical Methods in Medical Research 21(4), 347-359, for the limits of a ratio.
    """
    return ratio_of(a, b, NOBODY, tolerance)


def ratio_of(a: Interval, b: Interval, pairs: Pairs, tolerance: float) -> Interval:
    """Ratio of two figures that go together as ``pairs`` says; see the two public functions."""
    level = _common_level(a, b)
    if not tolerance >= 1:
        raise ValueError(f"tolerance of a ratio must be at least 1, got {tolerance!r}")
    if a.value < 0 or b.value < 0:
        raise ValueError("a ratio of figures below 0 means nothing")
    if not (a.estimable and b.estimable):
        return not_estimable(a.value / b.value if b.value > 0 else math.nan, level)
    if a.value == 0 or b.value == 0:
        return _with_zero(a, b, tolerance)
    if min(a.low, b.low) <= 0:
        return not_estimable(a.value / b.value, level)
    one, other = _logged(a), _logged(b)
    logged = _tested(math.log(a.value / b.value), _limits(one, other, pairs), one, other, math.log(tolerance), pairs)
    return replace(logged, value=a.value / b.value, low=math.exp(logged.low), high=math.exp(logged.high))


def _with_zero(a: Interval, b: Interval, tolerance: float) -> Interval:
    """A ratio with one side 0: one limit, and the test that agrees with it."""
    level, upside_down = a.level, a.value == 0
    one, none = (b, a) if upside_down else (a, b)
    if one.value == 0 or one.low <= 0 or none.high <= 0:
        return not_estimable(math.nan, level)
    least = math.sqrt(one.low * (2 * one.value - one.low)) / none.high
    degrees_of_freedom = _welch(a, b)
    quantile = two_sided_quantile(level, degrees_of_freedom)
    spread = math.hypot(one.value - one.low, tolerance * none.high) / quantile
    p_value = min(2 * t_upper_tail(one.value / spread, degrees_of_freedom), 1.0)
    value, low, high = (0.0, 0.0, 1 / least) if upside_down else (math.inf, least, math.inf)
    smaller = min(a.n_effective, b.n_effective)
    return Interval(value, low, high, level, math.nan, smaller, degrees_of_freedom, p_value)


def _limits(a: Interval, b: Interval, pairs: Pairs) -> tuple[float, float]:
    """Limits of the difference, the two sides first brought to the degrees of freedom that they have together."""
    together = _degrees_of_freedom(a, b, pairs)

    def side(each: Interval) -> tuple[float, float, float]:
        if math.isinf(pairs.groups):
            return each.value, each.low, each.high
        wider = two_sided_quantile(each.level, together) / two_sided_quantile(each.level, each.degrees_of_freedom)
        return each.value, each.value - wider * (each.value - each.low), each.value + wider * (each.high - each.value)

    return mover(side(a), side(b), pairs.correlation)


def _degrees_of_freedom(a: Interval, b: Interval, pairs: Pairs) -> float:
    """A pair of groups is one observation, whichever side has more of them; and the correlation is itself estimated."""
    if math.isinf(pairs.groups):
        return _welch(a, b)
    return min(a.degrees_of_freedom, b.degrees_of_freedom, pairs.groups - 1.0)


def _tested(
    value: float, limits: tuple[float, float], a: Interval, b: Interval, tolerance: float, pairs: Pairs
) -> Interval:
    low, high = limits
    degrees_of_freedom = _degrees_of_freedom(a, b, pairs)
    quantile = two_sided_quantile(a.level, degrees_of_freedom)
    towards_null = (value - low if value > 0 else high - value) / quantile
    p_value = tolerance_p_value(value, towards_null, degrees_of_freedom, tolerance)
    smaller = min(a.n_effective, b.n_effective)
    return Interval(value, low, high, a.level, (high - low) / (2 * quantile), smaller, degrees_of_freedom, p_value)


def _welch(a: Interval, b: Interval) -> float:
    """Degrees of freedom of two independent sides, each weighing as its variance does."""
    errors = [
        ((each.high - each.low) / (2 * two_sided_quantile(each.level, each.degrees_of_freedom))) ** 2 for each in (a, b)
    ]
    doubt = errors[0] ** 2 / a.degrees_of_freedom + errors[1] ** 2 / b.degrees_of_freedom
    return sum(errors) ** 2 / doubt if doubt > 0 else math.inf


def _logged(each: Interval) -> Interval:
    return replace(each, value=math.log(each.value), low=math.log(each.low), high=math.log(each.high))


def _common_level(a: Interval, b: Interval) -> float:
    if a.level != b.level:
        raise ValueError(f"the two sides must have one level, got {a.level!r} and {b.level!r}")
    return a.level
