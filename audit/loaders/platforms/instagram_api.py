"""Posts and comments of the Instagram Graph API, and of Instaloader's files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from audit.loaders.base import Reject, Row, Skip, warned
from audit.loaders.guessing.values import count, epoch_time, identifier, iso_time, listing, mapping, objects, word

# The Threads API speaks of media too; its products are THREADS.
_PRODUCTS = frozenset({"FEED", "REELS", "STORY", "AD"})
_MEDIA = frozenset({"IMAGE", "VIDEO", "CAROUSEL_ALBUM"})

_NODES = {"Profile": "user object", "Hashtag": "hashtag object", "FrozenNodeIterator": "state of a download"}


def is_ours(record: dict[str, Any]) -> bool:
    """Whether a record is a page or medium of the Graph API, or a file of Instaloader."""
    if _is_saved(record) or _is_medium(record):
        return True
    return any(_is_medium(each) for each in objects(record.get("data"))[:5])


def rows(record: dict[str, Any]) -> Iterator[Row | Skip | Reject]:
    """Posts of a page, a medium with the comments it holds, or a file."""
    if _is_saved(record):
        yield _saved(record)
        return
    for each in [record] if _is_medium(record) else listing(record.get("data")):
        if not isinstance(each, dict):
            yield Reject("bad_type", f"expected a medium, found {type(each).__name__}")
            continue
        yield _medium(each)
        yield from _comments(each)


def _is_saved(record: dict[str, Any]) -> bool:
    return isinstance(record.get("node"), dict) and "node_type" in mapping(record.get("instaloader"))


def _is_medium(record: dict[str, Any]) -> bool:
    kind, product = record.get("media_type"), record.get("media_product_type")
    if not isinstance(kind, str) or kind not in _MEDIA or (isinstance(product, str) and product not in _PRODUCTS):
        return False
    return "text" not in record and ("caption" in record or isinstance(product, str) or "comments_count" in record)


def _medium(medium: dict[str, Any]) -> Row | Reject:
    # The API leaves a caption out where there is none.
    caption, time = medium.get("caption", ""), medium.get("timestamp")
    own = identifier(medium.get("id"))
    row: dict[str, Any] = {
        "post_id": own,
        "conversation_id": own,
        "author_id": identifier(mapping(medium.get("owner")).get("id")) or word(medium.get("username")),
        "kind": "original",
        "created_at": iso_time(time),
        "likes": count(medium.get("like_count")),
        "replies": count(medium.get("comments_count")),
        "views": count(medium.get("view_count")),
    }
    return _finished(row, caption, time)


def _comments(medium: dict[str, Any]) -> Iterator[Row | Reject]:
    """Comments that a medium was asked for with, and their answers."""
    post = identifier(medium.get("id"))
    for comment in listing(mapping(medium.get("comments")).get("data")):
        yield _comment(comment, post, post)
        first = identifier(mapping(comment).get("id"))
        for answer in listing(mapping(mapping(comment).get("replies")).get("data")):
            yield _comment(answer, post, first)


def _comment(comment: Any, post: str | None, answered: str | None) -> Row | Reject:
    if not isinstance(comment, dict):
        return Reject("bad_type", f"expected a comment, found {type(comment).__name__}")
    time = comment.get("timestamp")
    row: dict[str, Any] = {
        "post_id": identifier(comment.get("id")),
        "author_id": identifier(mapping(comment.get("from")).get("id")) or word(comment.get("username")),
        "kind": "comment",
        "reply_to": answered,
        "conversation_id": post,
        "created_at": iso_time(time),
        "likes": count(comment.get("like_count")),
    }
    return _finished(row, comment.get("text"), time)


def _saved(record: dict[str, Any]) -> Row | Skip | Reject:
    node, kind = record["node"], record["instaloader"]["node_type"]
    if kind not in ("Post", "StoryItem"):
        return Skip(_NODES.get(kind, "other object") if isinstance(kind, str) else "other object")
    captions = objects(mapping(node.get("edge_media_to_caption")).get("edges"))
    # No edge is no caption; newer files say "caption".
    text = mapping(captions[0].get("node")).get("text") if captions else node.get("caption")
    text = mapping(text).get("text") if isinstance(text, dict) else text
    own, owner, time = identifier(node.get("id")), mapping(node.get("owner")), node.get("taken_at_timestamp")
    verified = owner.get("is_verified")
    likes = mapping(node.get("edge_media_preview_like")) or mapping(node.get("edge_liked_by"))
    comments = mapping(node.get("edge_media_to_comment")) or mapping(node.get("edge_media_to_parent_comment"))
    row: dict[str, Any] = {
        "post_id": own,
        "conversation_id": own,
        "author_id": identifier(owner.get("id")),
        "kind": "original",
        "created_at": epoch_time(time),
        "likes": count(likes.get("count")),
        "replies": count(comments.get("count")),
        "views": count(node.get("video_view_count")),
        "place": word(mapping(node.get("location")).get("name")),
        "attributes": {"verified": "yes" if verified else "no"} if isinstance(verified, bool) else {},
    }
    return _finished(row, "" if text is None else text, time)


def _finished(row: dict[str, Any], text: Any, time: Any) -> Row | Reject:
    if not isinstance(text, str):
        return Reject("missing_text") if text is None else Reject("bad_type", f"text is {type(text).__name__}")
    row |= {"text": text if text.strip() else None, "platform": "instagram", "status": "present"}
    warnings = {
        "empty_text": row["text"] is None,
        "bad_timestamp": row["created_at"] is None and time is not None,
    }
    return warned(row, warnings)
