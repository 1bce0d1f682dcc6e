"""How far two collections agree on what is most frequent: Kendall's tau of their top k, against that of halves of one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .intervals import Interval, not_estimable
from .quantiles import two_sided_quantile
from .readings import tolerance_p_value

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
#: Ways in which authors are divided into halves; figures are means over them.
HALVINGS = 8
#: Groups of author buckets that are left out in turn.
GROUPS = 16
#: Fewer buckets of the larger collection than these are never compared with the smaller.
_FEWEST = 8


def top_agreement(first: npt.ArrayLike, second: npt.ArrayLike, k: int) -> float:
    """Kendall's tau-b of the counts of all terms that are among the k most frequent of either side.

    Parameters
    ----------
    first, second : array_like of int, shape (terms,)
    k : int

    Returns
    -------
    float
        From -1 to 1; NaN where one side does not vary. Terms tied at the k-th place are all taken.

    Notes
    -----
    What is at the top of one side by chance is further down on the other, so that tau over the tops of two samples of one
    population is well below 1, and the more so the smaller the samples: it means nothing without that of two halves.

    References
    ----------
    Kendall, M. G. (1945). The treatment of ties in ranking problems. Biometrika 33, 239-251. Morstatter, F., Pfeffer, J.,
    Liu, H. and Carley, K. M. (2013). Is the sample good enough? ICWSM 7, for the top hashtags of a sample and of all.

    Examples
    --------
    >>> round(top_agreement([12, 2, 1, 12, 2], [1, 4, 7, 1, 0], 5), 4)
    -0.4714
    """
    from scipy.stats import kendalltau

    one, other = np.asarray(first), np.asarray(second)
    if one.shape != other.shape or one.ndim != 1:
        raise ValueError(f"terms must be the same on both sides, got shapes {one.shape} and {other.shape}")
    chosen = _top(one, k) | _top(other, k)
    if np.ptp(one[chosen], axis=None) == 0 or np.ptp(other[chosen], axis=None) == 0:
        return math.nan
    return float(kendalltau(one[chosen], other[chosen]).statistic)


def _top(counts: npt.NDArray[np.integer], k: int) -> npt.NDArray[np.bool_]:
    if len(counts) <= k:
        return counts > 0
    least = np.partition(counts, len(counts) - k)[len(counts) - k]
    top: npt.NDArray[np.bool_] = counts >= max(int(least), 1)
    return top


@dataclass(frozen=True)
class Agreement:
    """Tau of the top k.

    Attributes
    ----------
    k : int
    within : Interval
        Mean over two random halves of the authors of one collection, and of the other.
    between : Interval
        Of a half of one and a half of the other, of different authors.
    difference : Interval
        ``within`` less ``between``: what the two agree less than samples of one population do.
    """

    k: int
    within: Interval
    between: Interval
    difference: Interval


def agreements(
    first: Counts,
    second: Counts,
    sizes: Sequence[int],
    *,
    authors: tuple[int, int],
    level: float = 0.95,
    tolerance: float = 0.0,
) -> list[Agreement]:
    """The curve of tau over k, for two collections and for halves of each.

    Parameters
    ----------
    first, second : ndarray of int64, shape (terms, B)
        Posts that have each term, per author bucket, in the same order of terms.
    sizes : sequence of int
        The k.
    authors : (int, int)
        Authors of each collection; of the larger only as many buckets are taken as make about as many authors, since the
        counts of fewer authors agree less with anything.
    level, tolerance : float
        Of the interval, and what the difference's p-value allows under the null.

    Returns
    -------
    list of Agreement

    Notes
    -----
    Authors are divided at random by their buckets, so that no author is on both sides of a comparison. Intervals are by the
    delete-a-group jackknife over 16 groups of buckets (Kott 2001, Journal of Official Statistics 17(4)), at 15 degrees of
    freedom.
    """
    n_buckets = first.shape[1]
    halves = list(_halves(n_buckets, authors))
    group = np.arange(n_buckets) % GROUPS
    kept = [np.ones(n_buckets, dtype=bool), *(group != each for each in range(GROUPS))]
    curves = np.array([[_means(first, second, halves, mask, k) for mask in kept] for k in sizes]).reshape(
        len(sizes), len(kept), 2
    )
    found = []
    for k, curve in zip(sizes, curves, strict=True):
        within, between = curve[:, 0], curve[:, 1]
        gap = _interval(within - between, level, tolerance)
        found.append(Agreement(k, _interval(within, level), _interval(between, level), gap))
    return found


def _means(
    first: Counts, second: Counts, halves: Sequence[tuple[Counts, ...]], mask: npt.NDArray[np.bool_], k: int
) -> tuple[float, float]:
    within, between = [], []
    for one, other, second_one, second_other in halves:
        a, b = (first[:, rows[mask[rows]]].sum(axis=1) for rows in (one, other))
        c, d = (second[:, rows[mask[rows]]].sum(axis=1) for rows in (second_one, second_other))
        within += [top_agreement(a, b, k), top_agreement(c, d, k)]
        between += [top_agreement(a, d, k), top_agreement(c, b, k)]
    return float(np.mean(within)), float(np.mean(between))


def _halves(n_buckets: int, authors: tuple[int, int]) -> Iterator[tuple[Counts, ...]]:
    """Buckets of two halves of the first collection and of two of the second; the same in every run."""
    random = np.random.default_rng(2013)
    # As many authors on every side, and each half of one apart from the other half of the other.
    first, second = (
        max(round(n_buckets / 2 * min(1.0, other / max(own, 1))), _FEWEST) for own, other in (authors, authors[::-1])
    )
    for _ in range(HALVINGS):
        order = random.permutation(n_buckets)
        left, right = order[: n_buckets // 2], order[n_buckets // 2 :]
        yield left[:first], right[:first], left[:second], right[:second]


def _interval(values: Floats, level: float, tolerance: float | None = None) -> Interval:
    whole, left = float(values[0]), values[1:]
    if not np.isfinite(values).all():
        return not_estimable(whole, level)
    error = math.sqrt((GROUPS - 1) / GROUPS * float(np.sum((left - left.mean()) ** 2)))
    reach = two_sided_quantile(level, GROUPS - 1) * error
    p_value = None if tolerance is None else tolerance_p_value(whole, error, GROUPS - 1, tolerance)
    low, high = (
        (whole - reach, whole + reach) if tolerance is not None else (max(whole - reach, -1.0), min(whole + reach, 1.0))
    )
    return Interval(whole, low, high, level, error, math.nan, GROUPS - 1, p_value)
