"""How a prediction errs: rates of a confusion table, their gaps between groups, and the largest gap among many groups."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from .contrasts import difference, ratio
from .intervals import Interval, not_estimable, share
from .jackknife import check_buckets
from .rates import smooth

Counts = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Rate = Literal["false_positive_rate", "false_negative_rate", "selection_rate", "precision", "accuracy"]


@dataclass(frozen=True)
class Confusion:
    """Posts of one group by truth and prediction, per author bucket; each of shape (B,).

    Attributes
    ----------
    true_positives, false_positives, false_negatives, true_negatives : ndarray of int
    """

    true_positives: Counts
    false_positives: Counts
    false_negatives: Counts
    true_negatives: Counts

    def __add__(self, other: Confusion) -> Confusion:
        return Confusion(*(a + b for a, b in zip(self._cells(), other._cells(), strict=True)))

    def __sub__(self, other: Confusion) -> Confusion:
        return Confusion(*(a - b for a, b in zip(self._cells(), other._cells(), strict=True)))

    @property
    def posts(self) -> Counts:
        """All posts; shape (B,)."""
        tp, fp, fn, tn = self._cells()
        return tp + fp + fn + tn

    def parts(self, rate: Rate) -> tuple[Counts, Counts]:
        """Numerator and denominator of a rate, each of shape (B,).

        ``false_positive_rate`` is of the negatives, ``false_negative_rate`` of the positives, ``precision`` of the posts
        that were selected, ``selection_rate`` and ``accuracy`` of all posts.
        """
        tp, fp, fn, tn = self._cells()
        return {
            "false_positive_rate": (fp, fp + tn),
            "false_negative_rate": (fn, fn + tp),
            "selection_rate": (tp + fp, self.posts),
            "precision": (tp, tp + fp),
            "accuracy": (tp + tn, self.posts),
        }[rate]

    def _cells(self) -> tuple[Counts, Counts, Counts, Counts]:
        cells = (self.true_positives, self.false_positives, self.false_negatives, self.true_negatives)
        one, two, three, four = (np.asarray(each) for each in cells)
        return one, two, three, four


@dataclass(frozen=True)
class Extremum:
    """The largest gap among several groups; see :func:`extremum`.

    Attributes
    ----------
    gap : Interval
        Largest rate less smallest rate, with limits that hold for all pairs at once.
    highest, lowest : int
        Which groups these are.
    null_expectation : float
        What the gap would be on average were there none.
    """

    gap: Interval
    highest: int
    lowest: int
    null_expectation: float


def error_rate(confusion: Confusion, rate: Rate, *, level: float = 0.95) -> Interval:
    """One rate of a confusion table; :func:`share` of the counts that :meth:`Confusion.parts` names.

    Examples
    --------
    >>> import numpy as np
    >>> one = np.ones(128, int)
    >>> error_rate(Confusion(3 * one, one, one, 5 * one), "false_negative_rate").value
    0.25
    """
    return share(*confusion.parts(rate), level=level)


def error_gap(a: Confusion, b: Confusion, rate: Rate, *, level: float = 0.95, tolerance: float = 0.0) -> Interval:
    """Difference of a rate between two groups, ``a - b``, with ``p_value``; see :func:`difference`."""
    return difference(*a.parts(rate), *b.parts(rate), level=level, tolerance=tolerance)


def error_ratio(a: Confusion, b: Confusion, rate: Rate, *, level: float = 0.95, tolerance: float = 1.0) -> Interval:
    """Ratio of a rate between two groups, ``a / b``, with ``p_value``; see :func:`ratio`."""
    return ratio(*a.parts(rate), *b.parts(rate), level=level, tolerance=tolerance)


def extremum(
    successes: Sequence[npt.ArrayLike], posts: Sequence[npt.ArrayLike], *, level: float = 0.95, tolerance: float = 0.0
) -> Extremum:
    """Largest less smallest of the rates of several groups, beside what it would be by chance.

    Parameters
    ----------
    successes, posts : sequence of array_like of int, shape (B,)
        Per group; groups without posts are left out.
    level : float
        Of all pairs together.
    tolerance : float
        Gap that the p-value allows under the null.

    Returns
    -------
    Extremum
        NaN where fewer than two groups have an interval.

    Notes
    -----
    The largest gap grows with the number of groups and as they get smaller, even where all have one rate; read it beside
    its null expectation. That is the expected range of independent normal estimates around the pooled rate ``p`` with
    variances ``p (1 - p) / n_g``, ``n_g`` the effective posts of a group: ``E = ∫ 1 - Π F_g - Π (1 - F_g)`` (Tippett
    1925). The limits are those of the pair's difference at a level of ``1 - (1 - level) / pairs`` (Bonferroni), for the
    pair was chosen after looking; the p-value is multiplied by the number of pairs.

    References
    ----------
    Tippett, L. H. C. (1925). On the extreme individuals and the range of samples taken from a normal population.
    Biometrika 17, 364-387. Lum, K., Zhang, Y. and Bower, A. (2022). De-biasing "bias" measurement. FAccT 2022, 379-389.
    """
    x, n = np.stack([np.asarray(each) for each in successes]), np.stack([np.asarray(each) for each in posts])
    check_buckets(x, n)
    shares = [share(a, b, level=level) if b.any() else None for a, b in zip(x, n, strict=True)]
    kept = [(i, each) for i, each in enumerate(shares) if each is not None and each.estimable]
    if len(kept) < 2:
        return Extremum(not_estimable(math.nan, level), -1, -1, math.nan)
    highest = max(kept, key=lambda each: (each[1].value, -each[0]))[0]
    lowest = min(kept, key=lambda each: (each[1].value, each[0] != highest, each[0]))[0]
    if highest == lowest:  # all the same
        lowest = next(i for i, _ in kept if i != highest)
    pairs = math.comb(len(kept), 2)
    gap = difference(x[highest], n[highest], x[lowest], n[lowest], level=1 - (1 - level) / pairs, tolerance=tolerance)
    p_value = None if gap.p_value is None else min(1.0, gap.p_value * pairs)
    members = [i for i, _ in kept]
    pooled = float(x[members].sum() / n[members].sum())
    spreads = [math.sqrt(pooled * (1 - pooled) / each.n_effective) for _, each in kept]
    at_once = Interval(
        gap.value, gap.low, gap.high, level, gap.standard_error, gap.n_effective, gap.degrees_of_freedom, p_value
    )
    return Extremum(at_once, highest, lowest, expected_range(spreads))


def expected_range(standard_deviations: Sequence[float]) -> float:
    """Expected largest less smallest of independent normal values with one mean.

    Parameters
    ----------
    standard_deviations : sequence of float
        Two or more, not negative.

    Examples
    --------
    >>> round(expected_range([1, 1]), 5)  # 2 / sqrt(pi)
    1.12838
    """
    spreads = np.asarray(standard_deviations, dtype=np.float64)
    if spreads.size < 2 or (spreads < 0).any():
        raise ValueError("a range takes two or more standard deviations, none of them negative")
    if not spreads.any():
        return 0.0
    # Trapezoids are exact to rounding here, as the integrand and all its derivatives vanish at both ends. On sinh(u) the
    # steps grow with the distance from 0, so that spreads of different orders of magnitude each have steps of their own.
    smallest, largest = spreads[spreads > 0].min(), spreads.max()
    end = math.asinh(9 * largest / smallest)
    points = smallest * np.sinh(np.linspace(-end, end, 4001))
    from scipy import special  # half a second that only this figure needs

    below = special.ndtr(points[:, None] / np.maximum(spreads, 1e-300))
    inside = 1 - np.prod(below, axis=1) - np.prod(1 - below, axis=1)
    slopes = np.sqrt(smallest * smallest + points * points)
    return float(np.trapezoid(inside * slopes, dx=2 * end / 4000))


@dataclass(frozen=True)
class Calibration:
    """Observed share of positives by bin of the score; see :func:`calibration`.

    Attributes
    ----------
    observed : tuple of Interval
        Share of positives in each bin; NaN where there are no posts.
    predicted : tuple of float
        Mean score in each bin.
    posts : tuple of int
    error : float
        Expected calibration error: mean over posts of the distance between the two. Descriptive: it has no interval and
        is above 0 by chance alone.
    null_error : float
        What the error would be on average were the score calibrated.
    gap : Interval
        Observed less predicted over all posts: above 0 where scores are too low.
    """

    observed: tuple[Interval, ...]
    predicted: tuple[float, ...]
    posts: tuple[int, ...]
    error: float
    null_error: float
    gap: Interval


def calibration(
    positives: npt.ArrayLike,
    posts: npt.ArrayLike,
    scores: npt.ArrayLike,
    *,
    one: int = 1_000_000,
    level: float = 0.95,
    tolerance: float = 0.0,
) -> Calibration:
    """Whether scores are the share of positives they say they are, by bin of the score.

    Parameters
    ----------
    positives, posts : array_like of int, shape (bins, B)
        Positive posts and all posts, per bin of the score and author bucket.
    scores : array_like of int, shape (bins, B)
        Sum of the scores of these posts, in units of which ``one`` are 1.
    one : int
    level, tolerance : float
        Of ``gap``.

    Notes
    -----
    Under calibration a bin's observed share differs from its mean score by chance, in absolute value by
    ``sqrt(2 / pi) * se`` on average, and the expected error adds these up. Errors of different scorers, bins or sizes of
    data do not compare, which is why the null value stands beside.

    References
    ----------
    Naeini, M. P., Cooper, G. F. and Hauskrecht, M. (2015). Obtaining well calibrated probabilities using Bayesian binning.
    AAAI 2015, 2901-2907. Bröcker, J. and Smith, L. A. (2007). Increasing the reliability of reliability diagrams. Weather
    and Forecasting 22, 651-661, for the spread by chance.
    """
    x, n, s = np.asarray(positives), np.asarray(posts), np.asarray(scores)
    check_buckets(x, n, s)
    if not (x.shape == n.shape == s.shape and x.ndim == 2):
        raise ValueError(f"expected three arrays of one shape (bins, buckets), got {x.shape}, {n.shape} and {s.shape}")
    sizes = n.sum(axis=1)
    whole = float(sizes.sum())
    observed = tuple(share(a, b, level=level) for a, b in zip(x, n, strict=True))
    predicted = tuple(float(a / (b * one)) if b else math.nan for a, b in zip(s.sum(axis=1), sizes, strict=True))
    filled = [i for i, size in enumerate(sizes) if size]
    error = sum(sizes[i] * abs(observed[i].value - predicted[i]) for i in filled) / whole if whole else math.nan
    by_chance = math.nan
    if whole:
        # A bin of a single author bucket says nothing of its spread, and counts as one post.
        worth = [observed[i].n_effective if observed[i].estimable else 1.0 for i in filled]
        spreads = [math.sqrt(predicted[i] * (1 - predicted[i]) / each) for i, each in zip(filled, worth, strict=True)]
        sums = sum(sizes[i] * each for i, each in zip(filled, spreads, strict=True))
        by_chance = sums / whole * math.sqrt(2 / math.pi)
    gap = not_estimable(math.nan, level)
    if whole:
        gap = smooth(
            lambda a, c, b: (a - c / one) / b,
            x.sum(axis=0),
            s.sum(axis=0),
            n.sum(axis=0),
            level=level,
            null=0.0,
            tolerance=tolerance,
            clusters=n.sum(axis=0),
        )
    return Calibration(observed, predicted, tuple(map(int, sizes)), float(error), float(by_chance), gap)
