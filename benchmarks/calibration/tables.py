"""False rejections of the tests of whole tables: four groups against a reference, and two attributes against independence."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from audit.statistics import goodness_of_fit, independence
from audit.statistics.simulation import author_shares, per_bucket, posts_per_author

from .coverage import Limits, by_test, row_of
from .draws import BUCKETS
from .grid import Cell
from .rows import Row

Integers = npt.NDArray[np.int64]
#: How the posts that lack the property fall on three other kinds, and the authors on three groups.
KINDS, GROUPS = (0.5, 0.3, 0.2), (0.5, 0.3, 0.2)
FOUR = "goodness of fit, four groups (test)"
SMALL, LARGE = "independence, 2 x 2 (test)", "independence, 3 x 4 (test)"
OF_AUTHORS = "independence, 2 x 2, both of authors (test)"


def measure(cell: Cell) -> list[Row]:
    """Every test in one cell; where one kind of a table has no posts, that dataset has no test of it."""
    generator = np.random.default_rng([*cell.seed, 2])
    kinds, authors, effective = _draw(cell, generator)
    reference = [cell.share, *((1 - cell.share) * each for each in KINDS)]
    limits: dict[str, list[Limits]] = {each: [] for each in (FOUR, SMALL, LARGE, OF_AUTHORS)}
    for table, two in zip(kinds, authors, strict=True):
        small = np.stack([[each[0], each[1:].sum(axis=0)] for each in (table[0], table[1:].sum(axis=0))])
        limits[FOUR].append(by_test(goodness_of_fit(table.sum(axis=0), reference).p_value))
        limits[SMALL].append(by_test(independence(small).p_value))
        limits[LARGE].append(by_test(independence(table).p_value))
        limits[OF_AUTHORS].append(by_test(independence(two).p_value))
    return [row_of(name, cell, np.array(each), 0.0, effective) for name, each in limits.items()]


def _draw(cell: Cell, generator: np.random.Generator) -> tuple[Integers, Integers, npt.NDArray[np.float64]]:
    """Posts by group of their author and kind, (datasets, 3, 4, 128); by two attributes of the author, (datasets, 2, 2, 128).

    Kinds are drawn for each post from the author's own shares, which are Dirichlet: the first has the share and correlation of the
    cell, as a property has. Attributes of authors hold for all posts of an author: one has the share of the cell, the
    other is one of the groups.
    """
    kinds, attributes, effective = [], [], []
    at_once = max(400_000 // cell.authors, 1)
    for start in range(0, cell.datasets, at_once):
        shape = (min(at_once, cell.datasets - start), cell.authors)
        posts = posts_per_author(generator, shape, cell.exponent)
        of_kind = _split(cell, generator, posts)
        group = generator.choice(len(GROUPS), shape, p=GROUPS)
        rare = generator.random(shape) < cell.share
        bucket = generator.integers(0, BUCKETS, shape)

        def summed(values: Integers, at: Integers = bucket) -> Integers:
            return per_bucket(values, at, BUCKETS)

        kinds.append(
            np.stack(
                [np.stack([summed(k * (group == g)) for k in of_kind], axis=1) for g in range(len(GROUPS))], axis=1
            )
        )
        sides = [[summed(posts * (a & b)) for b in (group == 0, group > 0)] for a in (rare, ~rare)]
        attributes.append(np.stack([np.stack(each, axis=1) for each in sides], axis=1))
        effective.append(posts.sum(axis=1) ** 2 / (posts * posts).sum(axis=1))
    return np.concatenate(kinds), np.concatenate(attributes), np.concatenate(effective)


def _split(cell: Cell, generator: np.random.Generator, posts: Integers) -> list[Integers]:
    """Posts of four kinds: breaking a Dirichlet stick, each share of the rest is a beta of its own."""
    result, rest = [], posts
    left = 1.0
    for share in (cell.share, *((1 - cell.share) * each for each in KINDS[:-1])):
        # What is left of the strength 1 / r - 1 is its part of the stick.
        correlation = 1 / ((1 / cell.correlation - 1) * left + 1) if cell.correlation else 0.0
        taken = generator.binomial(rest, author_shares(generator, posts.shape, share / left, correlation))
        result.append(taken)
        rest, left = rest - taken, left - share
    return [*result, rest]
