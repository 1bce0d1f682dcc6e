"""Numbers as words: the one place where a number becomes prose, for metrics that state and reports that print.

Nothing here knows a finding; it takes plain numbers. A number that is None or not finite is "not measured", never 0.
Figures carry two significant digits unless an interval is known: then they carry the decimal of one significant digit
of the standard error, since digits finer than the error only look exact (Cole, T. J. 2015. Too many digits: the
presentation of numerical data. Archives of Disease in Childhood 100: 608-609). Two exceptions: what is not nothing is
never printed as 0, and an end of an interval is never printed as the tolerance that it lies beside.
"""

from __future__ import annotations

import math
import re
import shutil
import sys
from collections.abc import Sequence
from datetime import datetime

NOT_MEASURED = "not measured"
#: Columns of a card on the command line, and the fewest on a terminal that is narrower.
_CARD, _NARROW = 96, 40
MINUS = "\N{MINUS SIGN}"
TIMES = "\N{MULTIPLICATION SIGN}"
_NORMAL_95 = 1.96
_MOST_DECIMALS = 3
#: Beneath it, after scaling, is what a computer's arithmetic leaves of nothing.
_NOTHING = 1e-9
#: Of a ratio's lower limit: rounding moves it by no more than this part of itself.
_LEAST_TOLD = 0.1
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

# What stands behind the number, and what the number is multiplied by before it is printed.
_SUFFIX = {
    "share": "%",
    "points": "",
    "ratio": "",
    "per_1000": "",
    "count": "",
    "index": "",
    "authors": "",
    "days": "",
    "hours": "",
}
_FACTOR = {"share": 100.0, "points": 100.0}
_WHOLE = ("count", "authors")
# Decimals of a printed number, and all printed numbers, so that those without decimals are seen.
_DECIMALS = re.compile(r"(?<=\d)\.\d+")
_NUMBERS = re.compile(r"\d[\d,]*(?:\.\d+)?")


def card_width() -> int:
    """Columns of a card: the same in a pipe or file everywhere, and no more than a terminal has."""
    if not sys.stdout.isatty():
        return _CARD
    return max(_NARROW, min(_CARD, shutil.get_terminal_size().columns - 1))


def percent(share: float | None) -> str:
    """A share as a percentage to two figures: 0.351 is "35%", 0.0542 is "5.4%".

    A share that is neither nothing nor everything is never printed as 0% or 100%.

    Parameters
    ----------
    share : float or None
        From 0 to 1.
    """
    value = _scaled(share, "share")
    if value is None:
        return NOT_MEASURED
    if 0 < abs(value) < 0.01:
        return f"<{'' if value > 0 else MINUS}0.01%"
    if 99 < value < 100:
        return f"{_fixed(min(value, 99.99), min(2, _decimals_for(100 - value, 1)))}%"
    return f"{_chosen_or_two_figures(value)}%"


def points(difference: float | None, *, signed: bool = False) -> str:
    """A difference of two shares in percentage points: -0.16 is "−16 points".

    Parameters
    ----------
    difference : float or None
        Of shares: 0.05 is five points.
    signed : bool
        Print a plus before a positive difference.
    """
    value = _scaled(difference, "points")
    if value is None:
        return NOT_MEASURED
    text = _chosen_or_two_figures(value)
    return f"{_plus(text, value, wanted=signed)} {'point' if text in {'1', f'{MINUS}1'} else 'points'}"


def times(ratio: float | None) -> str:
    """A ratio to two figures: 2.6 is "2.6×"."""
    value = _known(ratio)
    return NOT_MEASURED if value is None else f"{_two_figures(value)}{TIMES}"


def exactly(ratio: float) -> str:
    """A ratio as it was set, for tolerances: 1.25 is "1.25×"."""
    return f"{ratio:g}{TIMES}"


def count(n: float | None) -> str:
    """A count with a comma at every thousand: "28,708"."""
    value = _known(n)
    return NOT_MEASURED if value is None else _fixed(value, 0)


def per_thousand(rate: float | None) -> str:
    """A rate per 1,000 to two figures: "3.2 per 1,000".

    Parameters
    ----------
    rate : float or None
        Already per 1,000, as estimates of unit ``per_1000`` carry it.
    """
    value = _known(rate)
    return NOT_MEASURED if value is None else f"{_two_figures(value)} per 1,000"


def number(value: float | None) -> str:
    """A plain number to two figures, with a true minus: "0.42"."""
    known = _known(value)
    if known is None:
        return NOT_MEASURED
    return "less than 0.000001" if 0 < known < 5e-7 else _two_figures(known)


def interval(
    low: float | None, high: float | None, unit: str, *, level: float = 0.95, edges: Sequence[float] = ()
) -> str:
    """An interval with its level: "95% 31% to 39%", "95% −19 to −12"; see :func:`bounds`."""
    shown = bounds(low, high, unit, edges)
    return shown if shown == NOT_MEASURED else f"{_trim(level * 100)}% {shown}"


def bounds(low: float | None, high: float | None, unit: str, edges: Sequence[float] = ()) -> str:
    """An interval without its level: "31% to 39%".

    Both ends carry the same number of decimals, but for one that these would turn into nothing, into everything or into
    one of ``edges``. An end that is missing is open: "at least 2.0".

    Parameters
    ----------
    low, high : float or None
    unit : str
    edges : sequence of float
        Numbers that a reading turns at, in the unit of the ends: with 0.05, an end of 0.0509 is "5.1" and no "5".

    Examples
    --------
    >>> bounds(0.0509, 0.29, "points"), bounds(0.0509, 0.29, "points", edges=[0.05])
    ('5 to 29', '5.1 to 29')
    >>> bounds(0.0, 0.52, "share"), bounds(0.0006, 0.52, "share")
    ('0% to 52%', '0.06% to 52%')
    """
    bottom, top = _scaled(low, unit), _scaled(high, unit)
    suffix = _SUFFIX.get(unit, "")
    if bottom is None and top is None:
        return NOT_MEASURED
    turns = [each * _FACTOR.get(unit, 1.0) for each in edges]
    if bottom is None or top is None:
        end = f"{_two_figures(bottom if top is None else top)}{suffix}"  # type: ignore[arg-type]
        return f"at {'least' if top is None else 'most'} {end}"
    places = _places(bottom, top, unit)
    return f"{_told(bottom, places, unit, turns)}{suffix} to {_told(top, places, unit, turns)}{suffix}"


def figure(value: float | None, unit: str, low: float | None = None, high: float | None = None) -> str:
    """The figure beside a title: "35%", "−16 pts", "2.6×", "41", "3.2 per 1,000".

    Parameters
    ----------
    value : float or None
    unit : str
        A unit of ``audit.finding.Unit``.
    low, high : float or None
        Its interval; where known, it sets the number of decimals.
    """
    known, bottom, top = _scaled(value, unit), _scaled(low, unit), _scaled(high, unit)
    if known is None:
        return NOT_MEASURED
    if unit in _WHOLE:
        return _fixed(known, 0)
    if unit == "share" and (bottom is None or top is None):
        return percent(value)
    places = None if bottom is None or top is None else _places(bottom, top, unit, known)
    text = _two_figures(known) if places is None else _told(known, places, unit)
    if unit == "points":
        return f"{_plus(text, known, wanted=True)} {'pt' if text in {'1', f'{MINUS}1'} else 'pts'}"
    return text + {"share": "%", "ratio": TIMES, "per_1000": " per 1,000", "days": " days", "hours": " hours"}.get(
        unit, ""
    )


def without_common_zeros(number: str, limits: str) -> tuple[str, str]:
    """A figure and its interval without last decimals that are nought in all of them.

    Examples
    --------
    >>> without_common_zeros("−0.410", "−0.420 to −0.400")
    ('−0.41', '−0.42 to −0.40')
    >>> without_common_zeros("3.0×", "2.0 to 4.1")
    ('3.0×', '2.0 to 4.1')
    """
    while (found := _DECIMALS.findall(f"{number} {limits}")) and all(each.endswith("0") for each in found):
        if len(found) != len(_NUMBERS.findall(f"{number} {limits}")):
            break
        number, limits = (_DECIMALS.sub(lambda each: each.group()[:-1].rstrip("."), text) for text in (number, limits))
    return number, limits


def tallied(n: int, noun: str, parts: Sequence[str]) -> str:
    """What several things came to: "Of 3 comparisons: 2 within 5 points and 1 not settled.".

    Parameters
    ----------
    n : int
        How many there are.
    noun : str
        What one of them is.
    parts : sequence of str
        Each a count and what so many came to; a single part is of all: "All 3 comparisons: within 5 points.".
    """
    if len(parts) != 1:
        return f"Of {plural(n, noun)}: {join(parts)}."
    every = f"One {noun}" if n == 1 else f"{'Both' if n == 2 else f'All {count(n)}'} {noun}s"
    return f"{every}: {parts[0].split(' ', 1)[-1]}."


def plural(n: float | None, noun: str, many: str = "") -> str:
    """A count and its noun: "1 author", "12,000 authors".

    Parameters
    ----------
    n : float or None
    noun : str
        In the singular; a phrase ends with its noun ("stated gender").
    many : str
        The plural where it is not regular.
    """
    return f"{count(n)} {noun if n == 1 else many or _regular_plural(noun)}"


def spelled(n: int) -> str:
    """A count in running text: one to nine as words, none as "no", others in figures."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[n] if 0 <= n < len(words) else count(n)


def tick(value: float, unit: str) -> str:
    """A number on an axis: "40%", "−5", "0.5×", "1,000"."""
    scaled = round(value * _FACTOR.get(unit, 1.0), 9)
    text = f"{scaled:,.9f}".rstrip("0").rstrip(".").replace("-", MINUS)
    return text + {"share": "%", "ratio": TIMES}.get(unit, "")


def join(items: Sequence[str], word: str = "and") -> str:
    """A list in prose: "a", "a and b", "a, b and c"."""
    *most, last = list(items) or [""]
    return f"{', '.join(most)} {word} {last}" if most else last


def with_article(noun: str) -> str:
    """A noun with its indefinite article: "a gender", "an age"."""
    return f"{'an' if noun[:1].casefold() in tuple('aeiou') else 'a'} {noun}"


def sentence_case(text: str) -> str:
    """The text with its first letter a capital, and the rest left alone."""
    return text[:1].upper() + text[1:]


def date(moment: str | datetime | None) -> str:
    """A day as "23 November 2026"; text that is no ISO 8601 date is given back as it is."""
    day = _moment(moment)
    return str(moment or NOT_MEASURED) if day is None else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def span(first: str | datetime | None, last: str | datetime | None) -> str:
    """A stretch of time by months: "January 2024 to June 2026"; by days within one month; empty if unknown."""
    begin, end = _moment(first), _moment(last)
    if begin is None or end is None:
        return ""
    if (begin.year, begin.month) != (end.year, end.month):
        return " to ".join(f"{_MONTHS[day.month - 1]} {day.year}" for day in (begin, end))
    return date(begin) if begin.day == end.day else f"{begin.day} to {date(end)}"


def _known(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


def _scaled(value: float | None, unit: str) -> float | None:
    known = _known(value)
    return None if known is None else _known(known * _FACTOR.get(unit, 1.0))


def _decimals_for(value: float, figures: int) -> int:
    """Decimals that show this many significant figures, after the rounding that may carry (0.0996 is 0.10)."""
    if value == 0:
        return 0
    exponent = f"{abs(value):.{figures - 1}e}".partition("e")[2]
    return max(0, figures - 1 - int(exponent))


def _two_figures(value: float) -> str:
    return _fixed(value, min(_decimals_for(value, 2), 6))


def _chosen_or_two_figures(value: float) -> str:
    # A whole number of points or percent is one that somebody chose, such as a tolerance, more often than a figure.
    return _fixed(value, 0) if abs(value - round(value)) < 1e-9 else _two_figures(value)


def _places(low: float, high: float, unit: str, *beside: float) -> int:
    if unit in _WHOLE:
        return 0
    return min(_places_of_error(low, high, unit), max(map(_decimals_of, (low, high, *beside))))


def _decimals_of(value: float) -> int:
    """Decimals that a number has: what was rounded before is not printed as if it had been known more closely."""
    return next((n for n in range(_MOST_DECIMALS) if abs(round(value, n) - value) < 1e-9), _MOST_DECIMALS)


def _places_of_error(low: float, high: float, unit: str) -> int:
    error = high / (2 * _NORMAL_95) - low / (2 * _NORMAL_95)
    places = min(_decimals_for(error, 1), _MOST_DECIMALS) if error > 0 else min(_decimals_for(high, 2), _MOST_DECIMALS)
    # The error of a ratio is large above and small below: by the error alone 1.35 to 4.9 would read "1 to 5", and a ratio
    # that is shown would seem to reach down to no difference.
    while unit == "ratio" and places < _MOST_DECIMALS and abs(round(low, places) - low) > _LEAST_TOLD * low:
        places += 1
    return places


def _told(value: float, places: int, unit: str, edges: Sequence[float] = ()) -> str:
    """A number to so many decimals, and to more where these would make it nothing, everything or one of the edges."""
    if unit in _WHOLE:
        return _fixed(value, places)
    ends = [0.0, 100.0] if unit == "share" else [0.0]
    for each in ends:
        if abs(value - each) < _NOTHING:
            return _fixed(each, 0)
    if _turned_into(0.0, value, places):  # as prose prints it
        places = min(max(places + 1, _decimals_for(value, 2)), max(_decimals_of(value), places + 1), _MOST_DECIMALS)
    for decimals in range(places, max(places, _MOST_DECIMALS) + 1):
        if not any(_turned_into(each, value, decimals) for each in (*ends, *edges)):
            return _fixed(value, decimals)
    least = 10.0**-_MOST_DECIMALS
    if unit == "share" and value > 100 - least:
        return f">{_fixed(100 - least, _MOST_DECIMALS)}"
    return f"<{least:g}" if 0 < value < least and unit != "points" else _fixed(value, _MOST_DECIMALS)


def _turned_into(other: float, value: float, decimals: int) -> bool:
    """Whether rounding makes a number the other one, which it is not."""
    return abs(round(value, decimals) - other) < _NOTHING < abs(value - other)


def _fixed(value: float, decimals: int) -> str:
    text = f"{value:,.{decimals}f}"
    if not text.strip("-0.,"):
        return text.lstrip("-")
    return text.replace("-", MINUS)


def _plus(text: str, value: float, *, wanted: bool) -> str:
    return f"+{text}" if wanted and value > 0 and text.strip("0.,") else text


def _trim(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _moment(moment: str | datetime | None) -> datetime | None:
    if isinstance(moment, datetime) or moment is None:
        return moment
    try:
        return datetime.fromisoformat(moment)
    except (TypeError, ValueError):
        return None


def _regular_plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "z", "ch", "sh")) else f"{noun}s"
