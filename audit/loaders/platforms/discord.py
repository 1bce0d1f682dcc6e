"""Discord channels and private chats, as DiscordChatExporter writes them in JSON.

Messages of the types ``Default`` and ``Reply`` are what people and applications wrote; all others are notices of Discord's
(a call, a member who joined, a new name). A chat of two or a group has no server: it is called by what it is, since its
name is a person's.

References
----------
https://github.com/Tyrrrz/DiscordChatExporter: DiscordChatExporter.Core/Exporting/JsonMessageWriter.cs
https://discord.com/developers/docs/resources/message#message-object-message-types
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import Reject, Row, Skip, made_of, warned
from audit.loaders.guessing.values import count, identifier, iso_time, mapping, objects, word

_WRITTEN = frozenset({"Default", "Reply"})
# Types that the exporter has no name for stand as Discord's number.
_NUMBERED = {
    "20": "answer to a command",
    "21": "copy of a thread's first message",
    "23": "answer to a command",
}
_PRIVATE = {"DirectTextChat": "private chat", "DirectGroupTextChat": "private group"}


class Discord:
    """Loader of DiscordChatExporter's JSON."""

    name = "discord"
    title = "Discord channels and chats (DiscordChatExporter JSON)"
    command = "postaudit run 'My server - general [1012224565567721552].json'"
    example = (
        '{"guild": {"id": "1", "name": "Coffee"}, "channel": {"id": "2", "type": "GuildTextChat", "name": "general"}, '
        '"messages": [{"id": "1045178587575242772", "type": "Default", "timestamp": "2023-01-06T14:03:03.853+00:00", '
        '"timestampEdited": null, "content": "Good morning", "author": {"id": "3", "name": "someone", "isBot": false}}]}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is an export, which names server and channel before its messages, among the first records."""
        return any(
            isinstance(record, dict)
            and isinstance(record.get("messages"), list)
            and isinstance(record.get("channel"), dict)
            and isinstance(record.get("guild"), dict)
            for record in head
        )

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """Messages of one channel."""
        if not isinstance(record, dict):
            yield Reject("bad_type", f"expected an export of a channel, found {type(record).__name__}")
        elif not isinstance(record.get("messages"), list):
            yield Skip("other object")
        else:
            channel = mapping(record.get("channel"))
            community = _community(mapping(record.get("guild")), channel)
            for message in record["messages"]:
                yield made_of(_message(message, identifier(channel.get("id")), community), message, record)


def _community(guild: dict[str, Any], channel: dict[str, Any]) -> str | None:
    kind = channel.get("type")
    private = _PRIVATE.get(kind) if isinstance(kind, str) else None
    if private or identifier(guild.get("id")) == "0":
        return private or "private chat"
    names = (word(guild.get("name")), word(channel.get("name")))
    return " #".join(name for name in names if name) or None


def _message(message: Any, channel: str | None, community: str | None) -> Row | Skip | Reject:
    if not isinstance(message, dict):
        return Reject("bad_type", f"expected a message, found {type(message).__name__}")
    kind = message.get("type")
    if isinstance(kind, str) and kind not in _WRITTEN:
        return Skip(_NUMBERED.get(kind, "service message"))
    relations = _relations(message, channel)
    content = message.get("content")
    forwarded = message.get("forwardedMessage")
    if isinstance(forwarded, dict) and not content:
        content = forwarded.get("content")
    if not isinstance(content, str):
        return Reject("missing_text") if content is None else Reject("bad_type", f"content is {type(content).__name__}")
    author = mapping(message.get("author"))
    created = iso_time(message.get("timestamp"))
    automated = author.get("isBot")
    row: dict[str, Any] = {
        "post_id": identifier(message.get("id")),
        "author_id": identifier(author.get("id")),
        "text": content.strip() or None,
        "created_at": created,
        "platform": "discord",
        "community": community,
        "status": "present",
        "edited": message["timestampEdited"] is not None if "timestampEdited" in message else None,
        "mentions": [found for each in objects(message.get("mentions")) if (found := identifier(each.get("id")))],
        "attributes": {"account kind": "automated"} if automated is True else {},
        **relations,
    }
    if relations["kind"] != "repost" and isinstance(message.get("reactions"), list):
        row["likes"] = sum(count(each.get("count")) or 0 for each in objects(message["reactions"]))
    warnings = {
        "empty_text": row["text"] is None,
        "bad_timestamp": created is None and message.get("timestamp") is not None,
    }
    return warned(row, warnings)


def _relations(message: dict[str, Any], channel: str | None) -> dict[str, str]:
    """Kind and the message referred to: one can be answered in its own channel only, so one of another is repeated."""
    reference = mapping(message.get("reference"))
    target, place = identifier(reference.get("messageId")), identifier(reference.get("channelId"))
    elsewhere = message.get("type") != "Reply" and channel is not None and place not in (None, channel)
    if reference.get("type") == "Forward" or isinstance(message.get("forwardedMessage"), dict) or elsewhere:
        return {"kind": "repost", **({"repost_of": target} if target else {})}
    if message.get("type") == "Reply" or target:
        return {"kind": "reply", **({"reply_to": target} if target else {})}
    return {"kind": "original"}
