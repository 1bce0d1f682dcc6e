"""Weights that make labels independent of groups."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def reweighing(counts: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The weight of each cell of groups by labels, under which every group has the same label rates.

    ``w(a, y) = P(a) P(y) / P(a, y)``: how often the cell would occur if label and group were independent, over how often it
    does. Weighted shares of groups and of labels stay what they were.

    Parameters
    ----------
    counts : array_like of float, shape (groups, labels)
        Posts of each cell.

    Returns
    -------
    ndarray of float64, shape (groups, labels)
        NaN for a cell without posts, which no weight can fill: label and group then stay dependent.

    Raises
    ------
    ValueError
        Not a table of counts, or one without posts.

    References
    ----------
    Kamiran, F. and Calders, T. (2012). Data preprocessing techniques for classification without discrimination. Knowledge
    and Information Systems 33: 1-33, whose example of ten applicants gives 0.75, 0.67, 1.5 and 2.

    Examples
    --------
    >>> reweighing([[2, 3], [4, 1]]).round(2).tolist()
    [[1.5, 0.67], [0.75, 2.0]]
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2 or not np.isfinite(table).all() or (table < 0).any() or table.sum() == 0:
        raise ValueError("counts must be a table of groups by labels, of numbers from 0 up, not all of them 0")
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(table > 0, expected / table, np.nan)
