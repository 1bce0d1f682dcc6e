"""What ratios of themes are held against: posts that mention another group of the axis, where nobody follows from how many.

With how many posts mention a group, and how many another one and not it, goes how many mention any: one number for the whole
axis, and for every metric of themes. What the groups together come to beyond it are posts that mention two of them, of which
nothing else is printed; and with it the rates of the others are counts too.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from audit.finding import Estimate
from audit.metrics.base import Scope
from audit.metrics.blurring import without_counts
from audit.metrics.contrast import Contrast
from audit.metrics.other_sides import enough
from audit.metrics.telling import is_rounded
from audit.metrics.themes.telling import ANY, ASIDE, OVERLAP
from audit.metrics.weighed import Counted, Counts
from audit.posts import BUCKETS
from audit.standing.sides import OtherSide
from audit.tally import Tally

#: Their authors are not counted: who mentions one group in a post may mention another in the next.
OTHERS = "posts that mention another group of the axis and not this one"
#: In the note of a ratio whose other side's size is hidden, and whose own counts stand.
ROUNDED = "rounded: from exact ratios it would follow how many posts they are held against"
#: The metrics that count the same posts by what is said of groups.
_METRICS = ("markers", "descriptions")


def held_against(posts: Counted) -> OtherSide:
    """The other side of a ratio."""
    return OtherSide(OTHERS, int(posts.sum()))


def sized(
    contrasts: Sequence[Contrast], rates: Sequence[Estimate], tally: Tally, at: tuple[str, str], scope: Scope
) -> list[Contrast]:
    """The ratios of an axis, without the sizes of what they are held against where these would tell of too few authors.

    Parameters
    ----------
    contrasts : sequence of Contrast
    rates : sequence of Estimate
        Of its groups.
    tally : Tally
    at : (str, str)
        The metric and the axis.
    scope : Scope
    """
    printed = [each.group for each in rates if each.n_posts is not None]
    told = {value for each in printed for name, value in each.items() if name != "marker"}
    floor = scope.plan.floors.authors
    if all(enough(each, floor) for each in _left(tally, at, told, floor)):
        return list(contrasts)
    return [replace(each, estimate=_without_size(each.estimate)) for each in contrasts]


def _left(tally: Tally, at: tuple[str, str], told: set[str], floor: int) -> Iterator[Counts]:
    """What follows from how many posts mention any group: posts of groups that are not told of, and posts of two groups."""
    name, axis = at
    posts = {cell[3]: tally.per_bucket(cell) for cell in tally.cells(name, "posts", axis)}
    any_ = posts.pop(ANY)
    yield _sum([each for group, each in posts.items() if group not in told])
    yield _sum(list(posts.values())) - any_
    for metric in _METRICS:
        yield from _aside(tally, metric, axis)
        by_theme: dict[str, dict[str, Counts]] = {}
        for kind in ("marked", OVERLAP):
            for cell in tally.cells(metric, kind, axis):
                # Where a post can be marked for one group and not for another that it mentions, it counts for both.
                by_theme.setdefault(cell[4], {})[cell[3]] = tally.per_bucket(cell)
        for of_theme in by_theme.values():
            marked_any = of_theme.pop(ANY, _sum([]))
            sides = [(each, marked_any - each) for each in of_theme.values()]
            if any(min(map(np.count_nonzero, each)) >= floor for each in sides):  # else no ratio of it is printed
                beyond = _sum(list(of_theme.values())) - marked_any
                yield beyond
                yield _sum(list(posts.values())) - any_ - beyond


def _aside(tally: Tally, metric: str, axis: str) -> Iterator[Counts]:
    """Posts that are of neither side, by group and theme: each group's others are all that mention any, less these.

    So what two groups and their others come to differs by how many more are set aside for one than for the other.
    """
    by_theme: dict[str, dict[str, Counts]] = {}
    for cell in tally.cells(metric, ASIDE, axis):
        by_theme.setdefault("".join(cell[4:]), {})[cell[3]] = tally.per_bucket(cell)
    for of_theme in by_theme.values():
        some = [_sum([]), *of_theme.values()]  # of most groups none is
        yield from (one - other for one, other in itertools.combinations(some, 2))


def _sum(counts: Sequence[Counts]) -> Counts:
    summed: Counts = np.sum([np.zeros(BUCKETS, dtype=np.int64), *counts], axis=0, dtype=np.int64)
    return summed


def _without_size(estimate: Estimate) -> Estimate:
    """The ratio without the size of its other side, and no finer than two figures: from some exact ones the size follows."""
    side = None if estimate.other_side is None else estimate.other_side.hidden
    if estimate.status != "ok" or is_rounded(estimate):
        return replace(estimate, other_side=side)
    made = without_counts(estimate, ROUNDED)
    return replace(made, n_posts=estimate.n_posts, n_authors=estimate.n_authors, other_side=side)
