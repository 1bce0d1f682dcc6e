from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import audit
from audit.loaders.base import WARNINGS, Skip
from audit.loaders.platforms.vk import Vk

LOADER = Vk()
FILES = ["wall_get_items.json"]


def post(**fields: Any) -> dict[str, Any]:
    return {
        "id": 5,
        "owner_id": -10,
        "from_id": 7,
        "date": 1592509821,
        "post_type": "post",
        "text": "Good morning",
        "likes": {"count": 3},
        "reposts": {"count": 1},
        "comments": {"count": 2},
        "views": {"count": 90},
        **fields,
    }


def comment(**fields: Any) -> dict[str, Any]:
    return {
        "id": 6,
        "owner_id": -10,
        "post_id": 5,
        "from_id": 8,
        "date": 1592509900,
        "text": "Good evening",
        "parents_stack": [],
        **fields,
    }


def only(record: Any) -> Any:
    (row,) = LOADER.rows(record)
    return row


def test_every_file_of_the_folder_is_tried(shared_data):
    assert sorted(path.name for path in (shared_data / "formats/vk").iterdir()) == FILES


def test_number_of_posts(shared_data, expected_posts):
    found = audit.load(shared_data / "formats/vk" / FILES[0])
    assert [each.loader for each in found.prepared] == ["vk"]
    assert found.to_table().num_rows == expected_posts[f"vk/{FILES[0]}"]


def test_against_the_records(sample, load):
    (page,) = sample(f"formats/vk/{FILES[0]}")
    outcome = load(LOADER, [page])
    assert (outcome.skipped, outcome.rejected) == ([], [])
    for found, record in zip(outcome.posts, page["items"], strict=True):
        text = re.sub(r"\[club\d+\|([^\]]*)\]", r"\1", record["text"]).strip()
        assert found["text"] == (text or None)
        assert found["post_id"] == f"{record['owner_id']}_{record['id']}"
        assert found["author_id"] == str(record["from_id"])
        assert found["created_at"].timestamp() == record["date"]
        assert found["likes"] == record["likes"]["count"]
        assert found["reposts"] == record["reposts"]["count"]
        assert found["replies"] == record["comments"]["count"]
        assert found["views"] == record.get("views", {}).get("count")
        assert found["edited"] is (True if "edited" in record else None)
        assert found["attributes"]["account"] == ("community" if record["from_id"] < 0 else "person")
        assert found["community"] == f"club{-record['owner_id']}"


@pytest.mark.parametrize(
    ("written", "read", "accounts", "links"),
    [
        ("[club123|The club] met", "The club met", ["-123"], []),
        ("[id7|Someone], yes", "Someone, yes", ["7"], []),
        ("[id7:bp-10_5|Someone], yes", "Someone, yes", ["7"], []),
        ("see [https://vk.com/wall-1_2|there]", "see there", [], ["https://vk.com/wall-1_2"]),
        ("[#alias|there|https://example.org]", "there", [], ["https://example.org"]),
        ("[a|b] and [c] stay", "[a|b] and [c] stay", [], []),
        ("AT&amp;T", "AT&T", [], []),
    ],
)
def test_markup(written, read, accounts, links):
    found = only(post(text=written))
    assert (found["text"], found["mentions"], found["urls"]) == (read, accounts, links)


def test_hashtags_without_the_community_they_are_of():
    assert only(post(text="#one @x #два_три@club one#four"))["hashtags"] == ["one", "два_три"]


def test_attached_links():
    attached = [{"type": "link", "link": {"url": "https://example.org"}}, {"type": "photo", "photo": {}}]
    assert only(post(attachments=attached))["urls"] == ["https://example.org"]


def test_repost_has_the_text_of_the_first_post_and_no_counts():
    chain = [post(id=1, owner_id=2, text=""), post(id=3, owner_id=-4, text="First")]
    found = only(post(text="", copy_history=chain))
    assert (found["kind"], found["repost_of"], found["text"]) == ("repost", "-4_3", "First")
    assert "likes" not in found
    found = only(post(text="Mine", copy_history=chain))
    assert (found["kind"], found["quote_of"], found["text"], found["likes"]) == ("quote", "-4_3", "Mine", 3)


def test_wall_of_a_person_is_no_community():
    assert only(post(owner_id=7))["community"] is None
    assert only(post(owner_id=-10))["community"] == "club10"


def test_old_versions_say_to_id_and_count_first():
    old = post(to_id=-10)
    del old["owner_id"]
    count, found = LOADER.rows({"response": [1, old]})
    assert (count, found["post_id"]) == (Skip("number of results"), "-10_5")
    assert LOADER.recognises([{"response": [1, old]}])


def test_number_without_a_wall_is_no_id():
    bare = comment()
    del bare["owner_id"]
    found = only(bare)
    assert (found["post_id"], found["reply_to"], found["kind"]) == (None, None, "comment")


def test_comments_and_their_answers():
    answer = comment(id=9, parents_stack=[6], reply_to_comment=6, post_id=5)
    nameless = {key: value for key, value in answer.items() if key not in {"owner_id", "post_id"}} | {"id": 11}
    first, second, third = LOADER.rows({"items": [comment(thread={"count": 2, "items": [answer, nameless]})]})
    assert (first["kind"], first["reply_to"], first["conversation_id"]) == ("comment", "-10_5", "-10_5")
    assert first["replies"] == 2
    assert (second["post_id"], second["reply_to"]) == ("-10_9", "-10_6")
    assert (third["post_id"], third["conversation_id"]) == ("-10_11", "-10_5")


def test_what_profiles_state():
    profiles = [{"id": 7, "sex": 1, "city": {"title": "Omsk"}, "country": {"title": "Russia"}, "followers_count": 250}]
    groups = [{"id": 10, "name": "Club", "verified": 1}]
    page = {"response": {"items": [post(), post(from_id=-10)], "profiles": profiles, "groups": groups}}
    person, club = LOADER.rows(page)
    assert person["attributes"] == {
        "account": "person",
        "gender": "female",
        "city": "Omsk",
        "country": "Russia",
        "followers": "100-999",
    }
    assert club["attributes"] == {"account": "community", "verified": "yes"}
    assert only(post(author_profile={"sex": 2}))["attributes"]["gender"] == "male"
    assert "gender" not in only(post(author_profile={"sex": 0}))["attributes"]


def test_deleted():
    gone = {"id": 6, "owner_id": -10, "from_id": 0, "date": 1592509900, "deleted": True, "parents_stack": []}
    found = only(gone)
    assert (found["status"], found["text"], found["author_id"]) == ("deleted", None, None)
    assert WARNINGS not in found
    assert only(post(text="", is_deleted=True))["status"] == "deleted"


def test_photo_alone():
    found = only(post(text=""))
    assert (found["text"], found[WARNINGS]) == (None, ("empty_text",))


def test_time():
    assert only(post())["created_at"] == dt.datetime(2020, 6, 18, 19, 50, 21, tzinfo=dt.UTC)
    assert only(post(date="today"))[WARNINGS] == ("bad_timestamp",)


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ({"error": {"error_code": 5}}, "error payload"),
        ({"id": 1, "first_name": "x"}, "user object"),
        ({"id": 1, "screen_name": "x"}, "community object"),
        ({"anything": 1}, "other object"),
    ],
)
def test_what_is_no_post_is_skipped_by_kind(record, kind):
    assert only(record) == Skip(kind)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("text", "bad_type"),
        (post(text=5), "bad_type"),
        (post(text=None), "missing_text"),
        ({"from_id": 1, "date": 2}, "missing_text"),
    ],
)
def test_malformed(record, reason):
    assert only(record).reason == reason


def test_recognises_its_own_and_no_neighbour(shared_data, sample):
    assert LOADER.recognises(sample(f"formats/vk/{FILES[0]}"))
    assert LOADER.recognises([json.loads(LOADER.example)])
    assert LOADER.recognises([comment()])
    assert only(json.loads(LOADER.example))["text"] == "Good morning"
    telegram = {"id": 1, "type": "message", "date": "2020-01-01T00:00:00", "from_id": "user7", "text": "Good morning"}
    assert not LOADER.recognises([telegram])
    assert not LOADER.recognises([{"messages": [telegram]}])
    for path in sorted((shared_data / "formats").rglob("*.*json*")):
        if path.parent.name != "vk":
            assert not LOADER.recognises(sample(str(path.relative_to(shared_data)))[:20]), path.name


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(data=st.data())
def test_any_field_may_be_anything(data, load, damage):
    record = {
        "items": [
            post(
                copy_history=[post()], attachments=[{"link": {"url": "https://example.org"}}], author_profile={"sex": 1}
            ),
            comment(thread={"items": [comment()]}),
        ],
        "profiles": [{"id": 7, "sex": 1}],
    }
    load(LOADER, [damage(data, record)])


def test_long_brackets_take_no_time():
    assert only(post(text="[" * 200_000))["text"] == "[" * 200_000
    assert only(post(text="[id1|" * 40_000))["mentions"] == []
