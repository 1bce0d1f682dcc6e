"""Charts of a comparison: what moved, a dot and its interval per line, ratios and differences apart."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.comparing import Change, Comparison
from audit.finding import Block, Chart, Estimate, Findings
from audit.report.rows import description, rows
from audit.report.svg import INK, clean
from audit.resources import group_title
from audit.wording import join, tick

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_ROWS = 14
_MOST_DOUBLINGS = 10
_AXES = {"ratio": "later figure over earlier one", "difference": "later figure less earlier one"}
_AXES_OF_GENERATED = {
    "ratio": "figure in the generated text over that in the training posts",
    "difference": "figure in the generated text less that in the training posts",
}
_TITLES = {"ratio": "Changes as ratios", "difference": "Changes as differences"}


@dataclass(frozen=True)
class Drawing:
    """One chart: its name, the clean drawing, what stands below it."""

    name: str
    svg: str
    caption: str


def drawings(comparison: Comparison, *, alone: bool = False) -> dict[str, Drawing]:
    """The charts of what moved, by scale; none where nothing did.

    Parameters
    ----------
    comparison : Comparison
    alone : bool
        For a file of its own instead of a page.
    """
    made = {}
    for number, scale in enumerate(("ratio", "difference"), 1):
        moved = [each for each in comparison.moved() if each.scale == scale and each.value]
        drawn = [each for each in moved if scale == "ratio" or each.unit in ("share", "points")][:_MOST_ROWS]
        if not drawn:
            continue
        block, findings = _block(scale, drawn, _AXES_OF_GENERATED if comparison.amplification else _AXES)
        more = f" The first {len(drawn)} of {len(moved)} are drawn." if len(drawn) < len(moved) else ""
        label = description(block, rows(block, findings))
        svg = clean(_drawn(block, findings), prefix=f"change{number}", label=label, alone=alone)
        caption = f"What is shown to have moved beyond the tolerance, with intervals of the change.{more}"
        made[scale] = Drawing(_TITLES[scale], svg, caption)
    return made


def _block(scale: str, drawn: Sequence[Change], axes: Mapping[str, str]) -> tuple[Block, Findings]:
    estimates = tuple(
        Estimate(
            each.id,
            each.metric,
            each.measure,
            each.group,
            each.value,
            each.low,
            each.high,
            "ratio" if scale == "ratio" else "points",
            None,
            None,
            level=each.level,
        )
        for each in drawn
    )
    chart = Chart("intervals", tuple((each.id,) for each in drawn), tuple(map(_label, drawn)), axes[scale])
    block = Block(f"changes.{scale}", "", _TITLES[scale], "", chart)
    return block, Findings(audit={}, dataset={}, estimates=estimates)


def _label(change: Change) -> str:
    """Short enough for the margin of a chart."""
    groups = join([group_title(value) for name, value in change.group.items() if name != "label"])
    return ": ".join(each for each in (groups, change.measure.replace("_", " ")) if each)


def _drawn(block: Block, findings: Findings) -> str:
    """The chart as matplotlib writes it, ratios on a logarithmic axis: half is as far from 1 as twice."""
    import warnings

    from matplotlib.backends.backend_svg import FigureCanvasSVG

    from audit.report.charts import draw, settings

    buffer = io.StringIO()
    with settings(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        ax = draw(block, findings)
        if block.id == "changes.ratio":
            _in_doublings(ax, [number for each in findings.estimates for number in (each.low, each.value, each.high)])
        empty = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        FigureCanvasSVG(ax.get_figure(root=True)).print_svg(buffer, metadata=empty)  # type: ignore[no-untyped-call]
    return buffer.getvalue()


def _in_doublings(ax: Axes, numbers: Sequence[float | None]) -> None:
    """Limits and ticks at powers of two, around 1 and every interval."""
    from matplotlib.ticker import FixedLocator, NullLocator

    known = [math.log2(each) for each in numbers if each is not None and each > 0]
    low, high = min([-1.0, *known]), max([1.0, *known])
    step = max(1, math.ceil((high - low) / _MOST_DOUBLINGS))
    marks = [2.0**power for power in range(math.ceil(low / step) * step, math.floor(high) + 1, step)]
    ax.set_xscale("log", base=2)
    ax.set_xlim(2 ** (low - 0.1), 2 ** (high + 0.1))
    ax.xaxis.set_major_locator(FixedLocator(marks))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xticks(marks, labels=[tick(each, "ratio") for each in marks], fontsize=9.5, color=INK, parse_math=False)
