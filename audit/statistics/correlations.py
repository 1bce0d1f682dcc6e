"""Correlations of two values of posts from sums per author bucket, with intervals that know their authors."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from .intervals import Interval, not_estimable
from .rates import smooth

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Moments:
    """Sums over posts, per author bucket; each of shape (B,).

    Values may be on any scale, such as whole numbers of ten-thousandths, so that sums of sums are exact.

    Attributes
    ----------
    posts : ndarray of int64
    x, y : ndarray of int64
        Sums of either value.
    xx, yy, xy : ndarray of int64
        Sums of their squares and products.
    """

    posts: npt.NDArray[np.int64]
    x: npt.NDArray[np.int64]
    y: npt.NDArray[np.int64]
    xx: npt.NDArray[np.int64]
    yy: npt.NDArray[np.int64]
    xy: npt.NDArray[np.int64]


def correlation(moments: Moments, *, level: float = 0.95, tolerance: float = 0.0) -> Interval:
    """Pearson's correlation of two values of posts.

    Parameters
    ----------
    moments : Moments
    level : float
    tolerance : float
        Correlation, either way, that the p-value allows under the null.

    Returns
    -------
    Interval
        With ``p_value``; NaN where either value does not vary, or less than two buckets have posts. ``standard_error`` is
        that of Fisher's z, ``n_effective`` the effective number of authors.

    Notes
    -----
    The interval is made on Fisher's z by the delete-a-group jackknife, so nothing is assumed of how the values are
    distributed, nor that posts of one author are independent.

    References
    ----------
    Fisher, R. A. (1921). On the "probable error" of a coefficient of correlation deduced from a small sample. Metron 1, 3-32.

    Examples
    --------
    The first of Anscombe's (1973) four sets, each post by an author in a bucket of its own:

    >>> x = np.array([10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5])
    >>> y = np.array([804, 695, 758, 881, 833, 996, 724, 426, 1084, 482, 568])
    >>> round(correlation(Moments(np.ones(11, int), x, y, x * x, y * y, x * y)).value, 3)
    0.816
    """
    m = moments
    return _on_fishers_z(smooth(
        _pearson, m.posts, m.x, m.y, m.xx, m.yy, m.xy,
        scale="atanh", level=level, null=0.0, tolerance=math.atanh(tolerance), clusters=m.posts,
    ))  # fmt: skip


def partial_correlation(
    moments: Moments,
    z: npt.NDArray[np.int64],
    zz: npt.NDArray[np.int64],
    xz: npt.NDArray[np.int64],
    yz: npt.NDArray[np.int64],
    *,
    level: float = 0.95,
    tolerance: float = 0.0,
) -> Interval:
    """Correlation of two values of posts among posts that are alike in a third.

    Parameters
    ----------
    moments : Moments
        Of the two values.
    z, zz, xz, yz : ndarray of int64, shape (B,)
        Sums of the third value, of its square, and of its products with the two.
    level, tolerance : float
        As in :func:`correlation`.

    Returns
    -------
    Interval
        ``(r_xy - r_xz r_yz) / sqrt((1 - r_xz**2) (1 - r_yz**2))``, the correlation of what is left of either value once a
        straight line in the third is taken out; NaN where any of the three does not vary.

    References
    ----------
    Yule, G. U. (1907). On the theory of correlation for any number of variables, treated by a new system of notation.
    Proceedings of the Royal Society A 79, 182-193.
    """

    def statistic(n: Floats, x: Floats, y: Floats, xx: Floats, yy: Floats, xy: Floats, *third: Floats) -> Floats:
        z, zz, xz, yz = third
        r_xy = _pearson(n, x, y, xx, yy, xy)
        r_xz, r_yz = _pearson(n, x, z, xx, zz, xz), _pearson(n, y, z, yy, zz, yz)
        result: Floats = (r_xy - r_xz * r_yz) / np.sqrt((1 - r_xz**2) * (1 - r_yz**2))
        return result

    m = moments
    return _on_fishers_z(smooth(
        statistic, m.posts, m.x, m.y, m.xx, m.yy, m.xy, z, zz, xz, yz,
        scale="atanh", level=level, null=0.0, tolerance=math.atanh(tolerance), clusters=m.posts,
    ))  # fmt: skip


def _pearson(n: Floats, x: Floats, y: Floats, xx: Floats, yy: Floats, xy: Floats) -> Floats:
    """NaN where a variance is nothing but rounding."""
    n, x, y, xx, yy, xy = (np.asarray(each, dtype=np.float64) for each in (n, x, y, xx, yy, xy))
    spread_x, spread_y = xx / n - (x / n) ** 2, yy / n - (y / n) ** 2
    varies = (spread_x > 1e-12 * xx / n) & (spread_y > 1e-12 * yy / n)
    scale = np.sqrt(np.where(varies, spread_x * spread_y, np.nan))
    result: Floats = (xy / n - (x / n) * (y / n)) / scale
    return result


def _on_fishers_z(found: Interval) -> Interval:
    """Without limits there is no figure either: a correlation of two or three posts is 1 or -1 whatever is true."""
    if found.estimable:
        return replace(found, value=min(max(found.value, -1.0), 1.0))
    return not_estimable(math.nan, found.level, n_effective=found.n_effective)
