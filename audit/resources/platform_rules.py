"""Rules of platforms on what may be done with their posts: dated, sourced, with a user's own beside ours."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from audit.errors import ResourceError
from audit.finding import Confidence
from audit.resources.card import Card
from audit.resources.folders import find
from audit.resources.platform_names import platform_name
from audit.resources.tables import Row, one_of, rows
from audit.wording.day_span import DaySpan

ANY = "any"
PURPOSES = ("research", "commercial", "model-training", "redistribution")
ACCESSES = ("api", "scrape", "export", "archive", "donation", "purchase")
#: Strictest first.
VERDICTS = ("forbidden", "permission", "conditions", "unknown", "allowed")
#: ``use`` decides; ``duty`` comes with every use; ``exception`` and ``norm`` are told beside it.
KINDS = ("use", "duty", "exception", "norm")
LIMITS = ("", "delete", "refresh", "ids", "objects", "records", "damages")
DATED_BY = ("", "collection", "post")
CONFIDENCES: tuple[Confidence, ...] = ("high", "medium", "low")
#: Days after which what was read of a rule should be read anew.
FRESH_DAYS = 180
_COLUMNS = (
    *("id", "platform", "document", "clause", "kind", "purpose", "access", "verdict"),
    *("effective_from", "effective_until", "captured", "source", "confidence"),
)
_NAME = "platform-terms"


@dataclass(frozen=True)
class PlatformRule:
    """One clause.

    Attributes
    ----------
    id : str
    platforms : tuple of str
    document, clause : str
        Where it stands, and what it says in our words.
    kind : str
        One of :data:`KINDS`.
    purposes, accesses : tuple of str
        What it is about; ``any`` for all.
    verdict : str
        One of :data:`VERDICTS`; empty for a duty.
    limit_of : str
        One of :data:`LIMITS`.
    limit : int or None
    limit_per : str
        Unit of the limit, such as hours, days or 30 days.
    effective_from, effective_until, first_seen, captured : DaySpan or None
        From when and until when it holds as far as is known, the first capture that has it, and when it was last read.
    dated_by : str
        ``collection`` for rules on getting posts, which a later use does not touch; ``post`` where the day of the post
        decides which rule holds.
    contradicts : str
        Id of a rule that says otherwise at the same time.
    source, confidence, note : str
    """

    id: str
    platforms: tuple[str, ...]
    document: str
    clause: str
    kind: str
    purposes: tuple[str, ...]
    accesses: tuple[str, ...]
    verdict: str
    limit_of: str
    limit: int | None
    limit_per: str
    effective_from: DaySpan | None
    effective_until: DaySpan | None
    first_seen: DaySpan | None
    captured: DaySpan
    dated_by: str
    contradicts: str
    source: str
    confidence: Confidence
    note: str

    def is_about(self, platform: str, purpose: str, access: str) -> bool:
        """Whether it concerns a platform, a purpose and a way of access; ``any`` and ``unknown`` are about all."""
        return (
            platform_name(platform).casefold() in {each.casefold() for each in self.platforms}
            and (purpose == ANY or ANY in self.purposes or purpose in self.purposes)
            and (access in (ANY, "unknown") or ANY in self.accesses or access in self.accesses)
        )

    def holds(self, span: DaySpan) -> bool | None:
        """Whether it is in force on a day of a span; None if that cannot be told from what is known of its dates."""
        first, last = self._surely()
        if span.meets(first, last):
            return True
        earliest, latest = self._possibly()
        return None if span.meets(earliest, latest) else False

    def is_stale(self, day: date) -> bool:
        """Whether it was last read so long before a day that it should be read anew."""
        return day - self.captured.last > timedelta(days=FRESH_DAYS)

    def _surely(self) -> tuple[date, date]:
        began = self.effective_from or self.first_seen
        return began.last if began else date.max, self.effective_until.first if self.effective_until else date.max

    def _possibly(self) -> tuple[date, date]:
        return (
            self.effective_from.first if self.effective_from else date.min,
            self.effective_until.last if self.effective_until else date.max,
        )


@dataclass(frozen=True)
class PlatformRules:
    """The rules, in the order of the table, with the cards of the tables that they are from."""

    cards: tuple[Card, ...]
    rules: tuple[PlatformRule, ...]

    @property
    def platforms(self) -> tuple[str, ...]:
        """Every platform with a rule, sorted."""
        return tuple(sorted({name for each in self.rules for name in each.platforms}, key=str.casefold))

    def rule(self, identifier: str) -> PlatformRule | None:
        """The rule with this id, None if there is none."""
        return next((each for each in self.rules if each.id == identifier), None)


def read_platform_rules(own: str | os.PathLike[str] = "") -> PlatformRules:
    """The rules that ship with the package, and a user's own beside them.

    Parameters
    ----------
    own : str or path
        A ``.csv`` file of the same columns with ``card.toml`` beside it, or a folder with both. A rule with the id of one
        of ours takes its place.

    Raises
    ------
    ResourceError
        There is no such file, it has no card, or a row is malformed.
    """
    card, ours = _table(_NAME)
    if not os.fspath(own):
        return PlatformRules((card,), ours)
    path = Path(own)
    if path.exists() and not (path if path.is_dir() else path.parent).joinpath("card.toml").is_file():
        raise ResourceError(
            f"{path.name}: rules of your own need a card.toml beside them.",
            hint="With at least a title and a source: a verdict is not printed from rules that nobody can name.",
        )
    theirs_card, theirs = _table(path)
    replaced = {each.id for each in theirs}
    return PlatformRules((card, theirs_card), (*(each for each in ours if each.id not in replaced), *theirs))


def _table(name_or_path: str | Path) -> tuple[Card, tuple[PlatformRule, ...]]:
    card, table = find("rules", name_or_path)
    made = tuple(_rule(card.name, line, row) for line, row in rows(card.name, table, _COLUMNS))
    seen: set[str] = set()
    for each in made:
        if each.id in seen:
            raise ResourceError(f"{card.name!r}: the rule {each.id!r} is there twice.", hint="Ids name one rule each.")
        seen.add(each.id)
    if not made:
        raise ResourceError(f"{card.name!r} has no rows.", hint="A table of rules needs at least one.")
    return card, made


def _rule(name: str, line: int, row: Row) -> PlatformRule:
    for column in ("id", "platform", "document", "clause", "source"):
        if not row[column]:
            raise ResourceError(f"{name!r}, line {line}: {column} is empty.", hint="Every rule has one.")
    kind = one_of(name, line, "kind", row["kind"], KINDS)
    began, ended, seen, captured = (
        _day(name, line, column, row.get(column, ""))
        for column in ("effective_from", "effective_until", "first_seen", "captured")
    )
    if captured is None or not (began or seen):
        column = "captured" if captured is None else "effective_from"
        raise ResourceError(
            f"{name!r}, line {line}: {column} is empty.",
            hint="captured is when the rule was last read; where its first day is unknown, first_seen is when it was first"
            " seen.",
        )
    if began and ended and began.first > ended.last:
        raise ResourceError(f"{name!r}, line {line}: it ends before it begins.", hint="Check the two dates.")
    return PlatformRule(
        id=row["id"],
        platforms=tuple(platform_name(each) for each in _list(row["platform"])),
        document=row["document"],
        clause=row["clause"],
        kind=kind,
        purposes=tuple(one_of(name, line, "purpose", each, (*PURPOSES, ANY)) for each in _list(row["purpose"])),
        accesses=tuple(one_of(name, line, "access", each, (*ACCESSES, ANY)) for each in _list(row["access"])),
        verdict=one_of(name, line, "verdict", row["verdict"], ("",) if kind == "duty" else VERDICTS),
        limit_of=one_of(name, line, "limit_of", row.get("limit_of", ""), LIMITS),
        limit=_whole(name, line, row.get("limit", "")),
        limit_per=row.get("limit_per", ""),
        effective_from=began,
        effective_until=ended,
        first_seen=seen,
        captured=captured,
        dated_by=one_of(name, line, "dated_by", row.get("dated_by", ""), DATED_BY),
        contradicts=row.get("contradicts", ""),
        source=row["source"],
        confidence=_confidence(name, line, row["confidence"]),
        note=row.get("note", ""),
    )


def _list(cell: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in cell.split(";") if each.strip())


def _day(name: str, line: int, column: str, cell: str) -> DaySpan | None:
    try:
        return DaySpan.of(cell) if cell else None
    except ValueError as error:
        raise ResourceError(f"{name!r}, line {line}: {column}: {error}.", hint="Leave it empty if unknown.") from None


def _confidence(name: str, line: int, cell: str) -> Confidence:
    said = one_of(name, line, "confidence", cell, CONFIDENCES)
    return next(each for each in CONFIDENCES if each == said)


def _whole(name: str, line: int, cell: str) -> int | None:
    if not cell:
        return None
    if not (cell.isascii() and cell.isdigit()):
        raise ResourceError(f"{name!r}, line {line}: limit is {cell!r}.", hint="A whole number, such as 50000.")
    return int(cell)
