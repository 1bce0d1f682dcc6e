"""Hours of the day that are empty day after day, and hours that are too full."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .hour_gaps import CHANCE, Floats, chance_of_so_few, lower_spread

#: Quarters of an hour in a day.
QUARTERS = 96
#: Days at least.
LEAST_DAYS = 14
#: A window has at most this part of what the hours beside it have, and these at least this part of the mean: people's nights fade,
#: collectors stop. One that stops in the dead of night is not told from it.
STRAY, FULL = 0.01, 0.3
#: Quarters beside a window that its rate is read from, after one that may be cut in two.
_SHOULDER, _EDGE = 4, 1
_LEAST_QUARTERS = 2
#: Posts of a block of days that days are compared by.
_LEAST_PER_BLOCK = 10.0


@dataclass(frozen=True)
class DailyWindow:
    """Quarters ``start`` to ``end`` of the day (UTC; ``end`` may be past midnight), empty on all days."""

    start: int
    end: int
    seen: int
    expected: float
    chance: float


#: An hour has at least so many times the posts of either hour beside it, in this part of stretches of days, of which there are so many.
SPIKE, MOSTLY, LEAST_STRETCHES = 2.0, 0.8, 8


@dataclass(frozen=True)
class HourSpike:
    """An hour of the day (UTC) with more posts than both its neighbours; ``expected`` is their mean."""

    hour: int
    seen: int
    expected: float


def find_hour_spike(posts: npt.ArrayLike) -> HourSpike | None:
    """The hour of the day that stands out most from the hours beside it, day after day.

    Parameters
    ----------
    posts : array_like of int, shape (d, 96)
        As for :func:`find_daily_window`.

    Returns
    -------
    HourSpike or None
        None where no hour has twice the posts of either neighbour, in all and in four fifths of eight or more stretches of days
        with ten posts or more in that hour: one event makes no spike.
    """
    table = np.asarray(posts, dtype=np.float64).reshape(-1, 24, QUARTERS // 24).sum(axis=2)
    best: HourSpike | None = None
    for hour in range(24) if len(table) >= LEAST_DAYS else ():
        own, beside = table[:, hour], np.maximum(table[:, hour - 1], table[:, (hour + 1) % 24])
        sides = table[:, [hour - 1, (hour + 1) % 24]].sum(axis=0)
        if not own.any() or own.sum() < SPIKE * sides.max():
            continue
        size = int(np.ceil(_LEAST_PER_BLOCK / own.mean()))
        stretches = len(table) // size
        inside, outside = (each[: stretches * size].reshape(stretches, size).sum(axis=1) for each in (own, beside))
        if stretches >= LEAST_STRETCHES and (inside >= SPIKE * outside).mean() >= MOSTLY:
            found = HourSpike(hour, int(own.sum()), float(sides.mean()))
            if best is None or found.seen - found.expected > best.seen - best.expected:
                best = found
    return best


def find_daily_window(posts: npt.ArrayLike) -> DailyWindow | None:
    """The longest window of the day that is empty on all days, with sharp edges.

    Parameters
    ----------
    posts : array_like of int, shape (d, 96)
        Posts by day and quarter of an hour, days without posts left out.

    Returns
    -------
    DailyWindow or None
        None where there is none, or fewer days than :data:`LEAST_DAYS`.

    Notes
    -----
    Of a window the expected posts are those of the quieter of the two hours beside it, for as long as it lasts. A night has few
    posts next to it; where a collector stops, the hour before is as full as any. Days differ: the spread is that of these hours
    over days, as for outages.
    """
    table = np.asarray(posts, dtype=np.float64)
    if len(table) < LEAST_DAYS:
        return None
    total = table.sum(axis=0)
    best: DailyWindow | None = None
    for length in range(QUARTERS - 2 * (_SHOULDER + _EDGE), _LEAST_QUARTERS - 1, -1):
        sums = _around(total, 0, length)
        before, after = _around(total, -_EDGE - _SHOULDER, _SHOULDER), _around(total, length + _EDGE, _SHOULDER)
        expected = np.minimum(before, after) * length / _SHOULDER
        sharp = (sums <= STRAY * expected) & (expected > FULL * length * total.mean())
        for start in np.flatnonzero(sharp).tolist():
            side = start - _EDGE - _SHOULDER if before[start] <= after[start] else start + length + _EDGE
            daily = table[:, (side + np.arange(_SHOULDER)) % QUARTERS].sum(axis=1)
            spread = _spread_of_sum(daily)
            chance = min(1.0, chance_of_so_few(float(sums[start]), float(expected[start]), spread) * QUARTERS)
            if chance < CHANCE and (best is None or chance < best.chance):
                best = DailyWindow(start, start + length, int(sums[start]), float(expected[start]), chance)
        if best is not None:
            return best
    return None


def _spread_of_sum(daily: Floats) -> float:
    """Squared spread of the sum over days, from as many days at a time as bring some posts."""
    if not daily.any():
        return float("inf")
    size = int(np.ceil(_LEAST_PER_BLOCK / daily.mean()))
    blocks = daily[: len(daily) // size * size].reshape(-1, size).sum(axis=1)
    usual = float(np.median(blocks)) if len(blocks) else 0.0
    return lower_spread(blocks, np.full(len(blocks), usual)) / len(blocks) if usual else float("inf")


def _around(total: Floats, offset: int, length: int) -> Floats:
    """Sums of ``length`` quarters from ``offset`` after each quarter, around the clock."""
    index = (np.arange(QUARTERS)[:, None] + offset + np.arange(length)) % QUARTERS
    sums: Floats = total[index].sum(axis=1)
    return sums
