"""Counting groups of posts per author bucket: what the ``measure`` of every metric is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.hashing import distinct, hash_strings
from audit.posts import BUCKETS, PostBatch
from audit.tally import Cell, Tally
from audit.tally.author_sets import AuthorSet
from audit.tally.sample import Columns, levels

Indices = npt.NDArray[np.integer]
Mask = npt.NDArray[np.bool_]
#: Up to so many groups, looking for each is quicker than sorting.
_FEW_GROUPS = 16


def per_group(
    group: Indices, bucket: Indices, groups: int, weight: npt.NDArray[np.int64] | None = None
) -> npt.NDArray[np.int64]:
    """Posts, or what each of them weighs, per (group, bucket); int64, shape (groups, 128)."""
    flat = group.astype(np.int64) * BUCKETS + bucket
    if weight is None:
        return np.bincount(flat, minlength=groups * BUCKETS).reshape(groups, BUCKETS).astype(np.int64)
    # bincount sums weights in float64, exact below 2**53 only; np.add.at keeps integers whatever their size.
    counted = np.zeros(groups * BUCKETS, dtype=np.int64)
    np.add.at(counted, flat, weight)
    return counted.reshape(groups, BUCKETS)


def add_groups(
    tally: Tally, cells: Sequence[Cell], group: Indices, bucket: Indices, weight: npt.NDArray[np.int64] | None = None
) -> None:
    """Add posts, or what each of them weighs, to one cell per group; a group that gets nothing in this batch has no cell."""
    counted = per_group(group, bucket, len(cells), weight)
    for index in np.flatnonzero(counted.any(axis=1)):
        tally.add_counts(cells[int(index)], counted[index])


def add_group_authors(
    tally: Tally, cells: Sequence[Cell], group: Indices, keys: npt.NDArray[np.uint64], known: Mask
) -> None:
    """Note the authors of each group; posts without a stated author name none.

    Parameters
    ----------
    group : ndarray of int, shape (n,)
    keys : ndarray of uint64, shape (n,)
    known : ndarray of bool, shape (n,)
        Whether the author is stated.
    """
    named = keys[known]
    for index, rows in each_group(group[known]):
        tally.add_authors(cells[index], distinct(named[rows]))


def n_united(sets: Iterable[AuthorSet]) -> int:
    """Different authors of several sets, each author once."""
    sets = list(sets)
    if len(sets) < 2:
        return len(sets[0]) if sets else 0
    united = AuthorSet()
    for each in sets:
        united.merge(each)
    return len(united)


def each_group(group: Indices) -> Iterator[tuple[int, Indices]]:
    """Positions of each group that occurs, in ascending order of group."""
    if len(group) == 0:
        return
    low, high = int(group.min()), int(group.max())
    if high - low < _FEW_GROUPS:
        for index in range(low, high + 1):
            rows = np.flatnonzero(group == index)
            if len(rows):
                yield index, rows
        return
    if low >= 0 and high <= np.iinfo(np.uint16).max:
        group = group.astype(np.uint16)  # integers of 16 bits are sorted by radix, in a quarter of the time
    order = np.argsort(group, kind="stable")
    in_order = group[order]
    bounds = np.flatnonzero(in_order[1:] != in_order[:-1]) + 1
    for rows in np.split(order, bounds):
        yield int(group[rows[0]]), rows


def among(values: npt.NDArray[np.int64], ascending: npt.NDArray[np.int64]) -> Mask:
    """Which values are among some ascending ones; by bisection, which beats sorting all as ``numpy.isin`` does."""
    if not len(ascending):
        return np.zeros(len(values), dtype=np.bool_)
    at = np.minimum(np.searchsorted(ascending, values), len(ascending) - 1)
    found: Mask = ascending[at] == values
    return found


def coded(column: pa.Array) -> tuple[list[str], npt.NDArray[np.int64], Mask]:
    """Distinct values of a text column, the index of each post's value, and which posts have one.

    Returns
    -------
    values : list of str, length k
    codes : ndarray of int64, shape (n,)
        Index into ``values``; 0 where there is none.
    known : ndarray of bool, shape (n,)
    """
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    known: Mask = encoded.indices.is_valid().to_numpy(zero_copy_only=False)
    codes = encoded.indices.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    return [str(value) for value in encoded.dictionary.to_pylist()], codes, known


def reach(posts: PostBatch) -> npt.NDArray[np.int64] | None:
    """Likes of each post, the reach it got; None where the source has none. Scores below zero count as zero."""
    likes = posts.column("likes")
    if likes is None or likes.null_count == len(likes):
        return None
    counted: npt.NDArray[np.int64] = np.maximum(likes.fill_null(0).to_numpy(zero_copy_only=False), 0)
    return counted


def mixed(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """SplitMix64's finaliser: every bit of the input moves every bit of the output."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def rows_of_authors(owner: npt.NDArray[np.uint64], profile: npt.NDArray[np.uint64]) -> Columns:
    """Rows of a sample that keeps authors whole: a post each, joined where author and profile are the same."""
    return {
        "key": mixed(owner ^ mixed(profile)),
        "level": levels(mixed(owner)),
        "owner": owner,
        "profile": profile,
        "posts": np.ones(len(owner), dtype=np.int64),
    }


def post_identity(posts: PostBatch) -> npt.NDArray[np.uint64]:
    """A uniform hash of each post itself, of its author, time, and id or text: equal for one post that is read twice."""
    value = mixed(posts.author_key)
    named_by = "post_id" if _filled(posts.column("post_id")) else "text"
    for name in (named_by, "created_at"):
        column = posts.column(name)
        if column is None or not _filled(column):
            continue
        if name == "created_at":
            own = pc.cast(column, pa.int64()).fill_null(0).to_numpy(zero_copy_only=False).astype(np.uint64)
        else:
            own = hash_strings(column)
        known = column.is_valid().to_numpy(zero_copy_only=False)
        value = np.where(known, mixed(value ^ own), value)
    return value


def _filled(column: pa.Array | None) -> bool:
    return column is not None and column.null_count < len(column)


def named(posts: PostBatch, kind: str) -> Iterator[tuple[str, pa.Array]]:
    """The plan-defined columns of a kind, ``attribute`` or ``label``, by name, sorted; strings as dictionaries."""
    prefix = f"{kind}:"
    for name in sorted(posts.values):
        if name.startswith(prefix):
            yield name.removeprefix(prefix), posts.encoded(name)
