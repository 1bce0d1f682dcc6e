"""Facebook: the export that users get, with its posts, comments and chats; Instagram's chats, which are written alike.

What an entry is stands in its ``title`` ("... updated his status."), in the language of the account and with names of people.
So the title is never read: a post is told by what it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import Reject, Row, Skip, warned
from audit.loaders.guessing.values import count, distinct, epoch_time, listing, mapping, objects, word
from audit.loaders.markup import meta_text, paragraphs
from audit.loaders.platforms import facebook_messages as chats

_FIELDS = frozenset({"timestamp", "data", "attachments", "title", "tags"})
_SIGNS = frozenset({"post", "comment", "update_timestamp", "backdated_timestamp"})
_ATTACHED = frozenset(
    {"media", "external_context", "place", "event", "note", "poll", "life_event", "for_sale_item", "text"}
)

# Lists of entries; all others are of what was done, not of what was written.
_WRITTEN = frozenset(
    {"comments", "comments_v2", "group_comments", "group_comments_v2", "group_posts", "group_posts_v2"}
    | {"wall_posts_sent_to_you", "archived_stories_v2", "profile_updates_v2", "status_updates"}
)
_KINDS = (
    ("reactions", "reaction"),
    ("friends", "friend"),
    ("sent_requests", "friend request"),
    ("received_requests", "friend request"),
    ("following", "follow"),
    ("followers", "follow"),
    ("pages", "page"),
    ("searches", "search"),
    ("other_photos", "photo of an album"),
    ("videos", "photo of an album"),
    ("groups_joined", "group membership"),
    ("poll_votes", "vote in a poll"),
    ("event", "event"),
    ("account_activity", "login or account change"),
    ("pending_posts", "pending post"),
    ("profile", "profile"),
)


class Facebook:
    """Loader of Facebook posts, comments and chats."""

    name = "facebook"
    title = "Facebook exports (your_posts_1.json, comments.json) and chats of Messenger and Instagram (message_1.json)"
    command = "postaudit run your_posts_1.json"
    example = '{"timestamp": 1242901624, "data": [{"post": "Good morning"}], "title": "Somebody updated their status."}'

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is an entry, a list or a chat of such an export among the first records."""
        return any(
            isinstance(each, dict) and _is_ours(each)
            for record in head
            for each in (record[:5] if isinstance(record, list) else (record,))
        )

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """Posts of a file of an export, one entry, or an array of entries."""
        for each in record if isinstance(record, list) else (record,):
            yield from _rows(each)


def _is_ours(record: dict[str, Any]) -> bool:
    if chats.is_chat(record) or _is_entry(record) or _is_album(record) or _is_labelled(record):
        return True
    return any(
        _is_list(name) and bool(found) and (name.endswith("_v2") or any(_is_entry(each) for each in found))
        for name, value in record.items()
        if (found := [each for each in _entries(value)[:5] if isinstance(each, dict)])
    )


def _is_list(name: str) -> bool:
    return name in _WRITTEN or name.endswith("_v2")


def _is_entry(value: Any) -> bool:
    if not isinstance(value, dict) or "timestamp" not in value or not value.keys() <= _FIELDS:
        return False
    return any(not _SIGNS.isdisjoint(each) for each in objects(value.get("data"))) or any(
        not _ATTACHED.isdisjoint(each) for each in _attachments(value)
    )


def _is_album(record: dict[str, Any]) -> bool:
    return "last_modified_timestamp" in record and isinstance(record.get("photos"), list)


def _is_labelled(record: dict[str, Any]) -> bool:
    """Whether this is an entry of the newer shape, which holds activities and settings under labels."""
    labels = objects(record.get("label_values"))
    return any("label" in each or "dict" in each or "vec" in each for each in labels)


def _entries(value: Any) -> list[Any]:
    """The entries of a list, also where it is one of an activity log."""
    return listing(value.get("activity_log_data")) if isinstance(value, dict) else listing(value)


def _attachments(entry: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for attached in objects(entry.get("attachments")) for each in objects(attached.get("data"))]


def _rows(record: Any) -> Iterator[Row | Skip | Reject]:
    if not isinstance(record, dict):
        yield Reject("bad_type", f"expected an entry, found {type(record).__name__}")
    elif chats.is_chat(record):
        yield from chats.rows(record)
    elif _is_labelled(record):
        yield Skip("activity record")
    elif _is_album(record):
        yield Skip("photo of an album", len(record["photos"]))
    elif "timestamp" in record:
        yield _entry(record)
    else:
        for name, value in record.items():
            yield from _list(name, _entries(value))


def _list(name: str, entries: list[Any]) -> Iterator[Row | Skip | Reject]:
    if name in _WRITTEN:
        for each in entries:
            yield _entry(each)
    elif entries:
        yield Skip(next((kind for sign, kind in _KINDS if name.startswith(sign)), "other record"), len(entries))


def _entry(entry: Any) -> Row | Skip | Reject:
    if not isinstance(entry, dict):
        return Reject("bad_type", f"expected an entry, found {type(entry).__name__}")
    comment = next((each["comment"] for each in objects(entry.get("data")) if "comment" in each), None)
    return _post(entry) if comment is None else _comment(entry, mapping(comment))


def _post(entry: dict[str, Any]) -> Row | Skip | Reject:
    written = [each["post"] for each in objects(entry.get("data")) if each.get("post") is not None]
    if not all(isinstance(each, str) for each in written):
        return Reject("bad_type", "the text of a post is no string")
    attached = _attachments(entry)
    text = paragraphs(*(each for each in written if each.strip()), *_words(attached))
    if text is None and not attached:
        # "... shared a memory.", "... is with ...": the title alone says it, and it is the platform's.
        return Skip("activity without text")
    if text is None:
        # Where a photo has a description and its post has no text, that is what was written; else it repeats the text.
        text = paragraphs(*distinct([found for each in attached if (found := word(_medium(each).get("description")))]))
    updated = next((at for each in objects(entry.get("data")) if (at := count(each.get("update_timestamp")))), None)
    made = count(entry.get("timestamp"))
    row: dict[str, Any] = {
        "kind": "original",
        "edited": None if updated is None or made is None else updated > made,
        "place": _name(next((mapping(each["place"]) for each in attached if "place" in each), {}).get("name")),
        "mentions": distinct([found for each in listing(entry.get("tags")) if (found := _tagged(each))]),
    }
    return _finished(row, text or "", entry, attached)


def _words(attached: list[dict[str, Any]]) -> Iterator[str | None]:
    """What was written in a note or asked in a poll."""
    for each in attached:
        note = mapping(each.get("note"))
        yield from (word(note.get("title")), word(note.get("text")), word(mapping(each.get("poll")).get("question")))


def _medium(attached: dict[str, Any]) -> dict[str, Any]:
    return mapping(attached.get("media"))


def _tagged(value: Any) -> str | None:
    return _name(value.get("name") if isinstance(value, dict) else value)


def _comment(entry: dict[str, Any], comment: dict[str, Any]) -> Row | Reject:
    attached = _attachments(entry)
    text = comment.get("comment", "" if attached else None)
    if not isinstance(text, str):
        return Reject("missing_text") if text is None else Reject("bad_type", f"text is {type(text).__name__}")
    row: dict[str, Any] = {
        "kind": "comment",
        "author_id": chats.account(comment.get("author")),
        "community": _name(comment.get("group")),
    }
    return _finished(row, text, entry, attached)


def _name(value: Any) -> str | None:
    found = word(value)
    return found and meta_text(found)


def _finished(row: dict[str, Any], text: str, entry: dict[str, Any], attached: list[dict[str, Any]]) -> Row:
    time = entry.get("timestamp")
    links = [found for each in attached if (found := word(mapping(each.get("external_context")).get("url")))]
    row |= {
        "text": meta_text(text) if text.strip() else None,
        "created_at": epoch_time(time),
        "platform": "facebook",
        "status": "present",
        "urls": distinct([link for link in links if link.startswith(("http://", "https://"))]),
    }
    warnings = {
        "empty_text": row["text"] is None,
        "bad_timestamp": row["created_at"] is None and time is not None,
    }
    return warned(row, warnings)
