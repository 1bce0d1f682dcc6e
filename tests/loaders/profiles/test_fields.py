"""Fields of a platform's record as attributes: by path, in every wrapping, and named when they are not there."""

from __future__ import annotations

import copy
import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import audit
from audit import api
from audit.errors import ColumnError
from audit.loaders import reading
from audit.loaders.base import RECORD
from audit.loaders.platforms.own import Own
from audit.loaders.platforms.twitter_v1 import TwitterV1
from audit.loaders.prepared import ProfileField
from audit.loaders.profiles.fields import ABSENT, at, with_profile


def attribute(source, column, name="x", **said):
    """What posts state, in their order, and the posts' ids."""
    table = audit.load(source, groups={name: {"column": column, **said}}).to_table()
    stated = [dict(each or []).get(name) for each in table.column("attributes").to_pylist()]
    return dict(zip(table.column("post_id").to_pylist(), stated, strict=True))


def lines(path, records):
    path.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    return path


# --- paths -----------------------------------------------------------------------------------------------------------


def test_a_path_leads_through_objects_and_keys_may_hold_dots():
    record = {"user": {"a.b": {"c": 1}, "a": {"b": 2}, "none": None}, "user.name": "x", "list": [{"a": 1}]}
    assert at(record, "user.a.b") == 2 or at(record, "user.a.b") == {"c": 1}
    assert at(record, "user.a.b.c") == 1
    assert at(record, "user.name") == "x"
    assert at(record, "user.none") is None
    for path in ("user.nothing", "list.a", "list.0.a", "user.none.x", "", ".", "user.", "..", "user..a"):
        assert at(record, path) is ABSENT
    assert at("text", "a") is ABSENT


@given(st.recursive(st.none() | st.integers() | st.text(max_size=3), lambda x: st.dictionaries(st.text(max_size=3), x, max_size=3)), st.text(max_size=8))  # fmt: skip
def test_any_path_in_anything_is_a_value_or_absent(record, path):
    found = at(record, path)
    assert found is ABSENT or found is None or isinstance(found, (int, str, dict))


def test_plain_values_become_text_and_others_nothing():
    record = {"n": 1.0, "b": True, "l": [1], "d": {"a": 1}, "s": "x", "z": None}
    profile = [ProfileField(name, name) for name in (*record, "absent")]
    assert with_profile({"text": "t"}, record, profile)["attributes"] == {
        "n": "1", "b": "true", "l": None, "d": None, "s": "x", "z": None, "absent": None,
    }  # fmt: skip
    row = {"text": "t", RECORD: {"n": 2}, "attributes": {"own": "y"}}
    assert with_profile(row, record, profile[:1]) == {"text": "t", "attributes": {"own": "y", "n": "2"}}
    assert with_profile(row, record, []) == {"text": "t", "attributes": {"own": "y"}}


# --- real formats ----------------------------------------------------------------------------------------------------


def test_twitter_v1_by_line_array_and_page_alike(shared_data, tmp_path):
    records = json.loads((shared_data / "formats/twitter_v1/user_timeline_extended_cnn.json").read_bytes())
    expected = {each["id_str"]: each["user"]["created_at"] for each in records}
    path = lines(tmp_path / "a.jsonl", records)
    assert attribute(path, "user.created_at") == expected
    (tmp_path / "b.json").write_text(json.dumps(records))
    assert attribute(tmp_path / "b.json", "user.created_at") == expected
    (tmp_path / "c.json").write_text(json.dumps({"statuses": records}))
    assert attribute(tmp_path / "c.json", "user.created_at") == expected
    # A table is only what no platform is; read as one, a field has the same name.
    assert attribute(path, "user.followers_count") == {
        each["id_str"]: str(each["user"]["followers_count"]) for each in records
    }
    found = audit.load(path, loader="table", groups={"x": "user.followers_count"})
    assert "attribute:x=user.followers_count" in str(found)


def test_age_of_accounts_on_twitter_v1(shared_data):
    source = shared_data / "formats/twitter_v1/user_timeline_extended_cnn.json"
    plan = {"groups": {"account": {"column": "user.created_at", "age": "years", "bins": [0, 5, 10]}}}
    result = api.run_audit(source, plan=plan, workers=1)
    [record, *_] = json.loads(source.read_bytes())
    years = int(record["created_at"][-4:]) - int(record["user"]["created_at"][-4:])
    assert years > 10
    assert result.tally.posts(("representation", "account", "posts", "10+")) == result.findings.dataset["posts"]


def test_reddit_by_line_and_listing_alike(shared_data, tmp_path):
    text = (shared_data / "formats/reddit/RS_2019-10_head60.ndjson").read_text(encoding="utf-8")
    records = [json.loads(line) for line in text.splitlines() if line.strip()]
    expected = {
        f"t3_{each['id']}": str(each["author_created_utc"]) if each.get("author_created_utc") else None
        for each in records
    }
    assert sum(each is not None for each in expected.values()) > 20
    assert attribute(lines(tmp_path / "a.jsonl", records), "author_created_utc") == expected
    listing = {"kind": "Listing", "data": {"children": [{"kind": "t3", "data": each} for each in records]}}
    (tmp_path / "b.json").write_text(json.dumps(listing))
    assert attribute(tmp_path / "b.json", "author_created_utc") == expected


def test_twitter_v2_reaches_authors_in_pages_as_in_flattened_posts(shared_data):
    folder = shared_data / "formats/twitter_v2"
    page = attribute(folder / "noflat_search_response.jsonl", "author.public_metrics.followers_count")
    with (folder / "noflat_search_response.jsonl").open() as file:
        users = {each["id"]: each for line in file for each in json.loads(line)["includes"]["users"]}
    with (folder / "noflat_search_response.jsonl").open() as file:
        posts = {each["id"]: each["author_id"] for line in file for each in json.loads(line)["data"]}
    assert page == {post: str(users[author]["public_metrics"]["followers_count"]) for post, author in posts.items()}
    flat = attribute(folder / "flat.jsonl", "author.public_metrics.followers_count")
    assert all(value is not None for value in flat.values())


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("mastodon/public_timeline.json", "account.followers_count"),
        ("bluesky/getAuthorFeed.json", "author.createdAt"),
    ],
)
def test_others_too(shared_data, name, column):
    stated = attribute(shared_data / "formats" / name, column)
    assert stated
    assert all(value is not None for value in stated.values())


# --- plans and sources -----------------------------------------------------------------------------------------------

STATUS = {
    "id_str": "1", "full_text": "Good morning", "created_at": "Wed Oct 10 20:19:24 +0000 2018",
    "user": {"id_str": "6", "created_at": "Wed Oct 10 20:19:24 +0000 2012", "location": "Rome", "note": None},
}  # fmt: skip


def statuses(number=3, **user):
    made = [{**copy.deepcopy(STATUS), "id_str": str(i + 1)} for i in range(number)]
    for each in made:
        each["user"].update(user)
    return made


def test_a_column_that_no_source_has_is_named_with_the_nearest(tmp_path):
    path = lines(tmp_path / "x.jsonl", statuses())
    with pytest.raises(ColumnError, match=r"(?s)x.jsonl: no record has a field 'user.locaton'.*'user.location'"):
        audit.load(path, groups={"place": "user.locaton"})


def test_one_source_of_two_is_enough_and_null_is_there(tmp_path):
    files = [lines(tmp_path / "1.jsonl", statuses(2)), lines(tmp_path / "2.jsonl", [{**s, "id_str": f"9{s['id_str']}"} for s in statuses(2, since="2001")])]  # fmt: skip
    assert attribute(files, "user.since") == {"1": None, "2": None, "91": "2001", "92": "2001"}
    assert set(attribute(files[:1], "user.note").values()) == {None}


def test_a_field_that_comes_late_is_read(tmp_path):
    path = lines(tmp_path / "x.jsonl", [*statuses(1200), {**statuses(1, since="2001")[0], "id_str": "late"}])
    both = [path, lines(tmp_path / "y.jsonl", [{**statuses(1, since="1999")[0], "id_str": "other"}])]
    stated = attribute(both, "user.since")
    assert (stated["late"], stated["other"], stated["1"]) == ("2001", "1999", None)


def test_what_the_loader_knows_already_goes_by_its_own_name(tmp_path):
    path = lines(tmp_path / "x.jsonl", statuses())
    table = audit.load(path, groups={"town": "location"}).to_table()
    assert dict(table.column("attributes")[0].as_py()) == {"town": "Rome", "account_created": "2012"}
    both = audit.load(path, groups={"location": "user.location"}).to_table()
    assert dict(both.column("attributes")[0].as_py())["location"] == "Rome"


def test_the_decision_is_told(tmp_path):
    found = audit.load(
        lines(tmp_path / "x.jsonl", statuses()), groups={"age": {"column": "user.created_at", "age": "days"}}
    )
    assert "x.jsonl: age is read from user.created_at" in str(found)
    assert "attribute:age" in found.prepared[0].fields


def test_every_batch_and_part_has_the_column(tmp_path, monkeypatch):
    path = lines(tmp_path / "x.jsonl", statuses(400, since="2001"))
    once = attribute(path, "user.since")
    monkeypatch.setattr(reading, "PART_BYTES", 5_000)
    posts = audit.load(path, groups={"x": "user.since"})
    assert len(posts.parts()) > 4
    assert attribute(path, "user.since") == once


def test_posts_in_the_post_schema_keep_their_attributes_whatever_form_they_have(tmp_path):
    """Converted posts have the attribute under its name; a plan that says where it once stood still holds."""
    path = lines(tmp_path / "x.jsonl", statuses())
    plan = {"town": {"column": "user.location", "values": {"italy": ["rome"]}}}
    first = audit.load(path, groups=plan)
    for name in ("p.parquet", "p.jsonl"):
        first.write(tmp_path / name)
        assert set(attribute(tmp_path / name, "user.location", "town").values()) == {"Rome"}
        assert set(attribute(tmp_path / name, "town", "place").values()) == {"Rome"}
        with pytest.raises(ColumnError, match=r"no record has a field 'twon'"):
            audit.load(tmp_path / name, groups={"x": "twon"})
    frame = first.to_table()
    assert isinstance(frame, pa.Table)
    assert set(attribute(frame, "town", "place").values()) == {"Rome"}


def test_records_without_posts_do_not_blame_the_column(tmp_path):
    path = lines(tmp_path / "x.jsonl", [{"limit": {"track": 5}}, {"delete": {"status": {"id_str": "1"}}}])
    assert audit.load(path, groups={"x": "user.since"}).prepared[0].loader == TwitterV1.name
    with pytest.raises(ColumnError, match=r"no record has a field 'user.since'"):
        audit.load([path, lines(tmp_path / "y.jsonl", statuses())], groups={"x": "user.since"})


def test_what_posts_were_made_of_goes_no_further():
    from audit.loaders.base import Ledger
    from audit.loaders.records import Record
    from audit.loaders.rows import batches

    [batch] = batches(TwitterV1(), [Record({"statuses": statuses()}, 0)], Ledger(), source="x")
    assert RECORD not in batch.schema.names
    assert list(Own().rows({"text": "x"})) == [{"text": "x"}]
