"""From what a platform sends to what a reader sees."""

from __future__ import annotations

import html
import re

# A semicolon is required: html.unescape alone also reads the bare legacy names and turns "?a=1&copy=2" into "?a=1©=2".
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def unescape(text: str) -> str:
    """Replace HTML character references by their characters, once.

    Parameters
    ----------
    text : str
        Text escaped for transport, such as ``AT&amp;T``.

    Returns
    -------
    str
        The text with one layer of escapes removed; anything that is not a complete reference stays.

    References
    ----------
    HTML Living Standard, 13.5 Named character references.
    """
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text) if "&" in text else text


def paragraphs(*parts: str | None) -> str | None:
    """Join what there is with a blank line between; None where there is nothing.

    Parameters
    ----------
    *parts : str or None
        Title, body and the like, in reading order.

    Returns
    -------
    str or None
    """
    return "\n\n".join(part for part in parts if part) or None


def meta_text(text: str) -> str:
    r"""Repair a text of an export by Meta, which writes each byte of UTF-8 as a character of its own.

    Only a text that is such bytes from end to end is changed: every character below U+0100, and together valid UTF-8
    that is more than ASCII. Text that an export holds as it should is nearly always something else, as a single é or an
    emoji is enough; what it cannot tell apart is a text that quotes such damage and nothing more, as ``Â°`` alone.

    Parameters
    ----------
    text : str
        Text as parsed from the JSON, such as ``caf\u00c3\u00a9`` for *café*.

    Returns
    -------
    str

    References
    ----------
    https://krvtz.net/posts/how-facebook-got-unicode-wrong.html
    """
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
