"""Totals that are not shares: means, rates per 1,000, their ratios, and any other statistic on a smoothing scale."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from .intervals import Interval, not_estimable
from .jackknife import effective_clusters, jackknife
from .quantiles import two_sided_quantile
from .readings import tolerance_p_value

Scale = Literal["identity", "log", "logit", "atanh"]
Statistic = Callable[..., npt.NDArray[np.float64]]


def smooth(
    statistic: Statistic,
    *totals: npt.ArrayLike,
    scale: Scale = "identity",
    level: float = 0.95,
    null: float | None = None,
    tolerance: float = 0.0,
    clusters: npt.ArrayLike | None = None,
) -> Interval:
    """Interval of any statistic of totals, made on a scale where its spread is even and carried back.

    Parameters
    ----------
    statistic : callable
        Takes one array per entry of ``totals``, of shape ``(R,)`` or ``(k, R)``, and returns shape ``(R,)``; see
        :func:`audit.statistics.jackknife`.
    *totals : array_like of int, shape (B,) or (k, B)
        Counts per author bucket.
    scale : {"identity", "log", "logit", "atanh"}
        ``log`` for what is positive (ratios, means of counts), ``logit`` for what lies between 0 and 1 and is not a
        share of posts, ``atanh`` (Fisher's z) for what lies between -1 and 1.
    level : float
    null : float, optional
        A value to test against, on the statistic's own scale.
    tolerance : float
        How far from ``null`` does not matter, on the smoothing scale.
    clusters : array_like of int, shape (B,), optional
        The total whose effective number of authors gives the degrees of freedom. If not given, each of ``totals``
        (summed over its rows) is asked and the fewest count.

    Returns
    -------
    Interval
        A value without limits where a replicate falls off the scale (the logarithm of 0), where no bucket differs from
        another, or with fewer than two non-empty buckets. ``standard_error`` is on the smoothing scale;
        ``n_effective`` is the effective number of authors, which also gives the degrees of freedom.

    References
    ----------
    Kott (2001), Journal of Official Statistics 17(4). Efron, B. (1982). The Jackknife, the Bootstrap and Other
    Resampling Plans. SIAM, chapter 3.
    """
    forward, back = _SCALES[scale]
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = jackknife(statistic, *totals)
        value = float(plain.value)
        moved = jackknife(lambda *versions: forward(np.asarray(statistic(*versions), dtype=np.float64)), *totals)
    authors = _fewest_authors(*(totals if clusters is None else (clusters,)))
    centre, variance = float(moved.value), float(moved.variance)
    if not (math.isfinite(centre) and math.isfinite(variance)) or variance <= 0:
        return not_estimable(value if math.isfinite(value) else math.nan, level, n_effective=authors)
    standard_error = math.sqrt(variance)
    degrees_of_freedom = max(min(authors, moved.n_buckets) - 1.0, 1.0)
    reach = two_sided_quantile(level, degrees_of_freedom) * standard_error
    with np.errstate(over="ignore"):
        low, high = back(np.array([centre - reach, centre + reach])).tolist()
    p_value = None
    if null is not None:
        with np.errstate(divide="ignore", invalid="ignore"):
            distance = centre - forward(np.array([null]))[0]
        p_value = tolerance_p_value(distance, standard_error, degrees_of_freedom, tolerance)
    return Interval(value, low, high, level, standard_error, authors, degrees_of_freedom, p_value)


def mean_ratio(numerators: npt.ArrayLike, denominators: npt.ArrayLike, *, level: float = 0.95) -> Interval:
    """A total over another, such as likes per post or mentions per 1,000 words; not for shares of posts.

    Parameters
    ----------
    numerators, denominators : array_like of int, shape (B,)
        Not negative.
    level : float

    Returns
    -------
    Interval
        On the log scale; a value of 0 has no limits, as nothing says how large one event would have been.
    """
    return smooth(_divide, numerators, denominators, scale="log", level=level)


def rate(events: npt.ArrayLike, exposure: npt.ArrayLike, *, per: float = 1000.0, level: float = 0.95) -> Interval:
    """:func:`mean_ratio` per so many: words of a list per 1,000 words. For posts per 1,000 posts scale :func:`share`."""
    measured = mean_ratio(events, exposure, level=level)
    # The standard error is that of the logarithm, which no unit changes.
    return replace(measured.scaled(per), standard_error=measured.standard_error)


def ratio_of_means(
    a_numerators: npt.ArrayLike,
    a_denominators: npt.ArrayLike,
    b_numerators: npt.ArrayLike,
    b_denominators: npt.ArrayLike,
    *,
    level: float = 0.95,
    tolerance: float = 1.0,
) -> Interval:
    """One mean over another, such as likes per post of two groups that may share authors.

    Parameters
    ----------
    a_numerators, a_denominators, b_numerators, b_denominators : array_like of int, shape (B,)
    level : float
    tolerance : float
        Ratio that the p-value allows under the null, either way up; 1 or more.

    Returns
    -------
    Interval
        With ``p_value``.
    """
    if not tolerance >= 1:
        raise ValueError(f"tolerance of a ratio must be at least 1, got {tolerance!r}")
    return smooth(
        lambda a, n, b, m: (a / n) / (b / m),
        a_numerators,
        a_denominators,
        b_numerators,
        b_denominators,
        scale="log",
        level=level,
        null=1.0,
        tolerance=math.log(tolerance),
    )


def _divide(x: npt.NDArray[np.float64], n: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return x / n


def _fewest_authors(*totals: npt.ArrayLike) -> float:
    summed = (np.asarray(each).reshape(-1, np.shape(each)[-1]).sum(axis=0) for each in totals)
    return min((effective_clusters(each) for each in summed if each.any()), default=math.nan)


def _logit(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.log(x) - np.log1p(-x)


def _expit(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return 1 / (1 + np.exp(-x))


_Transform = Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]
_SCALES: dict[Scale, tuple[_Transform, _Transform]] = {
    "identity": (lambda x: x, lambda x: x),
    "log": (np.log, np.exp),
    "logit": (_logit, _expit),
    "atanh": (np.arctanh, np.tanh),
}
