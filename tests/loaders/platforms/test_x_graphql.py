from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import audit
from audit.loaders.base import WARNINGS, Skip
from audit.loaders.platforms.twitter_common import twitter_time
from audit.loaders.platforms.x_graphql import XGraphql
from audit.loaders.registry import LOADERS, sniff

LOADER = XGraphql()
FILE = "formats/twitter_other/x_bookmarks_graphql.json"
DAY = "Wed Oct 10 20:19:24 +0000 2018"


def result(key="10", legacy=None, **fields: Any) -> dict[str, Any]:
    return {
        "__typename": "Tweet",
        "rest_id": key,
        "core": {
            "user_results": {"result": {"__typename": "User", "rest_id": "6253282", "legacy": {"location": "Hill"}}}
        },
        "legacy": {"full_text": f"Post {key}", "created_at": DAY, "favorite_count": 2, **(legacy or {})},
        **fields,
    }


def item(found: Any, **fields: Any) -> dict[str, Any]:
    return {"itemType": "TimelineTweet", "tweet_results": {"result": found}, **fields}


def entry(content: Any, name="tweet-1") -> dict[str, Any]:
    return {"entryId": name, "content": {"entryType": "TimelineTimelineItem", "itemContent": content}}


def module(*contents: Any) -> dict[str, Any]:
    items = [{"entryId": "x", "item": {"itemContent": each}} for each in contents]
    return {"entryId": "module-1", "content": {"entryType": "TimelineTimelineModule", "items": items}}


def timeline(*entries: Any, pinned: Any = None) -> dict[str, Any]:
    instructions = [{"type": "TimelineClearCache"}, {"type": "TimelineAddEntries", "entries": list(entries)}]
    if pinned:
        instructions.append({"type": "TimelinePinEntry", "entry": pinned})
    inner = {"__typename": "User", "timeline_v2": {"timeline": {"instructions": instructions}}}
    return {"data": {"user": {"result": inner}}}


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


def post(found: dict[str, Any]) -> Any:
    return only(timeline(entry(item(found))))


def test_number_of_posts(shared_data, expected_posts):
    posts = audit.load(shared_data / FILE)
    ledgers: list[Any] = []
    assert posts.loader_name(0) == "x-graphql"
    count = sum(batch.num_rows for batch in posts.batches(ledgers=ledgers))
    assert count == expected_posts[FILE.removeprefix("formats/")]
    assert ledgers[0].skipped == {"cursor": 1}


def test_posts_against_their_records(sample, load):
    (document,) = sample(FILE)
    (instruction,) = document["data"]["bookmark_timeline_v2"]["timeline"]["instructions"]
    entries = [each for each in instruction["entries"] if each["entryId"].startswith("tweet-")]
    for found, each in zip(load(LOADER, [document]).posts, entries, strict=True):
        record = each["content"]["itemContent"]["tweet_results"]["result"]
        note = record.get("note_tweet", {}).get("note_tweet_results", {}).get("result", {})
        assert found["text"] == note.get("text", record["legacy"]["full_text"])
        assert found["post_id"] == record["rest_id"]
        assert found["author_id"] == record["core"]["user_results"]["result"]["legacy"]["screen_name"]
        assert found["created_at"] == twitter_time(record["legacy"]["created_at"])
        assert found["conversation_id"] == record["legacy"]["conversation_id_str"]
        assert found["urls"] == [link["expanded_url"] for link in record["legacy"]["entities"]["urls"]]


def test_reading_order_of_entries_modules_and_the_pinned():
    page = timeline(
        entry(item(result("1"))), module(item(result("2")), item(result("3"))), pinned=entry(item(result("4")))
    )
    assert [row["post_id"] for row in LOADER.rows(page)] == ["1", "2", "3", "4"]
    assert [row["post_id"] for row in LOADER.rows([page, page])] == ["1", "2", "3", "4"] * 2


@pytest.mark.parametrize(
    "record",
    [
        {"data": {"tweetResult": {"result": result()}}},
        {"data": {"tweetResult": [{"result": result()}]}},
        {"data": {"threaded_conversation_with_injections_v2": {"instructions": [
            {"type": "TimelineAddToModule", "moduleItems": [{"item": {"itemContent": item(result())}}]}]}}},
        {"item_id": "10", "source_platform": "twitter.com", "data": result()},
        result(),
        {**result(), "__import_meta": {"item_id": "10"}},
    ],
)  # fmt: skip
def test_wrappings(record):
    assert only(record)["text"] == "Post 10"
    assert LOADER.recognises([record])


def test_search_result_of_2023_keeps_its_author_beside():
    found = only(
        {"type": "adaptive", "legacy": {"full_text": "x", "id_str": "5"}, "user": {"id_str": "7", "location": "Hill"}}
    )
    assert (found["post_id"], found["author_id"], found["attributes"]) == ("5", "7", {"location": "Hill"})


def test_post_that_not_all_may_answer():
    limited = {"__typename": "TweetWithVisibilityResults", "tweet": result(), "limitedActionResults": {}}
    assert post(limited)["post_id"] == "10"


@pytest.mark.parametrize(
    ("user", "attributes"),
    [
        (
            {"legacy": {"location": "Hill", "verified": True, "followers_count": 100, "created_at": DAY}},
            {"location": "Hill", "verified": "yes", "followers": "100-999", "account_created": "2018"},
        ),
        (
            {
                "core": {"created_at": DAY, "screen_name": "x", "name": "X"},
                "location": {"location": "Hill"},
                "verification": {"verified": False},
                "is_blue_verified": True,
                "legacy": {"followers_count": 5},
            },
            {"location": "Hill", "verified": "no", "followers": "0-99", "account_created": "2018"},
        ),
    ],
)
def test_author_before_and_after_2025(user, attributes):
    found = post(result(core={"user_results": {"result": {"rest_id": "9", **user}}}))
    assert (found["author_id"], found["attributes"]) == ("9", attributes)


def test_long_text_and_its_entities():
    note = {"text": "Long &amp; whole", "entity_set": {"hashtags": [{"text": "tea"}], "urls": [], "user_mentions": []}}
    links = {"urls": [{"expanded_url": "https://example.org/"}]}
    found = post(
        result(legacy={"full_text": "Long…", "entities": links}, note_tweet={"note_tweet_results": {"result": note}})
    )
    assert (found["text"], found["hashtags"], found["urls"]) == ("Long & whole", ["tea"], ["https://example.org/"])
    assert WARNINGS not in found


def test_repost_has_the_text_of_the_original_and_none_of_its_counts():
    for inner in (result("9"), {"__typename": "TweetWithVisibilityResults", "tweet": result("9")}):
        legacy = {"full_text": "RT @other: Post…", "retweeted_status_result": {"result": inner}}
        found = post(result(legacy=legacy, views={"count": "5"}))
        assert (found["kind"], found["repost_of"], found["text"]) == ("repost", "9", "Post 9")
        assert {"likes", "views"}.isdisjoint(found)
    long = result("9", note_tweet={"note_tweet_results": {"result": {"text": "Whole"}}})
    assert post(result(legacy={"retweeted_status_result": {"result": long}}))["text"] == "Whole"


def test_quoted_posts_are_context():
    found = post(result(quoted_status_result={"result": result("8")}))
    assert (found["kind"], found["quote_of"], found["text"]) == ("quote", "8", "Post 10")
    gone = post(
        result(legacy={"quoted_status_id_str": "8"}, quoted_status_result={"result": {"__typename": "TweetTombstone"}})
    )
    assert (gone["kind"], gone["quote_of"]) == ("quote", "8")


def test_answers_views_versions_community():
    found = post(
        result(
            "11",
            legacy={"in_reply_to_status_id_str": "7", "reply_count": 3, "retweet_count": 4},
            views={"count": "1200", "state": "EnabledWithCount"},
            edit_control={"initial_tweet_id": "10", "edit_control_initial": {"edit_tweet_ids": ["10", "11"]}},
            community_results={"result": {"id_str": "77", "name": "x"}},
        )
    )
    assert (found["kind"], found["reply_to"], found["views"]) == ("reply", "7", 1200)
    assert (found["post_id"], found["edited"], found["community"]) == ("10", True, "77")
    assert (found["likes"], found["replies"], found["reposts"]) == (2, 3, 4)
    assert post(result(edit_control={"edit_tweet_ids": ["10"]}))["edited"] is False


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (item(result(), promotedMetadata={"advertiser_results": {"result": {"__typename": "User"}}}), "promoted post"),
        (item({"__typename": "TweetTombstone", "tombstone": {"text": {"text": "x"}}}), "tombstone of a post"),
        (item({"__typename": "TweetUnavailable", "reason": "Suspended"}), "unavailable post"),
        ({"itemType": "TimelineTweet", "tweet_results": {}}, "unavailable post"),
        ({"itemType": "TimelineUser", "user_results": {"result": {"__typename": "User"}}}, "user object"),
        ({"itemType": "TimelineTimelineCursor", "cursorType": "ShowMore", "value": "x"}, "cursor"),
        ({"itemType": "TimelineTrend", "name": "x"}, "trend"),
    ],
)
def test_what_is_no_post_is_skipped_by_kind(content, kind):
    assert only(timeline(entry(content))) == Skip(kind)
    assert only(timeline(module(content))) == Skip(kind)
    assert LOADER.recognises([timeline(entry(content))])


def test_cursor_entry_profile_and_error():
    cursor = {"entryId": "cursor-top", "content": {"entryType": "TimelineTimelineCursor", "value": "x"}}
    assert only(timeline(cursor)) == Skip("cursor")
    assert only({"data": {"user": {"result": {"__typename": "User", "legacy": {}}}}}) == Skip("user object")
    assert only({"errors": [{"message": "x"}]}) == Skip("error payload")


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("text", "bad_type"),
        (result(legacy={"full_text": 5}), "bad_type"),
        (result(legacy={"full_text": None}), "missing_text"),
        (timeline(entry(item({"__typename": "Tweet", "rest_id": "1", "legacy": {}}))), "missing_text"),
    ],
)
def test_malformed(record, reason):
    assert only(record).reason == reason


def test_deep_nesting_needs_no_stack():
    record: Any = {"data": result()}
    for _ in range(50_000):
        record = {"a": [record]}
    assert only(record)["post_id"] == "10"
    assert not LOADER.recognises([record])
    legacy: Any = result("1")
    for _ in range(50_000):
        legacy = result("2", legacy={"retweeted_status_result": {"result": legacy}})
    assert only(legacy)["post_id"] == "2"


def test_recognises_its_own(sample):
    assert [loader.name for loader in LOADERS if loader.recognises(sample(FILE))] == ["x-graphql"]
    assert sniff([{"errors": []}, json.loads(LOADER.example)]).name == "x-graphql"
    assert only(json.loads(LOADER.example))["text"] == "Good morning"


def test_leaves_other_platforms_alone(shared_data, sample):
    for path in sorted((shared_data / "formats").rglob("*.*json*")):
        name = str(path.relative_to(shared_data))
        assert LOADER.recognises(sample(name)[:20]) == (name == FILE), name
    # Other GraphQL, and recipes.
    assert not LOADER.recognises(
        [{"data": {"user": {"result": {"id": "1"}}}}, {"instructions": [{"type": "Stir"}]}, {"legacy": {}}]
    )


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
def test_any_field_may_be_anything(data, sample, load):
    record = copy.deepcopy(sample(FILE)[0])
    entries = record["data"]["bookmark_timeline_v2"]["timeline"]["instructions"][0]["entries"]
    entries.append(entry(item(result(legacy={"retweeted_status_result": {"result": result()}}, views={"count": "5"}))))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(record)[1:]))
        inner = record
        for step in path[:-1]:
            inner = inner[step] if isinstance(inner, dict | list) else {}
        if isinstance(inner, dict | list):
            inner[path[-1]] = data.draw(JSON)
    load(LOADER, [record])


@given(record=JSON)
def test_any_record_at_all(record):
    list(LOADER.rows(record))
    LOADER.recognises([record])
