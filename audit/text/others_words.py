"""Where a post holds the words of somebody else: behind "RT @name", and in lines quoted with ">"."""

from __future__ import annotations

import re

_REPOST = re.compile(r"(?<!\w)rt @\w")
_MARKS = (">", "&gt;")


def own_until(text: str) -> int:
    """Characters of a text, in small letters, before what it reposts: all of them where it reposts nothing."""
    found = _REPOST.search(text)
    return len(text) if found is None else found.start()


def is_quoted(text: str, at: int) -> bool:
    """Whether a place stands in a line that is quoted, as in mail and on Reddit."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line.lstrip().startswith(_MARKS)
