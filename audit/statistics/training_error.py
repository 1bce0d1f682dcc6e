"""Figures of a model's predictions, when other authors would have been trained on as well as asked."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from .intervals import Interval, not_estimable
from .quantiles import two_sided_quantile
from .rates import smooth
from .readings import tolerance_p_value

Floats = npt.NDArray[np.float64]
#: Divisions that an interval needs at least.
FEWEST_DIVISIONS = 5


def gap_change(
    labelled: npt.ArrayLike,
    predicted: npt.ArrayLike,
    posts: npt.ArrayLike,
    *,
    level: float = 0.95,
    tolerance: float = 0.0,
) -> Interval:
    """Gap between two groups in what a model predicts, less the gap in the labels of the same posts.

    Parameters
    ----------
    labelled, predicted, posts : array_like of int, shape (2, B)
        Posts with the label, posts predicted to have it, and all, of the group and of the others, per author bucket.
    level : float
    tolerance : float
        Points that the p-value allows under the null, either way.

    Returns
    -------
    Interval
        ``(predicted[0]/posts[0] - predicted[1]/posts[1]) - (labelled[0]/posts[0] - labelled[1]/posts[1])``, of a model that
        has nothing to do with these posts; where it was trained on some of them, see :func:`halved`. Above zero, the group
        is predicted more often, against the others, than it is labelled.

    Notes
    -----
    This is the change ``P(T^|A) - P(T|A)`` of Wang and Russakovsky for the group less that of the others. It keeps its own
    sign: theirs is turned by the sign of the skew in the labels, which near independence is noise, and the mean then tends
    below zero without any amplification at all.

    References
    ----------
    Wang, A. and Russakovsky, O. (2021). Directional bias amplification. ICML. Kott (2001) for the jackknife.
    """
    return smooth(
        lambda y, p, n: (p[0] - y[0]) / n[0] - (p[1] - y[1]) / n[1],
        labelled,
        predicted,
        posts,
        level=level,
        null=0.0,
        tolerance=tolerance,
        clusters=np.asarray(posts).sum(axis=0),
    )


def halved(
    value: float,
    apart: npt.ArrayLike,
    authors: float,
    *,
    level: float = 0.95,
    tolerance: float | None = None,
) -> Interval:
    """Interval of a figure from how far it lies apart in halves of the authors, each trained and asked on its own.

    Parameters
    ----------
    value : float
        The figure of all authors.
    apart : array_like of float, shape (divisions,)
        Per division the figure of one half less that of the other; divisions without a figure are left out.
    authors : float
        Effective number of authors (Hill number of order 2) behind it.
    level : float
    tolerance : float, optional
        How far from 0 does not matter; no p-value if not given.

    Returns
    -------
    Interval
        A value without limits with fewer than five divisions or two effective authors.

    Notes
    -----
    Two halves are independent, so with variance ``V`` at ``n`` authors their difference has the variance ``2 V(n/2)``,
    which is ``4 V(n)`` where a variance falls as 1/n: the standard error is half the root mean square difference. It is
    known no better than from so many divisions of so many authors, ``1 / (1/divisions + 1/(authors - 1))`` degrees of
    freedom. ``docs/amplification.md`` says how often the interval covers nothing where there is nothing.

    References
    ----------
    McCarthy, P. J. (1969). Pseudo-replication: half samples. Review of the International Statistical Institute 37,
    239-264.

    Examples
    --------
    >>> round(halved(0.1, [0.04, -0.04, 0.04, -0.04, 0.04], 1e9).standard_error, 4)
    0.02
    """
    differences = np.asarray(apart, dtype=np.float64)
    differences = differences[np.isfinite(differences)]
    if len(differences) < FEWEST_DIVISIONS or not authors >= 2 or not math.isfinite(value):
        return not_estimable(value, level, n_effective=authors)
    error = float(np.sqrt(np.mean(differences**2))) / 2
    if error == 0:
        return not_estimable(value, level, n_effective=authors)
    freedom = 1 / (1 / len(differences) + 1 / (authors - 1))
    reach = two_sided_quantile(level, freedom) * error
    p_value = None if tolerance is None else tolerance_p_value(value, error, freedom, tolerance)
    return Interval(value, value - reach, value + reach, level, error, authors, freedom, p_value)
