"""When a share stands on too little to be printed: the presentation standard of the US health statistics."""

from __future__ import annotations

import math

from .intervals import Interval

SMALLEST_N = 30
WIDEST = 0.30
NARROW = 0.05
WIDEST_RELATIVE = 1.30


def unreliable(measured: Interval, n_posts: int) -> tuple[str, ...]:
    """Reasons not to print a share; none if it may be printed.

    Parameters
    ----------
    measured : Interval
        From :func:`audit.statistics.share`.
    n_posts : int
        Posts it stands on.

    Returns
    -------
    tuple of str
        Each a clause for the report: too few posts, too few effective posts, interval too wide, interval wide for its
        share. A statement about reliability only: what may be *disclosed* is decided by the number of authors.

    References
    ----------
    Parker, J. D. et al. (2017). National Center for Health Statistics data presentation standards for proportions.
    Vital and Health Statistics 2(175).
    """
    reasons = []
    if n_posts < SMALLEST_N:
        reasons.append(f"fewer than {SMALLEST_N} posts")
    elif measured.n_effective < SMALLEST_N:
        reasons.append(f"worth fewer than {SMALLEST_N} independent posts")
    if not measured.estimable:
        reasons.append("no interval can be estimated")
        return tuple(reasons)
    width = measured.high - measured.low
    if width >= WIDEST:
        reasons.append(f"interval at least {WIDEST * 100:.0f} points wide")
    elif width > NARROW:
        relative = width / measured.value if measured.value > 0 else math.inf
        if relative > WIDEST_RELATIVE:
            reasons.append(f"interval wider than {WIDEST_RELATIVE * 100:.0f} % of the share")
    return tuple(reasons)
