"""Every post of a dataset once: its id, its author, and whatever a remedy wants to know of it.

Remedies decide about posts by looking at all of them, so what they look at is kept in memory: a few numbers a post, no text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.errors import LOOK_FIRST, NoPostsError, SourceError, column_named
from audit.loaders.base import Ledger, check_rejects
from audit.loaders.copies import lost_copies
from audit.loaders.dataset import Posts
from audit.loaders.door import Admitted, admit
from audit.loaders.reading import read
from audit.metrics.counting import coded

Keys = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
#: What a remedy wants to know of the posts of a batch: arrays of as many entries as there are posts.
Look = Callable[[Admitted], Mapping[str, npt.NDArray[Any]]]
#: Code of a post of which nothing is known.
UNKNOWN = -1


@dataclass(frozen=True)
class Gathered:
    """Posts kept once, of copies the latest version.

    Attributes
    ----------
    kept : ndarray of bool, shape (m,)
        Of all posts in the order they are read, those that are here.
    post_id : pyarrow.Array of string, length n
    post_key, author_key : ndarray of uint64, shape (n,)
        Stable hashes of the post's id and of its author, as :class:`audit.loaders.door.Admitted` has them.
    named : ndarray of bool, shape (n,)
        Whether an author is stated.
    columns : mapping of str to ndarray, shape (n,)
        What was looked at.
    """

    kept: Bools
    post_id: pa.Array
    post_key: Keys
    author_key: Keys
    named: Bools
    columns: Mapping[str, npt.NDArray[Any]]

    def __len__(self) -> int:
        return len(self.post_key)

    @property
    def author(self) -> Integers:
        """Number of each post's author, from 0; posts without one are numbered by their text; shape (n,)."""
        return np.unique(self.author_key, return_inverse=True)[1].astype(np.int64)

    def among_all(self, chosen: Bools) -> Bools:
        """Of all posts in the order they are read, those that are chosen of these; shape (m,)."""
        everywhere = np.zeros(len(self.kept), dtype=bool)
        everywhere[np.flatnonzero(self.kept)[chosen]] = True
        return everywhere


def gather(
    posts: Posts, look: Look, progress: Callable[[int], None] | None = None, *, beside: str = "a weight"
) -> Gathered:
    """Read posts' ids and authors, and what ``look`` says of them.

    Parameters
    ----------
    posts : Posts
    look : callable
        Called with each batch.
    progress : callable, optional
        Told of the posts of each batch.
    beside : str
        What is written beside the id of a post, for the message where there is none.

    Raises
    ------
    SourceError
        Posts have no id, so that nothing could be put beside it.
    NoPostsError
        Nothing in the sources is a post.
    """
    ids: list[pa.Array] = []
    seen: list[tuple[Keys, Keys, Bools]] = []
    columns: dict[str, list[npt.NDArray[Any]]] = {}
    versions: list[tuple[Keys, Keys]] = []
    ledgers: list[Ledger] = []
    none = np.zeros(0, np.uint64)
    for part in posts.parts():
        of_part: list[tuple[Keys, Keys]] = []
        ledgers.append(Ledger(source=part.source_name))
        for batch in read(part, ledgers[-1]):
            if batch.num_rows == 0:
                continue
            admitted = admit(batch, posts.secret)
            index = admitted.table.schema.get_field_index("post_id")
            if index < 0 or admitted.table.column(index).null_count:
                raise SourceError(
                    f"{part.source_name}: posts have no id, and {beside} is written beside the id of its post.",
                    hint=f"Name the column, {column_named('post_id')}, or number the posts first.",
                )
            ids.append(admitted.table.column(index).cast(pa.string()))
            seen.append((admitted.post_key, admitted.author_key, admitted.has_author))
            of_part.append((admitted.post_key, admitted.version))
            for name, values in look(admitted).items():
                columns.setdefault(name, []).append(values)
            if progress is not None:
                progress(batch.num_rows)
        versions.append(
            (np.concatenate([each for each, _ in of_part]), np.concatenate([each for _, each in of_part]))
            if of_part
            else (none, none)
        )
    if not ids:
        raise NoPostsError(f"{posts.name}: nothing here is a post, so there is nothing to work on.", hint=LOOK_FIRST)
    check_rejects(posts.name, ledgers, posts.plan.limits.max_reject)
    kept = _kept([key for key, _ in versions], [version for _, version in versions])
    post_key, author_key, named = (np.concatenate([each[index] for each in seen])[kept] for index in range(3))
    return Gathered(
        kept=kept,
        post_id=pa.concat_arrays(ids).filter(pa.array(kept)),
        post_key=post_key,
        author_key=author_key,
        named=named,
        columns={name: np.concatenate(values)[kept] for name, values in columns.items()},
    )


def numbered(column: pa.Array | None, count: int, index: dict[str, int]) -> Integers:
    """The value of each post by number, the same number in every batch; -1 where there is none.

    Parameters
    ----------
    column : pyarrow.Array of string, length ``count``, or None
    count : int
    index : dict of str to int
        Numbers given so far; gets those of new values.
    """
    if column is None or len(column) == column.null_count:
        return np.full(count, UNKNOWN, dtype=np.int64)
    values, codes, known = coded(column)
    lookup = np.array([index.setdefault(value, len(index)) for value in values], dtype=np.int64)
    return np.where(known, lookup[codes], UNKNOWN)


def _kept(keys: list[Keys], versions: list[Keys]) -> Bools:
    kept = [np.ones(len(each), dtype=bool) for each in keys]
    for index, positions in lost_copies(keys, versions).items():
        kept[index][positions] = False
    return np.concatenate(kept)
