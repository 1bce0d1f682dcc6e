"""Agreement of coders beyond chance: Krippendorff's alpha."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt

from .intervals import Interval, not_estimable
from .quantiles import two_sided_quantile

Level = Literal["nominal", "ordinal", "interval", "ratio"]
Floats = npt.NDArray[np.float64]


def krippendorff_alpha(ratings: npt.ArrayLike, *, scale: Level = "nominal", level: float = 0.95) -> Interval:
    """Krippendorff's alpha: 1 less the disagreement seen over the disagreement to be expected by chance.

    Parameters
    ----------
    ratings : array_like of float, shape (coders, units)
        NaN where a coder did not rate a unit. Units with fewer than two ratings say nothing and are left out.
    scale : {"nominal", "ordinal", "interval", "ratio"}
        What a distance between two ratings is.
    level : float
        Of the interval.

    Returns
    -------
    Interval
        1 is agreement throughout, 0 what chance would give, below 0 less than that. NaN where no unit has two ratings or
        all ratings are the same, as then nothing could have disagreed. Limits by the jackknife over units; none where all
        coders agree. ``n_effective`` is the number of units.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania, whose example gives
    .743, .815, .849 and .797 for the four scales. Alpha depends on how common each rating is, so no threshold is offered.

    Examples
    --------
    >>> found = krippendorff_alpha([[1, 1, 0, 0, 1, 0], [1, 1, 0, 0, 0, 0]])
    >>> round(found.value, 3)
    0.686
    """
    table = np.asarray(ratings, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError(f"ratings must be a table of coders by units, got shape {table.shape}")
    values = np.unique(table[~np.isnan(table)])
    counts = (table[:, :, None] == values).sum(axis=0).astype(np.float64)
    counts = counts[counts.sum(axis=1) >= 2]
    if len(counts) == 0:
        return not_estimable(math.nan, level)
    alpha = _alpha(counts, values, scale)
    without = np.array([_alpha(np.delete(counts, unit, axis=0), values, scale) for unit in range(len(counts))])
    n = len(counts)
    variance = (n - 1) / n * float(np.sum((without - without.mean()) ** 2)) if n > 1 else math.nan
    if not variance > 0 or math.isnan(alpha):
        return not_estimable(alpha, level, n_effective=float(n))
    error = math.sqrt(variance)
    reach = two_sided_quantile(level, n - 1.0) * error
    return Interval(
        alpha, max(float(alpha - reach), -1.0), min(float(alpha + reach), 1.0), level, error, float(n), n - 1.0
    )


def _alpha(counts: Floats, values: Floats, scale: Level) -> float:
    """From the number of ratings of each value per unit; shape (units, values)."""
    raters = counts.sum(axis=1)
    pairs = np.einsum("uc,uk->uck", counts, counts)
    pairs -= np.einsum("uc,ck->uck", counts, np.eye(len(values)))
    coincidences = (pairs / (raters - 1)[:, None, None]).sum(axis=0)
    totals = coincidences.sum(axis=1)
    distance = _DISTANCES[scale](values, totals)
    expected = float(np.sum((np.outer(totals, totals) - np.diag(totals)) * distance)) / float(totals.sum() - 1)
    return 1 - float(np.sum(coincidences * distance)) / expected if expected > 0 else math.nan


def _nominal(values: Floats, _: Floats) -> Floats:
    return np.asarray(values[:, None] != values, dtype=np.float64)


def _ordinal(_: Floats, totals: Floats) -> Floats:
    # Ratings between the two, the ends counted half.
    place = np.cumsum(totals) - totals / 2
    return np.asarray((place[:, None] - place) ** 2)


def _interval(values: Floats, _: Floats) -> Floats:
    return np.asarray((values[:, None] - values) ** 2)


def _ratio(values: Floats, _: Floats) -> Floats:
    whole = values[:, None] + values
    return np.asarray(((values[:, None] - values) / np.where(whole == 0, 1.0, whole)) ** 2)


_DISTANCES: Mapping[Level, Callable[[Floats, Floats], Floats]] = {
    "nominal": _nominal,
    "ordinal": _ordinal,
    "interval": _interval,
    "ratio": _ratio,
}
