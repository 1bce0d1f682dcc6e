"""The Lorenz curve: how much the least active wrote, with what the most active wrote marked on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from audit.finding import Estimate
from audit.report.charts.axes import set_ticks
from audit.report.charts.dress import FONT_SIZE, SMALL, dress, legend_below
from audit.report.charts.palette import BLUE, GREY, INK, RULE, VERMILION
from audit.report.rows import Row, printed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Points = Sequence[tuple[float, float]]
_MARKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_TOP = re.compile(r"top_(\d+)$")
_MOST_POINTS = 200


def draw_lorenz(ax: Axes, points: Points, lines: Sequence[Row]) -> None:
    """Draw the curve, the diagonal, the Gini index, and a diamond where the curve says what the most active wrote.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    points : sequence of (float, float)
        Share of authors, least active first, and share of what they wrote.
    lines : sequence of Row
        Figures beside the curve: the index, and shares ``top_N`` of the most active N %.
    """
    curve = sorted(points) or [(0.0, 0.0), (1.0, 1.0)]
    curve = [*curve[:: max(1, len(curve) // _MOST_POINTS)], curve[-1]]
    dress(ax, [])
    set_ticks(ax, 0.0, 1.0, "share")
    ax.set_ylim(0, 1)
    ax.set_yticks(_MARKS, labels=[f"{100 * each:.0f}%" for each in _MARKS], fontsize=FONT_SIZE, color=INK)
    ax.grid(visible=True, axis="y", color=RULE, linewidth=0.8)
    ax.plot([0, 1], [0, 1], color=GREY, linewidth=1.2, linestyle=(0, (4, 3)), label="if all had the same share")
    ax.plot([x for x, _ in curve], [y for _, y in curve], color=BLUE, linewidth=2.2, label="observed")
    found = [row.first for row in lines if row.first is not None]
    _tops(ax, [each for each in found if each.status == "ok" and each.value is not None])
    words = [f"Gini {printed(each)}" for each in found if each.measure == "gini" and each.status == "ok"]
    for word in words:
        ax.annotate(
            word, (0.03, 0.95), va="top", fontsize=FONT_SIZE, color=INK, parse_math=False
        )  # fmt: skip
    legend_below(ax)


def _tops(ax: Axes, found: Sequence[Estimate]) -> None:
    """A diamond on the curve for each share of the most active: they wrote what is above it."""
    tops = [(int(match.group(1)), each) for each in found if (match := _TOP.search(each.measure))]
    if not tops:
        return
    places = [(1 - percent / 100, 1 - (each.value or 0.0)) for percent, each in tops]
    ax.plot(
        [x for x, _ in places], [y for _, y in places], linestyle="none", marker="D", markersize=6.5, markerfacecolor="none",
        markeredgecolor=VERMILION, markeredgewidth=1.5, label="most active authors", clip_on=False,
    )  # fmt: skip
    # Names stand to the right of the axes, where no curve runs, and apart from each other.
    heights = spread([y for _, y in places], 0.085, 0.03, 0.97)
    for (x, y), height, (percent, each) in zip(places, heights, tops, strict=True):
        ax.annotate(
            f"top {percent}% wrote {printed(each)}", (x, y), xytext=(1.05, height), ha="left", va="center", fontsize=SMALL,
            color=INK, parse_math=False, annotation_clip=False, textcoords="data",
            arrowprops={"arrowstyle": "-", "color": GREY, "linewidth": 0.8, "shrinkA": 2, "shrinkB": 4},
        )  # fmt: skip


def spread(places: Sequence[float], room: float, low: float, high: float) -> list[float]:
    """The places, moved as little as it takes to keep them apart and between two ends.

    Parameters
    ----------
    places : sequence of float
    room : float
        Least distance between two.
    low, high : float
    """
    order = np.argsort(places, kind="stable")
    found = np.clip(np.asarray(places, dtype=float)[order], low, high)
    for at in range(1, len(found)):
        found[at] = max(found[at], found[at - 1] + room)
    if len(found) and found[-1] > high:
        found[-1] = high
        for at in range(len(found) - 2, -1, -1):
            found[at] = min(found[at], found[at + 1] - room)
    back = np.empty_like(found)
    back[order] = found
    return [float(each) for each in back]
