"""Lexicons: which forms name a group, describe it, or say something of all its members.

Forms are literal. They are compared with text after the same folding and the same splitting into words: casefolded,
hyphens as word edges, possessive endings cut. A lexicon is a list of words that somebody chose; a count made with it
is a count of those words, not of people.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from audit.errors import ResourceError
from audit.resources.card import Card
from audit.resources.folders import find
from audit.resources.tables import Row, one_of, rows, surface_form
from audit.resources.terms import (
    GENERIC_CLASSES,
    MARKER_CATEGORIES,
    MARKER_NOTES,
    NOTES,
    NUMBERS,
    PARTS_OF_SPEECH,
    PROFANITY_KINDS,
    TIERS,
    GenericPattern,
    IdentityTerm,
    MarkerTerm,
    PersonNoun,
    ProfaneWord,
    Tier,
)

NameOrPath = str | os.PathLike[str]
_Entry = TypeVar("_Entry")


@dataclass(frozen=True)
class Lexicon(Generic[_Entry]):
    """A card and the entries, in the order of the table."""

    card: Card
    rows: tuple[_Entry, ...]


def read_lexicon(name_or_path: NameOrPath) -> Lexicon[Row]:
    """Any lexicon as plain rows, column by name.

    Parameters
    ----------
    name_or_path : str or path
        A name that ships with the package, a ``.csv`` file, or a folder with ``terms.csv`` and ``card.toml``.

    Raises
    ------
    ResourceError
        There is no such lexicon, or its table is malformed.
    """
    return _read(name_or_path, (), lambda _name, _line, row: row, lambda row: row)


def identity_terms(name_or_path: NameOrPath = "identity-en") -> Lexicon[IdentityTerm]:
    """Forms that name groups; columns ``axis, group, form, tier, part_of_speech, number, note, source``.

    Raises
    ------
    ResourceError
        No such lexicon, a value outside the closed lists, an empty form, or a form twice within an axis.
    """

    def entry(name: str, line: int, row: Row) -> IdentityTerm:
        return IdentityTerm(
            axis=_filled(name, line, "axis", row["axis"]),
            group=_filled(name, line, "group", row["group"]),
            form=_filled(name, line, "form", surface_form(row["form"])),
            tier=cast("Tier", one_of(name, line, "tier", row["tier"], TIERS)),
            part_of_speech=one_of(name, line, "part_of_speech", row["part_of_speech"], PARTS_OF_SPEECH),
            number=one_of(name, line, "number", row["number"], NUMBERS),
            note=_notes(name, line, row["note"], NOTES),
            source=row["source"],
        )

    columns = ("axis", "group", "form", "tier", "part_of_speech", "number", "note", "source")
    return _read(name_or_path, columns, entry, lambda term: (term.axis, term.form))


def person_nouns(name_or_path: NameOrPath = "person-nouns-en") -> Lexicon[PersonNoun]:
    """Nouns for persons, which turn an ambiguous adjective before them into a mention of people."""

    def entry(name: str, line: int, row: Row) -> PersonNoun:
        return PersonNoun(
            form=_filled(name, line, "form", surface_form(row["form"])),
            number=one_of(name, line, "number", row["number"], NUMBERS),
            axis=row["axis"],
            group=row["group"],
            note=_notes(name, line, row["note"], NOTES),
        )

    return _read(name_or_path, ("form", "number", "axis", "group", "note"), entry, lambda noun: (noun.axis, noun.form))


def marker_terms(name_or_path: NameOrPath = "markers-en") -> Lexicon[MarkerTerm]:
    """Words and phrases that describe people, by category (:data:`~audit.resources.terms.MARKER_CATEGORIES`)."""

    def entry(name: str, line: int, row: Row) -> MarkerTerm:
        return MarkerTerm(
            category=one_of(name, line, "category", row["category"], MARKER_CATEGORIES),
            form=_filled(name, line, "form", surface_form(row["form"])),
            part_of_speech=one_of(name, line, "part_of_speech", row["part_of_speech"], PARTS_OF_SPEECH),
            note=_notes(name, line, row["note"], MARKER_NOTES),
            source=row["source"],
        )

    columns = ("category", "form", "part_of_speech", "note", "source")
    return _read(name_or_path, columns, entry, lambda term: (term.category, term.form))


def generic_patterns(name_or_path: NameOrPath = "generics-en") -> Lexicon[GenericPattern]:
    """Sentence frames that speak of all or most members of a group."""

    def entry(name: str, line: int, row: Row) -> GenericPattern:
        pattern = row["pattern"]
        if pattern.count("{plural}") + pattern.count("{singular}") != 1:
            raise ResourceError(
                f"{name!r}, line {line}: the pattern {pattern!r} does not have exactly one slot.",
                hint="Write {plural} or {singular} once, where the name of the group goes.",
            )
        generic_class = one_of(name, line, "class", row["class"], GENERIC_CLASSES)
        return GenericPattern(pattern, generic_class, _notes(name, line, row["note"], NOTES))

    return _read(name_or_path, ("pattern", "class", "note"), entry, lambda generic: generic.pattern)


def function_words(name_or_path: NameOrPath = "function-words-en") -> frozenset[str]:
    """Frequent function words, only for judging whether a text is in that language at all."""
    lexicon = _read(name_or_path, ("form",), lambda _name, _line, row: surface_form(row["form"]), lambda form: form)
    return frozenset(lexicon.rows)


def profane_words(name_or_path: NameOrPath = "profanity-en") -> Lexicon[ProfaneWord]:
    """Profanity, and apart from it slurs of one word; columns ``kind, form``."""

    def entry(name: str, line: int, row: Row) -> ProfaneWord:
        kind = one_of(name, line, "kind", row["kind"], PROFANITY_KINDS)
        return ProfaneWord(kind, _filled(name, line, "form", surface_form(row["form"])))

    return _read(name_or_path, ("kind", "form"), entry, lambda word: word.form)


def _read(
    name_or_path: NameOrPath,
    columns: tuple[str, ...],
    entry: Callable[[str, int, Row], _Entry],
    key: Callable[[_Entry], object],
) -> Lexicon[_Entry]:
    card, table = find("lexicons", name_or_path)
    entries: list[_Entry] = []
    lines: dict[object, int] = {}
    for line, row in rows(card.name, table, columns):
        made = entry(card.name, line, row)
        if columns:
            first = lines.setdefault(key(made), line)
            if first != line:
                raise ResourceError(
                    f"{card.name!r}, line {line}: the same entry as on line {first}.",
                    hint="Keep one of the two; a form may name only one group within an axis.",
                )
        entries.append(made)
    if not entries:
        raise ResourceError(f"{card.name!r} has no rows.", hint="A lexicon needs at least one form.")
    return Lexicon(card, tuple(entries))


def _notes(name: str, line: int, cell: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one_of(name, line, "note", part.strip(), choices) for part in cell.split(";") if part.strip())


def _filled(name: str, line: int, column: str, value: str) -> str:
    if not value:
        raise ResourceError(f"{name!r}, line {line}: {column} is empty.", hint="Fill it or remove the line.")
    return value
