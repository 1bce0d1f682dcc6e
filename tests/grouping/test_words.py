"""Words into groups: who decides first, hostile values, and the free text that none of it is."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.grouping.outcome import NOT_MAPPED, NOTHING, Outcome
from audit.grouping.words import settle_words
from audit.metrics.attribute_cells import MOST_STATED_GROUPS
from audit.plan.groups import Group


def groups(stated, attribute="job", **said):
    return [each.group for each in settle_words(stated, attribute, Group(column="c", **said))]


def test_a_pattern_is_found_anywhere_whatever_the_case():
    said = {"patterns": {"health": ["nurse", r"\bdr\b"], "school": ["teach|professor"]}}
    values = ["Head NURSE", "Dr. No", "drone pilot", "I teach", "plumber", "", None, "prefer not to say"]
    assert groups(values, **said) == ["health", "health", None, "school", None, None, None, None]


def test_the_first_group_of_the_plan_wins():
    both = {"a": ["x"], "b": ["xy"]}
    assert groups(["xy"], patterns=both) == ["a"]
    assert groups(["xy"], patterns=dict(reversed(both.items()))) == ["b"]


def test_values_go_before_the_table_the_table_before_patterns_and_all_before_the_usual_words(tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("value,group\nB,from table\nfemale,from table\nc,unknown\nn/a,from table\n", encoding="utf-8")
    said = {"values": {"own": ["a"]}, "table": str(table), "patterns": {"found": ["[a-e]"]}}
    stated = ["A", " b ", "C", "d", "female", "male", "n/a", "unknown", "??"]
    assert groups(stated, "gender", **said) == [
        "own", "from table", None, "found", "from table", "found", "from table", None, None,
    ]  # fmt: skip
    assert groups(["male", "weiblich", "q"], "gender", patterns={"found": ["q"]}) == ["men", "women", "found"]


def test_otherwise_takes_what_is_left_and_not_what_says_nothing():
    stated = ["x", "y", "", None, "n/a"]
    assert groups(stated, values={"a": ["x"]}) == ["a", "y", None, None, None]
    assert groups(stated, values={"a": ["x"]}, otherwise="rest") == ["a", "rest", None, None, None]
    assert groups(stated, patterns={"a": ["x"]}) == ["a", None, None, None, None]
    assert groups(stated, patterns={"a": ["x"]}, otherwise="rest") == ["a", "rest", None, None, None]
    assert groups(stated, patterns={"unknown": ["y"], "a": ["x"]}, otherwise="unknown") == ["a", None, None, None, None]


def test_what_matches_nothing_is_lost_for_a_reason_and_what_is_missing_is_not():
    group = Group(column="c", patterns={"a": ["x"]})
    assert settle_words(["y", "", None, "n/a", "x"], "job", group) == [
        Outcome(None, NOT_MAPPED), NOTHING, NOTHING, NOTHING, Outcome("a"),
    ]  # fmt: skip


@given(
    st.lists(st.text(max_size=20), max_size=20, unique=True), st.sampled_from([r"a+b", "[0-9]{2}", "^x|y$", "é", r"\."])
)
def test_patterns_against_pythons_own(values, pattern):
    """Python's re is the independent word on what a regular expression matches, as far as both agree on the syntax."""
    import unicodedata

    kept = [each for each in values if each.strip() and "\n" not in each and "ſ" not in each and "İ" not in each]
    found = [each == "hit" for each in groups(kept, patterns={"hit": [pattern]}, otherwise="miss")]
    from audit.resources import stated_group

    expected = [
        bool(re.search(pattern, unicodedata.normalize("NFC", each), re.IGNORECASE))
        and stated_group("job", each) is None
        for each in kept
    ]
    assert found == expected


def test_a_pattern_takes_linear_time_whatever_it_is():
    """(a+)+$ takes 2**n steps in a backtracking engine; a value of 40,000 letters would never end."""
    started = time.perf_counter()
    assert groups(["a" * 40_000 + "!"], patterns={"x": [r"(a+)+$"]}) == [None]
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("value", ["\0", "\u202ex", "=1+1", "<b>", "x" * 100_000, "\ufffd", "💥", "a\nb", "'; --", "İ"])
def test_hostile_values_are_values(value):
    assert settle_words([value], "job", None)[0].reason == ""
    assert groups([value], patterns={"hit": ["."]}, otherwise="hit") == ["hit"]
    assert groups([value], values={"own": [value]}) == ["own"]


def test_more_groups_than_any_attribute_has_are_free_text_unless_they_are_mapped():
    stated = [f"bio {number}" for number in range(MOST_STATED_GROUPS + 1)]
    assert settle_words(stated, "bio", None) is None
    assert settle_words(stated[:-1], "bio", None) is not None
    assert set(groups(stated, patterns={"tens": ["0$"]}, otherwise="rest")) == {"tens", "rest"}
    one = [f"BIO{' ' * number}x" for number in range(1, 1500)]  # one group, however it is written
    assert {each.group for each in settle_words(one, "bio", None)} == {"bio_x"}
