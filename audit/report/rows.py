"""The rows of a chart: which figure stands in which line, in which order, and what they come to in words.

The chart, the table behind it and its description for those who do not see it are all made from these.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audit.finding import WITHOUT_FIGURE, Block, Chart, Estimate, Finding, Findings
from audit.report.visible import line
from audit.resources import group_title
from audit.wording import NOT_MEASURED, ROUNDED, UNRELIABLE, figure, marked

#: Lines a chart can hold and still be read; the table behind it holds more.
MOST_ROWS = 24
#: Parts of a figure's group that are the data's own words, and are printed as they are written there.
_AS_WRITTEN = frozenset({"field", "label", "question", "value", "word"})
#: Kinds of charts whose lines stand by size, kinds whose lines have a figure per series, and kinds that draw all lines.
_SORTED = frozenset({"intervals", "dumbbells", "bars"})
_IN_SERIES = frozenset({"paired", "lines", "ladder", "heat"})
_WHOLE = frozenset({"lorenz", "lines", "days", "months"})
_THEME = "marker"
#: Themes whose name leaves out the "and" that people would say.
_THEMES = {
    "agency_power": "agency and power",
    "family_care": "family and care",
    "threat_crime": "threat and crime",
    "us_them": "us and them",
}
_NULL_WORDS = ("expected", "expectation", "chance")


@dataclass(frozen=True)
class Row:
    """One line of a chart: a label and one figure per series; None where there is none."""

    label: str
    cells: tuple[Estimate | None, ...]

    @property
    def first(self) -> Estimate | None:
        """The first figure of the row that exists."""
        return next((each for each in self.cells if each is not None), None)


def rows(block: Block, findings: Findings) -> tuple[Row, ...]:
    """The rows of a block, largest first where the order carries no meaning.

    Rows of two or more series keep their order, as do labels with numbers in them: age bands and years have their own.
    What is hidden or cannot be estimated comes last.
    """
    known = findings.by_id
    found = [
        Row(label, tuple(known.get(identifier) for identifier in identifiers))
        for label, identifiers in zip(block.chart.labels, block.chart.estimates, strict=False)
    ]
    if block.chart.kind == "lines":
        return tuple(found)  # a row without a figure is a gap in time
    found = [each for each in found if each.first is not None]
    if block.chart.kind not in _SORTED or all(_has_digit(each.label) for each in found):
        return tuple(found)
    return tuple(sorted(found, key=lambda row: (-_size(row), line(row.label))))


def block_of(identifier: str, findings: Findings) -> Block:
    """The block with this id, or of the finding with this id; one made of its estimates if the finding has none.

    Raises
    ------
    KeyError
        Neither a block nor a finding has this id.
    """
    for block in findings.blocks:
        if block.id == identifier:
            return block
    finding = next((each for each in findings.findings if each.id == identifier), None)
    if finding is None:
        raise KeyError(identifier)
    for block in findings.blocks:
        if finding.block == block.id:
            return block
    return _makeshift(finding, findings)


def _makeshift(finding: Finding, findings: Findings) -> Block:
    known = findings.by_id
    mine = [known[each] for each in finding.estimates if each in known]
    head = known.get(finding.headline or "") or next(iter(mine), None)
    alike = [each for each in mine if head is not None and each.unit == head.unit]
    labels = tuple(named(each) or each.measure.replace("_", " ") for each in alike)
    axis = head.measure.replace("_", " ") if head else ""
    chart = Chart("intervals", tuple((each.id,) for each in alike), labels, axis)
    return Block(finding.id, finding.metric, finding.title, "", chart)


def named(estimate: Estimate) -> str:
    """Whom or what a figure is of, as a chart would name it: "“0” (class), Black people", not the words of its id."""
    group = dict(estimate.group)
    said = []
    if "label" in group and "value" in group:  # a label coded 0, 1 and 2 says nothing without its column
        said.append(f"“{group.pop('value')}” ({group.pop('label')})")
    themes = [group.pop(_THEME)] if _THEME in group else []  # whom it is of comes before what it is about
    said += [value if key in _AS_WRITTEN else group_title(value) for key, value in group.items()]
    said += [_THEMES.get(each) or group_title(each) for each in themes]
    return ", ".join(said)


def named_value(key: str, value: str) -> str:
    """One part of a figure's group as it is printed: a group by its title, words of the data as they are written there."""
    return value if key in _AS_WRITTEN else group_title(value)


def reference_figure(estimate: Estimate) -> str:
    """The reference in print: of a difference and a ratio of shares it is the share that they are against."""
    return "" if estimate.reference is None else figure(estimate.reference.value, _unit_of_reference(estimate))


def on_the_axis(estimate: Estimate) -> float | None:
    """The reference where the figure's own axis can show it; None if there is none, or it is in another unit."""
    reference = estimate.reference
    return None if reference is None or _unit_of_reference(estimate) != estimate.unit else reference.value


def _unit_of_reference(estimate: Estimate) -> str:
    of_shares = estimate.unit in ("points", "ratio") and estimate.measure.startswith(("difference", "ratio"))
    return "share" if of_shares else estimate.unit


def against(estimate: Estimate) -> bool | None:
    """Whether the reference lies outside the interval; None if either is missing, or they have no unit in common."""
    held = on_the_axis(estimate)
    if held is None or estimate.low is None or estimate.high is None:
        return None
    return not estimate.low <= held <= estimate.high


def is_null(estimate: Estimate) -> bool:
    """Whether the reference is what a fair sample would give, instead of a figure of a population."""
    return estimate.reference is not None and any(
        word in f"{estimate.reference.source} {estimate.note}".lower() for word in _NULL_WORDS
    )


def reason(estimate: Estimate) -> str:
    """Why there is no figure, in words."""
    return line(estimate.note) or WITHOUT_FIGURE.get(estimate.status, NOT_MEASURED)


def printed(estimate: Estimate) -> str:
    """The figure with its marks, or why there is none."""
    if estimate.value is None or estimate.status != "ok":
        return reason(estimate)
    return marked(figure(estimate.value, estimate.unit, estimate.low, estimate.high), estimate.note)


def marks_in(printed_figures: Iterable[str]) -> tuple[str, ...]:
    """Which of the marks stand in some printed figures, for the notes below them."""
    together = "".join(printed_figures)
    return tuple(name for name, mark in (("unreliable", UNRELIABLE), ("rounded", ROUNDED)) if mark in together)


def capped(lines: tuple[Row, ...], most: int = MOST_ROWS) -> tuple[Row, ...]:
    """The rows a chart can hold."""
    return lines[:most]


def drawn_rows(block: Block, lines: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows that the chart of a block draws."""
    return lines if block.chart.kind in _WHOLE else capped(lines)


def series_of(chart: Chart) -> tuple[str, ...]:
    """What the figures of a row are called; nothing where there is one per row."""
    return chart.series if chart.kind in _IN_SERIES else ()


def _size(row: Row) -> float:
    first = row.first
    return float("-inf") if first is None or first.value is None or first.status != "ok" else first.value


def _has_digit(text: str) -> bool:
    return any(each.isdigit() for each in text)
