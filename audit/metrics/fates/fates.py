"""What became of posts, counted by group and author bucket: which filter dropped them, or whether they are still there.

A fate is a number; the last one is that of posts that are kept. A cell is (metric, side, axis, group, fate). Kept beside
the cells are, as ``spread``, posts by author, community and fate, of whole authors: how active an author is, is known at the
end.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from audit.hashing import hash_bytes
from audit.metrics.counting import add_group_authors, add_groups, coded, mixed
from audit.metrics.post_groups import Grouping
from audit.posts import PostBatch, author_bucket
from audit.tally import Cell, Tally
from audit.tally.sample import Columns, levels

Keys = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]
#: Communities by hash: of each post, 0 for none; and what the hashes stand for.
Communities = tuple[Keys, dict[int, tuple[str, ...]]]

SPREAD = "spread"
#: Rows of authors, communities and fates: 70 MB. Beyond, whole authors are drawn by hash.
MOST_SPREAD = 1 << 21
_NAMED = 128


def cell_of(name: str, side: str, axis: str, group: str, end: int) -> Cell:
    """The cell of one group and fate."""
    return (name, side, axis, group, str(end))


def fates_of(tally: Tally, name: str, side: str, axis: str, group: str, ends: int) -> Integers:
    """Posts of a group by fate and author bucket; int64, shape (ends, 128)."""
    return np.stack([tally.per_bucket(cell_of(name, side, axis, group, end)) for end in range(ends)])


def add_cells(
    tally: Tally,
    name: str,
    grouped: Sequence[Grouping],
    fate: Integers,
    authors: tuple[Keys, Bools],
    ends: int,
    counted: Bools,
) -> None:
    """Count posts and authors of every group by fate.

    Parameters
    ----------
    tally : Tally
    name : str
        The metric.
    grouped : sequence of Grouping
    fate : ndarray of int64, shape (n,)
    authors : (ndarray of uint64, ndarray of bool), each of shape (n,)
        Their keys, and whether they are stated.
    ends : int
        How many fates there are.
    counted : ndarray of bool, shape (n,)
        The posts that are counted.
    """
    author_key, has_author = authors
    bucket = author_bucket(author_key)
    for each in grouped:
        kept = counted[each.rows]
        rows, codes = each.rows[kept], each.codes[kept]
        cells = [cell_of(name, each.side, each.axis, group, end) for group in each.names for end in range(ends)]
        flat = codes * ends + fate[rows]
        add_groups(tally, cells, flat, bucket[rows])
        add_group_authors(tally, cells, flat, author_key[rows], has_author[rows])


def add_spread(
    tally: Tally, name: str, authors: tuple[Keys, Bools], fate: Integers, community: Communities, counted: Bools
) -> None:
    """Keep posts by author, community and fate."""
    (author_key, has_author), (hashes, names) = authors, community
    owner, where, end = author_key[counted], hashes[counted], fate[counted].astype(np.uint64)
    if not len(owner):
        return
    columns: Columns = {
        "key": mixed(owner ^ mixed(where + end + np.uint64(1))),
        "level": levels(mixed(owner)),
        "owner": owner,
        "profile": where,
        "flags": (end.astype(np.uint8) | (has_author[counted].astype(np.uint8) * np.uint8(_NAMED))),
        "posts": np.ones(len(owner), dtype=np.int64),
    }
    tally.add_rows((name, SPREAD), columns, MOST_SPREAD, names)


def fate_and_named(flags: npt.NDArray[np.uint8]) -> tuple[Integers, Bools]:
    """What the column of flags holds: the fate, and whether the author is stated."""
    return (flags & np.uint8(_NAMED - 1)).astype(np.int64), (flags & np.uint8(_NAMED)) > 0


def communities(posts: PostBatch) -> Communities:
    """A hash of each post's community, 0 for none, and what the hashes stand for."""
    column = posts.column("community")
    if column is None or column.null_count == len(column):
        return np.zeros(len(posts), dtype=np.uint64), {}
    values, codes, known = coded(column)
    hashes = np.array([hash_bytes(each.encode()) for each in values], dtype=np.uint64)
    names: dict[int, tuple[str, ...]] = {int(own): (name,) for own, name in zip(hashes, values, strict=True)}
    return np.where(known, hashes[codes], np.uint64(0)), names
