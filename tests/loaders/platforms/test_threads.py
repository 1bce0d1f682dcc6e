from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import audit
from audit.loaders.base import WARNINGS, Reject, Skip
from audit.loaders.platforms.threads import Threads

LOADER = Threads()
FILE = "threads_api_me_threads.json"


def media(**fields: Any) -> dict[str, Any]:
    return {
        "id": "1234567",
        "media_product_type": "THREADS",
        "media_type": "TEXT_POST",
        "permalink": "https://www.threads.net/@someone/post/abcdefg",
        "owner": {"id": "7"},
        "username": "someone",
        "text": "Good morning",
        "timestamp": "2023-10-17T05:42:03+0000",
        "is_quote_post": False,
        **fields,
    }


def written(text: str) -> str:
    """As exports of Meta write it: each byte of UTF-8 a character."""
    return text.encode().decode("latin-1")


def exported(*titles: str, **fields: Any) -> dict[str, Any]:
    pictures = [{"uri": "", "creation_timestamp": 1754466859, "title": written(title)} for title in titles]
    return {"text_post_app_text_posts": [{"media": pictures, **fields}]}


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


def test_number_of_posts(shared_data, expected_posts):
    assert [path.name for path in (shared_data / "formats/threads").iterdir()] == [FILE]
    posts = audit.load(shared_data / "formats/threads" / FILE)
    assert posts.loader_name(0) == "threads"
    assert posts.to_table().num_rows == expected_posts[f"threads/{FILE}"]


def test_against_the_record(sample):
    (page,) = sample(f"formats/threads/{FILE}")
    found, (record,) = only(page), page["data"]
    assert (found["text"], found["post_id"], found["author_id"]) == (
        record["text"],
        record["id"],
        record["owner"]["id"],
    )
    assert found["created_at"] == dt.datetime(2023, 10, 17, 5, 42, 3, tzinfo=dt.UTC)
    assert (found["kind"], found["platform"], WARNINGS in found) == ("original", "threads", False)


@pytest.mark.parametrize(
    ("fields", "kind", "relation"),
    [
        ({"is_reply": True, "replied_to": {"id": "5"}, "root_post": {"id": "4"}}, "reply", ("reply_to", "5")),
        ({"is_reply": True}, "reply", ("reply_to", None)),
        ({"is_quote_post": True, "quoted_post": {"id": "6"}}, "quote", ("quote_of", "6")),
        ({"is_quote_post": True}, "quote", ("quote_of", None)),
        ({"root_post": {"id": "4"}}, "original", ("conversation_id", "4")),
    ],
)
def test_relations(fields, kind, relation):
    found = only(media(**fields))
    assert (found["kind"], found.get(relation[0])) == (kind, relation[1])


def test_repost():
    found = only(media(media_type="REPOST_FACADE", text=None, reposted_post={"id": "8"}))
    assert (found["kind"], found["repost_of"], found["text"]) == ("repost", "8", None)
    assert found[WARNINGS] == ("repost_without_text",)
    assert only(media(media_type="REPOST_FACADE", reposted_post={"id": "8", "text": "said"}))["text"] == "said"


def test_author_by_name_where_there_is_no_id():
    assert only(media(owner=None))["author_id"] == "someone"


def test_long_text_is_joined():
    assert only(media(text_attachment={"plaintext": "and more"}))["text"] == "Good morning\n\nand more"


def test_what_else_a_post_says():
    found = only(
        media(
            topic_tag="tea",
            link_attachment_url="https://example.org",
            is_verified=True,
            location={"name": "Café", "country": "PT"},
        )
    )
    assert (found["hashtags"], found["urls"], found["attributes"]) == (
        ["tea"],
        ["https://example.org"],
        {"verified": "yes"},
    )
    assert (found["place"], found["country"]) == ("Café", "PT")


def test_photo_without_a_word():
    record = media(media_type="IMAGE")
    del record["text"]
    assert (only(record)["text"], only(record)[WARNINGS]) == (None, ("empty_text",))


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("text", "bad_type"),
        (media(text=5), "bad_type"),
        (media(text_attachment={"plaintext": 5}), "bad_type"),
        (media(text=None), "missing_text"),
        ({"id": "1"}, "missing_text"),
        ({"text_post_app_text_posts": ["x"]}, "bad_type"),
        ({"text_post_app_text_posts": [{"media": []}]}, "missing_text"),
        ({"text_post_app_text_posts": [{"media": [{"title": 5}]}]}, "bad_type"),
    ],
)
def test_malformed(record, reason):
    found = only(record)
    assert isinstance(found, Reject)
    assert found.reason == reason


def test_times_and_ids():
    assert only(media(timestamp="2023-10-17T05:42:03"))[WARNINGS] == ("assumed_utc",)
    assert only(media(timestamp="x"))[WARNINGS] == ("bad_timestamp",)
    assert only(media(id=1.8e17))[WARNINGS] == ("mangled_id",)


def test_export_is_repaired():
    found = only(exported("agreed — café 👍"))
    assert found["text"] == "agreed — café 👍"
    assert found["created_at"] == dt.datetime.fromtimestamp(1754466859, dt.UTC)
    assert (found["kind"], "post_id" in found, "author_id" in found) == ("original", False, False)


def test_export_with_the_text_of_the_post_and_of_its_pictures():
    assert only(exported("", title=written("été"), creation_timestamp=1754466900))["text"] == "été"
    found = only(exported("one", "two", "one", creation_timestamp=1754466900))
    assert found["text"] == "one\n\ntwo"
    assert found["created_at"].timestamp() == 1754466900
    assert only(exported(""))[WARNINGS] == ("empty_text",)
    assert only(exported("x", creation_timestamp="soon"))[WARNINGS] == ("bad_timestamp",)


def test_answers_of_the_export():
    record = exported("yes")
    record["text_post_app_text_posts"][0]["media"][0]["text_app_post"] = {"is_reply": True}
    assert only(record)["kind"] == "reply"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("text_post_app_media_likes", "like"),
        ("text_post_app_text_post_app_followers", "account"),
        ("text_post_app_text_post_app_saved_posts", "saved post"),
        ("text_post_app_text_post_app_posts_seen", "viewed post"),
        ("text_post_app_text_app_apps_and_websites", "other object"),
    ],
)
def test_other_lists_of_the_export_are_skipped_one_by_one(name, kind):
    assert only({name: [{}, {}, {}]}) == Skip(kind, 3)
    assert LOADER.recognises([{name: [{}]}])


def test_export_through_the_door(tmp_path):
    path = tmp_path / "threads_and_replies.json"
    path.write_text(json.dumps(exported("é") | {"text_post_app_media_likes": [{}, {}]}, indent=2))
    posts = audit.load(path)
    ledgers: list[Any] = []
    (batch,) = posts.batches(ledgers=ledgers)
    assert (posts.loader_name(0), batch.column("text").to_pylist()) == ("threads", ["é"])
    assert (ledgers[0].records, ledgers[0].skipped) == (3, {"like": 2})


def test_errors():
    assert only({"error": {"message": "x"}}) == Skip("error payload")


def test_recognises_its_own(sample):
    assert LOADER.recognises(sample(f"formats/threads/{FILE}"))
    assert LOADER.recognises([json.loads(LOADER.example)])
    assert only(json.loads(LOADER.example))["text"] == "Good morning"
    assert LOADER.recognises([{"id": "1", "permalink": "https://www.threads.com/@a/post/b"}])


@pytest.mark.parametrize(
    "record",
    [
        media(media_product_type="FEED", permalink="https://www.instagram.com/p/1/"),
        {"data": [{"id": "1", "text": "x"}]},
        {"media": [{"title": "x", "creation_timestamp": 1, "uri": "x"}]},
        {"text_post_app_id": "x"},
        {"permalink": "https://www.threads.net/@a/post/b", "label": "x"},
    ],
)
def test_leaves_neighbours_alone(record):
    assert not LOADER.recognises([record])


def test_leaves_other_platforms_alone(shared_data, sample):
    for path in sorted((shared_data / "formats").rglob("*.*json*")):
        if path.parent.name != "threads":
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


RECORDS = [
    {"data": [media(replied_to={"id": "5"}, location={"name": "x"}, text_attachment={"plaintext": "x"})]},
    media(media_type="REPOST_FACADE", reposted_post={"id": "8", "text": "said"}),
    exported("one", "two", title="x"),
]


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
