"""``audit.charts``: each function draws on the reader's axes, gives them back, and leaves nothing else behind."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

import audit
from audit.finding import Block, Chart, Findings
from audit.report import json_file

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "report"))

import picture_examples as made  # noqa: E402 - found by the line above


def _scores():
    gaps = [
        made.estimate(f"scores.toxicity.author.gender.{each}.calibration_gap", value, unit="points", measure="calibration_gap_by_author")
        for each, value in (("women", -0.12), ("men", 0.01))
    ]  # fmt: skip
    gaps = [replace(each, group={"score": "toxicity", "gender": each.id.split(".")[4]}) for each in gaps]
    chart = Chart("intervals", ((gaps[0].id,),), ("women",), "x")
    block = Block("scores.toxicity.author.gender", "scores", "t", "", chart)
    return block, Findings({}, {}, tuple(gaps))


def _themes():
    """Ratios as markers has them, of which no block is a grid."""
    ratios = [
        replace(
            made.estimate(f"markers.gender.{group}.{theme}.ratio", value, 0.2, unit="ratio", measure="ratio"),
            group={"gender": group, "marker": theme},
        )
        for group, value in (("women", 2.0), ("men", 1.05), ("nonbinary", None))
        for theme in ("appearance", "threat_crime")
    ]
    return Block("markers.gender", "markers", "Gender", "", Chart("paired", (), (), "")), Findings(
        {}, {}, tuple(ratios)
    )


def _filters():
    left = [
        replace(
            made.estimate(f"filter_impact.{step}.author.gender.{group}.left", value, measure="left"),
            group={"filter": step, "gender": group},
            metric="filter_impact",
        )
        for step, values in (("english", (0.9, 0.95)), ("clean", (0.5, 0.8)))
        for group, value in zip(("women", "men"), values, strict=True)
    ]
    chart = Chart("intervals", (), (), "")
    return Block("filter_impact.author.gender", "filter_impact", "t", "", chart), Findings({}, {}, tuple(left))


CALLS = {
    "forest": (made.shares, ()), "dumbbells": (made.shares, ()), "bars": (made.shares, ()), "over_time": (made.lines, ()),
    "lorenz": (made.lorenz, ()), "calendar": (made.days, ()), "heat_map": (_themes, ()), "log_ratios": (made.ratios, ()),
    "ladder": (_filters, ()), "calibration": (_scores, ()),
}  # fmt: skip


def _ready(make):
    """As read from a file, where groups have their parts in the order of the alphabet."""
    block, findings = make()
    return block, json_file.canonical(replace(findings, blocks=(block,)))


@pytest.mark.parametrize("name", CALLS)
def test_a_chart_is_drawn_on_the_readers_axes(name):
    block, findings = _ready(CALLS[name][0])
    before = dict(mpl.rcParams)
    mine = Figure().subplots()
    assert getattr(audit.charts, name)(findings, block.id, ax=mine) is mine
    assert mine.lines or mine.collections or mine.patches
    assert getattr(audit.charts, name)(findings, block.id).get_figure() is not None
    assert dict(mpl.rcParams) == before
    assert audit.charts.alt_text(findings, block.id)


def test_everything_public_is_called_and_told_of():
    assert set(audit.charts.__all__) == {*CALLS, "alt_text", "before_after", "love"}
    page = (ROOT / "docs" / "charts.md").read_text(encoding="utf-8")
    assert [each for each in audit.charts.__all__ if f"`{each}`" not in page] == []


def test_what_is_drawn_is_what_the_findings_hold():
    block, findings = _ready(_scores)
    ax = audit.charts.calibration(findings, block.id)
    assert [each.get_text() for each in ax.get_yticklabels()] == ["men", "women"]
    assert sorted(x for line in ax.lines if line.get_marker() not in ("None", "") for x in line.get_xdata()) == [
        -0.12,
        0.01,
    ]
    block, findings = _ready(_themes)
    ax = audit.charts.heat_map(findings, block.id)
    assert [each.get_text() for each in ax.get_yticklabels()] == ["appearance", "threat and crime"]
    assert [each.get_text() for each in ax.get_xticklabels()] == ["men", "women", "nonbinary"]
    figures = [each.get_text() for each in ax.texts]
    beside = audit.charts.heat_map(findings, block.id, intervals=True)
    limits = [each.get_text() for each in beside.texts if each.get_text() not in figures]
    assert len(limits) == len([each for each in findings.estimates if each.low is not None])
    assert all(" to " in each for each in limits)
    block, findings = _ready(_filters)
    ax = audit.charts.ladder(findings, block.id)
    assert [each.get_text() for each in ax.get_yticklabels()] == ["after english", "after clean"]
    assert [list(line.get_xdata()) for line in ax.lines[:2]] == [[0.9, 0.5], [0.95, 0.8]]  # women lose most


def test_ratios_stand_as_far_below_one_as_above():
    block, findings = _ready(made.ratios)
    ax = audit.charts.log_ratios(findings, block.id)
    assert ax.get_xscale() == "log"
    place = ax.transData.transform
    assert place((2, 0))[0] - place((1, 0))[0] == pytest.approx(place((1, 0))[0] - place((0.5, 0))[0])


def test_before_and_after():
    block, before = _ready(made.shares)
    after = replace(
        before, estimates=tuple(replace(each, value=0.5, low=0.4, high=0.6) for each in before.estimates[:1])
    )
    ax = audit.charts.before_after(before, after, block.id)
    assert [each.get_text() for each in ax.get_yticklabels()] == ["women"]
    assert [list(line.get_xdata()) for line in ax.lines[:2]] == [[0.351], [0.5]]
    with pytest.raises(audit.AuditError, match="nothing to draw"):
        audit.charts.before_after(before, replace(after, estimates=()), block.id)


def test_what_is_not_there_is_an_error_that_helps():
    block, findings = _ready(made.shares)
    with pytest.raises(audit.AuditError, match="no finding") as caught:
        audit.charts.forest(findings, "representation.gendr")
    assert "representation.gender" in str(caught.value.hint)
    for draw in (audit.charts.lorenz, audit.charts.calendar, audit.charts.over_time, audit.charts.heat_map):
        with pytest.raises(audit.AuditError):
            draw(findings, block.id)
    for draw in (audit.charts.ladder, audit.charts.calibration, audit.charts.log_ratios):
        with pytest.raises(audit.AuditError, match="nothing to draw"):
            draw(findings, block.id)


def test_an_axis_never_holds_two_units():
    block, findings = _ready(made.lorenz)
    ax = audit.charts.forest(findings, block.id)
    assert [each.get_text() for each in ax.get_yticklabels()] == ["Gini index"]


def test_nothing_is_loaded_before_it_is_asked_for():
    code = "import sys, audit; audit.charts; sys.exit(any(m in sys.modules for m in ('matplotlib', 'numpy')))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_words_for_a_chart_say_who_both_numbers_and_the_reading():
    block, findings = _ready(made.shares)
    said = audit.charts.alt_text(findings, block.id)
    assert said.startswith("Posts by women are fewer than their share of the population: shown.")
    assert "women: 35% (32% to 38%), reference 51% (shown)" in said
    assert f"agender: {made.HIDDEN}" in said


def test_of_many_rows_the_gravest_are_said_and_how_many_more():
    block, findings = _ready(lambda: made.many(count=30))
    said = audit.charts.alt_text(findings, block.id)
    assert said.count("reference 50%") == 3
    assert said.endswith("27 more rows are in the table.")
    grave = made.claim("m.x", "Group za is rare", ["m.25"])
    told = audit.charts.alt_text(replace(findings, findings=(replace(grave, block="m"),)), block.id)
    assert told.startswith("Group za is rare: shown. group za: 60%")
    for make, _ in CALLS.values():
        one, all_of = _ready(make)
        assert 1 <= audit.charts.alt_text(all_of, one.id).count(". ") + 1 <= 3
        assert "chart" not in audit.charts.alt_text(all_of, one.id).lower()


def test_the_words_of_a_lorenz_curve_say_how_little_half_wrote():
    block, findings = _ready(made.lorenz)
    assert "The less active half has 17%" in audit.charts.alt_text(findings, block.id)


def test_in_a_notebook_axes_of_a_new_figure_show_themselves_and_the_readers_do_not():
    block, findings = _ready(made.shares)
    drawn = audit.charts.forest(findings, block.id)._repr_svg_()
    assert drawn.startswith("<svg")
    assert 'fill="#ffffff"' in drawn  # on a dark page too
    assert not hasattr(audit.charts.forest(findings, block.id, ax=Figure().subplots()), "_repr_svg_")
