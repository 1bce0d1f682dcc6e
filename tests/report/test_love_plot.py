"""The love plot: hollow before, filled after, hidden groups said, nothing of matplotlib left changed."""

from __future__ import annotations

import matplotlib as mpl
from matplotlib.figure import Figure

import audit
from audit.report.love_plot import Line, draw

LINES = [Line("women", 0.30, 0.01), Line("men", 0.25, 0.0), Line("$\\frac{x$", 0.5, 0.2), Line("few", None, None)]


def test_groups_are_ordered_and_drawn_before_and_after():
    ax = draw(LINES)
    labels = [each.get_text() for each in ax.get_yticklabels()]
    assert labels == ["$\\frac{x$", "women", "men", "few"]
    before, after = ax.lines[0], ax.lines[1]
    assert before.get_markerfacecolor() == "none"
    assert after.get_markerfacecolor() != "none"
    assert list(before.get_xdata()) == [0.5, 0.30, 0.25]
    assert list(after.get_xdata()) == [0.2, 0.01, 0.0]
    assert list(before.get_ydata()) == list(after.get_ydata()) == [0, 1, 2]
    assert ax.get_xlim()[0] == 0
    assert any("hidden" in each.get_text() for each in ax.texts)
    assert [each.get_text() for each in ax.get_legend().get_texts()] == [
        "before weighting",
        "after",
        "0.1, a rule of thumb",
    ]


def test_axes_of_the_reader_are_used_and_settings_stay():
    before = dict(mpl.rcParams)
    ax = Figure().add_subplot()
    assert draw(LINES, ax) is ax
    assert dict(mpl.rcParams) == before


def test_nothing_to_draw_is_no_error():
    draw([]).get_figure().savefig(__import__("io").BytesIO())
    draw([Line("few", None, None)]).get_figure().savefig(__import__("io").BytesIO())


def test_weights_draw_themselves(samples):
    ax = audit.weights(samples / "northtown.csv", samples / "audit.toml").plot()
    assert [each.get_text() for each in ax.get_yticklabels()] == ["women", "men", "nonbinary people"]
