"""A file that was read k times over: the same estimates, and intervals that are not narrower."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import numpy.typing as npt

from audit.statistics import adjusted_shares, concentration_interval, gini, goodness_of_fit, hill, independence

from .coverage import METHODS
from .draws import draw
from .grid import SEED, Cell
from .rows import Row

TIMES = (2, 3, 10)
DATASETS = 60
CELLS = (Cell(200, 3.0, 0.1, 0.0), Cell(200, 2.0, 0.1, 0.3), Cell(1_000, 3.0, 0.5, 0.0))
_NOT_TOTALS = ("share, corrected for errors (Rogan-Gladen)",)


def measure(cell: Cell) -> list[Row]:
    """Largest relative change of a limit, and smallest ratio of widths, over k = 2, 3 and 10."""
    generator = np.random.default_rng([SEED, cell.authors, 7])
    totals, _ = draw(cell, generator, DATASETS)
    datasets = [{name: each[i] for name, each in totals.items()} for i in range(DATASETS)]
    rows = []
    for name, (_, method) in METHODS.items():
        changes, ratios = [0.0], [1.0]
        for once in datasets:
            low, high = method(once, np.random.default_rng(1), cell.share)
            for k in TIMES if name not in _NOT_TOTALS else ():
                often = method({key: each * k for key, each in once.items()}, np.random.default_rng(1), cell.share)
                _compare((low, high), often, changes, ratios)
        if name not in _NOT_TOTALS:
            rows.append(_row(name, cell, changes, ratios))
    return [*rows, *_others(cell, datasets)]


def _others(cell: Cell, datasets: list[dict[str, npt.NDArray[np.int64]]]) -> list[Row]:
    """What is not in the list of methods: test statistics, adjusted counts, concentration."""
    found: dict[str, tuple[list[float], list[float]]] = {}
    for once in datasets[:10]:
        for k in TIMES:
            pairs = []
            for times in (1, k):
                table = np.stack([once["x"], once["n"] - once["x"]]) * times
                fit = goodness_of_fit(table, [0.2, 0.8])
                halves = np.stack([np.stack([once["xg"], once["ng"] - once["xg"]]) * times, table])
                halves[1] -= halves[0]
                counts = adjusted_shares(table, [[90, 5], [10, 95]], draws=200)
                apart = independence(halves)
                sizes, where = np.unique(once["n"], return_inverse=True)
                authors = np.bincount(where * 128 + np.arange(128), minlength=len(sizes) * 128).reshape(-1, 128)
                uneven = concentration_interval(gini, sizes * times, authors)
                effective = concentration_interval(partial(hill, order=2), sizes * times, authors, of_authors=True)
                pairs.append(
                    {
                        "goodness of fit (p-value)": (fit.p_value, fit.p_value + 1),
                        "independence (p-value)": (apart.p_value, apart.p_value + 1),
                        "shares of three groups, adjusted counts": (float(counts.low[0]), float(counts.high[0])),
                        "Gini": (uneven.low, uneven.high),
                        "Hill number of order 2": (effective.low, effective.high),
                    }
                )
            for name in pairs[0]:
                _compare(pairs[0][name], pairs[1][name], *found.setdefault(name, ([0.0], [1.0])))
    return [_row(name, cell, *each) for name, each in found.items()]


def _compare(once: tuple[float, float], often: tuple[float, float], changes: list[float], ratios: list[float]) -> None:
    if any(map(math.isnan, (*once, *often))):
        # A limit that only one of the two has is a change.
        changes.append(0.0 if list(map(math.isnan, once)) == list(map(math.isnan, often)) else math.inf)
        return
    changes.extend(abs(a - b) / max(abs(a), 1e-9) for a, b in zip(once, often, strict=True))
    if once[1] > once[0]:
        ratios.append((often[1] - often[0]) / (once[1] - once[0]))


def _row(name: str, cell: Cell, changes: list[float], ratios: list[float]) -> Row:
    return Row(
        "invariance", name, cell.authors, cell.exponent, cell.share, cell.correlation, len(ratios) - 1,
        round(max(changes), 6), 0.0, width=round(min(ratios), 6),
    )  # fmt: skip
