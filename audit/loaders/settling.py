"""Decisions that the beginning of a source cannot settle: looked up in the whole column, or put to the user.

Whether 3/4/2023 is in March or in April, and which labels stand together in one cell, must not depend on what the first
megabytes happen to hold. Where the beginning leaves it open, the column is read once to its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from audit.errors import SourceError, both_ways
from audit.loaders import preparing
from audit.loaders.guessing.timestamps import DATES, DAY_FIRST, MONTH_FIRST, Orders, is_ambiguous, orders
from audit.loaders.prepared import Prepared
from audit.loaders.source import Source
from audit.loaders.streams import column_of
from audit.loaders.tables.cells import as_strings
from audit.loaders.tables.columns import Use
from audit.plan import Plan

#: Labels in one column beyond this are words, not labels.
MOST_LABELS = 64
#: One way of writing dates stands for all if so few contradict it: slips of the pen, counted as bad.
_SLIPS = 0.001
#: Dates that nothing settles are missing where they are no more than this share of the column, else refused.
_FEW = 0.05


def prepare(source: Source, plan: Plan | None = None, *, language_tags: Mapping[str, str] | None = None) -> Prepared:
    """As :func:`audit.loaders.preparing.prepare`, with everything settled that its beginning leaves open."""
    return settled(preparing.prepare(source, plan, language_tags=language_tags), plan or Plan.make({}))


def prepare_frame(
    frame: Any, plan: Plan | None = None, *, name: str = "frame", language_tags: Mapping[str, str] | None = None
) -> Prepared:
    """As :func:`audit.loaders.preparing.prepare_frame`, with everything settled that its beginning leaves open."""
    prepared = preparing.prepare_frame(frame, plan, name=name, language_tags=language_tags)
    return settled(prepared, plan or Plan.make({}))


def settled(prepared: Prepared, plan: Plan) -> Prepared:
    """Settle the order of day and month, and the labels of columns that hold several in a cell.

    Raises
    ------
    SourceError
        Dates can be read two ways, and nothing in the column says which.
    """
    mapping = prepared.mapping
    notes = list(prepared.notes)
    order = mapping.order
    uses: list[Use] = []
    for use in mapping.uses:
        if use.role == "created_at" and not use.how and not plan.dates:
            order = _order(prepared, use, notes)
        uses += _labels(prepared, use, notes) if use.how == "several" else [use]
    if order == mapping.order and uses == list(mapping.uses) and len(notes) == len(prepared.notes):
        return prepared
    return replace(prepared, mapping=replace(mapping, uses=tuple(uses), order=order), notes=tuple(notes))


def _texts(prepared: Prepared, use: Use) -> Iterator[dict[str, int]]:
    """Distinct values of each batch of a column, and how often each stands there."""
    for column in column_of(prepared, use):
        counted = as_strings(column).drop_null().value_counts()
        yield dict(zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True))


def _order(prepared: Prepared, use: Use, notes: list[str]) -> str:
    if not prepared.mapping.dates_differ:
        return prepared.mapping.order
    total, dotted, counted = 0, True, Orders()
    for values in _texts(prepared, use):
        total += sum(values.values())
        dotted = dotted and not any("." not in value and is_ambiguous(value) for value in values)
        counted = Orders(*map(sum, zip(counted, orders(values), strict=True)))
    if not counted.either:
        return prepared.mapping.order
    for order, here, there in ((DAY_FIRST, counted.day, counted.month), (MONTH_FIRST, counted.month, counted.day)):
        if here and there <= _SLIPS * here:
            notes.append(
                f"{use.column.name}: dates are written {order}: {here:,} of them can be read no other way"
                + (f", against {there:,} that cannot be read so" if there else "")
            )
            return order
    if dotted and not counted.month:
        # No locale of CLDR 45 writes a month, a dot and a day.
        notes.append(f"{use.column.name}: dates are written day first, as all dates with dots are")
        return DAY_FIRST
    if counted.either <= _FEW * total:
        notes.append(f"{use.column.name}: {counted.either:,} dates can be read day or month first, and are missing")
        return ""
    why = (
        f"{counted.day:,} of its dates can only be day first and {counted.month:,} only month first"
        if counted.day
        else "none of its dates has a number above 12 to tell which"
    )
    raise SourceError(
        f"{prepared.source.name}: column {use.column.name!r} has {counted.either:,} dates such as 3/4/2023 that can be read"
        f" day first or month first, and {why}.",
        hint=f"Say which it is: {DATES}; with {both_ways('--dates leave-out', dates='leave out')} such dates are missing and"
        " counted.",
    )


def _labels(prepared: Prepared, use: Use, notes: list[str]) -> list[Use]:
    """A label for each value that stands in the column."""
    found: set[str] = set()
    for values in _texts(prepared, use):
        found.update(part.strip() for value in values for part in value.split(use.what))
    found.discard("")
    name = use.column.name
    if len(found) > MOST_LABELS:
        notes.append(f"{name}: {len(found)} different values are too many for a label")
        return []
    notes.append(f"{name}: cells hold several labels, divided by {use.what!r}; each is a label with yes and no")
    return [replace(use, role=f"{use.role}={label}", how="has", who=use.what, what=label) for label in sorted(found)]
