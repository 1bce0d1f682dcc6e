"""The interval of a share by four methods: posts as independent, rows resampled, the textbook's design effect, ours."""

from __future__ import annotations

import numpy as np

from audit.statistics import share, wilson
from audit.statistics.simulation import clustered_posts

from .grid import SEED
from .rows import Row, share_error

SETTINGS = ((200, 2.5), (5_000, 2.5), (200, 2.0), (5_000, 2.0), (50_000, 2.0), (5_000, 1.6), (50_000, 1.6))
SHARE, CORRELATION, RESAMPLED = 0.10, 0.3, 400
INDEPENDENT, ROWS, TEXTBOOK, OURS = "posts as independent", "bootstrap of rows", "textbook design effect", "ours"
NORMAL = 1.959963984540054


def measure(authors: int, exponent: float) -> list[Row]:
    """All four on the same datasets."""
    datasets = 300 if authors >= 50_000 else 1000
    generator = np.random.default_rng([SEED, authors, round(exponent * 10), 9])
    x, n = clustered_posts(
        generator, datasets, authors=authors, exponent=exponent, share=SHARE, correlation=CORRELATION
    )
    limits: dict[str, list[tuple[float, float]]] = {each: [] for each in (INDEPENDENT, ROWS, TEXTBOOK, OURS)}
    for a, b in zip(x, n, strict=True):
        total = int(b.sum())
        value = float(a.sum()) / total
        limits[INDEPENDENT].append(wilson(value, total, NORMAL))
        # Rows drawn with replacement: the count is binomial.
        again = generator.binomial(total, value, RESAMPLED) / total
        low, high = np.quantile(again, [0.025, 0.975])
        limits[ROWS].append((float(low), float(high)))
        # With the true correlation, which nobody has.
        effect = 1 + (total / authors - 1) * CORRELATION
        limits[TEXTBOOK].append(wilson(value, total / effect, NORMAL))
        ours = share(a, b)
        limits[OURS].append((ours.low, ours.high))
    rows = []
    for name, pairs in limits.items():
        low_, high_ = np.array(pairs).T
        value = float(np.mean((low_ <= SHARE) & (high_ >= SHARE)))
        rows.append(
            Row(
                "comparison",
                name,
                authors,
                exponent,
                SHARE,
                CORRELATION,
                datasets,
                value,
                share_error(value, datasets),
                float(np.mean(high_ < SHARE)),
                float(np.mean(high_ - low_)),
            )
        )
    return rows
