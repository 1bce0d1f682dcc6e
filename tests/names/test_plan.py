"""Groups inferred from first names: the plan that asks for it."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from named_posts import SHARES, P, planned, run, told, write_list

import audit
from audit.errors import PlanError
from audit.plan import Plan

# --- the plan ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inference", "says"),
    [
        ({"names": "n.csv", "threshold": 0.5}, "threshold"),
        ({"names": "n.csv", "threshold": 1.1}, "threshold"),
        ({"threshold": 0.9}, "no list of names"),
        ({"special_category": True}, "no list of names"),
        ({"names": "n.csv", "treshold": 0.9}, "threshold"),
    ],
)
def test_a_plan_that_does_not_hold_together_is_refused(inference, says):
    with pytest.raises(PlanError, match=says):
        Plan.make({"inference": {"gender": {"source": "inferred", **inference}}})


@pytest.mark.parametrize(
    ("groups", "says"),
    [
        ({}, "does not say where names are"),
        ({"gender": {"column": "name", "otherwise": "men"}}, "says otherwise"),
        ({"gender": {"column": "name", "values": {"women": ["Anna"]}}}, "says values"),
    ],
)
def test_names_need_a_column_and_nothing_else(posts, names, groups, says):
    with pytest.raises(PlanError, match=says):
        audit.run(told(posts)[:50], plan=planned(names) | {"groups": groups})


def test_the_plan_is_printed_without_a_path_and_the_list_is_a_resource(bounded, posts, tmp_path):
    assert bounded.audit["plan"]["inference"]["gender"]["names"] == "names.csv"
    [listed] = [each for each in bounded.resources if each["kind"] == "name lists"]
    assert listed["name"] == "names"
    other = run(posts, write_list(tmp_path, SHARES | {"Kim": 0.65}))
    assert other.audit["id"] != bounded.audit["id"], "another list is another audit"


def test_an_inferred_column_without_names_is_planned_as_before():
    plan = Plan.make({"inference": {"gender": {"source": "inferred"}}})
    assert plan.model_dump()["inference"]["gender"].keys() == {
        "source", "method", "sensitivity", "specificity", "confusion", "at_least",
    }  # fmt: skip


def test_the_schema_of_the_plan_has_it(postaudit):
    schema = json.loads(postaudit("schema", "plan").out)
    assert {"names", "threshold", "special_category"} <= schema["$defs"]["Inference"]["properties"].keys()


def test_weights_change_nothing_of_what_is_inferred_and_nothing_says_they_do(posts, names):
    rows = [row | {"post_id": str(at), "side": "ab"[at % 2]} for at, row in enumerate(told(posts))]
    weights = {"post_id": [row["post_id"] for row in rows], "weight": [1.0 + at % 3 for at in range(len(rows))]}
    plan = planned(names) | {"groups": {"gender": "name", "side": "side"}}
    plain, weighted = (
        audit.run(rows, plan=plan, weights=each, workers=1, metrics=["representation"])
        for each in (None, pd.DataFrame(weights))
    )
    one, other = ([each for each in found.estimates if each.id.startswith(P)] for found in (plain, weighted))
    assert [(each.id, each.value, each.low, each.note) for each in one] == [
        (each.id, each.value, each.low, each.note) for each in other
    ]
    finding = weighted.finding(P)
    assert "Figures are weighted" not in finding.statement
    assert any("Not weighted" in each for each in finding.caveats)
    assert "weighted" in weighted.estimate("representation.side.a.share_of_posts").note
    assert "Figures are weighted" in weighted.finding("representation.side").statement


def test_no_weights_are_made_of_what_is_inferred(posts, names):
    rows = [row | {"post_id": str(at)} for at, row in enumerate(told(posts))]
    with pytest.raises(PlanError, match="is inferred, and weights are made of what authors state"):
        audit.weights(rows, plan=planned(names))
