"""Calibrations: how often a classifier was right, counted on people whose group is known."""

from __future__ import annotations

import os
from dataclasses import dataclass

from audit.errors import ResourceError
from audit.resources.card import Card
from audit.resources.folders import find
from audit.resources.tables import rows
from audit.resources.vocabulary import stated_group


@dataclass(frozen=True)
class Calibration:
    """A confusion matrix with its card.

    ``counts[predicted][true]`` is how many people of group ``true`` were classified as ``predicted``; every pair of
    ``groups`` is there.
    """

    card: Card
    groups: tuple[str, ...]
    counts: dict[str, dict[str, int]]


def read_calibration(path: str | os.PathLike[str], attribute: str) -> Calibration:
    """Read a user's confusion matrix.

    Parameters
    ----------
    path : str or path
        A ``.csv`` file with the columns ``predicted, true, count``; a pair that is not there counts 0. A ``card.toml``
        beside it is read too.
    attribute : str
        Whose stated values the groups may be written as: ``female`` for ``women``.

    Raises
    ------
    ResourceError
        No such file, a count that is no whole number, a pair twice, fewer than two groups, or a group of which nobody
        was tried.
    """
    card, table = find("calibrations", path)
    counts: dict[tuple[str, str], int] = {}
    for line, row in rows(card.name, table, ("predicted", "true", "count")):
        pair = _group(card.name, line, attribute, row["predicted"]), _group(card.name, line, attribute, row["true"])
        if pair in counts:
            raise ResourceError(f"{card.name!r}, line {line}: this pair is there twice.", hint="Keep one of the two.")
        counts[pair] = _count(card.name, line, row["count"])
    groups = tuple(sorted({group for pair in counts for group in pair}))
    if len(groups) < 2:
        raise ResourceError(f"{card.name!r} has {len(groups)} groups.", hint="A confusion matrix needs at least two.")
    for group in groups:
        if not sum(counts.get((predicted, group), 0) for predicted in groups):
            raise ResourceError(
                f"{card.name!r}: the classifier was tried on nobody of group {group!r}.",
                hint="Without people of a group whose group is known its errors cannot be corrected: leave the file out.",
            )
    return Calibration(card, groups, {one: {other: counts.get((one, other), 0) for other in groups} for one in groups})


def _group(name: str, line: int, attribute: str, value: str) -> str:
    group = stated_group(attribute, value) or value
    if group == "unknown":
        raise ResourceError(
            f"{name!r}, line {line}: a group is empty or unknown.",
            hint="People whom the classifier gave no group, or whose group is not known, are left out.",
        )
    return group


def _count(name: str, line: int, cell: str) -> int:
    if not (cell.isascii() and cell.isdigit()):
        raise ResourceError(
            f"{name!r}, line {line}: count is {cell!r}.", hint="It is a whole number of people, not a share."
        )
    return int(cell)
