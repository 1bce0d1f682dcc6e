"""Whether labels and votes of posts that name a group by loose forms alone are of too few authors to be told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from audit.disclosure import suppress
from audit.metrics.labels.hiding import hidden_parts
from audit.metrics.weighed import Counted, total


def tells(strict: Sequence[Counted], in_any: Sequence[Counted], index: int, floor: int) -> bool:
    """Whether posts that name a group by loose forms alone, and have one of the values, are of too few authors to be told.

    Parameters
    ----------
    strict, in_any : sequence of Counted
        Posts with each value that name the group by strict forms, and in any form.
    index : int
        Of the value.
    floor : int
    """
    parts = [each - own for each, own in zip(in_any, strict, strict=True)]
    return hidden_parts(parts, total(parts), floor)[index]


def tells_votes(strict: Sequence[Counted], in_any: Sequence[Counted], alone: Counted, index: int, floor: int) -> bool:
    """Whether posts that name a group by loose forms alone, and those of them that somebody or nobody gave an answer, are too few authors'.

    Parameters
    ----------
    strict, in_any : sequence of Counted
        Posts with a vote for each answer that name the group by strict forms, and in any form.
    alone : Counted
        All posts that name it by loose forms alone.
    index : int
        Of the answer.
    floor : int
    """
    chosen = [each - own for each, own in zip(in_any, strict, strict=True)]
    few = any(0 < np.count_nonzero(each) < floor for each in (alone, chosen[index], alone - chosen[index]))
    return few or bool(suppress([int(np.count_nonzero(each)) for each in chosen], floor)[index])
