"""What printed rates of groups that share no post leave of everybody: known to whoever subtracts, so no few authors may be left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from audit.disclosure import suppress
from audit.metrics.weighed import Counted, total

#: All posts of a place, and those of them that a rate counts.
Rate = tuple[Counted, Counted]


def leaves_few(rates: Iterable[tuple[Rate, Sequence[Rate]]], floor: int) -> bool:
    """Whether printed rates of groups leave, of a rate of everybody's, too few authors of posts that it counts, or does not.

    Parameters
    ----------
    rates : iterable of (Rate, sequence of Rate)
        Of everybody, and of each group that prints it.
    floor : int
        Fewest authors that may be told of.
    """
    for (whole, part), groups in rates:
        counted = part - total(own for _, own in groups)
        others = whole - part - total(all_ - own for all_, own in groups)
        if any(0 < each.buckets < floor for each in (counted, others)):
            return True
    return False


def hidden_parts(parts: Sequence[Counted], whole: Counted, floor: int) -> list[bool]:
    """Which parts of a whole may not be printed; what they leave of it, such as ties, is a part too and never printed.

    Parameters
    ----------
    parts : sequence of Counted
    whole : Counted
    floor : int
    """
    every = (*parts, whole - total(parts))
    authors = [each.buckets for each in every]
    hidden = suppress(authors, floor)
    # Who has posts in several hidden parts is one author of what they come to together.
    for position in np.argsort(authors, kind="stable"):
        if not hidden.any() or total(each for each, gone in zip(every, hidden, strict=True) if gone).buckets >= floor:
            break
        hidden[position] = True
    return [bool(each) for each in hidden[: len(parts)]]
