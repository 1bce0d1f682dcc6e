"""Hacker News: items of its API, one a line or in an array, and pages of the search by Algolia.

References
----------
https://github.com/HackerNews/API
https://hn.algolia.com/api
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import Reject, Row, Skip, made_of, warned
from audit.loaders.guessing.values import (
    count,
    distinct,
    epoch_time,
    identifier,
    iso_time,
    listing,
    mapping,
    objects,
    word,
)
from audit.loaders.markup import html_links, html_text, paragraphs, unescape

_TYPES = frozenset({"story", "comment", "job", "poll", "pollopt"})
_SOUND = frozenset({"by", "deleted", "dead", "parent", "kids", "descendants"})


class HackerNews:
    """Loader of Hacker News items."""

    name = "hackernews"
    title = "Hacker News items (its API, Algolia search)"
    command = "postaudit run items.ndjson"
    example = (
        '{"id": 2921983, "type": "comment", "by": "someone", "parent": 2921506, "time": 1314211127, '
        '"text": "Good morning"}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is an item or a page of hits among the first records."""
        return any(_is_item(record) or _is_tree(record) or bool(_hits(record)) for record in head)

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """The post of an item, those of a page of hits, or those of a tree of comments in reading order."""
        if record is None:
            yield Skip("item that there is not")
        elif not isinstance(record, dict):
            yield Reject("bad_type", f"expected an item, found {type(record).__name__}")
        elif isinstance(record.get("hits"), list):
            yield from (made_of(_row(each), each, record) for each in record["hits"])
        else:
            # A tree may be deeper than the interpreter's stack.
            waiting: list[Any] = [record]
            while waiting:
                item = waiting.pop()
                yield made_of(_row(item), item, record)
                waiting.extend(reversed(listing(mapping(item).get("children"))))


def _is_item(record: Any) -> bool:
    return (
        isinstance(record, dict)
        and isinstance(record.get("type"), str)
        and record["type"] in _TYPES
        and identifier(record.get("id")) is not None
        and isinstance(record.get("time"), int)
        and not record.keys().isdisjoint(_SOUND)
    )


def _is_tree(record: Any) -> bool:
    """Whether this is an item with its comments in it, as Algolia gives it."""
    return isinstance(record, dict) and {"created_at_i", "children", "author", "story_id"} <= record.keys()


def _hits(record: Any) -> list[dict[str, Any]]:
    hits = objects(record.get("hits")) if isinstance(record, dict) else []
    return [hit for hit in hits[:20] if {"objectID", "created_at_i", "_tags"} <= hit.keys()]


def _row(item: Any) -> Row | Skip | Reject:
    if not isinstance(item, dict):
        return Reject("bad_type", f"expected an item, found {type(item).__name__}")
    kind = _kind(item)
    if kind is None:
        return _not_a_post(item)
    title, body = item.get("title"), next((item[name] for name in _bodies(item)), None)
    for part in (title, body):
        if part is not None and not isinstance(part, str):
            return Reject("bad_type", f"text is {type(part).__name__}")
    deleted = item.get("deleted") is True
    if title is None and body is None and not deleted and item.get("dead") is not True:
        return Reject("missing_text")
    text = paragraphs(unescape(title).strip() if title else None, html_text(body) if body else None)
    stated = next((item[name] for name in ("time", "created_at_i", "created_at") if item.get(name) is not None), None)
    created = epoch_time(stated) or iso_time(stated)
    own = identifier(item.get("objectID")) or identifier(item.get("id"))
    link = word(item.get("url"))
    links = [*([link] if link else []), *(each.href for each in html_links(body or ""))]
    row: dict[str, Any] = {
        "post_id": own,
        "author_id": word(item.get("by")) or word(item.get("author")),
        "text": text,
        "created_at": created,
        "platform": "hackernews",
        # Dead is killed by moderators, software or flags of readers.
        "status": "deleted" if deleted else "removed" if item.get("dead") is True else "present",
        "likes": count(item.get("score", item.get("points"))),
        "replies": count(item.get("descendants", item.get("num_comments"))),
        "urls": distinct(links),
        **_relations(item, kind, own),
    }
    warnings = {
        "empty_text": text is None and row["status"] == "present",
        "bad_timestamp": created is None and stated is not None,
    }
    return warned(row, warnings)


def _kind(item: dict[str, Any]) -> str | None:
    """Type of an item; a hit of the search has it among its tags, and an item that was deleted may have lost it."""
    kind = item.get("type")
    if isinstance(kind, str):
        return kind if kind in _TYPES else None
    tags = [each for each in listing(item.get("_tags")) if isinstance(each, str)]
    found = next((each for each in tags if each in _TYPES), None)
    gone = item.get("deleted") is True or item.get("dead") is True
    return found or ("comment" if gone and "parent" in item else "story" if gone else None)


def _bodies(item: dict[str, Any]) -> Iterator[str]:
    return (name for name in ("text", "comment_text", "story_text") if item.get(name) is not None)


def _not_a_post(item: dict[str, Any]) -> Skip:
    if "karma" in item:
        return Skip("user object")
    return Skip("list of ids" if "items" in item or "profiles" in item else "other object")


def _relations(item: dict[str, Any], kind: str, own: str | None) -> dict[str, Any]:
    """Comments answer a comment or a story; an option belongs to its poll, which the same author wrote."""
    if kind == "pollopt":
        poll = identifier(item.get("poll"))
        return {"kind": "original", **({"conversation_id": poll} if poll else {})}
    if kind != "comment":
        return {"kind": "original", "conversation_id": own}
    above = identifier(item.get("parent")) or identifier(item.get("parent_id"))
    start = identifier(item.get("story_id"))
    return {
        "kind": "comment",
        **({"reply_to": above} if above else {}),
        **({"conversation_id": start} if start else {}),
    }
