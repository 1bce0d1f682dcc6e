"""Numbers into groups: which group begins where, and what it is called."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from audit.grouping.outcome import BELOW, NO_NUMBER, NOTHING, Outcome
from audit.wording.bin_names import bin_names

# What float() takes besides is no number that people write: nan, inf, 1_000.
_NUMBER = re.compile(r"[+-]?(?:\d{1,300}(?:\.\d{0,300})?|\.\d{1,300})(?:[eE][+-]?\d{1,3})?")


def number_of(text: str) -> float | None:
    """The finite number that a text is; None where it is none. Half a decimal comma is none: 1,5 may be two numbers."""
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if np.isfinite(value) else None


def settle_numbers(values: Sequence[str | None], edges: Sequence[float]) -> list[Outcome]:
    """What each value comes to as a number: the group it lies in, its lower edge included.

    Parameters
    ----------
    values : sequence of str or None
    edges : sequence of float
        Lower edges, rising.
    """
    numbers = [None if value is None else number_of(value) for value in values]
    names = bin_names(edges)
    places = positions(np.array([np.nan if each is None else each for each in numbers], dtype=float), edges)
    return [
        NOTHING
        if value is None or not value.strip()
        else Outcome(None, NO_NUMBER)
        if number is None
        else Outcome(None, BELOW)
        if place < 0
        else Outcome(names[place])
        for value, number, place in zip(values, numbers, places.tolist(), strict=True)
    ]


def positions(numbers: npt.NDArray[np.float64], edges: Sequence[float]) -> npt.NDArray[np.int64]:
    """Group of each number, from 0; -1 below the first edge and where it is not a number."""
    found = np.searchsorted(np.asarray(edges, dtype=float), numbers, side="right").astype(np.int64) - 1
    found[np.isnan(numbers)] = -1
    return found
