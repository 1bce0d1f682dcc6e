"""A column whose cells hold several labels is told of once: what is shown value by value, the rest per axis and reading."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from audit.metrics.labels.counts import compared_values
from audit.metrics.labels.several import several_in_a_cell, values_of
from audit.metrics.labels.untold import names_of

PLAIN = "it was the end of the day and we were at the market"
WHO = ("with the women", "with the men", "with nobody")


def drawn(seed=0, values=12, posts=1500, rates=None, gender=False, authors=None):
    """Posts with ``values`` labels of the column "mood" each; ``rates`` maps a value to its rate among posts on women."""
    random = np.random.default_rng(seed)
    rows = []
    for i in range(posts):
        who = int(random.integers(3))
        chances = [(rates or {}).get(v, 0.1) if who == 0 else 0.1 for v in range(values)]
        labels = {f"label:mood={v}": "yes" if random.random() < chances[v] else "no" for v in range(values)}
        author = int(random.integers(authors)) if authors else i
        stated = {"attribute:gender": ("female", "male")[author % 2]} if gender else {}
        rows.append(
            {
                "post_id": f"p{i}",
                "author_id": f"a{author}",
                "text": f"{PLAIN} {WHO[who]}",
                "lang": "en",
                **labels,
                **stated,
            }
        )
    return rows


def differences(told):
    return [each for name, each in told.estimates.items() if name.endswith((".women.difference", ".men.difference"))]


@pytest.fixture(scope="module")
def planted(judged):
    return judged("labels", drawn(posts=4000, rates={3: 0.4}), without=["attribute:gender", "label:toxic"])


def test_what_is_shown_stays_single_and_the_rest_is_told_once_per_reading(planted, well_said):
    well_said(planted.judgement)
    shown = planted.findings["labels.mood_3.yes.mention.gender.women"]
    assert shown.reading == "shown"
    assert shown.title == "Posts that mention women are more often labelled “3” (mood)"
    rest = {name: each for name, each in planted.findings.items() if each.reading != "shown"}
    assert set(rest) <= {
        f"labels.mood.mention.gender.{each}" for each in ("shown_small", "inconclusive", "not_assessed")
    }
    small = rest["labels.mood.mention.gender.shown_small"]
    assert small.reading == "shown_small"
    assert small.title.endswith(
        "of 12 values of “mood” by gender of the people mentioned differ by no more than 5 points"
    )
    told = [each for finding in planted.findings.values() for each in finding.estimates if each.endswith(".difference")]
    assert sorted(told) == sorted(each.id for each in differences(planted))


def test_values_that_are_few_are_named_and_all_of_them_are_all(judged):
    (finding,) = judged(
        "labels", drawn(posts=6000, values=5), without=["attribute:gender", "label:toxic"]
    ).findings.values()
    assert finding.id == "labels.mood.mention.gender.shown_small"
    assert finding.title.startswith("Rates of all 5 values of “mood” by gender")
    some = judged(
        "labels", drawn(posts=6000, values=5, rates={1: 0.15}), without=["attribute:gender", "label:toxic"]
    ).findings
    unsettled = some["labels.mood.mention.gender.inconclusive"]
    assert unsettled.title.startswith("Rates of 1 of 5 values of “mood” by gender")
    assert unsettled.statement.endswith("The values: “1”.")


def test_an_axis_has_one_chart_and_a_table_of_all_values(planted):
    (block,) = planted.judgement.blocks
    assert block.id == "labels.mood.mention.gender"
    assert {each.block for each in planted.findings.values()} == {block.id}
    assert block.chart.labels[0] == "3: women"
    assert block.table.labels[0] == "3"
    assert sorted(block.table.labels, key=int) == [str(each) for each in range(12)]
    assert {each for row in block.table.estimates for each in row} == {each.id for each in differences(planted)}


def test_all_values_of_an_axis_are_one_family_as_in_statsmodels(planted):
    found = differences(planted)
    assert len(found) == 24
    assert {each.family for each in found} == {"labels.mood.mention.gender"}
    q = multipletests([each.p_value for each in found], method="fdr_bh")[1]
    assert [each.q_value for each in found] == pytest.approx(list(q), abs=1e-12)
    adjusted = [each for each in planted.estimates.values() if each.measure.startswith("adjusted")]
    assert {each.family for each in adjusted} == {"labels.mood.mention.gender.adjusted"}
    q = multipletests([each.p_value for each in adjusted], method="fdr_bh")[1]
    assert [each.q_value for each in adjusted] == pytest.approx(list(q), abs=1e-12)


def test_where_nothing_is_true_hardly_any_of_many_values_is_shown(judged):
    """Ten values at a tolerance of 0; tested value by value, one dataset in three or more would show something."""
    told = [judged("labels", drawn(seed, values=10, posts=600, authors=200), without=["attribute:gender", "label:toxic"], tolerances={"label_gap": 0})
            for seed in range(20)]  # fmt: skip
    false = [sum(each.reading == "shown" for each in one.findings.values()) for one in told]
    assert sum(each > 0 for each in false) <= 4
    alone = [any(each.p_value < 0.05 for each in differences(one) if each.p_value is not None) for one in told]
    assert sum(alone) > 4


def test_batches_and_their_order_make_no_difference(judged):
    rows = drawn(posts=900, values=3, rates={2: 0.5}, gender=True, authors=120)
    once, cut, turned = judged("labels", rows), judged("labels", rows[:400], rows[400:]), judged("labels", rows[::-1])
    assert once.judgement == cut.judgement == turned.judgement
    assert any(name.startswith("labels.mood.author.gender.") for name in once.findings)


def test_reasons_that_labels_share_are_told_once(judged, planted, well_said):
    assert (
        planted.reasons
        == "Label 'mood' (12 values) by author group: no attribute of authors is stated that has groups."
    )
    rows = [
        {**row, "label:hate": "yes" if i % 3 else "no", "label:spam": "no", "label:score": str(i)}
        for i, row in enumerate(drawn(posts=300, values=2))
    ]
    told = judged("labels", rows, without=["attribute:gender", "label:toxic"])
    well_said(told.judgement)
    assert sorted(told.reasons.splitlines()) == [
        "Labels 'hate' and 'mood' (2 values) by author group: no attribute of authors is stated that has groups.",
        "The column 'score' has more than 12 different values: it is read as a score or an id. Bin it and name the binned column.",
        "The label 'spam' has 1 value, so nothing can differ.",
    ]


def test_some_values_of_a_column_are_named_where_a_reason_is_theirs_alone():
    columns = {"mood": [f"mood={v}" for v in range(12)]}
    assert names_of(["mood=2", "mood=10", "hate"], columns) == ["'mood' (2 of 12 values: 2 and 10)", "'hate'"]
    assert names_of(columns["mood"][:9], columns) == ["'mood' (9 of 12 values)"]


def test_only_yes_and_no_make_a_value_of_a_column():
    yes_or_no = ["no", "yes"]
    assert (
        several_in_a_cell({"x=a": yes_or_no, "x=b": ["1", "2"], "y": yes_or_no, "=c": yes_or_no, "=d": yes_or_no}) == {}
    )
    assert several_in_a_cell({"a=b=1": yes_or_no, "a=b=2": ["no"]}) == {"a=b": ["a=b=1", "a=b=2"]}
    assert values_of("x", ["x=10", "x=b", "x=9"]) == ["9", "10", "b"]


def test_conflicts_of_all_values_are_one_finding(judged, well_said):
    """Each text stands there twice; value 0 differs between the copies of every second text, value 1 of every tenth, value 2 of none."""
    rows = []
    for i in range(200):
        for copy in (0, 1):
            turned = {0: i % 2 == 0, 1: i % 10 == 0, 2: False}
            labels = {f"label:mood={v}": "yes" if (i % 3 == 0) ^ (turned[v] and copy == 1) else "no" for v in turned}
            rows.append(
                {"post_id": f"{i}.{copy}", "author_id": f"a{i}.{copy}", "text": f"{PLAIN} number {i} of them", **labels}
            )
    told = judged("label_conflicts", rows, without=["attribute:gender", "label:toxic"])
    well_said(told.judgement)
    assert [told.estimates[f"label_conflicts.mood_{v}.conflict_exact"].value for v in range(3)] == pytest.approx(
        [0.5, 0.1, 0.0]
    )
    (finding,) = told.findings.values()
    assert finding.id == "label_conflicts.mood"
    assert finding.headline == "label_conflicts.mood_0.conflict_exact"
    assert finding.title.startswith(
        "Up to 50% of texts that were labelled more than once carry a value of mood in one copy"
    )
    assert "“0” (50%), “1” (10%) and “2” (0%)" in finding.statement


@pytest.mark.parametrize(("values", "judged_value"), [
    (["Misogynistic", "Nonmisogynistic"], "Misogynistic"), (["not sexist", "sexist"], "sexist"), (["hate", "noHate"], "hate"),
    (["hateful", "non-hateful"], "hateful"), (["no", "yes"], "yes"), (["left", "right"], "right"),
])  # fmt: skip
def test_of_two_values_the_one_that_is_not_denied_is_judged(values, judged_value):
    assert compared_values(values) == [judged_value]
