"""Datasets as totals per author bucket, with all that the interval types need."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from audit.statistics.simulation import author_shares, per_bucket, posts_per_author

from .grid import Cell

Integers = npt.NDArray[np.int64]
BUCKETS = 128
#: How much likes per post differ between authors: standard deviation of their logarithm.
LIKES_SPREAD = 1.0


def draw(
    cell: Cell, generator: np.random.Generator, datasets: int
) -> tuple[Mapping[str, Integers], npt.NDArray[np.float64]]:
    """Totals, each of shape (datasets, 128), and the effective authors of each dataset, N² / Σ n².

    ``x`` of ``n`` posts have the property; ``xa`` and ``na`` are those on one of two topics that the same authors write on;
    ``xg`` and ``ng`` those of a random half of the authors; ``liked`` and ``likes`` are the likes of the posts.
    """
    parts: dict[str, list[Integers]] = {}
    effective = []
    at_once = max(400_000 // cell.authors, 1)
    for start in range(0, datasets, at_once):
        shape = (min(at_once, datasets - start), cell.authors)
        n = posts_per_author(generator, shape, cell.exponent)
        own = author_shares(generator, shape, cell.share, cell.correlation)
        na = generator.binomial(n, 0.5)
        xa = generator.binomial(na, own)
        x = xa + generator.binomial(n - na, own)
        half = generator.random(shape) < 0.5
        per_post = generator.lognormal(0.0, LIKES_SPREAD, shape)
        liked = generator.poisson(x * per_post)
        likes = liked + generator.poisson((n - x) * per_post)
        bucket = generator.integers(0, BUCKETS, shape)
        drawn = {"x": x, "n": n, "xa": xa, "na": na, "xg": x * half, "ng": n * half, "liked": liked, "likes": likes}
        for name, values in drawn.items():
            parts.setdefault(name, []).append(per_bucket(values, bucket, BUCKETS))
        effective.append(n.sum(axis=1) ** 2 / (n * n).sum(axis=1))
    return {name: np.concatenate(each) for name, each in parts.items()}, np.concatenate(effective)
