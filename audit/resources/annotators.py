"""What is known of annotators: a table of the user's own, a row for each, a column for each attribute."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.errors import ResourceError
from audit.hashing import hash_strings
from audit.resources.card import Card
from audit.resources.folders import OWN, find
from audit.resources.tables import rows

#: More groups than this in one attribute are none.
MOST_GROUPS = 30
_NAME = "annotator"
_UNSTATED = frozenset({"", "unknown"})


@dataclass(frozen=True)
class AnnotatorTable:
    """Groups of annotators.

    Attributes
    ----------
    card : Card
    keys : ndarray of uint64, shape (n,)
        Stable hashes of the annotators' names, ascending; the names themselves are not kept.
    groups : dict of str to Array of string, length n
        By attribute; null where nothing is stated.
    """

    card: Card
    keys: npt.NDArray[np.uint64]
    groups: dict[str, pa.Array]


def read_annotators(path: str | os.PathLike[str]) -> AnnotatorTable:
    """Read a user's table of annotators.

    Parameters
    ----------
    path : str or path
        A ``.csv`` file with the column ``annotator`` and at least one other; names are compared as they stand, and an
        attribute that is empty or ``unknown`` is not stated.

    Raises
    ------
    ResourceError
        No such file, an annotator twice, no attribute, or an attribute of more than 30 groups.
    """
    file = Path(path)
    file = file / OWN["annotators"] if file.is_dir() else file
    stamp = (0, 0)
    try:
        about = file.stat()
        stamp = (about.st_size, about.st_mtime_ns)
    except (OSError, ValueError):
        pass  # told when it is read
    return _read(os.fspath(path), stamp)


@functools.lru_cache(maxsize=4)
def _read(path: str, stamp: tuple[int, int]) -> AnnotatorTable:
    """Read once for each state of the file, which is asked for with every batch."""
    del stamp
    card, table = find("annotators", path)
    found: dict[str, dict[str, str]] = {}
    for line, row in rows(card.name, table, (_NAME,)):
        name = row[_NAME]
        if not name or name in found:
            problem = f"{name!r} stands there a second time" if name else "the annotator is empty"
            raise ResourceError(f"{card.name!r}, line {line}: {problem}.", hint="Each annotator has one row.")
        found[name] = {attribute: value for attribute, value in row.items() if attribute and attribute != _NAME}
    attributes = sorted({attribute for each in found.values() for attribute in each})
    if not attributes:
        raise ResourceError(
            f"{card.name!r} says nothing of annotators.", hint="Beside annotator it has a column for each attribute."
        )
    names = list(found)
    keys = hash_strings(pa.array(names, pa.string()))
    order = np.argsort(keys)
    groups: dict[str, pa.Array] = {}
    for attribute in attributes:
        stated = [found[names[place]].get(attribute, "") for place in order.tolist()]
        groups[attribute] = pa.array([None if each.casefold() in _UNSTATED else each for each in stated], pa.string())
        if (different := len(groups[attribute].drop_null().unique())) > MOST_GROUPS:
            raise ResourceError(
                f"{card.name!r}: {attribute!r} has {different:,} different values.",
                hint=f"At most {MOST_GROUPS} are groups: put them into bands, or leave the column out.",
            )
    return AnnotatorTable(card, keys[order], groups)
