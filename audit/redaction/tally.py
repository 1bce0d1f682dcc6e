"""What a redaction found, replaced and left, counted while it is written: numbers of posts and authors, no value."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from audit.tally.author_sets import AuthorSet
from audit.text.identifiers import KINDS, Identifiers

if TYPE_CHECKING:
    from audit.redaction.texts import Replaced


@dataclass
class Tallied:
    """Counts over all batches.

    Attributes
    ----------
    posts, forgotten : int
        Posts kept, and posts of authors who shall be forgotten.
    found, checked, left, holding : Counter of str
        By kind: identifiers found; those that keep all rules of the kind; those left; posts that hold any.
    links, withheld, unclean : int
        Links cut; texts withheld; identifiers that keep all rules and are left although they should not be.
    """

    posts: int = 0
    forgotten: int = 0
    found: Counter[str] = field(default_factory=Counter)
    checked: Counter[str] = field(default_factory=Counter)
    holding: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    authors: dict[str, AuthorSet] = field(default_factory=dict)
    links: int = 0
    withheld: int = 0
    unclean: int = 0

    def note(self, told: Replaced, authors: npt.NDArray[np.uint64]) -> None:
        """Add what was found in the texts of a batch of n posts by these authors."""
        self.found += told.found
        self.checked += told.checked
        self.links += told.links
        self.withheld += told.withheld
        for name, parts in told.rows.items():
            rows = np.unique(np.concatenate(parts))
            self.holding[name] += len(rows)
            self.authors.setdefault(name, AuthorSet()).add(np.unique(authors[rows]))

    def left_over(self, found: Identifiers) -> None:
        """Add what is found in the texts that are written, of the kinds that should be gone."""
        for kind in np.unique(found.kind).tolist():
            own = found.kind == kind
            self.left[KINDS[kind].name] += int(own.sum())
            self.unclean += int((own & found.validated).sum())

    def as_record(self, keep: tuple[str, ...], fewest: int) -> dict[str, Any]:
        """By kind, in the order of kinds; a kind that fewer than ``fewest`` authors used is told without its numbers."""
        record: dict[str, Any] = {}
        for kind in KINDS:
            if not self.found[kind.name]:
                continue
            people = self.authors[kind.name]
            people.compact()
            number = len(people)
            if number < fewest:
                record[kind.name] = {"title": kind.title, "suppressed": f"fewer than {fewest} authors"}
                continue
            record[kind.name] = {
                "title": kind.title,
                "found": self.found[kind.name],
                "of_which_checked": self.checked[kind.name],
                "replaced": 0 if kind.name in keep else self.found[kind.name] - self.left[kind.name],
                "posts": self.holding[kind.name],
                "authors": number,
            }
        return record
