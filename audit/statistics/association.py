"""Whether attributes go together: a table of two or more against the product of its margins."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .contrasts import mover
from .intervals import Interval, not_estimable, share
from .jackknife import common_grain, effective_clusters, jackknife
from .quantiles import f_upper_tail, two_sided_quantile

Floats = npt.NDArray[np.float64]
Table = npt.NDArray[Any]


@dataclass(frozen=True)
class Independence:
    """A table against the product of its margins, with a test that allows for authors.

    Attributes
    ----------
    chi_squared : float
        Pearson's, as if posts were independent.
    cramers_v : float
        ``sqrt(chi_squared / n / (smallest number of groups - 1))``, from 0 to 1; NaN for more than two attributes.
    rao_scott_design_effect : float
        Rao and Scott's mean generalised design effect, by the jackknife's variances alone.
    design_effect : float
        The one that is used: at least the greatest common divisor of all counts, so that posts are never worth more than
        independent ones, and a file that was read k times over tells no more than once.
    degrees_of_freedom : int
    p_value : float
        Of ``chi_squared / design_effect``, by F with the authors' degrees of freedom below.
    """

    chi_squared: float
    cramers_v: float
    rao_scott_design_effect: float
    design_effect: float
    degrees_of_freedom: int
    p_value: float

    @property
    def statistic(self) -> float:
        """Pearson's statistic over the design effect."""
        return self.chi_squared / self.design_effect


@dataclass(frozen=True)
class Departure:
    """One cell of a table against what its margins would give if they were independent.

    Attributes
    ----------
    observed, expected, difference : Interval
        Shares of all posts of the table, and the first less the second.
    """

    observed: Interval
    expected: Interval
    difference: Interval


def independence(counts: npt.ArrayLike, *, units: npt.ArrayLike | None = None) -> Independence:
    """Test whether the attributes of a table are independent; of groups by period, whether their shares are the same.

    Parameters
    ----------
    counts : array_like of int, shape (k1, ..., kd, B)
        Posts per cell and author bucket, of two or more attributes.
    units : int, or array_like of int, shape (B,), optional
        Posts behind the counts, where these are weights: see :func:`audit.statistics.share`.

    Returns
    -------
    Independence
        NaN where a margin has fewer than two groups with posts, with fewer than two non-empty buckets, or where no bucket
        differs from another.

    Raises
    ------
    ValueError
        Fewer than two attributes.

    Notes
    -----
    With ``h`` the shares less the products of their margins ``e``, Pearson's statistic is ``n Σ h² / e``, whose mean under
    independence is ``n Σ Var(h) / e``. That over the degrees of freedom is Rao and Scott's first-order design effect;
    ``Var(h)`` is the jackknife's, so authors in several cells are allowed for. Authors who were missed cost less here than in a
    share: who is missing from a rare group is missing from its row and its cells alike, and ``docs/calibration.md`` has the
    rates of false rejection. Groups without posts are left out.

    References
    ----------
    Rao, J. N. K. and Scott, A. J. (1984). On chi-squared tests for multiway contingency tables with cell proportions
    estimated from survey data. Annals of Statistics 12(1), 46-60. Thomas and Rao (1987), Journal of the American
    Statistical Association 82, for the F version. Cramér, H. (1946). Mathematical Methods of Statistics, 21.9.
    """
    table = _table(counts)
    grain = common_grain(table) if units is None else common_grain(units) if np.ndim(units) else 1.0
    for axis in range(table.ndim - 1):
        others = tuple(each for each in range(table.ndim) if each != axis)
        table = np.compress(table.sum(axis=others) > 0, table, axis=axis)
    shape = table.shape[:-1]
    freedom = math.prod(shape) - sum(each - 1 for each in shape) - 1
    total = float(table.sum())
    nan = math.nan
    if total == 0 or min(shape) < 2:
        return Independence(nan, nan, nan, nan, max(freedom, 0), nan)
    if units is not None:
        table = table * (float(np.sum(units)) / total)
        total = float(np.sum(units))
    cells = table.reshape(-1, table.shape[-1])
    expected = _products(cells.sum(axis=1, keepdims=True), shape)[:, 0]
    spread = jackknife(lambda each: each / each.sum(axis=0) - _products(each, shape), cells)
    chi_squared = total * float(np.sum(spread.value**2 / expected))
    cramers_v = math.sqrt(chi_squared / total / (min(shape) - 1)) if len(shape) == 2 else nan
    rao_scott = total * float(np.sum(spread.variance / expected)) / freedom
    if spread.n_buckets < 2 or not rao_scott > 0:
        return Independence(chi_squared, cramers_v, nan, nan, freedom, nan)
    design_effect = max(rao_scott, grain)
    authors = max(min(effective_clusters(cells.sum(axis=0), grain=grain), spread.n_buckets) - 1.0, 1.0)
    p_value = f_upper_tail(chi_squared / design_effect / freedom, freedom, freedom * authors)
    return Independence(chi_squared, cramers_v, rao_scott, design_effect, freedom, p_value)


def departures(counts: npt.ArrayLike, *, level: float = 0.95, units: npt.ArrayLike | None = None) -> list[Departure]:
    """Each cell's share, the product of its margins, and their difference.

    Parameters
    ----------
    counts : array_like of int, shape (k1, ..., kd, B)
        Posts per cell and author bucket, of two or more attributes.
    level : float
    units : float, or array_like of int, shape (B,), optional
        Posts behind the counts, where these are weights: see :func:`audit.statistics.share`.

    Returns
    -------
    list of Departure
        By cell, the last attribute running fastest. NaN without posts.

    Notes
    -----
    The cell has its own interval (:func:`share`), which knows what few authors are worth; the product has the jackknife's
    on the logit scale; the limits of the difference follow by :func:`mover` with the correlation of both over the
    jackknife's replicates.
    """
    table = _table(counts)
    shape = table.shape[:-1]
    cells = table.reshape(-1, table.shape[-1])
    whole = cells.sum(axis=0)
    if not whole.any():
        nothing = not_estimable(math.nan, level)
        return [Departure(nothing, nothing, nothing)] * len(cells)
    observed = [share(each, whole, level=level, units=units) for each in cells]
    both = jackknife(lambda each: np.stack([each / each.sum(axis=0), _products(each, shape)]), cells)
    logit = jackknife(lambda each: _logit(_products(each, shape)), cells)
    return [
        _departure(measured, float(both.value[1, at]), float(logit.variance[at]), both.replicates[:, at])
        for at, measured in enumerate(observed)
    ]


def _departure(measured: Interval, product: float, variance: float, replicates: Floats) -> Departure:
    level, freedom = measured.level, measured.degrees_of_freedom
    value = measured.value - product
    if not measured.estimable or not (math.isfinite(variance) and 0 < product < 1):
        return Departure(measured, not_estimable(product, level), not_estimable(value, level))
    quantile = two_sided_quantile(level, freedom)
    centre, reach = math.log(product / (1 - product)), quantile * math.sqrt(variance)
    low, high = (1 / (1 + math.exp(-each)) for each in (centre - reach, centre + reach))
    size = measured.n_effective
    expected = Interval(product, low, high, level, math.sqrt(variance), size, freedom)
    bottom, top = mover((measured.value, measured.low, measured.high), (product, low, high), _correlation(replicates))
    difference = Interval(value, bottom, top, level, (top - bottom) / (2 * quantile), size, freedom)
    return Departure(measured, expected, difference)


def _correlation(replicates: Floats) -> float:
    spread = replicates - replicates.mean(axis=1, keepdims=True)
    cross = spread @ spread.T
    scale = math.sqrt(cross[0, 0] * cross[1, 1])
    return float(np.clip(cross[0, 1] / scale, -1.0, 1.0)) if scale > 0 else 0.0


def _products(cells: Table, shape: Sequence[int]) -> Floats:
    """Products of the margins' shares; (cells, R) to (cells, R)."""
    table = np.asarray(cells, dtype=np.float64).reshape(*shape, -1)
    axes = range(len(shape))
    shares = table / table.sum(axis=tuple(axes), keepdims=True)
    result = np.ones((1,) * len(shape) + (table.shape[-1],))
    for axis in axes:
        result = result * shares.sum(axis=tuple(each for each in axes if each != axis), keepdims=True)
    return np.broadcast_to(result, table.shape).reshape(-1, table.shape[-1])


def _logit(x: Floats) -> Floats:
    return np.log(x) - np.log1p(-x)


def _table(counts: npt.ArrayLike) -> Table:
    table = np.asarray(counts)
    if table.ndim < 3:
        raise ValueError(f"counts must have shape (groups, groups, ..., buckets), got {table.shape}")
    return table
