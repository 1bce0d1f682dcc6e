"""One row of each lexicon, and the closed lists its columns are taken from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from audit.resources.tables import surface_form

Tier = Literal["strict", "capital", "adjective", "loose"]

TIERS: tuple[Tier, ...] = ("strict", "capital", "adjective", "loose")
PARTS_OF_SPEECH = ("noun", "adjective", "phrase", "verb", "emoji")
NUMBERS = ("singular", "plural", "mass", "")
#: ``whole``: what the form swallows it does not name ("Latin Americans" are no Americans, "Kid Rock" is no kid).
#: ``after``: no mention alone, names people behind a noun for persons ("immigrants" + "from mexico").
NOTES = ("ambiguous", "reclaimed", "dispreferred", "slur", "whole", "after")
MARKER_NOTES = ("ambiguous", "positive", "negative")
MARKER_CATEGORIES = (
    "appearance",
    "family_care",
    "occupation",
    "competence",
    "leadership",
    "agency_power",
    "warmth",
    "emotion",
    "threat_crime",
    "victimhood",
    "essentialising",
    "us_them",
    "dehumanising",
)
PROFANITY_KINDS = ("profanity", "slur")
GENERIC_CLASSES = ("universal", "bare", "typicality", "guard")


@dataclass(frozen=True, slots=True)
class IdentityTerm:
    """A form that names people of a group.

    ``tier`` says when it does: ``strict`` whatever the context, ``capital`` when capitalised in the text (otherwise
    loose), ``adjective`` when directly followed by a person noun (otherwise loose), ``loose`` perhaps.
    """

    axis: str
    group: str
    form: str
    tier: Tier
    part_of_speech: str
    number: str
    note: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class PersonNoun:
    """A noun for persons; ``axis`` and ``group`` are filled when the noun itself names a group."""

    form: str
    number: str
    axis: str
    group: str
    note: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkerTerm:
    """A form that describes; ``note`` holds ``positive`` or ``negative`` where the category has two poles."""

    category: str
    form: str
    part_of_speech: str
    note: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class ProfaneWord:
    """A word that is profane whatever is meant by it; ``kind`` is ``profanity`` or ``slur``."""

    kind: str
    form: str


@dataclass(frozen=True, slots=True)
class GenericPattern:
    """A sentence frame with one slot, ``{plural}`` or ``{singular}``, and the class of generic it makes.

    Classes after Rhodes, Leslie & Tworek (2012), https://doi.org/10.1073/pnas.1208951109.
    """

    pattern: str
    generic_class: str
    note: tuple[str, ...]

    def fill(self, form: str) -> str:
        """The frame with the slot filled, casefolded like any form."""
        return surface_form(self.pattern.replace("{plural}", form).replace("{singular}", form))
