"""Charts: a dot and its interval per line, a hollow diamond for the reference, and a shape for every colour.

Drawn on a ``Figure`` of our own or on the reader's axes, never through pyplot, whose state would outlive the call.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from audit.finding import Block, Estimate, Findings
from audit.report.axes import axis_limits, set_ticks
from audit.report.palette import BLACK, BLUE, GREY, INK, INSIDE, OUTSIDE, PLAIN, RULE, SERIES, Mark
from audit.report.rows import Row, against, capped, description, is_null, printed, reason, rows
from audit.report.svg import clean
from audit.report.time_chart import draw_lines
from audit.report.visible import direction, shortened, width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FONT_SIZE = 9.5
_SMALL = 8.5
_WIDE = 8.2  # inches: with 9.5 pt text this fills the column of the page at its natural size
_LINE = 0.3
_TOP = 0.1
_BOTTOM = 0.58
_LEGEND = 0.24
_LORENZ_HEIGHT = 3.4
_TIME_HEIGHT = 2.6
# Text stays text, ids are the same in every run, and no label is ever handed to LaTeX. That a label such as "$\\frac{x$"
# is no formula is said at each text, since axes of the reader are drawn long after these settings are gone.
_SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "postaudit", "text.usetex": False, "path.simplify": True}


def draw(block: Block, findings: Findings, ax: Axes | None = None) -> Axes:
    """Draw the chart of a block.

    Parameters
    ----------
    block : Block
    findings : Findings
        Where its estimates are.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; those of a new figure if not given. Nothing is shown and no setting of matplotlib is left changed.

    Returns
    -------
    matplotlib.axes.Axes
    """
    found = rows(block, findings)
    lines = found if block.chart.kind == "lines" else capped(found)
    with settings():
        target = _axes(block, lines) if ax is None else ax
        if block.chart.kind == "lorenz":
            _lorenz(target, block)
        elif block.chart.kind == "lines":
            draw_lines(target, block.chart.series, lines)
        elif block.chart.kind == "bars":
            _bars(target, lines)
        else:
            _intervals(target, block, lines)
        target.set_xlabel(shortened(block.chart.axis, 90), fontsize=FONT_SIZE, color=INK, parse_math=False)
    return target


def picture(block: Block, findings: Findings, *, prefix: str = "chart", alone: bool = False, ink: str = INK) -> str:
    """The chart of a block as one clean ``<svg>``; see :func:`audit.report.svg.clean`."""
    return finished(block, findings, raw(block, findings), prefix=prefix, alone=alone, ink=ink)


def raw(block: Block, findings: Findings) -> str:
    """The chart of a block as matplotlib writes it."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    buffer = io.StringIO()
    with settings(), warnings.catch_warnings():
        # Text stays text, so a glyph that matplotlib's own font lacks is no loss: the reader's font has it.
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        figure = draw(block, findings).get_figure(root=True)
        empty = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        FigureCanvasSVG(figure).print_svg(buffer, metadata=empty)  # type: ignore[no-untyped-call]
    return buffer.getvalue()


def finished(
    block: Block, findings: Findings, drawn: str, *, prefix: str = "chart", alone: bool = False, ink: str = INK
) -> str:
    """What :func:`raw` gave, made fit for a page, a file or a notebook; cheap beside the drawing."""
    label = description(block, rows(block, findings))
    return clean(drawn, prefix=prefix, label=label, alone=alone, ink=ink)


@contextmanager
def settings() -> Iterator[None]:
    """Set our keys and put back what was there; ``rc_context`` would put back every key, also those changed meanwhile."""
    import matplotlib as mpl

    parameters = cast("dict[str, Any]", mpl.rcParams)
    before = {key: parameters[key] for key in _SETTINGS}
    try:
        parameters.update(_SETTINGS)
        yield
    finally:
        parameters.update(before)


def _axes(block: Block, lines: Sequence[Row]) -> Axes:
    from matplotlib.figure import Figure

    high = _LORENZ_HEIGHT if block.chart.kind == "lorenz" else max(1, len(lines)) * _LINE + _TOP
    bottom = _BOTTOM + (_LEGEND if _has_legend(block, lines) else 0.0)
    longest = 5 if block.chart.kind == "lorenz" else max((width(shortened(row.label)) for row in lines), default=0)
    left = 0.3 + 0.083 * longest
    span = _WIDE - left - (0.75 if block.chart.kind == "bars" else 0.25) if block.chart.kind != "lorenz" else 5.2
    total = high + bottom
    if block.chart.kind == "lines":
        ends = max((width(shortened(each, 28)) for each in block.chart.series), default=0)
        left, high, total = 0.6, _TIME_HEIGHT, _TIME_HEIGHT + _BOTTOM
        span = _WIDE - left - 0.25 - 0.083 * ends
        bottom = _BOTTOM
    figure: Figure = Figure(figsize=(_WIDE, total))
    figure.patch.set_visible(False)
    return figure.add_axes((left / _WIDE, bottom / total, span / _WIDE, (high - _TOP / 2) / total))


def _has_legend(block: Block, lines: Sequence[Row]) -> bool:
    referred = any(each is not None and each.reference is not None for row in lines for each in row.cells)
    return referred or block.chart.kind in ("paired", "lorenz")


def dress(ax: Axes, labels: Sequence[str]) -> None:
    """Bare axes: one line below, faint vertical lines, labels at the left."""
    ax.patch.set_visible(False)
    for side, spine in ax.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(INK)
    ax.grid(visible=True, axis="x", color=RULE, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.set_ylim(max(len(labels), 1) - 0.5, -0.5)
    shown = [_isolated(shortened(label)) for label in labels]
    ax.set_yticks(range(len(labels)), labels=shown, fontsize=FONT_SIZE, color=INK, parse_math=False)
    ax.tick_params(axis="y", length=0, pad=8)


def _isolated(label: str) -> str:
    """A right-to-left label between isolates, so that its ellipsis and its neighbours stay where they are."""
    return f"\N{FIRST STRONG ISOLATE}{label}\N{POP DIRECTIONAL ISOLATE}" if direction(label) == "rtl" else label


def _intervals(ax: Axes, block: Block, lines: Sequence[Row]) -> None:
    series = block.chart.series if block.chart.kind == "paired" else ()
    count = max(1, min(len(SERIES), max((len(row.cells) for row in lines), default=1)))
    cells = [(at, which, cell) for at, row in enumerate(lines) for which, cell in enumerate(row.cells[:count]) if cell]
    dress(ax, [row.label for row in lines])
    low, high, unit = axis_limits([cell for _, _, cell in cells])
    set_ticks(ax, low, high, unit)
    step = 0.0 if count == 1 else min(0.3, 0.7 / count)
    placed = [(at + step * (which - (count - 1) / 2), which, cell) for at, which, cell in cells]
    if count > 1 or series:
        for which in range(count):
            name = series[which] if which < len(series) else ""
            _dots(ax, [(y, cell) for y, own, cell in placed if own == which], SERIES[which], name)
    else:
        kinds = {None: (PLAIN, "observed"), True: (OUTSIDE, "observed, reference outside the interval")}
        kinds[False] = (INSIDE, "observed, reference inside")
        for outside, (mark, name) in kinds.items():
            mine = [(y, cell) for y, _, cell in placed if against(cell) is outside]
            _dots(ax, mine, mark, name if any(cell.reference for _, _, cell in placed) else "")
    _references(ax, [(y, cell) for y, _, cell in placed])
    _missing(ax, placed, low, high)
    legend_below(ax)


def _dots(ax: Axes, placed: Sequence[tuple[float, Estimate]], mark: Mark, name: str) -> None:
    shown = [(y, each.value, each) for y, each in placed if each.status == "ok" and each.value is not None]
    if not shown:
        return
    spans = [(y, each.low, each.high) for y, _, each in shown if each.low is not None and each.high is not None]
    lows, highs = [low for _, low, _ in spans], [high for _, _, high in spans]
    ax.hlines([y for y, _, _ in spans], lows, highs, colors=mark.colour, linewidth=2.2)
    ax.plot(
        [value for _, value, _ in shown], [y for y, _, _ in shown], linestyle="none", marker=mark.shape,
        markersize=mark.size, color=mark.colour, label=shortened(name, 48) or "_", clip_on=False,
    )  # fmt: skip


def _references(ax: Axes, placed: Sequence[tuple[float, Estimate]]) -> None:
    for null, shape, size, name in ((False, "D", 6.5, "reference"), (True, "|", 14.0, "expected by chance")):
        mine = [
            (y, each.reference.value)
            for y, each in placed
            if each.reference is not None and each.status == "ok" and is_null(each) is null
        ]
        if mine:
            ax.plot(
                [x for _, x in mine], [y for y, _ in mine], linestyle="none", marker=shape, markersize=size,
                markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.3, label=name, clip_on=False,
            )  # fmt: skip


def _missing(ax: Axes, placed: Sequence[tuple[float, int, Estimate]], low: float, high: float) -> None:
    """Why there is no figure, where the other figures of its line leave room; only the first word where none does."""
    room = 0.4 * (high - low)
    for y, _, each in placed:
        if each.status == "ok" and each.value is not None:
            continue
        drawn = [
            number
            for other_y, _, other in placed
            if round(other_y) == round(y) and other.status == "ok" and other.value is not None
            for number in (other.low, other.value, other.high)
            if number is not None
        ]
        words = shortened(reason(each), 60)
        if not drawn or min(drawn) - low > room:
            _beside(ax, low, y, words, GREY)
        elif high - max(drawn) > room:
            _beside(ax, max(drawn), y, words, GREY)
        else:
            _beside(ax, max(drawn), y, words.split(":", 1)[0] if ":" in words else "no figure", GREY)


def _beside(ax: Axes, x: float, y: float, words: str, colour: str) -> None:
    ax.annotate(
        words, (x, y), xytext=(6, 0), textcoords="offset points", va="center", fontsize=_SMALL, color=colour, parse_math=False
    )  # fmt: skip


def _bars(ax: Axes, lines: Sequence[Row]) -> None:
    placed = [(float(at), 0, row.first) for at, row in enumerate(lines) if row.first is not None]
    shown = [(y, each) for y, _, each in placed if each.status == "ok" and each.value is not None]
    dress(ax, [row.label for row in lines])
    low, high, unit = axis_limits([each for _, _, each in placed], zero=True)
    set_ticks(ax, low, high, unit)
    ax.barh([y for y, _ in shown], [each.value or 0.0 for _, each in shown], height=0.55, color=BLUE)
    for y, each in shown:
        if each.low is not None and each.high is not None:
            ax.hlines(y, each.low, each.high, colors=BLACK, linewidth=1.4)
        ends = [number for number in (each.value, each.high) if number is not None]
        _beside(ax, max(ends), y, printed(each), INK)
    _references(ax, [(y, each) for y, _, each in placed])
    _missing(ax, placed, low, high)
    legend_below(ax)


def _lorenz(ax: Axes, block: Block) -> None:
    points = sorted(block.chart.points) or [(0.0, 0.0), (1.0, 1.0)]
    points = [*points[:: max(1, len(points) // 200)], points[-1]]
    dress(ax, [])
    set_ticks(ax, 0.0, 1.0, "share")
    ax.set_ylim(0, 1)
    marks = (0.0, 0.25, 0.5, 0.75, 1.0)
    ax.set_yticks(marks, labels=[f"{100 * each:.0f}%" for each in marks], fontsize=FONT_SIZE, color=INK)
    ax.grid(visible=True, axis="y", color=RULE, linewidth=0.8)
    ax.plot([0, 1], [0, 1], color=GREY, linewidth=1.2, linestyle=(0, (4, 3)), label="if all had the same share")
    ax.plot([x for x, _ in points], [y for _, y in points], color=BLUE, linewidth=2.2, label="observed")
    legend_below(ax)


def legend_below(ax: Axes) -> None:
    """Below the axis label, in one line, as far below as the text is high."""
    handles, names = ax.get_legend_handles_labels()
    named = [(handle, name) for handle, name in zip(handles, names, strict=True) if name and not name.startswith("_")]
    if not named:
        return
    figure = ax.get_figure(root=True)
    inches = ax.get_position().height * (figure.get_figheight() if figure else 3.0)
    legend = ax.legend(
        [handle for handle, _ in named], [name for _, name in named], loc="upper center", ncols=len(named), frameon=False,
        bbox_to_anchor=(0.5, -0.46 / max(inches, 0.1)), borderaxespad=0.0, fontsize=_SMALL, handletextpad=0.6, columnspacing=1.6,
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_color(INK)
        text.set_parse_math(False)
