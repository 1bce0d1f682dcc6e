"""Whether too many units have the same highest count: a cap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

#: Counts below the highest that it is held against: a tenth of it.
NEAR = 0.1
#: Part of the highest count that is as good as it: pages lose a few posts that are gone since.
AS_GOOD = 0.01
#: Smaller highest counts are not told from chance.
LEAST_TOP = 10
_LEAST_FOR_AS_GOOD = 200


@dataclass(frozen=True)
class Plateau:
    """Units at the highest count.

    Attributes
    ----------
    top : int
        The highest count.
    at_top : int
        Units at it, or within one percent below.
    near : int
        Units up to a tenth below.
    units : int
    chance : float
        Of so many at the top, or more, if fewer units have a count the higher it is; 1 where nothing can be said.
    """

    top: int
    at_top: int
    near: int
    units: int
    chance: float


def plateau(counts: npt.ArrayLike) -> Plateau:
    """Whether units pile up at the highest count.

    Parameters
    ----------
    counts : array_like of int, shape (n,)
        Posts per author, hour, community: of units that have any.

    Returns
    -------
    Plateau

    Notes
    -----
    Wherever counts become rarer the higher they are, the highest of ``w + 1`` neighbouring counts has no more than its even part of
    the units with any of them. One unit is at the top by definition; that ``k - 1`` others are there too, of ``k - 1 + near``, has a
    chance of at most that of a binomial variable with 1 in ``w + 1``. Tested are the highest count itself and all within one percent of
    it, at twice the smaller chance.
    """
    values = np.asarray(counts, dtype=np.int64)
    values = values[values > 0]
    if not len(values):
        return Plateau(0, 0, 0, 0, 1.0)
    top = int(values.max())
    if top < LEAST_TOP:
        return Plateau(top, int((values == top).sum()), 0, len(values), 1.0)
    from scipy.stats import binom

    found = []
    # Within one percent: of a tenth and a hundredth below, the uppermost hundredth.
    for below in [0, *([int(top * AS_GOOD)] if top >= _LEAST_FOR_AS_GOOD else [])]:
        width = max(1, int(top * NEAR))
        at_top = int((values >= top - below).sum())
        near = int(((values < top - below) & (values >= top - below - width)).sum())
        part = (below + 1) / (below + 1 + width)
        chance = float(binom.sf(at_top - 2, at_top - 1 + near, part)) if at_top > 1 else 1.0
        found.append((chance, at_top, near))
    chance, at_top, near = min(found)
    return Plateau(top, at_top, near, len(values), min(1.0, chance * len(found)))
