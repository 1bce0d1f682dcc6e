"""What every loader is, and the ledger of what it could not turn into posts.

A loader of JSON records is three names and two pure functions: ``recognises`` looks at the first few records of a
source, ``rows`` turns one record into posts. Opening, decompressing, decoding, splitting and counting are done once, for
all of them, elsewhere.

The accounting holds for every source: ``records = posts + rejected + skipped``. Rejected is malformed; skipped is well
formed and not a post (a like, a user object, a duplicate), counted by kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, runtime_checkable

from audit.errors import AccountingError, SourceError, both_ways

#: One post as plain data: keys are fields of the post schema; ``attributes`` and ``labels`` are dicts, ``created_at`` a
#: datetime, an ISO 8601 string or epoch seconds. An absent key is a missing value.
Row = Mapping[str, Any]

#: Key of a row under which a loader names what it had to guess or found damaged: a tuple of warnings of the ledger, such
#: as ``("truncated_text",)``. Not a field of the post: it is counted and left out.
WARNINGS = "_warnings"

#: Key of a row under which a loader hands on the platform's object that it made the post of, where that is not the record
#: itself but stands in a page, a thread or an array. Taken out again before posts are gathered.
RECORD = "_record"

#: Rejections kept with their position; further ones are counted by reason and the ledger says how many.
REJECTIONS_KEPT = 100_000


_COPIES = "duplicate id"


def warned(row: dict[str, Any], warnings: Mapping[str, bool]) -> dict[str, Any]:
    """The row with the names of those warnings that apply to it."""
    if any(warnings.values()):
        row[WARNINGS] = tuple(name for name, applies in warnings.items() if applies)
    return row


def made_of(result: Result, found: Any, record: Any) -> Result:
    """What a loader made of an object that was found in a record: a post is told what it was made of.

    Parameters
    ----------
    result : Row, Skip or Reject
    found : object
    record : object
        Where it is the object itself, nothing needs to be told.
    """
    if found is not record and isinstance(result, dict):
        result[RECORD] = found
    return result


class Skip(NamedTuple):
    """A well-formed record that is not a post, by kind: ``user object``, ``compliance notice`` ..."""

    kind: str
    count: int = 1  # type: ignore[assignment]  # a NamedTuple field may shadow tuple.count, which nobody calls on a skip


class Reject(NamedTuple):
    """A record that should be a post and is malformed. ``reason`` is one of the ledger's codes, ``detail`` holds no text."""

    reason: str
    detail: str = ""


Result = Row | Skip | Reject


class Rejection(NamedTuple):
    """A rejected record with its place: source name, record number from 1, byte offset (None where unknown)."""

    source: str
    record: int
    byte: int | None
    reason: str
    detail: str


@dataclass
class Ledger:
    """What one source, or one part of it, came to.

    ``warnings`` counts posts that were kept although something about them was guessed or damaged (``mangled_id``,
    ``bad_timestamp``, ``replaced_utf8`` ...). ``notes`` are decisions worth printing, such as the encoding and why.
    """

    source: str = ""
    records: int = 0
    posts: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    rejections: list[Rejection] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def post(self, count: int = 1) -> None:
        """Count records that became posts."""
        self.records += count
        self.posts += count

    def skip(self, kind: str, count: int = 1) -> None:
        """Count well-formed records that are not posts."""
        self.records += count
        self.skipped[kind] += count

    def reject(self, reason: str, detail: str = "", *, byte: int | None = None) -> None:
        """Count a malformed record and keep its place."""
        self.records += 1
        self.rejected[reason] += 1
        if len(self.rejections) < REJECTIONS_KEPT:
            self.rejections.append(Rejection(self.source, self.records, byte, reason, detail))

    def warn(self, warning: str, count: int = 1) -> None:
        """Count posts about which something is odd, if there are any."""
        if count:
            self.warnings[warning] += count

    def drop_duplicates(self, count: int) -> None:
        """Move posts that turned out to be copies of another to the skipped."""
        self.leave_out(_COPIES, count)

    def leave_out(self, kind: str, count: int) -> None:
        """Move posts that are not what the audit is of to the skipped."""
        if count:
            self.posts -= count
            self.skipped[kind] += count

    def merge(self, later: Ledger) -> None:
        """Append the ledger of a later part of the same source; its record numbers go on where these end."""
        for each in later.rejections[: max(0, REJECTIONS_KEPT - len(self.rejections))]:
            self.rejections.append(each._replace(record=each.record + self.records))
        self.records += later.records
        self.posts += later.posts
        self.skipped.update(later.skipped)
        self.rejected.update(later.rejected)
        self.warnings.update(later.warnings)
        self.notes.extend(note for note in later.notes if note not in self.notes)

    def balances(self) -> bool:
        """Whether records = posts + rejected + skipped."""
        return self.records == self.posts + self.rejected.total() + self.skipped.total()

    def check(self, rows: int | None = None) -> None:
        """Refuse to go on with books that do not balance.

        Parameters
        ----------
        rows : int, optional
            Posts that were handed on, where that is known.

        Raises
        ------
        AccountingError
            Records were lost or counted twice.
        """
        if self.balances() and (rows is None or rows == self.posts):
            return
        handed = "" if rows is None else f", {rows} posts handed on"
        raise AccountingError(
            f"{self.source or 'the sources'}: {self.records} records are not {self.posts} posts + {self.rejected.total()} rejected "
            f"+ {self.skipped.total()} skipped{handed}. No report is made of it.",
            hint="This is a defect of postaudit, not of your data. Please report it with that line.",
        )


#: Rejections that stand for an unknown number of records: the rest of a source that ends early or does not check.
DAMAGE = frozenset({"truncated_stream", "checksum_error"})


def check_rejects(name: str, ledgers: Iterable[Ledger], allowed: float) -> None:
    """Refuse a dataset of which too much is malformed: what is left may be another dataset.

    Parameters
    ----------
    name : str
        Of the dataset, for the message.
    ledgers : iterable of Ledger
    allowed : float
        Share of rejected records among these and the posts.

    Raises
    ------
    SourceError
        More was rejected.
    """
    rejected: Counter[str] = Counter()
    posts = 0
    for each in ledgers:
        rejected.update(each.rejected)
        posts += each.posts + each.skipped[_COPIES]
    total = rejected.total()
    if total > allowed * (total + posts):
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(rejected.items()) if count)
        raise SourceError(
            f"{name}: {total} of {total + posts} records are malformed ({reasons}), and no more than a share of {allowed:g} may be.",
            hint=f"rejected.jsonl of an audit with a larger {both_ways('--max-reject', limits={'max_reject': 0.1})} lists them.",
        )


class RecordLoader(Protocol):
    """A platform whose exports are JSON records: lines, an array, or one document.

    Attributes
    ----------
    name : str
        For ``--loader``, and of its page ``docs/platforms/<name>.md``.
    title : str
        What it reads, for people.
    command : str
        How a file of it is audited, with the name that the platform gives it.
    example : str
        One record, made up, that holds a post.
    """

    name: str
    title: str
    command: str
    example: str

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether the first records of a source are of this platform; sees parsed JSON values, never file names."""
        ...

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """Turn one record into its posts; a page of results holds many, a user object none."""
        ...


@runtime_checkable
class Assigned(Protocol):
    """A loader of exports that are JavaScript: ``window.YTD.tweets.part0 = [...]``."""

    def assigned(self, variable: str) -> bool:
        """Whether what is assigned to a variable of this name is of this platform."""
        ...
