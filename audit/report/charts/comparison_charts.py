"""Charts of a comparison: what moved, a dot and its interval per line, ratios and differences apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.comparing import Change, Comparison
from audit.finding import Block, Chart, Estimate, Findings
from audit.report.catalogue import catalogue
from audit.report.charts.alt_text import description
from audit.report.charts.svg import clean
from audit.report.rows import rows
from audit.resources import group_title
from audit.wording import join

_MOST_ROWS = 14
_AXES = {"ratio": "later figure over earlier one", "difference": "later figure less earlier one"}
_AXES_OF_GENERATED = {
    "ratio": "figure in the generated text over that in the training posts",
    "difference": "figure in the generated text less that in the training posts",
}


@dataclass(frozen=True)
class Drawing:
    """One chart: its name, the clean drawing, what stands below it."""

    name: str
    svg: str
    caption: str


def drawings(comparison: Comparison, *, alone: bool = False, language: str = "en") -> dict[str, Drawing]:
    """The charts of what moved, by scale; none where nothing did.

    Parameters
    ----------
    comparison : Comparison
    alone : bool
        For a file of its own instead of a page.
    language : str
        Of name and caption; what is in the chart is English.
    """
    from audit.report.charts.charts import raw

    made, say = {}, catalogue(language)
    for number, scale in enumerate(("ratio", "difference"), 1):
        moved = [each for each in comparison.moved() if each.scale == scale and each.value]
        drawn = [each for each in moved if scale == "ratio" or each.unit in ("share", "points")][:_MOST_ROWS]
        if not drawn:
            continue
        block, findings = _block(scale, drawn, _AXES_OF_GENERATED if comparison.amplification else _AXES)
        label = description(block, rows(block, findings), findings)
        svg = clean(raw(block, findings), prefix=f"change{number}", label=label, alone=alone)
        more = say("comparison.chart_first", n=len(drawn), all=len(moved)) if len(drawn) < len(moved) else ""
        caption = f"{say('comparison.chart_caption')} {more}".rstrip()
        name = say("comparison.chart_ratio") if scale == "ratio" else say("comparison.chart_difference")
        made[scale] = Drawing(name, svg, caption)
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
    # Its name is read out as part of what the chart shows, which is English.
    english = catalogue()
    title = english("comparison.chart_ratio") if scale == "ratio" else english("comparison.chart_difference")
    block = Block(f"changes.{scale}", "", title, "", chart)
    return block, Findings(audit={}, dataset={}, estimates=estimates)


def _label(change: Change) -> str:
    """Short enough for the margin of a chart."""
    groups = join([group_title(value) for name, value in change.group.items() if name != "label"])
    return ": ".join(each for each in (groups, change.measure.replace("_", " ")) if each)
