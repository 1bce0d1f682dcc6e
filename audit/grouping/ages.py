"""Ages: completed years, or days, from a stated date or year to the time of the post.

Years are completed in the calendar, as a law counts them: somebody born on 29 February completes one on 1 March where the
year has no such day. A year alone is read as its middle, 1 July, which is off by no more than a year and right on
average; read as its first day, half of all people would be too old by one.
"""

from __future__ import annotations

import re
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.grouping.outcome import NEGATIVE, NO_DATE, NO_TIME, TOO_OLD, YEAR_ALONE
from audit.loaders.guessing.timestamps import moment
from audit.resources import stated_group

Unit = Literal["years", "days"]
Numbers = npt.NDArray[np.float64]

#: Nobody whose age was proven became older than 122; above this a stated date is a joke or a slip.
OLDEST = 120
_DAYS_OF_A_YEAR = 365.25
_YEAR = re.compile(r"(?:1[89]|20)\d\d(?:\.0*)?", re.ASCII)
_EARLIEST = int(np.datetime64("1800-01-01", "us").astype(np.int64))
_DAY = 86_400_000_000
_MIDDLE = 6 * 32  # month and day of 1 July, counted from 0, as in _parts
#: Positions of reasons, as :func:`ages` gives them.
REASONS = ("", NO_DATE, YEAR_ALONE, NO_TIME, NEGATIVE, TOO_OLD)


def ages(
    encoded: pa.DictionaryArray, created: pa.Array | None, unit: Unit, *, attribute: str, order: str
) -> tuple[Numbers, npt.NDArray[np.int64]]:
    """Age of each author at the time of each post.

    Parameters
    ----------
    encoded : DictionaryArray of string, length n
        Stated dates: any form that :func:`audit.loaders.guessing.timestamps.moment` reads, or a year.
    created : Array of timestamp[us, UTC], length n, or None
        When the posts were written.
    unit : str
        ``years`` or ``days``.
    attribute : str
        Whose words for "not stated" are known.
    order : str
        Which number is the day in 3/4/1980; empty where nobody knows, and then such a date is none.

    Returns
    -------
    age : ndarray of float64, shape (n,)
        Completed years or days; not a number where there is none.
    reason : ndarray of int64, shape (n,)
        Position in :data:`REASONS` of why a stated value gives no age; 0 where it does, or where nothing is stated.
    """
    texts = encoded.dictionary.to_pylist()
    read = [_read(text, attribute, order) for text in texts]
    index = encoded.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False)
    micros = np.array([*(micro for micro, _, _ in read), 0], dtype=np.int64)[index]
    is_year = np.array([*(year for _, year, _ in read), False])[index]
    reason = np.array([*(each for _, _, each in read), -1], dtype=np.int64)[index]
    if created is None:
        posted, timed = np.zeros(len(index), dtype=np.int64), np.zeros(len(index), dtype=bool)
    else:
        posted = pc.cast(created, pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
        timed = created.is_valid().to_numpy(zero_copy_only=False)
    age = _years(micros, posted, is_year) if unit == "years" else np.floor_divide(posted - micros, _DAY)
    limit = OLDEST if unit == "years" else OLDEST * _DAYS_OF_A_YEAR
    faults = (  # the last that applies is what is said
        (age > limit, TOO_OLD),
        (age < 0, NEGATIVE),
        (~timed, NO_TIME),
        (is_year & (unit == "days"), YEAR_ALONE),
    )
    good = reason == 0
    for at, why in faults:
        reason = np.where(good & at, REASONS.index(why), reason)
    return np.where(reason == 0, age.astype(float), np.nan), np.maximum(reason, 0)


def _read(text: str | None, attribute: str, order: str) -> tuple[int, bool, int]:
    """Microseconds since the epoch, whether it is a year alone, and the reason if it is neither; -1 if nothing is stated."""
    if stated_group(attribute, text) == "unknown" or text is None:
        return 0, False, -1
    text = text.strip()
    if _YEAR.fullmatch(text):
        return int(np.datetime64(text[:4], "us").astype(np.int64)), True, 0
    found = moment(text, order, earliest=_EARLIEST)
    return (0, False, REASONS.index(NO_DATE)) if found is None else (found, False, 0)


def _years(since: npt.NDArray[np.int64], until: npt.NDArray[np.int64], is_year: npt.NDArray[np.bool_]) -> Numbers:
    first, first_day = _parts(since)
    last, last_day = _parts(until)
    first_day = np.where(is_year, _MIDDLE, first_day)
    completed = last - first - (last_day < first_day)
    # What happened in a year that is stated alone is not before it.
    return np.where(is_year & (last == first), 0, completed).astype(float)


def _parts(micros: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Year, and a number that rises with month and day."""
    days = micros.astype("datetime64[us]").astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    day = (days - months.astype("datetime64[D]")).astype(np.int64)
    number = months.astype(np.int64)
    return number // 12 + 1970, number % 12 * 32 + day
