"""The picture: how often a "95 %" interval is right, by method."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from audit.report.charts.palette import BLACK, BLUE, GREY, PURPLE, RULE, VERMILION

from .comparison import INDEPENDENT, OURS, ROWS, SETTINGS, TEXTBOOK
from .rows import Row

_LOOK = {
    OURS: (BLUE, "o", "postaudit"),
    TEXTBOOK: (PURPLE, "^", "textbook design effect"),
    INDEPENDENT: (VERMILION, "s", "posts taken as independent"),
    ROWS: (BLACK, "x", "bootstrap of posts"),
}


def write_figure(rows: Sequence[Row], path: Path) -> None:
    """Write the SVG; the same rows and versions give the same bytes."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    found = {(each.measure, each.authors, each.exponent): each.value for each in rows if each.kind == "comparison"}
    kinds = sorted(SETTINGS, key=lambda each: -found[(INDEPENDENT, *each)])
    style = {"svg.hashsalt": "postaudit", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 10}
    with mpl.rc_context(style):
        figure = Figure(figsize=(7.2, 4.0), layout="constrained")
        axes = figure.subplots()
        axes.axvspan(92, 98, color=RULE, lw=0)
        axes.axvline(95, color=GREY, lw=1)
        for method, (colour, shape, label) in _LOOK.items():
            values = [100 * found[(method, *each)] for each in kinds]
            axes.plot(
                values, range(len(kinds)), ls="none", marker=shape, color=colour, ms=7, label=label, clip_on=False
            )
        axes.set_yticks(range(len(kinds)), [f"{n:,} authors, {_tail(a)}" for n, a in kinds])
        axes.invert_yaxis()
        axes.set_xlim(0, 101)
        axes.set_xlabel("datasets of 100 in which the “95 %” interval holds the truth")
        axes.text(95, -0.75, "promised: 95", color=GREY, ha="center", va="bottom", fontsize=9)
        title = "Take posts as independent, and most intervals are wrong"
        figure.suptitle(title, x=0.01, ha="left", fontsize=12, weight="bold")
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(left=False)
        axes.grid(axis="y", color=RULE, lw=0.6)
        axes.set_axisbelow(True)
        axes.legend(loc="upper center", bbox_to_anchor=(0.42, -0.16), ncols=2, frameon=False, handletextpad=0.2)
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, metadata={"Date": None, "Creator": None})


def _tail(exponent: float) -> str:
    return {2.5: "some write much", 2.0: "few write much", 1.6: "a few write most"}[exponent]
