"""Times as people and platforms write them, read as UTC; a time that cannot be told for certain is missing, not guessed.

The reference is :func:`moment`, one value at a time. :func:`read_times` reads a column and calls it only for what Arrow's
own ISO 8601 parser leaves over; both give the same instants.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.errors import both_ways

TIMESTAMP = pa.timestamp("us", tz="UTC")

#: No post is older than the epoch, and one from the next century is a slip: such times count as bad.
EARLIEST = 0
LATEST = 4_102_444_800_000_000  # 2100-01-01, in microseconds

#: The least count of seconds that is taken for a time at all.
FIRST_COUNT = 1e8
#: The first instant that a number may stand for as the time of a post: 1980, when Usenet began, in microseconds. So 202009131226, the
#: digits of a day and a minute, is not taken for milliseconds of 1976.
FIRST_COUNTED = 315_532_800_000_000

#: Which number comes first in 01/02/2023.
DAY_FIRST, MONTH_FIRST = "day first", "month first"

#: How to say so where nothing in the data does.
DATES = (
    f"{both_ways('--dates day-first', dates='day first')} or {both_ways('--dates month-first', dates='month first')}"
)

_CLOCK = r"(\d{1,2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*([AaPp]\.?[Mm]\.?)?"
_ZONE = r"(Z|z|[+-]\d{2}:?\d{2}|[+-]\d{2}|[A-Z]{2,4})?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}})(?:[Tt ,]\s*{_CLOCK}\s*{_ZONE})?")
_NUMBERS = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}})(?:[T ,]\s*{_CLOCK}\s*{_ZONE})?")
_TWITTER = re.compile(rf"[A-Z][a-z]{{2}} ([A-Z][a-z]{{2}}) (\d{{1,2}}) {_CLOCK} {_ZONE} (\d{{4}})")
_NAMED_DAY = re.compile(
    rf"(?:[A-Z][a-z]{{2,8}},?\s+)?(\d{{1,2}})[ -]([A-Z][a-z]{{2,8}})\.?,?[ -](\d{{4}})(?:,?\s+{_CLOCK}\s*{_ZONE})?"
)
_NAMED_MONTH = re.compile(rf"([A-Z][a-z]{{2,8}})\.?\s+(\d{{1,2}}),?\s+(\d{{4}})(?:,?\s+(?:at\s+)?{_CLOCK}\s*{_ZONE})?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})Z?)?")
_EPOCH = re.compile(r"\d{9,19}(?:\.\d*)?(?:[eE]\+\d+)?|\d\.\d+[eE]\+(?:09|9|1\d)")

# A zone at the end, or before the year as Twitter writes it.
_NAMES_ZONE = re.compile(
    r"(?:(?::\d{2}|[Tt]\d{2,6})(?:[.,]\d+)?\s*(?:[AaPp]\.?[Mm]\.?\s*)?[+-]\d{2}(?::?\d{2})?"
    r"|\d\s*(?:[AaPp]\.?[Mm]\.?\s*)?(?:[Zz]|(?!AM\b|PM\b)[A-Z]{2,4}))(?:\s\d{4})?$"
)

_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
# What CrowdTangle and news platforms write; any other name of a zone is not certain.
_ZONES = {
    "Z": 0,
    "UTC": 0,
    "GMT": 0,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}
_ZERO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def moment(text: str, order: str = "", *, earliest: int = EARLIEST) -> int | None:
    """Microseconds since the epoch of a written time; None where it is none, or might be either of two.

    Parameters
    ----------
    text : str
        ISO 8601 or close to it, ``10/26/15 23:05``, ``Wed Oct 10 20:19:24 +0000 2018``, ``Oct 10, 2018``, epoch seconds to
        nanoseconds, ``20181010201924``. Without a zone it is UTC.
    order : str
        :data:`DAY_FIRST`, :data:`MONTH_FIRST`, or empty where nobody knows.
    earliest : int
        Microseconds since the epoch; what lies before is no time. People are born before posts are written.
    """
    text = text.strip()
    if match := _YEAR_FIRST.fullmatch(text):
        year, _, month, day, *clock = match.groups()
        return _instant(int(year), int(month), int(day), clock, earliest)
    if match := _NUMBERS.fullmatch(text):
        first, _, second, year, *clock = match.groups()
        a, b = int(first), int(second)
        if a != b and not order and a <= 12 and b <= 12:
            return None
        day_first = order == DAY_FIRST or (not order and a > 12)
        return _instant(_century(year), b if day_first else a, a if day_first else b, clock, earliest)
    if match := _EPOCH.fullmatch(text):
        found = _compact(text, earliest)
        return found if found is not None else _counted(text, FIRST_COUNTED if earliest == EARLIEST else earliest)
    if match := _TWITTER.fullmatch(text):
        name, day, *clock, year = match.groups()
        return _instant(int(year), _month(name), int(day), clock, earliest)
    if match := _NAMED_DAY.fullmatch(text):
        day, name, year, *clock = match.groups()
        return _instant(int(year), _month(name), int(day), clock, earliest)
    if match := _NAMED_MONTH.fullmatch(text):
        name, day, year, *clock = match.groups()
        return _instant(int(year), _month(name), int(day), clock, earliest)
    return _compact(text, earliest)


def year_of(microseconds: int) -> int:
    """The year of an instant, in UTC."""
    return (_ZERO + dt.timedelta(microseconds=microseconds)).year


def is_naive(text: str) -> bool:
    """Whether a written time names no zone: neither an offset nor a zone's name, nor a count since the epoch."""
    return not is_count(text) and not _NAMES_ZONE.search(text.strip())


def is_count(text: str) -> bool:
    """Whether a written time is a count since the epoch, and no date in digits such as 20181010201924."""
    text = text.strip()
    return _EPOCH.fullmatch(text) is not None and _COMPACT.fullmatch(text) is None


def is_numeric_date(text: str) -> bool:
    """Whether a written date is two numbers and a year, such as 3/4/2023 and 26.10.15."""
    return _NUMBERS.fullmatch(text.strip()) is not None


def is_ambiguous(text: str) -> bool:
    """Whether a written date could be read day first or month first, with different results."""
    match = _NUMBERS.fullmatch(text.strip())
    return (
        match is not None
        and int(match[1]) <= 12
        and int(match[3]) <= 12
        and match[1].lstrip("0") != match[3].lstrip("0")
    )


class Orders(NamedTuple):
    """How many dates can only be read day first, only month first, and either way with different results."""

    day: int = 0
    month: int = 0
    either: int = 0


def orders(values: Mapping[str, int]) -> Orders:
    """Count dates by how they can be read.

    Parameters
    ----------
    values : mapping of str to int
        Written times, and how often each stands in a column.
    """
    day = month = either = 0
    for value, times in values.items():
        if match := _NUMBERS.fullmatch(value.strip()):
            first, second = int(match[1]), int(match[3])
            day += times * (first > 12 >= second)
            month += times * (second > 12 >= first)
            either += times * (first <= 12 and second <= 12 and first != second)
    return Orders(day, month, either)


def date_order(values: Iterable[str]) -> str:
    """:data:`DAY_FIRST` or :data:`MONTH_FIRST` where some value above 12 settles it for all; else empty."""
    counted = orders(Counter(values))
    if counted.day and not counted.month:
        return DAY_FIRST
    return MONTH_FIRST if counted.month and not counted.day else ""


def _counted(text: str, earliest: int) -> int | None:
    """Instant of a written count since the epoch; None where a spreadsheet has rounded it: 1.6E+09 is some two years."""
    value = float(text)
    mantissa, _, exponent = text.lower().partition("e")
    if exponent:
        unknown = int(exponent) - len(mantissa.partition(".")[2])
        unit = next((digits for limit, digits in _UNITS if value < limit), 9)
        if unknown > unit:
            return None
    return epoch(value, earliest=earliest)


# Below each limit, decimal digits of a second in the unit: seconds, milliseconds, microseconds; beyond, nanoseconds.
_UNITS = ((1e11, 0), (1e14, 3), (1e17, 6))


def epoch(value: float, *, earliest: int = FIRST_COUNTED) -> int | None:
    """Microseconds since the epoch of a count of seconds, milli-, micro- or nanoseconds, told apart by size.

    Counts of fewer than nine digits (before March 1973) are numbers of something else, as are those of times before
    ``earliest``.
    """
    if not FIRST_COUNT <= value < 1e20:
        return None
    for limit, scale in ((1e11, 1e6), (1e14, 1e3), (1e17, 1.0)):
        if value < limit:
            return _plausible(round(value * scale), earliest)
    return _plausible(round(value / 1e3), earliest)


def _compact(text: str, earliest: int = EARLIEST) -> int | None:
    match = _COMPACT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = match.groups()
    return _instant(int(year), int(month), int(day), [hour, minute, second, None, None, None], earliest)


def _century(year: str) -> int:
    # POSIX strptime: 69 to 99 are the last century.
    return int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= 69 else 2000)


def _month(name: str) -> int:
    return _MONTHS.get(name[:3].lower(), 0)


def _instant(year: int, month: int, day: int, clock: list[str | None], earliest: int) -> int | None:
    hour, minute, second, fraction, half, zone = clock
    hours = int(hour or 0)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half[0] in "Pp" else 0)
    offset = _offset(zone)
    if offset is None:
        return None
    # A leap second is the first instant of the next minute.
    leap = int(second or 0) == 60
    try:
        local = dt.datetime(year, month, day, hours, int(minute or 0), 59 if leap else int(second or 0), tzinfo=dt.UTC)
    except ValueError:
        return None
    whole = (local - _ZERO) // dt.timedelta(seconds=1) + leap - offset * 60
    return _plausible(whole * 1_000_000 + int(f"{fraction or '0':0<6}"[:6]), earliest)


def _offset(zone: str | None) -> int | None:
    """Minutes east of UTC; None for a name of a zone that means several."""
    if not zone:
        return 0
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "")
        minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
        return minutes if zone[0] == "+" else -minutes
    hours = _ZONES.get(zone.upper())
    return None if hours is None else hours * 60


def _plausible(microseconds: int, earliest: int = EARLIEST) -> int | None:
    return microseconds if earliest <= microseconds < LATEST else None


def read_times(column: pa.Array, order: str, warnings: Counter[str]) -> pa.Array:
    """Read a column of times.

    Parameters
    ----------
    column : Array
        Strings, numbers (since the epoch), dates or timestamps.
    order : str
        See :func:`moment`.
    warnings : Counter
        ``bad_timestamp`` and ``ambiguous_date`` are counted here; both become missing values. ``assumed_utc`` counts
        times without a zone, which are kept.

    Returns
    -------
    Array of timestamp[us, UTC]
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pa.types.is_timestamp(kind):
        times = _checked(column.cast(pa.timestamp("us", kind.tz), safe=False).cast(TIMESTAMP), warnings)
        return times if kind.tz else _assumed(times, warnings)
    if pa.types.is_date(kind):
        return _assumed(_checked(column.cast(pa.timestamp("us")).cast(TIMESTAMP), warnings), warnings)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return _epochs(column, warnings)
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        warnings["bad_timestamp"] += len(column) - column.null_count
        return pa.nulls(len(column), TIMESTAMP)
    if column.null_count == len(column):
        return pa.nulls(len(column), TIMESTAMP)
    for target in (TIMESTAMP, pa.timestamp("us")):
        try:
            read = column.cast(target)
        except pa.ArrowInvalid:
            continue
        times = _checked(read.cast(TIMESTAMP), warnings)
        return times if target.tz else _assumed(times, warnings)
    return _one_by_one(column, order, warnings)


def _one_by_one(column: pa.Array, order: str, warnings: Counter[str]) -> pa.Array:
    encoded = column.dictionary_encode()
    texts = encoded.dictionary.to_pylist()
    found = [moment(text, order) for text in texts]
    counts = np.bincount(_numbers(encoded.indices.drop_null()), minlength=len(texts))
    for text, instant, count in zip(texts, found, counts.tolist(), strict=True):
        if instant is not None:
            if is_naive(text):
                warnings["assumed_utc"] += count
        else:
            empty = not text.strip()
            reason = "ambiguous_date" if not order and is_ambiguous(text) else "" if empty else "bad_timestamp"
            if reason:
                warnings[reason] += count
    return pa.array(found, pa.int64()).take(encoded.indices).cast(TIMESTAMP)


def _epochs(column: pa.Array, warnings: Counter[str]) -> pa.Array:
    values = _numbers(column.cast(pa.float64(), safe=False).fill_null(0.0))
    with np.errstate(invalid="ignore", over="ignore"):
        scale = np.select([values < 1e11, values < 1e14, values < 1e17], [1e6, 1e3, 1.0], default=1e-3)
        micro = np.rint(values * scale)
        good = (values >= FIRST_COUNT) & (values < 1e20) & (micro >= FIRST_COUNTED) & (micro < LATEST)
    valid = column.is_valid()
    good &= _bools(valid)
    warnings["bad_timestamp"] += int(pc.sum(valid).as_py() or 0) - int(good.sum())
    if not warnings["bad_timestamp"]:
        del warnings["bad_timestamp"]
    return pa.array(np.where(good, micro, 0).astype(np.int64), mask=~good).cast(TIMESTAMP)


def _assumed(times: pa.Array, warnings: Counter[str]) -> pa.Array:
    known = len(times) - times.null_count
    if known:
        warnings["assumed_utc"] += known
    return times


def _checked(times: pa.Array, warnings: Counter[str]) -> pa.Array:
    ends = pc.min_max(times.cast(pa.int64()))
    low, high = ends["min"].as_py(), ends["max"].as_py()
    if low is None or (low >= EARLIEST and high < LATEST):
        return times
    micro = times.cast(pa.int64())
    bad = pc.or_(pc.less(micro, EARLIEST), pc.greater_equal(micro, LATEST))
    warnings["bad_timestamp"] += int(pc.sum(bad).as_py() or 0)
    return pc.if_else(pc.fill_null(bad, fill_value=False), pa.scalar(None, TIMESTAMP), times)


def _numbers(column: pa.Array) -> npt.NDArray[Any]:
    result: npt.NDArray[Any] = column.to_numpy(zero_copy_only=False)
    return result


def _bools(column: pa.Array) -> npt.NDArray[np.bool_]:
    result: npt.NDArray[np.bool_] = column.to_numpy(zero_copy_only=False)
    return result
