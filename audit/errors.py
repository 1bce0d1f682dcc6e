"""What can go wrong, by who can mend it.

::

    AuditError                 everything postaudit raises on purpose
    ├── SourceError            a file, folder or stream could not be read as posts
    │   └── NoPostsError       it was read, and nothing in it is a post
    ├── ColumnError            a column that was asked for is not there
    ├── PlanError              the plan (audit.toml, flags, keywords) does not hold together
    ├── ResourceError          a lexicon, benchmark or card is missing or malformed
    ├── TallyError             tallies that cannot be added or read
    ├── OutputError            the result could not be written
    └── AccountingError        a record was lost or counted twice: a defect of postaudit, and never a report

Each message says what, where, what was expected and what to do. The command line prints it and exits with 2.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable

#: What to do where the system refuses a file.
READ_AGAIN = "Check that the file is there and whole, that you may read it, and that its disk answers; then run again."
#: How alike two names have to be, from 0 to 1, for one to be offered in the place of the other; what lies so far behind the
#: best is not; and of more names than this not all are listed.
_ALIKE, _FAR, _MOST_LISTED = 0.6, 0.2, 60
#: Of names this short one letter is half of what there is.
_SHORT = 3
#: What to do where nothing in a source was taken for a post.
LOOK_FIRST = (
    "postaudit run SOURCE --dry-run shows what was taken for what, in Python print(audit.load(SOURCE)); --loader and --columns"
    " (in Python: loader= and columns=) override the guess."
)
#: What keeps a long run from being lost.
KEPT_WITH_WORK = 'With --work DIR (in Python: work="DIR") what was measured already is kept.'


def both_ways(flag: str, **keywords: object) -> str:
    """A choice as the command line has it and as Python has it: a hint reaches people at either.

    Parameters
    ----------
    flag : str
        Such as ``--missing keep``.
    **keywords
        The same in Python: ``missing="keep"``.
    """
    said = (
        f"{name}={value if isinstance(value, bool) else json.dumps(value, ensure_ascii=False)}"
        for name, value in keywords.items()
    )
    return f"{flag} (in Python: {', '.join(said)})"


def column_named(role: str, column: str = "COLUMN", *, of: str = "columns") -> str:
    """How to say which column is what, both ways; ``of`` is ``columns`` or, of the other data, ``new_columns``."""
    return both_ways(f"--{of.replace('_', '-')} {role}={column}", **{of: {role: column}})


def group_named(attribute: str) -> str:
    """How to say in which column authors state an attribute, both ways."""
    return both_ways(f"--group {attribute}=COLUMN", groups={attribute: "COLUMN"})


class AuditError(Exception):
    """Base of everything postaudit raises on purpose.

    Parameters
    ----------
    message : str
        What went wrong and where.
    hint : str, optional
        What to do about it; printed on its own line.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  {self.hint}" if self.hint else self.message


class SourceError(AuditError):
    """A file, folder or stream could not be read as posts."""


class NoPostsError(SourceError):
    """A source was read and nothing in it is a post."""


class ColumnError(AuditError):
    """A column that was asked for is not there; ``role`` is what it was to be, such as ``attribute:gender``, if that is known."""

    def __init__(self, message: str, *, hint: str = "", role: str = "") -> None:
        super().__init__(message, hint=hint)
        self.role = role


class PlanError(AuditError):
    """The plan does not hold together."""


class ResourceError(AuditError):
    """A lexicon, benchmark or card is missing or malformed."""


class TallyError(AuditError):
    """Tallies that cannot be added or read."""


class OutputError(AuditError):
    """The result could not be written."""


class AccountingError(AuditError):
    """Records do not add up: a defect of postaudit, and no figure that stands on them can be trusted."""


def _likeness(wanted: str, name: str) -> float:
    return difflib.SequenceMatcher(None, name, wanted).ratio()


def did_you_mean(wanted: str, choices: Iterable[str]) -> str:
    """Name the nearest choice, or list them all.

    Parameters
    ----------
    wanted : str
        What was asked for.
    choices : iterable of str
        What there is.

    Returns
    -------
    str
        A sentence for the ``hint`` of an error.
    """
    known = sorted(set(choices))
    near = difflib.get_close_matches(wanted, known, n=3, cutoff=_ALIKE if len(wanted) > _SHORT else 0.5)
    if near:
        # Beside one that is nearly the same word, others that are only like it are noise.
        least = _likeness(wanted, near[0]) - _FAR
        return f"Did you mean {' or '.join(repr(name) for name in near if _likeness(wanted, name) > least)}?"
    if len(known) > _MOST_LISTED:
        return ""
    return f"There is: {', '.join(known)}." if known else "There is none."
