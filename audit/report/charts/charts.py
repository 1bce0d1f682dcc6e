"""Charts: from a block and its findings to axes, and from axes to a clean SVG.

Drawn on a ``Figure`` of our own or on the reader's axes, never through pyplot, whose state would outlive the call.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from audit.finding import Block, Findings
from audit.report.charts.alt_text import description
from audit.report.charts.calendar_chart import calendar_size, draw_calendar
from audit.report.charts.dress import FONT_SIZE, dress, legend_below, legend_columns
from audit.report.charts.heat_chart import MOST_COLUMNS, draw_heat, has_slanted
from audit.report.charts.interval_chart import draw_bars, draw_intervals
from audit.report.charts.lorenz_chart import draw_lorenz
from audit.report.charts.palette import INK, SERIES
from audit.report.charts.svg import clean
from audit.report.charts.time_chart import draw_lines
from audit.report.rows import Row, drawn_rows, on_the_axis, rows
from audit.report.visible import shortened, width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["FONT_SIZE", "draw", "dress", "finished", "legend_below", "picture", "raw", "settings"]

_WIDE = 8.2  # inches: with 9.5 pt text this fills the column of the page at its natural size
_LINE = 0.3
_MARK = 0.12
_TOP = 0.1
_BOTTOM = 0.58
_LEGEND = 0.24
_LEGEND_LINE = 0.19
_LORENZ_HEIGHT = 3.4
_TIME_HEIGHT = 2.6
_CALENDAR = ("days", "months")
#: A square of a calendar of days, and of one of months: across and down, in inches.
_SQUARES = {"days": (0.135, 0.145), "months": (0.42, 0.22)}
_HEADS = {False: 0.28, True: 0.95}  # room above a grid for names that stand upright, or slant
# Text stays text, ids are the same in every run, and no label is ever handed to LaTeX. That a label such as "$\\frac{x$"
# is no formula is said at each text, since axes of the reader are drawn long after these settings are gone.
_SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "postaudit", "text.usetex": False, "path.simplify": True}


def draw(block: Block, findings: Findings, ax: Axes | None = None, *, intervals: bool = False) -> Axes:
    """Draw the chart of a block.

    Parameters
    ----------
    block : Block
    findings : Findings
        Where its estimates are.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; those of a new figure if not given. Nothing is shown and no setting of matplotlib is left changed.
    intervals : bool
        Whether the cells of a grid say their intervals.

    Returns
    -------
    matplotlib.axes.Axes
    """
    chart, lines = block.chart, drawn_rows(block, rows(block, findings))
    with settings():
        target = _axes(block, lines) if ax is None else ax
        if chart.kind == "lorenz":
            draw_lorenz(target, chart.points, lines)
        elif chart.kind in _CALENDAR:
            draw_calendar(target, chart.kind, chart.series, chart.points)
        elif chart.kind == "lines":
            draw_lines(target, chart.series, lines)
        elif chart.kind == "bars":
            draw_bars(target, lines)
        elif chart.kind == "heat":
            draw_heat(target, chart.series, lines, intervals=intervals)
        else:
            draw_intervals(target, chart.kind, chart.series, lines)
        words = shortened(chart.axis, 90)
        if chart.kind in ("lines", *_CALENDAR):  # what is measured stands over it: below it is time
            target.set_title(words, loc="left", pad=6.0, fontsize=FONT_SIZE, color=INK, parse_math=False)
        else:
            target.set_xlabel(words, fontsize=FONT_SIZE, color=INK, parse_math=False)
    return target


def picture(block: Block, findings: Findings, *, prefix: str = "chart", alone: bool = False, ink: str = INK) -> str:
    """The chart of a block as one clean ``<svg>``; see :func:`audit.report.charts.svg.clean`."""
    return finished(block, findings, raw(block, findings), prefix=prefix, alone=alone, ink=ink)


def raw(block: Block, findings: Findings) -> str:
    """The chart of a block as matplotlib writes it."""
    with settings():
        return written(draw(block, findings).get_figure(root=True))


def written(figure: Any) -> str:
    """A figure as matplotlib's SVG, with text kept as text and without what is of this day or machine."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    buffer = io.StringIO()
    with settings(), warnings.catch_warnings():
        # Text stays text, so a glyph that matplotlib's own font lacks is no loss: the reader's font has it.
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        empty = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        FigureCanvasSVG(figure).print_svg(buffer, metadata=empty)  # type: ignore[no-untyped-call]
    return buffer.getvalue()


def finished(
    block: Block, findings: Findings, drawn: str, *, prefix: str = "chart", alone: bool = False, ink: str = INK
) -> str:
    """What :func:`raw` gave, made fit for a page, a file or a notebook; cheap beside the drawing."""
    label = description(block, rows(block, findings), findings)
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
    """Axes of a new figure, as large as the chart needs."""
    from matplotlib.figure import Figure

    from audit.report.charts.shown import ShownAxes

    chart = block.chart
    longest = max((width(shortened(row.label)) for row in lines), default=0)
    left, right, top = 0.3 + 0.083 * longest, 0.25, _TOP / 2
    high = max(1, len(lines)) * (_LINE if chart.kind == "heat" else _line(lines)) + _TOP / 2
    bottom = _BOTTOM + _legend_height(block, lines)
    span = _WIDE - left - right
    if chart.kind == "bars":
        span -= 0.5
    elif chart.kind == "lorenz":
        left, span, high, top = 0.3 + 0.083 * 5, 5.2, _LORENZ_HEIGHT, _TOP
    elif chart.kind == "lines":
        ends = max((width(shortened(each, 28)) for each in chart.series), default=0)
        left, high, top, bottom = 0.6, _TIME_HEIGHT, 0.3, 0.3
        span = _WIDE - left - right - 0.083 * ends
    elif chart.kind in _CALENDAR:
        columns, many = calendar_size(chart.kind, chart.points)
        across, down = _SQUARES[chart.kind]
        left, high, top = 0.3 + 0.083 * 4, many * down, 0.3
        span = min(_WIDE - left - right, columns * across)
    elif chart.kind == "heat":
        slanted = has_slanted(chart.series)
        top, bottom = _HEADS[slanted], 0.42
        right = 0.75 if slanted else right
        span = min(_WIDE - left - right, 1.5 * max(1, min(len(chart.series), MOST_COLUMNS)))
    total = top + high + bottom
    figure: Figure = Figure(figsize=(_WIDE, total))
    figure.patch.set_visible(False)
    place = (left / _WIDE, bottom / total, span / _WIDE, high / total)
    return figure.add_axes(ShownAxes(figure, place))


def _line(lines: Sequence[Row]) -> float:
    """Height of a line: that of its words, or of the marks that stand in it one below the other."""
    return max(_LINE, _MARK * min(len(SERIES), max((len(row.cells) for row in lines), default=1)) + 0.06)


def _legend_height(block: Block, lines: Sequence[Row]) -> float:
    chart = block.chart
    referred = any(each is not None and on_the_axis(each) is not None for row in lines for each in row.cells)
    if not referred and chart.kind not in ("paired", "ladder", "lorenz", "ratios", *_CALENDAR):
        return 0.0
    names = [shortened(each, 48) for each in chart.series[: len(SERIES)]] if chart.kind in ("paired", "ladder") else []
    names += ["expected by chance" if referred else ""] if names else []
    return _LEGEND + _LEGEND_LINE * (-(-len(names) // legend_columns(names)) - 1 if names else 0)
