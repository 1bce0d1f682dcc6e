"""What Mastodon's API and ActivityPub share: links and quotes in HTML, and what accounts state in their profiles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from audit.loaders.guessing.names import attribute_of
from audit.loaders.guessing.values import distinct, word
from audit.loaders.markup import html_links, html_text

# Servers write the address of a quoted post into the text, for programs that know no quotes, in an element of this class.
# https://docs.joinmastodon.org/client/quotes/
_QUOTE_FALLBACK = frozenset({"quote-inline"})

# Links that are how the platform writes a mention or a hashtag, not what an author shares.
_NOT_SHARED = frozenset({"mention", "hashtag"})

# Fields that name a person or point to one: never an attribute.
_NAMES = frozenset(
    {"name", "full name", "real name", "first name", "last name", "nickname", "username", "handle", "email"}
)
_ADDRESS = re.compile(r"@|://|\bwww\.", re.IGNORECASE)

# Many state their pronouns by the address of a page about them; one with an @ is a person's own page.
_PRONOUN_PAGE = re.compile(r"\bpronouns?\.(?:page|is)/(?!@)([\w/:,&+-]{1,60})")


def own_words(html: str) -> str | None:
    """The text of a post as its author wrote it; None where there are no words."""
    return html_text(html, without=_QUOTE_FALLBACK) or None


def shared_links(html: str) -> list[str]:
    """Links of a post that its author shared."""
    found = html_links(html, without=_QUOTE_FALLBACK)
    return distinct([link.href for link in found if link.classes.isdisjoint(_NOT_SHARED)])


def biography(html: Any) -> str | None:
    """The description of an account without the accounts it names."""
    return (html_text(html, without={"mention"}) or None) if isinstance(html, str) else None


def profile(fields: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    """What an account states in the fields of its profile, which it may name as it likes.

    Parameters
    ----------
    fields : iterable of (name, value)
        Values are HTML.

    Returns
    -------
    dict
        Names that mean an attribute (``Pronouns``, ``Gender``, ``City``) as that attribute; all other fields together, a line
        each, under ``profile fields``, since a dataset has as many names as accounts and each attribute costs a column.
        Fields that hold a link, an account or a name of a person are left out.
    """
    stated: dict[str, str] = {}
    others: list[str] = []
    for name, value in fields:
        label = (word(html_text(name)) or "").rstrip(":").casefold() if isinstance(name, str) else ""
        said = html_text(value) if isinstance(value, str) else ""
        attribute = attribute_of(label)
        page = _PRONOUN_PAGE.search(said) if attribute == "pronouns" else None
        if page is not None:
            said = page[1].rstrip("/")
        elif not label or not said or label in _NAMES or _ADDRESS.search(said) or html_links(value):
            continue
        if attribute and attribute not in stated:
            stated[attribute] = said
        else:
            others.append(f"{label}: {said}")
    if others:
        stated["profile fields"] = "\n".join(others)
    return stated
