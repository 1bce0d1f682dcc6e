"""What all charts share: bare axes, labels of rows, words beside a mark, the legend below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from audit.report.charts.palette import INK, RULE
from audit.report.visible import direction, shortened, width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FONT_SIZE = 9.5
SMALL = 8.5
LEGEND_WIDTH = 8.0  # inches
_KEY, _LETTER = 0.42, 0.068  # inches: the mark of a name with its margins, and an average letter of it


def dress(ax: Axes, labels: Sequence[str]) -> None:
    """Bare axes: one line below, faint vertical lines, labels at the left."""
    ax.patch.set_visible(False)
    for side, spine in ax.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(INK)
    ax.grid(visible=True, axis="x", color=RULE, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.set_ylim(max(len(labels), 1) - 0.5, -0.5)
    shown = [isolated(shortened(label)) for label in labels]
    ax.set_yticks(range(len(labels)), labels=shown, fontsize=FONT_SIZE, color=INK, parse_math=False)
    ax.tick_params(axis="y", length=0, pad=8)


def isolated(label: str) -> str:
    """A right-to-left label between isolates, so that its ellipsis and its neighbours stay where they are."""
    return f"\N{FIRST STRONG ISOLATE}{label}\N{POP DIRECTIONAL ISOLATE}" if direction(label) == "rtl" else label


def beside(ax: Axes, x: float, y: float, words: str, colour: str) -> None:
    """Words to the right of a place."""
    ax.annotate(
        words, (x, y), xytext=(6, 0), textcoords="offset points", va="center", fontsize=SMALL, color=colour, parse_math=False
    )  # fmt: skip


def legend_columns(names: Sequence[str], inches: float = LEGEND_WIDTH) -> int:
    """How many names of a legend stand beside each other: all of them, or as many as fit."""
    sizes = _sizes(names)
    if sum(sizes) <= inches:
        return max(1, len(sizes))
    return max(1, min(len(sizes), int(inches / max(sizes))))


def _sizes(names: Sequence[str]) -> list[float]:
    return [_KEY + _LETTER * width(each) for each in names]


def legend_below(ax: Axes, *, left: bool = False) -> None:
    """Below the axis label, in one line if it fits, as far below as the text is high, within the figure."""
    handles, names = ax.get_legend_handles_labels()
    named = [(handle, name) for handle, name in zip(handles, names, strict=True) if name and not name.startswith("_")]
    if not named:
        return
    figure = ax.get_figure(root=True)
    box, across, high = ax.get_position(), *((figure.get_figwidth(), figure.get_figheight()) if figure else (6.0, 3.0))
    columns, sizes = legend_columns([name for _, name in named]), _sizes([name for _, name in named])
    half = min(max(sizes) * columns, sum(sizes), across) / 2
    middle = min(max((box.x0 + box.x1) / 2 * across, half), across - half)  # in inches: its own axes' if there is room
    place = 0.0 if left else (middle / across - box.x0) / max(box.width, 0.01)
    legend = ax.legend(
        [handle for handle, _ in named], [name for _, name in named], loc="upper left" if left else "upper center",
        ncols=columns, frameon=False, bbox_to_anchor=(place, -0.46 / max(box.height * high, 0.1)), borderaxespad=0.0, fontsize=SMALL,
        handletextpad=0.6, columnspacing=1.6,
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_color(INK)
        text.set_parse_math(False)
