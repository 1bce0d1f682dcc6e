"""Gaps by strict forms that would tell of a few authors who name the group by loose forms alone: on a grid, or hidden.

Of everybody and of a group the rates are printed, so its gap tells the rate of the others; what these leave of everybody are
the posts with loose forms alone. One of those moves the gap by one post of the others, which is much where they are few.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, NamedTuple, Protocol

from audit.finding import Estimate
from audit.metrics.blurring import bare, with_note
from audit.metrics.steps import down, round_step
from audit.statistics.intervals import Interval
from audit.statistics.quantiles import two_sided_quantile
from audit.statistics.readings import smallest_detectable, tolerance_p_value

#: In the note of a gap by strict forms that is rounded, and whose counts stand.
ROUNDED = "rounded: exactly, it would tell of a few authors who name the group by loose forms alone"
#: In the note of one that is hidden, since rounding it as much as it needs would leave nothing to read.
HIDDEN = (
    "hidden: to any digit that could be read it would tell of a few authors who name the group by loose forms alone"
)
_FINEST = 0.01


class Sized(Protocol):
    """Numbers that have a sum."""

    def sum(self) -> Any:
        """What they are together."""


class Others(NamedTuple):
    """What a gap by strict forms is held against, and what of everybody is in neither side of it.

    Attributes
    ----------
    posts : int
        Posts of the others that the figure is made of.
    alone, counted : float
        Posts with loose forms alone, and those of them that the figure counts, as shares of the posts of the others; 0 where
        the figure is no difference of shares, so that it is not known how it moves with them.
    together : Interval, optional
        The figure as it would be if these were among the others, which is the same whichever of them count.
    """

    posts: int
    alone: float = 0.0
    counted: float = 0.0
    together: Interval | None = None

    @classmethod
    def of(
        cls, others: Sized, alone: Sized, counted: Sized, posts: int | None = None, together: Interval | None = None
    ) -> Others:
        """From the posts, or what they weigh, of each; ``posts`` is how many the others are, where that is not their sum."""
        whole = float(others.sum())
        number = int(whole) if posts is None else posts
        if not whole:
            return cls(number)
        return cls(number, float(alone.sum()) / whole, float(counted.sum()) / whole, together)


def step_of(others: int, floor: int) -> float:
    """The step of the grid: worth half ``floor`` posts of the others at least, and never finer than a hundredth."""
    return max(round_step(floor / (2 * max(others, 1))), _FINEST)


def rounded(estimate: Estimate, others: Others, floor: int, tolerance: float) -> Estimate:
    """The gap by strict forms, too coarse for the labels of posts with loose forms alone to follow from it.

    Rounding each number by itself would not do: whoever works them all out for each number that could be hidden finds the one
    that fits. So everything printed is made of three coarse figures: the gap and the reach of its interval on one grid, and
    the degrees of freedom to one figure. No interval is narrower and no p-value smaller than the exact one.

    A grid has edges, and one post more may cross one. So what is put on it is the gap as it would be if of the posts with loose
    forms alone a number counted that is the same for every number which could be hidden; see :func:`_as_told`.

    Parameters
    ----------
    estimate : Estimate
        A gap, or another figure between -1 and 1, of a group and others.
    others : Others
    floor : int
        Fewest authors that may be shown.
    tolerance : float
        Where the step is wider than this, the gap could not be read against it, and is hidden.
    """
    if estimate.status != "ok" or estimate.value is None:
        return estimate
    step = step_of(others.posts, floor)
    counted, off = _as_told(others, floor)
    if max(step, off) > max(tolerance, _FINEST):
        return _hidden(estimate)
    # How far the gap may lie from the middle of its cell.
    spread = step / 2 + off
    at = round((estimate.value + counted - others.counted) / step - 1e-9)
    value = _on_grid(at, step)
    stripped = bare(estimate, value, with_note(estimate, ROUNDED))
    if estimate.low is None or estimate.high is None:
        return stripped
    exact = estimate.degrees_of_freedom or math.inf
    freedom, error = _coarsely(exact), _error(estimate.value, estimate.low, estimate.high, estimate.level, exact)
    together = others.together
    if together is not None and together.estimable:
        # A grid has edges for the reach too: this one is the same for all that could be hidden, and is hardly ever the smaller.
        freedom = min(freedom, _coarsely(together.degrees_of_freedom))
        same = _error(together.value, together.low, together.high, together.level, together.degrees_of_freedom)
        error = max(error, same + off / two_sided_quantile(estimate.level, freedom))
    quantile = two_sided_quantile(estimate.level, freedom)
    least = error * quantile + spread
    steps = math.ceil(least / step - 1e-9)
    error = (steps * step - spread) / quantile
    bottom = 0.0 if estimate.unit == "index" else -1.0
    p_value = None
    if estimate.p_value is not None:
        nearest = max(abs(value) - spread, 0.0)
        # Within the tolerance a wider error would make it smaller.
        p_value = 1.0 if nearest <= tolerance else tolerance_p_value(nearest, error, freedom, tolerance)
    return replace(
        stripped,
        low=max(_on_grid(at - steps, step), bottom),
        high=min(_on_grid(at + steps, step), 1.0),
        p_value=p_value,
        # What q-values there are, are of p-values of before: no smaller than the one that is printed now.
        q_value=None if estimate.q_value is None or p_value is None else max(p_value, _up_to_tenth(estimate.q_value)),
        detectable=None if estimate.detectable is None else smallest_detectable(error, freedom, estimate.level),
    )


def _as_told(others: Others, floor: int) -> tuple[float, float]:
    """How many posts with loose forms alone count as far as is told, and how far off that may be; as shares of the others.

    Half of them where they are few. Otherwise few of them may count, or few may not: those few are then taken for half of
    ``floor``. Where both are more, they are what they are, and the grid is all that hides them.
    """
    width = floor / max(others.posts, 1)
    if others.alone < 2 * width:
        return others.alone / 2, others.alone / 2
    if others.counted < width:
        return width / 2, width / 2
    if others.alone - others.counted < width:
        return others.alone - width / 2, width / 2
    return others.counted, 0.0


def _hidden(estimate: Estimate) -> Estimate:
    stripped = bare(estimate, None, HIDDEN)
    return replace(stripped, n_posts=None, n_authors=None, n_counted=None, status="suppressed")


def _error(value: float, low: float, high: float, level: float, freedom: float) -> float:
    return max(value - low, high - value) / two_sided_quantile(level, freedom)


def _coarsely(freedom: float) -> float:
    return down(freedom, 1) if 1 <= freedom < math.inf else freedom


def _on_grid(steps: int, step: float) -> float:
    return float(f"{steps * step:.10g}")


def _up_to_tenth(q_value: float) -> float:
    return min(math.ceil(q_value * 10 - 1e-9) / 10, 1.0)
