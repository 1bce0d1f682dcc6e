"""Posts that name a group by strict forms, in any form, and by loose forms alone: the latter are neither the group's nor the others'."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from audit.metrics.counting import among
from audit.posts import Features

#: Side of what names a group in any form, strict and loose.
ANY_FORM = "mention in any form"
#: Side of what names a group by loose forms alone.
LOOSELY = "mention loosely"

Pairs = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]


def named_loosely(features: Features) -> Pairs:
    """The pairs of post and group in which the post names the group by loose forms alone; sorted."""
    strict, in_any = (_number(each, len(features.groups)) for each in (features.strict_pairs, features.loose_pairs))
    alone = ~among(in_any, strict)
    post, group = features.loose_pairs
    return post[alone], group[alone]


def _number(pairs: Pairs, groups: int) -> npt.NDArray[np.int64]:
    """Pairs of post and group as one number each; they ascend as the pairs do."""
    return pairs[0].astype(np.int64) * max(groups, 1) + pairs[1]
