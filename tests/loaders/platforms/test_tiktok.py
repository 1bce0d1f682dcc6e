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
from audit.loaders.platforms.tiktok import TikTok

LOADER = TikTok()

FILES = ["research_api_comments.json", "research_api_query_videos.json", "user_data_tiktok.json"]
OK = {"code": "ok", "message": "", "log_id": "1"}


def video(**fields: Any) -> dict[str, Any]:
    return {
        "id": 7028743950684949651,
        "video_description": "Good morning #tea",
        "create_time": 1633823999,
        "region_code": "CA",
        "username": "somebody",
        "hashtag_names": ["tea"],
        "video_mention_list": ["another"],
        "like_count": 3,
        "share_count": 2,
        "comment_count": 1,
        "view_count": 70,
        "voice_to_text": "this is spoken",
        "effect_ids": ["0"],
        **fields,
    }


def comment(**fields: Any) -> dict[str, Any]:
    return {
        "id": 7028743950684949652,
        "video_id": 7028743950684949651,
        "parent_comment_id": 7028743950684949640,
        "text": "Good morning",
        "create_time": 1671491598,
        "like_count": 5,
        "reply_count": 1,
        **fields,
    }


def answer(error: Any = OK, **data: Any) -> dict[str, Any]:
    return {"data": {"has_more": False, "cursor": 1, **data}, "error": error}


def item(**fields: Any) -> dict[str, Any]:
    return {
        "id": "7028743950684949651",
        "desc": "Good morning @another #tea",
        "createTime": "1633823999",
        "author": {"id": "6", "uniqueId": "somebody", "verified": True, "signature": "she/her"},
        "authorStats": {"followerCount": 1_500},
        "stats": {"diggCount": 3, "shareCount": 2, "commentCount": 1, "playCount": 70},
        "textExtra": [{"userId": "8", "userUniqueId": "another"}, {"hashtagName": "tea"}],
        "textLanguage": "en",
        "locationCreated": "CA",
        **fields,
    }


def export(**sections: Any) -> dict[str, Any]:
    return {
        "Profile": {"Profile Info": {"ProfileMap": {"userName": "somebody", "bioDescription": "she/her"}}},
        "Post": {
            "Posts": {
                "VideoList": [
                    {
                        "Date": "2024-12-15 19:03:14",
                        "Link": "https://www.tiktokv.com/share/video/7424885637381131563/",
                        "Likes": "3",
                        "Title": "Good morning #tea",
                        "Location": "N/A",
                    }
                ]
            },
            "Recently Deleted Posts": {"PostList": [{"Date": "2024-01-01 00:00:00", "Title": "Regretted"}]},
        },
        "Comment": {"Comments": {"CommentsList": [{"date": "2024-12-15 19:03:14", "comment": "Hello", "url": ""}]}},
        "Direct Message": {"Direct Messages": {"ChatHistory": {"Chat History with another:": [{"Content": "secret"}]}}},
        "Tiktok Live": {
            "Watch Live History": {
                "WatchLiveMap": {"5": {"Comments": [{"CommentTime": "2024-12-15 19:03:14", "CommentContent": "Hi all"}]}}
            }
        },
        "Your Activity": {
            "Watch History": {"VideoList": [{"Date": "2024-12-15 18:43:41", "Link": "https://x/video/7424885637381131563/"}]},
            "Like List": {"ItemFavoriteList": [{"date": "2024-12-15 19:03:14"}, {"date": "2024-12-15 19:03:14"}]},
            "Searches": {"SearchList": [{"SearchTerm": "tea"}]},
            "Login History": {"LoginHistoryList": None},
        },
        **sections,
    }  # fmt: skip


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


def test_every_file_of_the_folder_is_tried(shared_data):
    assert sorted(path.name for path in (shared_data / "formats/tiktok").iterdir()) == FILES


@pytest.mark.parametrize("name", FILES)
def test_number_of_posts(name, shared_data, expected_posts):
    posts, ledgers = audit.load(shared_data / "formats/tiktok" / name), []
    assert sum(batch.num_rows for batch in posts.batches(ledgers=ledgers)) == expected_posts[f"tiktok/{name}"]
    assert posts.loader_name(0) == "tiktok"
    ledger: Ledger = ledgers[0]
    assert ledger.balances()
    assert not ledger.rejected


def test_videos_against_their_records(sample, load):
    (page,) = sample("formats/tiktok/research_api_query_videos.json")
    for found, record in zip(load(LOADER, [page]).posts, page["data"]["videos"], strict=True):
        assert found["post_id"] == str(record["video_id"])
        assert found["text"] == record["video_description"]
        assert found["created_at"].timestamp() == record["create_time"]
        assert found["country"] == record["region_code"]
        assert found["hashtags"] == record["hashtag_names"]
        assert (found["views"], found["replies"]) == (record["view_count"], record["comment_count"])
        assert (found["likes"], found["author_id"], found["kind"]) == (None, None, "original")


def test_comments_against_their_records(sample, load):
    (page,) = sample("formats/tiktok/research_api_comments.json")
    for found, record in zip(load(LOADER, [page]).posts, page["data"]["comments"], strict=True):
        assert found["post_id"] == str(record["id"])
        assert found["text"] == record["text"]
        assert found["created_at"].timestamp() == record["create_time"]
        assert found["reply_to"] == str(record["parent_comment_id"])
        assert found["conversation_id"] == str(record["video_id"])
        assert (found["likes"], found["replies"]) == (record["like_count"], record["reply_count"])
        assert found["kind"] == "comment"


def test_everything_in_the_export_is_counted_by_kind(sample, load):
    (document,) = sample("formats/tiktok/user_data_tiktok.json")
    outcome = load(LOADER, [document])
    assert outcome.posts == outcome.rejected == []
    activity = document["Your Activity"]
    assert dict(outcome.skipped) == {
        "watched video": len(activity["Watch History"]["VideoList"]),
        "like": len(activity["Like List"]["ItemFavoriteList"]),
        "search": len(activity["Searches"]["SearchList"]),
        "device": 1,
        "profile": 1,
    }


def test_video():
    found = only(video())
    assert (found["author_id"], found["country"], found["mentions"]) == ("somebody", "CA", ["another"])
    assert (found["likes"], found["reposts"], found["replies"], found["views"]) == (3, 2, 1, 70)
    assert found["post_id"] == found["conversation_id"] == "7028743950684949651"
    assert "spoken" not in json.dumps(found, default=str)


def test_comment_that_begins_a_thread_answers_the_video():
    assert only(comment(parent_comment_id=None))["reply_to"] == "7028743950684949651"


def test_id_that_went_through_a_float_is_missing_and_said():
    found = only(video(id=7.028743950684949651e18))
    assert (found["post_id"], found[WARNINGS]) == (None, ("mangled_id",))


def test_video_without_words():
    found = only(video(video_description=""))
    assert (found["text"], found[WARNINGS]) == (None, ("empty_text",))


def test_bad_time_is_missing_and_said():
    found = only(video(create_time="soon"))
    assert (found["created_at"], found[WARNINGS]) == (None, ("bad_timestamp",))


def test_export():
    rows = list(LOADER.rows(export()))
    posts = [row for row in rows if not isinstance(row, Skip)]
    assert [row["text"] for row in posts] == ["Good morning #tea", "Regretted", "Hello", "Hi all"]
    assert [row["kind"] for row in posts] == ["original", "original", "comment", "comment"]
    assert [row["status"] for row in posts] == ["present", "deleted", "present", "present"]
    assert {row["author_id"] for row in posts} == {"somebody"}
    assert posts[0]["post_id"] == "7424885637381131563"
    assert posts[0]["created_at"] == dt.datetime(2024, 12, 15, 19, 3, 14, tzinfo=dt.UTC)
    assert (posts[0]["likes"], posts[0]["place"]) == (3, None)
    assert posts[0]["attributes"] == {"bio": "she/her"}
    assert [row for row in rows if isinstance(row, Skip)] == [
        Skip("direct message", 1),
        Skip("watched video", 1),
        Skip("like", 2),
        Skip("search", 1),
        Skip("profile"),
    ]


def test_names_of_earlier_years():
    videos = {"Videos": {"VideoList": [{"Date": "2020-12-15 19:03:14", "Link": "https://v.example/x", "Likes": "1"}]}}
    browsing = {"Video Browsing History": {"VideoList": [{"Date": "2020-12-15 19:03:14", "Link": "https://x"}]}}
    first, *others = LOADER.rows({"Activity": browsing, "Video": videos, "Profile": {}})
    assert others == [Skip("watched video", 1)]
    assert (first["text"], first["post_id"], first[WARNINGS]) == (None, None, ("missing_text",))


@pytest.mark.parametrize(("title", "text"), [("N/A", None), ("None", None), ("", None), ("None of it", "None of it")])
def test_title_that_is_none(title, text):
    first = next(LOADER.rows(export(Post={"Posts": {"VideoList": [{"Title": title}]}})))
    assert (first["text"], first.get(WARNINGS)) == (text, None if text else ("empty_text",))


@pytest.mark.parametrize("wrap", [lambda x: x, lambda x: {"source_platform": "tiktok.com", "data": x}, lambda x: [x]])
def test_item_of_the_website(wrap):
    found = only(wrap(item()))
    assert (found["text"], found["author_id"], found["lang"]) == ("Good morning @another #tea", "6", "en")
    assert (found["hashtags"], found["mentions"], found["country"]) == (["tea"], ["8"], "CA")
    assert (found["likes"], found["reposts"], found["replies"], found["views"]) == (3, 2, 1, 70)
    assert found["attributes"] == {"bio": "she/her", "verified": "yes", "followers": "1000-9999"}
    assert found["created_at"].timestamp() == 1633823999


def test_duet_is_a_quote():
    found = only(item(duetInfo={"duetFromId": "9"}))
    assert (found["kind"], found["quote_of"]) == ("quote", "9")
    assert only(item(duetInfo={"duetFromId": "0"}))["kind"] == "original"


def test_comment_of_the_website():
    record = {
        "cid": "2",
        "aweme_id": "1",
        "create_time": 1633823999,
        "text": "Hello",
        "reply_id": "0",
        "digg_count": 4,
        "user": {"uid": "6"},
        "comment_language": "un",
    }
    found = only(record)
    assert (found["post_id"], found["reply_to"], found["conversation_id"]) == ("2", "1", "1")
    assert (found["author_id"], found["lang"], found["likes"]) == ("6", None, 4)
    assert only({**record, "reply_id": "3"})["reply_to"] == "3"


def test_lines_of_videos(tmp_path):
    path = tmp_path / "videos.jsonl"
    path.write_text("".join(json.dumps(video(id=number, video_label=None)) + "\n" for number in range(1, 4)))
    posts = audit.load(path)
    assert posts.loader_name(0) == "tiktok"
    assert posts.to_table()["country"].to_pylist() == ["CA"] * 3


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (answer(display_name="S", follower_count=5, bio_description="x"), "user object"),
        (answer(user_liked_videos=[video()]), "liked video"),
        (answer(user_followers=[{"username": "a"}]), "follower"),
        (answer(videos=[]), "empty page"),
        (answer(error={"code": "rate_limit_exceeded", "message": "m", "log_id": "1"}), "error payload"),
        ({"error": {"code": "access_token_invalid"}}, "error payload"),
        ({"display_name": "S", "follower_count": 5}, "user object"),
        ({"anything": 1}, "other object"),
    ],
)
def test_what_is_no_post_is_skipped_by_kind(record, kind):
    assert only(record) == Skip(kind)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("text", "bad_type"),
        (answer(videos=["x"]), "bad_type"),
        (video(video_description=5), "bad_type"),
        (video(video_description=None), "missing_text"),
        ({"id": 1, "region_code": "CA"}, "missing_text"),
        (comment(text=None), "missing_text"),
        (item(desc=None), "missing_text"),
    ],
)
def test_malformed(record, reason):
    assert only(record).reason == reason


def test_recognises_its_own(sample):
    for name in FILES:
        assert LOADER.recognises(sample(f"formats/tiktok/{name}")), name
    assert LOADER.recognises([json.loads(LOADER.example)])
    assert only(json.loads(LOADER.example))["text"] == "Good morning #tea"
    for record in (answer(videos=[]), comment(), item(), export(), answer(display_name="S", follower_count=5)):
        assert LOADER.recognises([record])


@pytest.mark.parametrize(
    "record",
    [
        {"data": [{"id": "1", "text": "x"}]},
        {"data": {"id": "1", "text": "x", "author_id": "2"}},
        {"id": 1, "desc": "x", "author": "a"},
        {"Profile": {}, "Activity": {}},
        {"video_description": "x", "views": 5},
        {"video_id": "v", "text": "x"},
    ],
)
def test_leaves_neighbours_alone(record):
    assert not LOADER.recognises([record])


def test_leaves_other_platforms_alone(shared_data, sample):
    for path in sorted((shared_data / "formats").rglob("*.*json*")):
        if path.parent.name != "tiktok":
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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=250, deadline=None)
@given(data=st.data())
def test_any_field_may_be_anything(data, load):
    """One to three fields replaced by any JSON value: no crash, and what comes out fits the schema."""
    whole = [answer(videos=[video()], comments=[comment()]), item(), export()]
    record = copy.deepcopy(data.draw(st.sampled_from(whole)))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(record)[1:]))
        inner = record
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = data.draw(JSON)
    load(LOADER, [record])
