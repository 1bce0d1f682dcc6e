"""Names of the data as parts of ids."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from audit.metrics.naming import slugs


@given(st.lists(st.text(max_size=60), max_size=20))
def test_a_slug_is_safe_stands_for_one_name_and_never_depends_on_order(names):
    made = slugs(names)
    assert set(made) == set(names)
    assert len(set(made.values())) == len(made)
    assert slugs(reversed(names)) == made
    for slug in made.values():
        assert re.fullmatch(r"[\w-]+", slug)
        assert not {"/", ".", "\\", "<", "\0", " "} & set(slug)


def test_names_that_would_share_a_slug_are_numbered_in_sorted_order():
    assert slugs(["a b", "a  b", "a_b"]) == {"a  b": "a_b", "a b": "a_b-2", "a_b": "a_b-3"}


def test_a_number_that_is_a_name_already_is_not_taken():
    made = slugs(["b", "<b>", "b-2"])
    assert made == {"<b>": "b", "b": "b-2", "b-2": "b-2-2"}


def test_what_has_no_letter_is_value_and_long_names_are_cut():
    assert slugs(["!!!"]) == {"!!!": "value"}
    long = slugs(["x" * 50 + "1", "x" * 50 + "2"])
    assert sorted(long.values()) == ["x" * 40, "x" * 40 + "-2"]


def test_letters_of_any_script_stay():
    assert slugs(["ненависть", "نفرت"]) == {"ненависть": "ненависть", "نفرت": "نفرت"}
