"""Posts per slice and group: how they are counted, and how they are read from a tally.

Periods are counted in cells. Communities can be as many as posts, so their posts are kept per author, community and group
within a bound (see :mod:`audit.tally.sample`); which of them are the largest is decided on the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import orjson

from audit.hashing import distinct, hash_bytes
from audit.metrics.counting import add_group_authors, add_groups, coded, named, rows_of_authors
from audit.metrics.representation.asked import MOST_GROUPS, NAME, SLICED
from audit.metrics.weighed import Counted, counted
from audit.posts import BUCKETS, PostBatch
from audit.tally import Tally
from audit.tally.author_sets import AuthorSet
from audit.tally.sample import Sample

COMMUNITY = "community"
#: Rows of author, community and group that are kept: 17 MB. Beyond, nothing is told.
MOST_ROWS = 1 << 19
#: What stands for no stated group: posts of a slice that have none may be too few to be told of, too.
UNSTATED = ""


def count_sliced(tally: Tally, what: str, posts: PostBatch) -> None:
    """Count posts and authors of each group per slice, for every stated attribute."""
    slices, at, inside = coded(posts.values[f"slice:{what}"])
    for attribute, column in named(posts, "attribute"):
        groups, codes, known = coded(column)
        if len(groups) > MOST_GROUPS or not inside.any():
            continue
        told, width = [*groups, UNSTATED], len(groups) + 1
        both, compact = np.unique(at[inside] * width + np.where(known, codes, len(groups))[inside], return_inverse=True)
        names = [(slices[code // width], told[code % width]) for code in both.tolist()]
        if what == COMMUNITY:
            _keep(tally, attribute, names, compact, inside, posts)
            continue
        front = (NAME, SLICED, what, attribute)
        add_groups(tally, [(*front, "posts", *name) for name in names], compact, posts.bucket[inside])
        owners = [(*front, "authors", *name) for name in names]
        add_group_authors(tally, owners, compact, posts.author_key[inside], posts.has_author[inside])


def _keep(
    tally: Tally,
    attribute: str,
    names: Sequence[tuple[str, str]],
    code: npt.NDArray[np.integer],
    rows: npt.NDArray[np.bool_],
    posts: PostBatch,
) -> None:
    hashes = np.array([hash_bytes(orjson.dumps(name)) for name in names], dtype=np.uint64)
    owner, profile = posts.author_key[rows], hashes[code]
    # Posts without a stated author have an owner too, their text; it is no author.
    columns = rows_of_authors(owner, profile) | {"flags": posts.has_author[rows].astype(np.int64)}
    tally.add_rows(
        (NAME, SLICED, COMMUNITY, attribute), columns, MOST_ROWS, dict(zip(hashes.tolist(), names, strict=True))
    )


@dataclass(frozen=True)
class Cells:
    """Posts and authors per slice and group, however they were counted."""

    posts: Mapping[tuple[str, str], Counted]
    authors: Mapping[tuple[str, str], AuthorSet]


def cells_of(tally: Tally, what: str, attribute: str) -> Cells | None:
    """The cells of an attribute by one kind of slice; None where there are more than are kept."""
    if what == COMMUNITY:
        sample = tally.samples.get((NAME, SLICED, COMMUNITY, attribute))
        return Cells({}, {}) if sample is None else _from_sample(sample)
    front = (NAME, SLICED, what, attribute)
    found = [(cell[5], cell[6]) for cell in tally.cells(*front, "posts")]
    posts = {each: counted(tally, (*front, "posts", *each)) for each in found}
    sets = {each: tally.authors.get((*front, "authors", *each)) for each in found}
    return Cells(posts, {name: each for name, each in sets.items() if each is not None})


def _from_sample(sample: Sample) -> Cells | None:
    if not sample.complete:
        return None
    codes, which = np.unique(sample.column("profile"), return_inverse=True)
    order = np.argsort(which, kind="stable")
    ends = np.cumsum(np.bincount(which, minlength=len(codes)))[:-1]
    posts, authors = {}, {}
    for code, rows in zip(codes.tolist(), np.split(order, ends), strict=True):
        slice_, group = sample.names[code]
        owner = sample.column("owner")[rows]
        counts = np.zeros(BUCKETS, dtype=np.int64)
        np.add.at(counts, (owner & np.uint64(BUCKETS - 1)).astype(np.int64), sample.column("posts")[rows])
        posts[slice_, group] = Counted(counts)
        stated = sample.column("flags")[rows] > 0
        authors[slice_, group] = AuthorSet(distinct(owner[stated]))
    return Cells(posts, authors)
