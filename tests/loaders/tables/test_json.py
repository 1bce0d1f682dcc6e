import io
import json
from unittest.mock import patch

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from audit.loaders.base import Ledger
from audit.loaders.guessing.guessing import guess
from audit.loaders.guessing.shape import to_schema
from audit.loaders.tables import json as table_json
from audit.loaders.tables import table
from audit.loaders.tables.json import JsonTable, head_columns, is_plain, line_cells
from audit.plan import Plan

PLAN = Plan.make({"columns": {"text": "text", "post_id": "id", "likes": "likes", "created_at": "t", "edited": "e", "hashtags": "tags"},
                  "groups": {"gender": {"column": "user.gender"}}, "labels": ["label", "score"]})  # fmt: skip
HEAD = [{"id": "1", "text": "a b", "likes": 3, "t": "2020-01-01T00:00:00Z", "e": True, "tags": ["x"], "user": {"gender": "w"}, "label": 1,
         "score": 0.5}]  # fmt: skip


def prepared(head=HEAD, plan=PLAN):
    columns, samples, types = head_columns(head)
    mapping = guess(columns, samples, plan)
    return mapping, JsonTable(mapping, types)


def read(data, *, fast=True, block=table_json.BLOCK, head=HEAD, plan=PLAN):
    mapping, json_table = prepared(head, plan)
    ledger = Ledger(source="s")
    batches = []
    with (
        patch.object(table_json, "BLOCK", block),
        patch.object(JsonTable, "fast", JsonTable.fast if fast else lambda *_: None),
    ):
        for columns, numbers in line_cells(io.BytesIO(data), json_table, ledger):
            batches.append(
                to_schema(
                    table.posts(columns, mapping, ledger, source="s", numbers=numbers, tags={}, text_required=True)
                )
            )
    assert ledger.balances()
    ledger.rejections.sort(key=lambda each: each.record)
    posts = pa.Table.from_batches(batches).to_pylist() if batches else []
    assert len(posts) == ledger.posts
    return posts, ledger


def same(data, **options):
    """Whether all ways to read the same lines agree, and the posts."""
    posts, ledger = read(data, fast=False, **options)
    for block in (1, 50, table_json.BLOCK):
        assert read(data, block=block, **options) == (posts, ledger), block
    return posts, ledger


words = st.text(max_size=6)
odd = st.one_of(st.none(), st.booleans(), st.integers(), st.integers(2**53 - 2, 2**70), st.floats(), words, st.lists(words, max_size=2),
                st.dictionaries(words, words, max_size=1))  # fmt: skip
usual = {
    "id": words, "text": words, "likes": st.integers(-(2**63), 2**63 - 1), "t": st.sampled_from(["2020-01-01", "1577836800", "x", ""]),
    "e": st.booleans(), "tags": st.lists(words, max_size=2), "user": st.fixed_dictionaries({}, optional={"gender": words}),
    "label": st.integers(0, 3), "score": st.floats(0, 1) | st.integers(0, 1),
}  # fmt: skip
well_formed = st.fixed_dictionaries(
    {}, optional={name: st.none() | values for name, values in usual.items()} | {"other": odd}
)
any_value = st.fixed_dictionaries(
    {}, optional={name: values | odd for name, values in usual.items()} | {"user": usual["user"] | odd}
)
objects = well_formed | any_value


def line(value, escaped):
    return json.dumps(value, ensure_ascii=escaped).encode("utf-8", "surrogatepass")


RAW = [b'{"text": "a", "text": "b"}', b'{"x": NaN}', b'{"x": 1, "text": "\\ud83d"}', b'{"text": "a\xff"}', b'{"z": "\xff", "text": "a"}',
       b"null", b"[1]", b"", b"  ", b'{"text": "a"} {"text": "b"}', b'{"text": "a"} null', b'{"likes": 2.0, "text": "a"}', b'{"text":',
       b'"b"}', b'{"id": 1.5e18, "text": "a"}', b' {"text": "a"}', b'{"text": "a"}\r', b'\xef\xbb\xbf{"text": "a"}',
       b'{"text": "a", "z": ' + b"[" * 300 + b"]" * 300 + b"}", b'{"text": "a", "z": -Infinity}', b'{"text": ": NaN, "}',
       b'{"text": "a", "user": null}', b'{"text": "a", "user": {"gender": null}}', b'{"text": "\\u0000"}', b'{"text": "a"}x']  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(objects, st.booleans()).map(lambda pair: line(*pair)) | st.sampled_from(RAW), max_size=12),
    st.booleans(),
)
def test_arrow_and_line_by_line_give_the_same(lines, ends):
    same(b"\n".join(lines) + b"\n" * ends)


@settings(max_examples=100, deadline=None)
@given(st.lists(well_formed, min_size=1, max_size=12))
def test_arrow_reads_what_is_well_formed(rows):
    data = b"".join(json.dumps({**row, "other": None}).encode() + b"\n" for row in rows)
    posts, ledger = read(data)
    assert ledger.records == len(rows)
    assert read(data, fast=False)[0] == posts


@pytest.mark.parametrize("raw", RAW)
def test_each_oddity_between_two_posts(raw):
    good = b'{"text": "good", "id": "1"}'
    posts, ledger = same(b"\n".join([good, raw, good]))
    assert posts[0]["text"] == "good"
    assert ledger.records >= 2


def test_the_last_of_two_equal_keys_counts():
    posts, _ = same(b'{"text": "a", "text": "b"}\n')
    assert posts[0]["text"] == "b"


def test_text_that_is_none_and_text_that_is_empty():
    posts, ledger = same(b'{"id": "1", "text": null}\n{"id": "2"}\n{"id": "3", "text": ""}\n{"id": "4", "text": 5}\n')
    assert [post["post_id"] for post in posts] == ["3"]
    assert ledger.rejected == {"missing_text": 2, "bad_type": 1}
    assert ledger.warnings == {"empty_text": 1}


def test_labels_do_not_depend_on_how_their_numbers_are_written():
    posts, _ = same(
        b'{"text": "a", "label": 1, "score": 1}\n{"text": "b", "label": 1.0, "score": 1.0}\n{"text": "c", "label": "1"}\n'
    )
    assert [dict(post["labels"])["label"] for post in posts] == ["1", "1", "1"]
    assert [dict(post["labels"]).get("score") for post in posts] == ["1", "1", None]


@given(st.binary(max_size=80))
@example(b"null\n")
def test_any_bytes_are_safe(data):
    same(data)


def test_a_line_that_is_null_does_not_reach_arrow():
    """It crashes pyarrow 26.0 (a segmentation fault, so it cannot be tested by trying)."""
    assert not is_plain(b"null\n", 1)
    assert not is_plain(b'{"a": 1}\nnull\n', 2)
    assert is_plain(b'{"a": 1}\n{"a": 2}\r\n', 2)


def test_bracketed_lines_with_deep_nesting_are_left_to_the_careful_reader():
    deep = b'{"a": ' + b"[" * 300 + b"]" * 300 + b"}\n"
    assert not is_plain(deep, 1)
    assert is_plain(b'{"a": "' + b"[{" * 20 + b'"}\n', 1)


def test_a_record_larger_than_a_block_and_one_beyond_the_cap():
    data = b'{"text": "' + b"x" * 1000 + b'"}\n'
    posts, _ = same(data + data)
    assert len(posts) == 2
    with patch.object(table_json, "RECORD_CAP", 500), patch("audit.loaders.records.RECORD_CAP", 500):
        posts, ledger = read(b'{"text": "a"}\n' + data + b'{"text": "b"}\n', block=10)
    assert [post["text"] for post in posts] == ["a", "b"]
    assert ledger.rejected == {"oversized_record": 1}


def test_columns_of_nested_objects():
    columns, samples, types = head_columns(
        [{"user": {"id": 1}, "text": "a"}, {"user": None, "text": {"full": "x"}}, {"text": "b"}]
    )
    assert [column.name for column in columns] == ["user.id", "text"]
    assert samples == [["1", None, None], ["a", None, "b"]]
    assert types[("user", "id")] == "int"
