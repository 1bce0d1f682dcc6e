"""Mappings: a table of the user's own that says which group a stated value means."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping as Groups
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from audit.errors import ResourceError
from audit.resources.card import Card
from audit.resources.folders import OWN, find
from audit.resources.tables import rows, stated_form

#: It is read by every process and kept in memory: about 200 MB at this many values.
MOST_VALUES = 1_000_000
_MOST_BYTES = 64 * 2**20
#: More groups than this are no groups; a report prints 100 at most.
MOST_GROUPS = 1000


@dataclass(frozen=True)
class Mapping:
    """Groups by stated value, in the form of :func:`audit.resources.tables.stated_form`, with the table's card."""

    card: Card
    groups: Groups[str, str]


def read_mapping(path: str | os.PathLike[str]) -> Mapping:
    """Read a user's mapping of stated values.

    Parameters
    ----------
    path : str or path
        A ``.csv`` file with the columns ``value, group``; values are compared without regard to case, and a group that
        is empty or ``unknown`` says that the value states nothing. A ``card.toml`` beside it is read too.

    Raises
    ------
    ResourceError
        No such file, a value with two groups, more than a million values or a thousand groups.
    """
    stamp = (0, 0)
    file = Path(path)
    file = file / OWN["mappings"] if file.is_dir() else file
    try:
        about = file.stat()
        stamp = (about.st_size, about.st_mtime_ns)
    except (OSError, ValueError):
        pass  # told when it is read
    if stamp[0] > _MOST_BYTES:
        raise ResourceError(
            f"{file.name!r} has {stamp[0]:,} bytes.",
            hint=f"A mapping has at most {_MOST_BYTES:,}; map what occurs often.",
        )
    return _read(os.fspath(path), stamp)


@functools.lru_cache(maxsize=8)
def _read(path: str, stamp: tuple[int, int]) -> Mapping:
    """Read once for each state of the file, which is asked for with every batch."""
    del stamp
    card, table = find("mappings", path)
    groups: dict[str, str] = {}
    for line, row in rows(card.name, table, ("value", "group")):
        form, group = stated_form(row["value"]), row["group"]
        if not form:
            raise ResourceError(
                f"{card.name!r}, line {line}: the value is empty.", hint="What is not stated needs no row."
            )
        if groups.setdefault(form, group) != group:
            raise ResourceError(
                f"{card.name!r}, line {line}: {row['value']!r} is given to {groups[form]!r} and to {group!r}.",
                hint="A value means one group; case does not count.",
            )
        if len(groups) > MOST_VALUES:
            raise ResourceError(
                f"{card.name!r} has more than {MOST_VALUES:,} values.",
                hint="Map what occurs often; patterns do the rest.",
            )
    named = set(groups.values())
    if not groups or len(named) > MOST_GROUPS:
        raise ResourceError(
            f"{card.name!r} names {len(named):,} groups.", hint=f"A mapping has 1 to {MOST_GROUPS:,} of them."
        )
    return Mapping(card, MappingProxyType(groups))
