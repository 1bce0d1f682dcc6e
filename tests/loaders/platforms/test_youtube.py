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
from audit.loaders.platforms.youtube import YouTube

LOADER = YouTube()

FILES = [
    "comment_thread_single.json",
    "comment_threads_by_video_paged_1.json",
    "comment_threads_by_video_paged_2.json",
    "comments_by_parent_paged_1.json",
]


def comment(own: str = "UgzA", **snippet: Any) -> dict[str, Any]:
    return {
        "kind": "youtube#comment",
        "id": own,
        "snippet": {
            "textOriginal": "Good morning",
            "textDisplay": "Good<br>morning",
            "authorChannelId": {"value": "UC1"},
            "authorDisplayName": "Somebody",
            "videoId": "v1",
            "likeCount": 3,
            "publishedAt": "2019-11-26T15:51:44Z",
            "updatedAt": "2019-11-26T15:51:44Z",
            **snippet,
        },
    }


def thread(*answers: Any, **snippet: Any) -> dict[str, Any]:
    return {
        "kind": "youtube#commentThread",
        "id": "UgzA",
        "snippet": {"videoId": "v1", "topLevelComment": comment(), "totalReplyCount": len(answers), **snippet},
        "replies": {"comments": list(answers)},
    }


def download(**fields: Any) -> dict[str, Any]:
    return {
        "id": "v1",
        "extractor_key": "Youtube",
        "webpage_url": "https://www.youtube.com/watch?v=v1",
        "title": "A walk",
        "description": "In the rain",
        "channel_id": "UC9",
        "timestamp": 1574783504,
        "like_count": 5,
        "view_count": 70,
        "comments": [
            {"id": "UgzA", "text": "Good morning", "author_id": "UC1", "parent": "root", "timestamp": 1574783600},
            {"id": "UgzA.8x", "text": "Hello", "author_id": "UC2", "parent": "UgzA", "like_count": 1},
        ],
        **fields,
    }


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


@pytest.mark.parametrize("name", FILES)
def test_number_of_posts(name, shared_data, expected_posts):
    posts, ledgers = audit.load(shared_data / "formats/youtube" / name), []
    assert sum(batch.num_rows for batch in posts.batches(ledgers=ledgers)) == expected_posts[f"youtube/{name}"]
    assert posts.loader_name(0) == "youtube"
    ledger: Ledger = ledgers[0]
    assert ledger.balances()
    assert (ledger.skipped.total(), ledger.rejected.total(), ledger.warnings.total()) == (0, 0, 0)


def test_every_file_of_the_folder_is_tried(shared_data):
    assert sorted(path.name for path in (shared_data / "formats/youtube").iterdir()) == FILES


@pytest.mark.parametrize("name", FILES)
def test_against_the_records(name, sample, load):
    """Each field by hand; samples hold no answers inside threads."""
    (page,) = sample(f"formats/youtube/{name}")
    for found, item in zip(load(LOADER, [page]).posts, page["items"], strict=True):
        inner = item["snippet"].get("topLevelComment", item)
        snippet = inner["snippet"]
        assert found["post_id"] == inner["id"]
        assert found["text"] == snippet["textOriginal"]
        assert found["author_id"] == snippet["authorChannelId"]["value"]
        assert found["created_at"] == dt.datetime.fromisoformat(snippet["publishedAt"])
        assert found["edited"] is (snippet["publishedAt"] != snippet["updatedAt"])
        assert found["likes"] == snippet["likeCount"]
        assert found["kind"] == "comment"
        assert found["replies"] == item["snippet"].get("totalReplyCount")
        assert found["conversation_id"] == item["snippet"].get("videoId")
        assert found["reply_to"] == snippet.get("parentId", item["snippet"].get("videoId"))


def test_markup_gives_the_same_words(sample):
    """Where both forms are there, the loader reads the one as the other, but for runs of spaces, which HTML does not keep."""
    compared = 0
    for name in FILES:
        (page,) = sample(f"formats/youtube/{name}")
        for item in page["items"]:
            snippet = item["snippet"].get("topLevelComment", item)["snippet"]
            shown = only(comment(textOriginal=None, textDisplay=snippet["textDisplay"]))["text"]
            assert " ".join(shown.split()) == " ".join(snippet["textOriginal"].split())
            compared += "<" in snippet["textDisplay"]
    assert compared >= 3


def test_thread():
    rows = list(LOADER.rows(thread(comment("UgzA.8x", videoId=None), comment("UgzA.8y", parentId="UgzA"))))
    assert [row["post_id"] for row in rows] == ["UgzA", "UgzA.8x", "UgzA.8y"]
    assert [row["reply_to"] for row in rows] == ["v1", "UgzA", "UgzA"]
    assert {row["conversation_id"] for row in rows} == {"v1"}
    assert [row["replies"] for row in rows] == [2, None, None]


def test_answers_on_their_own_know_what_they_answer():
    assert only(comment("UgzA.8x"))["reply_to"] == "UgzA"
    assert only(comment("UgzA.8x", parentId="UgzB"))["reply_to"] == "UgzB"


def test_edited():
    assert only(comment(updatedAt="2020-01-01T00:00:00Z"))["edited"] is True
    assert only(comment())["edited"] is False
    assert only(comment(updatedAt=None))["edited"] is None


def test_markup_only_where_there_is_nothing_else():
    assert only(comment())["text"] == "Good morning"
    found = only(comment(textOriginal=None, textDisplay='Tea &amp; <a href="x">2:05</a><br />more'))
    assert found["text"] == "Tea & 2:05\nmore"


@pytest.mark.parametrize(
    ("fields", "author"),
    [
        ({}, "UC1"),
        ({"authorChannelId": "UC2"}, "UC2"),
        ({"authorChannelId": None, "authorChannelUrl": "http://www.youtube.com/channel/UC3"}, "UC3"),
        ({"authorChannelId": None, "authorChannelUrl": "http://www.youtube.com/@a"}, "Somebody"),
        ({"authorChannelId": {}, "authorDisplayName": ""}, None),
    ],
)
def test_author(fields, author):
    assert only(comment(**fields))["author_id"] == author


@pytest.mark.parametrize(("moderation", "status"), [("published", "present"), ("rejected", "removed"), ([], "present")])
def test_moderation(moderation, status):
    assert only(comment(moderationStatus=moderation))["status"] == status


def test_empty_comment_is_said():
    found = only(comment(textOriginal=" "))
    assert (found["text"], found[WARNINGS]) == (None, ("empty_text",))
    assert WARNINGS not in only(comment())


def test_bad_time_is_missing_and_said():
    found = only(comment(publishedAt="yesterday"))
    assert (found["created_at"], found[WARNINGS]) == (None, ("bad_timestamp",))


def test_video():
    found = only(
        {
            "kind": "youtube#video",
            "id": "v1",
            "snippet": {"title": "A walk", "description": "In the rain\n", "channelId": "UC9", "channelTitle": "Walks"},
            "statistics": {"viewCount": "70", "likeCount": "5", "commentCount": "2"},
        }
    )
    assert (found["text"], found["kind"], found["author_id"]) == ("A walk\n\nIn the rain", "original", "UC9")
    assert (found["views"], found["likes"], found["replies"]) == (70, 5, 2)
    assert found["post_id"] == found["conversation_id"] == "v1"
    assert "Walks" not in json.dumps(found, default=str)


def test_download_of_yt_dlp():
    video, first, answer = LOADER.rows(download())
    assert (video["text"], video["author_id"], video["views"]) == ("A walk\n\nIn the rain", "UC9", 70)
    assert video["created_at"] == dt.datetime(2019, 11, 26, 15, 51, 44, tzinfo=dt.UTC)
    assert (first["reply_to"], first["conversation_id"], first["author_id"]) == ("v1", "v1", "UC1")
    assert (answer["reply_to"], answer["conversation_id"], answer["likes"]) == ("UgzA", "v1", 1)
    dated = next(LOADER.rows(download(timestamp=None, upload_date="20191126")))
    assert dated["created_at"] == dt.datetime(2019, 11, 26, tzinfo=dt.UTC)
    stated = next(LOADER.rows(download(channel_is_verified=True, channel_follower_count=12_345)))
    assert stated["attributes"] == {"verified": "yes", "followers": "10000-99999"}


def test_comment_of_the_comment_downloader(tmp_path):
    record = {
        "cid": "UgzA.8x",
        "text": "Good morning",
        "time": "2 years ago",
        "author": "@somebody",
        "channel": "UC1",
        "votes": "3",
        "replies": "",
        "photo": "https://example.org/x.jpg",
        "heart": False,
        "reply": True,
        "time_parsed": 1574783504.5,
    }
    found = only(record)
    assert (found["post_id"], found["reply_to"], found["author_id"]) == ("UgzA.8x", "UgzA", "UC1")
    assert (found["likes"], found["created_at"].year) == (3, 2019)
    assert only({**record, "votes": "1.2K"})["likes"] is None
    del record["time_parsed"]
    assert only(record)[WARNINGS] == ("bad_timestamp",)
    path = tmp_path / "comments.json"
    path.write_text(json.dumps(record) + "\n" + json.dumps(record) + "\n")
    assert audit.load(path).loader_name(0) == "youtube"


def test_lines_of_items_and_of_pages(tmp_path):
    path = tmp_path / "lines.jsonl"
    page = {"kind": "youtube#commentThreadListResponse", "items": [thread(comment("UgzA.8x"))]}
    path.write_text("\n".join(json.dumps(each) for each in [page, thread(), comment("UgzB")]))
    posts = audit.load(path)
    assert posts.loader_name(0) == "youtube"
    assert posts.to_table().num_rows == 4


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ({"kind": "youtube#searchResult", "id": {"videoId": "v"}, "snippet": {"title": "A"}}, "search result"),
        ({"kind": "youtube#channel", "id": "UC1", "snippet": {"title": "A"}}, "channel object"),
        ({"kind": "youtube#playlistItem", "snippet": {"title": "A"}}, "playlist item"),
        ({"kind": "youtube#brandNew"}, "other object"),
        ({"error": {"code": 403}}, "error payload"),
        ({"kind": "youtube#commentListResponse", "items": []}, "empty page"),
    ],
)
def test_what_is_no_post_is_skipped_by_kind(record, kind):
    assert only(record) == Skip(kind)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("text", "bad_type"),
        (comment(textOriginal=5, textDisplay=5), "bad_type"),
        (comment(textOriginal=None, textDisplay=None), "missing_text"),
        ({"kind": "youtube#comment"}, "missing_text"),
        ({"kind": "youtube#commentThread", "id": "a"}, "missing_text"),
        ({"kind": "youtube#video", "id": "a"}, "missing_text"),
        ({"kind": "youtube#video", "id": "a", "snippet": {"title": 5}}, "bad_type"),
        ({"items": [None]}, "bad_type"),
    ],
)
def test_malformed(record, reason):
    assert only(record).reason == reason


def test_recognises_its_own(sample):
    for name in FILES:
        assert LOADER.recognises(sample(f"formats/youtube/{name}")), name
    assert LOADER.recognises([json.loads(LOADER.example)])
    assert only(json.loads(LOADER.example))["text"] == "Good morning"
    assert LOADER.recognises([download()])


@pytest.mark.parametrize(
    "record",
    [
        download(extractor_key="Vimeo"),
        {"kind": "t1", "data": {"body": "x"}},
        {"kind": "blogger#post", "items": []},
        {"items": [{"id": 1, "owner_id": 2, "text": "x"}]},
        {"text": "x", "author": "a", "time": 5},
    ],
)
def test_leaves_neighbours_alone(record):
    assert not LOADER.recognises([record])


def test_leaves_other_platforms_alone(shared_data, sample):
    for path in sorted((shared_data / "formats").rglob("*.*json*")):
        if path.parent.name != "youtube":
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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(data=st.data())
def test_any_field_may_be_anything(data, load):
    """One to three fields replaced by any JSON value: no crash, and what comes out fits the schema."""
    record = copy.deepcopy(data.draw(st.sampled_from([thread(comment("UgzA.8x")), download()])))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(record)[1:]))
        inner = record
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = data.draw(JSON)
    load(LOADER, [record])
