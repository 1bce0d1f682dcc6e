"""Numbers into groups: which group begins where, and what it is called."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from audit.grouping.outcome import BELOW, NO_NUMBER, NOTHING, Outcome

# What float() takes besides is no number that people write: nan, inf, 1_000.
_NUMBER = re.compile(r"[+-]?(?:\d{1,300}(?:\.\d{0,300})?|\.\d{1,300})(?:[eE][+-]?\d{1,3})?")


def bin_names(edges: Sequence[float]) -> list[str]:
    """Names of the groups that begin at these edges, each up to the next and the last without end.

    Parameters
    ----------
    edges : sequence of float
        Rising.

    Returns
    -------
    list of str
        ``0-17``, ``18-29``, ``65+`` where all edges are whole, as the bundled benchmarks write age bands, and ``18`` for a
        group of one whole number; ``0.5 to under 1.5`` otherwise.

    Examples
    --------
    >>> bin_names([0, 18, 30, 65])
    ['0-17', '18-29', '30-64', '65+']
    >>> bin_names([0, 0.5, 1])
    ['0 to under 0.5', '0.5 to under 1', '1+']
    >>> bin_names([-10, 0, 1])
    ['-10 to -1', '0', '1+']
    """
    whole = all(float(edge).is_integer() for edge in edges)
    names = [
        _between(int(low), int(high) - 1) if whole else f"{_plain(low)} to under {_plain(high)}"
        for low, high in itertools.pairwise(edges)
    ]
    return [*names, *(f"{_plain(edge)}+" for edge in edges[-1:])]


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


def _between(low: int, high: int) -> str:
    if low == high:
        return str(low)
    return f"{low}-{high}" if low >= 0 else f"{low} to {high}"


def _plain(edge: float) -> str:
    return str(int(edge)) if float(edge).is_integer() else repr(float(edge))
