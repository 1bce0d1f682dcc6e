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
        With them the label's rate is the same in every group and the same as before over all; every group weighs what it
        did. A group that has one label alone keeps its weight and cannot be made alike.

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
    of_group, of_label = cells.sum(axis=1), cells.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = of_group[:, None] * of_label[None, :] / (len(group) * cells)
    alone = (cells > 0).sum(axis=1) < 2
    weights[alone] = 1.0
    result: Floats = weights[group, label]
    return result
