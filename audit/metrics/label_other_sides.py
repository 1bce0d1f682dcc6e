"""What gaps in labels are held against: the labelled posts of the other groups, or those that name a group in no form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from audit.finding import Estimate
from audit.metrics.label_counts import ANY_FORM, IN_LANGUAGE, NAME
from audit.metrics.language import naming
from audit.metrics.other_sides import authors_apart, enough, told_if
from audit.metrics.weighed import Counted, total
from audit.standing.sides import OtherSide

if TYPE_CHECKING:
    from audit.metrics.label_judgement import LabelJudgement

OTHER_AUTHORS = "labelled posts by authors of the other groups"
#: Their authors are not counted: who names a group in one post may write others that do not.
UNNAMED = "labelled posts that name the group in no form"
#: From a group to the labelled posts that its gap is held against.
Raw = Callable[[str], Counted]


def held_against(of: LabelJudgement, side: str, axis: str, group: str, compared: list[str]) -> OtherSide:
    """The other side of a gap, with its size.

    Parameters
    ----------
    of : LabelJudgement
    side, axis, group : str
    compared : list of str
        Groups of the axis that are compared.
    """
    rest = of.rest_of(side, axis, group, compared)
    if side == "mention":
        return told_if(OtherSide(UNNAMED, rest.sum()), _left(of, axis, group, rest), of.scope.plan.floors.authors)
    sets = (of.tally.authors.get((NAME, of.label, side, axis, each, "")) for each in compared if each != group)
    return OtherSide(OTHER_AUTHORS, rest.sum(), authors_apart(sets) if of.scope.has_authors else None)


def _left(of: LabelJudgement, axis: str, group: str, rest: Counted) -> list[Counted]:
    """What follows from how many posts name a group in no form, beside what else is printed.

    Posts that name it by loose forms alone; labelled posts that could not be seen to name it; and, of those that could, posts
    in languages whose rates are not printed.
    """
    in_any = of.posts(ANY_FORM, axis, group)
    loosely = in_any - of.posts("mention", axis, group)
    unread = of.posts("all", "", "everyone") - rest - in_any
    own, _ = naming(of.tally, NAME, axis, group)
    spoken = sorted({cell[3] for cell in of.tally.cells(NAME, of.label, IN_LANGUAGE)})
    posts = {each: of.posts(IN_LANGUAGE, each, "any group") for each in spoken}
    floors = of.scope.plan.floors
    small = [
        each for each in spoken if posts[each].sum() < floors.posts or np.count_nonzero(posts[each]) < floors.authors
    ]
    return [loosely, unread, total(posts[each] for each in small), total(posts[each] for each in small if each in own)]


def alike(
    raw: Estimate, left: Sequence[npt.ArrayLike], n_posts: int, n_authors: int | None, floor: int
) -> OtherSide | None:
    """The other side of a gap among posts that are alike.

    Parameters
    ----------
    raw : Estimate
        The gap as it is, with its other side.
    left : sequence of array_like of int, shape (128,)
        Posts by bucket that are told of by the size or follow from it, such as those that are not among the alike.
    n_posts, n_authors : int
        Of the posts that are alike.
    floor : int
    """
    side = raw.other_side
    if side is None:
        return None
    made = OtherSide(f"{side.what}, alike", n_posts, n_authors)
    return made if side.n_posts is not None and all(enough(each, floor) for each in left) else made.hidden
