from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import audit
from audit.loaders.base import WARNINGS, Skip
from audit.loaders.platforms.snscrape import Snscrape
from audit.loaders.registry import LOADERS, sniff

LOADER = Snscrape()
FILE = "formats/twitter_other/snscrape_tweet.jsonl"
TWITTER = "snscrape.modules.twitter."


def tweet(**fields: Any) -> dict[str, Any]:
    return {
        "_type": f"{TWITTER}Tweet",
        "url": "https://twitter.com/someone/status/1050118621198921728",
        "date": "2018-10-10T20:19:24+00:00",
        "rawContent": "Good morning",
        "id": 1050118621198921728,
        "user": {"_type": f"{TWITTER}User", "username": "someone", "id": 6253282},
        **fields,
    }


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


def test_number_of_posts(shared_data, expected_posts):
    posts = audit.load(shared_data / FILE)
    assert posts.loader_name(0) == "snscrape"
    assert sum(batch.num_rows for batch in posts.batches()) == expected_posts[FILE.removeprefix("formats/")]


def test_post_against_its_record(sample, load):
    (record,) = sample(FILE)
    (found,) = load(LOADER, [record]).posts
    assert found["text"] == record["content"]
    assert (found["post_id"], found["author_id"]) == (str(record["id"]), str(record["user"]["id"]))
    assert found["created_at"] == dt.datetime.fromisoformat(record["date"])
    counts = (record["likeCount"], record["retweetCount"], record["replyCount"])
    assert (found["likes"], found["reposts"], found["replies"]) == counts
    assert (found["hashtags"], found["urls"]) == (record["hashtags"], record["outlinks"])
    assert (found["kind"], found["lang"]) == ("original", record["lang"])
    assert found["attributes"] == {"verified": "no", "followers": "0-99", "account_created": "2021"}


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"rawContent": "new", "renderedContent": "shown"}, "new"),
        ({"rawContent": None, "content": "old", "renderedContent": "shown"}, "old"),
        ({"rawContent": None, "renderedContent": "shown"}, "shown"),
        ({"rawContent": "Tea &amp; cake"}, "Tea & cake"),
    ],
)
def test_text_over_the_versions(texts, expected):
    assert only(tweet(**texts))["text"] == expected


def test_ids_are_numbers_of_any_size():
    assert only(tweet(id=2**63))["post_id"] == str(2**63)
    rounded = only(tweet(id=1.0501186211989217e18))
    assert (rounded["post_id"], rounded[WARNINGS]) == (None, ("mangled_id",))


def test_relations():
    assert only(tweet(inReplyToTweetId=7))["reply_to"] == "7"
    assert only(tweet(inReplyToTweetId=7))["kind"] == "reply"
    for quoted in (tweet(id=8), {"_type": f"{TWITTER}Tombstone", "id": 8}, {"_type": f"{TWITTER}TweetRef", "id": 8}):
        assert (only(tweet(quotedTweet=quoted))["kind"], only(tweet(quotedTweet=quoted))["quote_of"]) == ("quote", "8")
    inner = tweet(id=9, rawContent="Good morning to all", likeCount=5)
    found = only(tweet(rawContent="RT @other: Good mor…", retweetedTweet=inner, likeCount=5, viewCount=6))
    assert (found["kind"], found["repost_of"], found["text"]) == ("repost", "9", "Good morning to all")
    assert {"likes", "views"}.isdisjoint(found)
    gone = only(tweet(rawContent="RT @other: Good mor…", retweetedTweet={"_type": f"{TWITTER}TweetRef", "id": 9}))
    assert (gone["text"], gone["repost_of"], gone[WARNINGS]) == ("Good mor…", "9", ("truncated_text",))


def test_fields_of_new_versions():
    found = only(
        tweet(
            links=[{"text": "x", "url": "https://example.org/", "tcourl": "https://t.co/a"}],
            outlinks=["https://example.org/"],
            mentionedUsers=[{"username": "other", "id": 9}],
            place={"fullName": "Riverbank", "name": "R", "country": "Freedonia", "countryCode": "FD"},
            viewCount="12",
            conversationId=3,
            user={"id": 1, "location": "Hill", "followersCount": 100, "verified": None},
        )
    )
    assert (found["urls"], found["mentions"]) == (["https://example.org/"], ["9"])
    assert (found["place"], found["country"], found["views"], found["conversation_id"]) == ("Riverbank", "FD", 12, "3")
    assert found["attributes"] == {"location": "Hill", "followers": "100-999"}


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ({"_type": f"{TWITTER}Tombstone", "id": 1}, "tombstone of a post"),
        ({"_type": f"{TWITTER}TweetRef", "id": 1}, "reference to a post"),
        ({"_type": f"{TWITTER}User", "id": 1}, "user object"),
        ({"_type": f"{TWITTER}Trend", "name": "x"}, "trend"),
        ({"_type": f"{TWITTER}New"}, "other object"),
        ({"_type": "snscrape.modules.telegram.TelegramPost", "content": "x"}, "post of another platform"),
        ({"_type": "else", "content": "x"}, "other object"),
        ({"anything": 1}, "other object"),
    ],
)
def test_what_is_no_post_is_skipped_by_kind(record, kind):
    assert only(record) == Skip(kind)


@pytest.mark.parametrize(
    ("record", "reason"),
    [(5, "bad_type"), (tweet(rawContent=5), "bad_type"), (tweet(rawContent=None), "missing_text")],
)
def test_malformed(record, reason):
    assert only(record).reason == reason


def test_no_words():
    assert (only(tweet(rawContent=""))["text"], only(tweet(rawContent=""))[WARNINGS]) == (None, ("empty_text",))


def test_recognises_its_own(sample):
    assert [loader.name for loader in LOADERS if loader.recognises(sample(FILE))] == ["snscrape"]
    untyped = {key: value for key, value in tweet(renderedContent="x").items() if key != "_type"}
    assert sniff([untyped]).name == "snscrape"
    assert [row["text"] for row in LOADER.rows([untyped, tweet()])] == ["Good morning"] * 2
    assert sniff([json.loads(LOADER.example)]).name == "snscrape"
    assert only(json.loads(LOADER.example))["text"] == "Good morning"


def test_leaves_other_platforms_alone(shared_data, sample):
    for path in sorted((shared_data / "formats").rglob("*.*json*")):
        name = str(path.relative_to(shared_data))
        assert LOADER.recognises(sample(name)[:20]) == (name == FILE), name
    assert not LOADER.recognises(
        [{"url": "u", "date": "d", "content": "x", "label": "y"}, {"_type": "Tweet"}, {"_type": 5}]
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
    record = copy.deepcopy(sample(FILE)[0]) | {"retweetedTweet": tweet(), "links": [{"url": "x"}], "place": {}}
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(record)[1:]))
        inner = record
        for step in path[:-1]:
            inner = inner[step] if not isinstance(inner, str | int | float | bool | None) else {}
        if isinstance(inner, dict | list):
            inner[path[-1]] = data.draw(JSON)
    assert sum(map(len, load(LOADER, [record]))) == 1
