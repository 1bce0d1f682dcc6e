"""A difference of two rates among posts that are alike in other things: a logistic regression, read as a difference."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from .intervals import Interval, not_estimable
from .quantiles import two_sided_quantile
from .readings import tolerance_p_value

Floats = npt.NDArray[np.float64]
_MOST_STEPS = 50
_SETTLED = 1e-10
#: Beyond this many logits a fit runs away: the label follows from the controls in some posts.
_FARTHEST = 30.0


def adjusted_difference(
    label: npt.ArrayLike,
    group: npt.ArrayLike,
    controls: npt.ArrayLike,
    author: npt.ArrayLike,
    *,
    kind: npt.ArrayLike | None = None,
    posts: npt.ArrayLike | None = None,
    level: float = 0.95,
    tolerance: float = 0.0,
) -> Interval:
    """Average marginal effect of belonging to a group on having a label, in a logistic regression.

    Parameters
    ----------
    label : array_like of bool, shape (n,)
        Whether each post has the label.
    group : array_like of bool, shape (n,)
        Whether each post is of the group; all others are what it is compared with.
    controls : array_like of float, shape (n, k) or (m, k)
        What posts are to be alike in; without the constant. Of each post, or of each kind of post.
    author : array_like of int, shape (n,)
        Who wrote each post.
    kind : array_like of int, shape (n,), optional
        Which row of the controls each post has; the controls are one row a post if not given. Many posts of few kinds are
        fitted as fast as the kinds are few.
    posts : array_like of int, shape (n,), optional
        Posts that each row stands for; 1 if not given.
    level : float
    tolerance : float
        Difference, in points as a share of 1, that the p-value allows under the null.

    Returns
    -------
    Interval
        With ``p_value``: the mean over all posts of the rate that the model gives each as one of the group, less that as one
        of the others. NaN where it cannot be told: all or no posts of a side have the label, the controls tell the group, or
        there are less than two authors on a side. ``n_effective`` is the effective number of authors of the smaller side.

    Notes
    -----
    The variance is that of the delta method from a covariance clustered by author, with the usual correction for few
    clusters and coefficients, ``G / (G - 1) * (n - 1) / (n - k)``; the controls are taken as they are. Degrees of freedom are
    the effective authors of the smaller side, less one. Where ``posts`` is given, an author's posts of one kind, side and label
    are counted, and counts over their greatest common divisor are what counts: a file that was read twice tells no more than
    once, whether its copies are rows of their own or not.

    References
    ----------
    Liang, K.-Y. and Zeger, S. L. (1986). Longitudinal data analysis using generalized linear models. Biometrika 73, 13-22, for
    the covariance. Bartus, T. (2005). Estimation of marginal effects using margeff. Stata Journal 5(3), 309-329.

    Examples
    --------
    With nothing to be alike in, it is the difference of the two rates:

    >>> found = adjusted_difference([1, 1, 0, 1, 0, 0], [1, 1, 1, 0, 0, 0], np.zeros((6, 0)), range(6))
    >>> round(found.value, 6)
    0.333333
    """
    y, g = np.asarray(label, dtype=np.float64), np.asarray(group, dtype=bool)
    who = np.unique(np.asarray(author), return_inverse=True)[1].reshape(-1)
    w = np.ones(len(y)) if posts is None else np.asarray(posts, dtype=np.float64)
    table = np.asarray(controls, dtype=np.float64)
    of_kind = np.arange(len(y)) if kind is None else np.asarray(kind, dtype=np.int64)
    if posts is not None and len(w):
        w = w / _readings(who, 4 * of_kind + 2 * g + (y > 0), w)
    sides = [_effective(who[side], w[side]) for side in (g, ~g)]
    authors = min(sides)
    nothing = not_estimable(math.nan, level, n_effective=authors)
    if authors < 2 or any(not 0 < float(np.average(y[side], weights=w[side])) < 1 for side in (g, ~g)):
        return nothing
    # Posts of one kind, side and label count as one row: the likelihood is the same.
    place, row = np.unique(4 * of_kind + 2 * g + (y > 0), return_inverse=True)
    row = row.reshape(-1)
    weight: Floats = np.bincount(row, weights=w).astype(np.float64)
    z = _standardised(table[place // 4], weight)
    without = np.hstack([np.ones((len(place), 1)), z])
    design = np.hstack([(place // 2 % 2)[:, None].astype(np.float64), without])
    if _follows(design[:, 0], without, weight):
        return nothing
    has = (place % 2).astype(np.float64)
    coefficients = _fit(design, has, weight)
    if coefficients is None:
        return nothing
    effect, gradient = _effect(design, coefficients, weight)
    variance = float(gradient @ _covariance(design, has, weight, coefficients, row, who, w) @ gradient)
    if not (math.isfinite(variance) and variance > 0):
        return nothing
    error = math.sqrt(variance)
    freedom = max(authors - 1.0, 1.0)
    reach = two_sided_quantile(level, freedom) * error
    p_value = tolerance_p_value(effect, error, freedom, tolerance)
    return Interval(
        effect, max(effect - reach, -1.0), min(effect + reach, 1.0), level, error, authors, freedom, p_value
    )


def _readings(author: npt.NDArray[np.int64], place: npt.NDArray[np.int64], posts: Floats) -> int:
    """How often the file was read: the greatest common divisor of each author's posts that are alike."""
    cell = author * (int(place.max()) + 1) + place
    in_order = np.argsort(cell, kind="stable")
    first = np.flatnonzero(np.diff(cell[in_order], prepend=-1))
    counts = np.add.reduceat(posts[in_order].astype(np.int64), first)
    return max(int(np.gcd.reduce(counts)), 1)


def _effective(author: npt.NDArray[np.int64], w: Floats) -> float:
    """Authors who would be as concentrated if all wrote the same: Hill number of order 2; 0 of nobody."""
    sizes = np.bincount(author, weights=w) if len(author) else np.zeros(1)
    squares = float(np.sum(sizes * sizes))
    return float(sizes.sum()) ** 2 / squares if squares else 0.0


def _standardised(z: Floats, w: Floats) -> Floats:
    """Controls that vary, each with mean 0 and spread 1: the fit is the same and its numbers are well behaved."""
    centred = z - np.average(z, axis=0, weights=w) if z.shape[1] else z
    spread = np.sqrt(np.average(centred**2, axis=0, weights=w)) if z.shape[1] else np.zeros(0)
    varies = spread > 1e-9
    return centred[:, varies] / spread[varies]


def _follows(g: Floats, x: Floats, w: Floats) -> bool:
    """Whether a column is a sum of the others, so that nothing tells its effect from theirs."""
    weighed = x * w[:, None]
    left = g - x @ (np.linalg.pinv(weighed.T @ x, hermitian=True) @ (weighed.T @ g))
    return float(w @ left**2) < 1e-9 * float(w @ g**2)


def _fit(x: Floats, y: Floats, w: Floats) -> Floats | None:
    """Maximum likelihood by Newton's method; None where it does not settle."""
    b = np.zeros(x.shape[1])
    b[1] = math.log(np.average(y, weights=w) / (1 - np.average(y, weights=w)))
    for _ in range(_MOST_STEPS):
        p = _expit(x @ b)
        information = (x * (w * p * (1 - p))[:, None]).T @ x
        step = np.linalg.pinv(information, hermitian=True) @ (x.T @ (w * (y - p)))
        # A step that is too long for the curve is cut; where the likelihood has its top, steps are short.
        b = b + step / max(1.0, float(np.abs(step).max()) / 5)
        if np.abs(b).max() > _FARTHEST:
            return None
        if np.abs(step).max() < _SETTLED:
            return b
    return None


def _effect(x: Floats, b: Floats, w: Floats) -> tuple[float, Floats]:
    """The mean difference, and how it changes with each coefficient."""
    total = float(w.sum())
    means, slopes = [], []
    for value in (1.0, 0.0):
        as_if = x.copy()
        as_if[:, 0] = value
        p = _expit(as_if @ b)
        means.append(float(w @ p) / total)
        slopes.append((w * p * (1 - p)) @ as_if / total)
    gradient: Floats = slopes[0] - slopes[1]
    return means[0] - means[1], gradient


def _covariance(
    x: Floats,
    y: Floats,
    weight: Floats,
    b: Floats,
    row: npt.NDArray[np.int64],
    author: npt.NDArray[np.int64],
    w: Floats,
) -> Floats:
    """Of the coefficients, clustered by author; ``row`` and ``w`` are of each post, the rest of each row."""
    p = _expit(x @ b)
    bread = np.linalg.pinv((x * (weight * p * (1 - p))[:, None]).T @ x, hermitian=True)
    residual = (y - p)[row] * w
    scores = np.stack([np.bincount(author, weights=residual * column[row]) for column in x.T], axis=1)
    clusters, n, k = len(scores), float(weight.sum()), x.shape[1]
    correction = clusters / (clusters - 1) * (n - 1) / max(n - k, 1.0)
    result: Floats = correction * bread @ (scores.T @ scores) @ bread
    return result


def _expit(logit: Floats) -> Floats:
    result: Floats = 0.5 * (1 + np.tanh(logit / 2))
    return result
