"""Weights of training posts under which a label falls on every group alike, and nothing else changes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def reweighing(groups: npt.ArrayLike, labels: npt.ArrayLike) -> Floats:
    """What each post weighs: ``P(A) P(Y) / P(A, Y)`` of its group A and label Y.

    Parameters
    ----------
    groups : array_like of int, shape (n,)
        Group of each post, each in one.
    labels : array_like of int or bool, shape (n,)

    Returns
    -------
    ndarray of float, shape (n,)
        See :func:`reweighing_cells`.

    Raises
    ------
    ValueError
        The two differ in length.

    Notes
    -----
    It is the wrong remedy where the rates differ for a reason, such as attacks on a group. What weights cost is told by
    :func:`audit.statistics.effective_sample_size`.

    References
    ----------
    Kamiran, F. and Calders, T. (2012). Data preprocessing techniques for classification without discrimination. Knowledge
    and Information Systems 33, 1-33, section 4.3.

    Examples
    --------
    Ten applicants of the paper: four of five men are hired, and two of five women.

    >>> weights = reweighing([1] * 5 + [0] * 5, [1, 1, 1, 1, 0, 1, 1, 0, 0, 0])
    >>> weights.round(2).tolist()
    [0.75, 0.75, 0.75, 0.75, 2.0, 1.5, 1.5, 0.67, 0.67, 0.67]
    """
    _, group = np.unique(np.asarray(groups), return_inverse=True)
    _, label = np.unique(np.asarray(labels), return_inverse=True)
    if group.shape != label.shape:
        raise ValueError(f"expected as many groups as labels, got {group.shape} and {label.shape}")
    if not len(group):
        return np.zeros(0)
    cells = np.zeros((group.max() + 1, label.max() + 1))
    np.add.at(cells, (group, label), 1)
    result: Floats = reweighing_cells(cells)[group, label]
    return result


def reweighing_cells(counts: npt.ArrayLike) -> Floats:
    """The weight of each cell of groups by labels, under which every group has the same label rates.

    Parameters
    ----------
    counts : array_like of float, shape (groups, labels)
        Posts of each cell.

    Returns
    -------
    ndarray of float, shape (groups, labels)
        With them the label's rates are the same in every group and the same as before over all; every group weighs what it
        did. A cell without posts has no weight (NaN): the other labels of its group are then as frequent among themselves as
        everywhere, and a group that has one label alone keeps weight 1.

    Raises
    ------
    ValueError
        Not a table of counts, or one without posts.

    References
    ----------
    See :func:`reweighing`, which this is where no cell is empty.

    Examples
    --------
    >>> reweighing_cells([[2, 3], [4, 1]]).round(2).tolist()
    [[1.5, 0.67], [0.75, 2.0]]
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2 or not np.isfinite(table).all() or (table < 0).any() or table.sum() == 0:
        raise ValueError("counts must be a table of groups by labels, of numbers from 0 up, not all of them 0")
    of_label = np.where(table > 0, table.sum(axis=0), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = table.sum(axis=1, keepdims=True) * of_label / of_label.sum(axis=1, keepdims=True)
        return np.where(table > 0, expected / table, np.nan)
