"""Many tests at once: the false discovery rate."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def benjamini_hochberg(p_values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Adjusted p-values (q-values) of one family of tests.

    Parameters
    ----------
    p_values : array_like of float, shape (m,)
        NaN where no test could be made: it stays NaN and does not count towards the family.

    Returns
    -------
    ndarray of float64, shape (m,)
        Rejecting where ``q <= 0.05`` keeps the expected share of false discoveries at 5 % or less, for tests that are
        independent or positively dependent.

    Raises
    ------
    ValueError
        A p-value outside [0, 1].

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical
    Society B 57(1), 289-300.

    Examples
    --------
    >>> [round(float(q), 3) for q in benjamini_hochberg([0.01, 0.04, 0.03, float("nan")])]
    [0.03, 0.04, 0.04, nan]
    """
    p = np.asarray(p_values, dtype=np.float64)
    tested = ~np.isnan(p)
    family = p[tested]
    if ((family < 0) | (family > 1)).any():
        raise ValueError("p-values must be between 0 and 1")
    q = np.full(p.shape, np.nan)
    m = len(family)
    if m:
        order = np.argsort(family, kind="stable")
        stepped = family[order] * m / np.arange(1, m + 1)
        # Step up: a larger p-value never has a smaller q than one below it.
        adjusted = np.empty(m)
        adjusted[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
        q[tested] = adjusted
    return q
