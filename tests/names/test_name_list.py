"""Lists of first names: what a first name is, what a list must be, and the list that a package holds."""

from __future__ import annotations

import importlib
import json
import sys
from importlib import metadata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import resources
from audit.errors import PlanError, ResourceError
from audit.resources import first_name, without_accents
from audit.resources.name_list import LONGEST


def written(folder, text):
    path = folder / "names.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_list_is_read_with_stated_values_as_groups(tmp_path):
    path = written(tmp_path, "name,group,share\nAnna,female,0.98\nanna,male,.02\n José ,male,0.9\n")
    found = resources.read_name_list(path, "gender")
    assert found.groups == ("men", "women")
    assert dict(found.rows) == {"anna": 0, "josé": 1}
    assert found.shares.tolist() == [[0.02, 0.98], [0.9, 0.0]]
    assert found.card.source == ("file names.csv, no card given",)


def test_a_list_that_changed_is_read_again(tmp_path):
    path = written(tmp_path, "name,group,share\nAnna,a,1\nPeter,b,1\n")
    first = resources.read_name_list(path, "colour")
    written(tmp_path, "name,group,share\nAnna,a,0.5\nPeter,b,1\n")
    second = resources.read_name_list(path, "colour")
    assert (first.shares[0, 0], second.shares[0, 0]) == (1.0, 0.5)
    assert first.card.sha256 != second.card.sha256


GOOD = "Anna,a,1\nPeter,b,1\n"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (f"{GOOD}Kim,a,1.2\n", "line 4: share is '1.2'"),
        (f"{GOOD}Kim,a,-0.1\n", "line 4: share is '-0.1'"),
        (f"{GOOD}Kim,a,nan\n", "line 4: share is 'nan'"),
        (f"{GOOD}Kim,a,50%\n", "line 4: share is '50%'"),
        (f'{GOOD}Kim,a,"0,5"\n', "line 4: share is '0,5'"),
        (f"{GOOD}Kim,a,٠\n", "line 4: share is"),
        (f"{GOOD}Kim,a,\n", "line 4: share is ''"),
        (f"{GOOD}Kim,a,0.6\nKIM,b,0.5\n", "line 5: the shares of this name sum to more than 1"),
        (f"{GOOD}Kim,a,0.6\nkim,a,0.2\n", "line 5: this name and group are there twice"),
        (f"{GOOD}Kim,,0.6\n", "line 4: the group is empty or unknown"),
        (f"{GOOD}Kim,unknown,0.6\n", "line 4: the group is empty or unknown"),
        (f"{GOOD},a,0.6\n", "line 4: the name is no single first name"),
        (f"{GOOD}K,a,0.6\n", "line 4: the name is no single first name"),
        (f"{GOOD}Kim Lee,a,0.6\n", "line 4: the name is no single first name"),
        (f"{GOOD}kim99,a,0.6\n", "line 4: the name is no single first name"),
        (f"{GOOD}{'k' * 51},a,0.6\n", "line 4: the name is no single first name"),
        ("Anna,a,1\n", "names 1 groups"),
        ("", "names 0 groups"),
        ("".join(f"Anna,{number},0.001\n" for number in range(101)), "names 101 groups"),
        (f"{GOOD}Kim,a\n", "2 cells where the header has 3"),
    ],
)
def test_errors_say_where(tmp_path, rows, says):
    with pytest.raises(ResourceError) as caught:
        resources.read_name_list(written(tmp_path, f"name,group,share\n{rows}"), "colour")
    assert says in caught.value.message
    assert caught.value.hint


def test_a_missing_column_and_a_missing_file_are_named(tmp_path):
    with pytest.raises(ResourceError, match="no column 'share'"):
        resources.read_name_list(written(tmp_path, "name,group,p\nAnna,a,1\n"), "colour")
    with pytest.raises(ResourceError, match="cannot be read"):
        resources.read_name_list(tmp_path / "none.csv", "colour")
    with pytest.raises(ResourceError, match="There is no name list called 'nomqamgender'"):
        resources.read_name_list("nomqamgender", "gender")


def test_shares_that_were_rounded_may_sum_to_a_little_more(tmp_path):
    thirds = "".join(f"Kim,{group},0.3333334\n" for group in "abc")
    assert resources.read_name_list(written(tmp_path, f"name,group,share\n{thirds}"), "colour").shares.shape == (1, 3)


@pytest.mark.parametrize("group", ["black_people", "black", "muslims", "transgender_people", "gay_men"])
def test_groups_of_special_categories_are_refused_whatever_the_attribute_is_called(tmp_path, group):
    path = written(tmp_path, f"name,group,share\nKim,{group},0.5\nKim,others,0.5\n")
    with pytest.raises(PlanError, match="special_category = true"):
        resources.read_name_list(path, "background")
    assert group in resources.read_name_list(path, "background", special=True).groups


# --- what a first name is ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Anna Schmidt", "anna"),
        ("  ANNA\tSchmidt", "anna"),
        ("🌸 Anna 🌸", "anna"),
        ("🌸Anna🌸", "anna"),
        ("(Anna)", "anna"),
        ("Élise", "élise"),
        ("E\u0301lise", "élise"),  # decomposed
        ("Anna-Lena", "anna-lena"),
        ("D’Angelo", "d'angelo"),
        ("STRAßE", "strasse"),
        ("محمد علي", "محمد"),
        ("\u202bמשה\u202c כהן", "משה"),  # embedded right to left
        ("अनीता शर्मा", "अनीता"),  # ends in a vowel sign
        ("Анна", "анна"),
        ("李娜", "李娜"),
        ("\u200bAnna", "anna"),
        ("", None),
        ("   ", None),
        ("J. Smith", None),
        ("李", None),
        ("anna99", None),
        ("An٣na", None),
        ("12345", None),
        ("🌸🌸🌸", None),
        ("\u202e\u202d", None),
        ("a" * 10_000, None),
        ("Anna " + "x" * 10_000, "anna"),
        ("a\u0301" * 10_000, None),
        ("\x00", None),
    ],
)
def test_the_first_name_is_the_first_word(text, name):
    assert first_name(text) == name


@given(st.text(max_size=80))
def test_a_first_name_is_its_own_first_name(text):
    name = first_name(text)
    if name is not None:
        assert first_name(name) == name
        assert 2 <= len(name) <= LONGEST
        assert name.split() == [name]


def test_accents_come_off():
    assert [without_accents(each) for each in ("josé", "zoë", "nguyễn", "anna")] == ["jose", "zoe", "nguyen", "anna"]


# --- the list that a package holds ------------------------------------------------------------------------------------


@pytest.fixture
def packaged(tmp_path, monkeypatch):
    """A package of that name whose code must not run."""
    folder = tmp_path / "site"
    (folder / "nomquamgender").mkdir(parents=True)
    (folder / "nomquamgender" / "__init__.py").write_text("raise RuntimeError('imported')")
    data = {"anna": [3, 9, 0.981, 0], "kim": [2, 5, 0.6, 0], "anna lee": [1, 1, 1.0, 0], "&#305;": [1, 0, 1.0, 3]}
    (folder / "nomquamgender" / "name_data.json").write_text(json.dumps(data))
    about = folder / "nomquamgender-0.1.4.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: nomquamgender\nVersion: 0.1.4\n")
    monkeypatch.syspath_prepend(folder)
    importlib.invalidate_caches()
    resources.name_list._packaged.cache_clear()
    yield folder
    resources.name_list._packaged.cache_clear()


def test_the_list_of_a_package_is_read_and_its_code_is_not_run(packaged):
    found = resources.read_name_list("nomquamgender", "gender")
    assert found.groups == ("men", "women")
    assert dict(found.rows) == {"anna": 0, "kim": 1}
    np.testing.assert_array_equal(found.shares, [[0.019, 0.981], [0.4, 0.6]])
    assert (found.card.version, found.card.licence) == ("0.1.4", "MIT")
    assert "2 of its 4 entries" in found.card.known_faults[0]
    assert "nomquamgender" not in sys.modules
    with pytest.raises(ResourceError, match="a list of gender"):
        resources.read_name_list("nomquamgender", "age_band")


def test_a_package_that_is_not_installed_says_how(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", missing)
    resources.name_list._packaged.cache_clear()
    with pytest.raises(ResourceError, match="not installed") as caught:
        resources.read_name_list("nomquamgender", "gender")
    assert "--no-deps" in caught.value.hint


def test_the_published_examples_come_out():
    """README of nomquamgender 0.1.4: András .001, Mitsuko .981, Jean .477."""
    try:
        metadata.distribution("nomquamgender")
    except metadata.PackageNotFoundError:
        pytest.skip("nomquamgender is not installed")
    resources.name_list._packaged.cache_clear()
    found = resources.read_name_list("nomquamgender", "gender")
    for written_name, share in (("András Schiff", 0.001), ("Mitsuko Uchida", 0.981), ("Jean Rondeau", 0.477)):
        assert found.shares[found.rows[without_accents(first_name(written_name))], 1] == pytest.approx(share, abs=6e-4)
    resources.name_list._packaged.cache_clear()
