"""Counting what posts tell of their author besides the text: one row per author and value, of whole authors.

A row is an author, a fact and one of its values, with the author's posts. Authors are drawn by their hash where rows are too
many, the same ones for every fact at the same level. Values are hashes: nothing of them is needed but which are the same. The
rows live as long as the audit; see :mod:`audit.metrics.withheld`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.hashing import hash_strings
from audit.metrics.counting import mixed, named
from audit.plan.privacy import OF_POSTS
from audit.posts import PostBatch
from audit.tally import Tally
from audit.tally.sample import Columns, Sample, levels

NAME = "privacy"
FACTS = "facts"
#: Rows of each fact: 17 MB.
MOST_ROWS = 1 << 19
#: Posts may differ in these, and an author's value is the set of all; of other facts it is the most frequent one.
SETS = frozenset({"community"})
Keys = npt.NDArray[np.uint64]
_HOUR = 3_600_000_000


def count_facts(posts: PostBatch, tally: Tally) -> None:
    """Keep the values of each fact by author, within a bound."""
    for name, value, known in _facts(posts):
        rows = np.flatnonzero(known & posts.has_author)
        owner, own = posts.author_key[rows], value[rows]
        columns: Columns = {
            "key": mixed(owner ^ mixed(own + np.uint64(1))),
            "level": levels(mixed(owner)),
            "owner": owner,
            "value": own,
            "posts": np.ones(len(rows), dtype=np.int64),
        }
        tally.add_rows((NAME, FACTS, name), columns, MOST_ROWS)


def _facts(posts: PostBatch) -> Iterator[tuple[str, Keys, npt.NDArray[np.bool_]]]:
    """Name, value of each post, and which posts have one."""
    for name in OF_POSTS:
        column = posts.column("created_at" if name == "hour" else name)
        if column is None or column.null_count == len(column):
            continue
        known = column.is_valid().to_numpy(zero_copy_only=False)
        if name == "hour":
            moment = pc.cast(column, pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
            yield name, (moment // _HOUR % 24).astype(np.uint64), known
        else:
            yield name, hash_strings(column), known
    for name, column in named(posts, "attribute"):
        if column.null_count < len(column):
            yield name, hash_strings(column), column.is_valid().to_numpy(zero_copy_only=False)


def facts_of(tally: Tally) -> list[str]:
    """Facts of which there are values, sorted."""
    return sorted(cell[2] for cell in tally.samples if cell[:2] == (NAME, FACTS) and len(tally.samples[cell]))


def values_by_author(sample: Sample, name: str) -> tuple[Keys, Keys]:
    """Each author that has a value, ascending, and a hash of it: of the whole set, or the value of most posts.

    Of values of equally many posts the least counts, so that order does not.
    """
    owner, value, posts = (sample.column(each) for each in ("owner", "value", "posts"))
    if not len(owner):
        return owner, value
    order = np.lexsort((value, -posts, owner))
    owner, value = owner[order], value[order]
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    if name in SETS:
        # A sum of well-mixed hashes does not depend on order, and differs where the sets do.
        return owner[starts], np.add.reduceat(mixed(value + np.uint64(1)), starts)
    return owner[starts], mixed(value[starts] + np.uint64(1))
