from __future__ import annotations

import pytest

from audit import resources
from audit.errors import ResourceError


def written(folder, text):
    path = folder / "confusion.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_matrix_is_read_with_stated_values_as_groups(tmp_path):
    path = written(tmp_path, "predicted,true,count\nfemale,female,180\nmale,female,20\nmale,male,190\n")
    found = resources.read_calibration(path, "gender")
    assert found.groups == ("men", "women")
    assert found.counts == {"men": {"men": 190, "women": 20}, "women": {"men": 0, "women": 180}}
    assert found.card.source == ("file confusion.csv, no card given",)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("a,a,0.9\nb,b,0.8\n", "count is '0.9'"),
        ("a,a,-1\n", "count is '-1'"),
        ("a,a,٣\n", "count is"),
        ("a,a,1\na,a,2\n", "line 3: this pair is there twice"),
        ("a,a,1\n", "has 1 groups"),
        ("a,a,5\nb,a,5\n", "nobody of group 'b'"),
        (",a,5\nb,a,5\n", "empty or unknown"),
        ("", "has 0 groups"),
    ],
)
def test_errors_say_where(tmp_path, rows, says):
    with pytest.raises(ResourceError) as caught:
        resources.read_calibration(written(tmp_path, f"predicted,true,count\n{rows}"), "colour")
    assert says in caught.value.message
    assert caught.value.hint


def test_a_missing_file_does_not_show_its_folder(tmp_path):
    with pytest.raises(ResourceError) as caught:
        resources.read_calibration(tmp_path / "gone.csv", "gender")
    assert "gone.csv" in str(caught.value)
    assert str(tmp_path) not in str(caught.value)
