"""Ratios that would tell of a few posts: those of a hidden group among the others, or those that are on neither side.

Of a printed group the rate is known, so a ratio tells the rate of the others; hold it against the other printed groups, and
what is left are these posts. Such a ratio is printed more coarsely: two figures would still give a few posts of a hundred away.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from audit.finding import Estimate
from audit.metrics.blurring import bare, with_note
from audit.metrics.steps import down, round_step, up, up_to
from audit.metrics.weighed import Counted, share, total
from audit.statistics.quantiles import two_sided_quantile
from audit.statistics.readings import smallest_detectable, tolerance_p_value

#: The finest step, as a part of the figure: of a standard error, and of all ratios of an axis that tell of one size.
FINEST = 0.05
NOTE = "rounded: the others hold a hidden group"


def tells(parts: Iterable[tuple[Counted, Counted]], floor: int) -> bool:
    """Whether what is hidden among the others, or kept from them, is so little that it may not be worked out.

    Parameters
    ----------
    parts : iterable of (Counted, Counted)
        Posts that are marked, and all of them: of each group without a printed rate, or of what is on neither side.
    floor : int
        Fewest authors that may be shown.
    """
    pairs = list(parts)
    marked, posts = (total(each) for each in zip(*pairs, strict=True)) if pairs else (total(()), total(()))
    return any(0 < each.buckets < floor for each in (marked, posts, posts - marked))


def coarse(
    estimate: Estimate,
    others: Counted,
    other_posts: Counted,
    floor: int,
    tolerance: float,
    note: str = NOTE,
    finest: float | None = None,
) -> Estimate:
    """The ratio on a grid whose step is worth half ``floor`` marked posts of the others, so that hidden ones do not follow.

    The posts of a hidden group are some of the others', and whoever works them out knows none of its figures: a grid of the
    ratio is enough. Posts that are on neither side, or are counted twice, are fewer, and how many they are may be known: then
    steps are parts of the ratio, and the standard error is on such a grid too.

    Rounding the limits by themselves would not do: whoever works them out for each number that could be hidden finds the one
    that fits. So everything printed is made of three coarse figures: the ratio on its grid, its standard error to two figures
    or on a grid too, and its degrees of freedom to one figure, rounded so that no interval is narrower and no p-value smaller
    than the exact one.

    Parameters
    ----------
    estimate : Estimate
        A ratio that has a value.
    others, other_posts : Counted
        Posts of the others that are marked, and all of them.
    floor : int
    tolerance : float
        Ratio that the p-value allows, either way up.
    note : str
        Why.
    finest : float, optional
        The finest step, as a part of the ratio, where steps are parts of it.
    """
    if estimate.status != "ok" or not estimate.value:
        return estimate
    rate = share(others, other_posts, level=estimate.level)
    part = floor / 2 / max(rate.value * rate.n_effective, 1.0)
    exact = math.log(estimate.value)
    if finest is None:
        width = round_step(estimate.value * part)
        steps = max(round(estimate.value / width), 1)
        least, middle, most = (math.log(max(steps + half, 0.25) * width) for half in (-0.5, 0.0, 0.5))
    else:
        # Of steps on a logarithmic scale no size hangs on the ratio: each edge would be one more place where it shows.
        step = math.log1p(max(finest, round_step(part)))
        least, middle, most = ((round(exact / step) + half) * step for half in (-0.5, 0.0, 0.5))
    stripped = bare(estimate, float(f"{math.exp(middle):.6g}"), with_note(estimate, note))
    if not (estimate.low and estimate.high and estimate.degrees_of_freedom):
        return stripped
    reach = max(exact - math.log(estimate.low), math.log(estimate.high) - exact)
    if not reach > 0:
        return stripped
    error = reach / two_sided_quantile(estimate.level, estimate.degrees_of_freedom)
    # The error goes with the number of marked posts too, half as fast: its steps are of the same part of it.
    error = up_to(error, 2) if finest is None else up(error, max(step, math.log1p(FINEST)))
    freedom = down(estimate.degrees_of_freedom, 1)
    reach = two_sided_quantile(estimate.level, freedom) * error
    # The ratio may lie anywhere in its cell of the grid, so the limits are those of its ends.
    nearest = min(max(0.0, least), most)
    p_value = None if estimate.p_value is None else tolerance_p_value(nearest, error, freedom, math.log(tolerance))
    detectable = smallest_detectable(error, freedom, estimate.level)
    return replace(
        stripped,
        low=math.exp(least - reach),
        high=math.exp(most + reach),
        p_value=p_value,
        detectable=math.exp(detectable) if estimate.detectable is not None and detectable < 700 else None,
    )
