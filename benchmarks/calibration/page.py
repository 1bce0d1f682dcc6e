"""The page that says how the intervals do, from the summary."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence

from .concentration import FLOOR_AUTHORS, IN_THE_LIMIT, described
from .grid import ENOUGH_AUTHORS
from .rows import Row

LOWEST, HIGHEST, LOWEST_OF_FEW = 0.92, 0.98, 0.88


def outside(rows: Iterable[Row]) -> list[Row]:
    """Cells with enough effective authors whose coverage is outside 92 to 98 % by more than two Monte-Carlo errors.

    Without cells whose figure a report never prints.
    """
    return [
        each
        for each in rows
        if each.effective_authors >= ENOUGH_AUTHORS
        and not never_printed(each)
        and not math.isnan(each.value)
        and not LOWEST - 2 * each.error <= each.value <= HIGHEST + 2 * each.error
    ]


def too_low(rows: Iterable[Row]) -> list[Row]:
    """Those of them that are below."""
    return [each for each in outside(rows) if each.value < LOWEST]


def low_and_unmarked(rows: Iterable[Row]) -> list[Row]:
    """Cells with fewer effective authors, below 88 %, whose figures a report mostly does not mark."""
    return [
        each
        for each in rows
        if each.effective_authors < ENOUGH_AUTHORS
        and each.value < LOWEST_OF_FEW - 2 * each.error
        and each.unprinted < 0.5
        and not never_printed(each)
    ]


def never_printed(row: Row) -> bool:
    """Whether the figure describes too few authors to be printed."""
    return described(row.measure.removesuffix(IN_THE_LIMIT), row.authors) < FLOOR_AUTHORS


def calibration_page(rows: Sequence[Row]) -> str:
    """``docs/calibration.md``."""
    covered = [each for each in rows if each.kind == "coverage"]
    parts = [
        _HEAD,
        _summary([each for each in covered if not each.measure.endswith(IN_THE_LIMIT)]),
        _OUTSIDE,
        _exceptions([each for each in covered if not each.measure.endswith(IN_THE_LIMIT)]),
        _WHY,
        _LIMIT,
        _summary([each for each in covered if each.measure.endswith(IN_THE_LIMIT)]),
        _DISCOVERY,
        _discovery([each for each in rows if each.kind == "discovery"]),
        _POWER,
        _power([each for each in rows if each.kind == "power"]),
        _INVARIANCE,
        _invariance([each for each in rows if each.kind == "invariance"]),
        _CHECK,
    ]
    return "\n".join(parts)


def _summary(rows: Sequence[Row]) -> str:
    lines = [
        f"| interval | cells | worst | median | best | below {LOWEST:.0%} | above {HIGHEST:.0%} | few authors: cells | worst |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for measure in sorted({each.measure for each in rows}):
        own = [each for each in rows if each.measure == measure and not (math.isnan(each.value) or never_printed(each))]
        many = [each for each in own if each.effective_authors >= ENOUGH_AUTHORS]
        few = [each for each in own if each.effective_authors < ENOUGH_AUTHORS]
        values = [each.value for each in many]
        worst = (
            f"{_percent(min(values))} | {_percent(statistics.median(values))} | {_percent(max(values))}"
            if values
            else "– | – | –"
        )
        beyond = outside(many)
        low, high = (sum(each.value < LOWEST for each in beyond), sum(each.value > HIGHEST for each in beyond))
        last = _percent(min(each.value for each in few)) if few else "–"
        lines.append(f"| {measure} | {len(many)} | {worst} | {low} | {high} | {len(few)} | {last} |")
    return "\n".join(lines) + "\n"


def _exceptions(rows: Sequence[Row]) -> str:
    found = [*too_low(rows), *low_and_unmarked(rows)]
    if not found:
        return "None: within two Monte-Carlo errors the promise is kept in every kind of dataset, by every line of the table.\n"
    lines = [
        "| interval | authors | exponent | share | correlation | effective authors | coverage | ± | lies below the truth | marked |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {each.measure} | {each.authors:,} | {_plain(each.exponent)} | {_plain(each.share)} | {_plain(each.correlation)} |"
        f" {each.effective_authors:,.0f} | {_percent(each.value)} | {100 * each.error:.1f} | {_percent(each.below)} |"
        f" {_percent(each.unprinted)} |"
        for each in sorted(found, key=lambda each: (each.measure, each.value))
    ]
    return "\n".join(lines) + "\n"


def _discovery(rows: Sequence[Row]) -> str:
    lines = ["| family of eight | authors | exponent | false discovery rate | ± |", "|---|---|---|---|---|"]
    lines += [
        f"| {each.measure} | {each.authors:,} | {each.exponent} | {_percent(each.value)} | {100 * each.error:.1f} |"
        for each in rows
    ]
    worst = max(rows, key=lambda each: each.value)
    beyond = worst.value - 2 * worst.error > 0.05
    said = f"The highest is {_percent(worst.value)} ± {100 * worst.error:.1f}"
    said += ", a little more than promised: the tests of one family are of shares that sum to 1" if beyond else ""
    return "\n".join(lines) + f"\n\n{said}.\n"


def _power(rows: Sequence[Row]) -> str:
    columns = [
        "gap of 20 points read as shown", "gap of 10 points read as shown", "gap of 5 points read as shown",
        "no gap read as shown to be small",
    ]  # fmt: skip
    lines = ["| authors in each group | exponent | " + " | ".join(columns) + " |", "|---|---|" + "---|" * len(columns)]
    for key in sorted({(each.authors, each.exponent) for each in rows}):
        own = {each.measure: each.value for each in rows if (each.authors, each.exponent) == key}
        lines.append(f"| {key[0]:,} | {key[1]} | " + " | ".join(_percent(own[each]) for each in columns) + " |")
    return "\n".join(lines) + "\n"


def _invariance(rows: Sequence[Row]) -> str:
    changes, widths = max(each.value for each in rows), min(each.width for each in rows)
    measures = sorted({each.measure for each in rows})
    return (
        f"Over {len(rows)} sets of datasets and k = 2, 3 and 10 the largest change of a limit, relative to it, is"
        f" {changes:.6f}, and the smallest ratio of widths is {widths:.6f}. Measured: {'; '.join(measures)}.\n"
    )


def _percent(value: float) -> str:
    return "–" if math.isnan(value) else f"{100 * value:.1f} %"


def _plain(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:g}"


_HEAD = f"""# Calibration: how often the intervals are right

A 95 % interval should hold the truth in 95 of 100 datasets. Nobody can check that on one dataset, so it is checked on simulated
ones, whose truth is known. This page says how it went, including where it went wrong. It is written by `make calibration`, from
[calibration.csv](calibration.csv), which has one row for each kind of dataset and interval.

**The datasets.** Each author writes a number of posts from a heavy-tailed (zeta) distribution, at most 3,200; each has an own
probability of the property, such that two posts of one author correlate. The grid: 30, 200, 1,000, 5,000 and 50,000 authors; tail
exponents 1.6, 2.0, 2.5 and 3.0 (the smaller, the more is written by few); shares of 1, 10 and 50 %; correlations 0, .1, .3 and .5. That
is 240 kinds, with 500 datasets each (250 at 50,000 authors), so that a coverage of 95 % is known to ± 1.0 points (1.4), one standard
error. Seeds are fixed: the same versions write the same figures.

**The promise.** Where figures stand on at least {ENOUGH_AUTHORS} *effective* authors, coverage is between 92 and 98 %; with fewer it is at least
88 %, or the report marks the figure as of few voices, or does not print its limits. Effective authors are N² / Σ n², with n the posts of
each author and N of all: as many equally active ones would be as concentrated. Here it is the median over the datasets of one kind;
of the smaller side where there are two groups.

## Coverage

"Below" and "above" count the kinds of datasets whose coverage is outside 92 to 98 % by more than two Monte-Carlo errors.
"(test)" stands for one less the share of datasets in which the test rejects, at 5 %, what is true.
"""
_OUTSIDE = """## Where the promise is not kept

Kinds of datasets with enough effective authors that are covered too rarely, and those with fewer that are covered in less than 88 % and
mostly not marked. The last column is the share of datasets in which the report has no limits for such a figure, or says that it
stands on few voices.
"""
_WHY = """**What intervals allow for.** Where 1 % of the posts have a property, by authors of whom the largest wrote thousands of posts, most datasets
lack the one author who would have carried it. Such a dataset shows a low share *and* little spread, and looks like any other. Shares
of posts and of reach (likes), differences and ratios of shares, rates of what cannot exceed its exposure, and the test of fit to a
reference allow for it (see the notes of `audit.statistics.author_effects`). Tests of independence need not: who is missing
from a group is missing from its row and from its cells alike.

**What they do not.** Nothing bounds what an author who was missed might add to a mean of likes per post. `mean_ratio` and `ratio_of_means`
of what may exceed its exposure have the jackknife alone, and are not for data in which few authors carry the numerator. They are functions
of `audit.statistics`; no finding uses them.

**Concentration.** Hill numbers, evenness, Gini and top shares describe who wrote *these* posts, and their intervals are about as many authors of
the same kind. With heavy tails one or two authors carry nearly all of the spread. The t quantile then has the degrees of freedom of one or
two, and an interval may run from few voices to nearly as many as there are authors. That is all such data say, of Hill numbers and
evenness of order 2 above all. Reports print every figure without the most active author as well. Intervals that miss mostly lie on the side of less
concentration. One reading is made of one of these figures, of the share of posts by the most active 1 %, and it carries a caveat that
says so: *shown* is safe, *shown to be small* less so.

**Not printed.** The most active 1 % of fewer than 901 authors are fewer than ten people, as are the most active 10 % of fewer than 91. No
report prints their share, and such kinds are not counted above.

**Above 98 %.** Shares of 1 % of a few hundred authors are a handful of posts by a handful of authors. The interval allows for authors all of
whose posts have the property, whether there are any or not, and is wider than need be where there are none. Differences and ratios of two such
shares inherit it twice, and so does the test of fit. Erring on this side costs power, not truth.
"""
_LIMIT = """## Concentration of infinitely many authors

Above, measures of concentration are held against what as many authors typically come to. Held against the limit for infinitely many
authors, they miss it, as any figure of a heavy tail does: do not read an interval of a Hill number, or of a top share, as one for a
platform.
"""
_DISCOVERY = """## False discoveries

Families of eight contrasts, tested together (Benjamini and Hochberg) as in a report. Where nothing differs, the rate is the share of
families with any rejection; where three of eight groups differ (30 instead of 10 %), the mean share of false ones among the rejected. It should
not exceed 5 %. Families of groups against a reference are more, as they come nearest to it.
"""
_POWER = """## What is found

Two groups with shares of 10 % and of 10 % plus the gap, within-author correlation .3, read against a tolerance of 5 points. A gap of exactly the
tolerance should hardly ever be read as shown. How often the others are is what the data can carry: with few effective authors the honest
reading is *inconclusive*.
"""
_INVARIANCE = """## A file read k times over

Multiplying all counts by k must change nothing: no estimate, and no limit. Posts are worth no more than what their common divisor leaves.
That is so for whole copies. A file read twice of which one post is missing has no common divisor, and is not recognised: drop copies
by their ids, which every run does where there are ids.

## What one post can do

Where a property is rare and few authors write much, the correlation within authors is hardly known, and the interval is as wide as what
is not known. One post more or less can then make it several times as wide, or as narrow. Neither is wrong as often as it should not be, but
do not read a change of width as a change of the data.
"""
_CHECK = """## How to check

`make calibration` measures all again, in about a quarter of an hour on two cores that do nothing else. `tests/statistics/test_calibration_page.py` measures a few kinds
again whenever tests run, and compares with the table. The code is in `benchmarks/calibration/`, the simulation in
`audit/statistics/simulation.py`. [Why our intervals are wider](why-our-intervals-are-wider.md) says what others would print.
"""
