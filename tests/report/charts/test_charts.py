"""Charts and the SVG they become."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from audit.finding import Block, Chart, Estimate, Findings, Reference
from audit.report.charts import charts
from audit.report.charts.axes import axis_limits, steps
from audit.report.charts.palette import BLACK, BLUE, GREEN, GREY, INK, PURPLE, SERIES, VERMILION
from audit.report.rows import rows

ATTRIBUTES = {
    "aria-label", "clip-path", "d", "fill", "fill-opacity", "font-family", "font-size", "font-style", "height", "href", "id",
    "opacity", "role", "stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
    "stroke-opacity", "stroke-width", "text-anchor", "transform", "viewBox", "width", "x", "y",
}  # fmt: skip
SHAPES = {"svg", "g", "defs", "path", "use", "text", "tspan", "clipPath", "rect", "title"}


def block(labels, values, *, unit="share", kind="intervals", reference=None, **more):
    estimates = tuple(
        Estimate(f"m.{i}", "m", "x", {}, value, None if value is None else value - 0.01, None if value is None else value + 0.01,
                 unit, 100, 50, reference=reference, **more)
        for i, value in enumerate(values)
    )  # fmt: skip
    chart = Chart(kind, tuple((each.id,) for each in estimates), tuple(labels), "an axis")
    return Block("m", "m", "A title", "", chart), Findings({}, {}, estimates)


def check(svg):
    """The rules of the page: known elements, no style, no handler, no address; gives back the tree."""
    root = ET.fromstring(svg)
    for element in root.iter():
        assert element.tag.rpartition("}")[2] in SHAPES
        for name, value in element.attrib.items():
            assert name in ATTRIBUTES
            if name == "href":
                assert value.startswith("#")
            elif name != "aria-label":
                assert "://" not in value
                assert "url(" not in value or value.startswith("url(#")
    assert root.get("role") == "img"
    assert root.get("aria-label")
    return root


def words(root):
    return [each.text for each in root.iter() if each.tag.endswith("text")]


@pytest.mark.parametrize("alone", [True, False])
def test_every_chart_of_an_audit_obeys_the_policy(example, alone):
    for each in example.blocks:
        root = check(charts.picture(each, example, alone=alone))
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        referred = re.findall(r'(?:href="#|url\(#)([^")]+)', charts.picture(each, example))
        assert set(referred) == set(ids)


def test_ids_of_two_charts_never_meet(example):
    one, other = (charts.picture(example.blocks[0], example, prefix=prefix) for prefix in ("a", "b"))
    assert not set(re.findall(r'id="([^"]+)"', one)) & set(re.findall(r'id="([^"]+)"', other))


def test_the_same_chart_is_the_same_bytes(example):
    for each in example.blocks:
        assert charts.picture(each, example) == charts.picture(each, example)


def test_a_chart_carries_its_numbers_in_words(example):
    label = check(charts.picture(example.blocks[0], example)).get("aria-label")
    assert "women: 35% (31% to 39%), reference 51% (shown)" in label
    assert "agender: hidden: fewer than 10 authors" in label


def test_reference_outside_and_inside_differ_in_colour_and_shape(example):
    drawn = charts.draw(example.blocks[0], example)
    marks = {line.get_label(): (line.get_color(), line.get_marker()) for line in drawn.get_lines()}
    outside, inside = marks["observed, reference outside the interval"], marks["observed, reference inside"]
    assert outside == (VERMILION, "o")
    assert inside == (BLUE, "s")
    assert marks["reference"][1] == "D"


def test_a_null_expectation_is_a_tick_and_not_a_diamond():
    chart, findings = block(
        ["x"], [0.3], reference=Reference(0.1, "expected of a fair sample of 900 independent posts")
    )
    labels = {line.get_label(): line.get_marker() for line in charts.draw(chart, findings).get_lines()}
    assert labels["expected by chance"] == "|"
    assert "reference" not in labels


def test_rows_are_sorted_unless_the_labels_carry_an_order():
    assert [row.label for row in rows(*block(["a", "b", "c"], [0.1, 0.3, 0.2]))] == ["b", "c", "a"]
    assert [row.label for row in rows(*block(["18-24", "25-34", "35+"], [0.1, 0.3, 0.2]))] == ["18-24", "25-34", "35+"]
    hidden, findings = block(["a", "b"], [0.1, None])
    assert [row.label for row in rows(hidden, findings)] == ["a", "b"]


def test_what_is_hidden_is_grey_words_and_no_dot():
    chart, findings = block(["a"], [None], status="suppressed", note="hidden: fewer than 10 authors")
    drawn = charts.draw(chart, findings)
    assert [text.get_text() for text in drawn.texts] == ["hidden: fewer than 10 authors"]
    assert drawn.texts[0].get_color() == GREY
    assert not [line for line in drawn.get_lines() if len(line.get_xdata())]


def test_shares_begin_at_zero_and_differences_hold_it():
    def estimate(value, unit):
        return Estimate("a", "a", "a", {}, value, value, value, unit, 1, 1)

    assert axis_limits([estimate(0.4, "share"), estimate(0.6, "share")])[0] == 0
    assert axis_limits([estimate(0.99, "share")])[1] == 1.0
    low, high, _ = axis_limits([estimate(0.05, "points"), estimate(0.2, "points")])
    assert low <= 0 <= high
    low, high, _ = axis_limits([estimate(2.6, "ratio")])
    assert low <= 1 <= 2.6 < high
    assert axis_limits([]) == (0.0, 1.0, "share")


def test_ticks_are_round_and_few():
    assert steps(0, 1) == [0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert steps(-0.21, 0.04) == [-0.2, -0.15, -0.1, -0.05, 0.0]
    for high in (1e-6, 0.003, 0.7, 12, 5000, 3e9):
        assert 3 <= len(steps(0, high)) <= 9


def test_axes_of_the_reader_are_drawn_on_and_given_back(example):
    from matplotlib.figure import Figure

    figure = Figure()
    mine = figure.subplots()
    assert charts.draw(example.blocks[0], example, mine) is mine
    assert mine.get_figure() is figure


def test_pyplot_is_never_used():
    folder = Path(charts.__file__).parents[1]
    assert not [path.name for path in folder.rglob("*.py") if "import pyplot" in path.read_text(encoding="utf-8")]
    code = (
        "import sys; from audit.finding import *; from audit.report.charts.charts import picture;"
        "e = Estimate('a.b', 'a', 'b', {}, 0.5, 0.4, 0.6, 'share', 1, 1);"
        "b = Block('a', 'a', 't', '', Chart('intervals', (('a.b',),), ('x',), 'axis'));"
        "picture(b, Findings({}, {}, (e,))); sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=folder.parents[1], check=False).returncode == 0


def test_no_setting_of_matplotlib_is_left_changed(example):
    import matplotlib as mpl

    mpl.rcParams["svg.fonttype"] = "path"
    before = dict(mpl.rcParams)
    try:
        for each in example.blocks:
            charts.picture(each, example)
        assert dict(mpl.rcParams) == before
    finally:
        mpl.rcParams["svg.fonttype"] = mpl.rcParamsDefault["svg.fonttype"]


def test_a_reader_who_sets_text_with_latex_gets_the_same_chart(example):
    import matplotlib as mpl

    plain = charts.picture(example.blocks[0], example)
    mpl.rcParams["text.usetex"] = True
    try:
        assert charts.picture(example.blocks[0], example) == plain
    finally:
        mpl.rcParams["text.usetex"] = False


def test_settings_are_put_back_when_drawing_fails(example):
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    with pytest.raises(ZeroDivisionError), charts.settings():
        raise ZeroDivisionError
    assert dict(mpl.rcParams) == before


def test_hostile_labels_are_text_and_nothing_else(hostile):
    chart, findings = block(hostile[:24], [0.1 + 0.01 * i for i in range(24)])
    root = check(charts.picture(chart, findings))
    drawn = "".join(each or "" for each in words(root))
    assert "<script>" in drawn
    assert "$\\frac{x$" in drawn
    assert "⟨U+202E⟩" in drawn
    assert max(len(each or "") for each in words(root)) < 100


def test_right_to_left_labels_keep_their_ellipsis_on_their_side():
    chart, findings = block(["مرحبا بالعالم " * 5, "plain"], [0.1, 0.2])
    drawn = words(check(charts.picture(chart, findings)))
    [label] = [each for each in drawn if each and "مرحبا" in each]
    assert label.startswith("\u2068")
    assert label.endswith("…\u2069")
    assert "U+2068" not in label


def test_public_hostile_labels_are_drawn(public_hostile):
    assert len(public_hostile) > 800
    for start in range(0, len(public_hostile), 24):
        labels = public_hostile[start : start + 24]
        chart, findings = block(labels, [0.5] * len(labels))
        check(charts.picture(chart, findings))


def test_hostile_words_everywhere_else(hostile):
    for each in hostile:
        chart, findings = block(["a"], [0.2], reference=Reference(0.3, each))
        changed = replace(chart, chart=replace(chart.chart, axis=each, kind="paired", series=(each,), caption=each))
        check(charts.picture(changed, findings, alone=True))


@pytest.mark.parametrize("kind", ["intervals", "paired", "lorenz", "bars"])
def test_charts_without_a_figure_are_empty_and_not_an_error(kind):
    for made in (block([], [], kind=kind), block(["a"], [None], kind=kind)):
        check(charts.picture(*made))


def test_more_rows_than_a_chart_can_hold_are_left_to_the_table():
    chart, findings = block([f"g{i:03}x" for i in range(200)], [0.001 * i for i in range(200)])
    assert len(charts.draw(chart, findings).get_yticks()) == 24
    assert len(charts.picture(chart, findings)) < 40_000


def test_colours_can_be_seen_on_white():
    """WCAG 2.2: 3 to 1 for graphics (1.4.11), 4.5 to 1 for text (1.4.3)."""

    def contrast(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)

    for colour in (BLUE, VERMILION, GREEN, BLACK):
        assert contrast(colour) >= 3
    assert contrast(PURPLE) >= 3
    for colour in (INK, GREY):
        assert contrast(colour) >= 4.5
    assert len({mark.shape for mark in SERIES}) == len(SERIES)


def test_a_chart_is_cheap(example):
    """A whole audit of a million posts has six seconds of CPU, so a chart may take a few hundredths."""
    charts.picture(example.blocks[0], example)
    spent = []
    for _ in range(5):
        started = time.process_time()
        charts.picture(example.blocks[0], example)
        spent.append(time.process_time() - started)
    assert min(spent) < 0.2


@pytest.mark.parametrize(
    ("low", "high", "at", "words"),
    [
        (0.0, 0.05, 0.05, "hidden: fewer than 10 authors"),
        (0.6, 0.9, 0.0, "hidden: fewer than 10 authors"),
        (0.1, 0.9, 0.9, "hidden"),
    ],
)
def test_words_for_a_hidden_figure_leave_the_other_figure_of_the_line_alone(low, high, at, words):
    shown = Estimate("a.x", "m", "rate", {"g": "x"}, (low + high) / 2, low, high, "share", 100, 50)
    gone = Estimate("a.y", "m", "rate", {"g": "y"}, None, None, None, "share", None, None, status="suppressed",
                    note="hidden: fewer than 10 authors")  # fmt: skip
    wide = Estimate("b.x", "m", "rate", {"g": "x"}, 0.5, 0.0, 1.0, "share", 100, 50)
    chart = Chart("paired", (("a.x", "a.y"), ("b.x",)), ("a", "b"), "share", series=("x", "y"))
    findings = Findings(audit={}, dataset={}, estimates=(shown, gone, wide))
    (text,) = charts.draw(Block("b", "m", "B", "", chart), findings).texts
    assert text.get_text() == words
    assert text.xy[0] == pytest.approx(at)
