"""Dated requirements of laws, standards and forms, each with what an audit has that is evidence for it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from audit.errors import ResourceError, did_you_mean
from audit.resources.card import Card
from audit.resources.folders import find
from audit.resources.tables import Row, one_of, rows

_COLUMNS = (
    *("id", "document", "article", "title", "status", "starts", "asks"),
    *("evidence", "people", "confidence", "source", "note"),
)
#: What an audit states beside its figures.
FACTS = (
    *("accounting", "actions", "attributes", "fields", "languages", "limits"),
    *("methods", "period", "plan", "resources", "safeguards"),
)
_HARMS = ("allocation", "quality_of_service", "stereotyping", "erasure", "privacy", "rights", "validity")


@dataclass(frozen=True)
class Requirement:
    """What one document asks for, in our words.

    Attributes
    ----------
    id, document, article, title, asks : str
    status : str
        Whether it applies, as of the date of the card; ``starts`` is its date as far as known.
    evidence : tuple of str
        ``metric``, ``metric.measure`` (by the start of the measure's name), ``harm:NAME`` or ``fact:NAME``.
    people : str
        What no audit of data can say.
    confidence : str
        ``read`` or ``not verified``.
    source : tuple of str
        Keys of the card's sources.
    note : str
    """

    id: str
    document: str
    article: str
    title: str
    status: str
    starts: str
    asks: str
    evidence: tuple[str, ...]
    people: str
    confidence: str
    source: tuple[str, ...]
    note: str

    @property
    def facts(self) -> tuple[str, ...]:
        """Facts of an audit that are evidence."""
        return tuple(each.removeprefix("fact:") for each in self.evidence if each.startswith("fact:"))

    @property
    def metrics(self) -> tuple[str, ...]:
        """Metrics that are evidence, whole or in part."""
        named = (each.partition(".")[0] for each in self.evidence if ":" not in each)
        return tuple(dict.fromkeys(named))

    def takes(self, metric: str, measure: str = "", harm: str = "") -> bool:
        """Whether a figure, or a finding of a harm, is evidence for it."""
        for each in self.evidence:
            name, _, start = each.partition(".")
            if each == f"harm:{harm}" or (name == metric and measure.startswith(start)):
                return True
        return False


@dataclass(frozen=True)
class Requirements:
    """The requirements, in the order of the table, with the card."""

    card: Card
    rows: tuple[Requirement, ...]


def read_requirements(name_or_path: str | os.PathLike[str] = "datasets-of-posts") -> Requirements:
    """Read a table of requirements by name, or a user's own.

    Raises
    ------
    ResourceError
        No such table; a row without what it asks for; an unknown kind of evidence; the same id twice.
    """
    card, table = find("requirements", name_or_path)
    read: dict[str, Requirement] = {}
    for line, row in rows(card.name, table, _COLUMNS):
        made = _requirement(card, line, row)
        if made.id in read:
            raise ResourceError(f"{card.name!r}, line {line}: {made.id!r} is there twice.", hint="Ids are unique.")
        read[made.id] = made
    return Requirements(card, tuple(read.values()))


def _requirement(card: Card, line: int, row: Row) -> Requirement:
    for column in ("id", "document", "article", "asks", "evidence"):
        if not row[column]:
            raise ResourceError(f"{card.name!r}, line {line}: {column} is empty.", hint="Fill it in.")
    evidence = tuple(row["evidence"].split())
    for each in evidence:
        _check(card.name, line, each)
    sources = tuple(row["source"].split())
    for each in sources:
        one_of(card.name, line, "source", each, card.source_keys)
    return Requirement(
        id=row["id"],
        document=row["document"],
        article=row["article"],
        title=row["title"],
        status=row["status"],
        starts=row["starts"],
        asks=row["asks"],
        evidence=evidence,
        people=row["people"],
        confidence=one_of(card.name, line, "confidence", row["confidence"], ("read", "not verified")),
        source=sources,
        note=row["note"],
    )


def _check(name: str, line: int, token: str) -> None:
    kind, colon, value = token.partition(":")
    known = {"fact": FACTS, "harm": _HARMS}.get(kind, ()) if colon else ()
    if (colon and value in known) or (not colon and re.fullmatch(r"[a-z_]+(\.[a-z0-9_]+)?", token)):
        return
    raise ResourceError(
        f"{name!r}, line {line}: {token!r} is no kind of evidence.",
        hint=did_you_mean(value, known) if known else "It is metric, metric.measure, fact:NAME or harm:NAME.",
    )
