"""Whose posts are asked about: the groups of a batch, axis by axis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.metrics.counting import coded, named
from audit.metrics.dialect_groups import COLUMNS
from audit.metrics.language import of_pairs
from audit.posts import PostBatch
from audit.text.languages import primary

#: Begins the names of attributes that are columns which a filter asks for.
CARRIED = "filter:"
#: Sides: whose, or which, posts a group is of. Groups of a mention overlap, those of any other side share no post.
ALL, AUTHOR, MENTION, LANGUAGE, COMMUNITY, ACTIVITY, DIALECT, LENGTH, LABEL, PERIOD = (
    "all",
    "author",
    "mention",
    "language",
    "community",
    "activity",
    "dialect",
    "length",
    "label",
    "month",
)
#: Sides that nobody states: a word list or a model finds them.
FOUND = frozenset({MENTION, DIALECT})
#: Words of a post: lower edges, and what the groups are called.
LENGTHS = (0, 5, 10, 20, 40)
LENGTH_NAMES = {
    "0-4": "fewer than 5 words",
    "5-9": "5 to 9 words",
    "10-19": "10 to 19 words",
    "20-39": "20 to 39 words",
    "40+": "40 words or more",
}
#: A label column of more values in one batch is a score or an id, not a label.
MOST_LABELS = 100
#: Times before or after these years are mistaken.
_YEARS = (1990, 2100)
#: From here on a post counts as written in a dialect: the share of its words that are of it (Sap et al. 2019, ACL).
DIALECT_FROM = 0.8


@dataclass(frozen=True)
class Grouping:
    """One axis of a batch.

    Attributes
    ----------
    side, axis : str
    names : list of str, length k
    rows : ndarray of int, shape (m,)
        Posts that are in a group; more than once where groups overlap.
    codes : ndarray of int64, shape (m,)
        Index into ``names``.
    """

    side: str
    axis: str
    names: list[str]
    rows: npt.NDArray[np.integer]
    codes: npt.NDArray[np.int64]


def groupings(posts: PostBatch) -> Iterator[Grouping]:
    """The groups of a batch: everyone, languages, dialects, groups of authors, groups that are mentioned.

    Communities and how active authors are need all posts of an author together: see :mod:`audit.filtering.counting`.
    """
    yield Grouping(ALL, "", ["everyone"], np.arange(len(posts)), np.zeros(len(posts), dtype=np.int64))
    lang = posts.encoded("lang")
    if lang is not None and lang.null_count < len(lang):
        tags, code, known = coded(lang)
        own = [primary(each) or each for each in tags]
        names = sorted(set(own))
        position = np.array([names.index(each) for each in own], dtype=np.int64)
        rows = np.flatnonzero(known)
        yield Grouping(LANGUAGE, "", names, rows, position[code[rows]])
    yield from _dialects(posts)
    for name, column in named(posts, "attribute"):
        if name.startswith(CARRIED):
            continue
        values, code, known = coded(column)
        rows = np.flatnonzero(known)
        yield Grouping(AUTHOR, name, values, rows, code[rows])
    if posts.column("text") is not None:
        yield from _mentions(posts)


def lengths(posts: PostBatch) -> Iterator[Grouping]:
    """Posts with text by how many words they have; links, handles and addresses are none."""
    text = posts.column("text")
    if text is None or text.null_count == len(text):
        return
    rows = np.flatnonzero(text.is_valid().to_numpy(zero_copy_only=False))
    band = np.searchsorted(LENGTHS, posts.features.tokens[rows], side="right") - 1
    yield Grouping(LENGTH, "", list(LENGTH_NAMES), rows, band.astype(np.int64))


def labels(posts: PostBatch) -> Iterator[Grouping]:
    """Posts by the values of each label column that has few."""
    for name, column in named(posts, "label"):
        values, code, known = coded(column)
        rows = np.flatnonzero(known)
        if len(rows) and len(values) <= MOST_LABELS:
            yield Grouping(LABEL, name, values, rows, code[rows])


def months(posts: PostBatch) -> Iterator[Grouping]:
    """Posts by the month they were posted in (UTC)."""
    created = posts.column("created_at")
    if created is None or created.null_count == len(created):
        return
    micros = pc.cast(created, pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    month = micros.astype("datetime64[us]").astype("datetime64[M]")
    first, last = (np.datetime64(f"{year}-01", "M") for year in _YEARS)
    known = created.is_valid().to_numpy(zero_copy_only=False) & (month >= first) & (month < last)
    rows = np.flatnonzero(known)
    found, code = np.unique(month[rows], return_inverse=True)
    yield Grouping(PERIOD, "", [str(each) for each in found], rows, code.astype(np.int64))


def _dialects(posts: PostBatch) -> Iterator[Grouping]:
    """The groups that a dialect model makes of posts; where the data carry shares of their own, these."""
    made = {axis: posts.values[name] for axis, name in COLUMNS.items() if name in posts.values}
    for name, column in made.items() if made else named(posts, "dialect"):
        yield _dialect(name, column)


def _dialect(name: str, column: pa.Array) -> Grouping:
    """Posts of a dialect and others, where it is told as a share; its own groups otherwise."""
    if pa.types.is_floating(column.type):
        rows = np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False))
        shares = column.fill_null(0).to_numpy(zero_copy_only=False)[rows]
        return Grouping(DIALECT, name, ["others", name], rows, (shares >= DIALECT_FROM).astype(np.int64))
    values, code, known = coded(column)
    rows = np.flatnonzero(known)
    return Grouping(DIALECT, name, values, rows, code[rows])


def _mentions(posts: PostBatch) -> Iterator[Grouping]:
    features = posts.features
    post, group = of_pairs(features.strict_pairs, posts.covered)
    axes = [axis for axis, _ in features.groups]
    for axis in dict.fromkeys(axes):
        own = [index for index, each in enumerate(axes) if each == axis]
        position = np.full(len(axes), -1, dtype=np.int64)
        position[own] = np.arange(len(own))
        code = position[group]
        kept = code >= 0
        yield Grouping(MENTION, axis, [features.groups[index][1] for index in own], post[kept], code[kept])
