"""Every chart against what it looked like: what is in it everywhere, its pixels where the same matplotlib is installed.

``make pictures`` writes ``pictures/`` again; look at what changed before it is kept.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from itertools import combinations

import pytest
from picture_examples import EXAMPLES, HARD, hard, heat, love, many, missing, pairs, shares
from picture_structure import differences, structure
from write_pictures import FOLDER, NAMES, drawn, pixels, same_matplotlib

from audit.report.charts import charts
from audit.report.charts.svg import clean
from audit.report.visible import direction

#: Root mean square of the difference of pixels, of 255: less than a mark of a chart changes, more than rounding does.
TOLERANCE = 1.0


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_holds_what_it_held(name):
    golden = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    told = differences(structure(*drawn(name)), golden)
    assert not told, "\n".join([f"{name} is not as it was; if it should be, `make pictures` and look:", *told])


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_looks_as_it_did(name, tmp_path):
    compare = pytest.importorskip("matplotlib.testing.compare")
    if not same_matplotlib():
        pytest.skip("the pictures were drawn by another version of matplotlib")
    pixels(name, tmp_path / f"{name}.png")
    told = compare.compare_images(str(FOLDER / f"{name}.png"), str(tmp_path / f"{name}.png"), TOLERANCE)
    assert told is None, told


def _moved(svg):
    """The first interval, one point to the right."""

    def shift(match):
        return f'd="M{float(match.group(1)) + 1:g} {match.group(2)}'

    return re.sub(r'd="M(\d+(?:\.\d+)?) ([^"]*"[^>]*stroke-width="2.2")', shift, svg, count=1)


DEFECTS = {
    "a mark is gone": lambda svg: svg[: (at := svg.rindex("<use"))] + svg[svg.index("/>", at) + 2 :],
    "an interval has moved": _moved,
    "a label is cut": lambda svg: svg.replace(">nonbinary people<", ">nonbinary peop…<"),
    "two labels have changed places": lambda svg: (
        svg.replace(">women<", ">x<").replace(">men<", ">women<").replace(">x<", ">men<")
    ),
    "a colour has changed": lambda svg: svg.replace("#d55e00", "#0072b2"),
    "the words say something else": lambda svg: svg.replace("are fewer than", "are more than"),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_planted_defect_is_seen(defect):
    svg, ax = drawn("forest")
    golden = (FOLDER / "forest.txt").read_text(encoding="utf-8").splitlines()
    spoiled = DEFECTS[defect](svg)
    assert spoiled != svg
    assert not differences(structure(svg, ax), golden)
    assert differences(structure(spoiled, ax), golden)


def test_a_planted_defect_is_seen_in_pixels(tmp_path):
    compare = pytest.importorskip("matplotlib.testing.compare")
    whole, spoiled = tmp_path / "whole.png", tmp_path / "spoiled.png"
    pixels("forest", whole)
    pixels("forest", spoiled, change=lambda ax: ax.lines[1].remove())
    assert compare.compare_images(str(whole), str(spoiled), TOLERANCE) is not None


def _boxes(ax):
    """Words of a drawn chart and the room they take, in pixels."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text

    figure = ax.get_figure(root=True)
    renderer = FigureCanvasAgg(figure).get_renderer()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        figure.draw(renderer)
        texts = [each for each in figure.findobj(Text) if each.get_visible() and each.get_text().strip()]
        return figure.bbox, [
            (each.get_text(), each.get_window_extent(renderer)) for each in texts if not each.get_rotation()
        ]


CROWDED = {
    "long, right-to-left and CJK": hard, "as dumbbells": lambda: hard("dumbbells"), "as bars": lambda: hard("bars"),
    "sixty rows": many, "five series": lambda: pairs(count=5), "hidden": shares, "all missing": missing,
    "a grid with hard names": lambda: heat(HARD[:5], HARD), **{each: EXAMPLES[each] for each in ("days", "months", "lorenz", "ladder")},
}  # fmt: skip


@pytest.mark.parametrize("name", CROWDED)
def test_no_word_lies_on_another_or_leaves_the_picture(name):
    block, findings = CROWDED[name]()
    with charts.settings():
        whole, boxes = _boxes(charts.draw(block, findings))
    for (one, mine), (other, its) in combinations(boxes, 2):
        assert not mine.padded(-1).overlaps(its.padded(-1)), f"{one!r} lies on {other!r}"
    for text, box in boxes:
        # Names that the font has no glyphs for are as wide as the boxes drawn for them, which no reader's font is.
        if text.isascii():
            assert whole.x0 <= box.x0, text
            assert box.x1 <= whole.x1, text
            assert whole.y0 <= box.y0, text
            assert box.y1 <= whole.y1, text


def test_hard_labels_are_there_as_they_are():
    svg = charts.picture(*hard())
    assert "$\\frac{x$ &amp; &lt;b&gt;" in svg
    assert direction(HARD[1]) == "rtl"
    assert "\u2068" in svg


@pytest.mark.parametrize(
    "kind",
    ["intervals", "dumbbells", "ratios", "bars", "paired", "ladder", "lines", "heat", "lorenz", "days", "months"],
)
def test_every_kind_draws_nothing_one_row_and_what_is_missing(kind):
    series = ("a", "b") if kind in ("paired", "ladder", "lines", "heat", "days", "months") else ()
    for block, findings in (missing(kind, series=series), many(kind, 1), many(kind, 0), many(kind)):
        assert charts.picture(block, findings).count("<svg") == 1


def test_what_a_grid_says_by_colour_it_says_without():
    """Bold where the interval leaves out 1, hatched where it does not, a dash where there is no figure."""
    block, findings = heat()
    ax = charts.draw(block, findings)
    hatching = ax.patches[-1].get_path()
    told = {text.get_text(): text.get_fontweight() for text in ax.texts}
    known = [known for row in block.chart.estimates for each in row if (known := findings.by_id[each]).value]
    apart = [each for each in known if not each.low <= 1 <= each.high]
    assert sum(text.get_fontweight() == "bold" for text in ax.texts) == len(apart)
    assert len(hatching.vertices) == 2 * 6 * (len(known) - len(apart))
    assert "–" in told
    assert len(apart) < len(known) < len(ax.texts)


def test_a_ratio_without_an_interval_has_no_colour():
    block, findings = heat(("women",), ("appearance",))
    [one] = findings.estimates
    for low, high, is_plain in ((None, None, True), (0.1, 0.4, False)):
        told = replace(findings, estimates=(replace(one, value=0.2, low=low, high=high),))
        assert (charts.draw(block, told).patches[0].get_facecolor()[3] == 0) is is_plain


def test_ink_on_every_ground_of_a_grid_can_be_read():
    from audit.report.charts.heat_chart import _LESS, _MORE

    for ground in (_LESS, _MORE):
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in ground]
        assert (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05) / 0.0603 >= 4.5


def test_squares_of_a_calendar_can_be_seen_and_grow():
    from audit.report.charts.calendar_chart import _SHADES, _SIZES

    light = []
    for colour in _SHADES:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        light.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    assert all(1.05 / (each + 0.05) >= 3 for each in light)
    assert light == sorted(light, reverse=True)
    assert list(_SIZES) == sorted(_SIZES)


def test_a_clean_svg_loses_no_mark():
    """The structure is read from what is clean: as many marks as matplotlib drew."""
    block, findings = shares()
    raw = charts.raw(block, findings)
    assert clean(raw, prefix="c", label="x").count("<use") == raw.count("<use")


def test_the_love_plot_has_its_words():
    assert love().get_xlabel().startswith("difference from the population")
