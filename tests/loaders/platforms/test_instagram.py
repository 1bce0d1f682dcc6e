from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import audit
from audit.errors import NoPostsError
from audit.loaders.base import WARNINGS, Ledger, Skip
from audit.loaders.platforms.instagram import Instagram

LOADER = Instagram()

FILES = [
    "post_comments_mojibake.json",
    "posts_1_mojibake.json",
    "test_image_posts.json",
    "test_image_reels.json",
    "test_images_posts.json",
    "test_images_reels.json",
    "test_mixed_media_posts.json",
    "test_mixed_media_reels.json",
]
SMILE = "\u00f0\u009f\u0098\u0082"


def post(*, media: int = 1, **fields: Any) -> dict[str, Any]:
    media_files = [
        {"uri": f"media/posts/201508/1_2_n_1784219533303449{n}.jpg", "creation_timestamp": 1440426371, "title": ""}
        for n in range(media)
    ]
    return {"media": media_files, "title": "Good morning", "creation_timestamp": 1440426380, **fields}


def comment(text: Any = "Hello", time: Any = None, names: tuple[str, str] = ("Comment", "Time")) -> dict[str, Any]:
    return {
        "media_list_data": [{"uri": ""}],
        "string_map_data": {
            names[0]: {"value": text},
            "Media Owner": {"value": "another"},
            names[1]: {"timestamp": 1492572900} if time is None else time,
        },
    }


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


def values(sample: Any, name: str) -> list[Any]:
    """The records that a file holds, without its wrapper."""
    (content,) = sample(f"formats/instagram/{name}")
    return content if isinstance(content, list) else next(iter(content.values()))


def test_every_file_of_the_folder_is_tried(shared_data):
    assert sorted(path.name for path in (shared_data / "formats/instagram").iterdir()) == FILES


@pytest.mark.parametrize("name", FILES)
def test_number_of_posts(name, shared_data, expected_posts):
    """The files named reels with no post hold an empty list: an account without reels."""
    expected = expected_posts[f"instagram/{name}"]
    posts, ledgers = audit.load(shared_data / "formats/instagram" / name), []
    assert sum(batch.num_rows for batch in posts.batches(ledgers=ledgers)) == expected
    assert posts.loader_name(0) == "instagram"
    ledger: Ledger = ledgers[0]
    assert ledger.balances()
    assert dict(ledger.skipped) == ({} if expected else {"empty list": 1})
    assert not ledger.rejected


@pytest.mark.parametrize("name", [name for name in FILES if "comments" not in name])
def test_posts_against_their_records(name, sample, load):
    records = values(sample, name)
    for found, record in zip(load(LOADER, records).posts, records, strict=True):
        first = record["media"][0]
        caption = (record.get("title") or first["title"]).encode("latin-1").decode("utf-8")
        assert found["text"] == (caption or None)
        assert found.get(WARNINGS) == (None if caption else ("empty_text",))
        assert found["created_at"].timestamp() == record.get("creation_timestamp", first["creation_timestamp"])
        assert found["post_id"] == first["uri"].rpartition("_")[2].partition(".")[0]
        assert (found["kind"], found["status"], found["platform"]) == ("original", "present", "instagram")
        assert "author_id" not in found


def test_sample_needs_the_repair(sample, load):
    """Otherwise the comparison above shows nothing; ids are different posts' own."""
    posts = load(LOADER, values(sample, "posts_1_mojibake.json")).posts
    texts = [found["text"] for found in posts if found["text"]]
    assert sum(not text.isascii() for text in texts) >= 10
    assert not any("\u00c2\u00b0" in text or "\u00f0\u009f" in text for text in texts)
    assert len({found["post_id"] for found in posts}) == 35


def test_comment_against_its_record(sample, load):
    (record,) = values(sample, "post_comments_mojibake.json")
    (found,) = load(LOADER, sample("formats/instagram/post_comments_mojibake.json")).posts
    value = record["string_map_data"]["Comment"]["value"]
    assert found["text"] == value.encode("latin-1").decode("utf-8") != value
    assert found["created_at"] == dt.datetime(2017, 4, 19, 3, 35, tzinfo=dt.UTC)
    assert (found["kind"], found[WARNINGS]) == ("comment", ("assumed_utc",))


def test_several_media_are_one_post():
    found = only(post(media=3))
    assert (found["post_id"], found["text"]) == ("17842195333034490", "Good morning")
    assert found["created_at"].timestamp() == 1440426380


def test_caption_of_the_medium_where_the_post_has_none():
    record = post(title=" ", media=2)
    record["media"][1]["title"] = "Second"
    assert only(record)["text"] == "Second"
    del record["title"], record["creation_timestamp"]
    assert (only(record)["text"], only(record)["created_at"].timestamp()) == ("Second", 1440426371)


def test_photo_without_words():
    found = only(post(title=""))
    assert (found["text"], found[WARNINGS]) == (None, ("empty_text",))


def test_caption_is_repaired():
    assert only(post(title=f"Good morning {SMILE}"))["text"] == "Good morning 😂"
    assert only(post(title="Good morning 😂 é"))["text"] == "Good morning 😂 é"


def test_stories_and_what_was_put_away():
    story = {"uri": "media/stories/202201/1_n_17842195333034497.jpg", "creation_timestamp": 1440426371, "title": "Hi"}
    assert (only({"ig_stories": [story]})["text"], only({"ig_stories": [story]})["post_id"]) == (
        "Hi",
        "17842195333034497",
    )
    assert only({"ig_archived_post_media": [post()]})["status"] == "present"
    assert only({"ig_recently_deleted_media": [post()]})["status"] == "deleted"


@pytest.mark.parametrize(
    ("uri", "own"),
    [
        ("media/posts/1_n_17842195333034497.jpg", "17842195333034497"),
        ("photos/201905/c0ffee.jpg", "photos/201905/c0ffee.jpg"),
        (5, None),
    ],
)
def test_number_of_a_medium(uri, own):
    assert only({"media": [{"uri": uri, "creation_timestamp": 1}], "title": "x"})["post_id"] == own


@pytest.mark.parametrize("wrap", [lambda x: {"comments_reels_comments": [x]}, lambda x: [x], lambda x: x])
def test_comments(wrap):
    found = only(wrap(comment(f"Hello {SMILE}")))
    assert (found["text"], found["created_at"].timestamp(), found["kind"]) == ("Hello 😂", 1492572900, "comment")
    assert WARNINGS not in found
    assert "another" not in json.dumps(found, default=str)


def test_labels_of_other_languages():
    found = only([comment(names=("Opmerking", "Tijd"))])
    assert (found["text"], found["created_at"].timestamp()) == ("Hello", 1492572900)
    assert only([comment(names=("Kommentar", "Whenever"))])["created_at"].timestamp() == 1492572900


def test_comment_of_2021():
    found = only(
        {"comments_media_comments": [{"title": "another", "string_list_data": [{"value": "Hi", "timestamp": 5}]}]}
    )
    assert (found["text"], found["created_at"].timestamp()) == ("Hi", 5)


def test_date_in_another_language_is_missing_and_said():
    found = only(comment(time={"value": "19 avr. 2017 à 03:35"}))
    assert (found["created_at"], found[WARNINGS]) == (None, ("bad_timestamp",))


def test_export_of_2018():
    record = {
        "photos": [{"caption": "Tea", "taken_at": "2018-01-20T20:13:41+00:00", "path": "photos/201801/a.jpg", "location": "Here"}],
        "stories": [{"taken_at": "2018-01-20T20:13:41", "path": "stories/201801/b.jpg"}],
        "profile": [{"taken_at": "2018-01-20T20:13:41", "path": "profile/201801/c.jpg"}],
    }  # fmt: skip
    photo, story, skipped = LOADER.rows(record)
    assert (photo["text"], photo["place"], photo["created_at"].year) == ("Tea", "Here", 2018)
    assert (story["text"], story[WARNINGS]) == (None, ("empty_text", "assumed_utc"))
    assert skipped == Skip("other record", 1)
    assert LOADER.recognises([record])
    written = {"media_comments": [["2018-10-16T09:14:25+00:00", "Hello", "another"]], "likes": []}
    assert LOADER.recognises([written])
    assert [row["text"] for row in LOADER.rows(written)] == ["Hello"]


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ({"likes_media_likes": [{"title": "a", "string_list_data": [{"value": "x"}]}] * 2}, Skip("like", 2)),
        ({"relationships_following": [{"title": "a", "string_list_data": []}]}, Skip("follow", 1)),
        ({"story_activities_polls": [{"string_list_data": []}]}, Skip("story interaction", 1)),
        ({"impressions_history_posts_seen": [{"string_map_data": {}}]}, Skip("viewed item", 1)),
        ({"ig_profile_picture": [{"uri": "a", "creation_timestamp": 1}]}, Skip("profile picture", 1)),
        ({"brand_new": [{"string_map_data": {}}]}, Skip("other record", 1)),
        ([{"title": "", "media_list_data": [], "string_list_data": [{"value": "a"}]}], Skip("follow")),
        ([{"string_map_data": {"Author": {"value": "a"}, "Time": {"timestamp": 1}}}], Skip("other record")),
        ({"ig_reels_media": []}, Skip("empty list")),
    ],
)
def test_what_is_no_post_is_skipped_by_kind(record, kind):
    assert only(record) == kind


def test_likes_are_not_read_as_a_table(tmp_path):
    path = tmp_path / "liked_posts.json"
    path.write_text(
        json.dumps({"likes_media_likes": [{"title": "a", "string_list_data": [{"value": "x"}]}] * 5}, indent=1)
    )
    posts, ledgers = audit.load(path), []
    assert sum(batch.num_rows for batch in posts.batches(ledgers=ledgers)) == 0
    assert dict(ledgers[0].skipped) == {"like": 5}
    with pytest.raises(NoPostsError):
        posts.write(tmp_path / "out.jsonl")


def test_page_of_the_api():
    medium = {
        "id": "17842",
        "caption": "Good morning",
        "media_type": "IMAGE",
        "media_product_type": "FEED",
        "timestamp": "2023-10-17T05:42:03+0000",
        "username": "somebody",
        "like_count": 3,
        "comments_count": 1,
        "comments": {
            "data": [
                {
                    "id": "5",
                    "text": "Hello",
                    "timestamp": "2023-10-17T06:00:00+0000",
                    "username": "another",
                    "replies": {"data": [{"id": "6", "text": "Hi", "timestamp": "2023-10-17T06:00:00+0000"}]},
                }
            ]
        },
    }
    assert LOADER.recognises([{"data": [medium]}])
    assert LOADER.recognises([medium])
    found, first, answer = LOADER.rows({"data": [medium], "paging": {}})
    assert (found["text"], found["author_id"], found["likes"], found["replies"]) == ("Good morning", "somebody", 3, 1)
    assert found["created_at"] == dt.datetime(2023, 10, 17, 5, 42, 3, tzinfo=dt.UTC)
    assert (first["reply_to"], first["conversation_id"], first["kind"]) == ("17842", "17842", "comment")
    assert (answer["reply_to"], answer["conversation_id"]) == ("5", "17842")
    del medium["caption"], medium["comments"]
    assert only(medium)[WARNINGS] == ("empty_text",)


def test_file_of_instaloader():
    node = {
        "id": "2635",
        "owner": {"id": "77", "username": "somebody", "is_verified": True},
        "taken_at_timestamp": 1440426371,
        "edge_media_to_caption": {"edges": [{"node": {"text": "Good morning"}}]},
        "edge_media_preview_like": {"count": 3},
        "edge_media_to_comment": {"count": 1},
        "location": {"name": "Here"},
    }
    record = {"node": node, "instaloader": {"version": "4.9", "node_type": "Post"}}
    assert LOADER.recognises([record])
    found = only(record)
    assert (found["text"], found["author_id"], found["place"]) == ("Good morning", "77", "Here")
    assert (found["likes"], found["replies"], found["attributes"]) == (3, 1, {"verified": "yes"})
    record["instaloader"]["node_type"] = "Profile"
    assert only(record) == Skip("user object")


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("text", "bad_type"),
        (post(title=5), "bad_type"),
        ({"ig_stories": ["x"]}, "bad_type"),
        ({"ig_stories": [{}]}, "missing_text"),
        ({"comments_media_comments": [5]}, "bad_type"),
        (comment(text=5), "bad_type"),
        ({"comments_media_comments": [{}]}, "missing_text"),
        (comment(text=None), "missing_text"),
    ],
)
def test_malformed(record, reason):
    assert only(record).reason == reason


def test_recognises_its_own(sample):
    for name in FILES:
        assert LOADER.recognises(sample(f"formats/instagram/{name}")), name
    assert LOADER.recognises([json.loads(LOADER.example)])
    assert only(json.loads(LOADER.example))["text"] == "Good morning"


@pytest.mark.parametrize(
    "record",
    [
        {"data": [{"id": "1", "text": "x", "media_type": "IMAGE", "media_product_type": "THREADS"}]},
        {"timestamp": 1, "data": [{"post": "x"}], "title": "A updated."},
        {"photos": [{"uri": "a", "creation_timestamp": 1}], "name": "Album"},
        {"media": ["https://example.org/a.jpg"], "text": "x"},
        {"messages": [{"sender_name": "A", "timestamp_ms": 1, "content": "x"}]},
        {"timestamp": 1, "media": [], "label_values": [{"label": "Name", "value": "x"}]},
    ],
)
def test_leaves_neighbours_alone(record):
    assert not LOADER.recognises([record])


def test_leaves_other_platforms_alone(shared_data, sample):
    for path in sorted((shared_data / "formats").rglob("*.*json*")):
        if path.parent.name != "instagram":
            name = str(path.relative_to(shared_data))
            assert not LOADER.recognises(sample(name)[:20]), name


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
WHOLE = [
    post(media=2),
    {"ig_stories": [post()], "comments_media_comments": [comment(), comment(time={"value": "Apr 19, 2017, 3:35 AM"})]},
    {"photos": [{"caption": "a", "taken_at": "2018-01-20T20:13:41", "path": "a.jpg"}], "media_comments": [["2018", "a", "b"]]},
    {"data": [{"id": "1", "caption": "a", "media_type": "IMAGE", "comments": {"data": [{"id": "2", "text": "b"}]}}]},
    {"node": {"id": "1", "owner": {"id": "2"}, "caption": "a"}, "instaloader": {"node_type": "Post"}},
]  # fmt: skip


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
