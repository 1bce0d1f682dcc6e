"""Days without posts: how likely a run of them is, and how to say it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from audit.wording import plural


def chance_of_gap(gap: tuple[date, date], counted: Mapping[date, int]) -> float:
    """Chance that so many days in a row stay empty at the lower of the rates before and after.

    Posts per day are taken as quasi-Poisson: a gap in which mu posts were to be expected is empty with chance
    exp(-mu / phi), phi being variance over mean of the days around it, and at least 1 (McCullagh and Nelder 1989). The
    lower rate is taken so that a dataset that grows, or has a few early stragglers, has no gap for that.
    """
    empty = (gap[1] - gap[0]).days - 1
    window = max(7, empty)

    def around(start: date, step: int) -> npt.NDArray[np.int64]:
        return np.array([counted.get(start + timedelta(days=step * offset), 0) for offset in range(window)])

    before, after = around(gap[0], -1), around(gap[1], 1)
    both = np.concatenate([before, after])
    phi = max(1.0, float(both.var() / both.mean()))
    return float(np.exp(-empty * min(before.mean(), after.mean()) / phi))


def days_in_a_row(days: int) -> str:
    """A run of days in words; one day is no row."""
    return plural(days, "day") if days == 1 else f"{plural(days, 'day')} in a row"


def without_posts(days: int, run: int, ends: tuple[date, date]) -> str:
    """The days without posts, and the run of them that is pointed at, in words."""
    if days == 0:
        return "every day has posts"
    where = f"between {ends[0]} and {ends[1]}"
    if days == 1:
        return f"1 day has none, {where}"
    return (
        f"{plural(days, 'day')} have none, {f'one of them {where}' if run == 1 else f'{run} of them in a row, {where}'}"
    )
