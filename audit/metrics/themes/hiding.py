"""Ratios that would tell of a hidden group: the others of a printed group hold it, and all else of them is printed.

Of a printed group the rate is known, so a ratio tells the rate of the others; take away the other printed groups, and what
is left is the hidden one. Such a ratio is printed more coarsely: two figures would still give a few posts of a hundred away.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from audit.finding import Estimate
from audit.metrics.weighed import Counted, share, total
from audit.statistics.quantiles import two_sided_quantile
from audit.statistics.readings import smallest_detectable, tolerance_p_value

NOTE = "rounded: the others hold a hidden group"
_STEPS = (1.0, 2.0, 5.0, 10.0)


def tells(hidden: Iterable[tuple[Counted, Counted]], floor: int) -> bool:
    """Whether what is hidden among the others is so little that it may not be worked out.

    Parameters
    ----------
    hidden : iterable of (Counted, Counted)
        Of each group without a printed rate: its posts that are marked, and all of them.
    floor : int
        Fewest authors that may be shown.
    """
    pairs = list(hidden)
    marked, posts = (total(each) for each in zip(*pairs, strict=True)) if pairs else (total(()), total(()))
    return any(0 < each.buckets < floor for each in (marked, posts, posts - marked))


def coarse(estimate: Estimate, others: Counted, other_posts: Counted, floor: int, tolerance: float) -> Estimate:
    """The ratio on a grid whose step is worth half ``floor`` marked posts of the others, so that hidden ones do not follow.

    Rounding the limits by themselves would not do: whoever works them out for each number that could be hidden finds the one
    that fits. So everything printed is made of three coarse figures: the ratio on its grid, its standard error to two figures
    and its degrees of freedom to one, rounded so that no interval is narrower and no p-value smaller than the exact one.

    Parameters
    ----------
    estimate : Estimate
        A ratio that has a value.
    others, other_posts : Counted
        Posts of the others that are marked, and all of them.
    floor : int
    tolerance : float
        Ratio that the p-value allows, either way up.
    """
    if estimate.status != "ok" or not estimate.value:
        return estimate
    rate = share(others, other_posts, level=estimate.level)
    step = _wide(estimate.value * floor / 2 / max(rate.value * rate.n_effective, 1.0))
    steps = max(round(estimate.value / step), 1)
    bare = replace(
        estimate,
        value=float(f"{steps * step:.6g}"),
        low=None,
        high=None,
        p_value=None,
        n_effective=None,
        detectable=None,
        degrees_of_freedom=None,
        other_side=None if estimate.other_side is None else estimate.other_side.hidden,
        note="; ".join(each for each in (estimate.note, NOTE) if each),
    )
    if not (estimate.low and estimate.high and estimate.degrees_of_freedom):
        return bare
    exact = math.log(estimate.value)
    reach = max(exact - math.log(estimate.low), math.log(estimate.high) - exact)
    quantile = two_sided_quantile(estimate.level, estimate.degrees_of_freedom)
    error = _up(reach / quantile, 2)
    freedom = _down(estimate.degrees_of_freedom, 1)
    reach = two_sided_quantile(estimate.level, freedom) * error
    # The ratio may lie anywhere in its cell of the grid, so the limits are those of its ends.
    least, most = (math.log(max(steps + half, 0.25) * step) for half in (-0.5, 0.5))
    nearest = min(max(0.0, least), most)
    p_value = None if estimate.p_value is None else tolerance_p_value(nearest, error, freedom, math.log(tolerance))
    detectable = smallest_detectable(error, freedom, estimate.level)
    return replace(
        bare,
        low=math.exp(least - reach),
        high=math.exp(most + reach),
        p_value=p_value,
        detectable=math.exp(detectable) if estimate.detectable is not None and detectable < 700 else None,
    )


def _wide(least: float) -> float:
    """The narrowest round step that is as wide as this."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(each * power for each in _STEPS if each * power >= least * (1 - 1e-9))


def _up(value: float, figures: int) -> float:
    power = 10.0 ** (math.floor(math.log10(value)) - figures + 1)
    return math.ceil(value / power * (1 - 1e-9)) * power


def _down(value: float, figures: int) -> float:
    power = 10.0 ** (math.floor(math.log10(value)) - figures + 1)
    return math.floor(value / power * (1 + 1e-9)) * power
