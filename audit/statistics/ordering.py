"""How many of some numbers stand out of order."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
import numpy.typing as npt


def out_of_order(values: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Which values have to be left out for the rest to rise: the fewest.

    Parameters
    ----------
    values : array_like of int, shape (n,)
        Equal neighbours are in order.

    Returns
    -------
    ndarray of bool, shape (n,)
        Everything but a longest non-decreasing subsequence.

    References
    ----------
    Fredman, M. L. (1975). On computing the length of longest increasing subsequences. Discrete Mathematics 11, 29-35.

    Examples
    --------
    >>> out_of_order([1, 2, 9, 3, 4]).tolist()
    [False, False, True, False, False]
    """
    given = np.asarray(values).tolist()
    tails: list[int] = []  # least last value of a subsequence of each length
    ends: list[int] = []
    previous: list[int] = []
    for index, value in enumerate(given):
        length = bisect_right(tails, value)
        previous.append(ends[length - 1] if length else -1)
        if length == len(tails):
            tails.append(value)
            ends.append(index)
        else:
            tails[length], ends[length] = value, index
    result = np.ones(len(given), dtype=bool)
    at = ends[-1] if ends else -1
    while at >= 0:
        result[at] = False
        at = previous[at]
    return result
