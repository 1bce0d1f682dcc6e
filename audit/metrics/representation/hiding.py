"""Which cells of a crossed table may be printed beside its margins, so that no small cell follows from the rest.

What is printed beside a table, here or elsewhere in the report, are its totals. Every total is an equation over the hidden
cells. A hidden cell follows exactly from the printed numbers if and only if the equations fix it. So cells go on being
hidden, those of fewest authors first, until no cell that had to be hidden is fixed, and until the hidden cells of every
total are together of enough *different* authors to be told of: who writes in two months is one author.

References
----------
    Cox, L. H. (1980). Suppression methodology and statistical disclosure control. Journal of the American Statistical
    Association 75, 377-385. Gusfield (1988), SIAM Journal on Computing 17(3), for two-way tables.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from audit.disclosure import suppress_table

Counts = npt.NDArray[np.int64]
Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
#: How many different authors some cells have, given by their positions in the table.
Voices = Callable[[Places], int]


def hidden_cells(authors: Counts, voices: Voices, floor: int) -> Mask | None:
    """Which cells to hide of a table whose totals over any of its attributes are known.

    Parameters
    ----------
    authors : ndarray of int64, shape (k1, ..., kd)
        Authors of each cell, of two or more attributes; every group has ``floor`` authors or more.
    voices : callable
        Different authors of several cells, from their positions in the flat table.
    floor : int
        Fewest authors that may be told of.

    Returns
    -------
    ndarray of bool, shape (k1, ..., kd), or None
        None where no choice of cells protects those that must be hidden: then nothing of the table may be printed.
    """
    if not ((authors > 0) & (authors < floor)).any():
        return np.zeros(authors.shape, dtype=bool)
    hidden = _two_way(authors, voices, floor) if authors.ndim == 2 else _many_way(authors, voices, floor)
    return None if hidden is None or hidden.all() else hidden


def printed_cells(hidden: Mask | None) -> int:
    """How many cells a mask leaves to print."""
    return 0 if hidden is None else int((~hidden).sum())


def _two_way(authors: Counts, voices: Voices, floor: int) -> Mask | None:
    forced = authors.copy()
    lines = _lines(authors.shape)
    while True:
        mask = suppress_table(forced, floor)
        if mask.row_totals.any() or mask.column_totals.any() or mask.total:
            return None
        hidden = mask.cells.ravel()
        weak = _weak(hidden, lines, voices, floor)
        if not weak:
            return mask.cells
        more = _next(authors.ravel(), hidden, weak)
        if more is None:
            return None
        forced.ravel()[more] = floor - 1


def _many_way(authors: Counts, voices: Voices, floor: int) -> Mask | None:
    flat = authors.ravel()
    # A total over fewer attributes than all but one is itself a cell of a smaller table, and hidden there if it is small.
    lines = [line for line in _lines(authors.shape) if voices(line) >= floor]
    small: Mask = (flat > 0) & (flat < floor)
    hidden = small.copy()
    while True:
        weak = _weak(hidden, lines, voices, floor)
        if not weak:
            fixed = fixed_cells(hidden, lines)
            if not (small & fixed).any():
                return hidden.reshape(authors.shape)
            weak = [line for line in lines if fixed[line].any()]
        more = _next(flat, hidden, weak)
        if more is None:
            return None
        hidden[more] = True


def _weak(hidden: Mask, lines: list[Places], voices: Voices, floor: int) -> list[Places]:
    """Totals whose hidden cells are together of too few authors."""
    return [line for line in lines if hidden[line].any() and 0 < voices(line[hidden[line]]) < floor]


def _next(authors: Counts, hidden: Mask, weak: list[Places]) -> int | None:
    """The cell to hide next: one that is in most of the weak totals, with authors rather than without, and of fewest."""
    candidates = np.concatenate([line[~hidden[line]] for line in weak])
    if len(candidates) == 0:
        return None
    cells, times = np.unique(candidates, return_counts=True)
    return int(cells[np.lexsort((cells, authors[cells], -times, authors[cells] == 0))[0]])


def _lines(shape: tuple[int, ...]) -> list[Places]:
    """The cells behind each total over one attribute or more."""
    places = np.arange(int(np.prod(shape)), dtype=np.int64).reshape(shape)
    axes = range(len(shape))
    return [
        np.moveaxis(places, kept, range(len(kept)))[at].ravel()
        for number in axes
        for kept in itertools.combinations(axes, number)
        for at in itertools.product(*(range(shape[axis]) for axis in kept))
    ]


def fixed_cells(hidden: Mask, lines: list[Places]) -> Mask:
    """Hidden cells that known totals determine: those that no vector of the equations' null space moves.

    Parameters
    ----------
    hidden : ndarray of bool, shape (cells,)
    lines : list of ndarray of int64
        The cells behind each known total.
    """
    unknown = np.flatnonzero(hidden)
    result = np.zeros(len(hidden), dtype=bool)
    rows = np.array([np.isin(unknown, line) for line in lines], dtype=np.float64)
    _, values, vectors = np.linalg.svd(rows)
    free = vectors[int((values > 1e-9).sum()) :]
    result[unknown[np.abs(free).max(axis=0, initial=0.0) < 1e-9]] = True
    return result
