"""Posts that are in the post schema already: what ``postaudit convert`` writes as JSON lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import Reject, Row, Skip, warned
from audit.loaders.guessing.epoch_units import unit_warning
from audit.posts import FIELD_NAMES

_FIELDS = frozenset(FIELD_NAMES)


class Own:
    """Loader of the post schema as JSON."""

    name = "postaudit"
    title = "posts in the post schema (postaudit convert)"
    command = "postaudit run posts.jsonl"
    example = (
        '{"post_id": "1", "author_id": "a", "text": "Good morning", "attributes": {"gender": "women"}, "labels": {}}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether the records have the fields of a post and nothing else, and what only we write among them."""
        objects = [record for record in head if isinstance(record, dict) and record]
        nested = any(isinstance(record.get(name), dict) for record in objects for name in ("attributes", "labels"))
        placed = any({"source", "row"} <= record.keys() for record in objects)
        voted = any(_is_vote(each) for record in objects for each in _listed(record.get("votes")))
        return (nested or placed or voted) and all(record.keys() <= _FIELDS for record in objects)

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """The record itself."""
        if not isinstance(record, dict):
            yield Reject("bad_type", "not an object")
        elif not isinstance(record.get("text"), str | None):
            yield Reject("bad_type", "the text is not a string")
        else:
            post = {key: value for key, value in record.items() if key not in {"source", "row"}}
            unit = unit_warning(record.get("created_at"))
            yield warned(post, {unit: bool(unit)})


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_vote(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"annotator", "label", "value"}
