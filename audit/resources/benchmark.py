"""Benchmarks: the shares of groups in a named population, to hold a dataset against.

Residents, platform users, active posters and people who discuss a topic are four different populations. The card says
which one a benchmark describes; the choice is the user's and is printed with every figure that uses it.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from audit.errors import ResourceError
from audit.resources.card import Card
from audit.resources.folders import find
from audit.resources.tables import rows

#: Published shares are rounded. The sum of k shares rounded to a percent has a standard deviation of 0.0029·√k, so 0.02 is
#: two of them for twelve groups, and less than any group that was left out and that matters.
ROUNDING = 0.02


@dataclass(frozen=True)
class Benchmark:
    """Shares by attribute and group, as the source gives them (not rescaled), with the card.

    ``notes`` holds, under ``(attribute, group)``, how the source defines the group.
    """

    card: Card
    margins: Mapping[str, Mapping[str, float]]
    notes: Mapping[tuple[str, str], str]


def read_benchmark(name_or_path: str | os.PathLike[str]) -> Benchmark:
    """Read a benchmark by name, or a user's own table.

    Parameters
    ----------
    name_or_path : str or path
        A name that ships with the package, a ``.csv`` file with the columns ``attribute, group, share`` (a
        ``card.toml`` beside it is read too), or a folder with ``margins.csv`` and ``card.toml``.

    Returns
    -------
    Benchmark
        Shares from 0 to 1; those of one attribute add up to 1 within rounding (:data:`ROUNDING`).

    Raises
    ------
    ResourceError
        No such benchmark, a share that is not a number from 0 to 1, a group twice, or shares that do not add up.
    """
    card, table = find("benchmarks", name_or_path)
    margins: dict[str, dict[str, float]] = {}
    notes: dict[tuple[str, str], str] = {}
    for line, row in rows(card.name, table, ("attribute", "group", "share")):
        attribute, group = row["attribute"], row["group"]
        if not attribute or not group:
            raise ResourceError(
                f"{card.name!r}, line {line}: attribute or group is empty.",
                hint="People whose group the source does not state go into a group called 'unknown'.",
            )
        shares = margins.setdefault(attribute, {})
        if group in shares:
            raise ResourceError(
                f"{card.name!r}, line {line}: {attribute} {group!r} is there twice.", hint="Keep one of the two."
            )
        shares[group] = _share(card.name, line, row["share"])
        if row.get("note"):
            notes[attribute, group] = row["note"]
    if not margins:
        raise ResourceError(f"{card.name!r} has no rows.", hint="A benchmark needs at least one attribute.")
    for attribute, shares in margins.items():
        total = math.fsum(shares.values())
        if abs(total - 1.0) > ROUNDING:
            raise ResourceError(
                f"{card.name!r}: the shares of {attribute} add up to {total:.3f}, not to 1.",
                hint="Put the remainder into a group called 'other' or 'unknown'; a benchmark may not leave it out.",
            )
    return Benchmark(
        card,
        MappingProxyType({attribute: MappingProxyType(shares) for attribute, shares in margins.items()}),
        MappingProxyType(notes),
    )


def _share(name: str, line: int, cell: str) -> float:
    try:
        share = float(cell)
    except ValueError:
        share = math.nan
    if not 0.0 <= share <= 1.0:
        raise ResourceError(
            f"{name!r}, line {line}: the share is {cell!r}.",
            hint="Shares are numbers from 0 to 1 with a point: 51 % is 0.51.",
        )
    return share
