"""PAN author profiling: the shared tasks' XML, a file per author with all that author's documents.

The author is the file: its name is the author's id in the list of truths. What the file states of the author (language, and
in the first years age group and gender) are attributes. Of which platform the documents are, it does not say.

References
----------
https://pan.webis.de/shared-tasks.html#author-profiling
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import WARNINGS, Reject, Row, Skip
from audit.loaders.guessing.values import identifier, mapping, word
from audit.loaders.markup import html_text, unescape

_DOCUMENTS = {"document": "documents", "conversation": "conversations"}
_STATED = ("gender", "age_group")
_TAG = re.compile(r"</?(?:p|br|a|div|span|img|b|i|strong|em|blockquote)\b[^<>]{0,1000}>", re.IGNORECASE)


class Pan:
    """Loader of PAN's author profiling sets."""

    name = "pan"
    title = "PAN author profiling (XML, a file per author)"
    command = "postaudit run pan-author-profiling/en"
    example = (
        '{"tag": "document", "within": "documents", "root": {"lang": "en"}, "attributes": {}, "text": "Good morning", '
        '"place": "", "file": "0a1b2c3d"}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether these are documents inside an author with a language."""
        return bool(head) and all(_is_document(record) for record in head)

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """The post of a document."""
        if not isinstance(record, dict):
            yield Reject("bad_type", f"expected a document, found {type(record).__name__}")
        elif not _is_document(record):
            yield Skip("other object")
        else:
            yield _row(record, mapping(record["root"]))


def _is_document(record: Any) -> bool:
    if not isinstance(record, dict) or not isinstance(record.get("tag"), str):
        return False
    return _DOCUMENTS.get(record["tag"]) == record.get("within") and "lang" in mapping(record.get("root"))


def _row(record: dict[str, Any], author: dict[str, Any]) -> Row | Reject:
    written = record.get("text")
    if written is not None and not isinstance(written, str):
        return Reject("bad_type", f"text is {type(written).__name__}")
    own = mapping(record.get("attributes"))
    if written is None and own.keys() & {"id", "url"}:
        return Reject("missing_text")  # sets of posts that had to be fetched by their address
    text = (html_text(written) if _TAG.search(written) else unescape(written).strip()) if written else None
    found: dict[str, Any] = {
        "post_id": identifier(own.get("id")),
        "author_id": identifier(record.get("file")),
        "text": text or None,
        "created_at": None,
        "kind": "original",
        "lang": word(author.get("lang")),
        "status": "present",
        "attributes": {name: value for name in _STATED if (value := word(author.get(name)))},
    }
    if found["text"] is None:
        found[WARNINGS] = ("empty_text",)
    return found
