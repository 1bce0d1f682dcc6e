"""Selection rates, scoring rates and impact ratios of categories, as New York City's rule on bias audits defines them.

The rule is written for tools that select people for jobs. Here is its arithmetic alone: no interval, no test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: A category of less than this share of the data may be left out of the ratios, with a justification.
SMALL_SHARE = 0.02


@dataclass(frozen=True)
class ImpactRatios:
    """Rates and ratios of k categories of one table.

    Attributes
    ----------
    rates : ndarray, shape (k,)
        From 0 to 1; NaN where a category has nobody.
    ratios : ndarray, shape (k,)
        Rate over the highest rate among those that are not left out; NaN of those left out, and where all rates are 0.
    excluded : ndarray of bool, shape (k,)
    highest : int
        Which category has the highest rate; -1 if none has any.
    """

    rates: Floats
    ratios: Floats
    excluded: npt.NDArray[np.bool_]
    highest: int


def impact_ratios(
    selected: npt.ArrayLike, total: npt.ArrayLike, *, unknown: int = 0, justifications: Mapping[int, str] | None = None
) -> ImpactRatios:
    """Selection rate of each category over that of the category selected most.

    Parameters
    ----------
    selected, total : array of int, shape (k,)
        Selected, or scored above the median; and all, of each category of one table.
    unknown : int
        People whose category is unknown: in no ratio, but part of the data of which a small category is a share.
    justifications : mapping of int to str, optional
        Category to the reason why it is left out of the ratios.

    Raises
    ------
    ValueError
        Counts that cannot be; a category left out that is not below 2 % of the data, or without a reason.

    References
    ----------
    Rules of the City of New York, title 6, sections 5-300 to 5-301 (2023), with worked examples.

    Examples
    --------
    The rule's table by sex, counts rebuilt from its rates:

    >>> found = impact_ratios(selected=[50, 34], total=[92, 76])
    >>> [round(float(each), 3) for each in found.rates], [round(float(each), 2) for each in found.ratios]
    ([0.543, 0.447], [1.0, 0.82])
    """
    chosen, everyone = np.asarray(selected, dtype=np.int64), np.asarray(total, dtype=np.int64)
    if chosen.shape != everyone.shape or chosen.ndim != 1:
        raise ValueError(f"selected and total must be of one shape (k,), got {chosen.shape} and {everyone.shape}")
    if (chosen < 0).any() or (chosen > everyone).any() or unknown < 0:
        raise ValueError("selected must lie between 0 and total, and unknown must not be negative")
    excluded = _excluded(everyone, unknown, justifications or {})
    with np.errstate(invalid="ignore", divide="ignore"):
        rates = np.where(everyone > 0, chosen / everyone, np.nan)
    counted = np.where(excluded, np.nan, rates)
    if not np.isfinite(counted).any():
        return ImpactRatios(rates, np.full(rates.shape, np.nan), excluded, -1)
    highest = int(np.nanargmax(counted))
    top = counted[highest]
    ratios = counted / top if top > 0 else np.full(rates.shape, np.nan)
    return ImpactRatios(rates, ratios, excluded, highest)


def _excluded(everyone: npt.NDArray[np.int64], unknown: int, reasons: Mapping[int, str]) -> npt.NDArray[np.bool_]:
    excluded = np.zeros(everyone.shape, dtype=bool)
    whole = int(everyone.sum()) + unknown
    for category, reason in reasons.items():
        if not 0 <= category < len(everyone):
            raise ValueError(f"there is no category {category}")
        if not reason.strip():
            raise ValueError(f"category {category} is left out without a justification")
        if everyone[category] >= SMALL_SHARE * whole:
            raise ValueError(
                f"category {category} is {everyone[category] / whole:.1%} of the data: only below 2 % may be left out"
            )
        excluded[category] = True
    return excluded


def above_median(
    scores: npt.ArrayLike, category: npt.ArrayLike, categories: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """How many of each category score above the median of the whole sample, and how many there are.

    Parameters
    ----------
    scores : array of float, shape (n,)
        Of everybody, also of those whose category is unknown: the median is of the sample.
    category : array of int, shape (n,)
        From 0; negative is unknown.
    categories : int
        How many there are.

    Returns
    -------
    tuple of ndarray of int, shape (categories,)
        Above the median, and all: the two first arguments of :func:`impact_ratios`.

    Raises
    ------
    ValueError
        A score that is no number, or a category beyond the last.

    Examples
    --------
    >>> above_median([1, 2, 3, 4], [0, 0, 1, 1], 2)
    (array([0, 2]), array([2, 2]))
    """
    values, of = np.asarray(scores, dtype=np.float64), np.asarray(category, dtype=np.int64)
    if values.shape != of.shape or not np.isfinite(values).all() or (of >= categories).any():
        raise ValueError("scores must be numbers, one category each, below the number of categories")
    known = of >= 0
    middle = np.median(values) if len(values) else np.nan
    everyone = np.bincount(of[known], minlength=categories)
    return np.bincount(of[known & (values > middle)], minlength=categories), everyone
