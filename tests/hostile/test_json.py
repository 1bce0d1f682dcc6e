"""Parsing JSON is a minefield (Seriot 2016): every file of the suite, as a document and as a line of JSON lines.

https://github.com/nst/JSONTestSuite
"""

from __future__ import annotations

import io
import json
from collections import Counter

import orjson
import pytest

import audit
from audit.loaders.base import Ledger
from audit.loaders.records import DEPTH_CAP, records

# Values one after another are what some tools write, and are read as such; of two empty arrays nothing is lost.
CONCATENATED = {"n_structure_double_array"}
# Nothing at all is no record, and no file of posts: refused as empty.
EMPTY = {"n_structure_no_data", "n_single_space"}


def read(data: bytes, shape: str) -> tuple[list, Ledger]:
    ledger = Ledger()
    found = [record.value for record in records(io.BytesIO(data), shape, ledger)]
    assert ledger.balances()
    return found, ledger


def as_document(data: bytes) -> tuple[list, Ledger]:
    return read(data, "array" if data.lstrip().startswith(b"[") else "documents")


def as_line(data: bytes, filler: bytes = b" ") -> tuple[list, Ledger]:
    """The content as a field of the second of three lines; a line feed ends a line wherever it stands."""
    good = b'{"id": 1}\n'
    return read(good + b'{"id": 2, "value": ' + data.strip(b"\r\n").replace(b"\n", filler) + b"}\n" + good, "lines")


@pytest.fixture(scope="session")
def suite(hostile):
    files = sorted((hostile / "jsontestsuite").glob("test_parsing__*.json"))
    return {path.stem.removeprefix("test_parsing__"): path.read_bytes() for path in files}


def test_what_must_be_accepted_is_unchanged(suite, survived):
    names = [name for name in suite if name.startswith("y_")]
    for name in names:
        value = orjson.loads(suite[name])
        found, ledger = as_document(suite[name])
        assert found == (value if isinstance(value, list) else [value]), name
        assert not ledger.rejected, name
        found, ledger = as_line(suite[name])
        assert [each.get("value") for each in found] == [None, value, None], name
        assert not ledger.rejected, name
        assert json.loads(suite[name]) == value, name
    survived("JSON that is valid", 2 * len(names), 2 * len(names))
    assert len(names) > 60


def test_what_must_be_rejected_is_with_a_reason(suite, survived, tmp_path):
    names = [name for name in suite if name.startswith("n_")]
    reasons = Counter()
    commas = 0
    for name in names:
        found, ledger = as_line(suite[name], filler=b"\x1f")  # not allowed in a string either
        assert found == [{"id": 1}, {"id": 1}], name
        assert ledger.rejected.total() == 1, name
        reasons.update(ledger.rejected)
        found, ledger = as_document(suite[name])
        # What is no object becomes a reject where posts are made of records.
        no_objects = [value for value in found if not isinstance(value, dict)]
        one_document = not suite[name].lstrip().startswith(b"[")
        # By a comma too many or too few between elements nothing is lost: exports of 2013 end so. It is told all the same.
        told = ledger.rejected or ledger.warnings["misplaced_comma"] or (one_document and no_objects)
        assert told or name in CONCATENATED | EMPTY, (name, found)
        commas += ledger.warnings["misplaced_comma"]
        reasons.update(ledger.rejected)
        path = tmp_path / "posts.json"
        path.write_bytes(suite[name])
        with pytest.raises(audit.errors.AuditError):
            list(audit.load(path).batches())
    survived("JSON that is not valid", 3 * len(names), 3 * len(names))
    assert len(names) > 120
    assert commas < 20
    assert {"bad_json", "invalid_utf8", "depth_limit", "non_finite_number"} <= reasons.keys()


def test_what_is_left_open_is_decided_once(suite, survived):
    names = [name for name in suite if name.startswith("i_")]
    for name in names:
        for way in (as_document, as_line):
            first, ledger = way(suite[name])
            again, other = way(suite[name])
            assert (orjson.dumps(first), ledger) == (orjson.dumps(again), other), name
    survived("JSON whose validity is left open", 2 * len(names), 2 * len(names))
    assert len(names) == 21 or len(names) > 15


def written(tmp_path, record: str, loader: str = "table") -> tuple[list[dict], Ledger]:
    """The third of three posts is the one under test."""
    path = tmp_path / "posts.jsonl"
    lines = [f'{{"post_id": "{number}", "text": "good morning", "likes": {number}}}' for number in range(2)]
    path.write_text("\n".join([*lines, record]) + "\n", encoding="utf-8")
    ledgers: list[Ledger] = []
    batches = list(audit.load(path, loader=loader).batches(keep_ids=True, ledgers=ledgers))
    return [row for batch in batches for row in batch.to_pylist()], ledgers[0]


def test_a_key_that_occurs_twice_is_counted(tmp_path):
    rows, ledger = written(tmp_path, '{"post_id": "9", "text": "first", "text": "second"}')
    assert rows[-1]["text"] == "second"
    assert ledger.warnings["duplicate_key"] == 1
    _, ledger = written(tmp_path, '{"post_id": "9", "text": "first", "te\\u0078t": "second"}')
    assert ledger.warnings["duplicate_key"] == 1
    _, ledger = written(
        tmp_path, '{"post_id": "9", "text": "the key\\u003a \\":\\" is not one", "unused": {"a": 1, "a": 2}}'
    )
    assert ledger.warnings["duplicate_key"] == 0, "a column that is not read changes no post"
    _, ledger = written(tmp_path, '{"id": "9", "text": "first", "text": "second", "author_id": "1"}', "twitter-v2")
    assert ledger.warnings["duplicate_key"] == 1


def test_numbers_beyond_a_float_are_exact_or_counted(tmp_path):
    rows, ledger = written(
        tmp_path, '{"post_id": 18446744073709551615, "text": "good morning", "likes": 9223372036854775808}'
    )
    assert rows[-1]["post_id"] == "18446744073709551615"
    assert rows[-1]["likes"] is None
    assert ledger.warnings["lossy_number"] == 1
    rows, ledger = written(tmp_path, '{"post_id": 100000000000000000000999, "text": "good morning", "likes": 1.5}')
    assert rows[-1]["post_id"] is None
    assert (ledger.warnings["mangled_id"], ledger.warnings["lossy_number"]) == (1, 1)


@pytest.mark.parametrize("nested", ["[" * 400 + "]" * 400, '{"a":' * 400 + "1" + "}" * 400, "[" * 100_000])
def test_nesting_costs_its_record(tmp_path, nested):
    rows, ledger = written(tmp_path, f'{{"post_id": "9", "text": "deep", "value": {nested}}}')
    assert len(rows) == 2
    assert ledger.rejected.total() == 1
    _, ledger = written(tmp_path, f'{{"post_id": "9", "text": "deep", "value": {"[" * DEPTH_CAP}{"]" * DEPTH_CAP}}}')
    assert ledger.rejected == {"depth_limit": 1}


def test_lone_surrogates_and_infinities_cost_their_record(tmp_path):
    for value, reason in (
        ('"\\ud83d"', "lone_surrogate"),
        ("NaN", "non_finite_number"),
        ("-Infinity", "non_finite_number"),
    ):
        rows, ledger = written(tmp_path, f'{{"post_id": "9", "text": "odd", "value": {value}}}')
        assert (len(rows), dict(ledger.rejected)) == (2, {reason: 1})
