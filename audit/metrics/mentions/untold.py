"""How many authors mention a group, and whether those who name it by loose forms alone are too few to be told of."""

from __future__ import annotations

from collections.abc import Iterable

from audit.metrics.base import Scope
from audit.metrics.weighed import counted
from audit.tally import Tally


def names_few_loosely(tally: Tally, metric: str, axis: str, groups: Iterable[str], floor: int) -> bool:
    """Whether of any of these groups posts in any form, less the strict ones, would tell of a few authors.

    Parameters
    ----------
    tally : Tally
    metric, axis : str
    groups : iterable of str
    floor : int
        Fewest authors that may be told of.
    """
    alone = (
        counted(tally, (metric, "loose", axis, each)) - counted(tally, (metric, "strict", axis, each))
        for each in groups
    )
    return any(0 < each.buckets < floor for each in alone)


def voices_of(tally: Tally, metric: str, cell: tuple[str, ...], scope: Scope) -> int:
    """How many authors mention a group, at least."""
    if not scope.has_authors:
        return tally.authors_at_least((metric, *cell))
    # Posts by authors who are not named count as one voice: nobody can say that they are more.
    return tally.n_authors((metric, *cell)) or min(1, tally.posts((metric, *cell)))
