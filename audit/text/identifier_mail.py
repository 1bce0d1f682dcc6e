"""E-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.text.identifier_folding import Folded
from audit.text.identifier_kinds import NUMBER

_EMAIL = NUMBER["email"]
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_TOP = re.compile(r"[a-z]{2,24}|xn--[a-z0-9-]{2,59}")
#: A name with @2x before its ending is a picture's.
_ENDINGS = {
    "png",
    "jpg",
    "jpeg",
    "gif",
    "webp",
    "svg",
    "css",
    "js",
    "html",
    "php",
    "mp4",
    "pdf",
    "local",
    "localhost",
    "invalid",
}


def find_mail(folded: Folded) -> Iterator[tuple[int, int, int, bool]]:
    """The address at a candidate, if there is one.

    Yields
    ------
    (int, int, int, bool)
        Start and end in ``folded.text``, kind, and whether local part and domain keep RFC 5321's lengths and hyphens.
    """
    at = folded.text.index("@", folded.start, folded.end)
    start, end = folded.start, folded.end
    while start < at and folded.text[start] in ".-%+":
        start += 1
    while end > at and not folded.text[end - 1].isalnum():
        end -= 1
    local, labels = folded.text[start:at], folded.text[at + 1 : end].split(".")
    # "jo@site.org.Thanks": the next sentence.
    if len(labels) > 2 and labels[-1].istitle() and not labels[-2].istitle() and _TOP.fullmatch(labels[-2]):
        end -= len(labels.pop()) + 1
    if local and len(labels) > 1:
        yield start, end, _EMAIL, is_mail(local, labels)


def is_mail(local: str, labels: list[str]) -> bool:
    """Whether a local part and the labels of a domain make an address."""
    if len(local) > 64 or local[-1] == "." or ".." in local or sum(map(len, labels)) + len(labels) > 254:
        return False
    labels = [label.lower() for label in labels]
    return (
        all(_LABEL.fullmatch(label) for label in labels)
        and _TOP.fullmatch(labels[-1]) is not None
        and labels[-1] not in _ENDINGS
    )
