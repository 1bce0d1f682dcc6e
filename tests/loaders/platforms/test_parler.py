from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import audit
from audit.loaders.base import WARNINGS, Skip
from audit.loaders.platforms.parler import Parler

LOADER = Parler()
FILES = ["parler_posts_doc_sample.ndjson"]


def post(**fields: Any) -> dict[str, Any]:
    return {
        "id": "c0ffee",
        "body": "Good morning",
        "createdAt": "20200615225113",
        "datatype": "posts",
        "creator": "a1",
        "username": "someone",
        "comments": 2,
        "reposts": 1,
        "upvotes": 5,
        "impressions": 100,
        **fields,
    }


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


def test_every_file_of_the_folder_is_tried(shared_data):
    assert sorted(path.name for path in (shared_data / "formats/parler").iterdir()) == FILES


def test_number_of_posts(shared_data, expected_posts):
    found = audit.load(shared_data / "formats/parler" / FILES[0])
    assert [each.loader for each in found.prepared] == ["parler"]
    assert found.to_table().num_rows == expected_posts[f"parler/{FILES[0]}"]


def test_against_the_records(sample, load):
    records = sample(f"formats/parler/{FILES[0]}")
    outcome = load(LOADER, records)
    assert (outcome.skipped, outcome.rejected) == ([], [])
    for found, record in zip(outcome.posts, records, strict=True):
        assert found["text"] == record["bodywithurls"].strip()
        assert found["author_id"] == record["username"]
        assert found["created_at"].strftime("%Y-%m-%d %H:%M:%S UTC") == record["createdAtformatted"]
        assert found["replies"] == record["comments"]
        assert found["kind"] == "original"
        assert found["attributes"].get("verified") == (
            {False: "no"}[record["verified"]] if "verified" in record else None
        )
        low, high = (int(each) for each in found["attributes"]["followers"].split("-"))
        assert low <= record["followers"] <= high


def test_fields():
    found = only(
        post(bodywithurls="Good morning https://example.org #one @two", urls=[{"long": "https://example.org"}])
    )
    assert found["text"] == "Good morning https://example.org #one @two"
    assert (found["post_id"], found["author_id"]) == ("c0ffee", "a1")
    assert found["created_at"] == dt.datetime(2020, 6, 15, 22, 51, 13, tzinfo=dt.UTC)
    assert [found[name] for name in ("likes", "reposts", "replies", "views")] == [5, 1, 2, 100]
    assert (found["hashtags"], found["mentions"], found["urls"]) == (["one"], ["two"], ["https://example.org"])


def test_echo_is_a_repost_and_with_words_a_quote():
    echo = only(post(body="", parent="beef"))
    assert (echo["kind"], echo["repost_of"], echo["text"]) == ("repost", "beef", None)
    assert "likes" not in echo
    assert echo[WARNINGS] == ("empty_text",)
    quote = only(post(parent="beef"))
    assert (quote["kind"], quote["quote_of"], quote["text"]) == ("quote", "beef", "Good morning")


def test_comment():
    found = only(post(datatype="comments", parent="beef", post="f00d"))
    assert (found["kind"], found["reply_to"], found["conversation_id"]) == ("comment", "beef", "f00d")
    assert only(post(datatype="comments", parent="beef", replyingTo="cafe"))["reply_to"] == "cafe"


def test_page_of_the_api():
    users = [{"id": "a1", "username": "someone", "followers": "3.3k", "verified": True}]
    wordy = post(_id="beef", impressions="1.2m", comments="17")
    del wordy["id"], wordy["username"]
    page = {"posts": [wordy], "users": users, "last": True, "next": "x"}
    found = only(page)
    assert LOADER.recognises([page])
    assert (found["post_id"], found["views"], found["replies"]) == ("beef", 1_200_000, 17)
    assert found["attributes"] == {"verified": "yes", "followers": "1000-9999"}


@pytest.mark.parametrize("value", ["20201315225113", "2020", 20200615225113, "２０２００６１５２２５１１３"])
def test_bad_time(value):
    assert only(post(createdAt=value))[WARNINGS] == ("bad_timestamp",)


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ({"username": "x", "bio": "y", "joined": "20200101000000"}, "user object"),
        ({"error": "x"}, "error payload"),
        ({"anything": 1}, "other object"),
    ],
)
def test_what_is_no_post_is_skipped_by_kind(record, kind):
    assert only(record) == Skip(kind)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("text", "bad_type"),
        (post(body=5), "bad_type"),
        (post(body=None), "missing_text"),
        ({"createdAt": "1"}, "missing_text"),
    ],
)
def test_malformed(record, reason):
    assert only(record).reason == reason


def test_recognises_its_own_and_no_neighbour(shared_data, sample):
    assert LOADER.recognises(sample(f"formats/parler/{FILES[0]}"))
    assert LOADER.recognises([json.loads(LOADER.example)])
    assert only(json.loads(LOADER.example))["text"] == "Good morning"
    assert not LOADER.recognises([post(createdAt="2020-06-15T22:51:13Z")])
    assert not LOADER.recognises([{"body": "x", "createdAt": "20200615225113"}])
    for path in sorted((shared_data / "formats").rglob("*.*json*")):
        if path.parent.name != "parler":
            assert not LOADER.recognises(sample(str(path.relative_to(shared_data)))[:20]), path.name


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(data=st.data())
def test_any_field_may_be_anything(data, load, damage):
    record = {
        "posts": [post(hashtags=["x"], urls=[{"long": "https://example.org"}], parent="1")],
        "users": [{"id": "a1"}],
    }
    load(LOADER, [damage(data, record)])
