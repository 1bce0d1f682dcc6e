from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.loaders.markup import unescape
from audit.loaders.tables import cells
from audit.loaders.tables.cell_texts import read_texts, visible


@settings(deadline=None)  # the first call imports pandas
@given(st.lists(st.none() | st.sampled_from(["NA", "null", "None", "nan", "", " ", "0", "TRUE", "#N/A"]), min_size=1))
def test_only_the_empty_cell_is_missing(values):
    expected = [None if value is None or not value.strip() else value.strip() for value in values]
    assert cells.read_values(pa.array(values, pa.string())).to_pylist() == expected


@pytest.mark.parametrize(
    ("text", "expected", "mangled"),
    [
        ("1530595547354167384", "1530595547354167384", 0),
        ("6.5873E+17", None, 1),
        ("1.5e+18", None, 1),
        ("7E+17", None, 1),
        ("12e5", "12e5", 0),  # a base-36 id of Reddit
        ("12345.0", "12345", 0),
        ("1530595547354167384.0", None, 1),
        ("j.doe+1", "j.doe+1", 0),
        ("", None, 0),
    ],
)
def test_ids(text, expected, mangled):
    warnings = Counter()
    assert cells.read_ids(pa.array([text, "x"]), warnings)[0].as_py() == expected
    assert warnings["mangled_id"] == mangled


def test_ids_that_are_numbers():
    warnings = Counter()
    assert cells.read_ids(pa.array([2**63 - 1, None]), warnings).to_pylist() == [str(2**63 - 1), None]
    assert cells.read_ids(pa.array([7.0, 1.5e18, None, 0.5]), warnings).to_pylist() == ["7", None, None, None]
    assert warnings == {"mangled_id": 2}


@given(st.lists(st.none() | st.integers(-(2**63), 2**63 - 1)))
def test_counts_in_any_form(values):
    warnings = Counter()
    texts = [None if value is None else str(value) for value in values]
    commas = [None if value is None else f"{value:,}" for value in values]
    for column in (pa.array(values, pa.int64()), pa.array(texts, pa.string()), pa.array(commas, pa.string())):
        assert cells.read_counts(column, warnings).to_pylist() == values
    assert not warnings


def test_what_is_no_count():
    warnings = Counter()
    column = pa.array(["1.0", "1.5", "many", "", "99999999999999999999", "1,2"])
    assert cells.read_counts(column, warnings).to_pylist() == [1, None, None, None, None, None]
    assert warnings == {"lossy_number": 4}


TAGS = {"english": "en", "en": "en", "in": "id", "und": "", "language undefined": "", "pt": "pt", "zh": "zh"}


@pytest.mark.parametrize(
    ("text", "tag"),
    [("English", "en"), ("EN", "en"), ("pt_br", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW"), ("in", "id"), ("LANGUAGE UNDEFINED", ""),
     ("und", ""), ("Klingonish", None), ("", "")],
)  # fmt: skip
def test_languages(text, tag):
    assert cells.language(text, TAGS) == tag
    warnings = Counter()
    assert cells.read_languages(pa.array([text]), TAGS, warnings).to_pylist() == [tag or None]
    assert warnings["unknown_language"] == (tag is None)


def test_texts():
    warnings = Counter()
    column = pa.array(["AT&amp;T", "a?x=1&copy=2", "", " \u200b ", None, "&#8220;x&#8221;", "itâ€™s", "a\0b"])
    found = read_texts(column, warnings)
    assert found.type == pa.large_string()
    assert found.to_pylist() == ["AT&T", "a?x=1&copy=2", None, None, None, "\u201cx\u201d", "itâ€™s", "a\0b"]
    assert warnings == {"empty_text": 2, "mojibake_suspect": 1}


@given(st.lists(st.none() | st.text(alphabet="&amp;#38x lt \u00e9\u2028😀", max_size=20)), st.integers(0, 3))
def test_entities_are_unescaped_wherever_they_stand(values, skipped):
    column = pa.array([*["&lt;"] * skipped, *values], pa.large_string()).slice(skipped)
    found = read_texts(column, Counter()).to_pylist()
    assert found == [None if value is None or not visible(value) else unescape(value) for value in values]


def test_kinds_and_flags():
    assert cells.read_kinds(pa.array(["R", "", "Q", "odd", None])).to_pylist() == [
        "repost",
        "original",
        "quote",
        None,
        None,
    ]
    assert cells.read_kinds(pa.array(["True", "0", "?"]), flag="reply").to_pylist() == ["reply", "original", None]
    assert cells.read_flags(pa.array(["False", "1375917124.0", "", "yes"])).to_pylist() == [False, True, None, True]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('["#a", "#b", "#a"]', ["a", "b"]),
        ("['uno', \"d'os\"]", ["uno", "d'os"]),
        ("[]", []),
        ("[one, #two]", ["one", "two"]),
        ("#a, #b", ["a", "b"]),
        ('[{"tag": "a"}, {"tag": "b"}]', ["a", "b"]),
        ("", None),
        ("[" * 5000, []),
    ],
)
def test_lists(cell, expected):
    assert cells.read_lists(pa.array([cell]), prefix="#").to_pylist() == [expected]


def test_lists_that_are_lists():
    assert cells.read_lists(pa.array([["#a", None], None]), prefix="#").to_pylist() == [["a"], None]


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0, "1"), (0.5, "0.5"), (True, "true"), (2**60, str(2**60)), (float("nan"), None), ("1.0", "1.0"), (-0.0, "0")],
)
def test_values_as_text(value, text):
    assert cells.written(value) == text
