from __future__ import annotations

import copy
import datetime as dt
import html
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.loaders.base import WARNINGS, Reject, Skip
from audit.loaders.platforms.twitter_common import followers_band, twitter_time
from audit.loaders.platforms.twitter_v1 import TwitterV1

LOADER = TwitterV1()

# File, kind of its first post, and where in that record the full text stands (from reading the files).
FIRST = [
    ("broken_original_format_additional_field.jsonl", "original", ["text"]),
    ("compat_mode_hidden.json", "reply", ["text"]),
    ("extended_mode_extended_tweet.json", "reply", ["full_text"]),
    ("extended_tweet_in_compat_mode.json", "original", ["text"]),
    ("get_search_geocode.json", "original", ["statuses", 0, "text"]),
    ("get_status_promoted_video_tweet.json", "original", ["text"]),
    ("get_status_with_place.json", "quote", ["text"]),
    ("original_format_examples.jsonl", "original", ["text"]),
    ("quote_of_extended_tweet.json", "quote", ["text"]),
    ("retweet_of_extended_tweet.json", "repost", ["retweeted_status", "extended_tweet", "full_text"]),
    ("retweet_w_reply_attachment.json", "repost", ["retweeted_status", "text"]),
    ("status_quoted_tweet_with_media.json", "quote", ["full_text"]),
    ("streaming_extended_tweet.json", "original", ["extended_tweet", "full_text"]),
    ("truncated_with_extended_tweet.json", "reply", ["extended_tweet", "full_text"]),
    ("truncated_without_extended_tweet.json", "reply", ["text"]),
    ("twitter_to_sqlite_tweets.json", "repost", [0, "retweeted_status", "full_text"]),
    ("user_timeline_extended_cnn.json", "original", [0, "full_text"]),
]
FILES = [*(name for name, _, _ in FIRST), "public_timeline_error.json"]
TRUNCATED = {"extended_tweet_in_compat_mode.json", "truncated_without_extended_tweet.json"}


def at(value: Any, path: list[Any]) -> Any:
    for step in path:
        value = value[step]
    return value


def statuses(values: list[Any]) -> list[dict[str, Any]]:
    found = []
    for value in values:
        found += value if isinstance(value, list) else value.get("statuses", [value])
    return found


def status(**fields: Any) -> dict[str, Any]:
    return {
        "created_at": "Wed Oct 10 20:19:24 +0000 2018",
        "id": 1050118621198921728,
        "id_str": "1050118621198921728",
        "text": "Good morning",
        "user": {"id_str": "6253282", "screen_name": "example"},
        **fields,
    }


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


def test_every_file_of_the_folder_is_tried(shared_data):
    assert sorted(path.name for path in (shared_data / "formats/twitter_v1").iterdir()) == sorted(FILES)


@pytest.mark.parametrize("name", FILES)
def test_number_of_posts(name, sample, load, expected_posts):
    outcome = load(LOADER, sample(f"formats/twitter_v1/{name}"))
    assert len(outcome.posts) == expected_posts[f"twitter_v1/{name}"]
    assert outcome.rejected == []


@pytest.mark.parametrize(("name", "kind", "path"), FIRST)
def test_first_post(name, kind, path, sample, load):
    values = sample(f"formats/twitter_v1/{name}")
    first = statuses(values)[0]
    post = load(LOADER, values).posts[0]
    assert post["kind"] == kind
    assert post["text"] == html.unescape(at(values[0], path))
    assert post["post_id"] == first["id_str"]
    assert post["author_id"] == first["user"]["id_str"]
    assert post.get(WARNINGS, ()) == (("truncated_text",) if name in TRUNCATED else ())


@pytest.mark.parametrize("name", [name for name, _, _ in FIRST])
def test_all_posts_against_their_records(name, sample, load):
    """Ids carry their time: milliseconds since 2010-11-04 in all but the lowest 22 bits (Twitter's snowflake ids)."""
    values = sample(f"formats/twitter_v1/{name}")
    for post, record in zip(load(LOADER, values).posts, statuses(values), strict=True):
        seconds = ((int(record["id_str"]) >> 22) + 1288834974657) / 1000
        assert abs(post["created_at"].timestamp() - seconds) < 1.5
        assert post["post_id"] == record["id_str"]
        assert post.get("reply_to") == (
            record.get("in_reply_to_status_id_str") if "retweeted_status" not in record else None
        )
        assert post.get("repost_of") == record.get("retweeted_status", {}).get("id_str")
        assert post.get("quote_of") == record.get("quoted_status_id_str")
        assert post.get("place") == ((record.get("place") or {}).get("full_name"))
        assert post.get("country") == ((record.get("place") or {}).get("country_code"))
        if post["kind"] == "repost":
            assert {"likes", "reposts", "replies"}.isdisjoint(post)
        else:
            assert post["likes"] == record.get("favorite_count")
            assert post["reposts"] == record.get("retweet_count")
        assert post["attributes"].get("location") == (
            html.unescape(record["user"].get("location") or "").strip() or None
        )
        assert post["attributes"]["account_created"] == record["user"]["created_at"][-4:]


def test_entities_belong_to_the_full_text(sample, load):
    (record,) = sample("formats/twitter_v1/retweet_of_extended_tweet.json")
    whole = record["retweeted_status"]["extended_tweet"]
    (post,) = load(LOADER, [record]).posts
    assert post["mentions"] == list(dict.fromkeys(each["id_str"] for each in whole["entities"]["user_mentions"]))
    assert post["hashtags"] == [each["text"] for each in whole["entities"]["hashtags"]]
    assert len(post["text"]) == 498 - len("amp;")
    for name in post["hashtags"]:
        assert f"#{name}" in post["text"]


def test_id_that_was_rounded_is_not_taken(sample):
    values = sample("formats/twitter_v1/twitter_to_sqlite_tweets.json")
    assert any(str(each["id"]) != each["id_str"] for each in values[0])
    assert [row["post_id"] for row in LOADER.rows(values[0])] == [each["id_str"] for each in values[0]]


def test_id_without_its_string():
    record = status()
    del record["id_str"]
    assert only(record)["post_id"] == "1050118621198921728"
    assert only({**record, "retweet_count": 1, "id": 1050118621198921728.0})["post_id"] is None
    assert only({**record, "retweet_count": 1, "id": 1.05e18})[WARNINGS] == ("mangled_id",)
    assert only({**record, "retweet_count": 1, "id": 20.0})["post_id"] == "20"


def test_entities_of_html_are_unescaped_once():
    assert only(status(text="a &lt;b&gt; &amp;amp; c ?x=1&copy=2"))["text"] == "a <b> &amp; c ?x=1&copy=2"


def test_own_photo_is_no_link_and_a_link_counts_once():
    link = {"url": "https://t.co/a", "expanded_url": "https://example.org/a"}
    photo = {"url": "https://t.co/b", "expanded_url": "https://twitter.com/x/status/1/photo/1"}
    post = only(status(entities={"urls": [link, link, photo, {"url": "https://t.co/c"}]}))
    assert post["urls"] == ["https://example.org/a", "https://t.co/c"]


@pytest.mark.parametrize("code", ["und", "zxx", "qme", "qht", None, ""])
def test_no_language_found_is_missing(code):
    assert only(status(lang=code))["lang"] is None


def test_quoting_answer_is_an_answer_and_says_both():
    post = only(status(in_reply_to_status_id_str="7", quoted_status_id_str="8"))
    assert (post["kind"], post["reply_to"], post["quote_of"]) == ("reply", "7", "8")


def test_retweet_of_a_quote_quotes_nothing():
    post = only(status(quoted_status_id_str="8", retweeted_status=status(id_str="9", quoted_status_id_str="8")))
    assert (post["kind"], post["repost_of"]) == ("repost", "9")
    assert "quote_of" not in post


def test_retweet_without_its_original_is_kept_and_said_to_be_cut():
    post = only(status(text="RT @someone: Good mor…", retweeted_status={"id_str": "9"}))
    assert (post["text"], post[WARNINGS]) == ("Good mor…", ("truncated_text",))
    assert WARNINGS not in only(status(text="RT @someone: Good", retweeted_status={"id_str": "9"}))


def test_edited_status_goes_by_its_first_version():
    history = {"initial_tweet_id": "10", "edit_tweet_ids": ["10", "11"]}
    post = only(status(id_str="11", edit_history=history))
    assert (post["post_id"], post["edited"]) == ("10", True)
    assert only(status(id_str="10", edit_history={"initial_tweet_id": "10"}))["edited"] is False
    assert only(status())["edited"] is None


def test_withheld_status():
    assert only(status(withheld_in_countries=["DE"]))["status"] == "withheld"
    assert only(status())["status"] == "present"


def test_bad_date_is_missing_and_said():
    post = only(status(created_at="yesterday"))
    assert (post["created_at"], post[WARNINGS]) == (None, ("bad_timestamp",))


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ({"delete": {"status": {"id_str": "1", "user_id_str": "2"}}}, "deletion notice"),
        ({"limit": {"track": 5}}, "limit notice"),
        ({"status_withheld": {"id": 1, "withheld_in_countries": ["DE"]}}, "withholding notice"),
        ({"scrub_geo": {"user_id_str": "1"}}, "location deletion notice"),
        ({"warning": {"code": "FALLING_BEHIND"}}, "warning notice"),
        ({"friends": [1, 2]}, "friends list"),
        ({"info": {"message": "Replay Request Completed"}}, "information notice"),
        ({"error": "Not authorized", "request": "/1.1/x.json"}, "error payload"),
        ({"errors": [{"code": 88, "message": "Rate limit exceeded"}]}, "error payload"),
        ({"id_str": "1", "screen_name": "example", "followers_count": 1}, "user object"),
        ({"anything": 1}, "other object"),
    ],
)
def test_what_is_no_post_is_skipped_by_kind(record, kind):
    assert only(record) == Skip(kind)


def test_error_payload_file(sample, load):
    assert load(LOADER, sample("formats/twitter_v1/public_timeline_error.json")).skipped == [Skip("error payload")]


@pytest.mark.parametrize("record", ["text", 5, None, [5], {"statuses": [None]}])
def test_not_an_object(record):
    assert isinstance(only(record), Reject)
    assert only(record).reason == "bad_type"


def test_status_without_text_is_rejected():
    assert only(status(text=None)).reason == "missing_text"
    assert only(status(text=5)).reason == "bad_type"
    assert only({"id_str": "1", "in_reply_to_status_id": None}).reason == "missing_text"


def test_archives_of_users_are_another_loaders():
    month = status(created_at="2013-11-28 13:37:46 +0000")
    assert not LOADER.recognises([month])
    assert not LOADER.recognises([{"tweet": status()}])
    assert LOADER.recognises([status(created_at="2013-11-28T13:37:46+00:00", retweet_count=1)])


def test_status_without_words_is_a_post_without_text():
    post = only(status(text=" "))
    assert (post["text"], post[WARNINGS]) == (None, ("empty_text",))


def test_recognises_its_own(sample):
    for name, _, _ in FIRST:
        assert LOADER.recognises(sample(f"formats/twitter_v1/{name}")[:5]), name
    assert LOADER.recognises([{"limit": {"track": 1}}, {"delete": {"status": {"id_str": "1"}}}])
    assert LOADER.recognises([json.loads(LOADER.example)])
    assert only(json.loads(LOADER.example))["text"] == "Good morning"


def test_leaves_other_platforms_alone(shared_data, sample):
    for path in sorted((shared_data / "formats").rglob("*.json*")):
        if path.parent.name != "twitter_v1":
            name = str(path.relative_to(shared_data))
            assert not LOADER.recognises(sample(name)[:20]), name


def test_time_in_another_zone():
    assert twitter_time("Wed Oct 10 20:19:24 +0800 2018") == dt.datetime(2018, 10, 10, 12, 19, 24, tzinfo=dt.UTC)
    assert twitter_time("Wed Oct 10 20:19:24 -0530 2018") == dt.datetime(2018, 10, 11, 1, 49, 24, tzinfo=dt.UTC)
    assert twitter_time("2013-11-28 13:37:46 +0100") == dt.datetime(2013, 11, 28, 12, 37, 46, tzinfo=dt.UTC)
    assert twitter_time("Wed Foo 10 20:19:24 +0000 2018") is None
    assert twitter_time("Wed Feb 30 20:19:24 +0000 2018") is None


@given(st.datetimes(dt.datetime(2006, 1, 1), dt.datetime(2040, 1, 1)))
def test_time_round_trip(moment):
    moment = moment.replace(microsecond=0, tzinfo=dt.UTC)
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    written = f"Mon {months[moment.month - 1]} {moment:%d %H:%M:%S} +0000 {moment.year}"
    assert twitter_time(written) == moment


@given(st.integers(0, 10**9))
def test_followers_band_holds_the_number(followers):
    band = followers_band(followers)
    low, _, high = band.removesuffix("+").partition("-")
    assert int(low) <= followers
    assert band.endswith("+") if not high else followers <= int(high)


def test_followers_bands():
    assert [followers_band(n) for n in (0, 99, 100, 999, 1000, 999_999, 1_000_000)] == [
        "0-99", "0-99", "100-999", "100-999", "1000-9999", "100000-999999", "1000000+",
    ]  # fmt: skip


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
    """One to three fields of a real record replaced by any JSON value: no crash, and what comes out fits the schema."""
    name = data.draw(st.sampled_from(["retweet_of_extended_tweet.json", "get_status_with_place.json"]))
    record = copy.deepcopy(sample(f"formats/twitter_v1/{name}")[0])
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(record)[1:]))
        at(record, list(path[:-1]))[path[-1]] = data.draw(JSON)
    outcome = load(LOADER, [record])
    assert sum(map(len, outcome)) == 1
