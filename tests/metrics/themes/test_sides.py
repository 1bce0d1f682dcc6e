"""What ratios are held against: the few posts of two groups, or of neither side, do not follow from what is printed."""

from __future__ import annotations

import dataclasses

import pytest

from audit.metrics import all_metrics
from audit.metrics.base import Scope
from audit.metrics.themes.sides import OTHERS
from audit.plan import Plan

LEAD = "it was the end of the day and"
#: Another group strictly and the group loosely: the other's post, and on neither side for the group.
BESIDE = "where it was black the white people"
THEMES = ("markers", "descriptions")


def saying(words, ending, posts, prefix, also="", of=0):
    """Posts by authors of their own; the first ``of`` of them are in other words, and by the same authors."""
    return [
        {
            "post_id": f"{prefix}{i}",
            "author_id": f"{prefix}{i}",
            "lang": "en",
            "text": f"{LEAD} {also if i < of else words} are {ending}",
        }
        for i in range(posts)
    ]


def with_aside(marked, aside=3, white=(21, 82)):
    """The same rates of both groups, whichever of the white group's posts name the black one loosely."""
    return (
        saying("the white people", "lazy", white[0], "wl", BESIDE, marked)
        + saying("the white people", "here", white[1], "wh", BESIDE, aside - marked)
        + saying("the black people", "lazy", 60, "bl")
        + saying("the black people", "here", 140, "bh")
    )


def printed(told, name):
    """Everything that is printed of the two groups and the theme."""
    start = f"{name}.race_ethnicity."
    return [each for each in told.judgement.estimates if each.id.startswith(start) and ".competence." in each.id]


@pytest.mark.parametrize("name", THEMES)
def test_the_few_on_neither_side_cannot_be_worked_out(judged, name):
    """Whichever of the three have the theme, the same is printed."""
    every = [printed(judged(name, with_aside(marked)), name) for marked in range(4)]
    assert every == every[:1] * 4
    ratio = next(each for each in every[0] if each.id.endswith("black_people.competence.ratio"))
    assert "rounded" in ratio.note
    assert (ratio.n_effective, ratio.degrees_of_freedom, ratio.other_side.n_posts) == (None, None, None)
    assert ratio.low < 0.3 / 0.21 < ratio.high


@pytest.mark.parametrize("name", THEMES)
def test_enough_on_neither_side_leave_the_ratio_exact(judged, name):
    told = {each.id: each for each in printed(judged(name, with_aside(20, 60, (80, 220))), name)}
    ratio = told[f"{name}.race_ethnicity.black_people.competence.ratio"]
    assert ratio.value == pytest.approx(0.3 / (60 / 240), rel=1e-12)
    assert "rounded" not in ratio.note
    assert ratio.other_side.n_posts == 240


@pytest.mark.parametrize("name", THEMES)
def test_the_few_unmarked_on_neither_side_are_told_from_the_rest(judged, name):
    """Of forty set aside, all but three have the theme: how many have not would follow."""
    told = {each.id: each for each in printed(judged(name, with_aside(37, 40, (80, 220))), name)}
    assert "rounded" in told[f"{name}.race_ethnicity.black_people.competence.ratio"].note


def of_two(marked, both=4, women=60):
    """The same number of posts of two groups with and without the theme, of which a few mention both."""
    return (
        saying("women", "lazy", women, "wl", "women and men", marked)
        + saying("women", "here", 140, "wh", "women and men", both - marked)
        + saying("men", "lazy", 40 - marked, "ml")
        + saying("men", "here", 160 - (both - marked), "mh")
    )


def test_the_few_of_two_groups_cannot_be_worked_out(judged):
    """A grid has edges, and a number on one may stand alone: from exact ratios, or from two figures, most would."""
    alone, all_ = 0, 0
    for women in (30, 45, 60, 75, 90):
        every = []
        for marked in range(5):
            told = judged("markers", of_two(marked, women=women))
            ratios = [each for each in told.judgement.estimates if ".competence.ratio" in each.id]
            assert all("rounded" in each.note and each.degrees_of_freedom is None for each in ratios)
            assert all(each.status == "ok" for each in ratios)
            every.append(ratios)
        alone += sum(every.count(told) == 1 for told in every)
        all_ += len(every)
    assert alone <= all_ / 4


@pytest.mark.parametrize("rows", [with_aside(1), of_two(2), of_two(10, 40)], ids=["aside", "two groups", "many"])
@pytest.mark.parametrize("name", THEMES)
def test_a_comparison_judges_the_figures_that_are_printed(judged, name, rows):
    told = judged(name, rows)
    ratios = {each.id: each for each in told.judgement.estimates if each.measure == "ratio" and each.value is not None}
    assert ratios
    metric = next(each for each in all_metrics() if each.name == name)
    scope = Scope(Plan.make({}), len(rows), len(told.tally.author_posts), True)
    for wanted, printed_alone in ratios.items():
        found = metric.judge(told.tally, dataclasses.replace(scope, wanted=(wanted,))).estimates
        again = next(each for each in found if each.id == wanted)
        assert dataclasses.replace(again, q_value=None) == dataclasses.replace(printed_alone, q_value=None)


def test_a_group_told_of_beside_any_theme_is_told_of_where_one_is_wanted(judged):
    """A rate of the third group is hidden for one theme; beside the others it is printed how many mention it."""
    rows = of_two(10, 40) + saying("nonbinary people", "here", 80, "n", "lazy nonbinary people", 4)
    told = judged("markers", rows)
    ratios = [each for each in told.judgement.estimates if each.measure == "ratio" and each.value is not None]
    metric = next(each for each in all_metrics() if each.name == "markers")
    scope = Scope(Plan.make({}), len(rows), len(told.tally.author_posts), True)
    for each in ratios:
        found = metric.judge(told.tally, dataclasses.replace(scope, wanted=(each.id,))).estimates
        again = next(one for one in found if one.id == each.id)
        assert dataclasses.replace(again, q_value=None) == dataclasses.replace(each, q_value=None)


def test_the_others_name_the_group_in_no_form():
    assert OTHERS.endswith("name this one in no form")
