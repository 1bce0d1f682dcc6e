"""Which languages there are lexicons for, and what their cards say of the language itself."""

from __future__ import annotations

import functools

from audit.resources.card import Card
from audit.resources.folders import find, list_resources

_IDENTITY = "identity-"


@functools.cache
def lexicon_languages() -> tuple[str, ...]:
    """Primary subtags of the languages whose groups can be recognised, sorted."""
    names = (card.name for card in list_resources("lexicons"))
    return tuple(sorted(name.removeprefix(_IDENTITY) for name in names if name.startswith(_IDENTITY)))


@functools.cache
def lexicon_card(name: str) -> Card:
    """The card of a lexicon that ships."""
    return find("lexicons", name)[0]


def running_share(language: str) -> float | None:
    """Share of the words of running text that are in the list of function words; None for a language without a list.

    Measured by those who made the list; its card says on what.
    """
    if language not in lexicon_languages():
        return None
    said = lexicon_card(f"function-words-{language}").extra.get("running_share")
    return float(said) if said else None


def language_title(tag: str) -> str:
    """How a report names a language: the last word of the title of its lexicon, "German" of ``de``; else the tag."""
    return lexicon_card(f"{_IDENTITY}{tag}").title.rsplit(", ", 1)[-1] if tag in lexicon_languages() else tag
