"""Weights that make a sample's composition that of a population, and what they cost in precision.

Weights repair composition on the attributes used and on nothing else: they cannot speak for people who never post, and a
weight made of an inferred attribute inherits its errors.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: Raking stops when no weighted share is further than this from its target, or after this many rounds.
CLOSE_ENOUGH = 1e-9
MOST_ROUNDS = 1000


def poststratify(counts: npt.ArrayLike, targets: npt.ArrayLike) -> Floats:
    """Weight of each cell, ``(N_c / N) / (n_c / n)``.

    Parameters
    ----------
    counts : array_like of float, any shape
        Sampled units in each cell; not negative.
    targets : array_like of float, same shape
        Shares of the cells in the population, or numbers in proportion to them.

    Returns
    -------
    ndarray of float, same shape
        With mean 1 over the units; NaN in a cell that has neither units nor a target.

    Raises
    ------
    ValueError
        A cell of the population has nobody in the sample, or one of the sample nobody in the population: collapse cells
        first. Also where shapes differ, or nothing is counted.

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
        weights: Floats = (target / target.sum()) / (sample / sample.sum())
    return weights


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
        Largest difference left between a weighted share and its target.
    converged : bool
        Whether that gap is nothing. If not, the margins contradict each other or the table's empty cells, or the cap
        forbids them: the weights then only come near the population.
    trimmed : float
        Share of the units whose weight stands at the cap.
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
        Most that a weight may be, in medians of the weights without a cap (over units); 1 or more, 5 is usual.

    Returns
    -------
    Raking

    Raises
    ------
    ValueError
        A group of the population that the sample lacks (or the reverse), margins that do not fit the table, or a cap
        below 1.

    Notes
    -----
    Of all tables with these margins, the result is the nearest to the sample in Kullback-Leibler divergence, so what the
    attributes have to do with each other in the sample stays. Under a cap the sweep goes on and every step is cut at it:
    what is cut is made up for by the cells of the same groups that are not. Where that is impossible the gap says so; no
    weight falls below the smallest without a cap, or the median over the cap if that is less, so nobody is silenced by it.
    With one margin this is post-stratification.

    References
    ----------
    Deming, W. E. and Stephan, F. F. (1940). On a least squares adjustment of a sampled frequency table when the expected
    marginal totals are known. Annals of Mathematical Statistics 11(4), 427-444. Csiszar, I. (1975). I-divergence geometry
    of probability distributions and minimization problems. Annals of Probability 3(1), 146-158.

    Examples
    --------
    >>> raked = rake([[30, 20], [10, 40]], [[0.5, 0.5], [0.5, 0.5]])
    >>> raked.weights.round(3).tolist(), raked.converged
    ([[1.184, 0.725], [1.449, 0.888]], True)
    """
    table = _counts(counts)
    wanted = [_counts(each) for each in margins]
    if tuple(each.shape for each in wanted) != tuple((size,) for size in table.shape):
        raise ValueError(f"a table of shape {table.shape} needs one margin per axis, got {[w.shape for w in wanted]}")
    if not cap >= 1:
        raise ValueError(f"the cap is in medians and must be at least 1, got {cap!r}")
    for axis, target in enumerate(wanted):
        _refuse_empty(_margin(table, axis), target)
    wanted = [each / each.sum() for each in wanted]
    share = table / table.sum()
    weights, rounds = _fit(share, wanted, (table > 0).astype(np.float64), 0.0, math.inf)
    median = _weighted_median(weights, table)
    limit, least = cap * median, min(median / cap, float(weights[table > 0].min()))
    trimmed = 0.0
    if (weights[table > 0] > limit * (1 + 1e-9)).any():
        weights, more = _fit(share, wanted, np.clip(weights, least, limit), least, limit)
        rounds += more
        trimmed = min(float(share[weights >= limit * (1 - 1e-9)].sum()), 1.0)  # shares that sum to 1 but for rounding
    weights = weights / float((weights * share).sum())
    gap = _gap(share, wanted, weights)
    # Scaling to mean 1 moves what is within the tolerance by at most as much again.
    return Raking(np.where(table > 0, weights, np.nan), rounds, gap, gap <= 2 * CLOSE_ENOUGH, trimmed)


def kish_design_effect(weights: npt.ArrayLike, units: npt.ArrayLike | None = None) -> float:
    """How many times as many units the weights cost, ``n Σ w² / (Σ w)²``.

    Parameters
    ----------
    weights : array_like of float, any shape
        Not negative; any number where there are no units.
    units : array_like of float, same shape, optional
        Units that carry each weight; 1 if not given.

    Returns
    -------
    float
        1 for equal weights; NaN where all are 0. It comes on top of the design effect of authors.

    Raises
    ------
    ValueError
        Negative or infinite weights or units, or shapes that differ.

    References
    ----------
    Kish, L. (1965). Survey Sampling, section 11.7. Wiley.

    Examples
    --------
    >>> round(kish_design_effect([0, 1, 2, 3]), 4), round(kish_design_effect([1, 1, 1000]), 3)
    (1.5556, 2.988)
    """
    w, n = _weighted_units(weights, units)
    total = float((n * w).sum())
    return float(n.sum() * (n * w * w).sum() / total**2) if total > 0 else math.nan


def effective_sample_size(weights: npt.ArrayLike, units: npt.ArrayLike | None = None) -> float:
    """Equally weighted units that would tell as much, ``(Σ w)² / Σ w²``; NaN where all weights are 0.

    Examples
    --------
    >>> round(effective_sample_size([0, 1, 2, 3]), 4)
    2.5714
    """
    w, n = _weighted_units(weights, units)
    squares = float((n * w * w).sum())
    return float((n * w).sum()) ** 2 / squares if squares > 0 else math.nan


Deviation = Literal["target", "sample", "pooled"]


def standardised_difference(
    sample: float,
    target: float,
    *,
    target_deviation: float = math.nan,
    sample_deviation: float = math.nan,
    deviation: Deviation = "target",
) -> float:
    """Absolute standardised mean difference (ASMD), ``|sample - target| / deviation``.

    Parameters
    ----------
    sample, target : float
        Means of one variable.
    target_deviation, sample_deviation : float
        Standard deviations of the variable in the population and in the sample, the latter before weighting.
    deviation : {"target", "sample", "pooled"}
        Whose deviation is the unit. The target's by default, as in the `balance` package; matching on propensity mostly
        takes the pooled one, ``sqrt((s² + t²) / 2)``, and the figures differ.

    Returns
    -------
    float
        0 where the means agree, even if nothing varies; infinite where they differ and nothing varies; NaN where the
        deviation is not given.

    References
    ----------
    Austin, P. C. (2009). Balance diagnostics for comparing the distribution of baseline covariates between treatment
    groups in propensity-score matched samples. Statistics in Medicine 28, 3083-3107.

    Examples
    --------
    >>> standardised_difference(0.3, 0.5, target_deviation=0.5)
    0.4
    """
    units = {
        "target": target_deviation,
        "sample": sample_deviation,
        "pooled": math.sqrt((sample_deviation**2 + target_deviation**2) / 2),
    }
    gap, unit = abs(sample - target), units[deviation]
    if math.isnan(gap) or math.isnan(unit):
        return math.nan
    if gap == 0:
        return 0.0
    return gap / unit if unit > 0 else math.inf


def share_deviation(share: float) -> float:
    """Standard deviation of belonging to a group with this share, ``sqrt(p (1 - p))``."""
    return math.sqrt(share * (1 - share))


def _fit(share: Floats, wanted: Sequence[Floats], weights: Floats, least: float, most: float) -> tuple[Floats, int]:
    """Scale to each margin in turn, cutting at the limits, until all fit or nothing moves any more."""
    rounds = 0
    while rounds < MOST_ROUNDS:
        rounds, before = rounds + 1, weights
        for axis, target in enumerate(wanted):
            present = _margin(weights * share, axis)
            with np.errstate(divide="ignore", invalid="ignore"):
                factor = np.where(present > 0, target / present, 0.0)
            shape = [1] * share.ndim
            shape[axis] = -1
            weights = np.clip(weights * factor.reshape(shape), least, most)
        if _gap(share, wanted, weights) <= CLOSE_ENOUGH or np.allclose(weights, before, rtol=1e-12, atol=0):
            break
    return weights, rounds


def _gap(share: Floats, wanted: Sequence[Floats], weights: Floats) -> float:
    return max(float(np.abs(_margin(weights * share, axis) - each).max()) for axis, each in enumerate(wanted))


def _margin(table: Floats, axis: int) -> Floats:
    summed: Floats = table.sum(axis=tuple(other for other in range(table.ndim) if other != axis))
    return summed


def _weighted_median(weights: Floats, units: Floats) -> float:
    w, n = weights[units > 0], units[units > 0]
    order = np.argsort(w, kind="stable")
    running = np.cumsum(n[order])
    return float(w[order][int(np.searchsorted(running, running[-1] / 2))])


def _weighted_units(weights: npt.ArrayLike, units: npt.ArrayLike | None) -> tuple[Floats, Floats]:
    w = np.asarray(weights, dtype=np.float64)
    n = np.ones_like(w) if units is None else _counts(units)
    if w.shape != n.shape:
        raise ValueError(f"weights have shape {w.shape}, units {n.shape}")
    return _counts(np.where(n > 0, w, 0.0)), n


def _refuse_empty(sample: Floats, target: Floats) -> None:
    if ((sample == 0) & (target > 0)).any():
        raise ValueError(
            "a group of the population has nobody in the sample; collapse it with another before weighting"
        )
    if ((sample > 0) & (target == 0)).any():
        raise ValueError("a group of the sample has nobody in the population; leave it out or give it a target")
    if not sample.any():
        raise ValueError("there is nobody in the sample")


def _counts(values: npt.ArrayLike) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    if array.size == 0 or not np.isfinite(array).all() or (array < 0).any():
        raise ValueError("counts, targets and weights must be finite and not negative, and there must be some")
    return array
