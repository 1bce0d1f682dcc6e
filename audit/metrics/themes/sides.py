"""What ratios of themes are held against: posts that mention another group of the axis, where nobody follows from how many.

With how many posts mention a group, and how many another one and name it in no form, goes how many mention any: one number for the whole
axis, and for every metric of themes. What the groups together come to beyond it are posts that mention two of them, of which
nothing else is printed; and with it the rates of the others are counts too.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence

import numpy as np

from audit.metrics.other_sides import enough
from audit.metrics.themes.telling import ANY, ASIDE, OVERLAP
from audit.metrics.weighed import Counted, Counts
from audit.posts import BUCKETS
from audit.standing.sides import OtherSide
from audit.tally import Tally

#: Their authors are not counted: who mentions one group in a post may mention another in the next.
OTHERS = "posts that mention another group of the axis and name this one in no form"
#: In the note of a ratio whose other side's size is hidden, and whose own counts stand.
ROUNDED = "rounded: from exact ratios it would follow how many posts they are held against"
#: The metrics that count the same posts by what is said of groups.
_METRICS = ("markers", "descriptions")


def held_against(posts: Counted) -> OtherSide:
    """The other side of a ratio."""
    return OtherSide(OTHERS, int(posts.sum()))


def size_tells(told: Collection[str], tally: Tally, at: tuple[str, str], floor: int) -> bool:
    """Whether it would tell of too few authors how many posts the ratios of an axis are held against, or exact ratios.

    Parameters
    ----------
    told : collection of str
        Groups of which it is printed how many posts mention them.
    tally : Tally
    at : (str, str)
        The metric and the axis.
    floor : int
    """
    return not all(enough(each, floor) for each in _left(tally, at, told, floor))


def _left(tally: Tally, at: tuple[str, str], told: Collection[str], floor: int) -> Iterator[Counts]:
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
