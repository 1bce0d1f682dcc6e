"""The love plot: how far each group's share is from its target, before weighting and after.

Hollow before, filled after, in the order of what was furthest off (after Thomas Love's plot of balance, 2004).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from audit.report.charts.charts import settings
from audit.report.charts.dress import FONT_SIZE, dress, legend_below
from audit.report.charts.palette import BLUE, GREY, INK, VERMILION
from audit.report.visible import shortened, width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Below it a difference is commonly called negligible (Austin 2009, Statistics in Medicine 28, 3083); a rule of thumb.
RULE_OF_THUMB = 0.1
#: Columns of what the shares are held against, which may be the name of anybody's file.
_LONGEST_TARGET = 44
_WIDE, _LINE, _BELOW = 8.2, 0.3, 0.85  # inches, as the charts of the page


class Line(NamedTuple):
    """One group: its name and its standardised differences; None where they are hidden."""

    label: str
    before: float | None
    after: float | None


def draw(lines: Sequence[Line], ax: Axes | None = None, *, target: str = "the population") -> Axes:
    """Draw standardised differences before and after weighting.

    Parameters
    ----------
    lines : sequence of Line
    target : str
        What the shares are held against: a population, other posts, or shares that somebody gave.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; those of a new figure if not given. Nothing is shown and no setting of matplotlib is left changed.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ordered = sorted(lines, key=lambda each: (each.before is None, -(each.before or 0.0), each.label))
    with settings():
        axes = _axes(ordered) if ax is None else ax
        dress(axes, [each.label for each in ordered])
        drawn = [
            (at, each.before, each.after)
            for at, each in enumerate(ordered)
            if each.before is not None and each.after is not None and math.isfinite(each.before + each.after)
        ]
        axes.hlines(
            [at for at, _, _ in drawn], [b for _, b, _ in drawn], [a for _, _, a in drawn], colors=GREY, linewidth=1.2
        )
        axes.plot(
            [before for _, before, _ in drawn], [at for at, _, _ in drawn], linestyle="none", marker="o", markersize=7.0,
            markerfacecolor="none", markeredgecolor=VERMILION, markeredgewidth=1.6, label="before weighting", clip_on=False,
        )  # fmt: skip
        axes.plot(
            [after for _, _, after in drawn], [at for at, _, _ in drawn], linestyle="none", marker="s", markersize=5.5,
            color=BLUE, label="after", clip_on=False,
        )  # fmt: skip
        axes.axvline(
            RULE_OF_THUMB, color=INK, linewidth=1.0, linestyle=(0, (4, 3)), label=f"{RULE_OF_THUMB:g}, a rule of thumb"
        )
        most = max((max(before, after) for _, before, after in drawn), default=0.0)
        axes.set_xlim(0.0, 1.06 * max(most, 1.5 * RULE_OF_THUMB))
        axes.tick_params(axis="x", labelsize=FONT_SIZE, labelcolor=INK, length=3, color=INK)
        for at, each in enumerate(ordered):
            if each.before is None or each.after is None:
                axes.annotate(
                    "hidden: too few authors", (0.0, at), xytext=(6, 0), textcoords="offset points", va="center",
                    fontsize=FONT_SIZE - 1, color=GREY,
                )  # fmt: skip
        axes.set_xlabel(
            f"difference from {shortened(target, _LONGEST_TARGET)}, in standard deviations (ASMD)",
            fontsize=FONT_SIZE, color=INK, parse_math=False,
        )  # fmt: skip
        legend_below(axes)
    return axes


def _axes(lines: Sequence[Line]) -> Axes:
    from matplotlib.figure import Figure

    from audit.report.charts.shown import ShownAxes

    high = max(1, len(lines)) * _LINE + 0.1
    total = high + _BELOW
    left = 0.3 + 0.083 * max((width(shortened(each.label)) for each in lines), default=0)
    figure: Figure = Figure(figsize=(_WIDE, total))
    figure.patch.set_visible(False)
    place = (left / _WIDE, _BELOW / total, (_WIDE - left - 0.25) / _WIDE, (high - 0.05) / total)
    return figure.add_axes(ShownAxes(figure, place))
