"""A share with an interval that knows its authors."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from .author_effects import design_effect_of_share, effective_authors
from .jackknife import check_buckets, common_grain, shares_without, variance_of
from .quantiles import two_sided_quantile
from .remembering import remembered
from .wilson import wilson


@dataclass(frozen=True)
class Interval:
    """A figure with its uncertainty; NaN in what cannot be estimated.

    Attributes
    ----------
    value, low, high : float
        The figure and its limits, on the scale of the figure.
    level : float
        Confidence level of the limits.
    standard_error : float
        Half the interval over the t quantile, on the scale the interval was made on: points for shares and differences,
        the logarithm for ratios. Taken from the limits, so a share of 0 has one too.
    n_effective : float
        Independent posts that would carry as much information; for a contrast, the smaller of its two sides.
    degrees_of_freedom : float
        Of the t quantile in the limits.
    p_value : float or None
        Against the null that the figure lies no further off than the tolerance; None where no test was asked for.
    """

    value: float
    low: float
    high: float
    level: float
    standard_error: float
    n_effective: float
    degrees_of_freedom: float
    p_value: float | None = None

    @property
    def estimable(self) -> bool:
        """Whether there are limits."""
        return not (math.isnan(self.low) or math.isnan(self.high))

    def scaled(self, factor: float) -> Interval:
        """The same figure in another unit: ``share(...).scaled(1000)`` is per 1,000 posts."""
        return replace(
            self,
            value=self.value * factor,
            low=self.low * factor,
            high=self.high * factor,
            standard_error=self.standard_error * factor,
        )


def not_estimable(value: float, level: float, *, n_effective: float = math.nan) -> Interval:
    """A figure without limits: what can be said of a value whose spread cannot be seen."""
    return Interval(value, math.nan, math.nan, level, math.nan, n_effective, math.nan)


@remembered(most=1024)
def share(
    successes: npt.ArrayLike, posts: npt.ArrayLike, *, level: float = 0.95, units: npt.ArrayLike | None = None
) -> Interval:
    """Share of posts, with an interval that allows for authors who write many of them.

    Parameters
    ----------
    successes, posts : array_like of int, shape (B,)
        Posts that have the property, and all posts, per author bucket.
    level : float
        Confidence level.
    units : int, or array_like of int, shape (B,), optional
        Where posts are weighted, and the totals are sums of weights on any scale: the posts that stand behind ``posts``,
        per bucket or in all. What the weights cost shows in the jackknife; the effective number of posts is never above
        this one. Given per bucket, posts that were read k times over are told as well.

    Returns
    -------
    Interval
        NaN throughout without posts; a value without limits with fewer than two non-empty buckets.

    Raises
    ------
    ValueError
        Negative counts, more successes than posts in a bucket, or different numbers of buckets.

    Notes
    -----
    The limits are Wilson's at the effective number of posts ``n / deff``, with a t quantile whose degrees of freedom
    are the effective number of authors less one, at most the non-empty buckets less one.

    ``deff`` is at least the greatest common divisor of all totals, so that posts are never worth more than independent ones,
    and a file that was read k times over tells no more than once. Above that it is what the jackknife sees, corrected for
    what the jackknife cannot see where few authors have the property: see
    :func:`audit.statistics.author_effects.design_effect_of_share`. With many such authors it is the jackknife's; with none
    it is posts over effective authors, and the upper limit becomes the rule of three for these. Posts that are all by
    different authors are left as they are.

    ``docs/calibration.md`` says how often the interval covers the truth, ``docs/why-our-intervals-are-wider.md`` beside which.

    References
    ----------
    Kott (2001), Journal of Official Statistics 17(4). Korn, E. L. and Graubard, B. I. (1998), Survey Methodology 24,
    193-201, for intervals at an effective sample size. Wilson (1927). Hill (1973).
    """
    x, n = np.asarray(successes), np.asarray(posts)
    check_buckets(x, n)
    if np.count_nonzero(x < 0) or np.count_nonzero(x > n):
        raise ValueError("successes must be between 0 and posts in every bucket")
    total: float = n.sum().item()
    hits: float = x.sum().item()
    if total == 0:
        return not_estimable(math.nan, level)
    value = hits / total
    present = n != 0
    n_buckets = int(np.count_nonzero(present))
    if n_buckets < 2:
        return not_estimable(value, level)
    variance = variance_of(shares_without(x, n, present))
    grain = common_grain(x, n) if units is None else common_grain(units) if np.ndim(units) else 1.0
    if units is not None:
        total = float(np.sum(units))
        scale = total / float(n.sum())
        x, n = x * scale, n * scale
    n_effective = total / design_effect_of_share(x, n, variance=variance, grain=grain)
    authors = effective_authors(n, grain)
    degrees_of_freedom = max(min(authors, n_buckets) - 1.0, 1.0)
    quantile = two_sided_quantile(level, degrees_of_freedom)
    low, high = wilson(value, n_effective, quantile)
    return Interval(value, low, high, level, (high - low) / (2 * quantile), n_effective, degrees_of_freedom)
