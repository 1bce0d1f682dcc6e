"""The columns of a table while they are being told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from audit.loaders.guessing.evidence import Evidence
from audit.loaders.guessing.names import FIELD_NAMES_OF, bare, squash
from audit.loaders.tables.columns import Column, Use
from audit.loaders.tables.table import IDS


@dataclass
class Guess:
    """A mapping in the making."""

    columns: Sequence[Column]
    evidence: Sequence[Evidence]
    taken: dict[int, str] = field(default_factory=dict)
    uses: list[Use] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    constants: dict[str, str] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)

    def use(self, role: str, index: int, how: str = "", *, who: str = "", what: str = "") -> None:
        """Take a column for something; one column may be several things."""
        if role in IDS and not how and self.evidence[index].is_rounded:
            how = "rounded"
            self.notes.append(
                f"{self.columns[index].name}: a spreadsheet has put zeros for all digits after the fifteenth; these ids"
                " join nothing and are left out"
            )
        self.uses.append(Use(role, self.columns[index], how, who, what))
        self.taken.setdefault(index, role)

    def has(self, role: str) -> bool:
        """Whether some column has been taken for this."""
        return any(use.role == role for use in self.uses)

    @property
    def knows_judges(self) -> bool:
        """Whether a column says who judged."""
        return any(use.role == "votes" and use.how == "who" for use in self.uses)

    def free(self) -> list[int]:
        """Columns not taken yet."""
        return [index for index in range(len(self.columns)) if index not in self.taken]

    def named(self, role: str) -> list[int]:
        """Free columns with a name for this field, best first."""
        order = {name: rank for rank, name in enumerate(FIELD_NAMES_OF[role])}
        found = [
            (order[form], index) for index in self.free() if (form := squash(bare(self.columns[index].name))) in order
        ]
        return [index for _, index in sorted(found)]
