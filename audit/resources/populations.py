"""The populations that a dataset can be held against: four, and which of them is meant is the user's choice.

Only shares that are given in numbers may leave it open, and then every finding says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Population:
    """One of the four.

    Attributes
    ----------
    kind : str
        As cards, files and flags write it.
    who : str
        The people, in words.
    question : str
        What a comparison with them answers.
    caveat : str
        What a comparison with them can and cannot say; empty for residents, whom everybody knows how to read.
    """

    kind: str
    who: str
    question: str
    caveat: str = ""

    @property
    def title(self) -> str:
        """The kind in words: ``active posters``."""
        return self.kind.replace("_", " ")


#: By kind, from the widest to the narrowest.
POPULATIONS: Mapping[str, Population] = MappingProxyType(
    {
        each.kind: each
        for each in (
            Population(
                "residents",
                "people who live in a place",
                "Do these posts speak with the voices of the people of the place?",
            ),
            Population(
                "platform_users",
                "people who use the platform, whether or not they post",
                "Of the people who are on the platform, whose posts are in the data?",
                "The reference is of platform users, most of whom post little or nothing: a gap to them is what posting and"
                " collecting did together, and says nothing of people who are not on the platform.",
            ),
            Population(
                "active_posters",
                "people who post, or who post most",
                "Did the way the data were collected favour some of the people who post?",
                "The reference is of active posters: a gap to them points to how the data were collected, and no gap does not"
                " mean that users or residents are represented, for who posts is skewed already.",
            ),
            Population(
                "topic_discussants",
                "people who talk about the topic of the dataset",
                "Of the people who talk about this, whose posts are in the data?",
                "The reference is of people who discuss the topic: a gap to them says nothing of who is silent about it, or"
                " was driven out.",
            ),
        )
    }
)

#: Whose shares they are that somebody gave without saying so.
UNSTATED = Population(
    "not_stated",
    "people of whom nobody said who they are",
    "Are the shares in these posts those that were given?",
    "Of which people the reference is was not stated: a gap says that the posts differ from these shares, and not whose voices"
    " are missing.",
)
