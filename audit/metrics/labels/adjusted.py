"""Rows that adjusted differences of label rates are made of: labelled posts in English, of whole authors within a bound.

A row says what a post is labelled, which groups it is of or mentions, how long it is, whether it has profanity, and where it
was posted; it lives for as long as the audit does.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.hashing import hash_strings
from audit.metrics.counting import coded, mixed, named, post_identity
from audit.metrics.mentions.sides import LOOSELY, named_loosely
from audit.posts import BUCKETS, PostBatch
from audit.statistics.intervals import Interval
from audit.statistics.marginal_effects import adjusted_difference
from audit.tally import Tally
from audit.tally.sample import levels

#: First word of the cells; nothing of their rows is written to a file.
ADJUSTED = "labels adjusted"
#: Rows that are kept, some 60 bytes each.
MOST_ROWS = 1 << 16
#: Communities that are told apart; posts in others count as in one more.
MOST_COMMUNITIES = 10
PROFANE, NAMED = 1, 2

Codes = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Controls:
    """What posts are made alike in, of the n posts of a batch: read when first asked for, and once for all its labels."""

    posts: PostBatch

    @property
    def profane(self) -> Bools:
        """Posts with plain profanity. A slur names a group, and posts alike in whether they do would have no gap left to see."""
        result: Bools = self.posts.features.profanity > 0
        return result

    @functools.cached_property
    def communities(self) -> Hashes:
        """Hash of the community of each post; 0 where none is known of any."""
        column = self.posts.column("community")
        return np.zeros(len(self.posts), dtype=np.uint64) if column is None else hash_strings(column)

    @functools.cached_property
    def identity(self) -> Hashes:
        """What tells one post from another."""
        return post_identity(self.posts)


def count_rows(tally: Tally, label: str, controls: Controls, values: list[str], codes: Codes, known: Bools) -> None:
    """Keep the labelled posts in English of one batch.

    Parameters
    ----------
    tally : Tally
    label : str
    controls : Controls
        Of a batch of n posts with text.
    values : list of str, length k
    codes, known : ndarray, shape (n,)
        Index of the value of each post, and whether it has one.
    """
    posts = controls.posts
    rows = np.flatnonzero(known & posts.english)
    if not len(rows):
        return
    profile, names = _profiles(posts, rows, values, codes)
    owner = posts.author_key[rows]
    flags = np.where(controls.profane[rows], PROFANE, 0) | np.where(posts.has_author[rows], NAMED, 0)
    tally.add_rows(
        (ADJUSTED, label),
        {
            "key": mixed(controls.identity[rows] ^ mixed(profile)),
            "level": levels(mixed(owner)),
            "owner": owner,
            "profile": profile,
            "flags": flags.astype(np.uint8),
            "length": posts.features.tokens[rows].astype(np.int32),
            "community": controls.communities[rows],
            "posts": np.ones(len(rows), dtype=np.int64),
        },
        MOST_ROWS,
        names,
    )


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of a label, as adjusted differences are made of them.

    Attributes
    ----------
    value : ndarray of object, shape (n,)
    author, posts, kind : ndarray of int64, shape (n,)
        Index of the author, posts that the row stands for, and index of its kind.
    owner : ndarray of uint64, shape (n,)
    named : ndarray of bool, shape (n,)
        Whether the author is stated.
    controls : ndarray of float64, shape (m, k)
        Of each kind: logarithm of the length, profanity, and community where there are several.
    members : dict of str to ndarray of int64
        Rows of each side, axis and group.
    by_community : bool
    rate : float
        Share of authors that the rows are of.
    """

    value: npt.NDArray[np.object_]
    author: Codes
    owner: Hashes
    posts: Codes
    named: Bools
    kind: Codes
    controls: npt.NDArray[np.float64]
    members: dict[tuple[str, str, str], Codes]
    by_community: bool
    rate: float

    @classmethod
    def of(cls, tally: Tally, label: str) -> Rows | None:
        """The rows of a label; None where there are none."""
        sample = tally.samples.get((ADJUSTED, label))
        if sample is None or not len(sample):
            return None
        profiles, which = np.unique(sample.column("profile"), return_inverse=True)
        free_text = {cell[2] for cell in tally.total_cells("dataset", "free text")}
        names = [_settled(sample.names[int(each)], free_text) for each in profiles]
        columns = {each: sample.column(each) for each in ("owner", "flags", "length", "community", "posts")}
        # By what they say: what an author states may have been free text in one batch and a group in another, and sums of
        # fractions are the same to the last digit in one order only.
        rank = np.unique(["\n".join(each) for each in names], return_inverse=True)[1].reshape(-1)[which.reshape(-1)]
        by = np.lexsort((rank, *(columns[each] for each in ("posts", "community", "length", "flags", "owner"))))
        which, columns = which.reshape(-1)[by], {name: each[by] for name, each in columns.items()}
        order = np.argsort(which, kind="stable")
        of_profile = np.split(order, np.cumsum(np.bincount(which, minlength=len(profiles)))[:-1])
        members: dict[tuple[str, str, str], list[Codes]] = {}
        for (_, *groups), rows in zip(names, of_profile, strict=True):
            for each in groups:
                side, axis, group = each.split("\0")
                members.setdefault((side, axis, group), []).append(rows)
        value = np.array([each[0] for each in names], dtype=object)[which]
        profane = (columns["flags"] & PROFANE) != 0
        community = _largest(columns["community"], columns["posts"])
        length = columns["length"].astype(np.int64)
        width = int(community.max()) + 1
        kinds, kind = np.unique((length * 2 + profane) * width + community, return_inverse=True)
        controls = [np.log1p(kinds // (2 * width)), (kinds // width % 2).astype(np.float64)]
        controls += [(kinds % width == each).astype(np.float64) for each in range(1, width)]
        owner = columns["owner"]
        return cls(
            value,
            np.unique(owner, return_inverse=True)[1].reshape(-1),
            owner,
            columns["posts"],
            (columns["flags"] & NAMED) != 0,
            kind.reshape(-1),
            np.stack(controls, axis=1),
            {each: np.sort(np.concatenate(rows)) for each, rows in members.items()},
            width > 1,
            sample.rate,
        )

    def group(self, side: str, axis: str, group: str) -> Bools:
        """Which rows are of a group."""
        result = np.zeros(len(self.value), dtype=bool)
        result[self.members.get((side, axis, group), np.zeros(0, dtype=np.int64))] = True
        return result

    def per_bucket(self, rows: Bools) -> Codes:
        """Posts of some rows per author bucket; shape (128,)."""
        result = np.zeros(BUCKETS, dtype=np.int64)
        np.add.at(result, (self.owner[rows] & np.uint64(BUCKETS - 1)).astype(np.int64), self.posts[rows])
        return result

    def n_authors(self, rows: Bools) -> int:
        """Different authors of some rows, of those that are stated."""
        return len(np.unique(self.author[rows & self.named]))

    def difference(self, value: str, own: Bools, others: Bools, *, level: float, tolerance: float) -> Interval:
        """The adjusted difference of the rates of a value between rows of a group and others."""
        chosen = own | others
        return adjusted_difference(
            self.value[chosen] == value, own[chosen], self.controls, self.author[chosen],
            kind=self.kind[chosen], posts=self.posts[chosen], level=level, tolerance=tolerance,
        )  # fmt: skip


def _settled(names: tuple[str, ...], free_text: set[str]) -> tuple[str, ...]:
    """A value and the groups of a row, without what turned out to be free text; sorted."""
    value, *groups = names
    kept = (each for each in groups if not (each.startswith("author\0") and each.split("\0")[1] in free_text))
    return value, *sorted(kept)


def _profiles(
    posts: PostBatch, rows: Codes, values: list[str], codes: Codes
) -> tuple[Hashes, dict[int, tuple[str, ...]]]:
    """A hash of the value and all groups of each row, and what each hash stands for."""
    place = np.full(len(posts), -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    names, row, member = list[str](), list[Codes](), list[Codes]()
    for attribute, stated in named(posts, "attribute"):
        groups, group, has = coded(stated)
        own = rows[has[rows]]
        row.append(place[own])
        member.append(group[own] + len(names))
        names += [f"author\0{attribute}\0{each}" for each in groups]
    features = posts.features
    for side, (post, mentioned) in (("mention", features.strict_pairs), (LOOSELY, named_loosely(features))):
        kept = place[post] >= 0
        row.append(place[post[kept]])
        member.append(mentioned[kept].astype(np.int64) + len(names))
        names += ["\0".join((side, *each)) for each in features.groups]
    of_row, of_member = np.concatenate(row), np.concatenate(member)
    order = np.lexsort((of_member, of_row))
    of_row, of_member = of_row[order], of_member[order]
    profile = mixed(hash_strings(pa.array(values, pa.large_string())))[codes[rows]]
    # A sum does not mind the order in which groups come.
    np.add.at(profile, of_row, mixed(hash_strings(pa.array(names, pa.large_string())))[of_member])
    profile = mixed(profile)
    different, example = np.unique(profile, return_index=True)
    first, last = np.searchsorted(of_row, example), np.searchsorted(of_row, example, side="right")
    told = {
        int(code): (values[codes[rows[at]]], *sorted(names[each] for each in of_member[start:end].tolist()))
        for code, at, start, end in zip(different, example, first, last, strict=True)
    }
    return profile, told


def _largest(community: Hashes, posts: Codes) -> Codes:
    """The largest communities as 1, 2 ..., all others as 0; nothing but 0 where there is one alone."""
    different, which = np.unique(community, return_inverse=True)
    which = which.reshape(-1)
    if len(different) < 2:
        return np.zeros(len(community), dtype=np.int64)
    size = np.bincount(which, weights=posts)
    # By size, and by hash where that is equal, so that no order of the posts decides.
    largest = np.lexsort((different, -size))[:MOST_COMMUNITIES]
    code = np.zeros(len(different), dtype=np.int64)
    code[largest] = np.arange(1, len(largest) + 1)
    if len(different) <= MOST_COMMUNITIES:
        code -= 1  # one of them is what the others are held against
    return code[which]
