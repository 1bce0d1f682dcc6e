"""A table of the user's own that maps stated values."""

from __future__ import annotations

import os

import pytest

from audit.errors import ResourceError
from audit.resources import mapping, read_mapping


def written(tmp_path, text):
    path = tmp_path / "places.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_values_are_compared_without_case(tmp_path):
    path = written(tmp_path, "value,group,note\n  New YORK ,us,x\nСАНКТ-Петербург,ru,\n,,\n")
    found = read_mapping(path)
    assert dict(found.groups) == {"new york": "us", "санкт-петербург": "ru"}
    assert (found.card.kind, found.card.name, len(found.card.sha256)) == ("mappings", "places", 64)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("value,groups\na,b\n", "no column 'group'"),
        ("value,group\na,b\nA,c\n", "line 3: 'A' is given to 'b' and to 'c'"),
        ("value,group\n,b\n", "line 2: the value is empty"),
        ("value,group\n", "names 0 groups"),
        ("value,group\na,b,c\n", "3 cells where the header has 2"),
    ],
)
def test_what_does_not_hold_together_is_refused(tmp_path, text, told):
    with pytest.raises(ResourceError, match=told):
        read_mapping(written(tmp_path, text))


def test_its_size_is_bounded(tmp_path, monkeypatch):
    path = written(tmp_path, "value,group\n" + "".join(f"v{i},g\n" for i in range(11)))
    monkeypatch.setattr(mapping, "MOST_VALUES", 10)
    with pytest.raises(ResourceError, match="more than 10 values"):
        read_mapping(path)
    monkeypatch.setattr(mapping, "_MOST_BYTES", 10)
    with pytest.raises(ResourceError, match="bytes"):
        read_mapping(path)
    many = written(tmp_path, "value,group\n" + "".join(f"v{i},g{i}\n" for i in range(1001)))
    monkeypatch.undo()
    with pytest.raises(ResourceError, match="names 1,001 groups"):
        read_mapping(many)


def test_a_file_that_is_not_there_says_so(tmp_path):
    with pytest.raises(ResourceError, match=r"'none.csv' cannot be read"):
        read_mapping(tmp_path / "none.csv")
    with pytest.raises(ResourceError, match="no mapping called 'places'"):
        read_mapping("places")


def test_a_changed_file_is_read_again(tmp_path):
    path = written(tmp_path, "value,group\na,b\n")
    first = read_mapping(path)
    assert read_mapping(path) is first
    path.write_text("value,group\na,c\n", encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert read_mapping(path).groups["a"] == "c"
