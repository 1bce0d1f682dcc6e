"""Charts of a comparison: what moved, a dot and its interval per line, ratios and differences apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.comparing import Change, Comparison
from audit.finding import Block, Chart, Estimate, Findings
from audit.report.alt_text import description
from audit.report.rows import rows
from audit.report.svg import clean
from audit.resources import group_title
from audit.wording import join

_MOST_ROWS = 14
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
    from audit.report.charts import raw

    made = {}
    for number, scale in enumerate(("ratio", "difference"), 1):
        moved = [each for each in comparison.moved() if each.scale == scale and each.value]
        drawn = [each for each in moved if scale == "ratio" or each.unit in ("share", "points")][:_MOST_ROWS]
        if not drawn:
            continue
        block, findings = _block(scale, drawn, _AXES_OF_GENERATED if comparison.amplification else _AXES)
        more = f" The first {len(drawn)} of {len(moved)} are drawn." if len(drawn) < len(moved) else ""
        label = description(block, rows(block, findings), findings)
        svg = clean(raw(block, findings), prefix=f"change{number}", label=label, alone=alone)
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
