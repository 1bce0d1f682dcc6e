"""ActivityStreams 2: the ``outbox.json`` of a Mastodon export, and objects and activities of any ActivityPub server.

An object (``Note``) is a post; an activity (``Create``, ``Announce``) says what somebody did with one. Nearly every property
may be a string, an object or an array of both, and references are often addresses alone, so a boost in an outbox has no text.

References
----------
https://www.w3.org/TR/activitystreams-vocabulary/
https://docs.joinmastodon.org/spec/activitypub/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from audit.loaders.base import WARNINGS, Reject, Row, Skip, made_of
from audit.loaders.guessing.values import count, distinct, mapping, stated_time, word
from audit.loaders.markup import paragraphs
from audit.loaders.platforms.activitystreams_parts import (
    actor_attributes,
    addresses,
    first_address,
    is_public,
    language_and_text,
    linked,
    many,
    quoted_address,
    tags,
    type_of,
)
from audit.loaders.platforms.fediverse import own_words, shared_links

_NAMESPACE = "www.w3.org/ns/activitystreams"

_OBJECTS = frozenset({"Note", "Article", "Question", "Page", "Video", "Audio", "Image", "Event", "Document"})
# Their name is a title that readers see; a Note's is not.
_TITLED = _OBJECTS - {"Note"}
_ACTORS = frozenset({"Person", "Service", "Application", "Group", "Organization"})
_COLLECTIONS = frozenset({"Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage"})

# Activities that hold posts; all others are of these kinds.
_POSTING = frozenset({"Create", "Update", "Announce"})
_ACTIVITIES = {
    "Like": "like", "Dislike": "dislike", "EmojiReact": "reaction", "Follow": "follow", "Block": "block", "Flag": "report",
    "Delete": "deletion notice", "Undo": "undone activity", "Accept": "answer to a request", "Reject": "answer to a request",
    "TentativeAccept": "answer to a request", "TentativeReject": "answer to a request", "QuoteRequest": "request",
    "Add": "pin", "Remove": "pin", "Move": "account move", "Invite": "invitation", "Join": "membership",
    "Leave": "membership", "Offer": "offer", "View": "view", "Read": "view", "Listen": "view", "Arrive": "travel",
    "Travel": "travel", "Ignore": "block",
}  # fmt: skip
_KINDS = _OBJECTS | _ACTORS | _COLLECTIONS | _POSTING | _ACTIVITIES.keys() | {"Tombstone", "ChatMessage"}

# Addresses of Mastodon's statuses; other servers have others.
_MASTODON = re.compile(r"/(?:ap/)?users/[^/\s]+/statuses/\d+")


class ActivityStreams:
    """Loader of ActivityPub objects, activities and collections."""

    name = "activitystreams"
    title = "ActivityPub: outbox of a Mastodon export, ActivityStreams 2 objects"
    command = "postaudit run outbox.json"
    example = (
        '{"@context": "https://www.w3.org/ns/activitystreams", "id": "https://example.org/users/a/statuses/1/activity", '
        '"type": "Create", "actor": "https://example.org/users/a", "object": {"id": '
        '"https://example.org/users/a/statuses/1", "type": "Note", "content": "<p>Good morning</p>"}}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is an object, an activity or a collection of these among the first records."""
        return any(_is_ours(each) for record in head for each in islice(_walk(record), 20))

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """Posts of an object, an activity, an array of them, or a collection."""
        for each in _walk(record):
            if not (isinstance(each, dict) and type_of(each) in _COLLECTIONS and _items(each) is not None):
                yield made_of(_row(each), each, record)


def _walk(record: Any) -> Iterator[Any]:
    """A record and, for arrays and collections, what they hold, in order and without recursion."""
    waiting = [record]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting.extend(reversed(each))
            continue
        yield each
        if isinstance(each, dict) and type_of(each) in _COLLECTIONS:
            waiting.extend(reversed(_items(each) or []))


def _items(collection: dict[str, Any]) -> list[Any] | None:
    """What a collection holds; its first page where that is given as a whole; None where it says nothing of either."""
    found = [each for name in ("orderedItems", "items") if name in collection for each in many(collection[name])]
    if isinstance(collection.get("first"), dict):
        found.append(collection["first"])
    return found if found or not {"orderedItems", "items"}.isdisjoint(collection) else None


def _is_ours(record: Any) -> bool:
    if not isinstance(record, dict):
        return False
    kind = type_of(record)
    if kind not in _KINDS:
        return False
    if any(isinstance(each, str) and _NAMESPACE in each for each in many(record.get("@context"))):
        return True
    if kind in _COLLECTIONS:
        return isinstance(record.get("orderedItems"), list)
    if kind in _POSTING or kind in _ACTIVITIES:
        return "actor" in record and "object" in record
    return kind in _OBJECTS and {"attributedTo", "content", "published"} <= record.keys()


def _row(record: Any) -> Row | Skip | Reject:
    if isinstance(record, str):
        return Skip("address alone")
    if not isinstance(record, dict):
        return Reject("bad_type", f"expected an object or an activity, found {type(record).__name__}")
    activity: dict[str, Any] = {}
    community = None
    # A group passes on what others did by announcing their activities; more than a few levels is nobody's export.
    for _ in range(4):
        kind = type_of(record)
        inner = next((each for each in many(record.get("object")) if isinstance(each, dict)), None)
        if kind == "Announce" and inner is not None and (type_of(inner) in _POSTING or type_of(inner) in _ACTIVITIES):
            community, record = first_address(record.get("actor")), inner
        elif kind in ("Create", "Update") and inner is not None:
            activity, record = record, inner
        else:
            break
    kind = type_of(record)
    if kind == "Announce":
        return _announced(record)
    if kind == "Tombstone" or kind in _OBJECTS:
        return _post(record, activity, community)
    return _not_a_post(record, activity)


def _not_a_post(record: dict[str, Any], activity: dict[str, Any]) -> Skip | Reject:
    kind = type_of(record)
    if kind in _ACTIVITIES:
        return Skip(_ACTIVITIES[kind])
    if kind in _ACTORS:
        return Skip("account update" if activity else "account")
    if kind in _POSTING:
        return Skip("address alone") if addresses(record.get("object")) else Reject("missing_text", "no object")
    if kind in _COLLECTIONS:
        return Skip("address of a collection")
    if kind == "ChatMessage":
        return Skip("direct message")
    return Reject("missing_text", "no type") if kind is None and "content" in record else Skip("other object")


def _announced(activity: dict[str, Any]) -> Row | Skip | Reject:
    """A boost: by whoever announces, with the text of the original where the file has it."""
    original = next((each for each in many(activity.get("object")) if isinstance(each, dict)), {})
    repeated = first_address(activity.get("object"))
    if repeated is None and not original:
        return Reject("missing_text", "no object")
    text, lang, bad = _text(original)
    if bad:
        return Reject("bad_type", bad)
    created, warnings = stated_time(activity.get("published"))
    row: dict[str, Any] = {
        **_who(activity, activity.get("actor")),
        "text": text,
        "lang": lang,
        "created_at": created,
        "kind": "repost",
        "status": "present",
        "edited": None,
        **tags(original),
        "urls": _links(original),
    }
    if repeated:
        row["repost_of"] = repeated
    warnings += () if text else ("repost_without_text",)
    warnings += () if is_public(activity) else ("not_public",)
    return {**row, WARNINGS: warnings} if warnings else row


def _post(record: dict[str, Any], activity: dict[str, Any], community: str | None) -> Row | Skip | Reject:
    text, lang, bad = _text(record)
    if bad:
        return Reject("bad_type", bad)
    answered = first_address(record.get("inReplyTo"))
    if type_of(record) == "Note" and answered and "name" in record and not {"content", "contentMap"} & record.keys():
        return Skip("poll vote")  # https://docs.joinmastodon.org/spec/activitypub/#Question
    gone = type_of(record) == "Tombstone"
    written = record.get("published", activity.get("published"))
    created, warnings = stated_time(written)
    quoted = quoted_address(record)
    row: dict[str, Any] = {
        **_who(record, record.get("attributedTo") or activity.get("actor") or record.get("actor")),
        "text": text,
        "lang": lang,
        "created_at": created,
        "kind": "reply" if answered else "quote" if quoted else "original",
        "status": "deleted" if gone else "present",
        "edited": True if type_of(activity) == "Update" or word(record.get("updated")) else None,
        **tags(record),
        "urls": _links(record),
    }
    place = next((name for each in many(record.get("location")) if (name := word(mapping(each).get("name")))), None)
    optional = {
        "reply_to": answered,
        "quote_of": quoted,
        "community": community or first_address(record.get("audience")),
        "place": place,
        "likes": count(mapping(record.get("likes")).get("totalItems")),
        "reposts": count(mapping(record.get("shares")).get("totalItems")),
        "replies": count(mapping(record.get("replies")).get("totalItems")),
    }
    row |= {name: value for name, value in optional.items() if value is not None}
    warnings += ("empty_text",) if text is None and not gone else ()
    warnings += () if is_public(record) and is_public(activity) else ("not_public",)
    return {**row, WARNINGS: warnings} if warnings else row


def _who(record: dict[str, Any], actor: Any) -> dict[str, Any]:
    own = word(record.get("id")) or first_address(record.get("url"))
    return {
        "post_id": own,
        "author_id": first_address(actor),
        "platform": "mastodon" if own and _MASTODON.search(own) else "activitypub",
        "attributes": actor_attributes(actor),
    }


def _is_html(record: dict[str, Any]) -> bool:
    return (word(record.get("mediaType")) or "text/html").startswith("text/html")


def _text(record: dict[str, Any]) -> tuple[str | None, str | None, str]:
    """Text and language of an object, and what is wrong with it: title, content warning and body in reading order."""
    bodies = [(field, record[field]) for field in ("content", "name", "summary") if record.get(field) is not None]
    for field, value in bodies:
        if not isinstance(value, str):
            return None, None, f"{field} is {type(value).__name__}"
    lang, body = language_and_text(record, "content")
    title = language_and_text(record, "name")[1]
    warning = language_and_text(record, "summary")[1]
    if body is not None:
        body = own_words(body) if _is_html(record) else body.strip() or None
    if type_of(record) not in _TITLED:
        # A Note's name is its text in brief, for what has nothing else.
        title, body = None, body or word(title)
    elif body is not None and record.get("sensitive") is not True:
        # The summary of an article says again what the article says; that of a note is a content warning.
        warning = warning if type_of(record) == "Question" else None
    parts = [each and own_words(each) for each in (title, warning)]
    return paragraphs(*parts, body), lang, ""


def _links(record: dict[str, Any]) -> list[str]:
    content = language_and_text(record, "content")[1]
    found = shared_links(content) if content and _is_html(record) else []
    return distinct([*found, *linked(record)])
