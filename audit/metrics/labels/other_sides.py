"""What gaps in labels are held against: the labelled posts of the other groups, or those that name a group in no form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from audit.finding import Estimate
from audit.metrics.base import Scope
from audit.metrics.labels.counts import IN_LANGUAGE, NAME
from audit.metrics.language import naming
from audit.metrics.mentions.sides import ANY_FORM
from audit.metrics.other_sides import authors_apart, enough, told_if
from audit.metrics.weighed import Counted, total
from audit.standing.sides import OtherSide

if TYPE_CHECKING:
    from audit.metrics.labels.judgement import LabelJudgement

OTHER_AUTHORS = "labelled posts by authors of the other groups"
#: Their authors are not counted: who names a group in one post may write others that do not.
UNNAMED = "labelled posts that name the group in no form"
#: Posts, and authors where they are counted.
Sizes = tuple[int, int | None]
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
        everyone, in_any = of.posts("all", "", "everyone"), of.posts(ANY_FORM, axis, group)
        loosely = in_any - of.posts(side, axis, group)
        return unnamed(UNNAMED, everyone, rest, (loosely, in_any), _in_hidden_languages(of, axis, group), of.scope)
    sets = (of.tally.authors.get((NAME, of.label, side, axis, each, "")) for each in compared if each != group)
    return OtherSide(OTHER_AUTHORS, rest.sum(), authors_apart(sets) if of.scope.has_authors else None)


def unnamed(
    what: str,
    everyone: Counted,
    rest: Counted,
    named: tuple[Counted, Counted],
    languages: Sequence[Counted],
    scope: Scope,
) -> OtherSide:
    """Posts that name a group in no form, and how many they are.

    Where only few could not be seen to name it, they are told with these: all posts less those that name it, both of which
    are printed.

    Parameters
    ----------
    what : str
    everyone, rest : Counted
        All posts, and those that name the group in no form.
    named : (Counted, Counted)
        Posts that name it by loose forms alone, and in any form.
    languages : sequence of Counted
        Posts that would follow from how many can be read at all.
    scope : Scope
    """
    floor, (loosely, in_any) = scope.plan.floors.authors, named
    unread = everyone - rest - in_any
    if not enough(unread, floor):
        side = OtherSide(f"{what}, or could not be read", int((everyone - in_any).sum()))
        return told_if(side, [loosely], floor)
    return told_if(OtherSide(what, int(rest.sum())), [loosely, *(languages if unread.any() else ())], floor)


def _in_hidden_languages(of: LabelJudgement, axis: str, group: str) -> list[Counted]:
    """Posts in languages whose rates are not printed: in all of them, and in those whose lexicon names the group."""
    own, _ = naming(of.tally, NAME, axis, group)
    spoken = sorted({cell[3] for cell in of.tally.cells(NAME, of.label, IN_LANGUAGE)})
    posts = {each: of.posts(IN_LANGUAGE, each, "any group") for each in spoken}
    floors = of.scope.plan.floors
    small = [
        each for each in spoken if posts[each].sum() < floors.posts or np.count_nonzero(posts[each]) < floors.authors
    ]
    return [total(posts[each] for each in small), total(posts[each] for each in small if each in own)]


def alike(
    raw: Estimate,
    unlike: Sequence[npt.NDArray[np.int64]],
    told: Sequence[npt.NDArray[np.int64]],
    sizes: Sizes,
    floor: int,
) -> OtherSide | None:
    """The other side of a gap among posts that are alike.

    Parameters
    ----------
    raw : Estimate
        The gap as it is, with its other side.
    unlike : sequence of ndarray of int64, shape (128,)
        Of what the raw gap is held against, group by group: posts that are not among those that are alike.
    told : sequence of ndarray of int64, shape (128,)
        Other posts that are told of by the size, or follow from it.
    sizes : (int, int or None)
        Posts that are alike, and their authors.
    floor : int
    """
    side = raw.other_side
    if side is None:
        return None
    what = f"{side.what}, alike"
    if side.n_posts is None or not all(enough(each, floor) for each in (*unlike, *told)):
        return OtherSide(what).hidden
    # Where none is unlike both sizes are one: those who could not be read are told with both, or they would be left.
    return OtherSide(what, sizes[0] if any(each.any() for each in unlike) else side.n_posts, sizes[1])
