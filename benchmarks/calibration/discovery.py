"""False discoveries in families of contrasts as the metrics form them, where nothing differs, and where something does."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from audit.statistics import against, benjamini_hochberg, difference, share
from audit.statistics.simulation import author_shares, per_bucket, posts_per_author

from .draws import BUCKETS
from .grid import SEED
from .rows import Row, share_error

GROUPS = 8
FAMILIES = 800
#: More where the rate is near 5 %, to tell on which side it is.
FAMILIES_NEAR = 4000
Floats = npt.NDArray[np.float64]


def measure(authors: int, exponent: float) -> list[Row]:
    """Families of eight: shares against a true reference, label rates of groups against the rest; and with three planted."""
    rows = []
    for name, planted in (
        ("groups against a reference", 0),
        ("group against the rest", 0),
        ("three of eight groups differ", 3),
    ):
        generator = np.random.default_rng([SEED, authors, round(exponent * 10), len(name)])
        wrong = []
        families = FAMILIES_NEAR if name.startswith("groups") else FAMILIES
        for _ in range(families):
            x, n = _family(generator, authors, exponent, planted)
            p = _labels(x, n) if planted else _references(n) if name.startswith("groups") else _gaps(x, n)
            rejected = benjamini_hochberg(p) <= 0.05
            false = int(rejected[planted:].sum())
            wrong.append(false / max(int(rejected.sum()), 1))
        value = float(np.mean(wrong))
        error = float(np.std(wrong, ddof=1)) / families**0.5 or share_error(0.0, families)
        rows.append(Row("discovery", name, authors, exponent, 0.1, 0.3, families, value, error))
    return rows


def _family(
    generator: np.random.Generator, authors: int, exponent: float, planted: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Posts with a label, and posts, of eight groups of authors: shape (8, 128). Planted groups have .3 instead of .1."""
    n = posts_per_author(generator, (1, authors), exponent)
    group = generator.integers(0, GROUPS, (1, authors))
    own = author_shares(generator, (1, authors), 0.1, 0.3)
    if planted:
        own = np.where(group < planted, author_shares(generator, (1, authors), 0.3, 0.3), own)
    x = generator.binomial(n, own)
    bucket = generator.integers(0, BUCKETS, (1, authors))
    both = [[per_bucket(v * (group == g), bucket, BUCKETS)[0] for g in range(GROUPS)] for v in (x, n)]
    return np.stack(both[0]), np.stack(both[1])


def _references(n: npt.NDArray[np.int64]) -> Floats:
    whole = n.sum(axis=0)
    return np.array([against(share(each, whole), 1 / GROUPS).p_value for each in n], dtype=np.float64)


def _labels(x: npt.NDArray[np.int64], n: npt.NDArray[np.int64]) -> Floats:
    """Against .1: a gap to the rest would not be null for any group, as the rest holds those that differ."""
    return np.array([against(share(a, b), 0.1).p_value for a, b in zip(x, n, strict=True)], dtype=np.float64)


def _gaps(x: npt.NDArray[np.int64], n: npt.NDArray[np.int64]) -> Floats:
    all_x, all_n = x.sum(axis=0), n.sum(axis=0)
    return np.array(
        [difference(a, b, all_x - a, all_n - b).p_value for a, b in zip(x, n, strict=True)], dtype=np.float64
    )
