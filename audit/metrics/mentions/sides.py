"""Posts that name a group by strict forms, in any form, and by loose forms alone: the latter are neither the group's nor the others'."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from audit.metrics.counting import among
from audit.metrics.language import of_pairs
from audit.posts import Features

#: Side of what names a group in any form, strict and loose.
ANY_FORM = "mention in any form"
#: Side of what names a group by loose forms alone.
LOOSELY = "mention loosely"

Integers = npt.NDArray[np.int64]
Rows = npt.NDArray[np.bool_]
Pairs = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]


def named_loosely(features: Features) -> Pairs:
    """The pairs of post and group in which the post names the group by loose forms alone; sorted."""
    strict, in_any = (_number(each, len(features.groups)) for each in (features.strict_pairs, features.loose_pairs))
    alone = ~among(in_any, strict)
    post, group = features.loose_pairs
    return post[alone], group[alone]


def named_loosely_beside(features: Features, rows: Rows, axis_of: Integers) -> Pairs:
    """The pairs of them, of chosen posts, where the post names another group of the same axis strictly; sorted.

    Parameters
    ----------
    features : Features
    rows : ndarray of bool, shape (n,)
        The chosen posts.
    axis_of : ndarray of int64, shape (groups,)
        Number of the axis of each group.
    """
    axes = int(axis_of.max(initial=0)) + 1
    (post, group), (strict_post, strict_group) = (
        of_pairs(pairs, rows) for pairs in (named_loosely(features), features.strict_pairs)
    )
    beside = among(
        post.astype(np.int64) * axes + axis_of[group],
        np.unique(strict_post.astype(np.int64) * axes + axis_of[strict_group]),
    )
    return post[beside], group[beside]


def _number(pairs: Pairs, groups: int) -> npt.NDArray[np.int64]:
    """Pairs of post and group as one number each; they ascend as the pairs do."""
    return pairs[0].astype(np.int64) * max(groups, 1) + pairs[1]
