"""Reading JSON values that nobody vouches for: each function takes anything and gives one type, or None.

Exports lose types on their way (R writes ids as floats, archives write counts as strings), and a record with one odd
field is still a post. So a loader asks for the value it wants and gets it or nothing; it never raises.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from audit.loaders.guessing.timestamps import moment

#: Above this, neighbouring integers share one float: an id that went through one is a guess.
EXACT_FLOAT = 2**53

_INT64 = 2**63
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def mapping(value: Any) -> dict[str, Any]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def listing(value: Any) -> list[Any]:
    """The value if it is an array, else an empty one."""
    return value if isinstance(value, list) else []


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of an array."""
    return [each for each in listing(value) if isinstance(each, dict)]


def word(value: Any) -> str | None:
    """A string with something in it, trimmed; else None."""
    return (value.strip() or None) if isinstance(value, str) else None


def identifier(value: Any) -> str | None:
    """An id as string; None where it is missing or went through a float that cannot hold it."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) <= EXACT_FLOAT:
        return str(int(value))
    return None


def is_mangled(value: Any) -> bool:
    """Whether an id is a float too large to be trusted to its last digit."""
    return isinstance(value, float) and abs(value) > EXACT_FLOAT


def count(value: Any) -> int | None:
    """A whole number, also where it was written as string or float; None where it is not one."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        digits = value.strip()
        value = int(digits) if digits.isascii() and digits.removeprefix("-").isdigit() and len(digits) < 20 else None
    if isinstance(value, float):
        value = int(value) if value.is_integer() else None
    return value if isinstance(value, int) and -_INT64 <= value < _INT64 else None


def epoch_time(value: Any) -> dt.datetime | None:
    """Moment of epoch seconds given as int, float or string; None where it is not one."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return dt.datetime.fromtimestamp(float(value), dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def iso_time(value: Any) -> dt.datetime | None:
    """Moment of an ISO 8601 string, in UTC where it names no zone; None where it is not one."""
    if not isinstance(value, str):
        return None
    try:
        moment = dt.datetime.fromisoformat(value.strip())
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return zoned.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def written_time(value: Any) -> dt.datetime | None:
    """Moment of a date written for people (``Apr 19, 2017, 3:35 AM``), as if in UTC; None where it cannot be told."""
    found = moment(value) if isinstance(value, str) else None
    return None if found is None else _EPOCH + dt.timedelta(microseconds=found)


def names_a_zone(value: Any) -> bool:
    """Whether an ISO 8601 string says how far from UTC its time is."""
    try:
        return isinstance(value, str) and dt.datetime.fromisoformat(value.strip()).tzinfo is not None
    except ValueError:
        return False


def stated_time(value: Any) -> tuple[dt.datetime | None, tuple[str, ...]]:
    """Moment of an ISO 8601 string, and what is to be warned of it.

    Returns
    -------
    datetime or None
        As :func:`iso_time`.
    tuple of str
        ``assumed_utc`` where the string names no zone, ``bad_timestamp`` where there is something unreadable.
    """
    moment = iso_time(value)
    if moment is None:
        return None, () if value in (None, "") else ("bad_timestamp",)
    return moment, () if dt.datetime.fromisoformat(value.strip()).tzinfo else ("assumed_utc",)


def distinct(values: list[str]) -> list[str]:
    """The values in their order, each once."""
    return list(dict.fromkeys(values))
