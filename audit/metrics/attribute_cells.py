"""Cells of a tally that are of one attribute, whichever metric counts them; and when an attribute is free text.

Free text is decided by all posts together: more than :data:`MOST_STATED_GROUPS` groups. A batch with more settles it, and
so does a sum of batches; what was counted of the attribute before is then taken out. So the same posts give the same tally
however they are cut. Memory stays bounded, since this is done with every batch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pyarrow as pa

from audit.errors import PlanError
from audit.metrics.representation.asked import CROSSED, JOINT, MOST_CELLS, TOO_MANY
from audit.plugins import entry_points as plugins
from audit.tally import WEIGHED, Cell, Tally

#: Groups of one attribute above which it is free text; a report prints no more than 100.
MOST_STATED_GROUPS = 1000

_STATED, _FREE_TEXT, _LOST, _WITHHELD = "stated", "free text", "lost", "withheld"


def lost_cell(attribute: str, reason: str) -> Cell:
    """The cell of posts whose author states something that gives no group, for this reason."""
    return ("dataset", _LOST, attribute, reason)


def attributes_with_losses(tally: Tally) -> list[str]:
    """Attributes of which something that was stated gave no group."""
    return sorted({cell[2] for cell in tally.cells("dataset", _LOST)})


def reasons_of(tally: Tally, attribute: str) -> list[str]:
    """Why what is stated gave no group, as far as that was counted."""
    return [cell[3] for cell in tally.cells("dataset", _LOST, attribute)]


def note_free_text(tally: Tally, attribute: str) -> None:
    """That this attribute has too many groups."""
    tally.totals["dataset", _FREE_TEXT, attribute] = 1


def note_groups(tally: Tally, attribute: str, column: pa.DictionaryArray) -> None:
    """Which groups a batch states, where there may be any number of them."""
    for each in column.value_counts().to_pylist():
        if each["values"] is not None:
            tally.add_total(("dataset", _STATED, attribute, each["values"]), each["counts"])


def settle_free_text(tally: Tally) -> None:
    """Take out what was counted of attributes that are free text, and say that they are."""
    stated: dict[str, int] = {}
    found = set()
    for cell in tally.totals:
        if cell[:2] == ("dataset", _STATED):
            stated[cell[2]] = stated.get(cell[2], 0) + 1
        elif cell[:2] == ("dataset", _FREE_TEXT):
            found.add(cell[2])
    found |= {attribute for attribute, groups in stated.items() if groups > MOST_STATED_GROUPS}
    if found:
        _take_out(tally, lambda cell: not found.isdisjoint(attributes_of_cell(cell)))
    for attribute in found:
        note_free_text(tally, attribute)
    _settle_crossings(tally)


def _settle_crossings(tally: Tally) -> None:
    """The same for attributes that are counted together and have too many groups together."""
    cells: Counter[str] = Counter()
    for cell in tally.counts:
        if cell[:2] == ("representation", CROSSED) and cell[3] == "posts":
            cells[cell[2]] += 1
    many = {key for key, number in cells.items() if number > MOST_CELLS}
    many |= {cell[2] for cell in tally.totals if cell[:2] == ("representation", CROSSED) and cell[3] == TOO_MANY}
    if many:
        _take_out(
            tally, lambda cell: as_counted(cell)[:2] == ("representation", CROSSED) and as_counted(cell)[2] in many
        )
    for key in many:
        tally.totals["representation", CROSSED, key, TOO_MANY] = 1


def _take_out(tally: Tally, wanted: Callable[[Cell], bool]) -> None:
    for cells in (tally.counts, tally.totals, tally.authors):
        for cell in [each for each in cells if wanted(each)]:
            del cells[cell]


def check_not_free_text(tally: Tally, attributes: Iterable[str]) -> None:
    """Refuse to work with attributes that have no groups.

    Raises
    ------
    PlanError
        Names the first.
    """
    settle_free_text(tally)
    for attribute in attributes:
        if ("dataset", _FREE_TEXT, attribute) in tally.totals:
            raise PlanError(
                f"{attribute!r} has more than {MOST_STATED_GROUPS:,} different values and is read as free text.",
                hint=f"Map its values to groups in the plan under [groups.{attribute}]: values, patterns, table or bins.",
            )


def withheld(tally: Tally, attributes: Iterable[str]) -> Tally:
    """A tally to be written: without anything of these attributes, but that they were left out.

    Tallies keep how many posts each pseudonymous author wrote, by bucket. Which of them add up to the posts of a group in
    the same bucket is a sum with few solutions, often one: it would tell what single authors were taken for.
    """
    gone = frozenset(attributes)
    if not gone:
        return tally
    kept: list[dict[Cell, Any]] = [
        {cell: value for cell, value in cells.items() if gone.isdisjoint(attributes_of_cell(cell))}
        for cells in (tally.counts, tally.totals, tally.authors)
    ]
    kept[1] |= {("dataset", _WITHHELD, attribute): 1 for attribute in gone}
    return replace(tally, counts=kept[0], totals=kept[1], authors=kept[2])


def is_withheld(tally: Tally, attribute: str) -> bool:
    """Whether what was counted of an attribute was left out of the files that this tally is the sum of."""
    return ("dataset", _WITHHELD, attribute) in tally.totals


def attributes_of_cell(cell: Cell) -> tuple[str, ...]:
    """The attributes that a cell is of."""
    cell = as_counted(cell)
    if cell[:2] == ("representation", CROSSED):
        return tuple(cell[2].split(JOINT))
    if cell[:1] == ("representation",):
        return cell[1:2]
    if cell[:1] == ("labels",):
        return cell[3:4] if len(cell) > 3 and cell[2] == "author" else ()
    if cell[0] in ("filter_impact", "attrition", "survival") or cell[0] in plugins.names("metric"):
        return cell[2:3] if cell[1:2] == ("author",) else ()
    if cell[:3] in {("coverage", "filtered", "author"), ("coverage", "detected", "author")}:
        return cell[3:4]
    return cell[2:3] if cell[:2] in {("dataset", _STATED), ("dataset", _FREE_TEXT), ("dataset", _LOST)} else ()


def as_counted(cell: Cell) -> Cell:
    """The cell itself where this one holds what its posts weigh."""
    if cell[0] != WEIGHED:
        return cell
    return cell[2:] if cell[1].isdigit() else cell[1:]
