"""The columns of a table, and what they were taken for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from audit.errors import ColumnError, did_you_mean
from audit.loaders.guessing.names import squash
from audit.wording import plural


@dataclass(frozen=True)
class Column:
    """A column of a source: its name for people, its place, and for nested JSON the way to it."""

    name: str
    index: int
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Use:
    """A column and what it becomes: a field of the schema, ``attribute:NAME`` or ``label:NAME``.

    Attributes
    ----------
    role : str
        Besides those, ``within``: what the ids of posts are unique within.
    column : Column
    how : str
        How to read it, where that is not clear from the role: see :func:`audit.loaders.tables.table.posts`.
    who, what : str
        Of a judgement: the judge, and the question or the label. Of a label with several values: the value.
    """

    role: str
    column: Column
    how: str = ""
    who: str = ""
    what: str = ""


@dataclass(frozen=True)
class Gathering:
    """That each row of a table is one judgement, and how the judgements of one post are found.

    Attributes
    ----------
    key : str
        Field that all rows of a post share: ``post_id``, or ``text`` where there is none.
    questions : tuple of str
        What was asked: names of the columns that hold the answers.
    numbers : tuple of str
        Columns of ratings or means, whose values are no counts of votes.
    """

    key: str
    questions: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnMap:
    """What the columns of a source were taken for.

    Attributes
    ----------
    uses : tuple of Use
        In the order of the schema; a text made of two columns has two.
    unused : tuple of (str, str)
        Name and reason of each column that is not read.
    notes : tuple of str
        Decisions worth printing.
    order : str
        Day or month first in written dates; see :func:`audit.loaders.guessing.timestamps.moment`.
    warnings : tuple of str
        Ledger warnings about the header: ``duplicate_header``, ``blank_column_name``, ``suspicious_column_name``.
    constants : tuple of (str, str)
        Fields that all posts of the source share, such as the platform of a known export.
    blanks : frozenset of str
        Words that stand for a missing value in attributes and places.
    gathering : Gathering or None
        Where each row is a judgement, not a post.
    dates_differ : bool
        Whether the beginning leaves open which is the day in dates such as 3/4/2023.
    numbered : tuple of str
        Where ids of posts number the rows of the source: digests of its first texts.
    kinds : tuple of (str, str)
        Columns that are or may be about authors, and what they hold: ``number``, ``date`` or ``words``.
    """

    uses: tuple[Use, ...]
    unused: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    order: str = ""
    warnings: tuple[str, ...] = ()
    constants: tuple[tuple[str, str], ...] = ()
    blanks: frozenset[str] = frozenset()
    gathering: Gathering | None = None
    dates_differ: bool = False
    numbered: tuple[str, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """What there is, each once."""
        return tuple(dict.fromkeys([*(use.role for use in self.uses), *(name for name, _ in self.constants)]))

    def single(self) -> dict[str, str]:
        """Fields that are read from one column each, with it: a way with dots where it is nested."""
        found: dict[str, list[Use]] = {}
        for use in self.uses:
            found.setdefault(use.role, []).append(use)
        return {
            role: ".".join(uses[0].column.path) or uses[0].column.name
            for role, uses in found.items()
            if len(uses) == 1 and uses[0].how != "has" and uses[0].column.name
        }

    def described(self) -> str:
        """One line: ``text=content, author_id=author, ...``."""
        columns: dict[str, dict[str, None]] = {}
        apart: Counter[str] = Counter()
        for use in self.uses:
            role = use.role.removesuffix(f"={use.what}") if use.how == "has" else use.role
            columns.setdefault(role, {})[use.column.name] = None
            if use.how == "has":
                apart[role] += 1  # how many and not which: a value may be that of one person
        said = [
            f"{role}={' + '.join(names)}" + (f" ({plural(apart[role], 'value')})" if role in apart else "")
            for role, names in columns.items()
        ]
        return ", ".join([*said, *(f"{name} is always {value}" for name, value in self.constants)])


def find(wanted: str, columns: Sequence[Column], source: str = "") -> Column:
    """The column a person means: by exact name, else by the only one that is the same without case and punctuation.

    Raises
    ------
    ColumnError
        There is none.
    """
    exact = [column for column in columns if column.name == wanted]
    close = exact or [column for column in columns if squash(column.name) == squash(wanted)]
    if not close:
        where = f"{source}: " if source else ""
        raise ColumnError(
            f"{where}there is no column {wanted!r}.", hint=did_you_mean(wanted, [c.name for c in columns])
        )
    return close[0]


def header_warnings(columns: Sequence[Column]) -> tuple[str, ...]:
    """What is odd about the names themselves, one entry per odd name."""
    seen: set[str] = set()
    found = []
    for column in columns:
        if not column.name.strip():
            found.append("blank_column_name")
        elif column.name in seen:
            found.append("duplicate_header")
        elif column.name[0] in "=+-@\t\r<" or re.search("[<>\u202a-\u202e\u2066-\u2069\x00-\x1f]", column.name):
            found.append("suspicious_column_name")
        seen.add(column.name)
    return tuple(found)
