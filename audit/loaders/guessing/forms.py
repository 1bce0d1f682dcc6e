"""Records of every form that a loader reads: JSON as lines, array or documents, XML, and chats written as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO

from audit.loaders.base import Ledger
from audit.loaders.chat_text import is_chat, messages
from audit.loaders.elements import elements, is_xml
from audit.loaders.records import Record, records
from audit.loaders.source import Source

# A folder or archive named after a site holds that site's files: "coffee.stackexchange.com", "stackoverflow.com-Posts.zip".
_SITE = re.compile(r"((?:[a-z0-9-]+\.)+(?:com|net|org))(?![a-z0-9.-]*\.(?:com|net|org))(?:[-_. ].*)?", re.IGNORECASE)


def text_form(head: bytes) -> str:
    """``xml``, ``chat``, or ``""`` where these bytes begin neither.

    Parameters
    ----------
    head : bytes
        UTF-8 without a mark.
    """
    return "xml" if is_xml(head) else "chat" if is_chat(head) else ""


def records_of(
    form: str,
    stream: BinaryIO,
    ledger: Ledger,
    *,
    order: str = "",
    source: Source | None = None,
    start: int = 0,
    end: int | None = None,
) -> Iterator[Record]:
    """Read every record of a stream.

    Parameters
    ----------
    form : str
        As :func:`text_form` or :func:`audit.loaders.records.json_shape` says.
    stream : binary stream
        UTF-8 without a mark.
    ledger : Ledger
        Counts what cannot be read.
    order : str
        For chats: which number of a date is the day.
    source : Source, optional
        For XML: what is read, since a file may say by its name or folder alone whose it is.
    start, end : int
        For JSON lines: see :func:`audit.loaders.records.records`.
    """
    if form == "xml":
        place, file = place_of(source) if source else ("", "")
        return elements(stream, ledger, place=place, file=file)
    if form == "chat":
        return messages(stream, ledger, order=order)
    return records(stream, form, ledger, start=start, end=end)


def place_of(source: Source) -> tuple[str, str]:
    """The site after which the folder or archive of a source is named (else empty), and its name without the ending."""
    path = PurePath(source.path)
    inner = PurePath(source.member or path.name)
    names = [*inner.parts[:-1], *([path.name] if source.member else []), *path.parts[-2:-1]]
    site = next((match[1].lower() for name in names if (match := _SITE.fullmatch(name))), "")
    return site, inner.name.split(".", 1)[0]
