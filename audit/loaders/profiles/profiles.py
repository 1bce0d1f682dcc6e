"""Tables that well-known tools write: which of their columns is what, kept as data.

A table is of a profile if it has all columns of one of its signatures. The profile then says what the columns are, so
that kind, platform and relations come out right and not the text alone; columns it does not know are somebody's own and
are guessed as in any table. What the plan says of a column stands above both.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from audit.loaders.guessing.names import squash


@dataclass(frozen=True)
class Profile:
    """A table that a tool writes.

    Attributes
    ----------
    name, title, command : str
        As of any loader; see :class:`audit.loaders.base.RecordLoader`.
    header : str
        The columns, comma-separated, as the tool writes them.
    signatures : tuple of str
        Comma-separated columns; one of these sets has to be there.
    fields : tuple of (str, str, str)
        Field, column, and how it is read (:func:`audit.loaders.tables.table.posts`). Of several columns for one field the first
        that is there is taken; of kinds, texts and what is within, all.
    constants : tuple of (str, str)
        Fields that all posts share.
    platforms : tuple of (str, str)
        Column that only the table of one platform has, and the platform.
    """

    name: str
    title: str
    command: str
    header: str
    signatures: tuple[str, ...]
    fields: tuple[tuple[str, str, str], ...]
    constants: tuple[tuple[str, str], ...] = ()
    platforms: tuple[tuple[str, str], ...] = ()

    def fits(self, names: Sequence[str]) -> bool:
        """Whether these are columns of such a table."""
        there = {squash(name) for name in names}
        return any({squash(each) for each in signature.split(",")} <= there for signature in self.signatures)

    def knows(self, name: str) -> bool:
        """Whether a column is one that the tool writes."""
        return squash(name) in _columns(self.header)

    def shared(self, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Constants of a table with these columns."""
        there = {squash(name) for name in names}
        found = next((platform for column, platform in self.platforms if squash(column) in there), "")
        return (*self.constants, *((("platform", found),) if found else ()))


#: Fields of which a profile may use several columns at once.
JOINED = frozenset({"text", "kind", "within"})


@functools.cache
def _columns(header: str) -> frozenset[str]:
    return frozenset(squash(each) for each in header.split(","))
