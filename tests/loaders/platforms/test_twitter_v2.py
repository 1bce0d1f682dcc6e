from __future__ import annotations

import copy
import html
import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.loaders.base import WARNINGS, Reject, Skip
from audit.loaders.platforms.twitter_v2 import TwitterV2

LOADER = TwitterV2()

WITH_POSTS = [
    "academictwitteR/data_1399765322509557763.json",
    "academictwitteR/users_1399765322509557763.json",
    "cashtags.jsonl",
    "edited_after.jsonl",
    "edited_before.jsonl",
    "flat.jsonl",
    "geo_tweets.jsonl",
    "many_urls.jsonl",
    "media_policy_violation_on.jsonl",
    "media_tweet.jsonl",
    "mentions_tweet.jsonl",
    "noflat_search_response.jsonl",
    "quoted_edit.jsonl",
    "streaming_output_with_error.jsonl",
    "two_tweets.jsonl",
]
WITHOUT_POSTS = {
    "counts.jsonl": Skip("post count"),
    "lists.jsonl": Skip("list object"),
    "tweets_compliance.jsonl": Skip("compliance notice"),
    "users_compliance.jsonl": Skip("compliance notice"),
}
FILES = [*WITH_POSTS, *WITHOUT_POSTS, "empty.json"]
KINDS = {"retweeted": "repost", "replied_to": "reply", "quoted": "quote"}


def tweets(values: list[Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each post of the files with the includes of its page."""
    found = []
    for value in values:
        if isinstance(value, list):
            found += [(each, {}) for each in value]
        elif "data" in value:
            data = value["data"] if isinstance(value["data"], list) else [value["data"]]
            found += [(each, value.get("includes", {})) for each in data]
        elif "tweets" in value:
            found += [(each, value) for each in value["tweets"]]
        else:
            found.append((value, {}))
    return found


def whole_text(tweet: dict[str, Any], includes: dict[str, Any]) -> str:
    """Ten-line reference: the text of the post, or of the one that it repeats where that is known."""
    for reference in tweet.get("referenced_tweets", []):
        if reference["type"] == "retweeted":
            for each in [reference, *includes.get("tweets", [])]:
                if each["id"] == reference["id"] and "text" in each:
                    return html.unescape(each["text"])
            return html.unescape(tweet["text"]).split(": ", 1)[1]
    return html.unescape(tweet["text"])


def post(**fields: Any) -> dict[str, Any]:
    return {"id": "1050118621198921728", "text": "Good morning", "author_id": "6253282", **fields}


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


def test_every_file_of_the_folder_is_tried(shared_data):
    folder = shared_data / "formats/twitter_v2"
    present = {str(path.relative_to(folder)) for path in folder.rglob("*.json*")}
    assert present == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_number_of_posts(name, sample, load, expected_posts):
    outcome = load(LOADER, sample(f"formats/twitter_v2/{name}"))
    assert len(outcome.posts) == expected_posts[f"twitter_v2/{name}"]
    assert outcome.rejected == []


@pytest.mark.parametrize(("name", "skip"), WITHOUT_POSTS.items())
def test_what_is_no_post_is_skipped_by_kind(name, skip, sample, load):
    values = sample(f"formats/twitter_v2/{name}")
    assert set(load(LOADER, values).skipped) == {skip}
    assert len(load(LOADER, values).skipped) == len(tweets(values))


@pytest.mark.parametrize("name", WITH_POSTS)
def test_all_posts_against_their_records(name, sample, load):
    """Ids carry their time: milliseconds since 2010-11-04 in all but the lowest 22 bits (Twitter's snowflake ids)."""
    values = sample(f"formats/twitter_v2/{name}")
    posts = load(LOADER, values).posts
    for found, (record, includes) in zip(posts, tweets(values), strict=True):
        seconds = ((int(record["id"]) >> 22) + 1288834974657) / 1000
        assert abs(found["created_at"].timestamp() - seconds) < 1.5
        assert found["text"] == whole_text(record, includes)
        assert found["author_id"] == record["author_id"]
        kinds = {each["type"] for each in record.get("referenced_tweets", [])}
        assert found["kind"] == next((kind for name, kind in KINDS.items() if name in kinds), "original")
        if not name.startswith(("edited", "quoted_edit")):
            referred = {each["type"]: each["id"] for each in record.get("referenced_tweets", [])}
            assert found["post_id"] == record["id"]
            assert found.get("repost_of") == referred.get("retweeted")
            assert found.get("reply_to") == referred.get("replied_to")
            assert found.get("quote_of") == referred.get("quoted")
            assert found["conversation_id"] == record["conversation_id"]
        if found["kind"] == "repost":
            assert {"likes", "reposts", "replies", "views"}.isdisjoint(found)
        else:
            assert found["likes"] == record["public_metrics"]["like_count"]
            assert found["reposts"] == record["public_metrics"]["retweet_count"]
            assert found["replies"] == record["public_metrics"]["reply_count"]


@pytest.mark.parametrize("name", ["noflat_search_response.jsonl", "flat.jsonl"])
def test_reposts_hold_the_whole_text(name, sample, load):
    values = sample(f"formats/twitter_v2/{name}")
    posts = load(LOADER, values).posts
    cut = [
        (found["text"], html.unescape(record["text"]).split(": ", 1)[1].removesuffix("…"))
        for found, (record, _) in zip(posts, tweets(values), strict=True)
        if found["kind"] == "repost" and record["text"].endswith("…")
    ]
    assert len(cut) >= 10
    for text, start in cut:
        assert text.startswith(start)
        assert len(text) > len(start)
    assert not any(WARNINGS in found for found in posts)


@pytest.mark.parametrize("name", ["noflat_search_response.jsonl", "flat.jsonl"])
def test_authors_state_the_same_flattened_or_not(name, sample, load):
    """Compared with the user objects, wherever they stand."""
    values = sample(f"formats/twitter_v2/{name}")
    for found, (record, includes) in zip(load(LOADER, values).posts, tweets(values), strict=True):
        users = {each["id"]: each for each in includes.get("users", [])}
        user = record.get("author") or users[record["author_id"]]
        assert found["attributes"].get("location") == (html.unescape(user.get("location", "")).strip() or None)
        assert found["attributes"]["verified"] == ("yes" if user["verified"] else "no")
        assert found["attributes"]["account_created"] == user["created_at"][:4]


def test_posts_that_are_only_referred_to_are_no_posts(sample, load):
    (page,) = sample("formats/twitter_v2/noflat_search_response.jsonl")
    asked_for = {each["id"] for each in page["data"]}
    assert {found["post_id"] for found in load(LOADER, [page]).posts} == asked_for
    assert {each["id"] for each in page["includes"]["tweets"]} - asked_for


def test_versions_of_an_edited_post_share_its_first_id(sample, load):
    before = sample("formats/twitter_v2/edited_before.jsonl")
    after = sample("formats/twitter_v2/edited_after.jsonl")
    first, last = load(LOADER, before + after).posts
    assert before[0]["data"][0]["id"] != after[0]["data"][0]["id"]
    assert first["post_id"] == last["post_id"] == before[0]["data"][0]["id"]
    assert (first["edited"], last["edited"]) == (True, True)
    assert first["created_at"] < last["created_at"]
    assert last["conversation_id"] == last["post_id"]


def test_answer_to_an_edited_post_points_to_its_first_id(sample, load):
    (found,) = load(LOADER, sample("formats/twitter_v2/quoted_edit.jsonl")).posts
    edited = sample("formats/twitter_v2/edited_before.jsonl")[0]["data"][0]["id"]
    assert (found["kind"], found["reply_to"], found["quote_of"]) == ("reply", edited, edited)
    assert found["edited"] is False


def test_place(sample, load):
    first, second = load(LOADER, sample("formats/twitter_v2/geo_tweets.jsonl")).posts
    place = sample("formats/twitter_v2/geo_tweets.jsonl")[1]["includes"]["places"][0]
    assert {"country", "place"}.isdisjoint(first)
    assert (second["country"], second["place"]) == (place["country_code"], place["full_name"])
    flat = post(geo={"place_id": "1", **place})
    assert (only(flat)["country"], only(flat)["place"]) == (place["country_code"], place["full_name"])


def test_mentioned_accounts_go_by_the_id_that_authors_have(sample, load):
    (page,) = sample("formats/twitter_v2/noflat_search_response.jsonl")
    named = Counter(name for found in load(LOADER, [page]).posts for name in found["mentions"])
    users = {each["id"] for each in page["includes"]["users"]}
    handles = {each["username"] for each in page["includes"]["users"]}
    assert users & named.keys()
    assert not handles & named.keys()
    entities = {"mentions": [{"username": "Someone"}, {"username": "Stranger"}, {"username": "someone"}]}
    users = [{"id": "7", "username": "someone"}]
    assert only({"data": post(entities=entities), "includes": {"users": users}})["mentions"] == ["7", "Stranger"]


def test_hashtags_stand_in_the_text(sample, load):
    found = [tag for name in WITH_POSTS for each in load(LOADER, sample(f"formats/twitter_v2/{name}")).posts
             for tag in each["hashtags"] if f"#{tag}".lower() not in each["text"].lower()]  # fmt: skip
    assert found == []


def test_own_media_is_no_link(sample, load):
    values = sample("formats/twitter_v2/edited_before.jsonl")
    (found,) = load(LOADER, values).posts
    stated = values[0]["data"][0]["entities"]["urls"]
    assert found["urls"] == [each["expanded_url"] for each in stated if "media_key" not in each]
    assert len(found["urls"]) < len(stated)


def test_long_post_is_read_from_its_note():
    note = {"text": "Good &amp; long", "entities": {"hashtags": [{"tag": "long"}]}}
    found = only(post(note_tweet=note, entities={"hashtags": [{"tag": "short"}]}))
    assert (found["text"], found["hashtags"]) == ("Good & long", ["long"])
    repost = post(referenced_tweets=[{"type": "retweeted", "id": "9"}])
    page = {"data": [repost], "includes": {"tweets": [{"id": "9", "text": "Good", "note_tweet": note}]}}
    assert only(page)["text"] == "Good & long"


def test_pair_of_files(sample, load):
    """The data_ file has no authors and cut reposts; the users_ file holds posts that were only referred to."""
    data = load(LOADER, sample("formats/twitter_v2/academictwitteR/data_1399765322509557763.json"))
    context = load(LOADER, sample("formats/twitter_v2/academictwitteR/users_1399765322509557763.json"))
    assert [found.get(WARNINGS, ()) for found in data.posts] == [("truncated_text",)] * 3 + [()] * 2
    assert [found[WARNINGS] for found in context.posts] == [("referenced_post",)] * 2
    assert context.skipped == [Skip("user object")] * 4
    assert not any(found["attributes"] for found in data.posts)
    assert all(found["attributes"]["verified"] for found in context.posts)
    cut = next(found for found in data.posts if found["kind"] == "repost")
    whole = next(found for found in context.posts if found["post_id"] == cut["repost_of"])
    assert whole["text"].startswith(cut["text"].removesuffix("…"))


def test_views_are_unknown_where_the_api_says_zero():
    assert only(post(public_metrics={"impression_count": 0, "like_count": 0}))["views"] is None
    assert only(post(public_metrics={"impression_count": 5}))["views"] == 5
    assert only(post(public_metrics={"impression_count": 0, "like_count": 0}))["likes"] == 0


def test_withheld_and_undetermined():
    found = only(post(withheld={"country_codes": ["DE"]}, lang="und", created_at="never"))
    assert (found["status"], found["lang"], found[WARNINGS]) == ("withheld", None, ("bad_timestamp",))


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ({"errors": [{"title": "operational-disconnect", "detail": "..."}]}, "error payload"),
        ({"title": "Unauthorized", "detail": "Unauthorized", "status": 401}, "error payload"),
        ({"errors": [{"resource_type": "tweet", "parameter": "ids", "title": "Not Found Error"}]}, "unavailable post"),
        ({"meta": {"result_count": 0}}, "empty page"),
        ({"data": [{"id": "1", "name": "Someone", "username": "someone"}]}, "user object"),
        ({"users": [{"id": "1", "username": "someone"}]}, "user object"),
        ({"data": {"id": "1", "state": "live"}}, "space object"),
    ],
)
def test_other_payloads(record, kind):
    assert only(record) == Skip(kind)


def test_posts_asked_for_and_gone_are_counted_beside_those_found():
    gone = {"resource_type": "tweet", "parameter": "ids", "title": "Not Found Error"}
    context = {"resource_type": "tweet", "parameter": "referenced_tweets.id", "title": "Not Found Error"}
    rows = list(LOADER.rows({"data": [post()], "errors": [gone, context]}))
    assert rows[1:] == [Skip("unavailable post")]


@pytest.mark.parametrize("record", ["text", None, 5, {"data": [None]}, {"data": post(text=5)}])
def test_wrong_types_are_rejected(record):
    assert only(record).reason == "bad_type"


def test_post_without_text_is_rejected():
    assert only(post(text=None)) == Reject("missing_text")
    assert only({"id": "1", "author_id": "2"}) == Reject("missing_text")


def test_recognises_its_own(sample):
    for name in [*WITH_POSTS, *WITHOUT_POSTS]:
        assert LOADER.recognises(sample(f"formats/twitter_v2/{name}")[:5]), name
    assert LOADER.recognises([json.loads(LOADER.example)])
    assert LOADER.recognises([{"data": [{"id": "1", "text": "minimal fields"}]}])
    assert only(json.loads(LOADER.example))["text"] == "Good morning"


def test_leaves_other_platforms_alone(shared_data, sample):
    for path in sorted((shared_data / "formats").rglob("*.json*")):
        name = str(path.relative_to(shared_data))
        if "twitter_v2" not in name:
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
def test_any_field_may_be_anything(data, sample, load):
    """One to three fields of a real page replaced by any JSON value: no crash, and what comes out fits the schema."""
    name = data.draw(st.sampled_from(["quoted_edit.jsonl", "geo_tweets.jsonl", "two_tweets.jsonl", "flat.jsonl"]))
    record = copy.deepcopy(sample(f"formats/twitter_v2/{name}")[-1])
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(record)[1:]))
        inner = record
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = data.draw(JSON)
    load(LOADER, [record])
