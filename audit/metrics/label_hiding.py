"""What printed rates of groups that share no post leave of everybody: known to whoever subtracts, so no few authors may be left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from audit.disclosure import suppress
from audit.metrics.weighed import Counted, total


def leaves_few(cells: Iterable[tuple[Counted, Iterable[Counted]]], floor: int) -> bool:
    """Whether of any cell of everybody the same cell of the printed groups leaves posts of too few authors.

    Parameters
    ----------
    cells : iterable of (Counted, iterable of Counted)
        Posts of everybody, such as those with one label; and those of each group of which they are printed.
    floor : int
        Fewest authors that may be told of.
    """
    return any(0 < np.count_nonzero(whole - total(parts)) < floor for whole, parts in cells)


def hidden_parts(parts: Sequence[Counted], whole: Counted, floor: int) -> list[bool]:
    """Which parts of a whole may not be printed; what they leave of it, such as ties, is a part too and never printed.

    Parameters
    ----------
    parts : sequence of Counted
    whole : Counted
    floor : int
    """
    authors = [int(np.count_nonzero(each)) for each in (*parts, whole - total(parts))]
    return [bool(each) for each in suppress(authors, floor)[: len(parts)]]
