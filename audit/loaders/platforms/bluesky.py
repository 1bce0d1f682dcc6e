"""Bluesky: answers of its API (feeds, threads, posts), records of repositories, and the streams Jetstream and firehose.

A post is a record of the collection ``app.bsky.feed.post``; everything else, likes and reposts among it, is a record of
another collection. Answers of the API wrap the record in a view that adds the author and the counts; a feed wraps the view
once more, to say that somebody reposted it. An id is an address: ``at://<account>/<collection>/<key>``.

References
----------
https://docs.bsky.app/docs/advanced-guides/posts
https://github.com/bluesky-social/atproto/tree/main/lexicons/app/bsky/feed
https://github.com/bluesky-social/jetstream
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from audit.loaders.base import WARNINGS, Reject, Row, Skip, made_of
from audit.loaders.guessing.values import count, mapping, stated_time, word
from audit.loaders.platforms.bluesky_parts import (
    POST,
    author_attributes,
    collection_of,
    facets,
    kind_of_record,
    labels,
    quoted,
    repository_of,
)
from audit.loaders.platforms.bluesky_walk import Piece, is_certain, walk
from audit.loaders.platforms.twitter_common import language

_VIEWER_KINDS = {"blocked": "blocked post", "notFound": "post not found"}


class Bluesky:
    """Loader of posts in views, records and streams."""

    name = "bluesky"
    title = "Bluesky API answers, records and Jetstream"
    command = "postaudit run jetstream.jsonl"
    example = (
        '{"did": "did:plc:abc", "time_us": 1779719009157119, "kind": "commit", "commit": {"operation": "create", '
        '"collection": "app.bsky.feed.post", "rkey": "3mmoojp4cd223", "record": {"$type": "app.bsky.feed.post", '
        '"text": "Good morning", "createdAt": "2026-05-25T14:23:28.757Z", "langs": ["en"]}}}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is a record, a view, an answer or an event of the AT Protocol among the first records."""
        return any(is_certain(piece) for record in head for piece in islice(walk(record), 20))

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """Posts of an answer, a thread with its answers, a record, or an event of a stream."""
        for piece in walk(record):
            yield made_of(_row(piece), piece.value, record)


def _row(piece: Piece) -> Row | Skip | Reject:
    value = piece.value
    if piece.kind == "unknown":
        known = isinstance(value, dict)
        return Skip("other object") if known else Reject("bad_type", f"found {type(value).__name__}")
    if piece.kind == "skip":
        return Skip(value)
    if piece.kind == "view":
        return _view(value, piece)
    if piece.kind == "event":
        return _event(value)
    return _post(value, word(piece.uri))


def _view(view: dict[str, Any], piece: Piece) -> Row | Skip | Reject:
    """A post with its author and counts, or what stands where a post cannot be shown."""
    for field, kind in _VIEWER_KINDS.items():
        if view.get(field) is True:
            return Skip(kind)
    uri = word(view.get("uri"))
    author = mapping(view.get("author"))
    record = view.get("record", view.get("value"))
    row = _post(record, uri, author, view)
    if isinstance(row, Skip | Reject):
        return row
    reason = mapping(piece.reason)
    if not (word(reason.get("$type")) or "").endswith("reasonRepost"):
        return row
    return _repost(dict(row), uri, reason)


def _repost(row: dict[str, Any], uri: str | None, reason: dict[str, Any]) -> Row:
    """A feed's entry that somebody reposted: theirs, with the text of the original and none of its counts."""
    by = mapping(reason.get("by"))
    account = word(by.get("did"))
    created, warnings = stated_time(reason.get("indexedAt"))
    for field in ("likes", "reposts", "replies", "views", "reply_to", "quote_of", "conversation_id"):
        row.pop(field, None)
    # Feeds gave no id of a repost until 2025. An account reposts a post once, so both together are one.
    own = word(reason.get("uri")) or (f"{account}/{uri}" if account and uri else None)
    row |= {
        "post_id": own,
        "author_id": account,
        "created_at": created,
        "kind": "repost",
        "attributes": author_attributes(by),
    }
    if uri:
        row["repost_of"] = uri
    kept = [each for each in row.pop(WARNINGS, ()) if each not in ("assumed_utc", "bad_timestamp")]
    row[WARNINGS] = (*kept, *warnings)
    return row


def _event(event: dict[str, Any]) -> Row | Skip | Reject:
    """A change in an account's repository, as Jetstream tells it."""
    commit = mapping(event.get("commit"))
    collection = word(commit.get("collection"))
    if collection is None:
        return Reject("bad_type", "a commit without a collection")
    operation = word(commit.get("operation")) or word(commit.get("action"))
    if operation == "delete":
        return Skip("deletion notice")
    if collection != POST:
        return Skip(kind_of_record(collection))
    if "record" not in commit:
        return Skip("event without its record")
    account, key = word(event.get("did")), word(commit.get("rkey"))
    row = _post(commit["record"], f"at://{account}/{collection}/{key}" if account and key else None)
    return {**row, "edited": True} if operation == "update" and isinstance(row, dict) else row


def _post(
    record: Any, uri: str | None, author: dict[str, Any] | None = None, view: dict[str, Any] | None = None
) -> Row | Skip | Reject:
    if not isinstance(record, dict):
        return Reject("missing_text") if record is None else Reject("bad_type", f"record is {type(record).__name__}")
    author, view = author or {}, view or {}
    collection = word(record.get("$type")) or collection_of(uri)
    if collection and collection.partition("#")[0] != POST:
        return Skip(kind_of_record(collection))
    text = record.get("text")
    if not isinstance(text, str):
        return Reject("missing_text") if text is None else Reject("bad_type", f"text is {type(text).__name__}")
    account = word(author.get("did")) or word(view.get("author")) or repository_of(uri)
    created, warnings = stated_time(record.get("createdAt"))
    if created is None:  # the author's program states it; the server states when it heard of it
        created = stated_time(view.get("indexedAt"))[0]
    reply = mapping(record.get("reply"))
    parent = word(mapping(reply.get("parent")).get("uri"))
    quote = quoted(record.get("embed"))
    hashtags, mentions, links = facets(record)
    languages = record.get("langs")
    given = labels(record, view, account)
    gone = given.pop("takedown", None) is not None
    row: dict[str, Any] = {
        "post_id": uri,
        "author_id": account or word(author.get("handle")),
        "text": text.strip() or None,
        "created_at": created,
        "platform": "bluesky",
        "kind": "reply" if parent else "quote" if quote else "original",
        "lang": language(next(iter(languages), None)) if isinstance(languages, list) else None,
        "status": "removed" if gone else "present",
        "hashtags": hashtags,
        "mentions": mentions,
        "urls": links,
        "attributes": author_attributes(author),
    }
    optional = {
        "reply_to": parent,
        "quote_of": quote,
        "conversation_id": word(mapping(reply.get("root")).get("uri")) or (None if parent else uri),
        "likes": count(view.get("likeCount")),
        "reposts": count(view.get("repostCount")),
        "replies": count(view.get("replyCount")),
        "labels": given or None,
    }
    row |= {name: value for name, value in optional.items() if value is not None}
    warnings += ("empty_text",) if row["text"] is None and not gone else ()
    return {**row, WARNINGS: warnings} if warnings else row
