"""What weights come to, in words: the table of balance, and the cost in the same sentence as the gain."""

from __future__ import annotations

import math

from audit.mitigation.dimensions import label
from audit.mitigation.weights import Balance, Weighing
from audit.wording import count, exactly, join, percent, plural, points, sentence_case

_HEADINGS = ("group", "population", "before", "after", "ASMD before", "ASMD after")
_HIDDEN = "hidden"
_ROOM = 44
LIMITS = (
    "Weights say nothing of people who never post, nor of any attribute that was not weighted by."
    " An author's weight tells the author's group: keep this file as private as the posts."
)


def summary(made: Weighing) -> list[str]:
    """What was done, what it costs, what was cut, put together, left out or unknown: a line each."""
    return [_gain_and_cost(made), *_trimming(made), _unknown(made), *made.notes, LIMITS]


def _gain_and_cost(made: Weighing) -> str:
    unit = made.per
    margins = join([each.title for each in made.dimensions])
    sources = join(sorted({each.source for each in made.dimensions}))
    near = "like" if not made.trimmed or made.gap <= 1e-6 else f"to within {points(made.gap)} like"
    sentence = (
        f"{sentence_case(made.method)} by {margins} makes the composition of {unit}s {near} {sources} on"
        f" {'this margin' if len(made.dimensions) == 1 else 'these margins'} only, and costs effective sample:"
        f" {plural(made.units, unit)} are worth {count(made.effective)} (design effect {_effect(made.design_effect)})"
    )
    if made.authors is None:
        return f"{sentence}; the data name no authors, so what clustering costs cannot be told."
    return (
        f"{sentence}; with clustering of {plural(made.posts, 'post')} in {plural(made.authors, 'author')}"
        f" ({_effect(made.clustering)} at most) the posts are worth {count(made.posts / made.total_design_effect)} or more"
        f" (design effect {_effect(made.total_design_effect)} at most)."
    )


def _effect(times: float) -> str:
    """Two decimals, which tell 1.08 from 1; none where they are noise."""
    return f"{times:.2f}" if times < 100 else count(times)


def _trimming(made: Weighing) -> list[str]:
    if math.isinf(made.cap):
        return []
    if not made.trimmed:
        return [f"No weight was above {exactly(made.cap)} the median, so none was trimmed."]
    rest = f"the largest difference left is {points(made.gap)}" if made.gap > 1e-6 else "others make up for it"
    return [
        f"Weights of {percent(made.trimmed)} of {made.per}s were trimmed to {exactly(made.cap)} the median; {rest}."
    ]


def _unknown(made: Weighing) -> str:
    if made.unknown == 0:
        return f"The group of every {made.per} is known."
    few = made.unknown < made.floor
    number = f"Fewer than {made.floor} {made.per}s" if few else sentence_case(plural(made.unknown, made.per))
    share = "" if few else f" ({percent(made.unknown / made.units)})"
    conflict = ""
    if made.conflicting >= made.floor:
        conflict = f" {sentence_case(plural(made.conflicting, 'author'))} state different groups in different posts and are among them."
    return f"{number}{share} state no group of the benchmark and keep weight 1: what they should weigh is unknown.{conflict}"


def table(made: Weighing) -> list[str]:
    """The balance table as lines of plain text."""
    rows: list[tuple[str, ...]] = [_HEADINGS, *(_cells(each) for each in made.balance)]
    widths = [max(len(row[index]) for row in rows) for index in range(len(_HEADINGS))]
    return [
        "  ".join(
            cell.ljust(width) if index == 0 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def target(made: Weighing) -> str:
    """What the shares are held against, for an axis: where several have no room there, that they are several."""
    named = join(list(made.targets))
    return named if len(made.targets) == 1 or len(named) <= _ROOM else "the benchmark of each attribute"


def name(row: Balance) -> str:
    """A row's group in words."""
    return label(row.key, row.group) + ("" if row.used else " (not weighted by)")


def _cells(row: Balance) -> tuple[str, ...]:
    if row.before is None or row.after is None or row.asmd_before is None or row.asmd_after is None:
        return (name(row), percent(row.target), _HIDDEN, _HIDDEN, _HIDDEN, _HIDDEN)
    return (
        name(row),
        percent(row.target),
        percent(row.before),
        percent(row.after),
        f"{row.asmd_before:.2f}",
        f"{row.asmd_after:.2f}",
    )
