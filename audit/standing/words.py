"""The sizes that a figure stands on, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.wording import count, plural

if TYPE_CHECKING:
    from audit.finding import Estimate
    from audit.standing.sides import OtherSide

#: In the place of a size that would tell of too few authors.
HIDDEN = "hidden"
#: In the place of the size of a side that is no posts of the dataset.
OUTSIDE = "no posts"


def own_size(estimate: Estimate) -> str:
    """What a figure itself stands on: "87 of 1,203 posts by 640 authors"; empty where that is not told."""
    if estimate.n_posts is None:
        return ""
    part = "" if estimate.n_counted is None else f"{count(estimate.n_counted)} of "
    by = "" if estimate.n_authors is None else f" by {plural(estimate.n_authors, 'author')}"
    return f"{part}{plural(estimate.n_posts, 'post')}{by}"


def other_size(side: OtherSide | None) -> str:
    """What it is held against: "2,411 posts by 1,002 authors", that it is hidden, or that there are no posts; else empty."""
    if side is None:
        return ""
    if side.n_posts is None:
        return {"suppressed": HIDDEN, "outside": OUTSIDE}.get(side.status, "")
    by = "" if side.n_authors is None else f" by {plural(side.n_authors, 'author')}"
    return f"{plural(side.n_posts, 'post')}{by}"


def both_sizes(estimate: Estimate) -> str:
    """Both sides in a row: "1,203 posts by 640 authors, against 2,411 posts by 1,002 authors"; empty where none is told."""
    own, side = own_size(estimate), estimate.other_side
    if not own or side is None or side.status == "outside":
        return own
    other = other_size(side)
    return f"{own}, against {'a hidden number of posts' if other == HIDDEN else other}" if other else own


def short_sizes(estimate: Estimate) -> str:
    """Posts alone, for a line on page one: "1,203 posts, against 2,411"; empty where none are told."""
    side = estimate.other_side
    if not estimate.n_posts:
        return ""
    own = plural(estimate.n_posts, "post")
    # That a number is hidden is for the table of the section to say.
    other = side.n_posts if side is not None else None
    # The same posts, read otherwise, are no other side to a reader in haste.
    return f"{own}, against {count(other)}" if other and other != estimate.n_posts else own


def whole(estimate: Estimate) -> str:
    """All that is told of what a figure stands on, with what the posts are; empty where nothing is.

    "87 of 1,203 posts by 640 authors: posts that state a gender".
    """
    said = both_sizes(estimate)
    what = estimate.denominator
    if estimate.other_side is not None and estimate.other_side.what:
        against = f"held against {estimate.other_side.what}"
        what = f"{what}, {against}" if what else against
    return f"{said}: {what}" if said and what else said
