"""What the author of each post states, settled once per author: the raw material of weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.errors import NoPostsError, PlanError, SourceError
from audit.loaders.base import Ledger
from audit.loaders.copies import lost_copies
from audit.loaders.dataset import Posts
from audit.loaders.door import admit
from audit.loaders.reading import read
from audit.measuring import plan_values
from audit.metrics.attribute_cells import check_not_free_text
from audit.metrics.counting import coded
from audit.plan import Plan
from audit.tally import Tally

Integers = npt.NDArray[np.int64]
_DROPPED = -1


@dataclass(frozen=True)
class Stated:
    """Every post kept once, with its author and what that author states.

    Attributes
    ----------
    post_id : pyarrow.Array of string, length n
    author : ndarray of int64, shape (n,)
        Number of the author, from 0; posts without one are numbered by their text.
    named : ndarray of bool, shape (n,)
        Whether an author is stated.
    groups : dict of str to list of str
        Attribute to the groups stated in the data.
    codes : dict of str to ndarray of int64, shape (n,)
        Attribute to the group of each post's author; -1 where the author states none, or different ones.
    conflicting : dict of str to int
        Attribute to the authors who state different groups in different posts.
    """

    post_id: pa.Array
    author: Integers
    named: npt.NDArray[np.bool_]
    groups: dict[str, list[str]]
    codes: dict[str, Integers]
    conflicting: dict[str, int]

    @property
    def has_authors(self) -> bool:
        """Whether any post names its author."""
        return bool(self.named.any())


def read_stated(
    posts: Posts, plan: Plan, attributes: Sequence[str], progress: Callable[[int], None] | None = None
) -> Stated:
    """Read the posts' ids, authors and stated attributes; of copies of one post the latest version.

    Parameters
    ----------
    posts : Posts
    plan : Plan
        Maps stated values to groups.
    attributes : sequence of str
    progress : callable, optional
        Told of the posts of each batch.

    Raises
    ------
    SourceError
        Posts have no id, so that no weight could be put beside it.
    NoPostsError
        Nothing in the sources is a post.
    PlanError
        An attribute is free text, or was inferred.
    """
    for attribute in attributes:
        if attribute in plan.inference:
            raise PlanError(
                f"{attribute!r} is inferred, and weights are made of what authors state.",
                hint=f"A weight would inherit every error of the inference: leave out the benchmark of {attribute}.",
            )
    ids: list[pa.Array] = []
    keys: list[npt.NDArray[np.uint64]] = []
    named: list[npt.NDArray[np.bool_]] = []
    groups: dict[str, dict[str, int]] = {each: {} for each in attributes}
    codes: dict[str, list[Integers]] = {each: [] for each in attributes}
    post_keys: list[npt.NDArray[np.uint64]] = []
    versions: list[npt.NDArray[np.uint64]] = []
    noted = Tally()
    for part in posts.parts():
        of_part: list[tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]] = []
        for batch in read(part, Ledger(source=part.source_name)):
            if batch.num_rows == 0:
                continue
            admitted = admit(batch, posts.secret)
            index = admitted.table.schema.get_field_index("post_id")
            missing = batch.num_rows if index < 0 else admitted.table.column(index).null_count
            if missing:
                raise SourceError(
                    f"{part.source_name}: posts have no id, and a weight is written beside the id of its post.",
                    hint="Name the column with --columns post_id=COLUMN, or number the posts first.",
                )
            ids.append(admitted.table.column(index).cast(pa.string()))
            keys.append(admitted.author_key)
            named.append(admitted.has_author)
            of_part.append((admitted.post_key, admitted.version))
            values = plan_values(admitted.table, plan, noted)
            for attribute in attributes:
                codes[attribute].append(
                    _numbered(values.get(f"attribute:{attribute}"), batch.num_rows, groups[attribute])
                )
            if progress is not None:
                progress(batch.num_rows)
        post_keys.append(np.concatenate([each for each, _ in of_part]) if of_part else np.zeros(0, np.uint64))
        versions.append(np.concatenate([each for _, each in of_part]) if of_part else np.zeros(0, np.uint64))
    if not ids:
        raise NoPostsError(f"{posts.name}: nothing here is a post, so there is nothing to weight.")
    check_not_free_text(noted, attributes)
    keep = _kept(post_keys, versions)
    author = np.unique(np.concatenate(keys)[keep], return_inverse=True)[1].astype(np.int64)
    settled = {each: _settled(author, np.concatenate(codes[each])[keep]) for each in attributes}
    return Stated(
        post_id=pa.concat_arrays(ids).filter(pa.array(keep)),
        author=author,
        named=np.concatenate(named)[keep],
        groups={each: list(groups[each]) for each in attributes},
        codes={each: code for each, (code, _) in settled.items()},
        conflicting={each: number for each, (_, number) in settled.items()},
    )


def _numbered(column: pa.Array | None, count: int, index: dict[str, int]) -> Integers:
    """The group of each post by number, the same number in every batch; -1 where nothing is stated."""
    if column is None or len(column) == column.null_count:
        return np.full(count, _DROPPED, dtype=np.int64)
    values, codes, known = coded(column)
    lookup = np.array([index.setdefault(value, len(index)) for value in values], dtype=np.int64)
    return np.where(known, lookup[codes], _DROPPED)


def _kept(keys: list[npt.NDArray[np.uint64]], versions: list[npt.NDArray[np.uint64]]) -> npt.NDArray[np.bool_]:
    kept = [np.ones(len(each), dtype=bool) for each in keys]
    for index, positions in lost_copies(keys, versions).items():
        kept[index][positions] = False
    return np.concatenate(kept)


def _settled(author: Integers, codes: Integers) -> tuple[Integers, int]:
    """One group per author: the one all posts that state any agree on; and how many authors contradict themselves."""
    authors = int(author.max()) + 1
    lowest = np.full(authors, np.iinfo(np.int64).max)
    highest = np.full(authors, _DROPPED)
    stated = codes >= 0
    np.minimum.at(lowest, author[stated], codes[stated])
    np.maximum.at(highest, author[stated], codes[stated])
    conflicting = (highest >= 0) & (lowest != highest)
    group = np.where(conflicting, _DROPPED, highest)
    return group[author], int(conflicting.sum())
