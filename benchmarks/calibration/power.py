"""How often a gap of a stated size is shown, and how often no gap is shown to be small."""

from __future__ import annotations

import numpy as np

from audit.statistics import difference, reading
from audit.statistics.simulation import clustered_posts

from .grid import SEED
from .rows import Row, share_error

TOLERANCE = 0.05
DATASETS = 400
SETTINGS = tuple((n, a) for n in (200, 1_000, 5_000) for a in (2.0, 2.5, 3.0))


def measure(authors: int, exponent: float) -> list[Row]:
    """Two groups of so many authors each, against a tolerance of 5 points: gaps of 20, 10, 5 (its edge) and 0 points."""
    rows = []
    for gap in (0.20, 0.10, 0.05, 0.0):
        generator = np.random.default_rng([SEED, authors, round(exponent * 10), round(gap * 100)])
        sides = [
            clustered_posts(generator, DATASETS, authors=authors, exponent=exponent, share=p) for p in (0.1 + gap, 0.1)
        ]
        read = []
        for a, n, b, m in zip(*sides[0], *sides[1], strict=True):
            found = difference(a, n, b, m)
            read.append(reading(found.low, found.high, TOLERANCE))
        wanted = "shown" if gap else "shown_small"
        value = float(np.mean([each == wanted for each in read]))
        name = f"gap of {round(gap * 100)} points read as shown" if gap else "no gap read as shown to be small"
        rows.append(Row("power", name, authors, exponent, 0.1, 0.3, DATASETS, value, share_error(value, DATASETS)))
    return rows
