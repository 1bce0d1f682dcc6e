"""What a sentiment scorer makes of nothing but the names of groups."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from audit.errors import ResourceError
from audit.resources.card import Card
from audit.resources.folders import find
from audit.resources.tables import rows

_COLUMNS = ("axis", "group", "forms", "scored", "mean_shift", "largest_shift")


@dataclass(frozen=True)
class ScorerShift:
    """How far the names of one group move the score of neutral sentences.

    Attributes
    ----------
    axis, group : str
    forms : int
        Strict forms that name the group; of adjectives, with "people" behind.
    scored : int
        Those that move the score of any sentence.
    mean_shift, largest_shift : float
        Score with the name less score with the name masked, on a scale from -1 to 1: over all forms and sentences, and
        the form's whose mean over the sentences is furthest from 0.
    """

    axis: str
    group: str
    forms: int
    scored: int
    mean_shift: float
    largest_shift: float


@dataclass(frozen=True)
class ScorerShifts:
    """The shifts of every group, with the card of their table."""

    card: Card
    rows: tuple[ScorerShift, ...]

    def of(self, axis: str, group: str) -> ScorerShift | None:
        """The shift of a group, None where it was not measured."""
        return next((each for each in self.rows if (each.axis, each.group) == (axis, group)), None)


@functools.lru_cache(maxsize=4)
def read_scorer_shifts(name: str = "vader-en") -> ScorerShifts:
    """The measured shifts of a scorer.

    Raises
    ------
    ResourceError
        There is no such table, or it is malformed.
    """
    card, table = find("scorers", name)
    found = []
    for line, row in rows(name, table, _COLUMNS):
        try:
            forms, scored = int(row["forms"]), int(row["scored"])
            shifts = float(row["mean_shift"]), float(row["largest_shift"])
        except ValueError as problem:
            raise ResourceError(
                f"{name!r}, line {line}: {problem}.", hint="The table ships with the package: install postaudit again."
            ) from None
        found.append(ScorerShift(row["axis"], row["group"], forms, scored, *shifts))
    return ScorerShifts(card, tuple(found))
