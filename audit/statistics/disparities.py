"""Differences between groups that were inferred: two estimators whose biases go opposite ways, side by side.

With a probability of each group instead of the group itself, a rate by group can be had in two ways. Both are biased
unless the outcome has nothing to do with the group among people who look alike to the classifier, and neither bias can
be seen in the data. So both are given, with the way each tends to err.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .intervals import Interval, not_estimable
from .jackknife import check_buckets
from .rates import smooth

Floats = npt.NDArray[np.float64]

#: How each estimator tends to err (Chen et al. 2019, abstract and section 3).
DIRECTIONS = {
    "threshold": "tends to exaggerate a difference between groups",
    "weighted": "tends to understate a difference between groups",
}


@dataclass(frozen=True)
class GroupedOutcomes:
    """Sums per author bucket that both estimators are made of; each of shape (2, B), the two groups.

    ``dropped`` is the share of posts whose author no group is likely enough for.
    """

    threshold_outcomes: Floats
    threshold_posts: Floats
    weighted_outcomes: Floats
    weighted_posts: Floats
    dropped: float


@dataclass(frozen=True)
class Disparity:
    """A difference of mean outcomes, first group less second, by both estimators.

    Attributes
    ----------
    threshold : Interval
        Of those whom one group is likely enough for; see :data:`DIRECTIONS`.
    weighted : Interval
        Each post counted for each group by its probability.
    dropped : float
        Share of posts that the threshold leaves out.
    """

    threshold: Interval
    weighted: Interval
    dropped: float


def grouped_outcomes(
    probabilities: npt.ArrayLike,
    outcomes: npt.ArrayLike,
    buckets: npt.ArrayLike,
    *,
    threshold: float,
    n_buckets: int = 128,
) -> GroupedOutcomes:
    """Sum outcomes by inferred group, by threshold and by weight.

    Parameters
    ----------
    probabilities : array_like of float, shape (2, n)
        Of each of two groups, for the author of each post; in [0, 1], together at most 1.
    outcomes : array_like of float, shape (n,)
        1 if a post has the property, 0 if not; or any number.
    buckets : array_like of int, shape (n,)
        Author bucket of each post, from 0.
    threshold : float
        A post is of a group if the group's probability is at least this; more than 0.5, so that it is of one at most.
        There is no default: a threshold is a choice, and has to be printed.
    n_buckets : int

    Raises
    ------
    ValueError
        Probabilities that are none, a threshold of 0.5 or less, or lengths that differ.
    """
    p, y, b = np.asarray(probabilities, dtype=np.float64), np.asarray(outcomes, dtype=np.float64), np.asarray(buckets)
    if p.ndim != 2 or len(p) != 2 or p.shape[1:] != y.shape or y.shape != b.shape:
        raise ValueError(f"expected shapes (2, n), (n,) and (n,), got {p.shape}, {y.shape} and {b.shape}")
    if (p < 0).any() or (p.sum(axis=0) > 1 + 1e-9).any() or np.isnan(p).any():
        raise ValueError("probabilities must not be negative and must not sum to more than 1")
    if not 0.5 < threshold <= 1:
        raise ValueError(f"a threshold must be more than 0.5 and at most 1, got {threshold!r}")
    taken = (p >= threshold).astype(np.float64)

    def summed(weights: Floats) -> Floats:
        return np.stack([np.bincount(b, weights=each, minlength=n_buckets) for each in weights])

    dropped = float(1 - taken.sum() / y.size) if y.size else math.nan
    return GroupedOutcomes(summed(taken * y), summed(taken), summed(p * y), summed(p), dropped)


def disparity(sums: GroupedOutcomes, *, level: float = 0.95) -> Disparity:
    """Difference of mean outcomes of two inferred groups by threshold and by weight, clustered by author.

    Parameters
    ----------
    sums : GroupedOutcomes
    level : float

    Returns
    -------
    Disparity
        The truth need not lie between the two, nor within either interval: intervals hold sampling error, and not the
        error of inference.

    Notes
    -----
    With Z what the classifier sees, A the group and P_u = P(A = u | Z), the weighted mean ``Σ P_u Y / Σ P_u`` of group u
    tends to ``E(Y | A = u) - E[Cov(1(A = u), Y | Z)] / P(A = u)``. Where members of a group have the outcome more often
    than others who look alike, the covariance is positive and the mean too low, and that of the other group too high.

    References
    ----------
    Chen, J., Kallus, N., Mao, X., Svacha, G. and Udell, M. (2019). Fairness under unawareness: assessing disparity when
    protected class is unobserved. FAT* 2019, 339-348. Kallus, N., Mao, X. and Zhou, A. (2022). Management Science 68(3),
    for bounds where the data are in two parts.
    """
    return Disparity(
        _difference(sums.threshold_outcomes, sums.threshold_posts, level),
        _difference(sums.weighted_outcomes, sums.weighted_posts, level),
        sums.dropped,
    )


def _difference(outcomes: Floats, posts: Floats, level: float) -> Interval:
    check_buckets(outcomes, posts)
    if not (posts.sum(axis=1) > 0).all():
        return not_estimable(math.nan, level)
    return smooth(
        lambda y, n: y[0] / n[0] - y[1] / n[1],
        outcomes,
        posts,
        level=level,
        null=0.0,
        clusters=posts.sum(axis=0),
    )
