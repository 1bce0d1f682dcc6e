"""When the posts are from: one square per day or month, larger and darker where there are more, none where there are none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from audit.report.charts.dress import FONT_SIZE, SMALL, dress, legend_below
from audit.report.charts.palette import GREY, INK
from audit.report.visible import shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Points = Sequence[tuple[float, float]]
#: Squares from few posts to many: size says the same as shade. The lightest has 3 to 1 on white.
_SHADES = ("#7a95ad", "#5a83a8", "#3a72a4", "#1b5f97", "#063f6b")
_SIZES = (3.0, 4.1, 5.2, 6.3, 7.4)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: Rows of a calendar of years that can be read.
MOST_YEARS = 24


def month_number(day: date) -> int:
    """A month as one number, such that the next is one more."""
    return 12 * day.year + day.month - 1


def draw_calendar(ax: Axes, kind: str, bands: Sequence[str], points: Points) -> None:
    """Draw a square for each day or month with posts, and a small cross for each between them without.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    kind : str
        ``days``: weeks from left to right, weekdays down. ``months``: months from left to right, years down.
    bands : sequence of str
        What the sizes stand for, fewest posts first.
    points : sequence of (float, float)
        Day (as :meth:`datetime.date.toordinal` counts) or month (:func:`month_number`), and which band it is in.
    """
    found = {int(when): int(band) for when, band in points}
    first, last = min(found, default=0), max(found, default=0)
    columns = _lay_out_days(ax, first, last) if kind == "days" else _lay_out_months(ax, first, last)

    def place(when: int) -> tuple[float, float]:
        if kind == "days":
            return (when - first + _weekday(first)) // 7, _weekday(when)
        return when % 12, when // 12 - first // 12

    gaps = [place(each) for each in range(first, last + 1) if each not in found] if found else []
    scale = min(1.0, 54 / columns) if kind == "days" else 1.6
    for band, name in enumerate(bands):
        mine = [place(when) for when, own in sorted(found.items()) if min(own, len(bands) - 1) == band]
        if not mine:
            continue
        at = min(band, len(_SIZES) - 1)
        ax.plot(
            [x for x, _ in mine], [y for _, y in mine], linestyle="none", marker="s", markersize=_SIZES[at] * scale,
            color=_SHADES[at], markeredgewidth=0, label=shortened(name, 30), clip_on=False,
        )  # fmt: skip
    if gaps:
        ax.plot(
            [x for x, _ in gaps], [y for _, y in gaps], linestyle="none", marker="x", markersize=3.2 * scale,
            color=GREY, markeredgewidth=0.9, label="none", clip_on=False,
        )  # fmt: skip
    legend_below(ax, left=True)


def calendar_size(kind: str, points: Points) -> tuple[int, int]:
    """Columns and rows that a calendar has."""
    found = [int(when) for when, _ in points] or [0]
    first, last = min(found), max(found)
    if kind == "days":
        return (last - first + _weekday(first)) // 7 + 1, len(_DAYS)
    return 12, last // 12 - first // 12 + 1


def _weekday(ordinal: int) -> int:
    return (ordinal - 1) % 7  # the first of January of the year 1 was a Monday


def _bare(ax: Axes, rows: Sequence[str], columns: int) -> None:
    dress(ax, rows)
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    ax.set_xlim(-0.7, columns - 0.3)
    ax.tick_params(axis="x", length=0)


def _lay_out_days(ax: Axes, first: int, last: int) -> int:
    monday = first - _weekday(first)
    columns = (last - monday) // 7 + 1
    _bare(ax, _DAYS, columns)
    starts = []
    for week in range(columns):
        day = date.fromordinal(max(monday + 7 * week, 1))
        days = [day + timedelta(days=each) for each in range(7)]
        begins = next((each for each in days if each.day == 1), None)
        if begins is not None or week == 0:
            starts.append((week, begins or date.fromordinal(max(first, 1))))
    if len(starts) > 1 and starts[1][0] - starts[0][0] < 3:
        starts = starts[1:] if starts[0][1].day > 7 else starts
    room = max(3, -(-columns // 16))
    shown: list[tuple[int, date]] = []
    for week, day in starts:
        if not shown or week - shown[-1][0] >= room:
            shown.append((week, day))
    labels, year = [], None
    for _, day in shown:
        labels.append(_MONTHS[day.month - 1] if day.year == year else f"{_MONTHS[day.month - 1]}\n{day.year}")
        year = day.year
    ax.set_xticks([week for week, _ in shown], labels=labels, fontsize=SMALL, color=INK)
    return columns


def _lay_out_months(ax: Axes, first: int, last: int) -> int:
    _bare(ax, [str(year) for year in range(first // 12, last // 12 + 1)], 12)
    ax.set_xticks(range(12), labels=_MONTHS, fontsize=FONT_SIZE, color=INK)
    return 12
