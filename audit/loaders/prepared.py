"""How one source is going to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from audit.disclosure import escape_for_terminal
from audit.loaders.encoding import Encoding
from audit.loaders.guessing.dialect import Dialect
from audit.loaders.source import Source
from audit.loaders.tables.columns import ColumnMap

_FORMS = {
    "lines": "JSON lines",
    "array": "a JSON array",
    "documents": "JSON documents",
    "delimited": "delimited text",
    "xml": "XML",
    "chat": "a chat",
    "parquet": "Parquet",
    "arrow": "Arrow",
    "arrow stream": "Arrow stream",
    "frame": "table in memory",
}


_NOT_TEXT = Encoding("utf-8", "it is not text")
_NO_COLUMNS = ColumnMap(())


@dataclass(frozen=True)
class ProfileField:
    """What a plan takes for an attribute where a source is no table.

    Attributes
    ----------
    attribute : str
    path : str
        Where it stands in the object that a post was made of: ``user.created_at``; or the name of an attribute.
    is_attribute : bool
        Whether it is an attribute that the loader knows, under another name.
    """

    attribute: str
    path: str
    is_attribute: bool = False


@dataclass(frozen=True)
class Prepared:
    """Everything that was decided about a source; can be pickled.

    Attributes
    ----------
    source : Source
    loader : str
        Name of a loader of JSON records, or ``table``.
    form : str
        ``lines``, ``array``, ``documents``, ``delimited``, ``xml``, ``chat``, ``parquet``, ``arrow``, ``arrow stream`` or
        ``frame``.
    encoding : Encoding
    mapping : ColumnMap
        For tables: which column is what.
    dialect : Dialect or None
        For delimited text, with ``width`` cells to a record.
    types : tuple
        For JSON tables: way to each column and its JSON type.
    key : str
        For JSON documents: where in the document the list of records is.
    order : str
        For chats, and tables in the post schema: which number of a date is the day.
    own : bool
        Whether it is a table in the post schema already.
    fields : tuple of str
        Columns that every batch has.
    split : str
        For tables: the split that the whole source is, by its name; empty where it says none.
    tags : mapping of str to str
        Names of languages to tags.
    table : Table or None
        The table itself where it is in memory.
    notes : tuple of str
        Decisions worth printing.
    warnings : mapping of str to int
        For the ledger of the source.
    topic : str
        What it can tell the loaders of files beside it; see :mod:`audit.loaders.profiles.companions`.
    facts : tuple
        What they tell it.
    profile : tuple of ProfileField
        Fields of the platform that the plan takes for attributes.
    lacking, known : tuple of str
        Those that none of the first posts has, and what these have.
    """

    source: Source
    loader: str
    form: str
    encoding: Encoding = _NOT_TEXT
    mapping: ColumnMap = _NO_COLUMNS
    dialect: Dialect | None = None
    width: int = 0
    types: tuple[tuple[tuple[str, ...], str], ...] = ()
    key: str = ""
    order: str = ""
    own: bool = False
    fields: tuple[str, ...] = ()
    split: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    table: pa.Table | None = None
    notes: tuple[str, ...] = ()
    warnings: Mapping[str, int] = field(default_factory=dict)
    topic: str = ""
    facts: tuple[Any, ...] = field(default=(), repr=False)
    profile: tuple[ProfileField, ...] = ()
    lacking: tuple[str, ...] = ()
    known: tuple[str, ...] = field(default=(), repr=False)

    @property
    def roles(self) -> tuple[str, ...]:
        """Fields, attributes and labels that the source is known to have."""
        roles = self.mapping.roles or self.fields
        return (*roles, "split") if self.split else roles

    def describe(self, name: str = "") -> tuple[str, ...]:
        """Lines to print: what it is, which column is what, what is not used and why; ``name`` in place of its own."""
        said = [_FORMS[self.form]]
        if self.dialect is not None:
            said.append(self.dialect.described())
        if self.loader != "table":
            said.append(f"read as {self.loader}")
        if self.own:
            said.append("in the post schema")
        if self.form in {"lines", "array", "documents", "delimited", "xml", "chat"}:
            # Why, where it is not plain, is a note of its own below.
            guess = self.encoding.guessed or not self.encoding.is_utf8
            said.append(self.encoding.name if guess else str(self.encoding))
        if self.source.compression:
            said.append(self.source.compression)
        lines = [f"{name or self.source.name}: {', '.join(said)}"]
        if self.mapping.uses:
            lines.append(self.mapping.described())
        plain = [name or "(no name)" for name, why in self.mapping.unused if not why]
        if plain:
            lines.append(
                f"not used: {', '.join(plain[:40])}" + (f" and {len(plain) - 40} more" if len(plain) > 40 else "")
            )
        lines += [f"not used: {name}: {why}" for name, why in self.mapping.unused if why]
        # Names of columns and files are the file's words: they must not steer the terminal or forge a line.
        return tuple(escape_for_terminal(line) for line in (*lines, *self.notes))
