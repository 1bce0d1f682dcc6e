"""Text for coders without the handles in it: who was addressed is no part of whether a group is named."""

from __future__ import annotations

import re

#: No coder reads further, and spreadsheets cut cells at 32,767 characters.
MOST_CHARACTERS = 10_000
_LINK = re.compile(r"(?:\b[a-z][a-z0-9+.-]{1,20}://|\bwww\.)\S+", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
# @name, @name@server of the fediverse, and u/name of Reddit.
_HANDLE = re.compile(r"(?<![\w@])@[\w.-]*\w(?:@[\w.-]*\w)?|(?<![\w/])/?u/[\w-]+")
# Seven digits or more, however they are spaced: numbers of phones, cards, posts and accounts. Years and prices stay.
_NUMBER = re.compile(r"\+?\(?\d(?:[\s().+/-]{0,3}\d){6,}")


def masked(text: str) -> str:
    """The text with links, e-mail addresses, handles and long numbers replaced; a link names its author as often as not.

    Examples
    --------
    >>> masked("@some_one see https://example.org/@some_one or u/some-one, me@example.org")
    '@… see [link] or u/…, [address]'
    """
    text = _LINK.sub("[link]", text)
    text = _HANDLE.sub(lambda found: "@…" if found.group().startswith("@") else "u/…", text)
    return _NUMBER.sub("[number]", _EMAIL.sub("[address]", text))


def shortened(text: str) -> str:
    """The text, cut where nobody reads on."""
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]} [cut]"
