"""All that is measured, in parts that run apart.

Not in ``__main__``: processes that are spawned cannot find what is defined there.
"""

from __future__ import annotations

from collections.abc import Callable

from . import comparison, concentration, coverage, discovery, invariance, power, tables
from .grid import AUTHORS, EXPONENTS, GRID
from .rows import Row

Job = tuple[Callable[..., object], tuple[object, ...]]


def jobs() -> list[Job]:
    """What can be measured apart, longest first."""
    pairs = [(n, a) for n in sorted(AUTHORS, reverse=True) for a in EXPONENTS]
    return [
        *((coverage.measure, (cell,)) for cell in sorted(GRID, reverse=True)),
        *((concentration.measure, (n, a, 250 if n >= 50_000 else concentration.DATASETS)) for n, a in pairs),
        *((tables.measure, (cell,)) for cell in sorted(GRID, reverse=True)),
        *((comparison.measure, each) for each in comparison.SETTINGS),
        *((coverage.adjusted, (cell,)) for cell in coverage.cells_of_adjusted(GRID)),
        *((discovery.measure, (n, a)) for n, a in pairs if n in {1_000, 5_000}),
        *((power.measure, each) for each in power.SETTINGS),
        *((concentration.quantiles, (n,)) for n in AUTHORS if n < 50_000),
        *((invariance.measure, (cell,)) for cell in invariance.CELLS),
    ]


def run(job: Job) -> list[Row]:
    """The rows of one part."""
    function, arguments = job
    made = function(*arguments)
    return made if isinstance(made, list) else [made]  # type: ignore[list-item]
