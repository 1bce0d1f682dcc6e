"""How a score ranks posts of one group, and posts of a group against the rest: AUC by subgroup, from histograms.

Scores are counted in bins that ascend, such as thousandths, per author bucket. Whatever is asked of ranks alone follows from
such counts, and they add up. Two scores in one bin are a tie, which counts half, as mid-ranks do.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .intervals import Interval, not_estimable
from .jackknife import effective_clusters
from .rates import smooth

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SubgroupAuc:
    """How a score ranks a group and the background, the posts that are not of it; see :func:`subgroup_auc`.

    Attributes
    ----------
    subgroup : Interval
        AUC within the group: low where the score does not tell positives of the group from its negatives.
    bpsn : Interval
        Background positive, subgroup negative: low where negatives of the group get scores as positives elsewhere do,
        which makes false positives at most thresholds.
    bnsp : Interval
        Background negative, subgroup positive: low where positives of the group get scores as negatives elsewhere do,
        which makes false negatives.
    positive_gap, negative_gap : Interval
        Average equality gap among positives, and among negatives: from -1/2 to 1/2, above 0 where the group's scores
        are the higher ones.
    """

    subgroup: Interval
    bpsn: Interval
    bnsp: Interval
    positive_gap: Interval
    negative_gap: Interval


def auc(positives: npt.ArrayLike, negatives: npt.ArrayLike, *, level: float = 0.95) -> Interval:
    """Probability that a positive post scores higher than a negative one, ties counting half.

    Parameters
    ----------
    positives, negatives : array_like of int, shape (bins, B)
        Posts per bin of the score, ascending, and author bucket.
    level : float

    Returns
    -------
    Interval
        Made on the logit scale; NaN throughout where a side has no posts, and a value without limits where the two
        sides are told apart without a mistake, since nothing then says how many mistakes were missed. ``n_effective``
        is the effective number of authors of the side that has fewer.

    Raises
    ------
    ValueError
        Shapes that differ, or negative counts.

    Notes
    -----
    Equal to ``U / (n_1 n_2)`` of Mann and Whitney with mid-ranks on the binned scores: between bins the curve is straight.

    References
    ----------
    Hanley, J. A. and McNeil, B. J. (1982). The meaning and use of the area under a receiver operating characteristic (ROC)
    curve. Radiology 143, 29-36. Mann, H. B. and Whitney, D. R. (1947). Annals of Mathematical Statistics 18, 50-60.

    Examples
    --------
    >>> import numpy as np
    >>> positives, negatives = np.zeros((4, 128), int), np.zeros((4, 128), int)
    >>> positives[[1, 3, 3], [5, 6, 7]] = 1
    >>> negatives[[0, 1], [8, 9]] = 1
    >>> round(auc(positives, negatives).value, 4)  # of six pairs five are in order and one is a tie
    0.9167
    """
    above, below = _histograms(positives, negatives)
    if not (above.any() and below.any()):
        return not_estimable(math.nan, level)
    return smooth(_area, above, below, scale="logit", level=level, clusters=_fewer(above, below))


def auc_difference(
    a_positives: npt.ArrayLike,
    a_negatives: npt.ArrayLike,
    b_positives: npt.ArrayLike,
    b_negatives: npt.ArrayLike,
    *,
    level: float = 0.95,
    tolerance: float = 0.0,
) -> Interval:
    """Difference of two AUCs, ``a - b``, that may share posts or authors; such as the subgroup's less the background's.

    Parameters
    ----------
    a_positives, a_negatives, b_positives, b_negatives : array_like of int, shape (bins, B)
    level : float
    tolerance : float
        Difference that the p-value allows under the null.

    Returns
    -------
    Interval
        With ``p_value``; NaN throughout where a side has no posts.
    """
    four = _histograms(a_positives, a_negatives, b_positives, b_negatives)
    if not all(each.any() for each in four):
        return not_estimable(math.nan, level)
    return smooth(
        lambda p, n, q, m: _area(p, n) - _area(q, m),
        *four,
        level=level,
        null=0.0,
        tolerance=tolerance,
        clusters=_fewer(*four),
    )


def equality_gap(
    group: npt.ArrayLike, background: npt.ArrayLike, *, level: float = 0.95, tolerance: float = 0.0
) -> Interval:
    """Average equality gap: ``1/2 - U(background, group) / (n_1 n_2)`` among posts of one truth.

    Parameters
    ----------
    group, background : array_like of int, shape (bins, B)
        Posts per bin of the score and author bucket: positives of both, or negatives of both.
    level : float
    tolerance : float
        Gap that the p-value allows under the null.

    Returns
    -------
    Interval
        From -1/2 to 1/2 with ``p_value``: 0 where the two have the same ranks, above 0 where the group's scores are the
        higher ones. NaN throughout where a side has no posts.

    Notes
    -----
    The mean over all thresholds of the difference between two true positive rates (or false positive rates) where the
    background's is spread evenly, which is where the name comes from.

    References
    ----------
    Borkan, D., Dixon, L., Sorensen, J., Thain, N. and Vasserman, L. (2019). Nuanced metrics for measuring unintended bias
    with real data for text classification. Companion proceedings of WWW 2019, 491-500.
    """
    own, rest = _histograms(group, background)
    if not (own.any() and rest.any()):
        return not_estimable(math.nan, level)
    return smooth(
        lambda g, b: _area(g, b) - 0.5,
        own,
        rest,
        level=level,
        null=0.0,
        tolerance=tolerance,
        clusters=_fewer(own, rest),
    )


def subgroup_auc(
    group_positives: npt.ArrayLike,
    group_negatives: npt.ArrayLike,
    background_positives: npt.ArrayLike,
    background_negatives: npt.ArrayLike,
    *,
    level: float = 0.95,
    tolerance: float = 0.0,
) -> SubgroupAuc:
    """The five threshold-free figures of Borkan et al. (2019) for one group.

    Parameters
    ----------
    group_positives, group_negatives, background_positives, background_negatives : array_like of int, shape (bins, B)
        Posts per bin of the score, ascending, and author bucket. The background is all posts that are not of the group.
    level : float
    tolerance : float
        Equality gap that the p-values allow under the null.

    Notes
    -----
    The pinned AUC of Dixon et al. (2018) is not here: its authors withdrew it, since it moves with the base rates of the
    groups (Borkan, D., Dixon, L., Li, J., Sorensen, J., Thain, N. and Vasserman, L. (2019). Limitations of Pinned AUC for
    measuring unintended bias. arXiv:1903.02088).
    """
    return SubgroupAuc(
        auc(group_positives, group_negatives, level=level),
        auc(background_positives, group_negatives, level=level),
        auc(group_positives, background_negatives, level=level),
        equality_gap(group_positives, background_positives, level=level, tolerance=tolerance),
        equality_gap(group_negatives, background_negatives, level=level, tolerance=tolerance),
    )


def power_mean(values: Iterable[float], power: float = -5.0) -> float:
    """Generalised mean of the AUCs of several groups, nearer to the lowest the lower the power.

    Parameters
    ----------
    values : iterable of float
        Not negative; NaN values are left out.
    power : float
        Not 0; -5 in the Jigsaw competition on unintended bias (2019).

    Returns
    -------
    float
        NaN without values.

    Examples
    --------
    >>> round(power_mean([0.5, 0.9]), 4)
    0.5685
    """
    if power == 0:
        raise ValueError("the power of a power mean must not be 0")
    kept = np.array([each for each in values if not math.isnan(each)], dtype=np.float64)
    if kept.size == 0:
        return math.nan
    if (kept < 0).any():
        raise ValueError("a power mean is of values that are not negative")
    with np.errstate(divide="ignore"):
        return float(np.mean(kept**power) ** (1 / power))


def _area(positives: Floats, negatives: Floats) -> Floats:
    """AUC of each of R versions side by side; shapes (bins, R)."""
    below = np.cumsum(negatives, axis=0) - negatives / 2
    pairs = positives.sum(axis=0) * negatives.sum(axis=0)
    area: Floats = (positives * below).sum(axis=0) / pairs
    return area


def _fewer(*sides: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Posts per bucket of the side whose posts are by the fewest effective authors."""
    return min((each.sum(axis=0) for each in sides), key=effective_clusters)


def _histograms(*given: npt.ArrayLike) -> list[npt.NDArray[Any]]:
    arrays = [np.asarray(each) for each in given]
    shapes = {each.shape for each in arrays}
    if len(shapes) != 1 or arrays[0].ndim != 2:
        raise ValueError(f"histograms must all have one shape (bins, buckets), got {sorted(shapes)}")
    if any((each < 0).any() for each in arrays):
        raise ValueError("counts must not be negative")
    return arrays
