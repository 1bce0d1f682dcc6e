"""Counting a batch: what became of its posts, by everything that posts are told apart by."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.metrics.counting import coded
from audit.metrics.fates.fates import add_cells, add_spread, communities
from audit.metrics.language import count_language
from audit.metrics.post_groups import DIALECT, LENGTH, MENTION, Grouping, groupings, labels, lengths, months
from audit.posts import PostBatch
from audit.tally import Tally

Bools = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]
#: Sides of all posts in which the groups that lexicons name can be found, and of all that name their author.
READ, NAMED = "read", "named"
#: Sides that are read off the text.
_READ_OFF = frozenset({MENTION, LENGTH, DIALECT, READ})


def count_fates(posts: PostBatch, name: str, fate: Integers, known: Bools, ends: int, here: int) -> Tally:
    """Count one batch.

    Parameters
    ----------
    posts : PostBatch
    name : str
        The metric.
    fate : ndarray of int64, shape (n,)
        What became of each post.
    known : ndarray of bool, shape (n,)
        Whether it is known; other posts are not counted.
    ends, here : int
        How many fates there are, and the first of those of posts that are still there.
    """
    tally = Tally()
    if not known.any():
        return tally
    grouped = [*groupings(posts), *lengths(posts), *labels(posts), *months(posts)]
    complete = ~_may_be_cut(posts) | (fate >= here)
    if posts.column("text") is not None:
        count_language(tally, name, posts)
        read = np.flatnonzero(posts.covered)
        grouped.append(Grouping(READ, "", ["everyone"], read, np.zeros(len(read), dtype=np.int64)))
    named = np.flatnonzero(posts.has_author)
    grouped.append(Grouping(NAMED, "", ["everyone"], named, np.zeros(len(named), dtype=np.int64)))
    grouped = [_of(complete, each) if each.side in _READ_OFF else each for each in grouped]
    authors = (posts.author_key, posts.has_author)
    add_cells(tally, name, grouped, fate, authors, ends, known)
    add_spread(tally, name, authors, fate, communities(posts), known)
    return tally


def _may_be_cut(posts: PostBatch) -> Bools:
    """Posts of which, once they are gone, no more than the title may be left: submissions to Reddit without a body."""
    platform, kind, text = (posts.column(each) for each in ("platform", "kind", "text"))
    if platform is None or text is None:
        return np.zeros(len(posts), dtype=bool)
    cut = pc.equal(platform.cast(pa.string()), "reddit")
    if kind is not None:
        cut = pc.and_(cut, pc.not_equal(kind.cast(pa.string()), "comment").fill_null(fill_value=True))
    cut = pc.and_not(cut, pc.match_substring(text, "\n\n"))
    found: Bools = cut.fill_null(fill_value=False).to_numpy(zero_copy_only=False).astype(bool)
    return found


def _of(rows: Bools, grouping: Grouping) -> Grouping:
    """The posts of a grouping that are among some."""
    kept = rows[grouping.rows]
    return replace(grouping, rows=grouping.rows[kept], codes=grouping.codes[kept])


def stated_fates(posts: PostBatch, ends: tuple[str, ...]) -> tuple[Integers, Bools]:
    """The status that the source gives each post, as a position in ``ends``, and whether it gives one."""
    column = posts.column("status")
    if column is None or column.null_count == len(column):
        return np.zeros(len(posts), dtype=np.int64), np.zeros(len(posts), dtype=bool)
    values, codes, known = coded(column)
    position = np.array([ends.index(each) if each in ends else -1 for each in values], dtype=np.int64)
    fate = np.where(known, position[codes], -1)
    return np.maximum(fate, 0), fate >= 0
