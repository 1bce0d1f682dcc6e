"""Words that an audit uses in a sense of its own: readings, statistics and parts of a report, for ``postaudit explain``."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("glossary.toml")


@dataclass(frozen=True)
class Term:
    """A word and what it means here.

    Attributes
    ----------
    name, text : str
    also : tuple of str
        Other ways to write it, as files and flags have it.
    see : tuple of str
        Names of terms that belong to it.
    """

    name: str
    text: str
    also: tuple[str, ...] = ()
    see: tuple[str, ...] = ()


@functools.cache
def terms() -> tuple[Term, ...]:
    """All of them, in the order of the file: what comes first explains what comes later."""
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Term(each["name"], " ".join(each["text"].split()), tuple(each.get("also", ())), tuple(each.get("see", ())))
        for each in content["term"]
    )


def term(written: str) -> Term | None:
    """The term that a word means, whatever its case, hyphens and underscores; None if there is none."""
    return _by_word().get(plain(written))


def words() -> list[str]:
    """Every way to write any of them."""
    return [word for each in terms() for word in (each.name, *each.also)]


@functools.cache
def _by_word() -> dict[str, Term]:
    return {plain(word): each for each in terms() for word in (each.name, *each.also)}


def plain(word: str) -> str:
    """A word without its case, hyphens and underscores."""
    return " ".join(word.casefold().replace("_", " ").replace("-", " ").split())
