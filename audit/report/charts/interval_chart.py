"""A dot and its interval per line: forest plots, dumbbells, pairs, ladders of rates, ratios on a logarithmic axis, bars."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from audit.finding import Estimate
from audit.report.charts.axes import axis_limits, set_doublings, set_ticks
from audit.report.charts.dress import beside, dress, legend_below
from audit.report.charts.palette import BLACK, BLUE, GREY, INK, INSIDE, OUTSIDE, PLAIN, SERIES, Mark
from audit.report.rows import Row, against, is_null, on_the_axis, printed, reason
from audit.report.visible import shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: A figure in its line: where the line is, which series it is of, and the figure.
Placed = tuple[float, int, Estimate]
_EVEN = 1.0


def draw_intervals(ax: Axes, kind: str, series: Sequence[str], lines: Sequence[Row]) -> None:
    """Draw one dot and interval per figure, and what it is held against.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    kind : str
        Of :class:`audit.finding.Chart`: ``intervals``, ``dumbbells``, ``ratios``, ``paired`` or ``ladder``.
    series : sequence of str
        What the figures of a line are called, where there are several.
    lines : sequence of Row
    """
    named = series if kind in ("paired", "ladder") else ()
    count = max(1, min(len(SERIES), max((len(row.cells) for row in lines), default=1)))
    dress(ax, [row.label for row in lines])
    step = 0.0 if count == 1 else min(0.3, 0.7 / count)
    placed = [
        (at + step * (which - (count - 1) / 2), which, cell)
        for at, row in enumerate(lines)
        for which, cell in enumerate(row.cells[:count])
        if cell
    ]
    cells = [cell for _, _, cell in placed]
    low, high = _scale(ax, cells)
    if kind == "dumbbells":
        _bridges(ax, placed)
    if kind == "ladder":
        _rails(ax, placed, count)
    if count > 1 or named:
        for which in range(count):
            name = named[which] if which < len(named) else ""
            _dots(ax, [(y, cell) for y, own, cell in placed if own == which], SERIES[which], name)
    else:
        _by_reading(ax, placed, is_ratio=kind == "ratios")
    _references(
        ax, _one_each(placed) if _is_shared(lines) else placed, "all posts" if kind == "ladder" else "reference"
    )
    _missing(ax, placed, low, high)
    legend_below(ax)


def draw_bars(ax: Axes, lines: Sequence[Row]) -> None:
    """Draw one bar per line from zero on, its interval and its figure."""
    placed = [(float(at), 0, row.first) for at, row in enumerate(lines) if row.first is not None]
    shown = [(y, each) for y, _, each in placed if _is_told(each)]
    dress(ax, [row.label for row in lines])
    low, high, unit = axis_limits([each for _, _, each in placed], zero=True)
    set_ticks(ax, low, high, unit)
    ax.barh([y for y, _ in shown], [each.value or 0.0 for _, each in shown], height=0.55, color=BLUE)
    for y, each in shown:
        if each.low is not None and each.high is not None:
            ax.hlines(y, each.low, each.high, colors=BLACK, linewidth=1.4)
        ends = [number for number in (each.value, each.high) if number is not None]
        beside(ax, max(ends), y, printed(each), INK)
    _references(ax, placed, "reference")
    _missing(ax, placed, low, high)
    legend_below(ax)


def on_doublings(cells: Sequence[Estimate]) -> bool:
    """Whether the axis counts in doublings: figures that are ratios, and none of them is nothing."""
    told = [each for each in cells if _is_told(each)]
    return bool(told) and all(each.unit == "ratio" and 0 < (each.value or 0) < math.inf for each in told)


def _scale(ax: Axes, cells: Sequence[Estimate]) -> tuple[float, float]:
    if on_doublings(cells):
        told = [each for each in cells if _is_told(each)]
        return set_doublings(ax, [number for each in told for number in (each.low, each.value, each.high)])
    low, high, unit = axis_limits(cells)
    set_ticks(ax, low, high, unit)
    return low, high


def _is_told(each: Estimate) -> bool:
    return each.status == "ok" and each.value is not None


def _by_reading(ax: Axes, placed: Sequence[Placed], *, is_ratio: bool) -> None:
    """One series, whose mark says whether what it is held against lies within the interval."""
    if is_ratio:
        held = [(y, cell, _apart_from_even(cell)) for y, _, cell in placed]
        names = {True: "interval without 1", False: "interval holds 1", None: "no interval"}
    else:
        held = [(y, cell, against(cell)) for y, _, cell in placed]
        names = {
            True: "observed, reference outside the interval",
            False: "observed, reference inside",
            None: "observed",
        }
    has_legend = is_ratio or any(on_the_axis(cell) is not None for _, cell, _ in held)
    for outside, mark in ((None, PLAIN), (True, OUTSIDE), (False, INSIDE)):
        mine = [(y, cell) for y, cell, found in held if found is outside]
        _dots(ax, mine, mark, names[outside] if has_legend else "")


def _apart_from_even(each: Estimate) -> bool | None:
    return None if each.low is None or each.high is None else not each.low <= _EVEN <= each.high


def _dots(ax: Axes, placed: Sequence[tuple[float, Estimate]], mark: Mark, name: str) -> None:
    shown = [(y, each.value or 0.0, each) for y, each in placed if _is_told(each)]
    if not shown:
        return
    spans = [(y, each.low, each.high) for y, _, each in shown if each.low is not None and each.high is not None]
    lows, highs = [low for _, low, _ in spans], [high for _, _, high in spans]
    ax.hlines([y for y, _, _ in spans], lows, highs, colors=mark.colour, linewidth=2.2)
    ax.plot(
        [value for _, value, _ in shown], [y for y, _, _ in shown], linestyle="none", marker=mark.shape,
        markersize=mark.size, color=mark.colour, label=shortened(name, 48) or "_", clip_on=False,
    )  # fmt: skip


def _bridges(ax: Axes, placed: Sequence[Placed]) -> None:
    """From the reference to what was observed: how long it is, is the gap."""
    held = [(y, on_the_axis(each), each.value or 0.0) for y, _, each in placed if _is_told(each)]
    told = [(y, start, end) for y, start, end in held if start is not None]
    ax.hlines(
        [y for y, _, _ in told], [start for _, start, _ in told], [end for _, _, end in told], colors=GREY,
        linewidth=1.2, linestyles=(0, (1, 1.2)),
    )  # fmt: skip


def _rails(ax: Axes, placed: Sequence[Placed], count: int) -> None:
    """A thin line down the rungs of each series; it stops where a figure is hidden."""
    for which in range(count):
        own = [(y, each) for y, series, each in placed if series == which]
        values = [each.value if _is_told(each) and each.value is not None else math.nan for _, each in own]
        ax.plot(values, [y for y, _ in own], color=SERIES[which].colour, linewidth=1.0, label="_", zorder=1.5)


def _is_shared(lines: Sequence[Row]) -> bool:
    """Whether all figures of each line are held against the same."""
    told = [[each.reference for each in row.cells if each is not None and _is_told(each)] for row in lines]
    return all(each.count(each[0]) == len(each) for each in told if each)


def _one_each(placed: Sequence[Placed]) -> list[Placed]:
    """The first told figure of each line, in the middle of it."""
    found: dict[int, Placed] = {}
    for y, which, each in placed:
        if _is_told(each):
            found.setdefault(round(y), (float(round(y)), which, each))
    return list(found.values())


def _references(ax: Axes, placed: Sequence[Placed], named: str) -> None:
    for null, shape, size, name in ((False, "D", 6.5, named), (True, "|", 14.0, "expected by chance")):
        mine = [
            (y, held)
            for y, _, each in placed
            if (held := on_the_axis(each)) is not None and each.status == "ok" and is_null(each) is null
        ]
        if mine:
            ax.plot(
                [x for _, x in mine], [y for y, _ in mine], linestyle="none", marker=shape, markersize=size,
                markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.3, label=name, clip_on=False,
            )  # fmt: skip


def _missing(ax: Axes, placed: Sequence[Placed], low: float, high: float) -> None:
    """Why there is no figure, where the other figures of its line leave room; only the first word where none does."""
    room = 0.4 * (high - low)
    for y, _, each in placed:
        if _is_told(each):
            continue
        drawn = [
            number
            for other_y, _, other in placed
            if round(other_y) == round(y) and _is_told(other)
            for number in (other.low, other.value, other.high)
            if number is not None
        ]
        words = shortened(reason(each), 60)
        if not drawn or min(drawn) - low > room:
            beside(ax, low, y, words, GREY)
        elif high - max(drawn) > room:
            beside(ax, max(drawn), y, words, GREY)
        else:
            beside(ax, max(drawn), y, words.split(":", 1)[0] if ":" in words else "no figure", GREY)
