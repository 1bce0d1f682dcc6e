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
from audit.loaders.platforms.crowdtangle import CrowdTangle

LOADER = CrowdTangle()

SAMPLE = "facebook/crowdtangle_api_posts.json"


def post(**fields: Any) -> dict[str, Any]:
    return {
        "platformId": "1_2",
        "platform": "Facebook",
        "date": "2020-10-29 14:56:05",
        "type": "link",
        "title": "Title of another's page",
        "description": "Description of another's page",
        "message": "Good morning",
        "link": "https://short.example/x",
        "expandedLinks": [{"original": "https://short.example/x", "expanded": "https://example.org/article"}],
        "postUrl": "https://www.facebook.com/1/posts/2",
        "languageCode": "en",
        "imageText": "what a machine read",
        "statistics": {"actual": {"likeCount": 3, "shareCount": 2, "commentCount": 1}, "expected": {"likeCount": 99}},
        "account": {
            "id": 11,
            "platformId": "1",
            "name": "Tea",
            "handle": "tea",
            "accountType": "facebook_page",
            "verified": True,
            "subscriberCount": 1_500,
            "pageAdminTopCountry": "CA",
        },
        **fields,
    }


def page(*posts: Any, **result: Any) -> dict[str, Any]:
    return {"status": 200, "result": {"posts": list(posts), **result}}


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


def test_number_of_posts(shared_data, expected_posts):
    posts, ledgers = audit.load(shared_data / "formats" / SAMPLE), []
    assert sum(batch.num_rows for batch in posts.batches(ledgers=ledgers)) == expected_posts[SAMPLE]
    assert posts.loader_name(0) == "crowdtangle"
    ledger: Ledger = ledgers[0]
    assert ledger.balances()
    assert (ledger.skipped.total(), dict(ledger.warnings)) == (0, {"empty_text": 1})


def test_against_the_records(sample, load):
    (answer,) = sample(f"formats/{SAMPLE}")
    for found, record in zip(load(LOADER, [answer]).posts, answer["result"]["posts"], strict=True):
        assert found["post_id"] == record["platformId"]
        assert found["author_id"] == record["account"]["platformId"]
        assert found["text"] == record.get("message")
        assert found["created_at"].isoformat() == record["date"].replace(" ", "T") + "+00:00"
        actual = record["statistics"]["actual"]
        assert (found["likes"], found["reposts"], found["replies"]) == (
            actual["likeCount"],
            actual["shareCount"],
            actual["commentCount"],
        )
        assert found["urls"] == []  # the link of a photo is the photo itself
        assert found["attributes"]["admin_country"] == record["account"]["pageAdminTopCountry"]
        assert (found["platform"], found["kind"], found["community"]) == ("facebook", "original", None)


def test_text_is_the_authors_alone():
    found = only(post())
    assert found["text"] == "Good morning"
    assert "another" not in json.dumps(found, default=str)
    assert "machine" not in json.dumps(found, default=str)
    found = only(post(message=None))
    assert (found["text"], found[WARNINGS]) == (None, ("empty_text",))


def test_caption_on_instagram_and_title_on_reddit():
    assert only(post(platform="Instagram", message=None, description="Tea"))["text"] == "Tea"
    assert only(post(platform="Instagram", message="Tea", description="Tea"))["text"] == "Tea"
    assert only(post(platform="Reddit", title="On tea", message="It is warm."))["text"] == "On tea\n\nIt is warm."


def test_links_in_full():
    assert only(post())["urls"] == ["https://example.org/article"]
    assert only(post(expandedLinks=None))["urls"] == ["https://short.example/x"]
    own = "https://www.facebook.com/1/photos/a.7/9/?type=3"
    assert only(post(link=own, expandedLinks=[{"original": own, "expanded": own}]))["urls"] == []


def test_account_is_the_author_and_is_not_named():
    found = only(post())
    assert found["author_id"] == "1"
    assert found["attributes"] == {
        "account_kind": "page",
        "verified": "yes",
        "followers": "1000-9999",
        "admin_country": "CA",
    }
    assert "Tea" not in json.dumps(found, default=str)


def test_group_is_a_community_whose_authors_are_unknown():
    found = only(post(account={"platformId": "5", "name": "Tea lovers", "accountType": "facebook_group"}))
    assert (found["author_id"], found["community"], found["attributes"]) == (None, "Tea lovers", {})


def test_engagement_on_other_platforms():
    assert only(post(statistics={"actual": {"favoriteCount": 4}}))["likes"] == 4
    assert only(post(statistics={"actual": {"upvoteCount": 5}}))["likes"] == 5


def test_time_is_utc_as_the_reference_says():
    assert only(post())["created_at"] == dt.datetime(2020, 10, 29, 14, 56, 5, tzinfo=dt.UTC)
    assert WARNINGS not in only(post())
    assert only(post(date="soon"))[WARNINGS] == ("bad_timestamp",)


def test_lines_of_posts(tmp_path):
    path = tmp_path / "posts.jsonl"
    path.write_text(json.dumps(post()) + "\n" + json.dumps(post(platformId="1_3")) + "\n")
    posts = audit.load(path)
    assert posts.loader_name(0) == "crowdtangle"
    assert posts.to_table()["post_id"].to_pylist() == ["1_2", "1_3"]


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (page(), Skip("empty page")),
        ({"status": 200, "result": {"accountStatistics": [{}, {}]}}, Skip("account statistics", 2)),
        ({"status": 200, "result": {"lists": [{"id": 1}]}}, Skip("list object", 1)),
        ({"status": 429, "message": "too many"}, Skip("error payload")),
        ({"anything": 1}, Skip("other object")),
    ],
)
def test_what_is_no_post_is_skipped_by_kind(record, kind):
    assert only(record) == kind


@pytest.mark.parametrize(
    ("record", "reason"),
    [("text", "bad_type"), (page(5), "bad_type"), (post(message=5), "bad_type")],
)
def test_malformed(record, reason):
    assert only(record).reason == reason


def test_recognises_its_own(sample):
    assert LOADER.recognises(sample(f"formats/{SAMPLE}"))
    assert LOADER.recognises([page()])
    assert LOADER.recognises([json.loads(LOADER.example)])
    assert only(json.loads(LOADER.example))["text"] == "Good morning"


@pytest.mark.parametrize(
    "record",
    [
        {"status": 200, "result": {"items": []}},
        {"result": {"posts": [{"id": 1, "text": "x"}]}},
        {"platform": "Facebook", "message": "x", "date": "2020-10-29"},
        {"data": [{"id": "1_2", "message": "x", "created_time": "2020"}]},
    ],
)
def test_leaves_neighbours_alone(record):
    assert not LOADER.recognises([record])


def test_leaves_other_platforms_alone(shared_data, sample):
    for path in sorted((shared_data / "formats").rglob("*.*json*")):
        name = str(path.relative_to(shared_data))
        if name != f"formats/{SAMPLE}":
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
    record = copy.deepcopy(page(post(), post(platform="Reddit")))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(record)[1:]))
        inner = record
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = data.draw(JSON)
    load(LOADER, [record])
