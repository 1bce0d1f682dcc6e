"""Hours without posts that the rhythm of a week, and how unevenly posts come, do not explain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

WEEK, DAY = 168, 24
#: Two weeks are the least in which an hour of the week is seen twice.
LEAST_HOURS = 14 * DAY
#: Chance, over all hours of the span, below which an outage is believed.
CHANCE = 1e-4
#: An hour with less than this part of what is usual then may belong to an outage: a trickle often goes on.
TRICKLE = 0.1
#: Posts that an hour of the week borrows from its hour of the day and its day of the week.
_BORROWED = 10.0
#: Hours at least on either side that a rate is read from.
_LEAST_SIDE = 24
#: Blocks as long as the outage on either side, from which is read how unevenly posts come at that length.
_BLOCKS = 8
_LIMIT = 0.05
_LEAST_BLOCKS = 4
#: No hour is quite without posts, or nothing could be divided by what is usual.
_LEAST_USUAL = 1e-6
_ROUNDS = 4


@dataclass(frozen=True)
class Outage:
    """Hours ``start`` to ``end`` (not included) since the first; ``chance`` is over all hours of the span."""

    start: int
    end: int
    seen: int
    expected: float
    chance: float

    @property
    def hours(self) -> int:
        """How long it lasted."""
        return self.end - self.start


def week_profile(posts: npt.ArrayLike, first_hour: int) -> Floats:
    """How many times the mean rate is usual in each hour of the week.

    Parameters
    ----------
    posts : array_like of int, shape (h,)
        Posts per hour, hours without posts included.
    first_hour : int
        Hours since 1970-01-01 00:00 UTC of the first.

    Returns
    -------
    ndarray of float64, shape (168,)
        Mean about 1, from Thursday 00:00 UTC on. Hours with more than the 99th percentile count as that, so that one event makes
        no rhythm; an hour of the week that has few posts leans on its hour of the day and its day of the week.
    """
    counts = np.asarray(posts, dtype=np.float64)
    hour = (first_hour + np.arange(len(counts))) % WEEK
    if counts.any():
        counts = np.minimum(counts, max(np.quantile(counts[counts > 0], 0.99), 1.0))
    mean = counts.mean() if counts.any() else 1.0

    def relative(of: npt.NDArray[np.int64], size: int) -> Floats:
        hours = np.bincount(of, minlength=size)
        found = np.bincount(of, counts, minlength=size) / (np.maximum(hours, 1) * mean)
        return np.where(hours > 0, found, 1.0)

    every = np.arange(WEEK)
    lean = relative(hour % DAY, DAY)[every % DAY] * relative(hour // DAY, 7)[every // DAY]
    seen, hours = np.bincount(hour, counts, minlength=WEEK), np.bincount(hour, minlength=WEEK)
    profile: Floats = (seen + _BORROWED * lean) / (mean * hours + _BORROWED)
    return np.maximum(profile, _LEAST_USUAL)


def find_outages(posts: npt.ArrayLike, first_hour: int, *, chance: float = CHANCE) -> list[Outage]:
    """Outages: runs of hours with a trickle at most where posts were to be expected.

    Parameters
    ----------
    posts : array_like of int, shape (h,)
        Posts per hour from the first hour with posts to the last.
    first_hour : int
        Hours since 1970-01-01 00:00 UTC of the first.
    chance : float
        Over all hours, below which a run is an outage.

    Returns
    -------
    list of Outage
        In order of time; none where there are fewer hours than :data:`LEAST_HOURS`.

    Notes
    -----
    Of a run of L hours, ``mu`` posts were to be expected: the lower of the rates before and after, times the profile of the week. A
    rate is the median over blocks of L hours, a week at most, over a week or eight blocks on each side; the lower is taken so that a dataset that grows has no
    gap for that, and medians so that a burst makes none. How unevenly posts come is the spread of the blocks below the median, less what
    chance adds, at its upper 95 % limit: bursts say nothing of how quiet it gets. With spread ``c²`` in squares of the rate, the chance
    of so few posts is that of a negative binomial variable of mean ``mu`` and size ``1 / c²``, times the number of hours at which a run
    can begin. What was found is left out of its neighbours' rates, and the search is made again.

    References
    ----------
    Hilbe, J. M. (2011). Negative Binomial Regression, 2nd edition, section 8.2, for counts whose rate varies.
    """
    counts = np.asarray(posts, dtype=np.int64)
    if len(counts) < LEAST_HOURS or not counts.any():
        return []
    usual = week_profile(counts, first_hour)[(first_hour + np.arange(len(counts))) % WEEK]
    runs = _quiet_runs(counts, usual)
    usable = np.ones(len(counts), dtype=bool)
    found: dict[int, Outage] = {}
    for _ in range(_ROUNDS):
        new = [
            each
            for start, end in runs
            if start not in found
            and (each := _judged(counts, usual, usable, start, end)) is not None
            and each.chance < chance
        ]
        for each in new:
            found[each.start] = each
            usable[each.start : each.end] = False
        if not new:
            break
    return [found[start] for start in sorted(found)]


def missing_ends(
    posts: npt.ArrayLike, first_hour: int, *, chance: float = CHANCE
) -> tuple[Outage | None, Outage | None]:
    """The part of the first day before the first hour with posts, and of the last day after the last, where posts were to be expected.

    Parameters and notes are those of :func:`find_outages`; an outage at the start has negative hours, one at the end begins at
    the number of hours.
    """
    counts = np.asarray(posts, dtype=np.int64)
    if len(counts) < LEAST_HOURS or not counts.any():
        return None, None
    before, after = first_hour % DAY, -(first_hour + len(counts)) % DAY
    padded = np.concatenate([np.zeros(before, np.int64), counts, np.zeros(after, np.int64)])
    start = first_hour - before
    usual = week_profile(counts, first_hour)[(start + np.arange(len(padded))) % WEEK]
    usable = np.ones(len(padded), dtype=bool)
    head = _judged(padded, usual, usable, 0, before) if before else None
    tail = _judged(padded, usual, usable, len(padded) - after, len(padded)) if after else None
    ends = [
        Outage(each.start - before, each.end - before, each.seen, each.expected, each.chance)
        if each is not None and each.chance < chance
        else None
        for each in (head, tail)
    ]
    return ends[0], ends[1]


def lower_spread(posts: Floats, expected: Floats) -> float:
    """Squared spread of rates below their median, in squares of it, at its upper 95 % limit; infinite where too few tell.

    Parameters
    ----------
    posts, expected : ndarray of float64, shape (n,)
        Counts, and what the median rate would bring.
    """
    low = posts < expected
    told = int(low.sum())
    if told < _LEAST_BLOCKS:
        return np.inf
    from scipy.stats import chi2

    square = ((posts[low] / expected[low] - 1) ** 2).sum() / float(chi2.ppf(_LIMIT, told))
    return max(0.0, float(square - (1 / expected[low]).mean()))


def chance_of_so_few(seen: float, expected: float, spread: float) -> float:
    """Chance of so few posts, or fewer, where counts are negative binomial with variance ``expected + spread expected²``."""
    if not np.isfinite(spread) or expected <= 0:
        return 1.0
    from scipy.stats import nbinom, poisson

    if spread <= 0:
        return float(poisson.cdf(seen, expected))
    return float(nbinom.cdf(seen, 1 / spread, 1 / (1 + spread * expected)))


def _quiet_runs(counts: Counts, usual: Floats) -> list[tuple[int, int]]:
    """Runs of hours with a trickle at most, in which the median level of two weeks would have brought any posts."""
    days = -(-len(counts) // DAY)
    level = np.zeros(days)
    for day in range(days):
        low, high = max(day - 7, 0) * DAY, (day + 8) * DAY
        whole = usual[low:high].sum()
        level[day] = counts[low:high].sum() / whole if whole else 0.0
    quiet = counts <= TRICKLE * np.repeat(level, DAY)[: len(counts)] * usual
    edges = np.flatnonzero(np.diff(np.r_[False, quiet, False]))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _judged(counts: Counts, usual: Floats, usable: npt.NDArray[np.bool_], start: int, end: int) -> Outage | None:
    length = end - start
    reach = max(WEEK, _BLOCKS * min(length, WEEK))
    sides = [
        rows[usable[rows]]
        for rows in (np.arange(start - 1, max(start - reach, 0) - 1, -1), np.arange(end, min(end + reach, len(counts))))
    ]
    # At the ends of the span there is one side alone.
    open_ended = start == 0 or end == len(counts)
    sides = [each for each in sides if len(each) >= max(_LEAST_SIDE, min(length, WEEK)) and usual[each].sum() > 0]
    if not sides or (len(sides) < 2 and not open_ended):
        return None
    seen = int(counts[start:end].sum())
    # Blocks of the length of the run, nearest first, or shorter ones, which differ more: weeks at most, and so that a side has some.
    size = min(length, WEEK, max(1, min(map(len, sides)) // _LEAST_BLOCKS))
    blocks = [_blocks(counts, usual, each, size) for each in sides]
    rates = [float(np.median(posts / normal)) for posts, normal in blocks]
    expected = min(rates) * float(usual[start:end].sum())
    if chance_of_so_few(seen, expected, 0.0) * len(counts) >= CHANCE:
        return None
    at_median = [normal * rate for (_, normal), rate in zip(blocks, rates, strict=True)]
    spread = lower_spread(np.concatenate([posts for posts, _ in blocks]), np.concatenate(at_median))
    return Outage(start, end, seen, expected, min(1.0, chance_of_so_few(seen, expected, spread) * len(counts)))


def _blocks(counts: Counts, usual: Floats, rows: Counts, length: int) -> tuple[Floats, Floats]:
    """Posts of blocks of so many hours, and what is usual in them."""
    whole = rows[: len(rows) // length * length].reshape(-1, length)
    return counts[whole].sum(axis=1).astype(np.float64), usual[whole].sum(axis=1)
