"""Times of the post schema that came as numbers: which unit each was taken for is counted, so that no file mixes units unseen.

The unit is told by size, one value at a time, as everywhere (:func:`audit.loaders.guessing.timestamps.epoch`): what counts seconds
between 1980 and 2100 is no such count of milliseconds, and so on. So no part of a source needs to know the others.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.loaders.guessing.timestamps import TIMESTAMP, epoch, is_count, moment, read_times

#: Below each limit, the warning of the ledger that names the unit; in the order of :data:`audit.loaders.guessing.timestamps._UNITS`.
_BELOW = ((1e11, "epoch_seconds"), (1e14, "epoch_milliseconds"), (1e17, "epoch_microseconds"))
_BEYOND = "epoch_nanoseconds"


def unit_warning(value: Any) -> str:
    """The warning that names the unit a number, or a text of digits, was taken for; empty where it is no such time."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return ""
    if isinstance(value, str):
        return _unit(float(value)) if is_count(value) and moment(value) is not None else ""
    return _unit(value) if epoch(value) is not None else ""


def read_own_times(column: pa.Array, order: str, warnings: Counter[str]) -> pa.Array:
    """Read a column of times of the post schema, and count the units of those that are numbers.

    Parameters
    ----------
    column : Array
        Timestamps, which carry their unit; or dates, numbers or texts.
    order : str
        See :func:`audit.loaders.guessing.timestamps.moment`.
    warnings : Counter
        Gets what :func:`audit.loaders.guessing.timestamps.read_times` counts, and ``epoch_seconds`` and its like.

    Returns
    -------
    Array of timestamp[us, UTC]
    """
    if column.null_count == len(column):
        return pa.nulls(len(column), TIMESTAMP)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    times = read_times(column, order, warnings)
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        values = column.filter(times.is_valid()).cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
        limits = [limit for limit, _ in _BELOW]
        found = np.bincount(np.searchsorted(limits, values, side="right"), minlength=len(limits) + 1)
        for name, n in zip([*(name for _, name in _BELOW), _BEYOND], found.tolist(), strict=True):
            if n:
                warnings[name] += n
    elif pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        for text, n in zip(*_distinct(column), strict=True):
            if unit := unit_warning(text):
                warnings[unit] += n
    return times


def _unit(value: float) -> str:
    return next((name for limit, name in _BELOW if value < limit), _BEYOND)


def _distinct(column: pa.Array) -> tuple[list[str], list[int]]:
    # Digits alone can be a count: dates that are written out, which most are, need not be looked at one by one.
    counted = column.filter(pc.match_substring_regex(column, r"^\s*\d+(?:\.\d*)?(?:[eE]\+?\d+)?\s*$")).value_counts()
    return counted.field("values").to_pylist(), counted.field("counts").to_pylist()
