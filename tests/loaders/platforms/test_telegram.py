from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from audit.loaders.base import WARNINGS, Skip
from audit.loaders.platforms.telegram import Telegram

LOADER = Telegram()


def message(**fields: Any) -> dict[str, Any]:
    return {
        "id": 17,
        "type": "message",
        "date": "2021-06-02T09:15:00",
        "date_unixtime": "1622618100",
        "from": "Someone",
        "from_id": "user5",
        "text": "Good morning",
        **fields,
    }


def chat(*messages: Any, **fields: Any) -> dict[str, Any]:
    return {"name": "Coffee", "type": "public_supergroup", "id": 10043, "messages": list(messages), **fields}


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


def only_message(**fields: Any) -> Any:
    return only(chat(message(**fields)))


@pytest.mark.parametrize("name", ["DM_2A_7M", "full_account_export", "single_chat_export"])
def test_against_the_records(name, sample, load):
    (document,) = sample(f"formats/telegram/{name}.json")
    chats = document["chats"]["list"] if "chats" in document else [document]
    pairs = [(each, place) for place in chats for each in place["messages"] if each["type"] == "message"]
    for found, (record, place) in zip(load(LOADER, [document]).posts, pairs, strict=True):
        text = record["text"]
        pieces = [text] if isinstance(text, str) else [each if isinstance(each, str) else each["text"] for each in text]
        assert found["text"] == ("".join(pieces) or None)
        assert found["author_id"] == record.get("from_id", record["from"])
        assert found["post_id"] == (f"{place['id']}/{record['id']}" if "id" in place else None)
        if "date_unixtime" in record:
            assert found["created_at"].timestamp() == int(record["date_unixtime"])
        else:
            assert found["created_at"].replace(tzinfo=None).isoformat() == record["date"]
            assert "assumed_utc" in found[WARNINGS]


def test_a_post():
    found = only_message()
    assert (found["post_id"], found["author_id"], found["community"]) == ("10043/17", "user5", "Coffee")
    assert found["created_at"] == dt.datetime(2021, 6, 2, 7, 15, tzinfo=dt.UTC)
    assert (found["kind"], found["edited"], found["status"]) == ("original", False, "present")
    assert WARNINGS not in found


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("public_channel", "Coffee"),
        ("personal_chat", "private chat"),
        ("private_supergroup", "private group"),
        ("saved_messages", "saved messages"),
        ("something_new", None),
        (None, None),
        (["public_channel"], None),
    ],
)
def test_only_public_chats_are_named(kind, name):
    assert only(chat(message(), type=kind))["community"] == name


def test_the_clock_of_the_exporter_is_not_utc():
    found = only_message(date_unixtime=None)
    assert found["created_at"] == dt.datetime(2021, 6, 2, 9, 15, tzinfo=dt.UTC)
    assert found[WARNINGS] == ("assumed_utc",)
    found = only_message(date_unixtime=None, date="today")
    assert (found["created_at"], found[WARNINGS]) == (None, ("bad_timestamp",))


def test_text_in_pieces():
    found = only_message(
        text=[
            "See ",
            {"type": "text_link", "text": "this", "href": "https://example.org/a"},
            {"type": "link", "text": "https://example.org/b"},
            {"type": "hashtag", "text": "#coffee"},
            {"type": "mention", "text": "@someone"},
            {"type": "mention_name", "text": "Else", "user_id": 7},
            {"type": "bold"},
            5,
        ]
    )
    assert found["text"] == "See thishttps://example.org/b#coffee@someoneElse"
    assert found["urls"] == ["https://example.org/a", "https://example.org/b"]
    assert (found["hashtags"], found["mentions"]) == (["coffee"], ["someone", "user7"])


def test_a_picture_alone_has_no_words():
    found = only_message(text="", photo="photos/1.jpg")
    assert (found["text"], found[WARNINGS]) == (None, ("empty_text",))


def test_the_author_of_a_poll_wrote_it():
    found = only_message(text="", poll={"question": "Tea?", "answers": [{"text": "Yes"}, {"text": "No"}, 3]})
    assert found["text"] == "Tea?\nYes\nNo"


def test_answers_and_forwards():
    assert (only_message(reply_to_message_id=3)["kind"], only_message(reply_to_message_id=3)["reply_to"]) == (
        "reply",
        "10043/3",
    )
    assert only_message(reply_to_message_id=3, reply_to_peer_id="channel99")["reply_to"] == "99/3"
    found = only_message(forwarded_from=None, reactions=[{"count": 3}])
    assert (found["kind"], found["text"], found.get("repost_of"), found.get("likes")) == (
        "repost",
        "Good morning",
        None,
        None,
    )


def test_reactions_and_edits():
    assert only_message(reactions=[{"count": 3, "emoji": "a"}, {"count": "2"}, {"count": None}, 1])["likes"] == 5
    assert only_message(edited_unixtime="1622618200")["edited"] is True
    assert only_message(edited="1970-01-01T01:00:00")["edited"] is False


def test_without_a_chat_there_is_no_id():
    """Two chats without ids would share the numbers of their messages."""
    found = only({"messages": [message(reply_to_message_id=3)]})
    assert found["post_id"] is None
    assert "reply_to" not in found


def test_an_account(load):
    account = {
        "about": "words",
        "personal_information": {"user_id": 5},
        "contacts": {"about": "words", "list": [{"first_name": "A"}, {"first_name": "B"}]},
        "sessions": {"list": [{}]},
        "chats": {"about": "words", "list": [chat(message()), chat(message(), id=2, type="personal_chat"), "x"]},
        "left_chats": {"list": [chat(message(id=4), message(type="service", action="x"), message(type="unsupported"))]},
    }
    outcome = load(LOADER, [account])
    assert [each["post_id"] for each in outcome.posts] == ["10043/17", "2/17", "10043/4"]
    assert outcome.skipped == [
        Skip("service message"),
        Skip("message that the export could not hold"),
        Skip("account data"),
        Skip("contact", 2),
        Skip("session"),
    ]
    assert [each.reason for each in outcome.rejected] == ["bad_type"]
    assert LOADER.recognises([account])


@pytest.mark.parametrize(
    ("fields", "reason"), [({"text": None}, "missing_text"), ({"text": 5}, "bad_type"), ({"text": {}}, "bad_type")]
)
def test_malformed(fields, reason):
    assert only_message(**fields).reason == reason


def test_messages_taken_out_of_their_chat():
    assert LOADER.recognises([message()])
    assert only(message())["text"] == "Good morning"


def test_neighbours():
    assert not LOADER.recognises([{"messages": [{"type": "message", "text": "a", "user": "U1", "ts": "1"}]}])  # Slack
    assert not LOADER.recognises([{"type": "message", "text": "a", "date": None, "id": 1, "messages": 5}])
    assert not LOADER.recognises([{"guild": {}, "channel": {}, "messages": [{"type": "Default", "content": "a"}]}])
    assert not LOADER.recognises([{"participants": [], "messages": [{"sender_name": "A", "timestamp_ms": 1}]}])
