"""The love plot: hollow before, filled after, hidden groups said, nothing of matplotlib left changed."""

from __future__ import annotations

import matplotlib as mpl
from matplotlib.figure import Figure

import audit
from audit.report.charts.love_plot import Line, draw

LINES = [Line("women", 0.30, 0.01), Line("men", 0.25, 0.0), Line("$\\frac{x$", 0.5, 0.2), Line("few", None, None)]

ROWS = [
    {"post_id": str(n), "author_id": f"a{n}", "text": f"post {n}", "gender": "fm"[n % 2], "clan": "ab"[n // 2 % 2],
     "town": "xy"[n // 4 % 2]}
    for n in range(400)
]  # fmt: skip
GROUPS = {"gender": "gender", "clan": "clan", "town": "town"}
GIVEN = {"clan": {"a": 0.5, "b": 0.5}}


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


def test_the_axis_says_what_the_target_is(samples, tmp_path):
    posts = audit.load(samples / "northtown.csv", plan=samples / "audit.toml")
    other = tmp_path / "posts_of_may.csv"
    other.write_text("attribute,group,share\ngender,women,0.4\ngender,men,0.6\n", encoding="utf-8")
    even = {"women": 1, "men": 1}
    for benchmark, said in (
        (f"{other}:topic_discussants", "topic discussants (posts_of_may)"),
        ("us-adults-2020", "residents (us-adults-2020)"),
        (even, "the shares given by the caller"),
        ({**even, "population": "residents"}, "the shares of residents given by the caller"),
    ):
        ax = audit.weights(posts, benchmarks={"gender": benchmark}).plot()
        assert ax.get_xlabel() == f"difference from {said}, in standard deviations (ASMD)"


def test_several_targets_are_all_named_where_there_is_room():
    made = audit.weights(ROWS, groups=GROUPS, benchmarks={"gender": "us-adults-2020"} | GIVEN)
    assert made.plot().get_xlabel() == "difference from the benchmark of each attribute, in standard deviations (ASMD)"
    both = {"clan": {"a": 1, "b": 1}, "town": {"x": 1, "y": 1, "population": "residents"}}
    for given in (both, both | {"town": {"x": 1, "y": 1}}):
        made = audit.weights(ROWS, groups=GROUPS, benchmarks=given)
        said = (
            "the shares given by the caller" if "population" not in given["town"] else "the benchmark of each attribute"
        )
        assert made.plot().get_xlabel() == f"difference from {said}, in standard deviations (ASMD)"


def test_what_is_only_looked_at_is_drawn_and_counts():
    made = audit.weights(ROWS, by="clan", groups=GROUPS, benchmarks={"gender": "us-adults-2020"} | GIVEN)
    assert made.made.targets == ("the shares given by the caller", "residents (us-adults-2020)")


def test_a_name_on_the_axis_is_words_and_no_formula():
    ax = draw(LINES, target="$\\frac{x$ " + "long " * 60)
    assert not ax.xaxis.label.get_parse_math()
    assert len(ax.get_xlabel()) < 140
    ax.get_figure().savefig(__import__("io").BytesIO())
