"""Chats of Messenger and of Instagram, as their exports write them: one document per chat or part of it, newest first.

The chat of an end-to-end encrypted download has the same content under other names. Neither has ids: an author is the name
that was shown, a message has none. Titles and paths of chats are names of people and are not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from audit.loaders.base import Reject, Row, Skip, warned
from audit.loaders.guessing.values import count, epoch_time, listing, mapping, objects, word
from audit.loaders.markup import meta_text

_MESSAGES = (frozenset({"sender_name", "timestamp_ms"}), frozenset({"senderName", "timestamp"}))

_ATTACHMENTS = (
    "photos", "videos", "audio_files", "gifs", "files", "sticker", "share", "animated_image_attachments", "media",
)  # fmt: skip
_SERVICE = frozenset({"Subscribe", "Unsubscribe"})

# What is shown for everybody whose account is gone: no one's name.
_NO_ACCOUNT = frozenset({"facebook user", "instagram user", "messenger user"})

# "inbox/somebody_LvJWqglAvA": a name, and the number of the chat.
_CHAT_NUMBER = re.compile(r"_([A-Za-z0-9-]{8,})$")


def is_chat(record: dict[str, Any]) -> bool:
    """Whether a record is a chat of such an export, also one without messages."""
    messages = record.get("messages")
    if not isinstance(messages, list):
        return False
    if any(signs <= each.keys() for each in objects(messages[:20]) for signs in _MESSAGES):
        return True
    return not messages and isinstance(record.get("participants"), list) and "thread_path" in record


def rows(chat: dict[str, Any]) -> Iterator[Row | Skip | Reject]:
    """Messages of a chat as posts."""
    messages = listing(chat.get("messages"))
    if not messages:
        yield Skip("chat without messages")
    path = word(chat.get("thread_path"))
    number = _CHAT_NUMBER.search(path) if path else None
    shared = {"conversation_id": number[1] if number else None, "platform": _platform(messages)}
    for message in messages:
        yield _message(message, shared)


def account(name: Any) -> str | None:
    """Who wrote it, by the name that was shown; None for accounts that are gone, who share one name."""
    found = word(name)
    if found is None:
        return None
    repaired = meta_text(found)
    return None if repaired.casefold() in _NO_ACCOUNT else repaired


def _platform(messages: list[Any]) -> str:
    """Instagram where the path of a file says so; chats of both are alike otherwise."""
    for message in objects(messages):
        for name in ("photos", "videos", "audio_files"):
            for each in objects(message.get(name)):
                if path := word(each.get("uri")):
                    return "instagram" if path.startswith("your_instagram_activity/") else "facebook"
    return "facebook"


def _message(message: Any, shared: dict[str, Any]) -> Row | Skip | Reject:
    if not isinstance(message, dict):
        return Reject("bad_type", f"expected a message, found {type(message).__name__}")
    kind = message.get("type")
    if kind == "Call" or "call_duration" in message:
        return Skip("call")
    if (isinstance(kind, str) and kind in _SERVICE) or "users" in message:
        return Skip("service message")
    if kind == "placeholder":
        return Skip("placeholder for a message")
    unsent = message.get("is_unsent") is True or message.get("isUnsent") is True
    text = message.get("content", message.get("text"))
    attached = any(message.get(name) for name in _ATTACHMENTS)
    if not isinstance(text, str) and text is not None:
        return Reject("bad_type", f"text is {type(text).__name__}")
    if text is None and not attached and not unsent:
        return Skip("message without content")
    if unsent or text is None:
        text = ""  # what was unsent is not there; a notice may be in its place
    time = message.get("timestamp_ms", message.get("timestamp"))
    milliseconds = count(time)
    link = word(mapping(message.get("share")).get("link"))
    row: dict[str, Any] = {
        **shared,
        "author_id": account(message.get("sender_name", message.get("senderName"))),
        "text": meta_text(text) if text.strip() else None,
        "created_at": None if milliseconds is None else epoch_time(milliseconds / 1000),
        "kind": "original",
        "community": "private chat",
        "likes": len(objects(message["reactions"])) if "reactions" in message else None,
        "urls": [link] if link and link.startswith(("http://", "https://")) else [],
        "status": "deleted" if unsent else "present",
    }
    warnings = {
        "empty_text": row["text"] is None and not unsent,
        "bad_timestamp": row["created_at"] is None and time is not None,
    }
    return warned(row, warnings)
