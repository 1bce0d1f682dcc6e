"""Telegram Desktop's export ``result.json``: one chat, or a whole account with all its chats.

A message is numbered within its chat, so an id is that of the chat and that of the message: ``10043/17``. Names of private
chats are names of people, so these are called by their type; only public channels and groups keep theirs.

References
----------
https://core.telegram.org/import-export
https://github.com/telegramdesktop/tdesktop: Telegram/SourceFiles/export/output/export_output_json.cpp
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import Reject, Row, Skip, warned
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
from audit.loaders.markup import paragraphs

# What a chat that is not public is called.
_PRIVATE = {
    "saved_messages": "saved messages",
    "replies": "replies",
    "verification_codes": "verification codes",
    "personal_chat": "private chat",
    "bot_chat": "bot chat",
    "private_group": "private group",
    "private_supergroup": "private group",
    "private_channel": "private channel",
    "public_supergroup": "public group",
    "public_channel": "public channel",
}
_PUBLIC = frozenset({"public_supergroup", "public_channel"})

# The other sections of a whole account, each a list, or an object with a list.
_SECTIONS = {
    "profile_pictures": "profile picture",
    "stories": "story",
    "profile_music": "profile music",
    "contacts": "contact",
    "frequent_contacts": "frequent contact",
    "sessions": "session",
    "web_sessions": "session",
    "other_data": "other data",
}
_NOT_MESSAGES = {"service": "service message", "unsupported": "message that the export could not hold"}
_TIMES = ("date_unixtime", "date")


class Telegram:
    """Loader of exports of Telegram Desktop."""

    name = "telegram"
    title = "Telegram Desktop exports (result.json), one chat or a whole account"
    command = "postaudit run result.json"
    example = (
        '{"name": "Coffee", "type": "public_channel", "id": 10043, "messages": [{"id": 17, "type": "message", '
        '"date": "2021-06-02T09:15:00", "date_unixtime": "1622618100", "from": "Coffee", "from_id": "channel10043", '
        '"text": "Good morning"}]}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is a chat, or an account with chats, among the first records."""
        return any(_is_ours(record) for record in head)

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """Messages of a chat or of all chats of an account; the account's other sections are skipped by kind."""
        if not isinstance(record, dict):
            yield Reject("bad_type", f"expected a chat, found {type(record).__name__}")
        elif "messages" in record:
            yield from _chat(record)
        elif _is_message(record):
            yield _message(record, {})
        else:
            for name in ("chats", "left_chats"):
                for chat in listing(mapping(record.get(name)).get("list")):
                    if isinstance(chat, dict):
                        yield from _chat(chat)
                    else:
                        yield Reject("bad_type", f"expected a chat, found {type(chat).__name__}")
            yield from _sections(record)


def _is_ours(record: Any) -> bool:
    if not isinstance(record, dict):
        return False
    chats = objects(mapping(record.get("chats")).get("list")) or objects(mapping(record.get("left_chats")).get("list"))
    if any("messages" in chat for chat in chats[:20]):
        return True
    messages = listing(record.get("messages"))[:20]
    if "messages" in record and not messages:
        return record.get("type") in _PRIVATE
    return any(_is_message(each) for each in messages) or ("messages" not in record and _is_message(record))


def _is_message(record: Any) -> bool:
    """Of other chats, some call a message's type so too, and none has these times."""
    return (
        isinstance(record, dict)
        and record.get("type") in ("message", "service")
        and not record.keys().isdisjoint(_TIMES)
        and not record.keys().isdisjoint({"text", "text_entities", "action"})
    )


def _sections(record: dict[str, Any]) -> Iterator[Skip]:
    if isinstance(record.get("personal_information"), dict):
        yield Skip("account data")
    for name, kind in _SECTIONS.items():
        section = record.get(name)
        found = section if isinstance(section, list) else listing(mapping(section).get("list"))
        if found:
            yield Skip(kind, len(found))


def _chat(chat: dict[str, Any]) -> Iterator[Row | Skip | Reject]:
    messages = chat.get("messages")
    if not isinstance(messages, list):
        yield Reject("bad_type", f"messages is {type(messages).__name__}")
        return
    for message in messages:
        yield _message(message, chat)


def _message(message: Any, chat: dict[str, Any]) -> Row | Skip | Reject:
    if not isinstance(message, dict):
        return Reject("bad_type", f"expected a message, found {type(message).__name__}")
    kind = message.get("type")
    if kind != "message":
        return Skip(_NOT_MESSAGES.get(kind, "other object") if isinstance(kind, str) else "other object")
    written = message.get("text", message.get("text_entities"))
    if not isinstance(written, str | list):
        return Reject("missing_text") if written is None else Reject("bad_type", f"text is {type(written).__name__}")
    text = paragraphs(_joined(written).strip(), _poll(mapping(message.get("poll"))))
    created, stated_zone = _time(message)
    place = identifier(chat.get("id"))
    row: dict[str, Any] = {
        "post_id": _id(place, message.get("id")),
        # Exports before 2019 name the sender only; null is an account that was deleted.
        "author_id": identifier(message.get("from_id")) or word(message.get("from")),
        "text": text,
        "created_at": created,
        "platform": "telegram",
        "community": _community(chat),
        "status": "present",
        "edited": _edited(message),
        **_relations(message, place),
        **_entities(message.get("text_entities") or written),
    }
    reactions = message.get("reactions")
    if isinstance(reactions, list) and row["kind"] != "repost":
        row["likes"] = sum(count(each.get("count")) or 0 for each in objects(reactions))
    warnings = {
        "empty_text": text is None,
        "assumed_utc": created is not None and not stated_zone,
        "bad_timestamp": created is None and any(message.get(name) for name in _TIMES),
    }
    return warned(row, warnings)


def _joined(written: str | list[Any]) -> str:
    if isinstance(written, str):
        return written
    pieces = (each if isinstance(each, str) else mapping(each).get("text") for each in written)
    return "".join(piece for piece in pieces if isinstance(piece, str))


def _poll(poll: dict[str, Any]) -> str | None:
    """Question and answers of a poll, which its author wrote; a line each."""
    lines = (poll.get("question"), *(each.get("text") for each in objects(poll.get("answers"))))
    return "\n".join(found for each in lines if isinstance(each, str | list) and (found := _joined(each).strip()))


def _time(message: dict[str, Any]) -> tuple[dt.datetime | None, bool]:
    """When it was sent, and whether that is certain: before 2022 there was only the time of the exporter's clock."""
    certain = epoch_time(message.get("date_unixtime"))
    return (certain, True) if certain else (iso_time(message.get("date")), False)


def _edited(message: dict[str, Any]) -> bool:
    """Stated only where it was; exports of 2018 say 1970 where it was not."""
    moment = epoch_time(message.get("edited_unixtime")) or iso_time(message.get("edited"))
    return moment is not None and moment.year > 1970


def _id(place: str | None, value: Any) -> str | None:
    """An id that holds beyond its chat; where the chat has none, neither has the message."""
    own = identifier(value)
    return f"{place}/{own}" if place and own else None


def _community(chat: dict[str, Any]) -> str | None:
    kind = chat.get("type")
    if not isinstance(kind, str):
        return None
    return (word(chat.get("name")) if kind in _PUBLIC else None) or _PRIVATE.get(kind)


def _relations(message: dict[str, Any], place: str | None) -> dict[str, str]:
    """Kind and what is answered. A forward names whom it is from, never which message it repeats."""
    if "forwarded_from" in message or "forwarded_from_id" in message:
        return {"kind": "repost"}
    answered = message.get("reply_to_message_id")
    if answered is None:
        return {"kind": "original"}
    elsewhere = word(message.get("reply_to_peer_id"))
    target = _id(elsewhere.lstrip("abcdefghijklmnopqrstuvwxyz") if elsewhere else place, answered)
    return {"kind": "reply", **({"reply_to": target} if target else {})}


def _entities(pieces: Any) -> dict[str, list[str]]:
    """Links, hashtags and accounts in a text."""
    urls, hashtags, mentions = [], [], []
    for each in objects(pieces):
        kind, text = each.get("type"), word(each.get("text")) or ""
        if kind == "link":
            urls.append(text)
        elif kind == "text_link":
            urls.append(word(each.get("href")) or "")
        elif kind == "hashtag":
            hashtags.append(text.removeprefix("#"))
        elif kind == "mention":
            mentions.append(text.removeprefix("@"))
        elif kind == "mention_name":
            account = identifier(each.get("user_id"))
            mentions.append(f"user{account.removeprefix('user')}" if account else "")
    found = {"urls": urls, "hashtags": hashtags, "mentions": mentions}
    return {name: distinct([each for each in values if each]) for name, values in found.items() if any(values)}
