"""What groups of numbers are called: for those who make them and those who hold them against a benchmark."""

from __future__ import annotations

import itertools
from collections.abc import Sequence


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


def _between(low: int, high: int) -> str:
    if low == high:
        return str(low)
    return f"{low}-{high}" if low >= 0 else f"{low} to {high}"


def _plain(edge: float) -> str:
    return str(int(edge)) if float(edge).is_integer() else repr(float(edge))
