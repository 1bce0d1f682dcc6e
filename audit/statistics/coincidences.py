"""Agreement from counts that add up: coincidences of ratings per bucket, with intervals over posts and over annotators.

Two annotators of a post make two coincidences, one each way round, of weight ``1 / (m - 1)`` where m judged the post, so that
a post weighs as much as it has ratings. Their sums are all that Krippendorff's alpha and Fleiss' kappa need: a million posts
are a table of values by values, whatever the number of annotators.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from .agreement import Level
from .intervals import Interval, not_estimable
from .jackknife import effective_clusters, jackknife
from .quantiles import two_sided_quantile

Floats = npt.NDArray[np.float64]
Sides = tuple[npt.ArrayLike, npt.ArrayLike]


def coincidences(counts: npt.ArrayLike) -> Floats:
    """Coincidences of ratings.

    Parameters
    ----------
    counts : array_like of int, shape (n, k)
        How many annotators gave each of k values to each of n posts; posts with fewer than two ratings have none.

    Returns
    -------
    ndarray of float64, shape (n, k, k)
        Of each post; rows and columns are values, and the sum of a post is its number of ratings.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability, section C.
    """
    given = np.asarray(counts, dtype=np.float64)
    pairs = given[:, :, None] * given[:, None, :]
    places = np.arange(given.shape[1])
    pairs[:, places, places] -= given
    raters = given.sum(axis=1)
    found: Floats = np.where(raters[:, None, None] >= 2, pairs / np.maximum(raters - 1, 1)[:, None, None], 0.0)
    return found


def alpha_of(table: npt.ArrayLike, values: npt.ArrayLike | None = None, *, scale: Level = "nominal") -> Floats:
    """Krippendorff's alpha of tables of coincidences.

    Parameters
    ----------
    table : array_like, shape (k, k) or (k, k, R)
        Summed coincidences, R versions of them side by side.
    values : array_like of float, shape (k,), optional
        What the values are, ascending; needed unless the scale is nominal or ordinal.
    scale : {"nominal", "ordinal", "interval", "ratio"}

    Returns
    -------
    ndarray of float64, shape () or (R,)
        NaN where all ratings are the same.
    """
    found = np.asarray(table, dtype=np.float64)
    totals = found.sum(axis=1)
    n = totals.sum(axis=0)
    distance = _distances(totals, values, scale)
    with np.errstate(divide="ignore", invalid="ignore"):
        seen = (found * distance).sum(axis=(0, 1))
        chance = (totals[:, None] * totals[None, :] * distance).sum(axis=(0, 1))
        alpha: Floats = np.where(chance > 0, 1 - (n - 1) * seen / chance, np.nan)
    return alpha


def fleiss_kappa_of(table: npt.ArrayLike) -> Floats:
    """Fleiss' kappa of tables of coincidences, of posts that all have the same number of ratings.

    Parameters
    ----------
    table : array_like, shape (k, k) or (k, k, R)

    Returns
    -------
    ndarray of float64, shape () or (R,)
        NaN where all ratings are the same.

    References
    ----------
    Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin 76(5), 378-382.
    """
    found = np.asarray(table, dtype=np.float64)
    totals = found.sum(axis=1)
    n = totals.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        seen = np.trace(found) / n
        chance = ((totals / n) ** 2).sum(axis=0)
        kappa: Floats = np.where(chance < 1, (seen - chance) / (1 - chance), np.nan)
    return kappa


def agreement_interval(
    per_bucket: npt.ArrayLike,
    posts: npt.ArrayLike,
    values: npt.ArrayLike | None = None,
    *,
    scale: Level | None = "nominal",
    level: float = 0.95,
    by_annotator: Sides | None = None,
    by_rating: Sides | None = None,
) -> Interval:
    """Alpha, or Fleiss' kappa, with an interval that allows for authors and, where they are known, annotators.

    Parameters
    ----------
    per_bucket : array_like, shape (k, k, B)
        Coincidences by author bucket of the post.
    posts : array_like of int, shape (B,)
        Posts with two ratings at least, by author bucket.
    values : array_like of float, shape (k,), optional
    scale : Level or None
        None for Fleiss' kappa.
    level : float
    by_annotator : pair of array_like, shape (k, k, B), optional
        The same coincidences by the bucket of the annotator who gave the first of the two ratings; and those of them whose
        second rating is of the same bucket.
    by_rating : pair of array_like, shape (k, k, B), optional
        The same where each rating is in a bucket of its own hash, whoever gave it and of whatever post.

    Returns
    -------
    Interval
        1 is agreement throughout, 0 what chance would give. No limits where nothing varies. ``n_effective`` is the effective
        number of authors.

    Notes
    -----
    The variance is that over posts, plus that over annotators, less that over single ratings, which both of them hold; each by
    the delete-a-group jackknife. Without a bucket of annotators or ratings, all coincidences are left out that one of them is
    part of. It is never less than the larger of the first two; without ``by_rating`` nothing is taken off, and the sum errs to
    the wide side (Owen 2007). Degrees of freedom are the fewer of the effective authors and the buckets of annotators, less one.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. Cameron, A. C., Gelbach, J. B., Miller, D. L. (2011).
    Robust inference with multiway clustering. Journal of Business & Economic Statistics 29(2), 238-249. Owen, A. B. (2007). The
    pigeonhole bootstrap. Annals of Applied Statistics 1(2), 386-411. Kott (2001), Journal of Official Statistics 17(4).
    """
    table = np.asarray(per_bucket, dtype=np.float64)
    k, buckets = table.shape[0], table.shape[-1]

    def statistic(versions: Floats) -> Floats:
        square = versions.reshape(k, k, -1)
        return fleiss_kappa_of(square) if scale is None else alpha_of(square, values, scale=scale)

    over_posts = jackknife(statistic, table.reshape(k * k, buckets))
    value, variance = float(over_posts.value), float(over_posts.variance)
    authors = effective_clusters(np.asarray(posts))
    if not variance > 0 or math.isnan(value):
        return not_estimable(value, level, n_effective=authors)
    freedom = min(authors, over_posts.n_buckets) - 1.0
    if by_annotator is not None:
        whole = table.sum(axis=-1)
        more, voices = _over_raters(statistic, whole, by_annotator)
        if math.isnan(more):
            return not_estimable(value, level, n_effective=authors)
        twice = 0.0 if by_rating is None else _over_raters(statistic, whole, by_rating)[0]
        variance = max(variance, more, variance + more - (0.0 if math.isnan(twice) else twice))
        freedom = min(freedom, voices - 1.0)
    freedom = max(freedom, 1.0)
    error = math.sqrt(variance)
    reach = two_sided_quantile(level, freedom) * error
    made = Interval(value, value - reach, value + reach, level, error, authors, freedom)
    return replace(made, low=max(made.low, -1.0), high=min(made.high, 1.0))


def _over_raters(statistic: Callable[[Floats], Floats], whole: Floats, sides: Sides) -> tuple[float, int]:
    """Variance over buckets of annotators, or of ratings, and how many buckets there are; NaN with fewer than two."""
    first, inside = (np.asarray(each, dtype=np.float64) for each in sides)
    # A coincidence stands once each way round: with the bucket's rating first, and with it second.
    theirs = first + first.transpose(1, 0, 2) - inside
    present = np.flatnonzero(first.reshape(-1, first.shape[-1]).any(axis=0))
    if len(present) < 2:
        return math.nan, len(present)
    left = whole[..., None] - theirs[..., present]
    without = statistic(left.reshape(-1, len(present)))
    spread = without - without.mean()
    return (len(present) - 1) / len(present) * float((spread * spread).sum()), len(present)


def _distances(totals: Floats, values: npt.ArrayLike | None, scale: Level) -> Floats:
    k = len(totals)
    shape = (k, k, *totals.shape[1:])
    if scale == "nominal":
        apart = ~np.eye(k, dtype=bool)
        return np.broadcast_to(apart.reshape(k, k, *(1,) * (totals.ndim - 1)), shape).astype(np.float64)
    if scale == "ordinal":
        # Ratings between the two, the ends counted half.
        place = np.cumsum(totals, axis=0) - totals / 2
        return np.asarray((place[:, None] - place[None, :]) ** 2)
    if values is None:
        raise ValueError(f"the scale {scale!r} needs the values themselves")
    numbers = np.asarray(values, dtype=np.float64)
    apart = (numbers[:, None] - numbers) ** 2
    if scale == "ratio":
        whole = numbers[:, None] + numbers
        apart = apart / np.where(whole == 0, 1.0, whole) ** 2
    return np.broadcast_to(apart.reshape(k, k, *(1,) * (totals.ndim - 1)), shape)
