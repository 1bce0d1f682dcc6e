"""The calendar of a collection: on which days, or in which months, it has few posts, many, or none."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import date

from audit.finding import Block, Chart, Estimate
from audit.metrics.base import Scope
from audit.wording import count

#: A span of more days is drawn by month: a week is one column, and a page holds about 54.
MOST_DAYS = 371
#: Years that a calendar of months draws, the last ones.
MOST_YEARS = 24
#: Bands of numbers of posts, each ten times the one before.
BANDS = 5
#: Numbers of posts below it are never told apart, whatever the plan's floor.
_LEAST = 10
_LABELS = ("days from first to last", "days without posts", "longest run of days without posts")


def calendar(counted: Mapping[date, int], scope: Scope, estimates: Sequence[Estimate]) -> Block | None:
    """The block of the calendar; None where there are too few authors, or posts, for anything to be told of days.

    Parameters
    ----------
    counted : mapping of date to int
        Posts per day, of days that have any, in order.
    scope : Scope
    estimates : sequence of Estimate
        Days spanned, days without posts, longest gap: the figures beside the calendar.

    Notes
    -----
    How many authors wrote on a day is not known, so no day's number is printed: only its order of magnitude, and no finer
    than the floor for authors. What is told beyond that, that a day has posts or none, the dates of gaps tell too.
    """
    floor = max(scope.plan.floors.authors, _LEAST)
    voices = scope.authors if scope.has_authors else scope.posts
    if not counted or voices < floor:
        return None
    days = list(counted)
    by_month = (days[-1] - days[0]).days >= MOST_DAYS
    grouped: dict[int, int] = {}
    for day, posts in counted.items():
        when = 12 * day.year + day.month - 1 if by_month else day.toordinal()
        grouped[when] = grouped.get(when, 0) + posts
    first = 12 * (days[-1].year - MOST_YEARS + 1) if by_month else 0
    points = tuple((float(when), float(_band(posts, floor))) for when, posts in grouped.items() if when >= first)
    unit = "month" if by_month else "day"
    caption = f"Posts per {unit} (UTC), by order of magnitude; crosses are {unit}s between the first and the last without any."
    if by_month:
        caption += " Days without posts within a month are not seen in it."
    if len(points) < len(grouped):
        caption += f" Years before {first // 12} are not drawn."
    chart = Chart(
        "months" if by_month else "days",
        tuple((each.id,) for each in estimates),
        _LABELS,
        f"posts per {unit}",
        _names(floor),
        caption,
        points,
    )
    metric = estimates[0].metric
    return Block(f"{metric}.gap", metric, f"Posts by {unit}", "", chart)


def _band(posts: int, floor: int) -> int:
    return next((band for band in range(BANDS - 1) if posts < floor * 10**band), BANDS - 1)


def _names(floor: int) -> tuple[str, ...]:
    """What the bands are called: fewer than 10, 10 to 99, and so on."""
    edges = [floor * 10**band for band in range(BANDS - 1)]
    between = (f"{count(low)} to {count(high - 1)}" for low, high in itertools.pairwise(edges))
    return (f"fewer than {count(edges[0])}", *between, f"{count(edges[-1])} or more")
