"""Days without posts: how likely a run of them is, how steeply posting falls, and how to say it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from audit.finding import Estimate, Finding, Reading
from audit.wording import count, percent, plural, sentence_case

#: A run of days without posts that is less likely than this, over all runs there are, stands out.
UNLIKELY = 1e-4
#: A fall from one whole month to the next is told where the first has so many posts, and so much of them is gone.
_FEWEST_POSTS, _STEEP = 100, 0.5
CAVEATS = (
    "A gap says nothing of its cause: a pause in collection, or in posting.",
    "No tolerance of days is set. The chance is taken at the lower of the rates before and after the days without posts, so the"
    " stop or slow end of a collection does not stand out by it.",
)


def gap_finding(metric: str, counted: Mapping[date, int], estimates: Sequence[Estimate]) -> Finding:
    """What is said of days without posts.

    Parameters
    ----------
    metric : str
    counted : mapping of date to int
        Posts per day, of days that have any, in order.
    estimates : sequence of Estimate
        Days spanned, days without posts, longest run of them.
    """
    days = list(counted)
    runs = [(one, other) for one, other in itertools.pairwise(days) if (other - one).days > 1]
    chances = {run: chance_of_gap(run, counted) for run in runs}
    longest = max(runs, key=_length, default=None)
    least = min(runs, key=lambda run: chances[run], default=None)
    stands_out = least is not None and chances[least] * len(runs) < UNLIKELY
    run = least if stands_out else longest
    told = _length(run) if run else 0
    silent = (days[-1] - days[0]).days + 1 - len(days)
    reading: Reading = "shown" if stands_out else "not_assessed" if run else "shown_small"
    if stands_out:
        title = f"No posts for {days_in_a_row(told)}"
        chance = " So long a run has a chance below 1 in 10,000 at the rate of posts around it."
    elif run:
        title = f"{sentence_case(_no_more(told))} without posts is not beyond what so thin a posting makes likely"
        chance = f" At the lower of the rates before and after, {_likely(chances[run] * len(runs))}."
    else:
        title, chance = "Every day has posts", ""
    return Finding(
        id=f"{metric}.gap",
        metric=metric,
        title=title,
        statement=f"The posts span {plural((days[-1] - days[0]).days + 1, 'day')}, {days[0]} to {days[-1]};"
        f" {without_posts(silent, told, run or (days[0], days[-1]))}.{chance}{steepest_fall(counted)}",
        reading=reading,
        severity="medium" if stands_out else "none",
        confidence="medium",
        harm="validity",
        estimates=tuple(each.id for each in estimates),
        headline=estimates[-1].id if run == longest else None,
        caveats=CAVEATS if run else (),
    )


def _length(run: tuple[date, date]) -> int:
    return (run[1] - run[0]).days - 1


def _no_more(days: int) -> str:
    return "one day" if days == 1 else f"a run of {plural(days, 'day')}"


def _likely(chance: float) -> str:
    """The chance of so long a run among all there are, in words."""
    if chance >= 0.5:
        return "so long a run somewhere is more likely than not"
    return f"the chance of so long a run somewhere is about 1 in {count(round(1 / chance))}"


def steepest_fall(counted: Mapping[date, int]) -> str:
    """The steepest fall of posts from one whole month to the next, where it is steep; with a blank before it, or empty.

    Numbers of posts are not told, for who wrote them is not known.
    """
    months: dict[int, int] = {}
    for day, posts in counted.items():
        months[12 * day.year + day.month - 1] = months.get(12 * day.year + day.month - 1, 0) + posts
    whole = range(min(months) + 1, max(months))  # the first and the last may be begun or broken off
    falls = [
        (1 - months.get(each + 1, 0) / months[each], each)
        for each in whole
        if each + 1 in whole and months.get(each, 0) >= _FEWEST_POSTS
    ]
    fall, at = max(falls, default=(0.0, 0))
    if fall < _STEEP:
        return ""
    first, second = (f"{month // 12}-{month % 12 + 1:02}" for month in (at, at + 1))
    return f" The steepest fall from one month to the next is by {percent(fall)}, from {first} to {second}."


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
