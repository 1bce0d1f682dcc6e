"""What a figure is held against: a number from elsewhere, or posts of the dataset and how many they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

#: ``ok``: the sizes are told, a missing one is not counted; ``suppressed``: they would tell of too few authors;
#: ``outside``: the other side is no posts of the dataset.
SideStatus = Literal["ok", "suppressed", "outside"]


@dataclass(frozen=True)
class Reference:
    """What an estimate is held against, and where that comes from."""

    value: float
    source: str


@dataclass(frozen=True)
class OtherSide:
    """The posts that a difference or a ratio is held against.

    Attributes
    ----------
    what : str
        In words that go on from a number: "labelled posts by the other groups".
    n_posts, n_authors : int or None
        How many they are, and of how many authors; None where that is hidden, not counted, or there are none to count.
    status : str
        See :data:`SideStatus`.
    """

    what: str
    n_posts: int | None = None
    n_authors: int | None = None
    status: SideStatus = "ok"

    @property
    def hidden(self) -> OtherSide:
        """The same without its sizes, which would tell of too few authors."""
        return self if self.status == "outside" else replace(self, n_posts=None, n_authors=None, status="suppressed")

    def guarded(self, own_posts: int, all_posts: int, *, posts: int, authors: int) -> OtherSide:
        """The same, hidden where its sizes, or what they leave of all posts, are of fewer than may be told of.

        This sees sizes alone. Whether few authors follow from several of them is for whoever counted to say.

        Parameters
        ----------
        own_posts, all_posts : int
            Of the figure itself, and of the dataset.
        posts, authors : int
            The floors.
        """
        if self.n_posts is None:
            return self
        if self.n_authors is not None and 0 < self.n_authors < authors:
            return self.hidden
        if self.n_posts == own_posts:  # the same posts, or as many: no number more than the figure's own
            return self
        left = all_posts - own_posts - self.n_posts
        # So few posts are of so few authors at most.
        few = any(0 < each < authors for each in (self.n_posts, left, all_posts - self.n_posts))
        return self.hidden if few or self.n_posts < posts else self


def outside(source: str) -> OtherSide:
    """The other side of a figure that is held against a number from elsewhere."""
    return OtherSide(source, status="outside")
