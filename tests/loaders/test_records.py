import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.loaders import records as module
from audit.loaders.base import Ledger
from audit.loaders.records import DEPTH_CAP, assigned, json_shape, records

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


def read(data, shape=None):
    ledger = Ledger()
    found = [record.value for record in records(io.BytesIO(data), shape or json_shape(data), ledger)]
    return found, ledger


@pytest.fixture(params=[(64 * 2**20, 4 * 2**20), (0, 1), (5, 7)], ids=["whole", "byte by byte", "pieces"])
def pieces(request, monkeypatch):
    whole, block = request.param
    monkeypatch.setattr(module, "_WHOLE", whole)
    monkeypatch.setattr(module, "_BLOCK", block)


@pytest.mark.usefixtures("pieces")
@pytest.mark.parametrize("indent", [None, 2])
def test_arrays_and_documents_in_pieces_of_any_size(indent):
    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.dictionaries(st.text(max_size=4), values, max_size=4)))
    def check(objects):
        array = json.dumps(objects, indent=indent).encode()
        assert read(array, "array") == (objects, Ledger())
        documents = "\n".join(json.dumps(each, indent=indent) for each in objects).encode()
        assert read(documents, "documents") == (objects, Ledger())

    check()


@pytest.mark.usefixtures("pieces")
def test_scalars_and_strings_in_an_array_are_values_too():
    assert read(b'[1, "a, ]b", {"c": 2}, null]')[0] == [1, "a, ]b", {"c": 2}, None]


@pytest.mark.usefixtures("pieces")
def test_a_broken_element_costs_itself():
    found, ledger = read(b'[{"a": 1}, {"b": x}, {"c": 3}]')
    assert found == [{"a": 1}, {"c": 3}]
    assert ledger.rejected == {"bad_json": 1}
    assert ledger.rejections[0].byte == 11


@pytest.mark.usefixtures("pieces")
def test_an_array_that_breaks_off():
    found, ledger = read(b'[{"a": 1}, {"b": ')
    assert found == [{"a": 1}]
    assert ledger.rejected == {"bad_json": 1}


@pytest.mark.usefixtures("pieces")
def test_a_javascript_assignment_is_taken_off():
    assert read(b'window.YTD.tweets.part0 = [ {"tweet": {"id": "1"}} ];')[0] == [{"tweet": {"id": "1"}}]
    assert read(b'var details = {"id": "1"};')[0] == [{"id": "1"}]
    assert read(b'window.config = {\n"id": "1"\n}')[0] == [{"id": "1"}]


def test_a_line_that_is_none_costs_itself_and_says_where():
    lines = [b'{"a": 1}', b"no json", b"", b'{"a": "\xff"}', b'{"a": NaN}', b'{"a": "\\ud83d"}', b'{"a": 1}{"a": 2}',
             b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}", b'{"a":' + b"[" * 300 + b"]" * 300 + b"}", b'{"a": 2}']  # fmt: skip
    found, ledger = read(b"\n".join(lines))
    assert found == [{"a": 1}, {"a": 2}]
    assert ledger.rejected == {
        "bad_json": 2, "invalid_utf8": 1, "non_finite_number": 1, "lone_surrogate": 1, "depth_limit": 2
    }  # fmt: skip
    assert ledger.warnings == {"blank_lines": 1}
    assert [each.byte for each in ledger.rejections][:2] == [9, 18]


def test_nesting_up_to_the_cap_is_fine():
    depth = DEPTH_CAP - 1
    assert len(read(b'{"a":' + b"[" * depth + b"]" * depth + b"}")[0]) == 1


def test_only_a_line_feed_ends_a_line():
    text = "a\u2028b\u2029c\x85d\x0be".replace("\x0b", "")
    assert read(json.dumps({"a": text}, ensure_ascii=False).encode() + b"\r\n")[0] == [{"a": text}]


def test_a_record_beyond_the_cap_is_refused_without_being_held(monkeypatch):
    monkeypatch.setattr(module, "RECORD_CAP", 100)
    found, ledger = read(b'{"a": 1}\n{"b": "' + b"x" * 1000 + b'"}\n{"c": 3}\n')
    assert found == [{"a": 1}, {"c": 3}]
    assert ledger.rejected == {"oversized_record": 1}


@pytest.mark.parametrize(
    ("head", "shape"),
    [
        (b'{"a": 1}\n{"a": 2}', "lines"),
        (b'{"a": 1}', "lines"),
        (b'broken {\n{"a": 1}\n{"a": 2}', "lines"),
        (b'{\n  "a": 1\n}', "documents"),
        (b'{"a": 1}{"a": 2}', "documents"),
        (b' [\n{"a": 1}]', "array"),
        (b"id,text\n1,{}", ""),
        (b"[name] said hello\t27\tx1", ""),
        (b"just words", ""),
    ],
)
def test_shapes(head, shape):
    assert json_shape(head) == shape


def test_jsontestsuite(shared_data):
    """Parsing JSON is a minefield (Seriot 2016): every file as a line of JSON lines."""
    accepted = refused = 0
    for path in sorted((shared_data / "hostile/jsontestsuite").glob("test_parsing__*.json")):
        kind = path.name.split("__")[-1][0]
        data = path.read_bytes()
        if kind not in "yn" or b"\n" in data.strip() or not data.strip():
            continue
        found, ledger = read(data.strip() + b"\n", "lines")
        assert ledger.records == len(ledger.rejections)
        assert bool(found) == (kind == "y"), path.name
        accepted += kind == "y"
        refused += kind == "n"
    assert accepted > 60
    assert refused > 120


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"window.YTD.tweets.part0 = [", "window.YTD.tweets.part0"),
        (b" \n var user_details =  {", "user_details"),
        (b'{"a = [": 1}', ""),
        (b"a == [", ""),
        (b"a = 5", ""),
        (b"", ""),
    ],
)
def test_variable_that_records_are_assigned_to(head, name):
    assert assigned(head) == name
