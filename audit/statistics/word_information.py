"""Pointwise mutual information of a word and a group of posts, every probability being a share of the same posts."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def pointwise_information(
    both: npt.ArrayLike,
    with_word: npt.ArrayLike,
    of_group: npt.ArrayLike,
    posts: npt.ArrayLike,
    *,
    normalised: bool = True,
) -> Any:
    """How much more often a word and a group share a post than they would if they had nothing to do with each other.

    Parameters
    ----------
    both, with_word, of_group, posts : array_like of int
        Posts of the group that contain the word, posts that contain it, posts of the group, all posts; any one shape.
    normalised : bool
        Divide by ``-log P(word, group)``.

    Returns
    -------
    float or ndarray of float64
        ``log[P(word, group) / (P(word) P(group))]``, in nats; normalised it is 1 where word and group occur only together, 0
        where they are independent, and -1 where they never meet. NaN where either never occurs.

    Raises
    ------
    ValueError
        Counts that cannot be: more of both than of either, or than posts in all.

    Notes
    -----
    All four counts are of posts. Mixing posts with tokens, or normalising by anything but ``-log P(word, group)``, gives a
    figure that is not bounded by 1. The gap between two groups, ``PMI(w, A) - PMI(w, B)``, is ``log[P(w | A) / P(w | B)]``:
    the logarithm of the ratio that :func:`audit.statistics.compare_words` gives with its limits.

    References
    ----------
    Bouma, G. (2009). Normalized (pointwise) mutual information in collocation extraction. GSCL. Aka, O. et al. (2021).
    Measuring model biases in the absence of ground truth. AIES. Valentini, F. et al. (2023). ACL, for the gap.

    Examples
    --------
    >>> pointwise_information(20, 20, 20, 1000)
    1.0
    >>> round(pointwise_information(4, 20, 100, 1000), 3)
    0.126
    """
    joint, word, group, whole = (np.asarray(each, dtype=np.float64) for each in (both, with_word, of_group, posts))
    if (joint > np.minimum(word, group)).any() or (word + group - joint > whole).any() or (joint < 0).any():
        raise ValueError("posts with both must be part of those with either, and these of all posts")
    with np.errstate(divide="ignore", invalid="ignore"):
        # Differences of logarithms of counts: where all three are one number the result is exactly 1.
        together = np.log(whole) - np.log(joint)
        information = np.log(whole) - np.log(word) + np.log(joint) - np.log(group)
        if normalised:
            apart = (joint == 0) & (word > 0) & (group > 0)
            # Everything everywhere is as dependent as it is independent: 0 / 0 is told as complete co-occurrence.
            information = np.where(joint == whole, 1.0, np.where(apart, -1.0, information / together))
    information = np.where((word > 0) & (group > 0), information, np.nan)
    return float(information) if information.ndim == 0 else information
