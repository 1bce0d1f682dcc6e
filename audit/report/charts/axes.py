"""The axis of a chart: where it begins and ends, and what its ticks say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from audit.finding import Estimate
from audit.report.charts.svg import INK
from audit.report.rows import on_the_axis
from audit.wording import tick

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TICKS = 8
_MOST_DOUBLINGS = 10
_FROM_ZERO = ("share", "count", "authors", "per_1000", "index", "days", "hours")
_AT_MOST_ONE = ("share", "index")
_EVEN = {"points": 0.0, "ratio": 1.0, "score": 0.0}


def axis_limits(estimates: Sequence[Estimate], *, zero: bool = False) -> tuple[float, float, str]:
    """Ends and unit of an axis that holds every figure, interval and reference.

    Shares, counts and rates begin at 0, so that lengths compare; differences and ratios hold the point of no gap.
    """
    unit: str = next((each.unit for each in estimates), "share")
    numbers = [
        float(number)
        for each in estimates
        if each.status == "ok"
        for number in (each.value, each.low, each.high, on_the_axis(each))
        if number is not None and math.isfinite(number)
    ]
    if unit in _EVEN:
        numbers.append(_EVEN[unit])
    low, high = min(numbers, default=0.0), max(numbers, default=1.0)
    if (zero or unit in _FROM_ZERO) and low >= 0:
        low = 0.0
    if high <= low:
        high = low + 1.0
    room = 0.04 * (high - low)
    high = 1.0 if unit in _AT_MOST_ONE and high <= 1.0 < high + room else high + room
    return (low if low == 0 else low - room), high, unit


def steps(low: float, high: float, most: int = _TICKS) -> list[float]:
    """Round numbers between the two ends, at most so many: steps of 1, 2 or 5 times a power of ten."""
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]


def set_doublings(ax: Axes, numbers: Sequence[float | None]) -> tuple[float, float]:
    """A logarithmic axis around 1 and every number, with ticks at powers of two: half is as far from 1 as twice.

    Returns
    -------
    (float, float)
        Its ends.
    """
    from matplotlib.ticker import FixedLocator, NullLocator

    known = [math.log2(each) for each in numbers if each is not None and each > 0]
    low, high = min([-1.0, *known]), max([1.0, *known])
    step = max(1, math.ceil((high - low) / _MOST_DOUBLINGS))
    marks = [2.0**power for power in range(math.ceil(low / step) * step, math.floor(high) + 1, step)]
    ends = 2 ** (low - 0.1), 2 ** (high + 0.1)
    ax.set_xscale("log", base=2)
    ax.set_xlim(*ends)
    ax.xaxis.set_major_locator(FixedLocator(marks))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xticks(marks, labels=[tick(each, "ratio") for each in marks], fontsize=9.5, color=INK, parse_math=False)
    ax.tick_params(axis="x", length=3, color=INK)
    ax.axvline(1.0, color=INK, linewidth=1.0)
    return ends


def set_ticks(ax: Axes, low: float, high: float, unit: str) -> None:
    """Put limits, ticks and their words on the axis, and a line where there would be no gap."""
    marks = steps(low, high)
    ax.set_xlim(low, high)
    words = [tick(each, unit) for each in marks]
    ax.set_xticks(marks, labels=words, fontsize=9.5, color=INK, parse_math=False)
    ax.tick_params(axis="x", length=3, color=INK)
    if unit in _EVEN and low < _EVEN[unit] < high:
        ax.axvline(_EVEN[unit], color=INK, linewidth=1.0)
