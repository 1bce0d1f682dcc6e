"""Ratios that would tell of a hidden group: the others of a printed group hold it, and all else of them is printed.

Of a printed group the rate is known, so a ratio tells the rate of the others; take away the other printed groups, and what
is left is the hidden one. Such a ratio is printed more coarsely: two figures would still give a few posts of a hundred away.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from audit.finding import Estimate
from audit.metrics.contrast import rounded_up
from audit.metrics.weighed import Counted, share, total

NOTE = "rounded: the others hold a hidden group"
_STEPS = (1.0, 2.0, 5.0, 10.0)


def tells(hidden: Iterable[tuple[Counted, Counted]], floor: int) -> bool:
    """Whether what is hidden among the others is so little that it may not be worked out.

    Parameters
    ----------
    hidden : iterable of (Counted, Counted)
        Of each group without a printed rate: its posts that are marked, and all of them.
    floor : int
        Fewest authors that may be shown.
    """
    pairs = list(hidden)
    marked, posts = (total(each) for each in zip(*pairs, strict=True)) if pairs else (total(()), total(()))
    return any(0 < np.count_nonzero(each) < floor for each in (marked, posts, posts - marked))


def coarse(estimate: Estimate, others: Counted, other_posts: Counted, floor: int) -> Estimate:
    """The ratio on a grid whose step is worth half ``floor`` marked posts of the others, so that hidden ones do not follow.

    Its limits are rounded outwards, so that no reading is gained by it.

    Parameters
    ----------
    estimate : Estimate
        A ratio that has a value.
    others, other_posts : Counted
        Posts of the others that are marked, and all of them.
    floor : int
    """
    if estimate.status != "ok" or not estimate.value:
        return estimate
    rate = share(others, other_posts, level=estimate.level)
    step = _wide(estimate.value * floor / 2 / max(rate.value * rate.n_effective, 1.0))

    def on_grid(value: float) -> float:
        return float(f"{value * step:.6g}")

    return replace(
        estimate,
        value=on_grid(max(round(estimate.value / step), 1)),
        low=None if estimate.low is None else on_grid(math.floor(estimate.low / step)),
        high=None if estimate.high is None else on_grid(math.ceil(estimate.high / step)),
        p_value=rounded_up(estimate.p_value, 1),
        n_effective=None,
        detectable=None if estimate.detectable is None else float(f"{estimate.detectable:.2g}"),
        degrees_of_freedom=None,
        note="; ".join(each for each in (estimate.note, NOTE) if each),
    )


def _wide(least: float) -> float:
    """The narrowest round step that is as wide as this."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(each * power for each in _STEPS if each * power >= least * (1 - 1e-9))
