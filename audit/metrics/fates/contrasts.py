"""How a group's fates differ from those of all posts: as a difference and as a ratio, for every metric of fates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from audit.finding import Estimate, Unit
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, with_q_values
from audit.metrics.fates.hiding import Fates
from audit.statistics import contrasts
from audit.statistics.intervals import Interval


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Both comparisons with all posts, if there are any."""

    difference: Contrast | None = None
    ratio: Contrast | None = None


_Told = TypeVar("_Told", bound=Compared)


def compared(
    own: tuple[Fates, Fates],
    every: tuple[Fates, Fates],
    scope: Scope,
    estimate: Callable[[str, Interval, Unit], Estimate],
) -> dict[str, Contrast]:
    """Both comparisons of a group with all posts, as keywords of :class:`Compared`.

    Parameters
    ----------
    own, every : (ndarray, ndarray) of int64, shape (128,)
        Posts that have an outcome, and those that might, by author bucket: of the group, and of all.
    scope : Scope
    estimate : callable
        From a measure, its interval and its unit to what is printed of it.
    """
    tolerances, level = scope.plan.tolerances, scope.level
    gap, times = tolerances.share_gap, tolerances.rate_ratio
    less = contrasts.difference(*own, *every, level=level, tolerance=gap)
    over = contrasts.ratio(*own, *every, level=level, tolerance=times)
    return {
        "difference": Contrast(estimate("difference", less, "points"), gap),
        "ratio": Contrast(estimate("ratio", over, "ratio"), times, null=1.0),
    }


def with_family(told: Sequence[_Told]) -> list[_Told]:
    """What is told of several groups, its comparisons corrected for how many there are."""
    given = [each for one in told for each in (one.difference, one.ratio) if each is not None]
    known = {each.estimate.id: each for each in with_q_values(given)}

    def adjusted(contrast: Contrast | None) -> Contrast | None:
        return None if contrast is None else known[contrast.estimate.id]

    return [replace(each, difference=adjusted(each.difference), ratio=adjusted(each.ratio)) for each in told]


def fewest(*cells: Fates) -> int:
    """Authors, at least, of the smallest cell that is not empty."""
    return min((int(np.count_nonzero(each)) for each in cells if each.any()), default=0)
