"""Shares of several inferred groups corrected at once by a confusion matrix: adjusted classify and count."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .intervals import share
from .jackknife import check_buckets, jackknife

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class AdjustedShares:
    """Shares of k groups, corrected together.

    Attributes
    ----------
    value, low, high : ndarray of float64, shape (k,)
        The shares, which sum to 1, and their limits; NaN where they cannot be told apart.
    predicted : ndarray of float64, shape (k,)
        The shares as classified.
    unconstrained : ndarray of float64, shape (k,)
        The solution before it was held to shares; outside [0, 1] where ``constrained``. NaN if there is none.
    level : float
    """

    value: Floats
    low: Floats
    high: Floats
    predicted: Floats
    unconstrained: Floats
    level: float

    @property
    def constrained(self) -> bool:
        """Whether the errors are more than could have made what was seen, so that a share was held at 0 or 1."""
        return bool(np.any(self.unconstrained < 0) or np.any(self.unconstrained > 1))


def adjusted_shares(
    predicted: npt.ArrayLike,
    confusion: npt.ArrayLike,
    *,
    level: float = 0.95,
    draws: int = 2000,
    seed: int = 20261123,
) -> AdjustedShares:
    """Shares of k groups corrected for misclassification: adjusted classify and count.

    Parameters
    ----------
    predicted : array_like of int, shape (k, B)
        Posts classified as each group, per author bucket.
    confusion : array_like of int, shape (k, k)
        Calibration: row i, column j counts people of group j who were classified as group i.
    level : float
    draws, seed : int
        For the limits; the seed is fixed so that an audit repeats to the last digit.

    Returns
    -------
    AdjustedShares

    Raises
    ------
    ValueError
        Shapes that do not fit, negative counts, or a group on which the classifier was never tried.

    Notes
    -----
    With M the shares of each column, the shares π solve ``M π = p`` in least squares among shares (not negative, sum 1).
    Limits are percentiles over draws that vary both sides: p by its jackknife over author buckets, with t in place of
    the normal and no less spread than :func:`audit.statistics.share` allows for; each column of M by a Dirichlet
    distribution with one observation spread over its cells, so that a calibration without errors is not taken to be
    free of error. For two groups the value is :func:`audit.statistics.rogan_gladen`'s.

    Assumes that the errors within each group are those of the calibration (prior probability shift).

    References
    ----------
    Forman, G. (2008). Quantifying counts and costs via classification. Data Mining and Knowledge Discovery 17, 164-206.
    Hopkins, D. J. and King, G. (2010). American Journal of Political Science 54, 229-247. Bunse, M. (2022). On
    multi-class extensions of adjusted classify and count. LQ workshop, for the constrained least squares.

    Examples
    --------
    >>> found = adjusted_shares([[30, 25, 35, 30], [70, 75, 65, 70]], [[90, 5], [10, 95]])
    >>> found.value.round(3).tolist()
    [0.294, 0.706]
    """
    counts, matrix = _checked(predicted, confusion)
    k = len(counts)
    totals = counts.sum(axis=1)
    nothing = np.full(k, math.nan)
    if not totals.any():
        return AdjustedShares(nothing, nothing, nothing, nothing, nothing, level)
    p = totals / totals.sum()
    columns = matrix / matrix.sum(axis=0)
    with np.errstate(all="ignore"):
        free = np.linalg.solve(columns, p) if np.linalg.cond(columns) < 1e8 else nothing
    if np.isnan(free).any():
        return AdjustedShares(nothing, np.zeros(k), np.ones(k), p, nothing, level)
    value = _on_simplex(columns, p)
    spread = _spread(counts, level)
    if spread is None:
        return AdjustedShares(value, nothing, nothing, p, free, level)
    covariance, freedom = spread
    generator = np.random.default_rng(seed)
    root = _root(covariance)
    steps = generator.standard_normal((draws, k)) @ root.T
    steps /= np.sqrt(generator.chisquare(freedom, (draws, 1)) / freedom)
    drawn = np.stack([generator.dirichlet(matrix[:, j] + 1 / k, draws) for j in range(k)], axis=-1)
    solved = np.array([_on_simplex(each, p + step) for each, step in zip(drawn, steps, strict=True)])
    tail = (1 - level) / 2
    low, high = np.quantile(solved, [tail, 1 - tail], axis=0)
    return AdjustedShares(value, np.minimum(low, value), np.maximum(high, value), p, free, level)


def _checked(predicted: npt.ArrayLike, confusion: npt.ArrayLike) -> tuple[Counts, Counts]:
    counts, matrix = np.asarray(predicted), np.asarray(confusion)
    if counts.ndim != 2 or matrix.shape != (len(counts), len(counts)) or len(counts) < 2:
        raise ValueError(
            f"expected shapes (k, buckets) and (k, k) with k at least 2, got {counts.shape}, {matrix.shape}"
        )
    check_buckets(counts)
    if (counts < 0).any() or (matrix < 0).any():
        raise ValueError("counts must not be negative")
    if not (matrix.sum(axis=0) > 0).all():
        raise ValueError("every group needs people whose group is known, and one column of the matrix has none")
    return counts.astype(np.int64), matrix.astype(np.int64)


def _spread(counts: Counts, level: float) -> tuple[Floats, float] | None:
    """Covariance of the shares and its degrees of freedom: of the jackknife, and as wide as each share's own interval."""
    whole = counts.sum(axis=0)
    result = jackknife(lambda x, n: x / n, counts, whole)
    if result.n_buckets < 2:
        return None
    deviations = result.replicates - result.replicates.mean(axis=-1, keepdims=True)
    covariance = (result.n_buckets - 1) / result.n_buckets * deviations @ deviations.T
    intervals = [share(each, whole, level=level) for each in counts]
    own = np.array([each.value * (1 - each.value) / each.n_effective for each in intervals])
    seen = np.diagonal(covariance)
    scale = np.sqrt(np.divide(own, seen, out=np.ones_like(own), where=seen > 0))
    return covariance * np.outer(scale, scale), intervals[0].degrees_of_freedom


def _root(covariance: Floats) -> Floats:
    """The symmetric root: unlike the vectors themselves it has no sign that the last digit of a count could turn."""
    values, vectors = np.linalg.eigh(covariance)
    root: Floats = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    return root


def _on_simplex(matrix: Floats, p: Floats) -> Floats:
    """Least squares among shares: not negative by construction, sum of 1 by a row that outweighs all others."""
    from scipy.optimize import nnls

    heavy = 1e4
    solved, _ = nnls(np.vstack([matrix, np.full(matrix.shape[1], heavy)]), np.append(p, heavy))
    shares: Floats = solved / solved.sum()
    return shares
