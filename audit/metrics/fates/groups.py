"""From a tally to the groups that can be told: their posts by fate, and their authors by how far their posts came."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from audit.metrics.base import Scope
from audit.metrics.counting import n_united
from audit.metrics.fates.fates import SPREAD, cell_of, fate_and_named, fates_of
from audit.metrics.fates.hiding import Fates
from audit.metrics.labels.several import YES, rare_labels, several_in_a_cell
from audit.metrics.post_groups import ACTIVITY, ALL, COMMUNITY, LABEL, MENTION
from audit.metrics.weighed import lacking
from audit.posts import BUCKETS, author_bucket
from audit.tally import Tally
from audit.tally.author_sets import AuthorSet

#: Groups of one axis that are told: those with most posts.
MOST_GROUPS = 100
#: Posts of an author: lower edges, and the names of the groups.
ACTIVE = (1, 2, 10, 100)
ACTIVE_NAMES = ("1", "2-9", "10-99", "100+")
#: The same by rank: of an author, the part of authors who wrote less.
RANKS = (0.0, 0.5, 0.9, 0.99)
RANK_NAMES = ("0-50", "50-90", "90-99", "99-100")
#: From the posts of each author to a band of each, and what bands are called.
Bands = Callable[[npt.NDArray[np.int64]], tuple[npt.NDArray[np.integer], tuple[str, ...]]]


@dataclass(frozen=True)
class Group:
    """A group of posts.

    Attributes
    ----------
    name : str
    fates : ndarray of int64, shape (ends, 128)
        Posts by fate and author bucket.
    authors : tuple of int, or None
        Stated authors of posts of each fate or a later one; None where the data name no authors.
    dropped : int or None
        Stated authors of posts of any fate but the last; told of all posts alone.
    """

    name: str
    fates: Fates
    authors: tuple[int, ...] | None
    dropped: int | None = None

    @property
    def posts(self) -> int:
        """All its posts."""
        return int(self.fates.sum())

    def voices(self) -> int:
        """Authors, at least, of all its posts."""
        return self.authors[0] if self.authors is not None else int(np.count_nonzero(self.fates.sum(axis=0)))


@dataclass(frozen=True)
class Axis:
    """The groups of one axis.

    Attributes
    ----------
    side, axis : str
    groups : tuple of Group
    left_out : int
        Groups that are too small to be told.
    sampled : bool
        Whether authors were drawn.
    asked_for : bool
        Whether a filter asks for what the groups are: that it keeps some and not others is no finding.
    note : str
        One more thing that readers have to know.
    whole : ndarray of int64, shape (ends, 128)
        Posts of any group of the axis, those of groups that are left out too; of an axis whose groups overlap, None.
    """

    side: str
    axis: str
    groups: tuple[Group, ...]
    left_out: int = 0
    sampled: bool = False
    asked_for: bool = False
    note: str = ""
    whole: Fates | None = field(default=None, compare=False, repr=False)

    @property
    def overlapping(self) -> bool:
        """Whether a post may be in several groups."""
        return self.side == MENTION

    @property
    def key(self) -> str:
        """Its part of ids."""
        return f"{self.side}.{self.axis}" if self.axis else self.side


def missing_of(axis: Axis, everyone: Group) -> float:
    """Part of all posts that are in no group of an axis; 0 where groups overlap, which are found and not stated."""
    return 0.0 if axis.whole is None else lacking(int(axis.whole.sum()), int(everyone.fates.sum()))


def by_posts(written: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.integer], tuple[str, ...]]:
    """Authors by how many posts they wrote."""
    return np.searchsorted(ACTIVE, written, side="right") - 1, ACTIVE_NAMES


def by_rank(written: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.integer], tuple[str, ...]]:
    """Authors by the part of authors who wrote less, which is the same for a file that is read twice."""
    less = np.searchsorted(np.sort(written), written, side="left") / max(len(written), 1)
    return np.searchsorted(RANKS, less, side="right") - 1, RANK_NAMES


def everyone_of(tally: Tally, scope: Scope, name: str, ends: int) -> Group:
    """All posts."""
    whole = (ALL, "", "everyone")
    dropped = None
    if scope.has_authors:
        dropped = n_united(tally.authors.get(cell_of(name, *whole, end), AuthorSet()) for end in range(ends - 1))
    return replace(group_of(tally, scope, name, whole, ends), dropped=dropped)


def axes_of(
    tally: Tally, scope: Scope, name: str, ends: int, asked: Collection[str] = (), *, bands: Bands = by_posts
) -> list[Axis]:
    """Every axis that has a group large enough, in the order of sides.

    Parameters
    ----------
    tally : Tally
    scope : Scope
    name : str
        The metric that counted.
    ends : int
        How many fates there are.
    asked : collection of str
        Sides that a filter asks for itself.
    bands : callable
        How active an author is.
    """
    members: dict[tuple[str, str], set[str]] = {}
    for cell in tally.cells(name):
        if len(cell) == 5 and cell[1] != ALL:
            members.setdefault((cell[1], cell[2]), set()).add(cell[3])
    columns = several_in_a_cell({axis: sorted(names) for (side, axis), names in members.items() if side == LABEL})

    def voices(label: str) -> int:
        return group_of(tally, scope, name, (LABEL, label, YES), ends).voices()

    rare = rare_labels(columns, voices, scope.plan.floors.authors)
    found = []
    for (side, axis), names in sorted(members.items()):
        if side == LABEL and axis in rare:
            continue  # its name is what too few authors' posts are labelled
        groups = [group_of(tally, scope, name, (side, axis, each), ends) for each in sorted(names)]
        whole = None if side == MENTION else _summed(groups)
        found.append(Axis(side, axis, *_large(groups, scope), whole=whole))
    every = (*_of_spread(tally, scope, name, ends, bands), *found)
    return [replace(each, asked_for=each.side in asked) for each in every if each.groups]


def _summed(groups: Sequence[Group]) -> Fates:
    total: Fates = np.sum([each.fates for each in groups], axis=0)
    return total


def _large(groups: Sequence[Group], scope: Scope) -> tuple[tuple[Group, ...], int]:
    floors = scope.plan.floors
    large = [each for each in groups if each.voices() >= floors.authors and each.posts >= floors.posts]
    told = sorted(large, key=lambda each: (-each.posts, each.name))[:MOST_GROUPS]
    return tuple(sorted(told, key=lambda each: each.name)), len(groups) - len(told)


def group_of(tally: Tally, scope: Scope, name: str, group: tuple[str, str, str], ends: int) -> Group:
    """One group, named by its side, its axis and itself."""
    posts = fates_of(tally, name, *group, ends)
    if not scope.has_authors:
        return Group(group[2], posts, None)
    sets = [tally.authors.get(cell_of(name, *group, end), AuthorSet()) for end in range(ends)]
    return Group(group[2], posts, tuple(n_united(sets[end:]) for end in range(ends)))


def _of_spread(tally: Tally, scope: Scope, name: str, ends: int, bands: Bands) -> list[Axis]:
    """How active authors are, and communities."""
    sample = tally.samples.get((name, SPREAD))
    if sample is None or len(sample) == 0:
        return []
    end, has_author = fate_and_named(sample.column("flags"))
    owner, posts, where = sample.column("owner"), sample.column("posts"), sample.column("profile")
    found = []
    if scope.has_authors:
        _, whose = np.unique(owner[has_author], return_inverse=True)
        written = np.zeros(int(whose.max(initial=-1)) + 1, dtype=np.int64)
        np.add.at(written, whose, posts[has_author])
        own, band_names = bands(written)
        band = np.full(len(owner), -1)
        band[has_author] = own[whose]
        active = [
            _rows(band_name, band == index, (end, owner, has_author, posts), scope, ends)
            for index, band_name in enumerate(band_names)
        ]
        active = [each for each in active if each.posts]
        if active:
            found.append(Axis(ACTIVITY, "", *_large(active, scope), sampled=not sample.complete, whole=_summed(active)))
    if sample.complete and sample.names:
        order = np.argsort(where, kind="stable")
        hashes, first = np.unique(where[order], return_index=True)
        pieces = np.split(order, first[1:])
        communities = []
        for key, rows in zip(hashes.tolist(), pieces, strict=True):
            if key and len(rows) and posts[rows].sum() >= scope.plan.floors.posts:
                columns = (end[rows], owner[rows], has_author[rows], posts[rows])
                communities.append(_rows(sample.names[key][0], np.ones(len(rows), dtype=bool), columns, scope, ends))
        small = int((hashes != 0).sum()) - len(communities)
        large, left_out = _large(communities, scope)
        whole = _rows("", where != 0, (end, owner, has_author, posts), scope, ends).fates
        found.append(Axis(COMMUNITY, "", large, left_out + small, whole=whole))
    return found


def _rows(name: str, chosen: np.ndarray, columns: tuple[np.ndarray, ...], scope: Scope, ends: int) -> Group:
    end, owner, has_author, posts = (each[chosen] for each in columns)
    counted = np.zeros(ends * BUCKETS, dtype=np.int64)
    np.add.at(counted, end * BUCKETS + author_bucket(owner), posts)
    authors = None
    if scope.has_authors:
        authors = tuple(len(np.unique(owner[has_author & (end >= each)])) for each in range(ends))
    return Group(name, counted.reshape(ends, BUCKETS), authors)
