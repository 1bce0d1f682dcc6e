"""How a plan says what stated values mean: what it may say, what it may not, and how it is printed."""

from __future__ import annotations

import json

import pytest

from audit.errors import PlanError
from audit.plan import Group, Inference, Plan
from audit.plan.groups import DAYS, YEARS, folded
from audit.provenance import audit_id, plan_as_printed


def plan(**said):
    return Plan.make({"groups": {"age": {"column": "born", **said}}})


def test_plan_offers_the_models():
    assert Group(column="x").edges == ()
    assert Inference(source="inferred").at_least == 0.5


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            {"patterns": {"a": ["("]}},
            r"groups.age.patterns: '\(' \(group 'a'\) is no regular expression of RE2: missing",
        ),
        ({"patterns": {"a": ["x", r"(\w)\1"]}}, r"is no regular expression of RE2: invalid escape sequence"),
        ({"patterns": {"a": ["(?=x)"]}}, "has no look-ahead"),
        ({"patterns": {"a": ["\ud800"]}}, "is no regular expression"),
        ({"patterns": {"a": [""]}}, "a pattern of 'a' is empty, which every value matches; use otherwise"),
        ({"patterns": {"a": "x"}}, "groups.age.patterns.a"),
        ({"bins": [0, 18, 18]}, "18 stands before 18; lower edges must rise"),
        ({"bins": [30, 18]}, "30 stands before 18"),
        ({"bins": [0, float("inf")]}, "inf is no number to begin a group at"),
        ({"bins": [0, float("nan")]}, "nan is no number"),
        ({"bins": ["young"]}, "groups.age.bins.0"),
        ({"age": "months"}, "'years' or 'days'"),
        ({"places": "city"}, "'country' or 'region'"),
        (
            {"bins": [0], "otherwise": "x"},
            "bins is for numbers and otherwise for words; two attributes may name one column",
        ),
        ({"age": "years", "table": "t.csv"}, "age is for numbers and table for words"),
        ({"age": "days", "places": "country"}, "age is for numbers and places for words"),
        ({"bin": [0]}, "unknown key 'groups.age.bin'. Did you mean 'bins'"),
        ({"values": {"a": ["E\u0301"], "b": ["\u00e9"]}}, "is given to 'a' and to 'b'"),
    ],
)
def test_what_does_not_hold_together_is_refused(said, told):
    with pytest.raises(PlanError, match=told):
        plan(**said)


def test_lower_edges_are_the_usual_ones_where_an_age_has_none():
    assert plan(age="years").groups["age"].edges == YEARS == (0, 18, 30, 50, 65)
    assert plan(age="days").groups["age"].edges == DAYS
    assert plan(age="years", bins=[1, 2]).groups["age"].edges == (1, 2)


def test_a_printed_plan_says_what_was_said_and_is_the_plan():
    said = {"patterns": {"b": ["x"], "a": ["y"]}, "table": "/home/me/places.csv", "otherwise": "rest"}
    whole = plan(**said)
    printed = plan_as_printed(whole)
    assert printed["groups"]["age"] == {
        "column": "born", "values": {}, "patterns": [["b", ["x"]], ["a", ["y"]]], "table": "places.csv", "otherwise": "rest",
    }  # fmt: skip
    again = Plan.make(json.loads(json.dumps(printed, sort_keys=True)))
    assert list(again.groups["age"].patterns) == ["b", "a"]
    assert plan_as_printed(again) == printed
    assert whole.override({"metrics": ["labels"]}).groups == whole.groups
    assert plan_as_printed(plan())["groups"]["age"] == {"column": "born", "values": {}}


def test_the_order_of_patterns_decides_and_so_is_part_of_the_audits_id():
    one, other = plan(patterns={"a": ["x"], "b": ["xy"]}), plan(patterns={"b": ["xy"], "a": ["x"]})
    assert audit_id("0" * 32, one, []) != audit_id("0" * 32, other, [])


def test_a_short_form_and_a_flag_keep_working():
    assert Plan.make({"groups": {"gender": "sex"}}).groups["gender"] == Group(column="sex")
    assert plan(bins=[0, 18]).override({"groups": {"age": "years"}}).groups["age"].bins == (0, 18)


def test_values_are_compared_without_regard_to_case_and_composition():
    assert folded("  STRASSE\t 1 ") == folded("straße 1")
    assert folded("E\u0301") == folded("\u00e9")
