"""Counting words by group: posts per author, set of groups mentioned, and item, on a sample of whole authors."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.hashing import hash_strings
from audit.metrics.associations.items import EVERY_POST, items_of, modifiers_of
from audit.metrics.counting import mixed
from audit.metrics.language import count_language
from audit.posts import PostBatch
from audit.tally import Tally
from audit.tally.sample import Sample, levels

NAME = "associations"
ROWS = (NAME, "rows")
#: Rows that are kept, 44 bytes each: all of them while posts that mention a group are fewer than about 30,000.
BOUND = 1 << 19

Hashes = npt.NDArray[np.uint64]


def count_items(posts: PostBatch) -> Tally:
    """One row per author, set of groups of one axis that a post mentions, and item; and one for all posts of the set."""
    tally = Tally()
    if posts.column("text") is None:
        return tally
    count_language(tally, NAME, posts, only="en")
    sample = tally.samples.setdefault(ROWS, Sample(BOUND))
    mentioned = _sides(posts)
    post, axis_set = mentioned.post, mentioned.code
    for code, groups in mentioned.sets.items():
        tally.add_total((NAME, "side", f"{code:016x}", *groups), 0)
    if not len(post):
        return tally
    chosen = np.zeros(len(posts), dtype=bool)
    chosen[post] = True
    items = items_of(posts, chosen)
    # Each item meets every set of its post: one per axis that the post mentions a group of.
    first, last = np.searchsorted(post, items.post), np.searchsorted(post, items.post, side="right")
    many = last - first
    which = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many) + np.repeat(first, many)
    describing, described, names = _described(posts, mentioned)
    item = np.r_[np.repeat(items.item, many), np.full(len(post), EVERY_POST), described]
    row = np.r_[which, np.arange(len(post)), describing]
    owner, side = posts.author_key[post[row]], axis_set[row]
    sample.add(
        {
            "key": mixed(owner ^ mixed(item ^ mixed(side))),
            "level": levels(mixed(owner)),
            "owner": owner,
            "side": side,
            "profile": item,
            "flags": posts.has_author[post[row]].astype(np.uint8),
            "posts": np.ones(len(row), dtype=np.int64),
        },
        {**items.names, **names},
    )
    return tally


class _Mentioned(NamedTuple):
    """Sets of groups of one axis that posts mention, in order of post and axis.

    ``place`` is post times the number of axes plus axis; ``alone`` is the group where the set has one, else -1.
    """

    post: npt.NDArray[np.int64]
    code: Hashes
    sets: dict[int, tuple[str, ...]]
    place: npt.NDArray[np.int64]
    alone: npt.NDArray[np.int64]
    axis_of: npt.NDArray[np.int64]


def _described(
    posts: PostBatch, mentioned: _Mentioned
) -> tuple[npt.NDArray[np.int64], Hashes, dict[int, tuple[str, str]]]:
    """Modifiers of posts that mention one group of an axis: which set each describes, once a post.

    Of a post that mentions several groups it would count for all of them, whichever it describes.
    """
    found = modifiers_of(posts)
    axes = int(mentioned.axis_of.max(initial=0)) + 1
    place = found.post * axes + mentioned.axis_of[found.group]
    row = np.minimum(np.searchsorted(mentioned.place, place), len(mentioned.place) - 1)
    own = (mentioned.place[row] == place) & (mentioned.alone[row] == found.group)
    row, item = row[own], found.item[own]
    _, first = np.unique(mixed(item ^ mixed(row.astype(np.uint64))), return_index=True)
    kept = set(item.tolist())
    return row[first], item[first], {code: name for code, name in found.names.items() if code in kept}


def _sides(posts: PostBatch) -> _Mentioned:
    """Posts and the set of groups of one axis that each mentions, by post; and what the sets are: axis, then groups."""
    features = posts.features
    named = pa.array(["\0".join(each) for each in features.groups], pa.large_string())
    group_hash = mixed(hash_strings(named))
    axes = sorted({axis for axis, _ in features.groups})
    axis_of = np.array([axes.index(axis) for axis, _ in features.groups], dtype=np.int64)
    post, group = (each[posts.english[features.strict_pairs[0]]].astype(np.int64) for each in features.strict_pairs)
    if not len(post):
        return _Mentioned(post, np.zeros(0, np.uint64), {}, post, post, axis_of)
    place = post * len(axes) + axis_of[group]
    order = np.lexsort((group, place))
    place, group = place[order], group[order]
    first = np.flatnonzero(np.r_[True, place[1:] != place[:-1]])
    # A sum does not mind the order of groups, which differs between lexicons.
    code = mixed(np.add.reduceat(group_hash[group], first))
    distinct, example = np.unique(code, return_index=True)
    until = np.r_[first[1:], len(group)]
    sides = {}
    for value, at in zip(distinct.tolist(), example.tolist(), strict=True):
        members = group[first[at] : until[at]].tolist()
        sides[value] = (axes[int(axis_of[members[0]])], *sorted(features.groups[each][1] for each in members))
    alone = np.where(until - first == 1, group[first], -1)
    return _Mentioned(place[first] // len(axes), code, sides, place[first], alone, axis_of)
