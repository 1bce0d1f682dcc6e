from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import audit
from audit.loaders.base import WARNINGS, Ledger, Skip
from audit.loaders.platforms.facebook import Facebook

LOADER = Facebook()

CHATS = ["instagram_dm_export.json", "messenger_2A_7M.json"]
CAFE = "caf\u00c3\u00a9"


def message(**fields: Any) -> dict[str, Any]:
    return {"sender_name": "Alice", "timestamp_ms": 1415147732056, "content": "Hello", **fields}


def chat(*messages: Any, **fields: Any) -> dict[str, Any]:
    names = [{"name": "Alice"}, {"name": "Bob"}]
    return {"participants": names, "messages": list(messages), "title": "Alice", "thread_path": "inbox/alice_LvJWqglAvA", **fields}  # fmt: skip


def post(*data: Any, attached: Any = (), **fields: Any) -> dict[str, Any]:
    return {
        "timestamp": 1242901624,
        "data": list(data),
        "attachments": [{"data": list(attached)}] if attached else [],
        "title": "Alice updated her status.",
        **fields,
    }


def comment(text: Any = "Hello", **fields: Any) -> dict[str, Any]:
    inner = {"timestamp": 1239798000, "comment": text, "author": "Alice", **fields}
    return {"timestamp": 1239798000, "data": [{"comment": inner}], "title": "Alice commented on Bob's post."}


MEDIUM = {"media": {"uri": "posts/media/1.jpg", "creation_timestamp": 1273171899, "description": "Tea"}}
LINK = {"external_context": {"url": "https://example.org/", "name": "Example"}}


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


@pytest.mark.parametrize("name", CHATS)
def test_number_of_posts(name, shared_data, expected_posts):
    posts, ledgers = audit.load(shared_data / "formats/facebook" / name), []
    assert sum(batch.num_rows for batch in posts.batches(ledgers=ledgers)) == expected_posts[f"facebook/{name}"]
    assert posts.loader_name(0) == "facebook"
    ledger: Ledger = ledgers[0]
    assert ledger.balances()
    assert (ledger.skipped.total(), ledger.rejected.total()) == (0, 0)


@pytest.mark.parametrize("name", CHATS)
def test_chats_against_their_records(name, shared_data, load):
    record = json.loads((shared_data / "formats/facebook" / name).read_text(encoding="utf-8-sig"))
    for found, each in zip(load(LOADER, [record]).posts, record["messages"], strict=True):
        assert found["text"] == each.get("content")
        assert found["author_id"] == each["sender_name"]
        assert round(found["created_at"].timestamp() * 1000) == each["timestamp_ms"]
        assert found["community"] == "private chat"
        assert found.get(WARNINGS) == (None if "content" in each else ("empty_text",))


def test_message():
    found = only(chat(message(content=f"At the {CAFE}", reactions=[{"reaction": "x", "actor": "Bob"}])))
    assert (found["text"], found["likes"], found["status"]) == ("At the café", 1, "present")
    assert found["created_at"] == dt.datetime(2014, 11, 5, 0, 35, 32, 56000, tzinfo=dt.UTC)
    assert found["conversation_id"] == "LvJWqglAvA"
    assert only(chat(message()))["likes"] is None


def test_titles_and_paths_name_people_and_are_not_kept():
    record = chat(message(sender_name="Carol"), title="Alice, Bob", thread_path="inbox/alice_LvJWqglAvA")
    found = json.dumps(only(record), default=str).lower()
    assert "alice" not in found
    assert "bob" not in found
    assert only(chat(message(), thread_path="inbox/alice"))["conversation_id"] is None


@pytest.mark.parametrize("field", ["photos", "videos", "audio_files", "gifs", "files"])
def test_message_without_words(field):
    found = only(chat(message(content=None, **{field: [{"uri": "a"}]})))
    assert (found["text"], found[WARNINGS]) == (None, ("empty_text",))


def test_shared_link():
    share = {"link": "https://example.org/", "share_text": "somebody else's words"}
    found = only(chat(message(content="See this", share=share)))
    assert (found["text"], found["urls"]) == ("See this", ["https://example.org/"])


@pytest.mark.parametrize(
    "fields", [{"is_unsent": True, "content": None}, {"is_unsent": True, "content": "Alice unsent a message"}]
)
def test_unsent_message(fields):
    found = only(chat(message(**fields)))
    assert (found["text"], found["status"]) == (None, "deleted")
    assert WARNINGS not in found


@pytest.mark.parametrize(
    ("name", "author"), [("Alice", "Alice"), (CAFE, "café"), ("Facebook user", None), ("Instagram User", None), ("", None), (5, None)]
)  # fmt: skip
def test_author(name, author):
    assert only(chat(message(sender_name=name)))["author_id"] == author


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"type": "Call", "call_duration": 5}, "call"),
        ({"call_duration": 0}, "call"),
        ({"type": "Subscribe", "users": [{"name": "Carol"}]}, "service message"),
        ({"type": "placeholder"}, "placeholder for a message"),
        ({"content": None}, "message without content"),
    ],
)
def test_what_nobody_wrote_is_skipped_by_kind(fields, kind):
    assert only(chat(message(**fields))) == Skip(kind)


def test_chat_of_an_encrypted_download():
    record = {
        "participants": ["Alice", "Bob"],
        "threadName": "Bob_15",
        "messages": [
            {"senderName": "Bob", "text": "Hello é", "timestamp": 1711913758573, "type": "text", "isUnsent": False, "media": [], "reactions": []},
            {"senderName": "Bob", "text": "Bob unsent a message", "timestamp": 1711913758573, "isUnsent": True},
            {"senderName": "Bob", "text": "", "timestamp": 1711913758573, "type": "media", "media": [{"uri": "a"}]},
        ],
    }  # fmt: skip
    assert LOADER.recognises([record])
    rows = list(LOADER.rows(record))
    assert [row["text"] for row in rows] == ["Hello é", None, None]
    assert [row["status"] for row in rows] == ["present", "deleted", "present"]
    assert rows[0]["created_at"].year == 2024


def test_platform_of_a_chat():
    uri = "your_instagram_activity/messages/inbox/alice_1/photos/1.jpg"
    assert only(chat(message(photos=[{"uri": uri}])))["platform"] == "instagram"
    assert only(chat(message()))["platform"] == "facebook"


def test_post():
    found = only(
        [post({"post": f"At the {CAFE}"}, {"update_timestamp": 1242901624}, attached=[LINK, {"place": {"name": CAFE}}])]
    )
    assert (found["text"], found["kind"], found["place"]) == ("At the café", "original", "café")
    assert found["urls"] == ["https://example.org/"]
    assert found["created_at"].timestamp() == 1242901624
    assert found["edited"] is False
    assert only(post({"post": "a"}, {"update_timestamp": 1242901700}))["edited"] is True
    assert only(post({"post": "a"}))["edited"] is None
    assert "author_id" not in found
    assert "Alice" not in json.dumps(found, default=str)


def test_people_who_are_tagged():
    assert only(post({"post": "a"}, tags=[{"name": CAFE}, "Bob", {"name": "Bob"}]))["mentions"] == ["café", "Bob"]


def test_description_of_a_photo_is_the_text_where_there_is_no_other():
    assert only(post({"post": "Tea"}, attached=[MEDIUM]))["text"] == "Tea"
    assert only(post(attached=[MEDIUM, MEDIUM]))["text"] == "Tea"
    assert only(post({"post": "Morning"}, attached=[MEDIUM]))["text"] == "Morning"


def test_notes_and_polls_are_written():
    assert (
        only(post(attached=[{"note": {"title": "On tea", "text": "It is warm."}}]))["text"] == "On tea\n\nIt is warm."
    )
    assert only(post(attached=[{"poll": {"question": "Tea?"}}]))["text"] == "Tea?"


def test_link_without_words():
    found = only(post(attached=[LINK]))
    assert (found["text"], found[WARNINGS]) == (None, ("empty_text",))


def test_what_only_the_title_says_is_no_post():
    assert only(post({"update_timestamp": 1555664152})) == Skip("activity without text")
    assert only({"timestamp": 1, "title": "Alice saved a seller."}) == Skip("activity without text")


@pytest.mark.parametrize("name", ["comments", "comments_v2", "group_comments_v2"])
def test_comments(name, tmp_path):
    record = {name: [comment(f"At the {CAFE}", group="Tea")]}
    found = only(record)
    assert (found["text"], found["kind"], found["author_id"]) == ("At the café", "comment", "Alice")
    assert (found["community"], found["created_at"].timestamp()) == ("Tea", 1239798000)
    path = tmp_path / "comments.json"
    path.write_text(json.dumps(record, indent=1))
    assert audit.load(path).loader_name(0) == "facebook"


def test_comment_that_is_a_sticker():
    record = comment("")
    record["attachments"] = [{"data": [MEDIUM]}]
    assert only({"comments_v2": [record]})[WARNINGS] == ("empty_text",)
    del record["data"][0]["comment"]["comment"]
    assert only({"comments_v2": [record]})[WARNINGS] == ("empty_text",)


def test_posts_in_groups_and_by_others():
    assert only({"group_posts_v2": [post({"post": "a"})]})["text"] == "a"
    wall = {"wall_posts_sent_to_you": {"activity_log_data": [post({"post": "a"})]}}
    assert LOADER.recognises([wall])
    assert only(wall)["text"] == "a"


def test_posts_as_a_file(tmp_path):
    path = tmp_path / "your_posts_1.json"
    path.write_text(json.dumps([post({"post": "a"}), post({"post": "b"}, attached=[LINK])]))
    posts = audit.load(path)
    assert posts.loader_name(0) == "facebook"
    assert posts.to_table()["text"].to_pylist() == ["a", "b"]


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ({"reactions_v2": [{"timestamp": 1, "title": "Alice likes a photo."}] * 2}, Skip("reaction", 2)),
        ({"friends_v2": [{"name": "Bob", "timestamp": 1}]}, Skip("friend", 1)),
        ({"brand_new_v2": [{"timestamp": 1}]}, Skip("other record", 1)),
        ({"timestamp": 1, "media": [], "label_values": [{"label": "Name", "value": "x"}]}, Skip("activity record")),
        ({"name": "Album", "photos": [MEDIUM["media"]], "last_modified_timestamp": 1}, Skip("photo of an album", 1)),
        (chat(), Skip("chat without messages")),
    ],
)
def test_what_is_no_post_is_skipped_by_kind(record, kind):
    assert LOADER.recognises([record])
    assert only(record) == kind


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("text", "bad_type"),
        (chat(message(), 5), "bad_type"),
        (chat(message(content=5)), "bad_type"),
        (post({"post": 5}), "bad_type"),
        ({"comments_v2": [comment(5)]}, "bad_type"),
        ({"comments_v2": [comment(None)]}, "missing_text"),
        ({"comments_v2": [5]}, "bad_type"),
    ],
)
def test_malformed(record, reason):
    assert list(LOADER.rows(record))[-1].reason == reason


def test_bad_time_is_missing_and_said():
    assert only(chat(message(timestamp_ms="soon")))[WARNINGS] == ("bad_timestamp",)
    assert only(post({"post": "a"}, timestamp="soon"))[WARNINGS] == ("bad_timestamp",)


def test_recognises_its_own(sample):
    assert LOADER.recognises(sample("formats/facebook/instagram_dm_export.json"))
    assert LOADER.recognises([json.loads(LOADER.example)])
    assert only(json.loads(LOADER.example))["text"] == "Good morning"


@pytest.mark.parametrize(
    "record",
    [
        {"messages": [{"id": 1, "type": "message", "date": "2024-01-01T00:00:00", "from": "A", "text": "x"}]},
        {"messages": [{"id": "1", "timestamp": "2024", "content": "x", "author": {}}]},
        {"messages": []},
        {"timestamp": 1, "data": [{"post": "x"}], "label": "hate"},
        {"timestamp": 1, "title": "x"},
        {"comments": [{"text": "x", "id": 1}]},
        {"data": [{"message": "x", "id": "1_2"}]},
        {"media": [{"uri": "a", "creation_timestamp": 1}], "title": "x"},
    ],
)
def test_leaves_neighbours_alone(record):
    assert not LOADER.recognises([record])


def test_leaves_other_platforms_alone(shared_data, sample):
    for path in sorted((shared_data / "formats").rglob("*.*json*")):
        if path.name not in CHATS:
            name = str(path.relative_to(shared_data))
            assert not LOADER.recognises(sample(name)[:20]), name


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
WHOLE = [
    chat(message(), message(content=None, photos=[{"uri": "a"}], share={"link": "b"}, reactions=[{"actor": "Bob"}])),
    [
        post(
            {"post": "a"},
            {"update_timestamp": 5},
            attached=[MEDIUM, LINK, {"place": {"name": "b"}}],
            tags=[{"name": "c"}],
        )
    ],
    {
        "comments_v2": [comment()],
        "group_posts": {"activity_log_data": [post({"post": "a"})]},
        "friends_v2": [{"name": "d"}],
    },
]


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, inner in items for found in paths(inner, (*path, key)))]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(data=st.data())
def test_any_field_may_be_anything(data, load):
    """One to three fields replaced by any JSON value: no crash, and what comes out fits the schema."""
    record = copy.deepcopy(data.draw(st.sampled_from(WHOLE)))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(record)[1:]))
        inner = record
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = data.draw(JSON)
    load(LOADER, [record])
