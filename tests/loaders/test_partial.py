"""Several files under one plan, not all with the column of an attribute."""

from __future__ import annotations

import pytest

import audit
from audit.errors import ColumnError


def write(folder, name, column, values):
    rows = "".join(f"{name}{i},a{name}{i},some words {i},{value}\n" for i, value in enumerate(values))
    (folder / f"{name}.csv").write_text(f"id,author,text,{column}\n{rows}")


def shares(folder, **plan):
    found = audit.run(folder, metrics=["representation"], workers=1, **plan)
    return {each.group["gender"]: each.n_posts for each in found.estimates if each.measure == "share_of_posts"}, found


def test_a_file_without_the_column_is_read_as_if_the_plan_did_not_name_it(tmp_path):
    write(tmp_path, "one", "gender", ["female", "male"] * 15)
    write(tmp_path, "two", "user_gender", ["female", "male"] * 15)
    write(tmp_path, "three", "mood", ["good", "bad"] * 15)
    told, found = shares(tmp_path, groups={"gender": "gender"})
    assert told["women"] == told["men"] == 60
    assert next(e for e in found.estimates if e.id == "representation.gender.unstated.share_of_posts").n_posts == 90
    posts = audit.load(tmp_path, groups={"gender": "gender"})
    said = "\n".join(posts.describe())
    assert "two.csv: there is no column 'gender'; gender is read from user_gender" in said
    assert "three.csv: there is no column 'gender'; gender is not stated" in said


def test_a_column_that_no_file_has_is_an_error(tmp_path):
    write(tmp_path, "one", "gender", ["female", "male"] * 15)
    write(tmp_path, "two", "gender", ["female", "male"] * 15)
    with pytest.raises(ColumnError, match=r"one\.csv: there is no column 'genre'"):
        audit.load(tmp_path, groups={"gender": "genre"})
    with pytest.raises(ColumnError, match=r"there is no column 'genre'"):
        audit.load(tmp_path / "two.csv", groups={"gender": "genre"})


def test_another_column_of_the_plan_is_needed_in_every_file(tmp_path):
    write(tmp_path, "one", "gender", ["female"] * 20)
    write(tmp_path, "two", "mood", ["good"] * 20)
    with pytest.raises(ColumnError, match="there is no column 'words'"):
        audit.load(tmp_path, columns={"text": "words"})


def test_a_file_without_the_label_has_none_and_none_is_guessed_for_it(tmp_path):
    write(tmp_path, "one", "toxic", ["yes", "no"] * 15)
    write(tmp_path, "two", "sexist", ["yes", "no"] * 15)
    posts = audit.load(tmp_path, labels=["toxic"])
    assert [role for each in posts.prepared for role in each.roles if role.startswith("label:")] == ["label:toxic"]
    assert any("two.csv: there is no column 'toxic'; toxic is not stated" in line for line in posts.describe())
    with pytest.raises(ColumnError, match="there is no column 'rude'"):
        audit.load(tmp_path, labels=["rude"])


def test_shards_that_are_read_alike_are_told_of_once(tmp_path):
    for number in range(40):
        write(tmp_path, f"part-{number:02}", "mood", ["good", "bad"])
    write(tmp_path, "part-17", "gender", ["female", "male"])
    said = audit.load(tmp_path).describe()
    told = [line for line in said if "part-" in line]
    name = tmp_path.name
    assert [line.partition(": ")[0] for line in told] == [
        f"{name}/part-00.csv and 38 more, to {name}/part-39.csv",
        f"{name}/part-17.csv",
    ]
    assert len(said) < 10


def test_one_file_is_told_of_by_its_name(tmp_path):
    write(tmp_path, "one", "mood", ["good", "bad"])
    assert audit.load(tmp_path / "one.csv").describe()[0].startswith("one.csv: delimited text")
