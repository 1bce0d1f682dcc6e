"""What one task, or a whole dataset, came to; and how such results add up."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from audit.loaders.base import Ledger
from audit.loaders.copies import PostKeys
from audit.loaders.door import Fingerprint
from audit.metrics.attribute_cells import settle_free_text
from audit.tally import Tally


@dataclass
class Measured:
    """Counts, books and identities of some posts.

    Attributes
    ----------
    tally : Tally
    ledgers : dict of int to Ledger
        The books by number of the source.
    fingerprint : Fingerprint
    fields : set of str
        Those that at least one batch had.
    first, last : int or None
        Microseconds since 1970 of the earliest and the latest post.
    keys : PostKeys
        Which posts these are, to find copies of one post in other tasks.
    seconds : float
        Time that measuring took.
    stored : Path or None
        File that holds the tally where it is not here; see :class:`audit.measuring.work_folder.WorkFolder`.
    found : bool
        Whether an earlier run had measured it.
    """

    tally: Tally = field(default_factory=Tally)
    ledgers: dict[int, Ledger] = field(default_factory=dict)
    fingerprint: Fingerprint = field(default_factory=Fingerprint)
    fields: set[str] = field(default_factory=set)
    first: int | None = None
    last: int | None = None
    keys: PostKeys = field(default_factory=PostKeys)
    seconds: float = 0.0
    stored: Path | None = None
    found: bool = False

    @property
    def posts(self) -> int:
        """Posts of all sources."""
        return sum(each.posts for each in self.ledgers.values())

    def add(self, later: Measured) -> None:
        """Add what the next task came to: record numbers of a source go on where these end. Keys are not kept."""
        self.tally.merge(later.tally)
        settle_free_text(self.tally)
        for index, ledger in later.ledgers.items():
            self.ledgers.setdefault(index, Ledger(ledger.source)).merge(ledger)
        self.fingerprint += later.fingerprint
        self.fields |= later.fields
        self.seconds += later.seconds
        self.span(later.first, later.last)

    def span(self, first: int | None, last: int | None) -> None:
        """Widen the span of time to hold another."""
        firsts = [each for each in (self.first, first) if each is not None]
        lasts = [each for each in (self.last, last) if each is not None]
        self.first, self.last = min(firsts, default=None), max(lasts, default=None)
