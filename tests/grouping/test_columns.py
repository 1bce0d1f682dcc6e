"""Columns of a batch into groups: rows, nulls, and the values that a plan names before numbers and dates."""

from __future__ import annotations

import pyarrow as pa
import pytest

from audit.grouping.columns import group_column
from audit.plan import Plan

POSTED = pa.array(["2020-06-01T00:00:00Z"] * 5).cast(pa.timestamp("us", "UTC"))


def grouped(stated, created=POSTED, **said):
    found = group_column(
        pa.array(stated, pa.string()), "x", Plan.make({"groups": {"x": {"column": "c", **said}}}), created
    )
    return found.column.to_pylist(), {why: at.tolist() for why, at in found.lost.items()}


def test_rows_keep_their_order_and_nulls():
    assert grouped(["b", None, "a", "b", ""]) == (["b", None, "a", "b", None], {})
    assert grouped([None] * 5) == ([None] * 5, {})
    assert grouped([], None) == ([], {})


def test_values_of_the_plan_go_before_numbers():
    said = {"bins": [0, 18], "values": {"18+": ["adult"], "unknown": ["99"], "other": ["7"]}}
    assert grouped(["Adult", "99", "7", "17", "x"], **said) == (
        ["18+", None, "other", "0-17", None],
        {"no number": [False] * 4 + [True]},
    )


def test_values_of_the_plan_go_before_dates_and_are_lost_for_no_reason():
    said = {"age": "years", "values": {"unknown": ["1970-01-01", "soon"], "0-17": ["minor"], "other": ["1800-01-01"]}}
    stated = ["1970-01-01", "soon", "MINOR", "1800-01-01", "2021-01-01"]
    assert grouped(stated, **said) == ([None, None, "0-17", "other", None], {"negative": [False] * 4 + [True]})


def test_one_value_may_be_two_ages_in_two_posts():
    created = pa.array(["2020-05-16T23:59:59Z", "2020-05-17T00:00:00Z", None]).cast(pa.timestamp("us", "UTC"))
    assert grouped(["1990-05-17"] * 3, created, age="years") == (
        ["18-29", "30-49", None],
        {"no time of the post": [False, False, True]},
    )


@pytest.mark.parametrize("said", [{"bins": [5]}, {"age": "days", "bins": [5]}])
def test_what_lies_below_the_first_group_is_counted(said):
    stated = ["4"] * 5 if "age" not in said else ["2020-05-30"] * 5
    assert grouped(stated, **said) == ([None] * 5, {"below": [True] * 5})


def test_only_groups_that_occur_are_named():
    plan = Plan.make({"groups": {"x": {"column": "c", "bins": [0, 1, 2, 3]}}})
    assert group_column(pa.array(["2", "9"]), "x", plan).column.dictionary.to_pylist() == ["2", "3+"]
