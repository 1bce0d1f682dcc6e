"""How many posts, and authors, it takes to settle a comparison: planned with the intervals it will be read with.

Every number of posts is that of a sample of new authors who write as unequally as assumed. More posts of the same
authors are worth less, and in the limit nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from .clustering import Clustering
from .quantiles import t_quantile, t_upper_tail, two_sided_quantile
from .readings import smallest_detectable

#: More posts than this are no plan.
MOST_POSTS = 1e15
_INDEPENDENT = Clustering()
Scale = Literal["difference", "ratio"]


@dataclass(frozen=True)
class Sample:
    """What a plan needs.

    Attributes
    ----------
    posts : float
        Whole; infinite where no number would do.
    authors : float
        Whole; NaN where posts per author are not known.
    degrees_of_freedom : float
        Of the intervals that were planned with.
    """

    posts: float
    authors: float
    degrees_of_freedom: float


NEVER = Sample(math.inf, math.nan, math.nan)


def posts_for_share(
    share: float, margin: float, *, level: float = 0.95, clustering: Clustering = _INDEPENDENT
) -> Sample:
    """Posts for an interval of a share that reaches ``margin`` to either side: ``t² p (1 - p) / margin² * deff``.

    Parameters
    ----------
    share : float
        Expected, in [0, 1]; 0.5 if nothing is known.
    margin : float
        Half the interval, in points as a share of 1.
    level : float
    clustering : Clustering
        What is assumed of authors.

    Raises
    ------
    ValueError
        A share outside [0, 1] or a margin that is not positive.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd edition, section 4.4.

    Examples
    --------
    >>> posts_for_share(0.5, 0.05).posts  # 385 by the normal; t of 127 degrees of freedom, as there are 128 buckets
    392
    """
    _check(share)
    if not margin > 0:
        raise ValueError(f"a margin must be positive, got {margin!r}")
    return _fewest(lambda posts: _Side(share).spread(posts, level, clustering)[0] <= margin, clustering)


def posts_for_difference(
    a: float,
    b: float,
    *,
    tolerance: float = 0.0,
    ratio: float = 1.0,
    level: float = 0.95,
    power: float = 0.8,
    clustering: Clustering = _INDEPENDENT,
) -> Sample:
    """Posts *in the first group* to show that two shares differ by more than the tolerance.

    Parameters
    ----------
    a, b : float
        True shares, in [0, 1].
    tolerance : float
        Difference that does not matter.
    ratio : float
        Posts in the second group for each in the first: in all there are ``1 + ratio`` times as many as the result.
    level, power : float
        Level of the interval; how often it should lie beyond the tolerance.
    clustering : Clustering
        Of each group.

    Returns
    -------
    Sample
        Infinitely many posts where the shares differ by no more than the tolerance.

    Notes
    -----
    Close to ``(t_level + t_power)² [a (1 - a) + b (1 - b) / ratio] / (|a - b| - tolerance)² * deff``. The interval is
    that of :func:`audit.statistics.difference`, which is wider where few authors carry a share. Below some 200 effective
    posts it also reaches further towards a share of one half than this formula knows, and power falls short by up to
    four points.

    References
    ----------
    Chow, S.-C., Shao, J. and Wang, H. (2008). Sample Size Calculations in Clinical Research, 2nd edition, section 4.2.

    Examples
    --------
    >>> posts_for_difference(0.65, 0.85).posts  # 70 by the normal (page 89)
    72
    """
    _check(a, b, power=power, ratio=ratio)
    sides = (_Side(a), _Side(b, ratio))
    return _to_show(sides, abs(a - b) - tolerance, level=level, power=power, clustering=clustering)


def posts_for_ratio(
    a: float,
    b: float,
    *,
    tolerance: float = 1.0,
    ratio: float = 1.0,
    level: float = 0.95,
    power: float = 0.8,
    clustering: Clustering = _INDEPENDENT,
) -> Sample:
    """Posts *in the first group* to show that the ratio of two shares lies further from 1 than the tolerance.

    Parameters
    ----------
    a, b : float
        True shares, in (0, 1].
    tolerance : float
        Ratio that does not matter, either way up; 1 or more.
    ratio, level, power, clustering
        As for :func:`posts_for_difference`.

    Notes
    -----
    On the logarithm, where the variance of a share is ``(1 - p) / (p n) * deff``.

    Examples
    --------
    >>> posts_for_ratio(0.2, 0.1, tolerance=1.25).posts
    470
    """
    _check(a, b, power=power, ratio=ratio)
    if not (a > 0 and b > 0 and tolerance >= 1):
        raise ValueError(f"shares must be positive and the tolerance at least 1, got {a!r}, {b!r}, {tolerance!r}")
    sides = (_Side(a, scale="ratio"), _Side(b, ratio, "ratio"))
    distance = abs(math.log(a / b)) - math.log(tolerance)
    return _to_show(sides, distance, level=level, power=power, clustering=clustering)


def posts_for_equality(
    share: float,
    tolerance: float,
    *,
    scale: Scale = "difference",
    ratio: float = 1.0,
    level: float = 0.95,
    power: float = 0.8,
    clustering: Clustering = _INDEPENDENT,
) -> Sample:
    """Posts *in the first group* to show that two shares differ by less than the tolerance, if in truth they are equal.

    Parameters
    ----------
    share : float
        Of both groups, in [0, 1].
    tolerance : float
        Difference, or ratio, that does not matter.
    scale : {"difference", "ratio"}
    ratio, level, power, clustering
        As for :func:`posts_for_difference`.

    Returns
    -------
    Sample
        Infinitely many posts at tolerance 0 (1 for a ratio): nothing is shown to be exactly nothing.

    References
    ----------
    Chow, Shao and Wang (2008), section 4.2. Schuirmann, D. J. (1987). Journal of Pharmacokinetics and Biopharmaceutics
    15, 657-680. The whole 95 % interval has to lie within, so each of the two tests is at 2.5 %.
    """
    _check(share, power=power, ratio=ratio)
    room = tolerance if scale == "difference" else math.log(tolerance)
    if not room > 0:
        return NEVER
    sides = (_Side(share, scale=scale), _Side(share, ratio, scale))

    def enough(posts: float) -> bool:
        reach, error, freedom = _joined(sides, posts, level, clustering)
        return reach + t_quantile((1 + power) / 2, freedom) * error <= room

    return _fewest(enough, clustering)


def posts_for_reference(
    share: float,
    reference: float,
    *,
    tolerance: float = 0.0,
    level: float = 0.95,
    power: float = 0.8,
    clustering: Clustering = _INDEPENDENT,
) -> Sample:
    """Posts to settle how far a share lies from a fixed reference: beyond the tolerance, or within it.

    Parameters
    ----------
    share : float
        The true share, in [0, 1].
    reference : float
        In [0, 1].
    tolerance : float
        Difference that does not matter.
    level, power, clustering
        As for :func:`posts_for_difference`.

    Returns
    -------
    Sample
        Posts to show the gap where the true share lies beyond the tolerance, and to show it to be small where it lies
        within; infinitely many where it lies on its edge.

    Notes
    -----
    The interval is Wilson's, which stops where a score test stops to reject, so each limit has the spread of the edge it
    is held against and the estimate its own: beyond an edge e this gives ``[t_level √(e (1 - e)) + t_power √(p (1 - p))]²
    / (p - e)² * deff``, and within two edges the number of posts at which both limits lie inside as often as ``power``.
    An edge at or beyond 0 or 1 is never crossed.

    References
    ----------
    Fleiss, J. L., Levin, B. and Paik, M. C. (2003). Statistical Methods for Rates and Proportions, 3rd edition, chapter
    2, for one share against another that is known.

    Examples
    --------
    >>> posts_for_reference(0.75, 0.5).posts  # 29 by the normal
    31
    """
    _check(share, reference, power=power)
    gap = share - reference
    if math.isclose(abs(gap), tolerance, rel_tol=1e-9):
        return NEVER
    beyond = abs(gap) > tolerance
    edges = [reference + math.copysign(tolerance, gap)] if beyond else [reference - tolerance, reference + tolerance]
    edges = [edge for edge in edges if 0 < edge < 1]
    own = math.sqrt(share * (1 - share) * clustering.design_effect)

    def enough(posts: float) -> bool:
        freedom = clustering.degrees_of_freedom(posts)
        quantile = two_sided_quantile(level, freedom)
        widened = clustering.interval_effect(share, posts)

        def missed(edge: float) -> float:
            room = abs(share - edge) * math.sqrt(posts) - quantile * math.sqrt(edge * (1 - edge) * widened)
            return t_upper_tail(room / own, freedom) if own > 0 else float(room <= 0)

        return sum(map(missed, edges)) <= 1 - power

    return _fewest(enough, clustering)


def detectable_difference(
    share: float,
    posts: float,
    *,
    ratio: float = 1.0,
    level: float = 0.95,
    power: float = 0.8,
    clustering: Clustering = _INDEPENDENT,
) -> float:
    """Smallest difference from ``share`` that so many posts show; add the tolerance for the smallest beyond it.

    Parameters
    ----------
    share : float
        Of the other side, in [0, 1].
    posts : float
        In the first group.
    ratio : float
        Posts in the second group for each in the first; infinite for a fixed reference.
    level, power, clustering
        As for :func:`posts_for_difference`.

    Returns
    -------
    float
        :func:`smallest_detectable` at the standard error of two equal shares, as its interval will allow for it.

    Examples
    --------
    >>> round(detectable_difference(0.1, 1000), 3)
    0.038
    """
    _check(share, power=power, ratio=ratio)
    if not posts >= 1:
        return math.inf
    freedom = clustering.degrees_of_freedom(posts)
    variance = share * (1 - share) * clustering.interval_effect(share, posts) / posts * (1 + 1 / ratio)
    return smallest_detectable(math.sqrt(variance), freedom, level, power=power)


@dataclass(frozen=True)
class _Side:
    """One share of a comparison; ``weight`` posts of it for each that is counted."""

    share: float
    weight: float = 1.0
    scale: Scale = "difference"

    def spread(self, posts: float, level: float, clustering: Clustering) -> tuple[float, float, float]:
        """How far the interval reaches to one side, the standard error, and the degrees of freedom."""
        n, p = posts * self.weight, self.share
        variance = (p * (1 - p) if self.scale == "difference" else (1 - p) / p) / n
        freedom = clustering.degrees_of_freedom(n)
        reach = two_sided_quantile(level, freedom) * math.sqrt(variance * clustering.interval_effect(p, n))
        return reach, math.sqrt(variance * clustering.design_effect), freedom


def _joined(sides: Sequence[_Side], posts: float, level: float, clustering: Clustering) -> tuple[float, float, float]:
    """Reach, error and degrees of freedom of a difference of sides that share nobody."""
    spreads = [side.spread(posts, level, clustering) for side in sides]
    return (
        math.hypot(*(reach for reach, _, _ in spreads)),
        math.hypot(*(error for _, error, _ in spreads)),
        min(freedom for _, _, freedom in spreads),
    )


def _to_show(sides: Sequence[_Side], distance: float, *, level: float, power: float, clustering: Clustering) -> Sample:
    if not distance > 1e-12:
        return NEVER

    def enough(posts: float) -> bool:
        reach, error, freedom = _joined(sides, posts, level, clustering)
        return reach + t_quantile(power, freedom) * error <= distance

    return _fewest(enough, clustering)


def _fewest(enough: Callable[[float], bool], clustering: Clustering) -> Sample:
    """The fewest posts that are enough; more posts always are."""
    high = 2
    while not enough(high):
        high *= 2
        if high > MOST_POSTS:
            return NEVER
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return Sample(high, clustering.authors(high), clustering.degrees_of_freedom(high))


def _check(*shares: float, power: float = 0.5, ratio: float = 1.0) -> None:
    for each in shares:
        if not 0 <= each <= 1:
            raise ValueError(f"a share must be between 0 and 1, got {each!r}")
    if not 0 < power < 1:
        raise ValueError(f"power must be between 0 and 1, got {power!r}")
    if not ratio > 0:
        raise ValueError(f"the ratio of posts must be positive, got {ratio!r}")
