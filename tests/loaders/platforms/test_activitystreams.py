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
from audit.loaders.platforms.activitystreams import ActivityStreams

LOADER = ActivityStreams()

FILES = [
    "activitypub/comment_multiple_in_reply_to.as2.json",
    "activitypub/note.as2.json",
    "activitypub/note_with_hashtag.as2.json",
    "activitypub/note_with_mention.as2.json",
    "activitypub/repost.as2.json",
    "mastodon/outbox.json",
]
CONTEXT = "https://www.w3.org/ns/activitystreams"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
ACTOR = "https://example.org/users/a"


def note(**fields: Any) -> dict[str, Any]:
    return {
        "id": f"{ACTOR}/statuses/1",
        "type": "Note",
        "attributedTo": ACTOR,
        "content": "<p>Good morning</p>",
        "published": "2022-07-10T02:34:28Z",
        "to": [PUBLIC],
        **fields,
    }


def activity(kind: str, inner: Any, **fields: Any) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "id": f"{ACTOR}/statuses/2/activity",
        "type": kind,
        "actor": ACTOR,
        "published": "2022-07-11T02:34:28Z",
        "to": [PUBLIC],
        "object": inner,
        **fields,
    }


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


def plain(content: str) -> str:
    lines = re.sub(r"<br ?/?>|</p>", "\n", content)
    return html.unescape(re.sub(r"<[^>]+>", "", lines)).strip()


def test_every_file_of_the_folder_is_tried(shared_data):
    found = [f"activitypub/{path.name}" for path in (shared_data / "formats/activitypub").iterdir()]
    assert sorted([*found, "mastodon/outbox.json"]) == FILES


@pytest.mark.parametrize("name", FILES)
def test_number_of_posts(name, shared_data, expected_posts):
    posts = audit.load(shared_data / "formats" / name)
    assert posts.loader_name(0) == "activitystreams"
    ledgers: list[Any] = []
    assert sum(batch.num_rows for batch in posts.batches(ledgers=ledgers)) == expected_posts[name]
    assert ledgers[0].balances()
    assert not ledgers[0].rejected


def test_outbox_against_its_records(sample, load):
    (outbox,) = sample("formats/mastodon/outbox.json")
    posts = load(LOADER, [outbox]).posts
    for found, activity in zip(posts, outbox["orderedItems"], strict=True):
        record = activity["object"]
        parts = [part for part in (record["summary"], plain(record["content"])) if part]
        assert found["text"] == ("\n\n".join(parts) or None)
        assert found["post_id"] == record["id"]
        assert found["author_id"] == activity["actor"]
        assert found["created_at"].isoformat() == record["published"].replace("Z", "+00:00")
        assert found["lang"] == next(iter(record["contentMap"]), None)
        assert found.get("reply_to") == record["inReplyTo"]
        assert found["kind"] == ("reply" if record["inReplyTo"] else "original")
        assert found["platform"] == "mastodon"
        assert found["hashtags"] == [each["name"][1:] for each in record["tag"] if each["type"] == "Hashtag"]
        assert found["mentions"] == [each["href"] for each in record["tag"] if each["type"] == "Mention"]
    assert sum(WARNINGS in found for found in posts) == 4


def test_objects_of_granary(sample):
    comment, long, tag, mention, repost = (only(sample(f"formats/{name}")[0]) for name in FILES[:5])
    assert (comment["text"], comment["reply_to"], comment["kind"]) == ("foo bar baz", "http://one/post", "reply")
    assert long["text"] == "too cool to summarize\n\nA note. link too"
    assert (long["author_id"], long["place"], long["edited"]) == (
        "tag:example.com,2001:ryan",
        "Carcassonne, Aude",
        True,
    )
    assert long["created_at"] == dt.datetime(2012, 2, 22, 20, 26, 41, tzinfo=dt.UTC)
    assert (long["urls"], long[WARNINGS]) == (["http://my/link"], ("assumed_utc",))
    assert (tag["text"], tag["hashtags"], tag[WARNINGS]) == (None, ["foo"], ("empty_text",))
    assert mention["mentions"] == ["https://alice/"]
    assert (repost["kind"], repost["repost_of"]) == ("repost", "http://example.com/original/post")
    assert (repost["text"], repost["author_id"]) == ("The original post", "http://example.com/alice")


def test_create():
    found = only(activity("Create", note(attributedTo=None, published=None)))
    assert (found["post_id"], found["author_id"]) == (f"{ACTOR}/statuses/1", ACTOR)
    assert (found["kind"], found["edited"], found["text"]) == ("original", None, "Good morning")


def test_update_is_the_same_post_later():
    created, updated = only(activity("Create", note())), only(activity("Update", note(content="<p>Good night</p>")))
    assert created["post_id"] == updated["post_id"]
    assert (updated["edited"], updated["text"]) == (True, "Good night")
    assert only(activity("Update", {"type": "Person", "id": ACTOR})) == Skip("account update")


def test_announce_of_an_address_has_no_text():
    found = only(activity("Announce", "https://example.net/1"))
    assert (found["kind"], found["text"], found["repost_of"]) == ("repost", None, "https://example.net/1")
    assert (found["post_id"], found["author_id"]) == (f"{ACTOR}/statuses/2/activity", ACTOR)
    assert found[WARNINGS] == ("repost_without_text",)


def test_announce_of_an_object_has_its_text_and_none_of_its_counts():
    found = only(activity("Announce", note(attributedTo="https://example.net/b", likes={"totalItems": 5})))
    assert (found["text"], found["author_id"], found["repost_of"]) == ("Good morning", ACTOR, f"{ACTOR}/statuses/1")
    assert "likes" not in found


def test_a_group_that_passes_on_is_a_community():
    inner = activity("Create", note(), actor="https://example.net/b")
    found = only(activity("Announce", inner, actor="https://example.net/c/tea"))
    assert (found["kind"], found["community"], found["author_id"]) == ("original", "https://example.net/c/tea", ACTOR)
    like = activity("Like", f"{ACTOR}/statuses/1")
    assert only(activity("Announce", like)) == Skip("like")


def test_article_has_its_title_and_not_its_abstract():
    article = note(type="Article", name="Tea &amp; cake", summary="About tea", content="<p>Good</p><p>morning</p>")
    assert only(article)["text"] == "Tea & cake\n\nGood\nmorning"
    assert only({**article, "sensitive": True})["text"] == "Tea & cake\n\nAbout tea\n\nGood\nmorning"


def test_note_with_a_warning():
    assert only(note(summary="Food", sensitive=True))["text"] == "Food\n\nGood morning"
    assert only(note(name="Good morn"))["text"] == "Good morning"


def test_question_and_votes():
    poll = note(type="Question", oneOf=[{"type": "Note", "name": "green"}, {"type": "Note", "name": "black"}])
    assert only(poll)["text"] == "Good morning"
    vote = {"type": "Note", "id": "x", "name": "green", "inReplyTo": "https://example.org/1", "attributedTo": ACTOR}
    assert only(activity("Create", vote)) == Skip("poll vote")


def test_text_that_is_no_html():
    assert only(note(mediaType="text/plain", content="a <b> c\nd"))["text"] == "a <b> c\nd"


@pytest.mark.parametrize(
    ("fields", "lang", "text"),
    [
        ({"contentMap": {"de": "<p>Guten Morgen</p>", "en": "<p>Good morning</p>"}}, "en", "Good morning"),
        ({"content": None, "contentMap": {"de": "<p>Guten Morgen</p>"}}, "de", "Guten Morgen"),
        ({"contentMap": {"und": "<p>Good morning</p>"}}, None, "Good morning"),
        ({"contentMap": ["x"]}, None, "Good morning"),
    ],
)
def test_languages(fields, lang, text):
    found = only(note(**fields))
    assert (found["lang"], found["text"]) == (lang, text)


@pytest.mark.parametrize("field", ["quote", "quoteUrl", "quoteUri", "_misskey_quote"])
def test_quotes(field):
    content = '<p class="quote-inline">RE: <a href="https://example.net/5">x</a></p><p>Look</p>'
    found = only(note(content=content, **{field: "https://example.net/5"}))
    assert (found["kind"], found["quote_of"], found["text"], found["urls"]) == (
        "quote",
        "https://example.net/5",
        "Look",
        [],
    )


def test_quote_as_a_tag():
    link = {"type": "Link", "mediaType": "application/activity+json", "href": "https://example.net/5"}
    assert only(note(tag=[link]))["quote_of"] == "https://example.net/5"
    assert only(note(tag=link, inReplyTo="https://example.net/4"))["kind"] == "reply"


def test_who_it_is_for():
    assert WARNINGS not in only(activity("Create", note(to=["as:Public"])))
    assert WARNINGS not in only(note(to=[f"{ACTOR}/followers"], cc=PUBLIC))
    assert only(note(to=[f"{ACTOR}/followers"], cc=[]))[WARNINGS] == ("not_public",)


def test_what_accounts_state():
    person = {
        "type": ["Person", "x"], "id": ACTOR, "name": "Some One", "summary": "<p>Tea</p>", "manuallyApprovesFollowers": True,
        "published": "2019-03-04T00:00:00Z",
        "attachment": [{"type": "PropertyValue", "name": "Pronouns", "value": "they"}, {"type": "Image"}],
    }  # fmt: skip
    found = only(note(attributedTo=[{"type": "Group", "id": "x"}, person]))
    assert found["author_id"] == ACTOR
    assert only(note(attributedTo=person))["attributes"] == {
        "pronouns": "they", "bio": "Tea", "locked": "yes", "account_created": "2019",
    }  # fmt: skip
    assert only(note(attributedTo={"type": "Service", "id": ACTOR}))["attributes"] == {"account kind": "automated"}


def test_counts_that_a_server_gives():
    found = only(note(likes={"totalItems": 3}, shares={"totalItems": 2}, replies={"type": "Collection"}))
    assert (found["likes"], found["reposts"], "replies" in found) == (3, 2, False)


def test_platform():
    assert only(note())["platform"] == "mastodon"
    assert only(note(id="https://example.org/ap/users/1/statuses/2"))["platform"] == "mastodon"
    assert only(note(id="https://example.org/notes/2"))["platform"] == "activitypub"


def test_what_stands_for_a_deleted_post():
    found = only({"type": "Tombstone", "id": "x", "formerType": "Note"})
    assert (found["status"], found["text"], WARNINGS in found) == ("deleted", None, False)


@pytest.mark.parametrize("kind", ["Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage"])
def test_collections(kind):
    page = {"type": kind, "orderedItems": [activity("Create", note()), "https://example.org/1"]}
    assert [row if isinstance(row, Skip) else row["text"] for row in LOADER.rows(page)] == [
        "Good morning",
        Skip("address alone"),
    ]
    assert only({"type": kind, "items": note()})["text"] == "Good morning"
    first = {"type": "OrderedCollection", "first": {"type": kind, "orderedItems": [note()]}}
    assert only(first)["text"] == "Good morning"
    assert only({"type": kind, "first": "https://example.org/outbox?page=1"}) == Skip("address of a collection")
    assert list(LOADER.rows({"type": kind, "orderedItems": []})) == []


def test_deep_collections_need_no_stack():
    page: Any = note()
    for _ in range(20_000):
        page = {"type": "Collection", "items": [page]}
    assert only(page)["text"] == "Good morning"
    repeated: Any = note()
    for _ in range(20_000):
        repeated = activity("Announce", activity("Create", repeated))
    only(repeated)


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (activity("Like", "x"), "like"),
        (activity("Follow", "x"), "follow"),
        (activity("Delete", {"type": "Tombstone", "id": "x"}), "deletion notice"),
        (activity("Delete", "x"), "deletion notice"),
        (activity("Undo", activity("Announce", "x")), "undone activity"),
        (activity("Create", "x"), "address alone"),
        ({"type": "Person", "id": "x"}, "account"),
        ({"type": "ChatMessage", "content": "x"}, "direct message"),
        ({"type": "Unheard"}, "other object"),
        ("https://example.org/1", "address alone"),
    ],
)
def test_what_is_no_post_is_skipped_by_kind(record, kind):
    assert only(record) == Skip(kind)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (5, "bad_type"),
        (note(content=5), "bad_type"),
        (note(summary=["x"]), "bad_type"),
        (activity("Announce", None), "missing_text"),
        (activity("Create", None), "missing_text"),
        ({"content": "x"}, "missing_text"),
    ],
)
def test_malformed(record, reason):
    found = only(record)
    assert isinstance(found, Reject)
    assert found.reason == reason


def test_recognises_its_own(sample):
    for name in FILES:
        assert LOADER.recognises(sample(f"formats/{name}")), name
    assert LOADER.recognises([json.loads(LOADER.example)])
    assert only(json.loads(LOADER.example))["text"] == "Good morning"
    assert LOADER.recognises([note()])  # without a context
    assert LOADER.recognises([{**note(), "@context": [{"toot": "x"}, CONTEXT]}])
    assert LOADER.recognises([{"type": "OrderedCollection", "orderedItems": ["https://example.org/1"]}])


@pytest.mark.parametrize(
    "record",
    [
        {"type": "Note", "content": "x"},
        {"type": "Image", "content": "x", "published": "2020"},
        {"type": "Collection", "items": []},
        {"objectType": "activity", "verb": "post", "actor": {"id": "x"}, "object": {"id": "y"}},
        {"@context": "https://schema.org", "type": "Article", "content": "x"},
        {"type": "Like", "content": "x"},
    ],
)
def test_leaves_neighbours_alone(record):
    assert not LOADER.recognises([record])


def test_leaves_other_platforms_alone(shared_data, sample):
    for path in sorted((shared_data / "formats").rglob("*.*json*")):
        name = str(path.relative_to(shared_data))
        if name.removeprefix("formats/") not in FILES:
            assert not LOADER.recognises(sample(name)[:20]), name


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, inner in items for found in paths(inner, (*path, key)))]


FULL = note(
    contentMap={"en": "x"},
    tag=[{"type": "Hashtag", "name": "#a"}, {"type": "Mention", "href": "x"}, {"url": "x"}],
    attributedTo=[{"type": "Person", "id": "x", "attachment": [{"type": "PropertyValue", "name": "a", "value": "b"}]}],
    inReplyTo=[{"id": "x"}],
    location={"name": "x"},
    likes={"totalItems": 1},
    url=[{"type": "Link", "href": "x"}],
)
RECORDS = [activity("Create", FULL), activity("Announce", FULL), {"type": "Collection", "first": {"items": [FULL]}}]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(data=st.data())
def test_any_field_may_be_anything(data, load):
    """One to three fields replaced by any JSON value: no crash, and what comes out fits the schema."""
    record = copy.deepcopy(data.draw(st.sampled_from(RECORDS)))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(record)[1:]))
        inner = record
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = data.draw(JSON)
    LOADER.recognises([record])
    load(LOADER, [record])


@given(JSON)
def test_any_json(record):
    assert list(LOADER.rows(record)) or isinstance(record, list)
