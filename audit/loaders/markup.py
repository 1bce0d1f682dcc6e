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
