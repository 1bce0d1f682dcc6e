"""What may be printed, so that nothing tells of fewer authors than the floor, nor follows from what is printed.

Posts that a filter drops and posts that it keeps are both cells. For everybody, fates of too few authors are joined with
their neighbours, and no boundary between them is printed. For groups that share no post, what the printed ones leave of
everybody is known, so it must be of enough authors in every column, or of nobody; groups that overlap each leave their own
rest, and have their own runs of fates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Fates = npt.NDArray[np.int64]
#: Fates from one to before another, told as one number.
Span = tuple[int, int]


def joined_fates(floor: int, *parts: Fates) -> list[Span]:
    """Runs of fates that may be told: in each part, each run is of at least ``floor`` author buckets or of none.

    Parameters
    ----------
    floor : int
    *parts : ndarray of int64, shape (fates, 128)
        Posts by fate and author bucket, the last fate being that of posts which are kept.

    Returns
    -------
    list of (int, int)
        The last is of the posts that are kept, alone; or there is one run of all, where even those that are kept and those
        that are dropped may not be told apart.
    """
    last = len(parts[0]) - 1

    def told(start: int, end: int) -> bool:
        return all(enough(each[start:end].sum(axis=0), floor) for each in parts)

    if not (told(0, last) and told(last, last + 1)):
        return [(0, last + 1)]
    spans: list[Span] = []
    start = 0
    for end in range(1, last + 1):
        if told(start, end):
            spans.append((start, end))
            start = end
    while start < last and not told(start, last):
        start, _ = spans.pop()
    return [*spans, *([(start, last)] if start < last else []), (last, last + 1)]


def printable(groups: Mapping[str, Fates], everyone: Fates, spans: Sequence[Span], floor: int) -> frozenset[str]:
    """The groups, of those that share no post, whose posts may be told by these runs of fates.

    Parameters
    ----------
    groups : mapping of str to ndarray of int64, shape (fates, 128)
    everyone : ndarray of int64, shape (fates, 128)
    spans : sequence of (int, int)
    floor : int
    """
    columns = {name: _columns(fates, spans) for name, fates in groups.items()}
    whole = _columns(everyone, spans)
    shown = [name for name, own in columns.items() if _all_enough(own, floor)]
    shown.sort(key=lambda name: (-int(columns[name].sum()), name))
    rest = whole - sum((columns[name] for name in shown), np.zeros_like(whole))
    while shown and not _all_enough(rest, floor):
        rest = rest + columns[shown.pop()]
    return frozenset(shown)


def enough(posts: Fates, floor: int) -> bool:
    """Whether posts by bucket are of nobody, or of at least so many authors."""
    return bool(np.count_nonzero(posts) == 0 or np.count_nonzero(posts) >= floor)


def _all_enough(columns: Fates, floor: int) -> bool:
    return all(enough(each, floor) for each in columns)


def _columns(fates: Fates, spans: Sequence[Span]) -> Fates:
    return np.stack([fates[start:end].sum(axis=0) for start, end in spans])
