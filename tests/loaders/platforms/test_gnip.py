from __future__ import annotations

import copy
import html
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import audit
from audit.loaders.base import WARNINGS, Skip
from audit.loaders.platforms.gnip import Gnip
from audit.loaders.platforms.twitter_v1 import TwitterV1
from audit.loaders.registry import LOADERS, sniff

LOADER = Gnip()
FILE = "formats/twitter_gnip_activity_streams/activity_streams_examples.jsonl"
SAME_POSTS = "formats/twitter_v1/original_format_examples.jsonl"


def activity(**fields: Any) -> dict[str, Any]:
    return {
        "id": "tag:search.twitter.com,2005:1050118621198921728",
        "objectType": "activity",
        "verb": "post",
        "postedTime": "2018-10-10T20:19:24.000Z",
        "body": "Good morning",
        "actor": {"objectType": "person", "id": "id:twitter.com:6253282", "preferredUsername": "someone"},
        **fields,
    }


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


def test_every_file_of_the_folder_is_tried(shared_data):
    assert [path.name for path in (shared_data / FILE).parent.iterdir()] == ["activity_streams_examples.jsonl"]


def test_number_of_posts(shared_data, expected_posts):
    posts = audit.load(shared_data / FILE)
    ledgers: list[Any] = []
    count = sum(batch.num_rows for batch in posts.batches(ledgers=ledgers))
    assert posts.loader_name(0) == "gnip"
    assert count == expected_posts[FILE.removeprefix("formats/")]
    assert (ledgers[0].records, ledgers[0].warnings.total()) == (count, 0)


def test_posts_against_their_records(sample, load):
    records = sample(FILE)
    for found, record in zip(load(LOADER, records).posts, records, strict=True):
        shared = record["verb"] == "share"
        shown = record["object"] if shared else record
        assert found["text"] == html.unescape(shown.get("long_object", shown)["body"])
        assert record["id"].endswith(":" + found["post_id"])
        assert record["actor"]["id"].endswith(":" + found["author_id"])
        assert found["created_at"].strftime("%Y-%m-%dT%H:%M:%S.000Z") == record["postedTime"]
        answered = record.get("inReplyTo", {}).get("link", "").rpartition("/")[2] or None
        assert found.get("reply_to") == (None if shared else answered)
        assert (found["kind"] == "repost") == shared
        assert found.get("likes") == (None if shared else record["favoritesCount"])
        assert found.get("country") == record.get("location", {}).get("twitter_country_code")
        assert found["attributes"] == {
            "verified": "no", "followers": "0-99", "account_created": "2016", "account_language": "en",
        }  # fmt: skip


def test_the_same_posts_in_two_formats_say_the_same(sample, load):
    """Gnip delivered these 25 posts in its own format and in Twitter's."""
    theirs = {post["post_id"]: post for post in load(TwitterV1(), sample(SAME_POSTS)).posts}
    ours = {post["post_id"]: post for post in load(LOADER, sample(FILE)).posts}
    assert ours.keys() == theirs.keys()
    for key, found in ours.items():
        other = theirs[key]
        for name in (
            "text",
            "author_id",
            "created_at",
            "kind",
            "reply_to",
            "quote_of",
            "repost_of",
            "hashtags",
            "urls",
        ):
            assert found.get(name) == other.get(name), name
        assert (found["mentions"], found["lang"], found["status"]) == (
            other["mentions"],
            other["lang"],
            other["status"],
        )


def test_what_an_author_states():
    actor = {
        "id": "id:twitter.com:1",
        "location": {"objectType": "place", "displayName": "Riverbank &amp; Hill"},
        "followersCount": 1500,
        "verified": True,
        "languages": [None, "fr"],
        "postedTime": "2010-01-01T00:00:00.000Z",
        "twitterTimeZone": "Paris",
    }
    assert only(activity(actor=actor))["attributes"] == {
        "location": "Riverbank & Hill", "followers": "1000-9999", "verified": "yes", "account_language": "fr",
        "account_created": "2010", "time_zone": "Paris",
    }  # fmt: skip


def test_share_is_a_repost_of_its_object():
    inner = activity(id="tag:search.twitter.com,2005:9", body="Good mor…", long_object={"body": "Good morning to all"})
    found = only(activity(verb="share", body="RT @other: Good mor…", object=inner, favoritesCount=7, retweetCount=8))
    assert (found["kind"], found["repost_of"], found["text"]) == ("repost", "9", "Good morning to all")
    assert {"likes", "reposts"}.isdisjoint(found)
    assert WARNINGS not in found
    cut = only(activity(verb="share", body="RT @other: Good mor…", object={"id": "tag:search.twitter.com,2005:9"}))
    assert (cut["text"], cut["repost_of"], cut[WARNINGS]) == ("Good mor…", "9", ("truncated_text",))


def test_body_without_its_long_form_is_cut():
    assert only(activity(body="Good mor… https://t.co/a1"))[WARNINGS] == ("truncated_text",)
    long = {"body": "Good morning", "twitter_entities": {"hashtags": [{"text": "tea"}]}}
    found = only(activity(body="Good mor… https://t.co/a1", long_object=long))
    assert (found["text"], found["hashtags"]) == ("Good morning", ["tea"])
    assert WARNINGS not in found


def test_quote_and_answer():
    quoted = {"id": "tag:search.twitter.com,2005:8"}
    found = only(activity(twitter_quoted_status=quoted))
    assert (found["kind"], found["quote_of"]) == ("quote", "8")
    link = {"link": "http://twitter.com/other/statuses/7"}
    found = only(activity(twitter_quoted_status=quoted, inReplyTo=link))
    assert (found["kind"], found["reply_to"], found["quote_of"]) == ("reply", "7", "8")


def test_no_words_and_bad_time():
    found = only(activity(body=""))
    assert (found["text"], found[WARNINGS]) == (None, ("empty_text",))
    found = only(activity(postedTime="today"))
    assert (found["created_at"], found[WARNINGS]) == (None, ("bad_timestamp",))


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ({"info": {"message": "Replay Request Completed", "activity_count": 5}}, "information notice"),
        ({"error": {"message": "Invalid"}}, "error payload"),
        ({"warn": {"code": 1}}, "warning notice"),
        ({"user_protect": {"id": 1}}, "compliance notice"),
        ({"id": "object:search.twitter.com,2005:1", "objectType": "activity", "verb": "delete"}, "compliance notice"),
        ({"anything": 1}, "other object"),
    ],
)
def test_what_is_no_post_is_skipped_by_kind(record, kind):
    assert only(record) == Skip(kind)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (5, "bad_type"),
        (activity(body=5), "bad_type"),
        (activity(body=None), "missing_text"),
        ({"id": "tag:search.twitter.com,2005:1", "verb": "post"}, "missing_text"),
    ],
)
def test_malformed(record, reason):
    assert only(record).reason == reason


def test_arrays_and_pages():
    assert [row["text"] for row in LOADER.rows([activity(), activity()])] == ["Good morning"] * 2
    page = {"results": [activity(), {"info": {}}], "requestParameters": {}}
    assert [isinstance(row, Skip) for row in LOADER.rows(page)] == [False, True]
    assert sniff([page]).name == "gnip"


def test_recognises_its_own(sample):
    head = sample(FILE)[:20]
    assert [loader.name for loader in LOADERS if loader.recognises(head)] == ["gnip"]
    assert sniff([{"info": {"message": "x"}}, json.loads(LOADER.example)]).name == "gnip"
    assert only(json.loads(LOADER.example))["text"] == "Good morning"


def test_leaves_other_platforms_alone(shared_data, sample):
    for path in sorted((shared_data / "formats").rglob("*.*json*")):
        name = str(path.relative_to(shared_data))
        assert LOADER.recognises(sample(name)[:20]) == (name == FILE), name
    # Gnip's other publishers, and other activity streams.
    assert not LOADER.recognises([activity(id="tag:gnip.tumblr.com:2012:x/post/1")])
    assert not LOADER.recognises([{"id": "tag:search.twitter.com,2005:1", "text": "x", "label": "y"}])


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
    record = copy.deepcopy(data.draw(st.sampled_from(sample(FILE))))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(record)[1:]))
        inner = record
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = data.draw(JSON)
    assert sum(map(len, load(LOADER, [record]))) == 1
