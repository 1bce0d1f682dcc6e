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

from audit.wording.digits import MINUS, WHOLE, chosen_or_two_figures, decimals_for, fixed, places_of, told, two_figures

NOT_MEASURED = "not measured"
#: Marks of figures that are printed with a reserve; what they mean stands on each page that has them.
UNRELIABLE, ROUNDED = "\N{DOUBLE DAGGER}", "\N{ALMOST EQUAL TO}"
#: Columns of a card on the command line, and the fewest on a terminal that is narrower.
_CARD, _NARROW = 96, 40
TIMES = "\N{MULTIPLICATION SIGN}"
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
        return f"{'' if value > 0 else MINUS}<0.01%"
    if 99 < value < 100:
        return f"{fixed(min(value, 99.99), min(2, decimals_for(100 - value, 1)))}%"
    return f"{chosen_or_two_figures(value)}%"


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
    text = chosen_or_two_figures(value)
    return f"{_plus(text, value, wanted=signed)} {'point' if text in {'1', f'{MINUS}1'} else 'points'}"


def times(ratio: float | None) -> str:
    """A ratio to two figures: 2.6 is "2.6×"."""
    value = _known(ratio)
    return NOT_MEASURED if value is None else f"{two_figures(value)}{TIMES}"


def exactly(ratio: float) -> str:
    """A ratio as it was set, for tolerances: 1.25 is "1.25×"."""
    return f"{ratio:g}{TIMES}"


def count(n: float | None) -> str:
    """A count with a comma at every thousand: "28,708"."""
    value = _known(n)
    return NOT_MEASURED if value is None else fixed(value, 0)


def per_thousand(rate: float | None) -> str:
    """A rate per 1,000 to two figures: "3.2 per 1,000".

    Parameters
    ----------
    rate : float or None
        Already per 1,000, as estimates of unit ``per_1000`` carry it.
    """
    value = _known(rate)
    return NOT_MEASURED if value is None else f"{two_figures(value)} per 1,000"


def number(value: float | None) -> str:
    """A plain number to two figures, with a true minus: "0.42"."""
    known = _known(value)
    if known is None:
        return NOT_MEASURED
    return "less than 0.000001" if 0 < known < 5e-7 else two_figures(known)


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
        [end] = [each for each in (bottom, top) if each is not None]
        text = told(end, min(decimals_for(end, 2), 6), unit, turns)
        return f"at {'least' if top is None else 'most'} {text}{suffix}"
    places = places_of(bottom, top, unit)
    return f"{told(bottom, places, unit, turns)}{suffix} to {told(top, places, unit, turns)}{suffix}"


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
    if unit in WHOLE:
        return fixed(known, 0)
    if unit == "share" and (bottom is None or top is None):
        return percent(value)
    places = None if bottom is None or top is None else places_of(bottom, top, unit, known)
    # A gap whose interval holds nothing is printed as nothing where it rounds to it: on which side it lies is not known.
    either = unit in ("points", "score") and bottom is not None and top is not None and bottom <= 0 <= top
    text = two_figures(known) if places is None else fixed(known, places) if either else told(known, places, unit)
    if unit == "points":
        return f"{_plus(text, known, wanted=True)} {'pt' if text in {'1', f'{MINUS}1'} else 'pts'}"
    return text + {"share": "%", "ratio": TIMES, "per_1000": " per 1,000", "days": " days", "hours": " hours"}.get(
        unit, ""
    )


def marked(number: str, note: str) -> str:
    """A printed figure with the marks that its note asks for: "55%‡" can hardly be relied on, "≈4.0×" is rounded.

    Parameters
    ----------
    number : str
    note : str
        Of the estimate.
    """
    return f"{ROUNDED if 'rounded' in note else ''}{number}{UNRELIABLE if 'unreliable' in note else ''}"


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


def counted_ending(subject: str, parts: Sequence[str]) -> str:
    """How a title ends that says what so many things came to: "24 comparisons: 2 open, 22 not assessed".

    Parameters
    ----------
    subject : str
        How many there are, of what.
    parts : sequence of str
        Each a count and what so many came to.
    """
    return f"{subject}: {', '.join(parts)}"


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
