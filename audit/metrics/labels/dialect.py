"""Sums of how labels go with dialect: shares of words by topic, of votes and of posts, per author bucket.

Shares are whole numbers of ten-thousandths, so that sums of their products add up exactly. What is kept is sums over posts:
no share of a post can be read from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.hashing import distinct
from audit.metrics.agreement.counts import Panel
from audit.metrics.agreement.votes import CHOICE, read_answers
from audit.metrics.counting import add_group_authors, coded, named
from audit.metrics.labels.counts import MOST_COUNTED
from audit.posts import PostBatch
from audit.tally import Cell, Tally

#: First word of the cells. Not the metric's name: what posts weigh is not summed here.
DIALECT = "labels by dialect"
#: Share of 1.
UNIT = 10_000
#: Topics whose figures are printed.
TOPICS = ("african_american", "white")
#: Text as it is, and without profanity: the first word of the columns of a batch.
AS_IT_IS, WITHOUT = "dialect", "without"
#: Where labels come from.
VOTES, COLUMN = "votes", "label"

Integers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Labelled:
    """Labels of the n posts of a batch, from one source.

    Attributes
    ----------
    source, name : str
        :data:`VOTES` and the question, empty for bare labels; or :data:`COLUMN` and which.
    values : list of str, length k
    known : ndarray of bool, shape (n,)
        Posts that have a label.
    share : ndarray of int64, shape (n, k)
        Share of votes for each value, in ten-thousandths; of a column 0 or 10,000.
    label : ndarray of int64, shape (n,)
        Index of the value that a post has, or that most votes are for; -1 where votes are divided equally or none is known.
    """

    source: str
    name: str
    values: list[str]
    known: Bools
    share: Integers
    label: Integers


def count_dialect(tally: Tally, posts: PostBatch) -> None:
    """Sum one batch; nothing where no dialect model was read."""
    if f"{AS_IT_IS}:group" not in posts.values:
        return
    for labels in labels_of(posts):
        _count(tally, posts, labels)


def labels_of(posts: PostBatch) -> Iterator[Labelled]:
    """The votes on posts, and each label column of few values."""
    yield from _votes(posts)
    for name, column in named(posts, "label"):
        values, codes, known = coded(column)
        if len(values) <= MOST_COUNTED:
            share = np.zeros((len(posts), len(values)), dtype=np.int64)
            rows = np.flatnonzero(known)
            share[rows, codes[rows]] = UNIT
            yield Labelled(COLUMN, name, values, known, share, np.where(known, codes, -1))


def _votes(posts: PostBatch) -> Iterator[Labelled]:
    """The share of votes for each answer, question by question."""
    read = read_answers(posts)
    for answers in read.answers if read is not None else ():
        if answers.kind != CHOICE:
            continue
        panel = Panel.of(answers, len(posts))
        share = np.zeros((len(posts), len(answers.answers)), dtype=np.int64)
        share[panel.post] = np.rint(UNIT * panel.counts / panel.judges[:, None]).astype(np.int64)
        most = panel.counts.max(axis=1)
        alone = (panel.counts == most[:, None]).sum(axis=1) == 1
        label = np.full(len(posts), -1, dtype=np.int64)
        label[panel.post] = np.where(alone, panel.counts.argmax(axis=1), -1)
        yield Labelled(VOTES, answers.question, answers.answers, panel.local >= 0, share, label)


def _count(tally: Tally, posts: PostBatch, labels: Labelled) -> None:
    known = labels.known & posts.english

    def cell(*what: str) -> Cell:
        return (DIALECT, labels.source, labels.name, *what)

    tally.count(cell("labelled"), posts.bucket[known])
    tally.count(cell("labelled in another language"), posts.bucket[labels.known & ~posts.english])
    for basis in (AS_IT_IS, WITHOUT):
        column = posts.values[f"{basis}:group"]
        has = column.is_valid().to_numpy(zero_copy_only=False)
        rows = np.flatnonzero(known & has)
        bucket = posts.bucket[rows]
        tally.count(cell(basis, "unread"), posts.bucket[known & ~has])
        _sum(tally, cell, basis, posts, labels, rows, bucket)
        _by_label(tally, cell, basis, posts, labels, rows)


def _sum(
    tally: Tally,
    cell: Callable[..., Cell],
    basis: str,
    posts: PostBatch,
    labels: Labelled,
    rows: Integers,
    bucket: Integers,
) -> None:
    """Sums that correlations are made of."""
    profane = pc.fill_null(posts.values[f"{AS_IT_IS}:profanity"], pa.scalar(value=False))
    z = profane.to_numpy(zero_copy_only=False)[rows].astype(np.int64)
    tally.count(cell(basis, "posts"), bucket)
    tally.add_authors(cell(basis, "posts"), distinct(posts.author_key[rows][posts.has_author[rows]]))
    tally.count(cell(basis, "profane"), bucket, z)
    shares = {topic: _whole(posts.values[f"{basis}:{topic}"])[rows] for topic in TOPICS}
    for topic, x in shares.items():
        tally.count(cell(basis, "topic", topic), bucket, x)
        tally.count(cell(basis, "topic squared", topic), bucket, x * x)
        tally.count(cell(basis, "topic profane", topic), bucket, x * z)
    for index, value in enumerate(labels.values):
        y = labels.share[rows, index]
        if not y.any():
            continue
        tally.count(cell(basis, "share", value), bucket, y)
        tally.count(cell(basis, "share squared", value), bucket, y * y)
        tally.count(cell(basis, "share profane", value), bucket, y * z)
        tally.count(cell(basis, "some", value), bucket[y > 0])
        tally.count(cell(basis, "all", value), bucket[y == UNIT])
        for topic, x in shares.items():
            tally.count(cell(basis, "topic share", topic, value), bucket, x * y)


def _by_label(
    tally: Tally, cell: Callable[..., Cell], basis: str, posts: PostBatch, labels: Labelled, rows: Integers
) -> None:
    """Posts of each label, and of each label and group of dialect."""
    rows = rows[labels.label[rows] >= 0]
    if not len(rows):
        return
    own, keys, stated = labels.label[rows], posts.author_key[rows], posts.has_author[rows]
    groups, group, _ = coded(posts.values[f"{basis}:group"].take(pa.array(rows)))
    bucket = posts.bucket[rows]
    add_group_authors(tally, [cell(basis, "label", each) for each in labels.values], own, keys, stated)
    add_group_authors(tally, [cell(basis, "group", each) for each in groups], group, keys, stated)
    tally.count(cell(basis, "labels"), bucket)
    for index, name in enumerate(groups):
        tally.count(cell(basis, "group", name), bucket[group == index])
    for value, label in enumerate(labels.values):
        with_label = own == value
        if not with_label.any():
            continue
        tally.count(cell(basis, "label", label), bucket[with_label])
        for topic in TOPICS:
            x = _whole(posts.values[f"{basis}:{topic}"])[rows]
            tally.count(cell(basis, "topic of label", topic, label), bucket[with_label], x[with_label])
        for index, name in enumerate(groups):
            tally.count(cell(basis, "label of group", name, label), bucket[with_label & (group == index)])


def _whole(share: pa.Array) -> Integers:
    """Shares as ten-thousandths."""
    whole: Integers = np.rint(UNIT * share.fill_null(0.0).to_numpy(zero_copy_only=False)).astype(np.int64)
    return whole
