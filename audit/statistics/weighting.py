"""Weights that make a sample's composition that of a population, and what they cost in precision.

Weights repair composition on the attributes used and on nothing else: they cannot speak for people who never post, and a
weight made of an inferred attribute inherits its errors.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: Raking stops when no margin is off by more than this, or after this many rounds (Deming and Stephan 1940 needed five).
CLOSE_ENOUGH = 1e-6
MOST_ROUNDS = 1000


def poststratify(counts: npt.ArrayLike, targets: npt.ArrayLike) -> Floats:
    """Weight of each cell, ``(N_c / N) / (n_c / n)``.

    Parameters
    ----------
    counts : array_like of float, shape (k,)
        Sampled units in each cell; not negative.
    targets : array_like of float, shape (k,)
        Shares of the cells in the population, or numbers in proportion to them.

    Returns
    -------
    ndarray of float, shape (k,)
        With mean 1 over the units; NaN in a cell that has neither units nor a target.

    Raises
    ------
    ValueError
        A cell of the population has nobody in the sample, or one of the sample nobody in the population: collapse cells first.

    References
    ----------
    Holt, D. and Smith, T. M. F. (1979). Post stratification. Journal of the Royal Statistical Society A 142(1), 33-46.

    Examples
    --------
    >>> poststratify([60, 40], [0.5, 0.5]).round(4).tolist()
    [0.8333, 1.25]
    """
    sample, target = _counts(counts), _counts(targets)
    if sample.shape != target.shape:
        raise ValueError(f"counts have shape {sample.shape}, targets {target.shape}")
    _refuse_empty(sample, target)
    with np.errstate(invalid="ignore"):
        return (target / target.sum()) / (sample / sample.sum())


@dataclass(frozen=True)
class Raking:
    """Weights that reproduce several margins at once.

    Attributes
    ----------
    weights : ndarray of float, shape of the table
        Of each cell of the cross table, mean 1 over the units; NaN where a cell holds nobody.
    rounds : int
        Sweeps over all margins.
    gap : float
        Largest difference left between a weighted margin and its target.
    converged : bool
    trimmed : float
        Share of the units whose weight was cut.
    """

    weights: Floats
    rounds: int
    gap: float
    converged: bool
    trimmed: float = 0.0


def rake(counts: npt.ArrayLike, margins: Sequence[npt.ArrayLike], *, cap: float = math.inf) -> Raking:
    """Iterative proportional fitting of a cross table to the margins of a population.

    Parameters
    ----------
    counts : array_like of float, shape (k_1, ..., k_m)
        Sampled units by the m attributes.
    margins : sequence of m array_like of float, shapes (k_1,), ..., (k_m,)
        Shares of each attribute's groups in the population, or numbers in proportion.
    cap : float
        Cut weights beyond this many times the median weight, then rake what was not cut again; 5 is usual.

    Raises
    ------
    ValueError
        A group of the population that the sample lacks (or the reverse), or margins that do not fit the table.

    References
    ----------
    Deming, W. E. and Stephan, F. F. (1940). On a least squares adjustment of a sampled frequency table when the expected
    marginal totals are known. Annals of Mathematical Statistics 11(4), 427-444.

    Examples
    --------
    >>> raked = rake([[30, 20], [10, 40]], [[0.5, 0.5], [0.5, 0.5]])
    >>> raked.weights.round(4).tolist(), raked.converged
    ([[1.183, 0.7247], [1.4505, 0.8874]], True)
    """
    table = _counts(counts)
    wanted = [_counts(each) for each in margins]
    if tuple(map(len, wanted)) != table.shape:
        raise ValueError(f"a table of shape {table.shape} needs margins of these lengths, got {[len(w) for w in wanted]}")
    wanted = [each / each.sum() for each in wanted]
    for axis, target in enumerate(wanted):
        _refuse_empty(_margin(table, axis), target)
    share = table / table.sum()
    held = np.zeros(table.shape, dtype=bool)
    weights, rounds, gap = _fit(share, wanted, np.ones(table.shape), held)
    for _ in range(100):
        limit = cap * _weighted_median(weights, table)
        over = (weights > limit * (1 + 1e-12)) & (table > 0) & ~held
        if not over.any():
            break
        # What is cut stays cut; the others make up for it as far as they can.
        held |= over
        weights = np.where(over, limit, weights)
        weights, more, gap = _fit(share, wanted, weights, held)
        rounds += more
    shown = np.where(table > 0, weights, np.nan)
    return Raking(shown, rounds, gap, gap <= CLOSE_ENOUGH, float(table[held].sum() / table.sum()))


def kish_design_effect(weights: npt.ArrayLike, units: npt.ArrayLike | None = None) -> float:
    """How many times as many units the weights cost, ``n Σ w² / (Σ w)²``.

    Parameters
    ----------
    weights : array_like of float, shape (k,)
        Not negative.
    units : array_like of float, shape (k,), optional
        Units that carry each weight; 1 if not given.

    Returns
    -------
    float
        1 for equal weights; NaN where all are 0. It comes on top of the design effect of authors.

    References
    ----------
    Kish, L. (1965). Survey Sampling, section 11.7. Wiley.

    Examples
    --------
    >>> round(kish_design_effect([0, 1, 2, 3]), 4), round(kish_design_effect([1, 1, 1000]), 3)
    (1.5556, 2.988)
    """
    w = _counts(weights).ravel()
    n = np.ones_like(w) if units is None else _counts(units).ravel()
    total = float((n * w).sum())
    return float(n.sum() * (n * w * w).sum() / total**2) if total > 0 else math.nan


def effective_sample_size(weights: npt.ArrayLike, units: npt.ArrayLike | None = None) -> float:
    """Equally weighted units that would tell as much, ``(Σ w)² / Σ w²``."""
    w = _counts(weights).ravel()
    n = float(len(w)) if units is None else float(_counts(units).sum())
    return n / kish_design_effect(weights, units)


def standardised_difference(sample: float, target: float, deviation: float) -> float:
    """Absolute standardised mean difference (ASMD), ``|sample - target| / deviation``.

    Parameters
    ----------
    sample, target : float
        Means of one variable, or shares of one group.
    deviation : float
        Standard deviation by which they are measured; of a share in the target population ``sqrt(q (1 - q))``.

    Returns
    -------
    float
        0 where the means agree, even if nothing varies; infinite where they differ and nothing varies.

    Notes
    -----
    Say whose deviation it is: the `balance` package takes the target's, matching on propensity usually the pooled one, and
    the figures differ.

    References
    ----------
    Austin, P. C. (2009). Balance diagnostics for comparing the distribution of baseline covariates between treatment
    groups in propensity-score matched samples. Statistics in Medicine 28, 3083-3107.
    """
    gap = abs(sample - target)
    if gap == 0:
        return 0.0
    return gap / deviation if deviation > 0 else math.inf


def _fit(
    share: Floats, wanted: Sequence[Floats], weights: Floats, held: npt.NDArray[np.bool_]
) -> tuple[Floats, int, float]:
    for round_ in range(1, MOST_ROUNDS + 1):
        for axis, target in enumerate(wanted):
            fixed = _margin(np.where(held, weights * share, 0.0), axis)
            free = _margin(np.where(held, 0.0, weights * share), axis)
            with np.errstate(divide="ignore", invalid="ignore"):
                factor = np.where(free > 0, np.maximum(target - fixed, 0.0) / free, 1.0)
            shape = [1] * share.ndim
            shape[axis] = -1
            weights = np.where(held, weights, weights * factor.reshape(shape))
        gap = max(float(np.abs(_margin(weights * share, axis) - each).max()) for axis, each in enumerate(wanted))
        if gap <= CLOSE_ENOUGH:
            break
    return weights, round_, gap


def _margin(table: Floats, axis: int) -> Floats:
    summed: Floats = table.sum(axis=tuple(other for other in range(table.ndim) if other != axis))
    return summed


def _weighted_median(weights: Floats, units: Floats) -> float:
    w, n = weights.ravel(), units.ravel()
    order = np.argsort(w[n > 0], kind="stable")
    running = np.cumsum(n[n > 0][order])
    return float(w[n > 0][order][int(np.searchsorted(running, running[-1] / 2))])


def _refuse_empty(sample: Floats, target: Floats) -> None:
    if ((sample == 0) & (target > 0)).any():
        raise ValueError("a group of the population has nobody in the sample; collapse it with another before weighting")
    if ((sample > 0) & (target == 0)).any():
        raise ValueError("a group of the sample has nobody in the population; leave it out or give it a target")


def _counts(values: npt.ArrayLike) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    if array.size == 0 or not np.isfinite(array).all() or (array < 0).any():
        raise ValueError("counts, targets and weights must be finite and not negative, and there must be some")
    return array
