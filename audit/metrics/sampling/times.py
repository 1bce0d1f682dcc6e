"""What hours say of the collection: outages, a window of the day, cut days, times that are no times."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from audit.finding import Estimate, Finding, Weakens
from audit.metrics.base import Scope
from audit.metrics.sampling.checks import NAME, OF_TIME, Check, census, fact, grain, reading_above, severity_above
from audit.metrics.sampling.times_counts import HOURS, QUARTERS
from audit.statistics.daily_window import LEAST_DAYS, find_daily_window, find_hour_spike
from audit.statistics.hour_gaps import LEAST_HOURS, Outage, find_outages, missing_ends
from audit.tally import Tally
from audit.tally.sample import Sample
from audit.wording import count, join, plural, times

#: Outages that are told one by one: the longest.
MOST_TOLD = 5
#: Where this part of times stands at midnight, times are days.
MOSTLY = 0.5
#: Hours of a window of the day that leave out whole time zones, and those from which on a collection is of the day or the night.
_LONG, _NIGHT = 6, 8
_HOURS_A_DAY = 24
_TIME = "Clustered by time: what an hour lacks is held against the hours around it."

Counts = npt.NDArray[np.int64]


def judge_times(tally: Tally, scope: Scope) -> list[Check]:
    """Every check of times."""
    timed = tally.per_bucket((NAME, "timed"))
    if int(timed.sum()) < scope.plan.floors.posts:
        return [Check(reasons=("too few posts have a time for hours to be looked at",))]
    checks = [_round_times(tally, scope, timed)]
    if tally.posts((NAME, "at midnight")) > MOSTLY * int(timed.sum()):
        return [*checks, Check(reasons=("times are days, so hours are not looked at",))]
    hours, quarters = tally.samples[HOURS], tally.samples[QUARTERS]
    if not hours.complete or not quarters.complete:
        checks.append(Check(reasons=(f"posts are spread over more than {count(hours.bound)} quarters of an hour",)))
    if hours.complete:
        checks += _hours(*by_unit(hours, grain(tally)), scope)
    if quarters.complete and tally.posts((NAME, "at full hours")) <= MOSTLY * int(timed.sum()):
        checks += _days(*by_unit(quarters, grain(tally)), scope)
    return checks


def by_unit(sample: Sample, times_over: int) -> tuple[Counts, int]:
    """Posts by hour, or quarter of an hour, from the first to the last, those without posts included; and which the first is."""
    unit, posts = sample.column("first").astype(np.int64), sample.column("posts").astype(np.int64)
    dense = np.zeros(int(unit.max() - unit.min()) + 1, dtype=np.int64)
    dense[unit - unit.min()] = posts
    # A file read twice over has every post twice, and is no denser for it.
    return dense // times_over, int(unit.min())


def _round_times(tally: Tally, scope: Scope, timed: Counts) -> Check:
    midnight, full = tally.per_bucket((NAME, "at midnight")), tally.per_bucket((NAME, "at full hours"))
    told = (
        census(f"{NAME}.times.midnight", "midnight_share", {}, midnight, timed, scope),
        census(f"{NAME}.times.full_hour", "full_hour_share", {}, full, timed, scope),
    )
    tolerance = scope.plan.tolerances.missing_share
    readings = [reading_above(each, tolerance) for each in told]
    if "shown" not in readings:
        return Check(told, clear="times that stand at full hours")
    at_midnight = readings[0] == "shown"
    estimate = told[0] if at_midnight else told[1]
    where = "00:00:00 UTC" if at_midnight else "a full hour, to the second"
    finding = Finding(
        id=f"{NAME}.times",
        metric=NAME,
        title=f"{estimate.told} of times of posting stand at {where}",
        statement=f"{estimate.told} of {count(estimate.n_posts)} times stand at {where}, where chance would put"
        f" {'one in 86,400' if at_midnight else 'one in 3,600'}: these posts have a {'day' if at_midnight else 'coarse time'}, or"
        " were posted by a schedule.",
        reading="shown",
        severity=severity_above(estimate, tolerance, "shown"),
        confidence="high",
        harm="validity",
        estimates=tuple(each.id for each in told),
        headline=estimate.id,
        actions=("Read hours of posting from posts that have one; a day is no time of day.",),
    )
    caveat = "Many times of posting are rounded: hours of the day are not those at which people posted."
    return Check(told, (finding,), weakens=(Weakens(("rhythm",), caveat),))


def _hours(posts: Counts, first: int, scope: Scope) -> list[Check]:
    whole = int(posts.sum())
    if len(posts) < LEAST_HOURS:
        return [Check(reasons=("posts span fewer than two weeks, in which the rhythm of a week cannot be seen",))]
    outages = find_outages(posts, first)
    lost = sum(each.hours for each in outages)
    told = (
        fact("outages", len(outages), "count", scope, n_posts=whole),
        fact("outage_hours", lost, "hours", scope, n_posts=whole),
    )
    checks = [Check(told, clear="hours without posts that the rhythm of the week does not explain")]
    if outages:
        checks = [_outages(outages, posts, first, scope, told)]
    head, tail = missing_ends(posts, first)
    if head is not None or tail is not None:
        checks.append(_ends(head, tail, first, len(posts), whole, scope))
    else:
        checks.append(Check(clear="days cut short at the beginning or the end"))
    return checks


def _outages(outages: list[Outage], posts: Counts, first: int, scope: Scope, told: tuple[Estimate, ...]) -> Check:
    lost = sum(each.hours for each in outages)
    expected = sum(each.expected for each in outages)
    part = lost / len(posts)
    longest = sorted(outages, key=lambda each: (-each.hours, each.start))[:MOST_TOLD]
    spans = [
        f"{moment(first + each.start)} to {moment(first + each.end)} ({plural(each.hours, 'hour')}, {count(each.seen)} posts"
        f" where {count(each.expected)} were to be expected)"
        for each in sorted(longest, key=lambda each: each.start)
    ]
    finding = Finding(
        id=f"{NAME}.outages",
        metric=NAME,
        title=f"No posts, or hardly any, for {plural(lost, 'hour')} where others were to be expected"
        if len(outages) == 1
        else f"{count(len(outages))} times no posts, or hardly any, for {plural(lost, 'hour')} in all",
        statement=f"{'The longest: ' if len(outages) > MOST_TOLD else ''}{join(spans)}. All times are UTC; about"
        f" {count(expected)} posts are missing, at the lower of the rates before and after.",
        reading="shown",
        severity="high" if part > 3 * scope.plan.tolerances.missing_share else "medium",
        confidence="medium",
        harm="validity",
        estimates=tuple(each.id for each in told),
        headline=f"{NAME}.outage_hours",
        caveats=("A gap says nothing of its cause: a pause in collection, of the platform, or in posting.", _TIME),
        actions=("Collect these hours again, or leave whole days out on both sides of a comparison over time.",),
    )
    caveat = "There are hours or days with no posts, or hardly any: what people spoke of then is missing."
    tells = ("coverage.gap",) if _has_longest_gap(outages, posts, first) else ()
    return Check(told, (finding,), weakens=(Weakens(OF_TIME, caveat),), tells=tells)


def _has_longest_gap(outages: list[Outage], posts: Counts, first: int) -> bool:
    """Whether the days in a row without posts, of which `coverage` tells, are hours of one outage."""
    lead = first % _HOURS_A_DAY
    padded = np.concatenate([np.ones(lead, np.int64), posts, np.ones(-(lead + len(posts)) % _HOURS_A_DAY, np.int64)])
    full = np.flatnonzero(padded.reshape(-1, _HOURS_A_DAY).any(axis=1))
    spans = np.diff(full)
    if not len(spans) or spans.max() < 2:
        return False
    at = int(spans.argmax())
    begin, end = ((int(day) * _HOURS_A_DAY) - lead for day in (full[at] + 1, full[at + 1]))
    return any(each.start <= begin and end <= each.end for each in outages)


def _ends(head: Outage | None, tail: Outage | None, first: int, hours: int, posts: int, scope: Scope) -> Check:
    said, told = [], []
    if head is not None:
        said.append(f"The first day begins at {moment(first)}")
        told.append(fact("first_day_missing", head.hours, "count", scope, n_posts=posts, note="hours of the first day"))
    if tail is not None:
        said.append(f"{'the' if said else 'The'} last day ends at {moment(first + hours)}")
        told.append(fact("last_day_missing", tail.hours, "count", scope, n_posts=posts, note="hours of the last day"))
    finding = Finding(
        id=f"{NAME}.ends",
        metric=NAME,
        title="Days are cut short at the " + join([each for each, one in (("beginning", head), ("end", tail)) if one]),
        statement=f"{join(said)} (UTC), with posts to be expected beyond: counts of these days are of parts of days.",
        reading="shown",
        severity="low",
        confidence="high",
        harm="validity",
        estimates=tuple(each.id for each in told),
        caveats=(_TIME,),
        actions=("Leave the first and the last day out where days are compared.",),
    )
    return Check(tuple(told), (finding,))


def _days(quarters: Counts, first: int, scope: Scope) -> list[Check]:
    lead = first % 96
    padded = np.concatenate([np.zeros(lead, np.int64), quarters, np.zeros(-(lead + len(quarters)) % 96, np.int64)])
    table = padded.reshape(-1, 96)
    table = table[table.any(axis=1)]
    if len(table) < LEAST_DAYS:
        return [Check(reasons=("fewer than two weeks of days have posts, in which hours of the day are not compared",))]
    return [_window(table, scope), _spike(table, scope)]


def _spike(table: Counts, scope: Scope) -> Check:
    spike = find_hour_spike(table)
    if spike is None:
        return Check(clear="an hour of the day that stands out day after day")
    posts = int(table.sum())
    told = (
        fact(
            "hour_spike",
            spike.seen,
            "count",
            scope,
            n_posts=posts,
            note=f"posts at {spike.hour:02}:00 to {spike.hour:02}:59 UTC",
        ),
    )
    finding = Finding(
        id=f"{NAME}.hour_spike",
        metric=NAME,
        title=f"One hour of the day, {spike.hour:02}:00 UTC, has {times(spike.seen / max(spike.expected, 1))} the posts of the hours beside it",
        statement=f"{count(spike.seen)} of {count(posts)} posts stand at {spike.hour:02}:00 to {spike.hour:02}:59 UTC, day after day, where"
        f" the hours beside it have {count(spike.expected)} on average: a time that stands for none, a schedule, or a collector that"
        " runs once a day.",
        reading="shown",
        severity="medium" if spike.seen - spike.expected > 2 * scope.plan.tolerances.missing_share * posts else "low",
        confidence="medium",
        harm="validity",
        estimates=tuple(each.id for each in told),
        headline=told[0].id,
        caveats=(_TIME,),
        actions=("Look at the posts of this hour before hours of the day are read.",),
    )
    caveat = "One hour of the day has too many posts: hours of the day are not those at which people posted."
    return Check(told, (finding,), weakens=(Weakens(("rhythm",), caveat),))


def _window(table: Counts, scope: Scope) -> Check:
    posts = int(table.sum())
    window = find_daily_window(table)
    if window is None:
        return Check(clear="a window of the day that is empty day after day")
    hours = (window.end - window.start) / 4
    told = (fact("daily_window_hours", hours, "count", scope, n_posts=posts),)
    when = f"{_clock(window.start)} to {_clock(window.end)} UTC"
    outside = f"{_clock(window.end)} to {_clock(window.start)} UTC"
    finding = Finding(
        id=f"{NAME}.daily_window",
        metric=NAME,
        title=f"Posts are from {outside} only" if hours >= _NIGHT else f"Every day lacks {when}",
        statement=f"On {count(len(table))} days, {plural(window.seen, 'post')} stand{'s' if window.seen == 1 else ''} between {when},"
        f" where the hours beside them would bring {count(window.expected)}: collecting stopped then, day after day.",
        reading="shown",
        severity="high" if hours >= _LONG else "medium",
        confidence="high",
        harm="validity",
        estimates=tuple(each.id for each in told),
        headline=told[0].id,
        caveats=("Who is awake in these hours is missing: people of some time zones more than others.", _TIME),
        actions=("Collect around the clock, or say whose day the data are of.",),
    )
    caveat = f"No posts were collected between {when}, day after day: people of some time zones are missing."
    return Check(told, (finding,), weakens=(Weakens(OF_TIME, caveat),))


def _clock(quarter: int) -> str:
    return f"{quarter // 4 % 24:02}:{quarter % 4 * 15:02}"


def moment(hour: int) -> str:
    """An hour since 1970 as date and time, UTC."""
    return f"{datetime.fromtimestamp(hour * 3600, UTC):%Y-%m-%d %H:%M}"
