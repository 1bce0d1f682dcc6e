from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import audit
from audit.errors import SourceError
from audit.loaders.base import WARNINGS, Reject, Skip
from audit.loaders.platforms.bluesky import Bluesky

LOADER = Bluesky()

FILES = [
    "extended_post_record.json",
    "feed_record.json",
    "getAuthorFeed.json",
    "getPosts.json",
    "granary_comment_inreplyto_id.bsky.json",
    "granary_note.bsky.json",
    "granary_repost.bsky.json",
    "jetstream_golden_v1.jsonl",
    "post_record.json",
    "thread_view_post_with_embed_media.json",
]
DID = "did:plc:abc"
URI = f"at://{DID}/app.bsky.feed.post/3k"


def record(**fields: Any) -> dict[str, Any]:
    return {"$type": "app.bsky.feed.post", "text": "Good morning", "createdAt": "2024-02-22T19:58:13.903Z", **fields}


def view(key: str = "3k", **fields: Any) -> dict[str, Any]:
    return {
        "uri": f"at://{DID}/app.bsky.feed.post/{key}",
        "cid": "x",
        "author": {"did": DID, "handle": "a.example.org"},
        "record": record(),
        "likeCount": 3,
        "repostCount": 2,
        "replyCount": 1,
        "quoteCount": 4,
        "indexedAt": "2024-02-22T19:58:15.000Z",
        **fields,
    }


def event(operation: str = "create", **fields: Any) -> dict[str, Any]:
    commit = {"operation": operation, "collection": "app.bsky.feed.post", "rkey": "3k", "record": record(), **fields}
    return {"did": DID, "time_us": 1779719009157119, "kind": "commit", "commit": commit}


def only(value: Any) -> Any:
    (row,) = LOADER.rows(value)
    return row


def ids(value: Any) -> list[Any]:
    return [row if isinstance(row, Skip) else row["post_id"].rsplit("/")[-1] for row in LOADER.rows(value)]


def moment(text: str) -> dt.datetime:
    found = dt.datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def test_every_file_of_the_folder_is_tried(shared_data):
    assert sorted(path.name for path in (shared_data / "formats/bluesky").iterdir()) == FILES


@pytest.mark.parametrize("name", FILES)
def test_number_of_posts(name, shared_data, expected_posts):
    posts = audit.load(shared_data / "formats/bluesky" / name)
    assert posts.loader_name(0) == "bluesky"
    ledgers: list[Any] = []
    assert sum(batch.num_rows for batch in posts.batches(ledgers=ledgers)) == expected_posts[f"bluesky/{name}"]
    assert ledgers[0].balances()
    assert not ledgers[0].rejected


@pytest.mark.parametrize("name", ["getAuthorFeed.json", "getPosts.json"])
def test_views_against_their_records(name, sample, load):
    (page,) = sample(f"formats/bluesky/{name}")
    entries = page.get("feed") or [{"post": each} for each in page["posts"]]
    for found, entry in zip(load(LOADER, [page]).posts, entries, strict=True):
        post, reason = entry["post"], entry.get("reason")
        inner = post["record"]
        assert found["text"] == inner["text"].strip()
        assert found["lang"] == (inner.get("langs") or [None])[0]
        features = [each for facet in inner.get("facets", []) for each in facet["features"]]
        assert found["hashtags"] == list(dict.fromkeys(each["tag"] for each in features if "tag" in each))
        assert found["mentions"] == [each["did"] for each in features if "did" in each]
        assert {each["uri"] for each in features if "uri" in each} <= set(found["urls"])
        assert found["attributes"]["account_created"] == (reason or {"by": post["author"]})["by"]["createdAt"][:4]
        if reason:
            assert (found["kind"], found["repost_of"]) == ("repost", post["uri"])
            assert (found["author_id"], found["created_at"]) == (reason["by"]["did"], moment(reason["indexedAt"]))
            assert found["post_id"] not in {each["post"]["uri"] for each in entries}
            assert "likes" not in found
        else:
            assert (found["post_id"], found["author_id"]) == (post["uri"], post["author"]["did"])
            assert found["created_at"] == moment(inner["createdAt"])
            assert (found["likes"], found["reposts"], found["replies"]) == (
                post["likeCount"],
                post["repostCount"],
                post["replyCount"],
            )
            assert found.get("reply_to") == inner.get("reply", {}).get("parent", {}).get("uri")
            assert found["conversation_id"] == inner.get("reply", {}).get("root", {}).get("uri", post["uri"])


def test_quotes_of_the_feed(sample, load):
    """By the embed's type, as the feed shows it."""
    (page,) = sample("formats/bluesky/getAuthorFeed.json")
    quoting = ["record" in entry["post"]["record"].get("embed", {}) and "reason" not in entry for entry in page["feed"]]
    posts = load(LOADER, [page]).posts
    assert [("quote_of" in found) for found in posts] == quoting
    assert sum(quoting) > 3


@pytest.mark.parametrize("name", ["extended_post_record.json", "post_record.json"])
def test_records_against_the_file(name, sample):
    (wrapped,) = sample(f"formats/bluesky/{name}")
    found = only(wrapped)
    assert (found["post_id"], found["text"]) == (wrapped["uri"], wrapped["value"]["text"])
    assert found["author_id"] == wrapped["uri"].split("/")[2]
    assert found["created_at"] == moment(wrapped["value"]["createdAt"])
    assert found.get(WARNINGS, ()) == (("assumed_utc",) if name.startswith("extended") else ())


def test_stream_against_the_file(sample, load):
    lines = sample("formats/bluesky/jetstream_golden_v1.jsonl")
    outcome = load(LOADER, lines)
    (found,) = outcome.posts
    line = next(each for each in lines if each.get("commit", {}).get("collection") == "app.bsky.feed.post")
    assert found["post_id"] == f"at://{line['did']}/app.bsky.feed.post/{line['commit']['rkey']}"
    assert (found["author_id"], found["text"]) == (line["did"], line["commit"]["record"]["text"])
    assert (found["kind"], found["lang"]) == ("reply", "en")
    assert sorted(skip.kind for skip in outcome.skipped) == [
        "account", "account event", "block", "deletion notice", "follow", "identity event", "like",
        "record of another collection", "repost without text",
    ]  # fmt: skip


def test_thread_of_the_folder(sample):
    found = only(sample("formats/bluesky/thread_view_post_with_embed_media.json")[0])
    assert (found["text"], found["kind"], found[WARNINGS]) == (None, "quote", ("empty_text",))
    assert found["quote_of"].endswith("3kahesw26il2z")


def test_repost_of_the_folder(sample):
    found = only(sample("formats/bluesky/granary_repost.bsky.json")[0])
    assert (found["author_id"], found["text"]) == ("did:web:alice.example.com", "The original post")
    assert found["created_at"] == dt.datetime(2022, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


def test_repost_has_an_id_of_its_own():
    reason = {
        "$type": "app.bsky.feed.defs#reasonRepost",
        "by": {"did": "did:plc:b"},
        "indexedAt": "2024-03-01T00:00:00Z",
    }
    found = only({"post": view(), "reason": reason})
    assert (found["post_id"], found["repost_of"], found["author_id"]) == (f"did:plc:b/{URI}", URI, "did:plc:b")
    stated = only({"post": view(), "reason": {**reason, "uri": "at://did:plc:b/app.bsky.feed.repost/1"}})
    assert stated["post_id"] == "at://did:plc:b/app.bsky.feed.repost/1"
    assert found.keys().isdisjoint({"likes", "reposts", "replies", "conversation_id"})
    assert only({"post": view(), "reason": {"$type": "app.bsky.feed.defs#reasonPin"}})["kind"] == "original"


def test_what_a_feed_answers_is_not_in_the_feed():
    entry = {"post": view("1"), "reply": {"root": view("0"), "parent": view("0")}}
    assert ids({"feed": [entry], "cursor": "x"}) == ["1"]


def test_thread_in_reading_order():
    blocked = {
        "$type": "app.bsky.feed.defs#blockedPost",
        "uri": "at://x/y/z",
        "blocked": True,
        "author": {"did": "did:plc:c"},
    }
    missing = {"uri": "at://x/y/z", "notFound": True}
    thread = {
        "post": view("2"),
        "parent": {"post": view("1"), "parent": {"post": view("0"), "parent": missing}},
        "replies": [{"post": view("3"), "replies": [{"post": view("4"), "replies": []}]}, blocked, {"post": view("5")}],
    }
    assert ids({"thread": thread}) == [
        Skip("post not found"), "0", "1", "2", "3", "4", Skip("blocked post"), "5",
    ]  # fmt: skip


def test_thread_of_the_second_version():
    items = [
        {"uri": URI, "depth": 0, "value": {"$type": "app.bsky.unspecced.defs#threadItemPost", "post": view("1")}},
        {"uri": URI, "depth": 1, "value": {"$type": "app.bsky.unspecced.defs#threadItemBlocked"}},
        {"uri": URI, "depth": 1, "value": {"$type": "app.bsky.unspecced.defs#threadItemNotFound"}},
    ]
    assert ids({"thread": items}) == ["1", Skip("blocked post"), Skip("post not found")]


def test_deep_threads_need_no_stack():
    down: Any = {"post": view("0"), "replies": []}
    up: Any = {"post": view("0")}
    for _ in range(20_000):
        down = {"post": view("1"), "replies": [down]}
        up = {"post": view("1"), "parent": up}
    assert len(ids({"thread": down})) == len(ids({"thread": up})) == 20_001


def test_facets_cards_and_tags():
    features = [{"tag": "tea"}, {"did": "did:plc:b"}, {"uri": "https://example.org/1"}, {"tag": "tea"}]
    found = only(
        view(
            record=record(
                facets=[{"features": features[:2]}, {"features": features[2:]}],
                tags=["#cake"],
                embed={"external": {"uri": "https://example.org/2"}},
            )
        )
    )
    assert (found["hashtags"], found["mentions"]) == (["tea", "cake"], ["did:plc:b"])
    assert found["urls"] == ["https://example.org/1", "https://example.org/2"]


@pytest.mark.parametrize(
    ("embed", "quote"),
    [
        ({"$type": "app.bsky.embed.record", "record": {"uri": URI}}, URI),
        ({"$type": "app.bsky.embed.recordWithMedia", "record": {"record": {"uri": URI}}, "media": {}}, URI),
        ({"$type": "app.bsky.embed.record", "record": {"uri": "at://did:plc:b/app.bsky.feed.generator/x"}}, None),
        ({"$type": "app.bsky.embed.images"}, None),
    ],
)
def test_quotes(embed, quote):
    found = only(view(record=record(embed=embed)))
    assert (found["kind"], found.get("quote_of")) == ("quote" if quote else "original", quote)
    assert found["text"] == "Good morning"


def test_labels():
    labels = [
        {"src": "did:plc:mod", "val": "porn"},
        {"src": DID, "val": "nudity"},
        {"src": "did:plc:mod", "val": "x", "neg": True},
    ]
    found = only(view(record=record(labels={"values": [{"val": "sexual"}]}), labels=labels))
    assert found["labels"] == {"self label": "sexual, nudity", "platform label": "porn"}
    assert "labels" not in only(view())
    down = only(view(labels=[{"src": "did:plc:mod", "val": "!takedown"}]))
    assert (down["status"], "labels" in down) == ("removed", False)


def test_what_accounts_state():
    author = {
        "did": DID, "handle": "a.example.org", "displayName": "Some One", "pronouns": "they/them", "description": "Tea",
        "createdAt": "2023-09-19T15:47:01.417Z", "followersCount": 12, "verification": {"verifiedStatus": "valid"},
        "labels": [{"src": DID, "val": "bot"}],
    }  # fmt: skip
    assert only(view(author=author))["attributes"] == {
        "pronouns": "they/them", "bio": "Tea", "account kind": "automated", "verified": "yes", "followers": "0-99",
        "account_created": "2023",
    }  # fmt: skip
    other = only(view(author={**author, "labels": [{"src": "did:plc:mod", "val": "bot"}]}))
    assert "account kind" not in other["attributes"]


def test_events():
    found = only(event())
    assert (found["post_id"], found["author_id"], "edited" in found) == (URI, DID, False)
    later = only(event("update", record=record(text="Good night")))
    assert (later["post_id"], later["edited"], later["text"]) == (URI, True, "Good night")
    assert only(event("delete", record=None)) == Skip("deletion notice")
    assert only(event(collection="app.bsky.graph.listitem")) == Skip("list entry")
    assert only(event(collection="com.example.thing")) == Skip("record of another collection")


def test_frames_of_the_firehose_as_json():
    ops = [
        {"action": "create", "path": "app.bsky.feed.post/3k", "cid": "x", "record": record()},
        {"action": "create", "path": "app.bsky.feed.like/3l", "cid": "x"},
        {"action": "create", "path": "app.bsky.feed.post/3m", "cid": "x"},
        {"action": "delete", "path": "app.bsky.feed.post/3n"},
    ]
    frame = {"$type": "com.atproto.sync.subscribeRepos#commit", "repo": DID, "seq": 1, "ops": ops, "blocks": "AA=="}
    assert ids(frame) == ["3k", Skip("like"), Skip("event without its record"), Skip("deletion notice")]
    assert only({"$type": "com.atproto.sync.subscribeRepos#identity", "did": DID, "seq": 1}) == Skip("identity event")


def test_records_as_programs_write_them():
    assert only({"uri": URI, "cid": "x", "author": DID, "record": record()})["author_id"] == DID
    bare = only(record())
    assert (bare["text"], bare["post_id"], bare["author_id"]) == ("Good morning", None, None)
    assert ids({"records": [{"uri": URI, "cid": "x", "value": record()}], "cursor": "x"}) == ["3k"]
    assert only({"uri": URI, "value": {"text": "x"}})["text"] == "x"


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ({"followers": [{"did": DID, "handle": "a"}], "subject": {"did": DID}}, "account"),
        ({"likes": [{"actor": {"did": DID}, "createdAt": "x"}], "uri": "x"}, "like"),
        ({"notifications": [{"uri": URI, "author": {"did": DID}}]}, "notification"),
        ({"uri": "at://did:plc:b/app.bsky.feed.generator/x", "value": {"displayName": "x"}}, "feed generator"),
        ({"$type": "app.bsky.actor.profile", "description": "x"}, "account"),
        ({"message": "x"}, "other object"),
    ],
)
def test_what_is_no_post_is_skipped_by_kind(page, kind):
    assert only(page) == Skip(kind)


def test_times():
    assert only(view(record=record(createdAt="2024-02-22T19:58:13")))[WARNINGS] == ("assumed_utc",)
    found = only(view(record=record(createdAt="yesterday")))
    assert found["created_at"] == dt.datetime(2024, 2, 22, 19, 58, 15, tzinfo=dt.UTC)
    assert found[WARNINGS] == ("bad_timestamp",)
    assert WARNINGS not in only(view(record=record(createdAt="")))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("text", "bad_type"),
        (None, "bad_type"),
        (view(record=record(text=None)), "missing_text"),
        (view(record=record(text=5)), "bad_type"),
        (view(record=None), "missing_text"),
        (view(record="x"), "bad_type"),
        (event(collection=None), "bad_type"),
        (event(record=5), "bad_type"),
    ],
)
def test_malformed(value, reason):
    found = only(value)
    assert isinstance(found, Reject)
    assert found.reason == reason


def test_copy_of_a_repository_is_refused_with_the_way_out(tmp_path):
    path = tmp_path / "repo.car"
    header = b"\x3a\xa2\x65roots\x81\xd8\x2a\x58\x25\x00\x01\x71\x12\x20" + bytes(32) + b"\x67version\x01"
    assert len(header) == 1 + 0x3A
    path.write_bytes(header + bytes(range(256)) * 8)
    with pytest.raises(SourceError, match="copy of a Bluesky account") as caught:
        audit.load(path)
    assert "listRecords" in caught.value.hint


def test_recognises_its_own(sample):
    for name in FILES:
        assert LOADER.recognises(sample(f"formats/bluesky/{name}")), name
    assert LOADER.recognises([json.loads(LOADER.example)])
    assert only(json.loads(LOADER.example))["text"] == "Good morning"


@pytest.mark.parametrize(
    "value",
    [
        {"text": "x", "createdAt": "2024", "author": "a", "langs": ["en"]},
        {"posts": [{"no": 1, "com": "x"}]},
        {"feed": [{"title": "x"}]},
        {"did": "no", "kind": "commit", "commit": {}},
        {"thread": "x", "post": {"id": 1}},
        {"thread": [], "posts": []},
        {"uri": "spotify:track:1", "value": "x"},
        {"uri": URI, "text": "x", "author": DID, "created_at": "2024"},
        {"uri": URI, "record": "x", "author": DID},
        {"posts": [{"uri": URI, "text": "x", "author": DID}]},
    ],
)
def test_leaves_neighbours_alone(value):
    assert not LOADER.recognises([value])


def test_leaves_other_platforms_alone(shared_data, sample):
    for path in sorted((shared_data / "formats").rglob("*.*json*")):
        if path.parent.name != "bluesky":
            name = str(path.relative_to(shared_data))
            assert not LOADER.recognises(sample(name)[:20]), name


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, inner in items for found in paths(inner, (*path, key)))]


FULL = view(
    record=record(
        facets=[{"features": [{"tag": "x"}]}],
        embed={"record": {"record": {"uri": URI}}, "media": {"external": {"uri": "x"}}},
        reply={"root": {"uri": URI}, "parent": {"uri": URI}},
        labels={"values": [{"val": "x"}]},
        langs=["en"],
    ),
    author={"did": DID, "labels": [{"src": DID, "val": "bot"}], "verification": {"verifiedStatus": "valid"}},
    labels=[{"src": DID, "val": "x"}],
)
RECORDS = [
    {"feed": [{"post": FULL, "reason": {"$type": "x#reasonRepost", "by": {"did": DID}, "indexedAt": "x"}}]},
    {"thread": {"post": FULL, "parent": {"post": FULL}, "replies": [{"post": FULL}, {"uri": URI, "blocked": True}]}},
    {"thread": [{"uri": URI, "value": {"post": FULL}}]},
    event(),
    {"repo": DID, "ops": [{"action": "create", "path": "app.bsky.feed.post/3k", "record": record()}]},
    {"uri": URI, "value": record()},
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400, deadline=None)
@given(data=st.data())
def test_any_field_may_be_anything(data, load):
    """One to three fields replaced by any JSON value: no crash, and what comes out fits the schema."""
    value = copy.deepcopy(data.draw(st.sampled_from(RECORDS)))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(value)[1:]))
        inner = value
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = data.draw(JSON)
    LOADER.recognises([value])
    load(LOADER, [value])


@given(JSON)
def test_any_json(value):
    assert list(LOADER.rows(value)) or isinstance(value, list)
