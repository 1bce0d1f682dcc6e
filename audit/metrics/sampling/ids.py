"""What ids say of the collection: wrong clocks, lost digits, a sample stream, an order that is none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from audit.finding import Estimate, Finding, Severity, Weakens
from audit.metrics.base import Scope
from audit.metrics.sampling.checks import NAME, OF_VOICES, Check, census, of_share, reading_above, severity_above
from audit.metrics.sampling.clocks import CLOCKS, TITLES
from audit.metrics.sampling.ids_counts import DAY, MINUTE, ORDER, ROWS, SERIES, WIDTH, WINDOW
from audit.metrics.withheld import are_withheld
from audit.posts import BUCKETS
from audit.statistics.intervals import Interval, share
from audit.statistics.ordering import out_of_order
from audit.tally import Tally
from audit.wording import count, join, percent, plural

#: Of ids that are whole, one in a thousand ends in three zeros.
THOUSANDS = 0.05
#: Ids that went through a float are all multiples of its spacing; of whole ids some are.
FLOATS = 0.99
#: Part of all posts in any ten milliseconds of the second.
BY_CHANCE = WIDTH / 1000
#: Part from which on a collection is of the stream alone.
WHOLLY = 0.99
#: Part of posts in either half of the second.
HALF = 0.5
#: An hour: posts of one hour may be stored in any order.
_SLACK = 3600
_LEAST_ORDERED = 100

Counts = npt.NDArray[np.int64]


def judge_clocks(tally: Tally, scope: Scope) -> list[Check]:
    """Times of posting against those that ids tell, platform by platform."""
    checks = [_clock(tally, scope, name) for name in CLOCKS if tally.posts((NAME, "ids", name, "read"))]
    return checks or [Check(reasons=("no posts have both a time and an id that tells the time",))]


def _clock(tally: Tally, scope: Scope, name: str) -> Check:
    read = tally.per_bucket((NAME, "ids", name, "read"))
    if int(read.sum()) < scope.plan.floors.posts:
        return Check(reasons=(f"too few posts have a time and an id of {TITLES[name]} that tells it",))
    by_offset: dict[int, Counts] = {}
    coarse = 0
    for cell in tally.cells(NAME, "ids", name):
        if len(cell) == 5:
            offset = int(cell[4])
            by_offset[offset] = by_offset.get(offset, np.zeros(BUCKETS, np.int64)) + tally.per_bucket(cell)
            coarse += tally.posts(cell) if cell[3] in (MINUTE, DAY) else 0
    nothing = np.zeros(BUCKETS, np.int64)
    right = by_offset.pop(0, nothing)
    shifted = sum(by_offset.values(), nothing)
    parts = {"agree": right, "shifted": shifted, "astray": read - right - shifted}
    how = f"to the {'minute or day, as coarse as the times are' if 2 * coarse > int(read.sum()) else 'second'}"
    estimates = {
        each: census(f"{NAME}.ids.{name}.{each}", f"time_{each}", {"platform": name}, part, read, scope, note=how)
        for each, part in parts.items()
    }
    tolerance = scope.plan.tolerances.missing_share
    told = tuple(estimates.values())
    wrong = [each for each in ("shifted", "astray") if reading_above(estimates[each], tolerance) == "shown"]
    if not wrong:
        return Check(told, clear=f"times of posting other than those in the ids of {TITLES[name]}")
    if wrong[0] == "shifted":
        return _shifted(name, estimates, by_offset, scope)
    return _astray(name, estimates, scope)


def _shifted(name: str, estimates: dict[str, Estimate], by_offset: dict[int, Counts], scope: Scope) -> Check:
    told = tuple(estimates.values())
    estimate = estimates["shifted"]
    large = {
        offset: int(part.sum())
        for offset, part in sorted(by_offset.items(), key=lambda each: (-int(each[1].sum()), each[0]))
        if np.count_nonzero(part) >= scope.plan.floors.authors or not scope.has_authors
    }
    hours = join([_ahead(offset) for offset in list(large)[:2]]) if large else "some hours off"
    finding = Finding(
        id=f"{NAME}.ids.{name}",
        metric=NAME,
        title=f"Times of posting lie {hours} the clock of the ids",
        statement=f"{estimate.told} of {count(estimate.n_posts)} posts have a time that is {hours} the time in"
        f" their id ({TITLES[name]}), and {estimates['agree'].told} one that agrees: a time zone was lost.",
        reading="shown",
        severity=severity_above(estimate, scope.plan.tolerances.missing_share, "shown"),
        confidence="high",
        harm="validity",
        estimates=tuple(each.id for each in told),
        headline=estimate.id,
        caveats=("Two offsets an hour apart are one zone, in winter and in summer.",) if len(large) > 1 else (),
        actions=("Take the time of posting from the ids, or name the time zone when the times are read.",),
    )
    caveat = (
        "Times of posting are in another time zone than they are taken for: days and hours are cut in wrong places."
    )
    return Check(told, (finding,), weakens=(Weakens(("rhythm", "coverage", "representation"), caveat),))


def _ahead(minutes: int) -> str:
    hours = f"{abs(minutes) / 60:g}"
    return f"{hours} hour{'' if hours == '1' else 's'} {'ahead of' if minutes > 0 else 'behind'}"


def _astray(name: str, estimates: dict[str, Estimate], scope: Scope) -> Check:
    told, estimate = tuple(estimates.values()), estimates["astray"]
    some = estimate.told
    finding = Finding(
        id=f"{NAME}.ids.{name}",
        metric=NAME,
        title=f"{some} of times of posting are not those of the ids",
        statement=f"{some} of posts have a time that the time in their id ({TITLES[name]}) does not bear out, in any time zone:"
        " ids, or times, are of something else, such as the repeated post or the crawl.",
        reading="shown",
        severity=severity_above(estimate, scope.plan.tolerances.missing_share, "shown"),
        confidence="medium",
        harm="validity",
        estimates=tuple(each.id for each in told),
        headline=estimate.id,
        actions=("Find out which of the two columns is what it is called before anything is followed over time.",),
    )
    caveat = "Times of posting do not agree with the posts' ids: nothing that is counted by time can be relied on."
    return Check(told, (finding,), weakens=(Weakens(("rhythm", "coverage", "representation"), caveat),))


def judge_damage(tally: Tally, scope: Scope) -> Check:
    """Ids that lost their last digits."""
    long, wide = tally.per_bucket((NAME, "long ids")), tally.per_bucket((NAME, "ids beyond floats"))
    if int(long.sum()) < scope.plan.floors.posts:
        return Check(reasons=("no ids are long enough to lose digits",))
    thousands = census(
        f"{NAME}.ids.thousands", "rounded_share", {}, tally.per_bucket((NAME, "ids in thousands")), long, scope
    )
    told: tuple[Estimate, ...] = (thousands,)
    by_sheet, by_float = reading_above(thousands, THOUSANDS) == "shown", False
    if int(wide.sum()) >= scope.plan.floors.posts:
        floats = census(f"{NAME}.ids.floats", "float_share", {}, tally.per_bucket((NAME, "ids of floats")), wide, scope)
        told, by_float = (thousands, floats), (floats.value or 0.0) >= FLOATS
    if not by_sheet and not by_float:
        return Check(told, clear="ids that were rounded")
    if by_sheet:
        estimate, title = thousands, f"{thousands.told} of ids end in three zeros"
        why = (
            "of whole ids one in a thousand does: a spreadsheet, or another program that keeps 15 digits, rounded them"
        )
    else:
        estimate, title = told[1], f"{told[1].told} of ids are numbers that a float can hold"
        why = "of whole ids only some are: they were read as numbers of 53 bits, and their last digits are lost"
    finding = Finding(
        id=f"{NAME}.ids.rounded",
        metric=NAME,
        title=title,
        statement=f"{title}, of {plural(estimate.n_posts, 'post')} with long ids; {why}. The time in them survives, joins do not:"
        " answers, reposts and copies cannot be matched, and some posts may have been taken for one.",
        reading="shown",
        severity="high" if (estimate.value or 0) > 0.5 else "medium",
        confidence="high",
        harm="validity",
        estimates=tuple(each.id for each in told),
        headline=estimate.id,
        actions=("Go back to the file before it was opened in a spreadsheet, and read ids as text, never as numbers.",),
    )
    caveat = "Ids of posts were rounded: copies of one post and answers to it cannot be told."
    return Check(told, (finding,), weakens=(Weakens(("repetition", "concentration"), caveat),))


def judge_stream(tally: Tally, scope: Scope) -> Check:
    """The share of posts that a sample stream of Twitter gave."""
    whole, inside = tally.per_bucket((NAME, "milliseconds")), tally.per_bucket((NAME, "milliseconds", "window"))
    if int(whole.sum()) < scope.plan.floors.posts:
        return Check(reasons=("no ids of Twitter tell the millisecond, by which its sample stream is known",))
    interval = share(inside, whole, level=scope.level)
    # The window beside it holds none of the stream, and more than chance where milliseconds are uneven for another reason.
    beside = max(BY_CHANCE, tally.posts((NAME, "milliseconds", "next")) / int(whole.sum()))
    estimate = of_share(
        f"{NAME}.stream",
        "stream_share",
        {},
        inside,
        whole,
        scope,
        interval=_mixture(interval, beside),
        note="of Twitter's sample stream",
    )
    window = f"milliseconds {WINDOW} to {WINDOW + WIDTH - 1} of the second"
    tolerance = scope.plan.tolerances.missing_share
    if estimate.status != "ok" and interval.value > tolerance:
        return Check(
            (estimate,), reasons=("too few authors have ids of Twitter to tell whether its sample stream gave them",)
        )
    reading = reading_above(estimate, tolerance)
    if reading in ("shown_small", "not_assessed"):  # hidden: by fewer authors than chance may bring
        return Check((estimate,), clear="posts of Twitter's sample stream")
    value = estimate.value or 0.0
    whole_stream = value > WHOLLY
    severity: Severity = "none" if reading != "shown" else "low" if whole_stream else "medium"
    finding = Finding(
        id=f"{NAME}.stream",
        metric=NAME,
        title="These posts are of Twitter's 1% sample stream"
        if whole_stream
        else f"{percent(value)} of posts come from Twitter's 1% sample stream, the rest from elsewhere"
        if reading == "shown"
        else "Whether posts of Twitter's sample stream are among these could not be settled",
        statement=f"{percent(interval.value)} of {count(estimate.n_posts)} posts were made in {window}, where a random post is with"
        f" 1% and every post of the sample stream: {percent(value)} come from it.",
        reading=reading,
        severity=severity,
        confidence="high",
        harm="validity",
        estimates=(estimate.id,),
        headline=estimate.id,
        caveats=(
            "The stream holds whoever posts at its milliseconds, which programs can do on purpose (Pfeffer, Mayer and Morstatter"
            " 2018); threads and single accounts are in it by one post in a hundred.",
        ),
        actions=("Say so where the collection is described; do not read conversations or accounts off a stream.",),
    )
    caveat = (
        "Posts are of Twitter's 1% sample stream, wholly or in part: of an account or a conversation it holds one post in a"
        " hundred."
    )
    return Check((estimate,), (finding,), weakens=(Weakens(OF_VOICES, caveat),) if reading == "shown" else ())


def _mixture(interval: Interval, by_chance: float) -> Interval:
    """From the share within the window to the part that a stream must have given."""

    def part(value: float) -> float:
        return min(max((value - by_chance) / (1 - by_chance), 0.0), 1.0)

    return replace(
        interval,
        value=part(interval.value),
        low=part(interval.low) if np.isfinite(interval.low) else interval.low,
        high=part(interval.high) if np.isfinite(interval.high) else interval.high,
        standard_error=interval.standard_error / (1 - by_chance),
    )


def judge_limit(tally: Tally, scope: Scope) -> Check:
    """Whether posts come from a stream that was cut off in every second: they pile up where the second of its limit begins."""
    whole, half = tally.per_bucket((NAME, "milliseconds")), tally.per_bucket((NAME, "milliseconds", "half"))
    if int(whole.sum()) < scope.plan.floors.posts:
        return Check()
    outside = whole - tally.per_bucket((NAME, "milliseconds", "window"))
    rest = half - tally.per_bucket((NAME, "milliseconds", "window"))
    if int(outside.sum()) < scope.plan.floors.posts:
        return Check()
    estimate = of_share(
        f"{NAME}.limit", "first_half_second_share", {}, rest, outside, scope, note="the sample stream's window left out"
    )
    clear = Check((estimate,), clear="milliseconds of a stream that was cut off in every second")
    tolerance = scope.plan.tolerances.missing_share
    if estimate.low is None or estimate.low <= HALF + tolerance:
        return clear
    first, last = WINDOW, (WINDOW + 499) % 1000
    finding = Finding(
        id=f"{NAME}.limit",
        metric=NAME,
        title="These posts are of a stream that was cut off in every second",
        statement=f"{estimate.told} of {count(estimate.n_posts)} posts were made in the half second from millisecond {first}"
        f" to {last}, where posts of people are as many as in the other half. A filtered stream of Twitter that reached its limit"
        " of posts per second leaves this trace (Wu, Rizoiu and Xie 2020): what came later in the second is missing.",
        reading="shown",
        severity="high" if estimate.low > HALF + 3 * tolerance else "medium",
        confidence="medium",
        harm="validity",
        estimates=(estimate.id,),
        headline=estimate.id,
        caveats=("How many posts are missing the milliseconds do not tell; the stream's own limit notices do.",),
        actions=(
            "Read volumes as at least what they are, most of all at peaks, or collect in several narrower streams.",
        ),
    )
    caveat = "Posts are of a stream that was cut off in every second: the busiest moments lack most of theirs."
    return Check((estimate,), (finding,), weakens=(Weakens((*OF_VOICES, "mentions"), caveat),))


def judge_order(tally: Tally, scope: Scope) -> list[Check]:
    """Whether ids that are given one after the other rise with the time of posting."""
    if are_withheld(tally, ROWS):
        return [Check(reasons=("the order of ids is never written into a tally file",))]
    sample = tally.samples.get(ORDER)
    if sample is None or not len(sample):
        return []
    checks = []
    for series, title in enumerate(SERIES):
        rows = np.flatnonzero(sample.column("flags") == series)
        if len(rows) < _LEAST_ORDERED:
            continue
        moment, number = sample.column("moment")[rows], sample.column("number")[rows]
        order = np.lexsort((moment, number))
        wrong = out_of_order(moment[order] // _SLACK)
        bucket = sample.column("bucket")[rows][order].astype(np.int64)
        part, whole = (np.bincount(each, minlength=BUCKETS) for each in (bucket[wrong], bucket))
        name = title.casefold().replace(" ", "_")
        note = f"{count(len(rows))} posts, drawn by a hash where they are more"
        estimate = of_share(
            f"{NAME}.order.{name}", "out_of_order_share", {"series": title}, part, whole, scope, note=note
        )
        reading = reading_above(estimate, scope.plan.tolerances.missing_share)
        if reading == "shown_small" or not wrong.any() or estimate.status == "suppressed":
            checks.append(Check((estimate,), clear=f"ids of {title} out of the order of their times"))
            continue
        finding = Finding(
            id=estimate.id,
            metric=NAME,
            title=f"{estimate.told} of ids of {title} are out of the order of their times"
            if reading == "shown"
            else f"Whether ids of {title} are in the order of their times could not be settled",
            statement=f"{title.split()[0]} gives ids one after the other, and {estimate.told} of these do not rise with the"
            " time of posting: times, or ids, are of something else, or of several time zones.",
            reading=reading,
            severity=severity_above(estimate, scope.plan.tolerances.missing_share, reading),
            confidence="medium",
            harm="validity",
            estimates=(estimate.id,),
            headline=estimate.id,
            actions=("Find out which of the two columns is what it is called before anything is followed over time.",),
        )
        caveat = "Times of posting do not rise with the posts' ids: nothing that is counted by time can be relied on."
        weakens = (Weakens(("rhythm", "coverage", "representation"), caveat),) if reading == "shown" else ()
        checks.append(Check((estimate,), (finding,), weakens=weakens))
    return checks
