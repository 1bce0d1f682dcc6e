"""Shares over time: lines that stop at gaps, bands, names at the end, and the table beside."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from audit.finding import Block, Chart, Estimate, Findings, Reference, Table
from audit.report.charts import charts
from audit.report.charts.beside import beside
from audit.report.charts.palette import BLUE, GREEN, VERMILION
from audit.report.charts.time_chart import drawn_series
from audit.report.rows import rows

MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]


def estimate(name, value, **more):
    low, high = (None, None) if value is None else (value - 0.05, value + 0.05)
    status = "suppressed" if value is None else "ok"
    return Estimate(name, "m", "x", {"g": name}, value, low, high, "share", 100, 50, status=status, **more)


def over_time(series, *, gaps=(), hidden=()):
    """A block of so many groups, with months that have no figure and figures that are hidden."""
    made, identifiers = [], []
    for at, month in enumerate(MONTHS):
        row = []
        for which, name in enumerate(series):
            if at in gaps:
                row.append("")
                continue
            value = None if (at, which) in hidden else 0.1 * (which + 1) + 0.01 * at
            made.append(estimate(f"m.{month}.{name}", value, reference=Reference(0.3, "b")))
            row.append(made[-1].id)
        identifiers.append(tuple(row))
    chart = Chart("lines", tuple(identifiers), tuple(MONTHS), "share of posts", tuple(series))
    return Block("m", "m", "Over time", "", chart), Findings({}, {}, tuple(made))


def texts(svg):
    return [each.text for each in ET.fromstring(svg).iter() if each.tag.endswith("text")]


def test_every_period_is_a_row_also_one_without_figures():
    block, findings = over_time(["women", "men"], gaps=(4, 5))
    assert [row.label for row in rows(block, findings)] == MONTHS
    assert rows(block, findings)[4].first is None


def test_lines_are_named_at_their_end_and_labels_are_few():
    svg = charts.picture(*over_time(["women", "men"]))
    assert {"women", "men"} <= set(texts(svg))
    assert sum(text in MONTHS for text in texts(svg)) <= 8
    assert BLUE in svg
    assert VERMILION in svg
    assert "style=" not in svg


def test_no_line_crosses_a_gap_and_the_gap_is_grey():
    whole, broken = (charts.picture(*over_time(["women"], gaps=gaps)) for gaps in ((), (5,)))
    assert "#ececec" not in whole
    assert broken.count("#ececec") >= 1

    def lines(svg):
        return len(re.findall(rf'stroke="{BLUE}"[^>]*stroke-width="1.8"|stroke-width="1.8"[^>]*stroke="{BLUE}"', svg))

    assert lines(broken) == lines(whole) + 1


def test_one_hidden_figure_breaks_its_own_line_alone():
    svg = charts.picture(*over_time(["women", "men"], hidden={(5, 0)}))
    assert "#ececec" not in svg


def test_of_many_groups_the_largest_are_drawn():
    block, findings = over_time([f"g{number}" for number in range(8)])
    assert drawn_series(block.chart.series, rows(block, findings)) == [3, 4, 5, 6, 7]
    assert "g0" not in texts(charts.picture(block, findings))


def test_names_that_would_overlap_are_pushed_apart():
    block, findings = over_time(["a", "b", "c"])
    same = Findings({}, {}, tuple(replace(each, value=0.2, low=0.1, high=0.3) for each in findings.estimates))
    root = ET.fromstring(charts.picture(block, same))
    names = [each for each in root.iter() if each.tag.endswith("text") and each.text in ("a", "b", "c")]
    places = {each.get("transform") or (each.get("x"), each.get("y")) for each in names}
    assert len(places) == 3
    assert GREEN in charts.picture(block, same)


def test_a_chart_without_any_figure_is_all_grey():
    block, findings = over_time(["women"], gaps=range(12))
    assert charts.picture(block, findings).count("#ececec") >= 12


@pytest.mark.parametrize("table", [None, Table(("Posts", "Difference"), ("women",), (("m.a", "m.b"),))])
def test_figures_side_by_side(table):
    made = (estimate("m.a", 0.3, reference=Reference(0.5, "b")), replace(estimate("m.b", -0.2), unit="points"))
    block = Block("m", "m", "Title", "", Chart("intervals", (), (), ""), table=table)
    found = beside(block, Findings({}, {}, made))
    if table is None:
        assert found is None
        return
    assert found.columns == ("Posts", "Difference", "Reference")
    [(label, cells)] = found.rows
    assert label == "women"
    minus = "\N{MINUS SIGN}"
    assert cells == (("30%", "25% to 35%"), (f"{minus}20 pts", f"{minus}25 to {minus}15"), ("50%", ""))
    assert found.name == "Title: side by side, of 100 posts by 50 authors"
