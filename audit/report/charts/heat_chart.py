"""A grid of figures, groups across and themes down: each cell prints its figure, and says without colour how sure it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from audit.finding import Estimate
from audit.report.charts.dress import FONT_SIZE, SMALL, dress, isolated
from audit.report.charts.palette import GREY, INK, RULE
from audit.report.rows import Row, printed
from audit.report.visible import shortened, width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Groups that fit across at a size that can be read.
MOST_COLUMNS = 12
_LABEL = 18
#: How far a figure stands above the middle of its cell, and its interval below it.
_ABOVE = 0.17
_HATCHES = 3
#: At so many times as often (or as rarely), or at so many points, a cell has its full colour.
_FULL = {"ratio": 4.0, "points": 0.25}
#: Ends of the scale, light enough that ink on them keeps 4.5 to 1, and apart for all kinds of colour vision.
_MORE, _LESS = (0.953, 0.659, 0.463), (0.525, 0.737, 0.890)


def draw_heat(ax: Axes, series: Sequence[str], lines: Sequence[Row], *, intervals: bool = False) -> None:
    """Draw one cell per figure.

    A figure whose interval leaves out the point of no difference is bold on a plain ground, one whose interval holds it is on
    a hatched ground; a figure that is hidden or cannot be told is a dash on an empty one.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    series : sequence of str
        Names of the columns; the first :data:`MOST_COLUMNS` are drawn.
    lines : sequence of Row
    intervals : bool
        Whether each figure has its interval below it: for a grid whose cells are high enough for two lines.
    """
    names = [shortened(each, _LABEL) for each in series[:MOST_COLUMNS]]
    dress(ax, [row.label for row in lines])
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    ax.set_xlim(-0.5, max(len(names), 1) - 0.5)
    ax.xaxis.tick_top()
    slanted = has_slanted(series)
    ax.set_xticks(
        range(len(names)), labels=[isolated(each) for each in names], fontsize=SMALL, color=INK, parse_math=False
    )
    for label in ax.get_xticklabels():
        label.set(rotation=35 if slanted else 0, ha="left" if slanted else "center", rotation_mode="anchor")
    ax.tick_params(axis="x", length=0, pad=3)
    hatched: list[tuple[int, int]] = []
    for at, row in enumerate(lines):
        for which, cell in enumerate(row.cells[: len(names)]):
            told = cell is not None and cell.status == "ok" and cell.value is not None
            open_ = told and cell is not None and not _is_apart(cell)
            ground = _ground(cell) if told and cell is not None else None
            _box(ax, which, at, ground)
            if open_:
                hatched.append((which, at))
            two = intervals and told and cell is not None and (cell.low, cell.high) != (None, None)
            words = printed(cell) if told and cell is not None else "\N{EN DASH}"
            ax.text(
                which, at - _ABOVE if two else at, words, ha="center", va="center", fontsize=SMALL, color=INK if told else GREY, parse_math=False,
                fontweight="bold" if told and not open_ else "normal", clip_on=False,
            )  # fmt: skip
            if two and cell is not None:
                limits = cell.limits
                _below(ax, which, at, limits)
    _hatch(ax, hatched)
    ax.set_xlabel("", fontsize=FONT_SIZE)


def _below(ax: Axes, x: int, y: int, words: str) -> None:
    ax.text(x, y + _ABOVE, words, ha="center", va="center", fontsize=SMALL - 1, color=INK, parse_math=False)


def has_slanted(series: Sequence[str]) -> bool:
    """Whether the names of the columns are too long to stand beside each other upright."""
    names = [shortened(each, _LABEL) for each in series[:MOST_COLUMNS]]
    return sum(width(each) + 2 for each in names) > 60 or any(width(each) * len(names) > 66 for each in names)


def _is_apart(each: Estimate) -> bool:
    even = 1.0 if each.unit == "ratio" else 0.0
    return each.low is not None and each.high is not None and not each.low <= even <= each.high


def _ground(each: Estimate) -> tuple[float, float, float] | None:
    """White at no difference, and a colour that grows with it: of ratios by how many doublings, of points evenly.

    None without an interval: a ratio of 0 of a few posts is the largest there can be, and may be nothing.
    """
    if each.low is None or each.high is None:
        return None
    full, value = _FULL.get(each.unit, 1.0), each.value or 0.0
    part = (math.log(value) / math.log(full) if value > 0 else -1.0) if each.unit == "ratio" else value / full
    part = max(-1.0, min(1.0, part))
    end = _MORE if part > 0 else _LESS
    red, green, blue = (1 - abs(part) * (1 - channel) for channel in end)
    return red, green, blue


def _box(ax: Axes, x: int, y: int, ground: tuple[float, float, float] | None) -> None:
    from matplotlib.patches import Rectangle

    face = ground or "none"
    ax.add_patch(Rectangle((x - 0.47, y - 0.44), 0.94, 0.88, facecolor=face, edgecolor=RULE, linewidth=0.8))


def _hatch(ax: Axes, cells: Sequence[tuple[int, int]]) -> None:
    """Slanted lines at both sides of the figure of a cell.

    They are one path: a pattern of SVG would be one more thing for a page's policy to let in, and a line each takes four
    times the room.
    """
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    if not cells:
        return
    corners, codes = list[tuple[float, float]](), list[int]()
    for x, y in cells:
        for side in (-1, 1):
            for number in range(_HATCHES):
                start = x + side * (0.43 - 0.04 * number) - 0.025
                corners += [(start, y + 0.42), (start + 0.05, y - 0.42)]
                codes += [int(Path.MOVETO), int(Path.LINETO)]
    path = Path(corners, codes)
    path.should_simplify = False
    ax.add_patch(PathPatch(path, facecolor="none", edgecolor=GREY, linewidth=0.7))
