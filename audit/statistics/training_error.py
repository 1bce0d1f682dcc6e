"""Figures of a trained model: what other posts, and what another training, would have changed."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from .intervals import Interval
from .quantiles import two_sided_quantile
from .rates import smooth
from .readings import tolerance_p_value

Floats = npt.NDArray[np.float64]


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
        ``(predicted[0]/posts[0] - predicted[1]/posts[1]) - (labelled[0]/posts[0] - labelled[1]/posts[1])``: of predictions as
        they are; :func:`with_training_error` adds that another training would have predicted otherwise. Above zero, the
        group is predicted more often, against the others, than it is labelled.

    Notes
    -----
    This is the change ``P(T^|A) - P(T|A)`` of Wang and Russakovsky for the group less that of the others. It keeps its own
    sign: theirs is turned by the sign of the skew in the labels, which near independence is noise, and the noise then adds up
    to a mean below zero without any amplification at all.

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


def with_training_error(
    interval: Interval, again: npt.ArrayLike, *, tolerance: float | None = None, null: float = 0.0
) -> Interval:
    """The interval of a figure of predictions, widened by how far trainings on other authors lie apart.

    Parameters
    ----------
    interval : Interval
        Of the predictions as they are, on the scale of the figure: other authors might have been asked.
    again : array_like of float, shape (R,)
        The figure by each of R models, two at least, trained on authors drawn with replacement.
    tolerance : float, optional
        For a new p-value; none if not given.
    null : float

    Returns
    -------
    Interval
        The two variances are added, with degrees of freedom by Satterthwaite. As it was where a figure is not a number.

    Raises
    ------
    ValueError
        Fewer than two trainings.

    References
    ----------
    Satterthwaite (1946), Biometrics Bulletin 2, 110-114. Efron, B. (1979), Annals of Statistics 7, for the bootstrap.

    Examples
    --------
    >>> asked = Interval(0.10, 0.06, 0.14, 0.95, 0.02, 100.0, 99.0)
    >>> both = with_training_error(asked, [0.08, 0.10, 0.12])
    >>> round(both.standard_error, 4)
    0.0283
    """
    figures = np.asarray(again, dtype=np.float64)
    if figures.ndim != 1 or len(figures) < 2:
        raise ValueError(f"training error needs two trainings at least, got shape {figures.shape}")
    spread = float(figures.var(ddof=1))
    if not (interval.estimable and math.isfinite(spread)):
        return interval
    error = math.hypot(interval.standard_error, math.sqrt(spread))
    freedom = interval.degrees_of_freedom
    before = two_sided_quantile(interval.level, freedom)
    if error > 0:
        parts = interval.standard_error**4 / freedom + spread**2 / (len(figures) - 1)
        freedom = error**4 / parts
    reach = two_sided_quantile(interval.level, freedom)

    def side(limit: float) -> float:
        return reach * math.hypot((interval.value - limit) / before, math.sqrt(spread))

    p_value = None if tolerance is None else tolerance_p_value(interval.value - null, error, freedom, tolerance)
    return replace(
        interval,
        low=interval.value - side(interval.low),
        high=interval.value + side(interval.high),
        standard_error=error,
        degrees_of_freedom=freedom,
        p_value=p_value,
    )
