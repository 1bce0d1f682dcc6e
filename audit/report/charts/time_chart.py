"""Shares over time: a line with its band per group, named at its end, and grey where nothing is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from audit.finding import Estimate
from audit.report.charts.axes import axis_limits, steps
from audit.report.charts.palette import INK, RULE, SERIES, Mark
from audit.report.rows import Row, on_the_axis
from audit.report.visible import shortened
from audit.wording import tick

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_LABELS = 8
_FONT = 9.5
_GAP = "#ececec"
_TICKS = 5


def drawn_series(series: Sequence[str], lines: Sequence[Row]) -> list[int]:
    """Which series are drawn, as many as there are marks: those with the largest figures, in their own order."""

    def size(which: int) -> float:
        return max((each.value or 0.0 for each in _column(lines, which) if each is not None), default=0.0)

    largest = sorted(range(len(series)), key=lambda which: (-size(which), which))[: len(SERIES)]
    return sorted(largest)


def draw_lines(ax: Axes, series: Sequence[str], lines: Sequence[Row]) -> None:
    """Draw the rows, in their order, from left to right.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    series : sequence of str
        What each figure of a row is called.
    lines : sequence of Row
        One per period; a row without any figure is a gap.
    """
    chosen = drawn_series(series, lines)
    low, high, unit = axis_limits([each for which in chosen for each in _column(lines, which) if each is not None])
    _dress(ax, lines, (low, high, unit))
    for at in range(len(lines)):
        if not any(_is_told(_column(lines, which)[at]) for which in chosen):
            ax.axvspan(at - 0.5, at + 0.5, color=_GAP, linewidth=0, zorder=0.5)
    ends = []
    for mark, which in zip(SERIES, chosen, strict=False):
        last = _draw_one(ax, _column(lines, which), mark)
        if last is not None:
            ends.append((last, shortened(series[which], 28), mark))
    _name(ax, ends, high - low, len(lines))


def _draw_one(ax: Axes, column: Sequence[Estimate | None], mark: Mark) -> float | None:
    last = None
    for stretch in _stretches(column):
        at = [x for x, _ in stretch]
        values = [each.value or 0.0 for _, each in stretch]
        lows = [value if each.low is None else each.low for value, (_, each) in zip(values, stretch, strict=True)]
        highs = [value if each.high is None else each.high for value, (_, each) in zip(values, stretch, strict=True)]
        if len(stretch) > 1:
            ax.fill_between(at, lows, highs, color=mark.colour, alpha=0.15, linewidth=0)
            ax.plot(at, values, color=mark.colour, linewidth=1.8)
        else:
            ax.vlines(at, lows, highs, colors=mark.colour, linewidth=1.8)
        ax.plot(at, values, linestyle="none", marker=mark.shape, markersize=mark.size - 2, color=mark.colour)
        last = values[-1]
    told = next((each for each in column if _is_told(each)), None)
    held = None if told is None else on_the_axis(told)
    if held is not None:
        ax.axhline(held, color=mark.colour, linewidth=1.2, linestyle=(0, (2, 3)))
    return last


def _stretches(column: Sequence[Estimate | None]) -> Iterator[list[tuple[int, Estimate]]]:
    """Runs of neighbouring periods that are told: no line crosses a gap."""
    run: list[tuple[int, Estimate]] = []
    for at, each in enumerate([*column, None]):
        if each is not None and _is_told(each):
            run.append((at, each))
        elif run:
            yield run
            run = []


def _name(ax: Axes, ends: list[tuple[float, str, Mark]], height: float, width: int) -> None:
    """The names at the right end, pushed apart where they would overlap."""
    room, below = 0.075 * height, float("-inf")
    for value, name, mark in sorted(ends, key=lambda each: each[0]):
        y = max(value, below + room)
        below = y
        ax.annotate(
            name, (width - 0.5, y), xytext=(6, 0), textcoords="offset points", va="center", fontsize=_FONT,
            color=mark.colour if mark.colour != "#cc79a7" else INK, annotation_clip=False, parse_math=False,
        )  # fmt: skip


def _dress(ax: Axes, lines: Sequence[Row], limits: tuple[float, float, str]) -> None:
    low, high, unit = limits
    ax.patch.set_visible(False)
    for side, spine in ax.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(INK)
    ax.grid(visible=True, axis="y", color=RULE, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.set_xlim(-0.5, max(len(lines), 1) - 0.5)
    every = -(-max(len(lines), 1) // MOST_LABELS)
    shown = range(0, len(lines), every)
    labels = [shortened(lines[at].label) for at in shown]
    ax.set_xticks(list(shown), labels=labels, fontsize=_FONT, color=INK, parse_math=False)
    ax.tick_params(axis="x", length=3, color=INK)
    ax.set_ylim(low, high)
    marks = steps(low, high, _TICKS)
    ax.set_yticks(marks, labels=[tick(each, unit) for each in marks], fontsize=_FONT, color=INK, parse_math=False)
    ax.tick_params(axis="y", length=0, pad=8)


def _column(lines: Sequence[Row], which: int) -> list[Estimate | None]:
    return [row.cells[which] if which < len(row.cells) else None for row in lines]


def _is_told(estimate: Estimate | None) -> bool:
    return estimate is not None and estimate.status == "ok" and estimate.value is not None
