"""The table of annotators: read by name, kept by key, and what is wrong with it said."""

from __future__ import annotations

import pyarrow as pa
import pytest

from audit.errors import ResourceError
from audit.hashing import hash_strings
from audit.resources.annotators import read_annotators


def table(tmp_path, text):
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_groups_by_key_and_no_name_is_kept(tmp_path):
    found = read_annotators(table(tmp_path, "annotator,gender,age\nanna,woman,30s\nbob,man,\ncleo,unknown,20s\n"))
    assert (found.keys[:-1] < found.keys[1:]).all()
    by_key = dict(zip(found.keys.tolist(), found.groups["gender"].to_pylist(), strict=True))
    anna, bob, cleo = hash_strings(pa.array(["anna", "bob", "cleo"])).tolist()
    assert by_key == {anna: "woman", bob: "man", cleo: None}
    assert sorted(found.groups) == ["age", "gender"]
    assert "anna" not in repr(found)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("who,gender\na,x\n", "no column 'annotator'"),
        ("annotator\na\n", "says nothing of annotators"),
        ("annotator,gender\na,x\na,y\n", "line 3: 'a' stands there a second time"),
        ("annotator,gender\n,x\n", "line 2: the annotator is empty"),
        ("annotator,income\n" + "".join(f"a{i},{i}\n" for i in range(40)), "'income' has 40 different values"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, text, problem):
    with pytest.raises(ResourceError, match=problem):
        read_annotators(table(tmp_path, text))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ResourceError, match="cannot be read"):
        read_annotators(tmp_path / "none.csv")
