"""Charts on our own canvas, held against the same charts as matplotlib lays them out."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from audit.finding import Block, Chart, Estimate, Findings, Reference
from audit.report import charts
from audit.report.palette import SERIES
from audit.report.text_size import length

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def both(block, findings):
    """The chart as matplotlib lays it out, and as the canvas does."""
    drawn = (charts.by_matplotlib(block, findings), charts.raw(block, findings))
    return [ET.fromstring(charts.finished(block, findings, each)) for each in drawn]


def legend(root):
    """Elements of the legend: what is drawn below the words of the axis."""
    foot = max(float(each.get("y")) for each in root.iter("text") if each.get("font-size") == "9.5")
    return [each for each in root.iter() if foot + 1 < height(each)]


def height(element):
    """Where it stands, from above."""
    place = element.get("y") or (NUMBER.findall(element.get("d", "0 0")) or ["0", "0"])[1]
    return float(place) if element.tag in ("use", "text", "path") else 0.0


def assert_alike(block, findings):
    theirs, ours = both(block, findings)
    for one, other in zip(theirs.iter(), ours.iter(), strict=True):
        assert (one.tag, one.text, list(one.attrib)) == (other.tag, other.text, list(other.attrib))
        # The words of a legend are measured by a table without kerning, so it may stand a little further left.
        room = 1.0 if one in legend(theirs) else 0.0101
        for name, value in one.attrib.items():
            if name == "d" and other.get(name).count("L") > 100:  # matplotlib leaves out points that no eye would miss
                assert_on_curve(value, other.get(name))
                continue
            assert NUMBER.sub("", value) == NUMBER.sub("", other.get(name)), name
            for mine, its in zip(NUMBER.findall(value), NUMBER.findall(other.get(name)), strict=True):
                assert float(mine) == pytest.approx(float(its), abs=room), (one.tag, name)


def assert_on_curve(theirs, ours):
    one, other = (np.array(NUMBER.findall(each), dtype=float).reshape(-1, 2) for each in (theirs, ours))
    assert len(one) <= len(other)
    steps = np.linspace(0, len(other) - 1, 100 * len(other))
    along = np.column_stack([np.interp(steps, np.arange(len(other)), each) for each in other.T])
    assert max(np.hypot(*(along - each).T).min() for each in one) < 0.2


def chart(kind, cells, *, series=(), reference=None, unit="share", labels=None):
    estimates = [
        [
            Estimate(f"m.{at}.{which}", "m", "x", {}, value, None if value is None else value - 0.04,
                     None if value is None else value + 0.07, unit, 100, 50, reference=reference,
                     status="ok" if value is not None else "suppressed", note="" if value is not None else "hidden: few")
            for which, value in enumerate(row)
        ]
        for at, row in enumerate(cells)
    ]  # fmt: skip
    identifiers = tuple(tuple(each.id for each in row) for row in estimates)
    names = labels or [f"group {at}" for at in range(len(cells))]
    block = Block("m", "m", "A title", "", Chart(kind, identifiers, tuple(names), "an axis", series=series))
    return block, Findings({}, {}, tuple(each for row in estimates for each in row))


def test_charts_of_an_audit_lie_where_matplotlib_puts_them(example):
    assert example.blocks
    for each in example.blocks:
        assert_alike(each, example)


@pytest.mark.parametrize("kind", ["intervals", "bars"])
@pytest.mark.parametrize("unit", ["share", "points", "ratio", "per_1000", "score"])
@pytest.mark.parametrize("reference", [None, Reference(0.25, "a census"), Reference(0.3, "expected by chance")])
def test_every_kind_unit_and_reference(kind, unit, reference):
    assert_alike(*chart(kind, [[0.1], [0.22], [None], [0.9]], unit=unit, reference=reference))


def test_every_mark_of_a_series():
    cells = [[0.1 + 0.1 * which for which in range(len(SERIES))], [0.3] * len(SERIES)]
    assert_alike(*chart("paired", cells, series=tuple(f"series {each}" for each in range(len(SERIES)))))


def test_labels_in_other_scripts():
    assert_alike(*chart("intervals", [[0.1], [0.2], [0.3]], labels=["مرحبا بالعالم", "女性", "a < b & c"]))


def test_a_lorenz_curve_lies_where_matplotlib_puts_it():
    points = tuple((at / 20, (at / 20) ** 3) for at in range(21))
    block = Block("m", "m", "A title", "", Chart("lorenz", (), (), "share of authors", points=points))
    assert_alike(block, Findings({}, {}, ()))


def test_text_is_measured_as_matplotlib_measures_it():
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    measure = TextToPath().get_text_width_height_descent
    for text in ("observed", "posts mentioning women", "observed, reference outside the interval", "W|m~ 1%"):
        theirs, _, _ = measure(text, FontProperties(family="DejaVu Sans", size=100), False)
        assert length(text, 100) == pytest.approx(theirs, rel=0.02)


def test_charts_of_a_page_need_no_matplotlib():
    code = (
        "import sys; from audit.finding import *; from audit.report.charts import picture;"
        "e = Estimate('a.b', 'a', 'b', {}, 0.5, 0.4, 0.6, 'share', 1, 1);"
        "b = Block('a', 'a', 't', '', Chart('intervals', (('a.b',),), ('x',), 'axis'));"
        "picture(b, Findings({}, {}, (e,))); sys.exit('matplotlib' in sys.modules)"
    )
    folder = Path(charts.__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=folder, check=False).returncode == 0


def test_a_chart_costs_a_few_thousandths_of_a_second():
    made = chart("paired", [[0.1 * at, 0.2] for at in range(9)], series=("one", "other"))
    charts.picture(*made)
    spent = []
    for _ in range(5):
        started = time.process_time()
        charts.picture(*made)
        spent.append(time.process_time() - started)
    assert min(spent) < 0.02
