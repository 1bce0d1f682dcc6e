"""Identifiers in posts: what leads to a person or to what is theirs, found and checked.

Candidates first: one compiled pass over the octets says where one may be, then patterns and check digits are tried
there only. *Validated* means that every published rule of the kind holds, and, where strings of digits pass its check
by chance, that a word nearby or the way it is written says what it is. The rest are candidates: they look like one.

References
----------
The rules and their sources stand with each check, in ``audit/text/checks``, and in ``docs/identifiers.md``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.hashing import string_buffers
from audit.text.identifier_codes import find_colons
from audit.text.identifier_folding import Folded, fold
from audit.text.identifier_kinds import KINDS, NUMBER, Kind
from audit.text.identifier_links import HOSTS, find_in_link
from audit.text.identifier_mail import find_mail
from audit.text.identifier_numbers import find_numbers
from audit.text.identifier_scan import (
    ACCOUNT,
    COLONS,
    END,
    LINK,
    MAIL,
    NUMBERS,
    ODD_ACCOUNT,
    ROW,
    START,
    WHAT,
    classes,
    host_hash,
    scan,
)

__all__ = ["KINDS", "NUMBER", "Identifiers", "Kind", "find_identifiers"]

Found = tuple[int, int, int, bool]
#: Candidates per octet of text for which room is made at first.
_DENSITY = 48


class Identifiers(NamedTuple):
    """Where identifiers stand, in order of row and place; none overlaps another.

    Attributes
    ----------
    row : ndarray of int64, shape (n,)
        Which text.
    start, end : ndarray of int64, shape (n,)
        Octets from the start of the text.
    kind : ndarray of int16, shape (n,)
        Index into :data:`KINDS`.
    validated : ndarray of bool, shape (n,)
        Whether all rules of the kind hold; False if it only looks like one.
    """

    row: npt.NDArray[np.int64]
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    kind: npt.NDArray[np.int16]
    validated: npt.NDArray[np.bool_]


def find_identifiers(texts: pa.Array | pa.ChunkedArray) -> Identifiers:
    """Find all identifiers in texts.

    Parameters
    ----------
    texts : pyarrow.LargeStringArray, shape (n,)
        Any other string type costs a copy of its offsets. A null has none.

    Returns
    -------
    Identifiers

    Raises
    ------
    TypeError
        If the values are not strings.

    Examples
    --------
    >>> import pyarrow as pa
    >>> found = find_identifiers(pa.array(["write to jo@example.org", None], pa.large_string()))
    >>> [(KINDS[kind].name, start, end) for kind, start, end in zip(found.kind, found.start, found.end)]
    [('email', 9, 23)]
    """
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.cast(pa.large_string()).combine_chunks()
    data, offsets, valid = string_buffers(texts)
    candidates = _candidates(data, offsets, valid)
    what = candidates[:, WHAT]
    is_account = what <= ODD_ACCOUNT
    accounts = candidates[is_account]
    rest = candidates[~is_account]
    looked_at = _look(data, offsets, rest)

    row = np.concatenate([accounts[:, ROW], looked_at[:, 0]])
    start = np.concatenate([accounts[:, START], looked_at[:, 1]])
    end = np.concatenate([accounts[:, END], looked_at[:, 2]])
    kind = np.concatenate([np.full(len(accounts), NUMBER["handle"]), looked_at[:, 3]])
    validated = np.concatenate([accounts[:, WHAT] == ACCOUNT, looked_at[:, 4] == 1])
    kept = _without_overlaps(row, start, end, kind, validated)
    return Identifiers(row[kept], start[kept], end[kept], kind[kept].astype(np.int16), validated[kept])


@functools.cache
def _tables() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint64]]:
    return classes(), np.array(sorted(map(host_hash, HOSTS)), np.uint64)


def _candidates(
    data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64], valid: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    room = 1024 + int(offsets[-1] - offsets[0]) // _DENSITY
    while True:
        found = np.empty((room, 4), np.int64)
        count = int(scan(data, offsets, valid, *_tables(), found))
        if count <= room:
            return found[:count]
        room = count


_FINDERS: dict[int, Callable[[Folded], Iterable[Found]]] = {
    MAIL: find_mail,
    LINK: find_in_link,
    NUMBERS: find_numbers,
    COLONS: find_colons,
}


def _look(
    data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64], candidates: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Row, start, end, kind and whether validated, of what is found at candidates; shape (m, 5)."""
    octets = data.data
    rows = candidates[:, ROW]
    begins, stops = offsets[rows].tolist(), offsets[rows + 1].tolist()
    result = []
    for (row, what, start, end), begin, stop in zip(candidates.tolist(), begins, stops, strict=True):
        folded = fold(octets, begin, start, end, stop)
        for first, last, kind, is_valid in _FINDERS[what](folded):
            result.append((row, folded.places[first], folded.places[last], kind, int(is_valid)))
    return np.array(result, np.int64).reshape(-1, 5)


def _without_overlaps(
    row: npt.NDArray[np.int64],
    start: npt.NDArray[np.int64],
    end: npt.NDArray[np.int64],
    kind: npt.NDArray[np.int64],
    validated: npt.NDArray[np.bool_],
) -> npt.NDArray[np.int64]:
    """Which to keep, in order: of those that overlap the validated one, then the longer, then the earlier kind."""
    order = np.lexsort((end, start, row))
    row, start, end, kind, validated = row[order], start[order], end[order], kind[order], validated[order]
    # Until where earlier ones of the same text reach: those that start after it start a new run.
    width = int(end.max(initial=0)) + 1
    reach = np.maximum.accumulate(row * width + end) if len(row) else end
    clash = np.flatnonzero(row[1:] * width + start[1:] < reach[:-1]) + 1
    if not len(clash):
        return order
    keep = np.ones(len(order), np.bool_)
    is_clash = np.zeros(len(order), np.bool_)
    is_clash[clash] = True
    heads = np.flatnonzero(~is_clash)
    for head in np.unique(heads[np.searchsorted(heads, clash, side="right") - 1]).tolist():
        stop = head + 1
        while stop < len(order) and is_clash[stop]:
            stop += 1
        taken: list[tuple[int, int]] = []
        ranked = sorted(range(head, stop), key=lambda i: (not validated[i], start[i] - end[i], kind[i], start[i]))
        for i in ranked:
            keep[i] = all(end[i] <= low or high <= start[i] for low, high in taken)
            if keep[i]:
                taken.append((start[i], end[i]))
    return order[keep]
