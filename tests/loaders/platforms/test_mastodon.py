from __future__ import annotations

import copy
import datetime as dt
import html
import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import audit
from audit.loaders.base import WARNINGS, Reject, Skip
from audit.loaders.platforms.fediverse import profile
from audit.loaders.platforms.mastodon import Mastodon

LOADER = Mastodon()

FILES = [
    "account_statuses.json",
    "public_timeline.json",
    "status_edit_history.json",
    "status_edited.json",
    "status_poll.json",
    "status_reblog.json",
    "status_reply.json",
]
# The outbox of an export is ActivityPub, which has a loader of its own.
NOT_OURS = ["outbox.json"]


def status(**fields: Any) -> dict[str, Any]:
    return {
        "id": "108620707827530645",
        "created_at": "2022-07-10T02:34:28.123Z",
        "in_reply_to_id": None,
        "spoiler_text": "",
        "visibility": "public",
        "language": "en",
        "url": "https://example.org/@someone/108620707827530645",
        "replies_count": 1,
        "reblogs_count": 2,
        "favourites_count": 3,
        "edited_at": None,
        "content": "<p>Good morning</p>",
        "reblog": None,
        "account": {"id": "7", "acct": "someone@example.org"},
        "mentions": [],
        "tags": [],
        **fields,
    }


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


def plain(content: str) -> str:
    """Ten-line reference of a text without lists, tables or hidden parts."""
    lines = re.sub(r"<br ?/?>|</p>", "\n", content)
    return html.unescape(re.sub(r"<[^>]+>", "", lines)).strip()


def test_every_file_of_the_folder_is_tried(shared_data):
    assert sorted(path.name for path in (shared_data / "formats/mastodon").iterdir()) == sorted([*FILES, *NOT_OURS])


@pytest.mark.parametrize("name", FILES)
def test_number_of_posts(name, shared_data, expected_posts):
    posts = audit.load(shared_data / "formats/mastodon" / name)
    assert posts.loader_name(0) == "mastodon"
    ledgers: list[Any] = []
    assert sum(batch.num_rows for batch in posts.batches(ledgers=ledgers)) == expected_posts[f"mastodon/{name}"]
    assert ledgers[0].records == ledgers[0].posts


@pytest.mark.parametrize("name", FILES)
def test_against_the_records(name, sample, load):
    (document,) = sample(f"formats/mastodon/{name}")
    records = document if isinstance(document, list) else [document]
    for found, record in zip(load(LOADER, records).posts, records, strict=True):
        shown = record.get("reblog") or record
        assert found["text"] == plain(shown["content"])
        assert found["post_id"] == record.get("id")
        assert found["author_id"] == record["account"]["id"]
        assert found["created_at"].isoformat() == record["created_at"].replace("Z", "000+00:00")
        assert found["lang"] == shown.get("language")
        assert found.get("reply_to") == record.get("in_reply_to_id")
        assert found.get("repost_of") == (record.get("reblog") or {}).get("id")
        assert found["kind"] == (
            "repost" if record.get("reblog") else "reply" if record.get("in_reply_to_id") else "original"
        )
        assert found["mentions"] == [each["id"] for each in shown.get("mentions", [])]
        assert found["attributes"]["account_created"] == "2026"
        if not record.get("reblog"):
            assert found["likes"] == record.get("favourites_count")
        else:
            assert {"likes", "reposts", "replies"}.isdisjoint(found)


def test_the_edited_status_is_edited_and_the_poll_has_no_options(sample, load):
    (edited,) = load(LOADER, sample("formats/mastodon/status_edited.json")).posts
    assert edited["edited"] is True
    (poll,) = load(LOADER, sample("formats/mastodon/status_poll.json")).posts
    assert poll["text"] == "nice"
    assert poll["edited"] is False


def test_profile_of_the_boost(sample, load):
    (boost,) = load(LOADER, sample("formats/mastodon/status_reblog.json")).posts
    stated = boost["attributes"]
    assert stated["profile fields"] == "bread: toasty.\nlasagna: no!!!"
    assert (stated["bio"], stated["locked"], stated["followers"]) == ("I walk funny", "yes", "0-99")


def test_versions_of_a_history_are_kept_and_warned_of(sample, load):
    """They have no id of the status, so which is the latest of which cannot be told; none may be lost."""
    posts = load(LOADER, sample("formats/mastodon/status_edit_history.json")).posts
    assert [found["post_id"] for found in posts] == [None, None]
    assert all(found[WARNINGS] == ("version_without_id",) for found in posts)


def test_content_warning_comes_first():
    assert only(status(spoiler_text="Food & drink", content="<p>a</p><p>b<br />c</p>"))["text"] == (
        "Food & drink\n\na\nb\nc"
    )
    assert only(status(spoiler_text="Food", content=""))["text"] == "Food"


def test_boost_has_the_text_of_the_original_and_none_of_its_counts():
    original = status(
        id="1", content="<p>said</p>", language="de", account={"id": "9"}, edited_at="2022-07-11T00:00:00Z"
    )
    found = only(status(content="", reblog=original))
    assert (found["kind"], found["repost_of"], found["text"], found["lang"]) == ("repost", "1", "said", "de")
    assert (found["author_id"], found["edited"]) == ("7", True)
    assert found.keys().isdisjoint({"likes", "reposts", "replies", "reply_to"})
    assert found["created_at"] == dt.datetime(2022, 7, 10, 2, 34, 28, 123000, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("fields", "relations"),
    [
        ({"quote": {"state": "accepted", "quoted_status": {"id": "5"}}}, ("quote", "5", None)),
        ({"quote": {"state": "accepted", "quoted_status_id": "5"}}, ("quote", "5", None)),
        ({"quote": {"state": "revoked", "quoted_status": None}}, ("quote", None, None)),
        ({"quote": status(id="5"), "quote_id": "5"}, ("quote", "5", None)),  # Truth Social
        ({"quote_of_id": "5"}, ("quote", "5", None)),  # Gab
        ({"pleroma": {"quote_id": "5"}}, ("quote", "5", None)),
        ({"in_reply_to_id": "4", "quote": {"quoted_status_id": "5"}}, ("reply", "5", "4")),
        ({"in_reply_to_id": "4"}, ("reply", None, "4")),
        ({}, ("original", None, None)),
    ],
)
def test_relations(fields, relations):
    found = only(status(**fields))
    assert (found["kind"], found.get("quote_of"), found.get("reply_to")) == relations


def test_the_address_of_a_quoted_post_is_not_the_authors_word():
    content = '<p class="quote-inline">RE: <a href="https://example.org/5">example.org/5</a></p><p>Look</p>'
    found = only(status(content=content, quote={"quoted_status_id": "5"}))
    assert (found["text"], found["urls"]) == ("Look", [])


def test_links_mentions_and_hashtags():
    content = (
        '<p><a href="https://example.org/@b" class="u-url mention">@<span>b</span></a> see <a href="https://example.org/x?a=1&amp;b=2">'
        '<span class="invisible">https://</span>example.org/x</a> <a href="https://example.org/tags/tea" class="mention hashtag" '
        'rel="tag">#<span>tea</span></a></p>'
    )
    found = only(status(content=content, mentions=[{"id": "8", "acct": "b"}, {"acct": "c"}], tags=[{"name": "tea"}]))
    assert found["text"] == "@b see https://example.org/x #tea"
    assert (found["urls"], found["mentions"], found["hashtags"]) == (
        ["https://example.org/x?a=1&b=2"],
        ["8", "c"],
        ["tea"],
    )


def test_what_accounts_state():
    account = {
        "id": "7", "bot": True, "locked": False, "followers_count": 1234, "created_at": "2019-03-04T00:00:00.000Z",
        "note": '<p>Likes <b>tea</b>. Runs <a href="https://example.org/@c" class="u-url mention">@c</a></p>',
        "display_name": "Some One", "username": "someone",
        "fields": [
            {"name": "Pronouns", "value": "she/<b>her</b> &amp; they"},
            {"name": "Blog", "value": '<a href="https://example.org">example.org</a>'},
            {"name": "Matrix", "value": "@someone:example.org"},
            {"name": "Name", "value": "Some One"},
            {"name": "Followers", "value": "many"},
            {"name": "Tea", "value": "green"},
            {"name": "Empty", "value": ""}, {"name": 5, "value": None},
        ],
    }  # fmt: skip
    assert only(status(account=account))["attributes"] == {
        "pronouns": "she/her & they",
        "profile fields": "followers: many\ntea: green",
        "bio": "Likes tea. Runs",
        "account kind": "automated",
        "locked": "no",
        "followers": "1000-9999",
        "account_created": "2019",
    }


def test_no_account_is_called_a_bot():
    assert "bot" not in json.dumps(only(status(account={"id": "7", "bot": True}))["attributes"])
    assert "account kind" not in only(status(account={"id": "7", "bot": False}))["attributes"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://pronouns.page/they", "they"),
        ("http://pronoun.is/she/her", "she/her"),
        ("https://pronouns.page/@me", None),
    ],
)
def test_pronouns_stated_by_an_address(address, said):
    assert profile([("pronouns:", f'<a href="{address}">{address}</a>')]).get("pronouns") == said


def test_a_second_field_of_one_meaning_is_kept():
    assert profile([("Pronouns", "she/her"), ("Pronoun", "elle")]) == {
        "pronouns": "she/her",
        "profile fields": "pronoun: elle",
    }


@pytest.mark.parametrize("visibility", ["private", "direct", "mutuals_only"])
def test_posts_for_few_are_kept_and_said(visibility):
    assert only(status(visibility=visibility))[WARNINGS] == ("not_public",)
    assert WARNINGS not in only(status(visibility="unlisted"))


def test_photo_without_a_word():
    found = only(status(content="<p></p>", media_attachments=[{"type": "image", "description": "a cat"}]))
    assert (found["text"], found[WARNINGS]) == (None, ("empty_text",))


def test_accounts_that_are_gone():
    found = only(status(account=None))
    assert (found["author_id"], found["text"], found["status"]) == (None, "Good morning", "present")
    assert only(status(account={"id": "7", "suspended": True}))["status"] == "removed"
    gone = only(status(content="", tombstone={"reason": "deleted"}))
    assert (gone["text"], gone["status"], WARNINGS in gone) == (None, "deleted", False)


@pytest.mark.parametrize(
    ("fields", "platform"),
    [
        ({}, "mastodon"),
        ({"url": "https://truthsocial.com/@a/1"}, "truth social"),
        ({"url": "https://www.gab.com/a/posts/1"}, "gab"),
        ({"url": "https://nottruthsocial.com/@a/1"}, "mastodon"),
        ({"url": None, "uri": "https://truthsocial.com/users/a/statuses/1"}, "truth social"),
        ({"url": "https://[broken"}, "mastodon"),
        ({"pleroma": {}}, "pleroma"),
    ],
)
def test_platform_by_the_address(fields, platform):
    assert only(status(**fields))["platform"] == platform


def test_short_names_of_gab():
    record = {
        "i": "1", "ca": "2022-07-10T02:34:28.123Z", "c": "<p>Good morning</p>", "ul": "https://gab.com/a/posts/1", "fbc": 3,
        "rbc": 2, "author_info": {"i": "7", "un": "a", "nt": "<p>tea</p>"}, "g": {"title": "Tea lovers"},
    }  # fmt: skip
    found = only(record)
    assert LOADER.recognises([record])
    assert (found["post_id"], found["author_id"], found["text"], found["likes"], found["reposts"]) == (
        "1",
        "7",
        "Good morning",
        3,
        2,
    )
    assert (found["platform"], found["community"], found["attributes"]) == ("gab", "Tea lovers", {"bio": "tea"})


def test_times():
    found = only(status(created_at="2022-07-10T02:34:28"))
    assert found[WARNINGS] == ("assumed_utc",)
    assert only(status(created_at="2022-07-10T04:34:28+02:00"))["created_at"].hour == 2
    found = only(status(created_at="yesterday"))
    assert (found["created_at"], found[WARNINGS]) == (None, ("bad_timestamp",))


def test_ids():
    assert only(status(id=108620707827530645))["post_id"] == "108620707827530645"
    found = only(status(id=1.0862070782753064e17))
    assert (found["post_id"], found[WARNINGS]) == (None, ("mangled_id",))


def test_pages():
    first, second = status(id="1"), status(id="2")
    thread = {"ancestors": [first], "descendants": [second]}
    assert [row["post_id"] for row in LOADER.rows(thread)] == ["1", "2"]
    search = {
        "accounts": [{"id": "7", "acct": "a"}],
        "statuses": [first, second],
        "hashtags": [{"name": "a", "url": "b"}],
    }
    assert [row if isinstance(row, Skip) else row["post_id"] for row in LOADER.rows(search)] == [
        "1",
        "2",
        Skip("account"),
        Skip("hashtag"),
    ]
    assert only({"nav_index": "1", "source_platform": "truthsocial.com", "data": first})["post_id"] == "1"
    assert only([[first]])["post_id"] == "1"


def test_events_of_a_stream():
    event = {"stream": ["public"], "event": "update", "payload": json.dumps(status())}
    assert only(event)["text"] == "Good morning"
    assert LOADER.recognises([event])
    assert only({"event": "delete", "payload": "1"}) == Skip("deletion notice")
    assert only({**event, "payload": "{"}).reason == "bad_json"


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ({"id": "1", "type": "mention", "account": {"id": "7"}, "status": status()}, "notification"),
        ({"id": "1", "type": "follow", "account": {"id": "7"}}, "notification"),
        ({"id": "7", "username": "a", "acct": "a", "note": ""}, "account"),
        ({"id": "1", "scheduled_at": "2022-07-10T02:34:28Z", "params": {"text": "x"}}, "scheduled post"),
        ({"id": "1", "unread": False, "accounts": [], "last_status": status()}, "direct conversation"),
        ({"id": "1", "text": "x", "spoiler_text": ""}, "source of a post"),
        ({"error": "Record not found"}, "error payload"),
        ({}, "other object"),
    ],
)
def test_what_is_no_post_is_skipped_by_kind(record, kind):
    assert only(record) == Skip(kind)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("text", "bad_type"),
        (None, "bad_type"),
        (status(content=5), "bad_type"),
        (status(content=None), "missing_text"),
        ({key: value for key, value in status().items() if key != "content"}, "missing_text"),
    ],
)
def test_malformed(record, reason):
    found = only(record)
    assert isinstance(found, Reject)
    assert found.reason == reason


def test_recognises_its_own(sample):
    for name in FILES:
        assert LOADER.recognises(sample(f"formats/mastodon/{name}")), name
    assert LOADER.recognises([json.loads(LOADER.example)])
    assert only(json.loads(LOADER.example))["attributes"] == {"pronouns": "she/her"}
    assert LOADER.recognises([status(account=None)])


@pytest.mark.parametrize(
    "record",
    [
        {"id": 1, "content": "x", "account": "someone", "created_at": "2022", "reblogs_count": 1},
        {"id": 1, "content": "x", "created_at": "2022", "visibility": "public"},
        {"i": 1, "c": "x", "ca": "2022"},
        {"statuses": [{"idstr": "1", "text": "x"}]},
        {"type": "status", "account": "x"},
        {"event": "update", "who": "x"},
    ],
)
def test_leaves_tables_and_neighbours_alone(record):
    assert not LOADER.recognises([record])


def test_leaves_other_platforms_alone(shared_data, sample):
    for path in sorted((shared_data / "formats").rglob("*.*json*")):
        if path.parent.name != "mastodon" or path.name in NOT_OURS:
            name = str(path.relative_to(shared_data))
            assert not LOADER.recognises(sample(name)[:20]), name


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, inner in items for found in paths(inner, (*path, key)))]


FULL = status(
    reblog=status(quote={"quoted_status": {"id": "5"}}, group={"title": "x"}),
    pleroma={"quote_id": "1"},
    mentions=[{"id": "8", "acct": "b"}],
    tags=[{"name": "tea"}],
    tombstone={"reason": "x"},
    account={"id": "7", "note": "x", "bot": True, "fields": [{"name": "a", "value": "b"}], "created_at": "2019-01-01"},
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(data=st.data())
def test_any_field_may_be_anything(data, load):
    """One to three fields replaced by any JSON value: no crash, and what comes out fits the schema."""
    record = copy.deepcopy(data.draw(st.sampled_from([FULL, status(), {"ancestors": [FULL], "descendants": []}])))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(record)[1:]))
        inner = record
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = data.draw(JSON)
        if not paths(record)[1:]:
            break
    LOADER.recognises([record])
    load(LOADER, [record])


@given(JSON)
def test_any_json(record):
    assert list(LOADER.rows(record)) or isinstance(record, list)
