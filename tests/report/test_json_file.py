"""``findings.json`` to and fro."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import SourceError
from audit.finding import Estimate, Finding, Findings, Reference
from audit.report import json_file

NUMBERS = st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True), st.integers(-(10**9), 10**9))


def one(**changes):
    fields = {
        "id": "a.b.c", "metric": "a", "measure": "c", "group": {"g": "h"}, "value": 0.5, "low": 0.4, "high": 0.6,
        "unit": "share", "n_posts": 10, "n_authors": 5,
    }  # fmt: skip
    return Findings({"id": "x"}, {"name": "y"}, (Estimate(**{**fields, **changes}),))


def test_round_trip_gives_equal_findings(example, nothing_found, empty):
    for findings in (example, nothing_found, empty):
        written = json_file.encode(findings)
        read = json_file.decode(written)
        assert read == json_file.canonical(findings)
        assert json_file.encode(read) == written
    exact = one(value=0.351, reference=Reference(0.51, "census"))
    assert json_file.decode(json_file.encode(exact)) == exact


@given(
    value=NUMBERS,
    low=NUMBERS,
    q=st.floats(0, 1),
    reference=st.one_of(st.none(), st.floats()),
    text=st.text(st.characters()),
)
def test_any_findings_are_written_as_valid_json_and_read_back(value, low, q, reference, text):
    findings = one(
        value=value, low=low, q_value=q, note=text, reference=None if reference is None else Reference(reference, text)
    )
    written = json_file.encode(findings)
    assert written.endswith(b"}\n")
    json.loads(written, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    again = json_file.decode(written)
    assert json_file.encode(again) == written
    assert again == json_file.canonical(again)


def test_floats_keep_six_significant_digits_and_nothing_else_changes():
    read = json_file.canonical(one(value=0.12345678901, low=-0.0, high=float("inf"), n_posts=123456789)).estimates[0]
    assert read.value == 0.123457
    assert str(read.low) == "0.0"
    assert read.high is None
    assert read.n_posts == 123456789


def test_equal_findings_give_equal_bytes_whatever_numbers_are_made_of():
    plain = one(value=1.0, n_effective=3.0, group={"b": "1", "a": "2"})
    other = one(value=1, n_effective=3, group={"a": "2", "b": "1"})
    assert plain == other
    assert json_file.encode(plain) == json_file.encode(other)
    with_numpy = one(
        value=np.float64(1.0), n_posts=np.int64(10), n_effective=np.float32(3.0), group={"a": "2", "b": "1"}
    )
    assert json_file.encode(with_numpy) == json_file.encode(plain)
    loose = replace(plain, audit={"id": "x", "n": 3.0, "t": (1, 2)})
    strict = replace(plain, audit={"t": [1, 2], "n": 3, "id": "x"})
    assert json_file.encode(loose) == json_file.encode(strict)


def test_keys_are_sorted_and_text_is_utf8(example_with):
    written = json_file.encode(example_with(name="Nordstadt–Überblick 日本"))
    assert "Überblick 日本".encode() in written
    keys = list(json.loads(written))
    assert keys == sorted(keys)


def test_what_is_written_fits_the_schema(example, nothing_found, empty):
    schema = json_file.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for findings in (example, nothing_found, empty):
        validator.validate(json.loads(json_file.encode(findings)))


def test_the_schema_refuses_what_is_wrong(example):
    validator = jsonschema.Draft202012Validator(json_file.schema())
    good = json.loads(json_file.encode(example))
    for path, wrong in (
        (("schema_version",), "2.0"),
        (("estimates", 0, "unit"), "percent"),
        (("estimates", 0, "value"), "0.5"),
        (("estimates", 0, "p_value"), 2),
        (("findings", 0, "reading"), "proved"),
        (("findings", 0, "severity"), "extreme"),
        (("blocks", 0, "chart", "kind"), "pie"),
    ):
        bad = json.loads(json.dumps(good))
        target = bad
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = wrong
        assert not validator.is_valid(bad), path


def test_the_schema_knows_every_field():
    schema = json_file.schema()["$defs"]
    written = json.loads(
        json_file.encode(replace(one(), findings=(Finding("a", "a", "t", "s", "shown", "low", "low", "rights"),)))
    )
    assert set(written["estimates"][0]) == set(schema["estimate"]["properties"]) == set(schema["estimate"]["required"])
    assert set(written["findings"][0]) == set(schema["finding"]["properties"]) == set(schema["finding"]["required"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"{}", "schema_version"),
        (b"[1]", "schema_version"),
        (b'{"schema_version": "2.0"}', "this version reads 1"),
        (b'{"schema_version": "1.0"}', "audit"),
        (b'{"schema_version": NaN}', "not JSON"),
    ],
)
def test_a_malformed_file_is_named_with_what_is_wrong(content, words):
    with pytest.raises(SourceError, match=r"some\.json") as caught:
        json_file.decode(content, where="some.json")
    assert words in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (b'"n_posts": 10', b'"n_posts": "10"', "estimates[0].n_posts"),
        (b'"unit": "share"', b'"unit": "percent"', "estimates[0].unit"),
        (b'"status": "ok"', b'"status": null', "estimates[0].status"),
        (b'"value": 0.5', b'"value": [0.5]', "estimates[0].value"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(old, new, place):
    content = json_file.encode(one())
    assert old in content
    with pytest.raises(SourceError) as caught:
        json_file.decode(content.replace(old, new))
    assert place in str(caught.value)


def test_a_newer_minor_version_with_new_fields_is_read():
    content = json_file.encode(one()).replace(b'"schema_version": "1.0"', b'"schema_version": "1.7", "extra": {"a": 1}')
    assert json_file.decode(content) == json_file.canonical(one())


def test_files(tmp_path, example):
    json_file.write(example, tmp_path / "findings.json")
    assert json_file.read(tmp_path / "findings.json") == json_file.canonical(example)
    with pytest.raises(SourceError, match="no such file"):
        json_file.read(tmp_path / "none.json")
    with pytest.raises(SourceError, match="cannot be read"):
        json_file.read(tmp_path)
