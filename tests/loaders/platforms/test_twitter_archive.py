from __future__ import annotations

import copy
import html
import json
import pickle
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import audit
from audit.loaders.base import WARNINGS, Reject, Skip
from audit.loaders.platforms.twitter_archive import TwitterArchive
from audit.loaders.platforms.twitter_archive_notes import note_of
from audit.loaders.reading import read
from audit.loaders.registry import LOADERS, by_variable, sniff

LOADER = TwitterArchive()
FOLDER = "formats/twitter_archive"
FILES = ["grailbird_2013_11.js", "like.js", "note-tweet.js", "tweets-part1.js", "tweets.js"]
LONG = "This is the start of a long post that goes on well past the old limit. " * 8
DAY = "Sat Mar 09 13:14:15 +0000 2024"


def values_of(path: Path) -> list[Any]:
    """JavaScript in front, a comma too many at the end: the reader's business, taken off here by hand."""
    source = path.read_text(encoding="utf-8").partition("=")[2]
    return json.loads(re.sub(r",\s*\]\s*;?\s*$", "]", source))


def tweet(**fields: Any) -> dict[str, Any]:
    return {
        "tweet": {
            "id_str": "1",
            "created_at": DAY,
            "full_text": "Good morning",
            "favorite_count": "2",
            "retweet_count": "1",
            "entities": {},
            **fields,
        }
    }


def note(key="77", text=LONG, created="2024-03-09T13:14:15.000Z", **fields: Any) -> dict[str, Any]:
    return {"noteTweet": {"noteTweetId": key, "createdAt": created, "core": {"text": text, **fields}}}


def ytd(kind: str, records: list[Any], part: int = 0) -> str:
    return f"window.YTD.{kind}.part{part} = " + json.dumps(records, indent=2)


ACCOUNT = [{"account": {"accountId": "42", "username": "someone", "createdAt": "2010-01-02T03:04:05.000Z"}}]
PROFILE = [{"profile": {"description": {"bio": "", "website": "", "location": "Riverbank &amp; Hill"}}}]
CUT = f"@you {LONG[:270]}… https://t.co/x2"
ARCHIVE = {
    "Your archive.html": "<html></html>",
    "assets/js/runtime.js": "(()=>{var text=1, author=2;\nvar text=1, author=2;\nvar text=3, author=4;\n})();",
    "data/README.txt": "What, the, files\nare, called, here\n",
    "data/manifest.js": 'window.__THAR_CONFIG = {"userInfo": {"accountId": "42"}, "archiveInfo": {"sizeBytes": "1"}}',
    "data/account.js": ytd("account", ACCOUNT),
    "data/profile.js": ytd("profile", PROFILE),
    "data/verified.js": ytd("verified", [{"verified": {"accountId": "42", "verified": False}}]),
    "data/tweets.js": ytd("tweets", [tweet(), tweet(id_str="2", full_text=CUT)]),
    "data/tweets-part1.js": ytd("tweets", [tweet(id_str="3", full_text="RT @other: Good…")], 1),
    "data/deleted-tweets.js": ytd("deleted_tweets", [tweet(id_str="4", deleted_at=DAY)]),
    "data/community-tweet.js": ytd("community_tweet", [tweet(id_str="5", community_id_str="11")]),
    "data/note-tweet.js": ytd("note_tweet", [note(), note("78", "Alone", "2020-01-01T00:00:00.000Z")]),
    "data/tweet-headers.js": ytd("tweet_headers", [{"tweet": {"tweet_id": "1", "user_id": "42", "created_at": DAY}}]),
    "data/like.js": ytd("like", [{"like": {"tweetId": "9", "fullText": "by another"}}]),
    "data/follower.js": ytd("follower", [{"follower": {"accountId": "7"}}] * 3),
    "data/direct-messages.js": ytd("direct_messages", [{"dmConversation": {"conversationId": "1-2", "messages": []}}]),
    "data/ad-engagements.js": ytd("ad_engagements", [{"ad": {"adsUserData": {"text": "bought", "author": "x"}}}]),
    "data/yet-unknown.js": ytd("yet_unknown", [{"yetUnknown": {"text": "no post", "id": "1", "author": "x"}}]),
    "data/block.js": ytd("block", []),
    "data/tweets_media/1-a.jpg": "not a picture",
}


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def zipped(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def outcome_of(posts: Any) -> tuple[list[dict[str, Any]], Counter[str], Counter[str]]:
    ledgers: list[Any] = []
    rows = [row for batch in posts.batches(keep_ids=True, ledgers=ledgers) for row in batch.to_pylist()]
    assert all(ledger.balances() for ledger in ledgers)
    skipped = sum((ledger.skipped for ledger in ledgers), Counter())
    return rows, skipped, sum((ledger.rejected for ledger in ledgers), Counter())


def only(record: Any, loader: TwitterArchive = LOADER) -> Any:
    (row,) = loader.rows(record)
    return row


def test_every_file_of_the_folder_is_tried(shared_data):
    assert sorted(path.name for path in (shared_data / FOLDER).iterdir()) == sorted(FILES)


@pytest.mark.parametrize("name", FILES)
def test_number_of_posts(name, shared_data, expected_posts):
    posts = audit.load(shared_data / FOLDER / name)
    assert posts.loader_name(0) == "twitter-archive"
    rows, _, rejected = outcome_of(posts)
    assert len(rows) == expected_posts[f"twitter_archive/{name}"]
    assert not rejected


def test_folder_holds_what_its_files_hold(shared_data, expected_posts):
    rows, skipped, rejected = outcome_of(audit.load(shared_data / FOLDER))
    assert len(rows) == sum(expected_posts[f"twitter_archive/{name}"] for name in FILES)
    assert (skipped, rejected) == (Counter(like=2), Counter())


@pytest.mark.parametrize("name", ["tweets.js", "tweets-part1.js", "grailbird_2013_11.js"])
def test_posts_against_their_records(name, shared_data, load):
    records = values_of(shared_data / FOLDER / name)
    for found, value in zip(load(LOADER, records).posts, records, strict=True):
        record = value.get("tweet", value)
        text = html.unescape(record.get("full_text", record.get("text")))
        repost = text.startswith("RT @")
        assert found["post_id"] == record["id_str"]
        assert found["text"] == (text.partition(": ")[2] if repost else text)
        assert found["author_id"] == record.get("user", {}).get("id_str")
        assert found.get("reply_to") == record.get("in_reply_to_status_id_str")
        assert found["kind"] == ("repost" if repost else "reply" if found.get("reply_to") else "original")
        if "favorite_count" in record and not repost:
            assert (found["likes"], found["reposts"]) == (int(record["favorite_count"]), int(record["retweet_count"]))
        assert found["created_at"].strftime("%H:%M:%S") in record["created_at"]


def test_note_against_its_record(shared_data, load):
    (value,) = values_of(shared_data / FOLDER / "note-tweet.js")
    (found,) = load(LOADER, [value]).posts
    assert found["text"] == value["noteTweet"]["noteTweetResults"]["text"]
    assert found["post_id"] == value["noteTweet"]["tweetId"]


@pytest.mark.parametrize("make", ["zip", "folder"])
def test_archive_as_downloaded_and_unpacked(make, tmp_path):
    path = zipped(tmp_path / "twitter-x.zip", ARCHIVE) if make == "zip" else written(tmp_path / "twitter-x", ARCHIVE)
    posts = audit.load(path)
    rows, skipped, rejected = outcome_of(posts)
    found = {row["post_id"]: row for row in rows}
    assert sorted(found) == ["1", "2", "3", "4", "5", "note/78"]
    assert {row["author_id"] for row in rows} == {"42"}
    stated = {"account_created": "2010", "location": "Riverbank & Hill", "verified": "no"}
    assert all(dict(row["attributes"]) == stated for row in rows)
    assert found["2"]["text"] == LONG
    assert found["3"]["kind"] == "repost"
    assert found["4"]["status"] == "deleted"
    assert found["5"]["community"] == "11"
    assert not rejected
    assert skipped == {
        "account": 3, "long text of another post": 1, "header of a post": 1, "like": 1, "follower": 3,
        "direct message conversation": 1, "advertisement": 1, "other record of the archive": 1,
    }  # fmt: skip
    assert "runtime.js: is a program" in str(posts)


def test_run_of_an_archive_counts_its_posts(tmp_path):
    findings = audit.run(zipped(tmp_path / "twitter-x.zip", ARCHIVE))
    assert (findings.dataset["posts"], findings.dataset["authors"]) == (6, 1)


def test_order_of_files_and_processes_changes_nothing(tmp_path):
    folder = written(tmp_path / "x", ARCHIVE)
    files = sorted(path for path in (folder / "data").glob("*.js") if path.name != "manifest.js")
    ways = [audit.load(files), audit.load(files[::-1])]
    parts = [part for posts in ways for part in posts.parts()]
    read_twice = [
        sorted(
            str({key: value for key, value in row.items() if key not in ("source", "row")})
            for part in pickle.loads(pickle.dumps(posts.parts()))
            for batch in read(part, audit.loaders.base.Ledger())
            for row in batch.to_pylist()
        )
        for posts in ways
    ]
    assert parts
    assert read_twice[0] == read_twice[1]
    assert len(read_twice[0]) == 6


def test_posts_alone_have_no_author(tmp_path):
    folder = written(tmp_path, {"tweets.js": ARCHIVE["data/tweets.js"]})
    rows, _, _ = outcome_of(audit.load(folder / "tweets.js"))
    assert [row["author_id"] for row in rows] == [None, None]


def test_archives_of_two_people_do_not_mix(tmp_path):
    other = [{"account": {"accountId": "43", "createdAt": "2020-01-02T03:04:05.000Z"}}]
    files = {f"a/{name}": content for name, content in ARCHIVE.items()} | {
        "b/data/account.js": ytd("account", other),
        "b/data/tweets.js": ytd("tweets", [tweet(id_str="100")]),
        "c/data/tweets.js": ytd("tweets", [tweet(id_str="200")]),
    }
    for posts in (audit.load(written(tmp_path / "x", files)), audit.load(zipped(tmp_path / "x.zip", files))):
        rows, _, _ = outcome_of(posts)
        authors = {row["post_id"]: row["author_id"] for row in rows}
        assert (authors["1"], authors["100"], authors["200"]) == ("42", "43", None)


def test_two_accounts_in_one_folder_do_not_tell_whose_a_post_is():
    loader = TwitterArchive([{"account": {"id": each, "attributes": {"location": "X"}}} for each in "12"])
    assert (only(tweet(), loader)["author_id"], only(tweet(), loader)["attributes"]) == (None, {})


def test_account_above_the_months_of_an_old_archive(tmp_path):
    details = {"screen_name": "someone", "location": "Riverbank", "bio": "b", "id": "42", "created_at": DAY}
    month = {
        "id_str": "1",
        "text": "Good morning",
        "created_at": "2013-11-28 13:37:46 +0000",
        "user": {"id_str": "42", "screen_name": "someone"},
    }
    files = {
        "data/js/user_details.js": "var user_details =  " + json.dumps(details, indent=2),
        "data/js/payload_details.js": 'var payload_details = {\n  "tweets" : 1,\n  "lang" : "en"\n}',
        "data/js/tweet_index.js": 'var tweet_index =  [ {\n  "file_name" : "x", "year" : 2013, "tweet_count" : 1\n} ]',
        "data/js/tweets/2013_11.js": "Grailbird.data.tweets_2013_11 = \n [ " + json.dumps(month) + ", ]",
        "tweets.csv": "",
    }
    rows, skipped, rejected = outcome_of(audit.load(zipped(tmp_path / "old.zip", files)))
    assert [(row["author_id"], dict(row["attributes"])["location"]) for row in rows] == [("42", "Riverbank")]
    assert (skipped, rejected) == ({"account": 2, "index of months": 1}, {})


def test_old_retweet_is_text_alone():
    named = [{"screen_name": "other", "id_str": "9", "indices": ["3", "9"]}, {"id_str": "8", "indices": ["20", "24"]}]
    found = only(tweet(full_text="RT @other: Good &amp; @you…", entities={"user_mentions": named}))
    assert (found["text"], found["kind"]) == ("Good & @you…", "repost")
    assert found["mentions"] == ["8"]
    assert found[WARNINGS] == ("truncated_text",)
    assert {"likes", "reposts", "replies", "repost_of"}.isdisjoint(found)
    assert WARNINGS not in only(tweet(full_text="RT @other: Good"))
    assert only(tweet(full_text="They said RT @other: Good"))["kind"] == "original"


def test_what_an_author_leaves_open_is_not_cut():
    assert WARNINGS not in only(tweet(full_text="Well…"))
    assert only(tweet(full_text=CUT))[WARNINGS] == ("truncated_text",)
    assert only(tweet(full_text="Well", truncated=True))[WARNINGS] == ("truncated_text",)


def test_versions_of_a_post_have_one_id_and_the_latest_stays(tmp_path):
    first = {"initial": {"editTweetIds": ["1", "2"]}}
    later = {"edit": {"initialTweetId": "1", "editControlInitial": {"editTweetIds": ["1", "2"]}}}
    records = [
        tweet(id_str="2", full_text="Good evening", created_at="Sat Mar 09 13:20:00 +0000 2024", edit_info=later),
        tweet(edit_info=first),
    ]
    assert [(only(record)["post_id"], only(record)["edited"]) for record in records] == [("1", True)] * 2
    assert only(tweet(edit_info={"initial": {"editTweetIds": ["1"]}}))["edited"] is False
    written(tmp_path, {"tweets.js": ytd("tweets", records)})
    assert audit.run(tmp_path / "tweets.js").dataset["posts"] == 1


def test_records_without_a_wrapper_as_in_2019(tmp_path):
    written(tmp_path, {"tweet.js": ytd("tweet", [tweet()["tweet"]]), "account.js": ytd("account", ACCOUNT)})
    rows, _, _ = outcome_of(audit.load(tmp_path))
    assert [(row["text"], row["author_id"]) for row in rows] == [("Good morning", "42")]


def test_long_text_brings_its_links_and_hashtags(tmp_path):
    links = [{"shortUrl": "https://t.co/z", "expandedUrl": "https://example.org/"}]
    whole = note(urls=links, hashtags=[{"text": "tea"}], mentions=[{"screenName": "You"}, {"screenName": "else"}])
    named = {
        "user_mentions": [{"screen_name": "you", "id_str": "9"}],
        "hashtags": [],
        "urls": [{"url": "https://t.co/y"}],
    }
    files = {
        "tweets.js": ytd("tweets", [tweet(full_text=CUT, entities=named)]),
        "note-tweet.js": ytd("note_tweet", [whole]),
    }
    rows, skipped, _ = outcome_of(audit.load(written(tmp_path, files)))
    assert [(row["urls"], row["hashtags"], row["mentions"]) for row in rows] == [
        (["https://example.org/"], ["tea"], ["9", "else"])
    ]
    assert skipped == {"long text of another post": 1}


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ({"like": {"tweetId": "1", "fullText": "x"}}, "like"),
        ({"dmConversation": {"conversationId": "1-2"}}, "direct message conversation"),
        ({"tweet": {"tweet_id": "1", "user_id": "2", "created_at": DAY}}, "header of a post"),
        ({"p13nData": {"demographics": {}}}, "personalization"),
        ({"anything": 1}, "other record of the archive"),
        ({}, "other record of the archive"),
    ],
)
def test_what_is_no_post_is_skipped_by_kind(record, kind):
    assert only(record) == Skip(kind)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (5, "bad_type"),
        ({"tweet": 5}, "bad_type"),
        (tweet(full_text=5), "bad_type"),
        (tweet(full_text=None), "missing_text"),
        ({"tweet": {"id_str": "1"}}, "missing_text"),
        ({"noteTweet": {"noteTweetId": "1"}}, "missing_text"),
        ({"noteTweet": None}, "missing_text"),
    ],
)
def test_malformed(record, reason):
    assert isinstance(only(record), Reject)
    assert only(record).reason == reason


def test_variables_say_whose_they_are():
    for name in ("window.YTD.like.part0", "Grailbird.data.tweets_2013_11", "user_details", "window.__THAR_CONFIG"):
        assert by_variable(name).name == "twitter-archive"
    for name in ("", "data", "window.data", "user_details_of_mine", "YTD"):
        assert by_variable(name) is None


def test_recognises_its_own(shared_data):
    for name in FILES:
        values = values_of(shared_data / FOLDER / name)
        assert [loader.name for loader in LOADERS if loader.recognises(values)] == ["twitter-archive"], name
    assert sniff([json.loads(LOADER.example)]).name == "twitter-archive"
    assert only(json.loads(LOADER.example))["text"] == "Good morning"


def test_leaves_other_platforms_alone(shared_data, sample):
    for path in sorted((shared_data / "formats").rglob("*.*json*")):
        name = str(path.relative_to(shared_data))
        assert not LOADER.recognises(sample(name)[:20]), name
    assert not LOADER.recognises([{"tweet": "Good morning"}, {"tweet": {"text": "x"}}, {"like": 5}, {"account": {}}])
    assert not LOADER.recognises([{"tweet": {"id_str": "1"}, "label": "x"}])


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
def test_any_field_may_be_anything(data, shared_data, load):
    """One to three fields of real records replaced by any JSON value: no crash, and what comes out fits the schema."""
    name = data.draw(st.sampled_from(["tweets-part1.js", "grailbird_2013_11.js", "note-tweet.js"]))
    record = copy.deepcopy(values_of(shared_data / FOLDER / name)[0])
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(record)[1:]))
        inner = record
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = data.draw(JSON)
    assert sum(map(len, load(LOADER, [record]))) == 1
    records = [record, *ACCOUNT, *PROFILE]
    known: list[Any] = []
    for topic in LOADER.topics:
        known += [fact for fact in [LOADER.learn(topic, iter(records), tuple(known))] if fact]
    load(LOADER.informed(known), records)


@given(record=JSON)
def test_any_record_at_all(record):
    list(LOADER.rows(record))
    LOADER.recognises([record])
    for topic in LOADER.topics:
        LOADER.learn(topic, iter([record]), [{"notes": (note_of(note()["noteTweet"]),)}])
