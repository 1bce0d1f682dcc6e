"""Notices of a board, as JSON lines: a made-up platform, to show what a loader is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from audit.loaders.base import Reject, Row, Skip


@dataclass(frozen=True)
class NoticeBoard:
    """Reads what the notice board exports; opening, decoding, splitting and counting are done by postaudit."""

    name: str = "notice-board"
    title: str = "Notices of a board, and when it was closed"
    command: str = "postaudit run notices.jsonl"
    example: str = (
        '{"notice": "n-7", "pinned_by": "kim", "pinned_on": "2026-03-01T09:00:00Z", "words": "A cat was found.",'
        ' "says_of_self": {"gender": "woman"}}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether these records are notices: by what no other platform has."""
        return any(isinstance(each, dict) and {"notice", "pinned_by"} <= each.keys() for each in head)

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """The post of a notice. Missing is absent, never empty; ids are strings; attributes are what authors state."""
        if isinstance(record, dict) and record.get("board") == "closed":
            yield Skip("board closed")
            return
        if not isinstance(record, dict) or not isinstance(record.get("words"), str):
            yield Reject("bad_type", "a notice has words")
            return
        stated = record.get("says_of_self")
        row = {
            "post_id": record.get("notice"),
            "author_id": record.get("pinned_by"),
            "created_at": record.get("pinned_on"),
            "text": record["words"],
            "attributes": stated if isinstance(stated, dict) else {},
            "platform": "notice board",
        }
        yield {name: value for name, value in row.items() if value not in (None, "")}
