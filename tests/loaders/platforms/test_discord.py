from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from audit.loaders.base import WARNINGS, Skip
from audit.loaders.platforms.discord import Discord

LOADER = Discord()


def message(**fields: Any) -> dict[str, Any]:
    return {
        "id": "1045178587575242772",
        "type": "Default",
        "timestamp": "2023-01-06T15:03:03.853+01:00",
        "timestampEdited": None,
        "content": "Good morning",
        "author": {"id": "3", "name": "someone", "isBot": False},
        **fields,
    }


def export(*messages: Any, **fields: Any) -> dict[str, Any]:
    return {
        "guild": {"id": "1", "name": "Coffee"},
        "channel": {"id": "2", "type": "GuildTextChat", "name": "general"},
        "messages": list(messages),
        "messageCount": len(messages),
        **fields,
    }


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


def only_message(**fields: Any) -> Any:
    return only(export(message(**fields)))


@pytest.mark.parametrize("name", ["DM_2A_2M", "GC_3A_5M", "example_guild_general"])
def test_against_the_records(name, sample, load):
    (document,) = sample(f"formats/discord/{name}.json")
    written = [each for each in document["messages"] if each["type"] in ("Default", "Reply")]
    for found, record in zip(load(LOADER, [document]).posts, written, strict=True):
        assert (found["post_id"], found["text"]) == (record["id"], record["content"])
        assert found["author_id"] == record["author"]["id"]
        assert found["created_at"] == dt.datetime.fromisoformat(record["timestamp"])
        assert found["likes"] == sum(each["count"] for each in record["reactions"])
        assert found.get("reply_to") == record.get("reference", {}).get("messageId")
        assert (found["attributes"] == {"account kind": "automated"}) is record["author"]["isBot"]


def test_a_post():
    found = only_message()
    assert (found["kind"], found["community"], found["edited"]) == ("original", "Coffee #general", False)
    assert found["created_at"] == dt.datetime(2023, 1, 6, 14, 3, 3, 853000, tzinfo=dt.UTC)
    assert only_message(timestampEdited="2023-01-06T15:03:03+00:00")["edited"] is True
    assert found["attributes"] == {}
    assert only_message(author={"id": "3", "isBot": True})["attributes"] == {"account kind": "automated"}


def test_private_chats_are_not_named():
    for kind, name in (
        ("DirectTextChat", "private chat"),
        ("DirectGroupTextChat", "private group"),
        ("?", "private chat"),
    ):
        record = export(message(), guild={"id": "0"}, channel={"type": kind, "name": "Someone", "id": "4"})
        assert only(record)["community"] == name


def test_answers_and_forwards():
    reference = {"messageId": "7", "channelId": "2", "guildId": "1"}
    found = only_message(type="Reply", reference=reference)
    assert (found["kind"], found["reply_to"]) == ("reply", "7")
    assert only_message(reference=reference)["kind"] == "reply"
    assert only_message(type="Reply")["kind"] == "reply"
    forwarded = {"content": "Good evening", "timestamp": "2022-01-01T00:00:00+00:00"}
    found = only_message(
        content="",
        reference={**reference, "type": "Forward"},
        forwardedMessage=forwarded,
        reactions=[{"count": 2}],
    )
    assert (found["kind"], found["repost_of"], found["text"]) == ("repost", "7", "Good evening")
    assert "likes" not in found
    assert only_message(reference={**reference, "channelId": "9"})["kind"] == "repost"


def test_embeds_and_attachments_are_no_text():
    found = only_message(content="", embeds=[{"title": "a"}], attachments=[{"fileName": "b"}])
    assert (found["text"], found[WARNINGS]) == (None, ("empty_text",))


def test_mentions_and_reactions():
    found = only_message(mentions=[{"id": "8", "name": "x"}, 3], reactions=[{"count": 2}, {"count": 1}, None])
    assert (found["mentions"], found["likes"]) == (["8"], 3)
    assert "likes" not in only_message()


@pytest.mark.parametrize(
    ("kind", "said"), [("GuildMemberJoin", "service message"), ("20", "answer to a command"), ("99", "service message")]
)
def test_notices(kind, said):
    assert only_message(type=kind) == Skip(said)


@pytest.mark.parametrize(("content", "reason"), [(None, "missing_text"), (5, "bad_type")])
def test_malformed(content, reason):
    assert only_message(content=content).reason == reason
    assert only(export("x")).reason == "bad_type"


def test_neighbours():
    assert not LOADER.recognises([{"messages": [message()]}])
    assert not LOADER.recognises([{"name": "a", "type": "personal_chat", "messages": []}])
