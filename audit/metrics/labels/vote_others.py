"""What gaps in shares of votes are held against: posts of the other groups, or those that name a group in no form."""

from __future__ import annotations

from collections.abc import Sequence

from audit.metrics.base import Scope
from audit.metrics.labels.counts import NAME
from audit.metrics.labels.other_sides import unnamed
from audit.metrics.labels.votes import VOTES
from audit.metrics.language import naming
from audit.metrics.mentions.sides import ANY_FORM
from audit.metrics.other_sides import authors_apart, enough
from audit.metrics.weighed import Counted, counted, total
from audit.standing.sides import OtherSide
from audit.tally import Cell, Tally

OTHER_AUTHORS = "posts with votes by authors of the other groups"
#: Their authors are not counted: who names a group in one post may write others that do not.
UNNAMED = "posts with votes that name the group in no form"

#: Of what shares of votes are shares, and whose or which posts these are.
_WHOLE = {"vote_share": "votes on posts{}, each post counting once", "majority_rate": "posts with votes{}"}
_WHOSE = {
    "author": " by authors of the group",
    "mention": " that name the group by strict forms",
    "language": " in the language",
}


def denominator_of(measure: str, side: str) -> str:
    """Of what a measure is a share, in words; empty of one that is no share."""
    return _WHOLE.get(measure, "").format(_WHOSE.get(side, ""))


def of_votes(tally: Tally, scope: Scope, at: tuple[str, str, str, str], compared: Sequence[str]) -> OtherSide:
    """The other side of a gap, with its size.

    Parameters
    ----------
    tally : Tally
    scope : Scope
    at : (str, str, str, str)
        Question, side, axis and group.
    compared : sequence of str
        Groups of the axis that are compared.
    """
    question, side, axis, group = at

    def cell(of: str, along: str, name: str) -> Cell:
        return (NAME, VOTES, question, "posts", of, along, name, "")

    def posts(*where: str) -> Counted:
        return counted(tally, cell(*where))

    if side == "mention":
        in_any, everyone = posts(ANY_FORM, axis, group), posts("all", "", "")
        own, lacking = naming(tally, NAME, axis, group)
        # Posts in which the group could not be seen to be named are none that do not name it.
        read = [("language", "language", each) for each in own] if lacking else [("mention", "", "any group")]
        rest, loosely = total(posts(*each) for each in read) - in_any, in_any - posts(side, axis, group)
        told, unread = unnamed(UNNAMED, everyone, rest, (loosely, in_any), (), scope), everyone - rest - in_any
        # Where many posts cannot be read, those that can, less those in printed languages, may be in hidden ones.
        return told.hidden if unread.any() and enough(unread, scope.plan.floors.authors) else told
    others = [each for each in compared if each != group]
    sets = (tally.authors.get(cell(side, axis, each)) for each in others)
    authors = authors_apart(sets) if scope.has_authors else None
    return OtherSide(OTHER_AUTHORS, total(posts(side, axis, each) for each in others).sum(), authors)
