"""Sets of words for association tests: targets and attributes, as their sources list them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from audit.errors import ResourceError
from audit.resources.card import Card
from audit.resources.folders import find
from audit.resources.lexicon import NameOrPath
from audit.resources.tables import one_of, rows

#: Words that a source lists and left out of its own figures because they were too rare.
LEFT_OUT = "left_out"


@dataclass(frozen=True)
class WordSets:
    """A card and the sets.

    Attributes
    ----------
    card : Card
    words : mapping of str to tuple of str
        The words of each set, as written, in the order of the table.
    kept : mapping of str to tuple of str
        The same without those that the source left out.
    """

    card: Card
    words: Mapping[str, tuple[str, ...]]
    kept: Mapping[str, tuple[str, ...]]


def word_sets(name_or_path: NameOrPath = "word-sets-en") -> WordSets:
    """Sets of words; columns ``set, form, note, source``.

    Parameters
    ----------
    name_or_path : str or path
        A name that ships with the package, a ``.csv`` file, or a folder with ``terms.csv`` and ``card.toml``.

    Raises
    ------
    ResourceError
        No such lexicon, an empty cell, a note that is not known, or a word twice in one set.
    """
    card, table = find("lexicons", name_or_path)
    words: dict[str, list[str]] = {}
    kept: dict[str, list[str]] = {}
    for line, row in rows(card.name, table, ("set", "form", "note", "source")):
        for column in ("set", "form"):
            if not row[column]:
                raise ResourceError(
                    f"{card.name!r}, line {line}: {column} is empty.", hint="Fill it or remove the line."
                )
        members = words.setdefault(row["set"], [])
        if row["form"] in members:
            raise ResourceError(
                f"{card.name!r}, line {line}: {row['form']!r} is in {row['set']!r} already.",
                hint="Keep one of the two.",
            )
        members.append(row["form"])
        if one_of(card.name, line, "note", row["note"], ("", LEFT_OUT)) != LEFT_OUT:
            kept.setdefault(row["set"], []).append(row["form"])
    if not words:
        raise ResourceError(f"{card.name!r} has no rows.", hint="A set needs at least one word.")
    frozen = [MappingProxyType({name: tuple(each) for name, each in sets.items()}) for sets in (words, kept)]
    return WordSets(card, *frozen)
