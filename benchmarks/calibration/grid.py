"""The cells of the grid, and how many datasets each gets."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

SEED = 20261125
#: Authors that a figure must stand on, by their effective number, to be promised a coverage of 92 to 98 %.
ENOUGH_AUTHORS = 100
AUTHORS = (30, 200, 1_000, 5_000, 50_000)
EXPONENTS = (1.6, 2.0, 2.5, 3.0)
SHARES = (0.01, 0.1, 0.5)
CORRELATIONS = (0.0, 0.1, 0.3, 0.5)


@dataclass(frozen=True, order=True)
class Cell:
    """One kind of dataset; see ``audit/statistics/simulation.py`` for what the four numbers are."""

    authors: int
    exponent: float
    share: float
    correlation: float

    @property
    def seed(self) -> list[int]:
        """Of its own, so that a cell comes out the same whichever others are measured."""
        numbers = (self.exponent * 10, self.share * 1000, self.correlation * 10)
        return [SEED, self.authors, *(round(each) for each in numbers)]

    @property
    def datasets(self) -> int:
        """Fewer where a dataset takes long to draw."""
        return 250 if self.authors >= 50_000 else 500


GRID = tuple(Cell(*each) for each in itertools.product(AUTHORS, EXPONENTS, SHARES, CORRELATIONS))
#: What the tests measure again: seconds, and small and large, rare and common, alone and crowded.
REDUCED = (
    Cell(200, 3.0, 0.1, 0.3), Cell(1_000, 2.5, 0.01, 0.1), Cell(1_000, 3.0, 0.5, 0.0), Cell(5_000, 1.6, 0.01, 0.5),
)  # fmt: skip
