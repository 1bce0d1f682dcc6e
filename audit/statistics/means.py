"""Means of values that may be negative, such as scores, and their differences, clustered by author."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from .intervals import Interval, not_estimable
from .jackknife import effective_clusters
from .rates import smooth


def mean(totals: npt.ArrayLike, posts: npt.ArrayLike, *, level: float = 0.95) -> Interval:
    """Mean value of posts.

    Parameters
    ----------
    totals : array_like of int, shape (B,)
        Sum of the values per author bucket; may be negative.
    posts : array_like of int, shape (B,)
        Posts per author bucket, not negative.
    level : float

    Returns
    -------
    Interval
        In the unit of the values, on their own scale; NaN throughout without posts. ``n_effective`` is the effective number
        of authors.

    Notes
    -----
    The jackknife knows the spread of what was seen. Where nearly all values are alike it cannot know of authors whose values
    would have differed and who were missed: do not read a mean of scores of which hardly any is not zero.
    """
    if not np.any(posts):
        return not_estimable(math.nan, level)
    return smooth(lambda x, n: x / n, totals, posts, level=level, clusters=posts)


def difference_of_means(
    a_totals: npt.ArrayLike,
    a_posts: npt.ArrayLike,
    b_totals: npt.ArrayLike,
    b_posts: npt.ArrayLike,
    *,
    level: float = 0.95,
    tolerance: float = 0.0,
) -> Interval:
    """Difference of two means, ``a - b``, that may share authors.

    Parameters
    ----------
    a_totals, a_posts, b_totals, b_posts : array_like of int, shape (B,)
        Per author bucket.
    level : float
    tolerance : float
        Difference that the p-value allows under the null, in the unit of the values.

    Returns
    -------
    Interval
        With ``p_value``; NaN throughout where a side has no posts.

    Notes
    -----
    The delete-a-group jackknife leaves a bucket out of both sides at once, so authors who write on both are allowed for.
    Degrees of freedom are the effective authors of the side that has fewer, less one.

    References
    ----------
    Kott (2001), Journal of Official Statistics 17(4).
    """
    if not (np.any(a_posts) and np.any(b_posts)):
        return not_estimable(math.nan, level)
    fewer = min((a_posts, b_posts), key=effective_clusters)
    return smooth(
        lambda x, n, y, m: x / n - y / m,
        a_totals,
        a_posts,
        b_totals,
        b_posts,
        level=level,
        null=0.0,
        tolerance=tolerance,
        clusters=fewer,
    )
