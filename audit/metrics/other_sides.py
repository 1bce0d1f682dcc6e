"""How many posts and authors a comparison is held against, where nobody who is hidden follows from it.

A size that is the sum of sizes printed elsewhere tells nothing new. Any other is one equation more for whoever subtracts, so
what it leaves of every whole that is printed has to be of nobody, or of as many authors as may be told of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from audit.standing.sides import OtherSide
from audit.tally.author_sets import AuthorSet


def enough(posts: npt.ArrayLike, floor: int) -> bool:
    """Whether posts by author bucket are of nobody, or of at least so many authors."""
    occupied = int(np.count_nonzero(np.asarray(posts)))
    return occupied == 0 or occupied >= floor


def authors_apart(sets: Iterable[AuthorSet | None]) -> int | None:
    """Authors of several groups, where no author is in two of them; else None.

    It is then the sum of what the groups print. Otherwise it would tell how many authors are in two groups, who may be few.
    """
    known = [each for each in sets if each is not None]
    united = AuthorSet()
    for each in known:
        united.merge(each)
    least = min([united.threshold, *(each.threshold for each in known)])
    parts = sum(int(each.sampled(least).sum()) for each in known)
    return sum(map(len, known)) if parts == int(united.sampled(least).sum()) else None


def told_if(side: OtherSide, leaves: Sequence[npt.ArrayLike], floor: int) -> OtherSide:
    """The side, hidden where it leaves too few authors anywhere.

    Parameters
    ----------
    side : OtherSide
    leaves : sequence of array_like of int, shape (128,)
        Posts by author bucket that follow from its size.
    floor : int
    """
    return side if all(enough(each, floor) for each in leaves) else side.hidden
