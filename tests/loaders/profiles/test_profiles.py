"""Tables of known tools: told by their columns, and read for kind, platform and relations, not the text alone."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import audit
from audit.errors import AuditError
from audit.explaining.explain import listing
from audit.loaders.base import Ledger
from audit.loaders.profiles.profiled import PROFILES, profile_of
from audit.loaders.registry import by_name, names

DOCUMENTS = Path(__file__).parents[3] / "docs/platforms"
HEADINGS = ["## Getting the export", "## What it holds", "## What is missing", "## Command"]


def table(tmp_path, header, *rows: dict[str, Any], name="posts.csv"):
    """A CSV file with these columns; cells that a row does not name are empty."""
    out = io.StringIO()
    columns = header.split(",") if isinstance(header, str) else header
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    path = tmp_path / name
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def posts(path, **plan) -> list[dict[str, Any]]:
    ledgers: list[Ledger] = []
    found = [
        row for batch in audit.load(path, **plan).batches(keep_ids=True, ledgers=ledgers) for row in batch.to_pylist()
    ]
    assert all(each.balances() for each in ledgers)
    for row in found:
        row["attributes"], row["labels"] = dict(row["attributes"] or []), dict(row["labels"] or [])
    return found


def warnings(path, **plan) -> Counter[str]:
    ledgers: list[Ledger] = []
    list(audit.load(path, **plan).batches(ledgers=ledgers))
    return sum((each.warnings for each in ledgers), Counter())


def profile(name):
    return next(each for each in PROFILES if each.name == name)


@pytest.mark.parametrize("each", PROFILES, ids=lambda each: each.name)
def test_a_profile_is_consistent(each):
    columns = each.header.split(",")
    for signature in each.signatures:
        assert set(signature.split(",")) <= set(columns)
    for _, column, how in each.fields:
        assert column in columns
        assert not how.startswith("unless ") or how.removeprefix("unless ") in columns
    assert profile_of(columns) in PROFILES
    assert profile_of(columns, each.name) is each


@pytest.mark.parametrize("each", PROFILES, ids=lambda each: each.name)
def test_no_profile_takes_the_table_of_another(each):
    for other in PROFILES:
        for signature in other.signatures:
            assert (profile_of(signature.split(",")) is each) == (other is each)


@pytest.mark.parametrize("name", ["table", *(each.name for each in PROFILES)])
def test_each_has_a_page_and_is_listed(name):
    page = (DOCUMENTS / f"{name}.md").read_text(encoding="utf-8")
    assert [line for line in page.splitlines() if line.startswith("## ")] == HEADINGS
    assert name in names()
    assert by_name(name) is None
    if name != "table":
        assert profile(name).command in page
        assert f"{name} " in listing("formats")
        assert profile(name).command in listing("formats")


def test_plain_tables_are_of_no_profile(shared_data):
    for path in sorted((shared_data / "datasets").rglob("*")):
        if path.suffix in {".csv", ".gz"}:
            for each in audit.load(path).prepared:
                known = [note for note in each.mapping.notes if note.startswith("columns are those of")]
                assert bool(known) == (path.parent.name == "reddit_top_2013"), path


def test_a_table_may_be_named_by_its_profile(tmp_path):
    path = table(tmp_path, ["tweetid", "tweet_text", "is_retweet"], *({"tweetid": str(n), "tweet_text": "a b", "is_retweet": "True"} for n in range(3)))  # fmt: skip
    assert {post["platform"] for post in posts(path)} == {None}
    assert {post["platform"] for post in posts(path, loader="infoops")} == {"twitter"}
    with pytest.raises(AuditError, match="no loader 'infops'"):
        audit.load(path, loader="infops")


def test_what_the_plan_says_stands_above_the_profile(tmp_path):
    header = f"{profile('twarc-csv').header},label"
    row = {"id": "1", "author_id": "9", "text": "one two", "created_at": "2020-01-01T00:00:00.000Z", "author.description": "three four", "label": "x"}  # fmt: skip
    [found] = posts(table(tmp_path, header, row), columns={"text": "author.description", "platform": "source"})
    assert found["text"] == "three four"
    assert found["platform"] is None
    [found] = posts(table(tmp_path, header, row, {**row, "id": "2", "label": "y"}))[:1]
    assert found["labels"] == {"label": "x"}, "a column that somebody added is looked at as in any table"


# --- twarc-csv ---


def test_twarc_against_its_rows(shared_data):
    path = shared_data / "formats/twitter_v2/twarc_csv_noflat.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for post, row in zip(posts(path), rows, strict=True):
        related = {name: row[f"referenced_tweets.{name}.id"] for name in ("retweeted", "replied_to", "quoted")}
        kind = next((k for k, name in (("repost", "retweeted"), ("reply", "replied_to"), ("quote", "quoted")) if related[name]), "original")  # fmt: skip
        assert (post["platform"], post["kind"]) == ("twitter", kind)
        assert (post["repost_of"], post["reply_to"], post["quote_of"]) == tuple(related[name] or None for name in ("retweeted", "replied_to", "quoted"))  # fmt: skip
        assert (post["post_id"], post["author_id"], post["lang"]) == (row["id"], row["author_id"], None if row["lang"] == "und" else row["lang"])  # fmt: skip
        assert post["created_at"] == dt.datetime.fromisoformat(row["created_at"].replace("Z", "+00:00"))
        assert post["likes"] == (None if kind == "repost" else int(row["public_metrics.like_count"]))
        tags = json.loads(row["entities.hashtags"] or "[]")
        assert set(post["hashtags"] or []) == {tag.removeprefix("#") for tag in tags}
        assert post["attributes"].get("location") == (row["author.location"].strip() or None)
        assert post["attributes"]["verified"] == ("yes" if row["author.verified"] == "True" else "no")
        assert post["attributes"]["account_created"] == row["author.created_at"][:4]
        assert "username" not in post["attributes"]


def test_twarc_languages_that_say_none(tmp_path):
    rows = [{"id": str(n), "author_id": "1", "text": "a b", "created_at": "2020-01-01T00:00:00Z", "lang": lang} for n, lang in enumerate(["qme", "und", "in", "en"])]  # fmt: skip
    path = table(tmp_path, profile("twarc-csv").header, *rows)
    assert [post["lang"] for post in posts(path)] == [None, None, "id", "en"]
    assert not warnings(path)["unknown_language"]


# --- information operations ---


def test_infoops_against_its_rows(shared_data):
    path = shared_data / "formats/twitter_infoops/ioa_tweets_shape.csv"
    first, second = posts(path)
    assert (first["kind"], second["kind"]) == ("original", "repost")
    assert (first["post_id"], first["platform"], first["lang"]) == ("898925911294132224", "twitter", "bn")
    assert (first["likes"], second["likes"]) == (0, None)
    assert (first["urls"], second["hashtags"]) == (["http://dlvr.it/PgB3PP"], ["uno", "dos"])
    assert first["created_at"] == dt.datetime(2017, 8, 19, 15, 13, tzinfo=dt.UTC)
    assert first["attributes"] == {
        "location": "Dhaka, Bangladesh",
        "account_language": "en",
        "account_created": "2016",
        "followers": "0-99",
    }
    assert first["place"] is first["country"] is None
    assert warnings(path) == {"assumed_utc": 2}


def test_infoops_reposts_answers_and_quotes(tmp_path):
    base = {"userid": "u", "tweet_time": "2017-08-19 15:13", "is_retweet": "False", "like_count": "3.0"}
    path = table(
        tmp_path,
        profile("infoops").header,
        {
            **base,
            "tweetid": "1",
            "tweet_text": "RT @somebody: all of it",
            "is_retweet": "True",
            "retweet_tweetid": "77",
        },
        {**base, "tweetid": "2", "tweet_text": "RT @somebody: cut of…", "is_retweet": "True"},
        {**base, "tweetid": "3", "tweet_text": "yes", "in_reply_to_tweetid": "1"},
        {**base, "tweetid": "4", "tweet_text": "look", "quoted_tweet_tweetid": "1"},
        {
            **base,
            "tweetid": "5",
            "tweet_text": "RT @a: said a person, and nobody repeated it",
            "hashtags": "[one, two]",
        },
    )
    found = posts(path)
    assert [post["kind"] for post in found] == ["repost", "repost", "reply", "quote", "original"]
    assert [post["text"] for post in found][:2] == ["all of it", "cut of…"]
    assert found[4]["text"].startswith("RT @a:")
    assert found[4]["hashtags"] == ["one", "two"]
    assert [post["likes"] for post in found] == [None, None, 3, 3, 3]
    assert (found[0]["repost_of"], found[2]["reply_to"], found[3]["quote_of"]) == ("77", "1", "1")
    assert warnings(path)["truncated_text"] == 1


# --- CrowdTangle ---


def test_crowdtangle_against_its_rows(shared_data):
    path = shared_data / "formats/facebook/crowdtangle_export_subset.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    hours = {"EST": 5, "EDT": 4}
    for post, row in zip(posts(path), rows, strict=True):
        local, zone = row["Post Created"].rsplit(" ", 1)
        expected = dt.datetime.fromisoformat(local).replace(tzinfo=dt.UTC) + dt.timedelta(hours=hours[zone])
        assert post["created_at"] == expected
        assert post["post_id"] == row["URL"].rstrip("/").rsplit("/", 1)[1]
        assert (post["platform"], post["author_id"], post["text"]) == ("facebook", row["Page Name"], row["Message"])
        assert post["reposts"] == int(row["Shares"].replace(",", ""))
    assert not warnings(path)["assumed_utc"]


FACEBOOK = (
    "Page Name,User Name,Facebook Id,Page Category,Page Admin Top Country,Page Description,Page Created,Likes at Posting,"
    "Followers at Posting,Post Created,Post Created Date,Post Created Time,Type,Total Interactions,Likes,Comments,Shares,Love,Wow,"
    "Haha,Sad,Angry,Care,Video Share Status,Is Video Owner?,Post Views,Total Views,Total Views For All Crossposts,Video Length,URL,"
    "Message,Link,Final Link,Image Text,Link Text,Description,Sponsor Id,Sponsor Name,Sponsor Category"
)
SCORE = "Overperforming Score (weighted  —  Likes 1x Shares 1x Comments 1x )"


def test_crowdtangle_with_all_its_columns(tmp_path):
    rows = [
        {"Page Name": "A page", "User Name": "apage", "Facebook Id": "100", "Page Category": "NEWS_SITE", "Page Admin Top Country": "DE",
         "Followers at Posting": "12,345", "Post Created": "2021-01-02 03:04:05 EST", "Type": "Link", "Total Interactions": "1,234",
         "Likes": "1,000", "Comments": "30", "Shares": "4", "Post Views": "7", "URL": f"https://www.facebook.com/100/posts/{n}",
         "Message": f"some words {n}", "Final Link": "https://example.org/a,b", "Video Length": "N/A", SCORE: "-1.5"}
        for n in range(5)
    ]  # fmt: skip
    found = posts(table(tmp_path, [*FACEBOOK.split(","), SCORE], *rows))
    assert found[3]["post_id"] == "3"
    assert found[0]["author_id"] == "100"
    assert (found[0]["likes"], found[0]["replies"], found[0]["reposts"], found[0]["views"]) == (1000, 30, 4, 7)
    assert found[0]["urls"] == ["https://example.org/a,b"]
    assert found[0]["attributes"] == {"account_kind": "NEWS_SITE", "country": "DE", "followers": "10000-99999"}
    assert found[0]["labels"] == {}


def test_crowdtangle_of_groups_does_not_make_the_group_an_author(tmp_path):
    header = FACEBOOK.replace("Page Name", "Group Name").replace("Followers at Posting", "Size at Posting")
    row = {"Group Name": "A group", "Facebook Id": "7", "Post Created": "2021-01-02 03:04:05 EDT", "Message": "some words", "URL": "https://www.facebook.com/groups/7/permalink/8"}  # fmt: skip
    [found] = posts(table(tmp_path, header, row))
    assert (found["author_id"], found["community"], found["platform"], found["post_id"]) == (None, "A group", "facebook", "8")  # fmt: skip


def test_crowdtangle_of_instagram(tmp_path):
    header = "Account,User Name,Followers at Posting,Post Created,Type,Total Interactions,Likes,Comments,Views,URL,Link,Photo,Title,Description,Image Text,Sponsor Id,Sponsor Name"  # fmt: skip
    row = {"Account": "Somebody", "User Name": "somebody", "Post Created": "2021-01-02 03:04:05 EDT", "Likes": "9", "Description": "a caption here", "URL": "https://www.instagram.com/p/CJh_x-1/"}  # fmt: skip
    [found] = posts(table(tmp_path, header, row))
    assert (found["text"], found["platform"], found["author_id"], found["post_id"]) == ("a caption here", "instagram", "somebody", "CJh_x-1")  # fmt: skip


# --- 4CAT ---

FOURCAT_TWITTER = (
    "id,thread_id,timestamp,unix_timestamp,link,subject,body,author,author_fullname,author_id,author_followers,source,"
    "language_guess,possibly_sensitive,retweet_count,reply_count,like_count,quote_count,impression_count,is_retweet,retweeted_user,"
    "is_quote_tweet,quoted_user,is_reply,replied_user,hashtags,urls,images,videos,mentions,long_lat,place_name"
)


def test_4cat_twitter(tmp_path):
    base = {"thread_id": "1", "timestamp": "2020-01-01 00:00:00", "unix_timestamp": "1577836800", "author": "name", "author_id": "5",
            "language_guess": "en", "like_count": "7", "reply_count": "-1", "is_retweet": "no", "is_reply": "no", "is_quote_tweet": "no"}  # fmt: skip
    path = table(
        tmp_path, FOURCAT_TWITTER,
        {**base, "id": "1", "body": "first words", "hashtags": "a,b"},
        {**base, "id": "2", "body": "RT @name: first words", "is_retweet": "yes"},
        {**base, "id": "3", "body": "an answer", "is_reply": "yes"},
    )  # fmt: skip
    found = posts(path)
    assert [post["kind"] for post in found] == ["original", "repost", "reply"]
    assert [post["text"] for post in found] == ["first words", "first words", "an answer"]
    assert {(post["platform"], post["author_id"], post["conversation_id"]) for post in found} == {("twitter", "5", "1")}
    assert [(post["likes"], post["replies"]) for post in found] == [(7, None), (None, None), (7, None)]
    assert found[0]["hashtags"] == ["a", "b"]
    assert not warnings(path)["assumed_utc"], "unix_timestamp says which instant it was"


def test_4cat_telegram_ids_are_of_a_chat(tmp_path):
    header = "id,thread_id,chat,author,author_username,author_name,author_is_bot,body,reply_to,views,forwards,reactions,timestamp,unix_timestamp,timestamp_edited,unix_timestamp_edited,author_forwarded_from_name,author_forwarded_from_username"  # fmt: skip
    base = {
        "id": "1",
        "author": "9",
        "body": "some words",
        "timestamp": "2020-01-01 00:00:00",
        "unix_timestamp": "1577836800",
    }
    path = table(
        tmp_path, header,
        {**base, "chat": "one", "thread_id": "one", "views": "5", "timestamp_edited": "2020-01-02 00:00:00"},
        {**base, "chat": "two", "thread_id": "two", "reply_to": "4", "views": "6"},
        {**base, "id": "2", "chat": "two", "thread_id": "two", "author_forwarded_from_name": "somebody", "views": "7"},
    )  # fmt: skip
    found = posts(path)
    assert [post["post_id"] for post in found] == ["one/1", "two/1", "two/2"]
    assert found[1]["reply_to"] == "two/4"
    assert [(post["kind"], post["edited"], post["views"]) for post in found] == [
        ("original", True, 5),
        ("original", False, 6),
        ("repost", False, None),
    ]
    assert {post["platform"] for post in found} == {"telegram"}


@pytest.mark.parametrize(
    ("columns", "platform"),
    [("tiktok_url,plays,likes", "tiktok"), ("num_media,num_likes,num_comments", "instagram"), ("subreddit,score,parent", "reddit"),
     ("country_code,country_name", "4chan"), ("anything", None)],
)  # fmt: skip
def test_4cat_of_other_platforms(tmp_path, columns, platform):
    rows = [{"id": str(n), "thread_id": "1", "body": f"words {n} here", "author": "a", "timestamp": "2020-01-01 00:00:00", "subject": "A title"} for n in range(3)]  # fmt: skip
    path = table(tmp_path, f"id,thread_id,timestamp,subject,body,author,{columns}", *rows)
    assert {post["platform"] for post in posts(path)} == {platform}
    assert posts(path)[0]["text"] == "A title\n\nwords 0 here"


# --- snscrape, Reddit, Telegram, dumps ---


@pytest.mark.parametrize(
    ("user", "author"),
    [
        ("{'_type': 'snscrape.modules.twitter.User', 'username': 'some_one', 'id': 1234567890123456789, 'description': 'id: 5'}", "1234567890123456789"),
        ('{"username": "some_one", "id": 42}', "42"),
        ("User(username='some_one', displayname='x y')", "some_one"),
        ("https://twitter.com/some_one", "some_one"),
        ("some_one", "some_one"),
        ("{'nothing': 'of use'}", None),
    ],
)  # fmt: skip
def test_snscrape(tmp_path, user, author):
    header = "url,date,content,renderedContent,id,user,replyCount,retweetCount,likeCount,quoteCount,conversationId,lang,source,outlinks,retweetedTweet,quotedTweet,inReplyToTweetId,hashtags"  # fmt: skip
    base = {
        "date": "2021-03-01 12:00:00+00:00",
        "user": user,
        "likeCount": "3",
        "replyCount": "1",
        "retweetCount": "0",
        "lang": "en",
    }
    path = table(
        tmp_path, header,
        {**base, "id": "1370000000000000001", "content": "one two"},
        {**base, "id": "1370000000000000002", "content": "three four", "quotedTweet": "https://twitter.com/x/status/99", "hashtags": "['a', 'b']"},
        {**base, "id": "1370000000000000003", "content": "five six", "inReplyToTweetId": "1370000000000000001", "quotedTweet": "None"},
    )  # fmt: skip
    found = posts(path)
    assert {post["author_id"] for post in found} == {author}
    assert [post["kind"] for post in found] == ["original", "quote", "reply"]
    assert (found[1]["quote_of"], found[1]["hashtags"], found[2]["reply_to"]) == (
        "99",
        ["a", "b"],
        "1370000000000000001",
    )


def test_reddit_tables(tmp_path):
    submissions = table(
        tmp_path, "id,title,selftext,author,subreddit,created_utc,score,num_comments,author_flair_text",
        {"id": "a1", "title": "A title", "selftext": "[removed]", "author": "[deleted]", "subreddit": "x", "created_utc": "1577836800.0", "score": "4", "num_comments": "2"},
        {"id": "a2", "title": "Another", "selftext": "with a body", "author": "u", "subreddit": "x", "created_utc": "1577836800", "score": "4", "num_comments": "2", "author_flair_text": "Male"},
    )  # fmt: skip
    first, second = posts(submissions)
    assert (first["text"], first["status"], first["author_id"]) == ("A title", "removed", None)
    assert (second["text"], second["platform"], second["attributes"]) == (
        "Another\n\nwith a body",
        "reddit",
        {"flair": "Male"},
    )
    comments = table(
        tmp_path, "id,body,author,subreddit,created_utc,score,parent_id,link_id",
        *({"id": f"c{n}", "body": f"words {n}", "author": "u", "subreddit": "x", "created_utc": "1577836800", "score": "1", "parent_id": "t3_a1", "link_id": "t3_a1"} for n in range(3)),
    )  # fmt: skip
    assert {(post["kind"], post["reply_to"], post["conversation_id"]) for post in posts(comments)} == {("comment", "t3_a1", "t3_a1")}  # fmt: skip


def test_telegram_tracker(tmp_path):
    base = {
        "channel_id": "100",
        "channel_name": "a channel",
        "date": "2021-01-01T00:00:00+00:00",
        "is_forward": "0",
        "is_reply": "0",
        "views": "9",
    }
    path = table(
        tmp_path, profile("telegram-tracker").header,
        {**base, "msg_id": "1", "message": "one two"},
        {**base, "msg_id": "2", "message": "three four", "is_reply": "1", "reply_to_msg_id": "1"},
        {**base, "msg_id": "3", "message": "five six", "is_forward": "1"},
    )  # fmt: skip
    found = posts(path)
    assert [(post["post_id"], post["kind"]) for post in found] == [
        ("100/1", "original"),
        ("100/2", "reply"),
        ("100/3", "repost"),
    ]
    assert (found[1]["reply_to"], found[0]["author_id"], found[0]["community"]) == ("100/1", "100", "a channel")


DUMPS = {
    "twint": (
        "id,conversation_id,created_at,date,time,timezone,user_id,username,name,place,tweet,language,mentions,urls,photos,replies_count,retweets_count,likes_count,hashtags,cashtags,link,retweet,quote_url,video,thumbnail",
        {"id": "5", "conversation_id": "5", "created_at": "2020-03-01 10:00:00 UTC", "user_id": "8", "username": "n", "tweet": "some words", "language": "en", "mentions": "[]", "urls": "['https://example.org']", "replies_count": "1", "retweets_count": "2", "likes_count": "3", "hashtags": "['a']", "retweet": "False"},
    ),
    "GetOldTweets3": (
        "date,username,to,replies,retweets,favorites,text,geo,mentions,hashtags,id,permalink",
        {"id": "5", "date": "2020-03-01 10:00:00+00:00", "username": "8", "text": "some words", "replies": "1", "retweets": "2", "favorites": "3", "hashtags": "#a"},
    ),
    "rtweet": (
        "user_id,status_id,created_at,screen_name,text,source,display_text_width,reply_to_status_id,reply_to_user_id,is_quote,is_retweet,favorite_count,retweet_count,reply_count,hashtags,urls_expanded_url,lang,retweet_status_id,followers_count",
        {"user_id": "8", "status_id": "5", "created_at": "2020-03-01T10:00:00Z", "screen_name": "n", "text": "some words", "is_quote": "FALSE", "is_retweet": "FALSE", "favorite_count": "3", "retweet_count": "2", "reply_count": "1", "hashtags": "a", "lang": "en"},
    ),
    "Tweepy": (
        "user_name,user_location,user_description,user_created,user_followers,user_friends,user_favourites,user_verified,date,text,hashtags,source,is_retweet",
        {"user_name": "8", "user_location": "Here", "user_created": "2009-05-06 07:08:09", "user_followers": "250", "user_friends": "1", "user_favourites": "1", "user_verified": "False", "date": "2020-03-01 10:00:00", "text": "some words", "hashtags": "['a']", "is_retweet": "False"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DUMPS)
def test_dumps_of_tweets(tmp_path, name):
    header, row = DUMPS[name]
    [found] = posts(table(tmp_path, header, row))
    assert (found["text"], found["author_id"], found["platform"], found["kind"]) == ("some words", "8", "twitter", "original")  # fmt: skip
    assert found["created_at"] == dt.datetime(2020, 3, 1, 10, tzinfo=dt.UTC)
    assert found["hashtags"] == ["a"]
    if name == "Tweepy":
        assert found["attributes"] == {"location": "Here", "verified": "no", "followers": "100-999", "account_created": "2009"}  # fmt: skip
    else:
        assert found["post_id"] == "5"
        assert (found["replies"], found["reposts"], found["likes"]) == (1, 2, 3)


def test_a_dump_with_its_reposts(tmp_path):
    header, row = DUMPS["rtweet"]
    path = table(
        tmp_path, header, {**row, "is_retweet": "TRUE", "text": "RT @x: some words", "retweet_status_id": "4"}, row
    )
    found = posts(path)
    assert [(post["kind"], post["text"], post["likes"]) for post in found] == [("repost", "some words", None), ("original", "some words", 3)]  # fmt: skip
    assert found[0]["repost_of"] == "4"


CELL = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["[", "{'id': ", "6.5E+17", "-1", "nan", "[removed]", "RT @x: y", "3/4/2023", "2020-01-01", "[" * 2000, "=1+1"]
)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_cells_of_a_known_table_may_be_anything(tmp_path_factory, data):
    """It is read, every row accounted for, or refused with a message."""
    each = data.draw(st.sampled_from(PROFILES))
    header = each.header.split(",")
    rows = data.draw(st.lists(st.dictionaries(st.sampled_from(header), CELL, max_size=8), min_size=1, max_size=6))
    path = table(tmp_path_factory.mktemp("odd"), header, *rows)
    try:
        found = posts(path)
    except AuditError:
        return
    assert len(found) <= len(rows)
