"""A chart in words, for those who do not see it: what it shows of whom, with both numbers, and how it reads.

That a picture is a chart is said by the page; these one to three sentences say what the chart says (Jung, C., Mehta, S.,
Kulkarni, A., Zhao, Y. & Kim, Y.-S. 2022. Communicating visualizations without visuals. IEEE TVCG 28(1): 1095-1105, who
found that readers of such texts want what stands out and its numbers).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from audit.finding import READING_WORDS, Block, Estimate, Finding, Findings
from audit.report.rows import Row, on_the_axis, printed, reference_figure, series_of
from audit.report.visible import clipped, line, shortened
from audit.wording import percent, plural, sentence_case

#: Rows that are all said; of more, the gravest of them.
MOST_SAID = 4
_OF_MANY = 3
_LONGEST_CLAIM = 200


def description(block: Block, lines: Sequence[Row], findings: Findings) -> str:
    """The chart of a block in one to three sentences.

    Parameters
    ----------
    block : Block
    lines : sequence of Row
        Its rows; see :func:`audit.report.rows.rows`.
    findings : Findings

    Returns
    -------
    str
        The gravest finding of the block and its reading, or what was counted where there is no finding; the figures, each
        with its interval and what it is held against, all of them or those of the gravest rows; and how many more there are.
    """
    own = sorted((each for each in findings.findings if block.id in (each.block, each.id)), key=findings.rank)
    told = [row for row in lines if row.first is not None]
    chosen = [at for _, at in sorted((_gravity(row, own), at) for at, row in enumerate(told))]
    chosen = sorted(chosen) if len(told) <= MOST_SAID else chosen[:_OF_MANY]
    series = series_of(block.chart)
    readings = [_reading(told[at], own) for at in chosen]
    if own and set(readings) == {READING_WORDS[own[0].reading]}:
        readings = [""] * len(chosen)  # the first sentence has said it of all of them
    said = "; ".join(_row(told[at], series, reading) for at, reading in zip(chosen, readings, strict=True))
    more = len(told) - len(chosen)
    sentences = [
        _first(block, own),
        said,
        _curve(block) if block.chart.kind == "lorenz" else "",
        f"{plural(more, 'more row')} {'is' if more == 1 else 'are'} in the table" if more else "",
    ]
    kept = [line(each).rstrip(".") for each in sentences if each]
    return "".join(f"{each}. " for each in kept).strip()


def _first(block: Block, own: Sequence[Finding]) -> str:
    if own:
        return f"{clipped(own[0].title, _LONGEST_CLAIM)}: {READING_WORDS[own[0].reading]}"
    return sentence_case(line(block.chart.axis) or line(block.title))


def _row(row: Row, series: Sequence[str], reading: str) -> str:
    references = [_reference(cell) for cell in row.cells if cell is not None]
    shared = len(references) > 1 and len(set(references)) == 1  # said once, at the end
    parts = [
        f"{f'{line(series[which])} ' if which < len(series) else ''}{_cell(cell)}{'' if shared else _reference(cell)}"
        for which, cell in enumerate(row.cells)
        if cell is not None
    ]
    parts[-1] += references[0] if shared else ""
    return f"{shortened(row.label)}: {', '.join(parts)}{f' ({reading})' if reading else ''}"


def _cell(each: Estimate) -> str:
    """The figure and its interval."""
    said = printed(each)
    if each.status == "ok" and each.value is not None and (each.low is not None or each.high is not None):
        said += f" ({each.limits})"
    return said


def _reference(each: Estimate) -> str:
    """What a figure is held against."""
    return f", reference {reference_figure(each)}" if each.reference else ""


def _reading(row: Row, own: Sequence[Finding]) -> str:
    """How the finding about a row reads; nothing if it is about others too, for then its claim has said so."""
    mine = {cell.id for cell in row.cells if cell is not None}
    found = next((each for each in own if mine & set(each.estimates)), None)
    return READING_WORDS[found.reading] if found is not None else ""


def _gravity(row: Row, own: Sequence[Finding]) -> tuple[float, ...]:
    """Smaller is graver: by the finding a row belongs to, then by how far it is from what it is held against."""
    mine = {cell.id for cell in row.cells if cell is not None}
    place = next((at for at, each in enumerate(own) if mine & set(each.estimates)), len(own))
    hidden = all(each is None or each.status != "ok" or each.value is None for each in row.cells)
    return (float(hidden), float(place), -_distance(row))


def _distance(row: Row) -> float:
    told = [each for each in row.cells if each is not None and each.status == "ok"]
    values = [_as_written(each.value) for each in told if each.value is not None]
    first = row.first
    if not values or first is None:
        return -math.inf
    held = on_the_axis(first)
    if held is not None:
        return round(abs(values[0] - _as_written(held)), 9)
    if first.unit == "ratio":
        return max(round(abs(math.log(each)), 9) if each > 0 else math.inf for each in values)
    return round(max(values) - min(values), 9) if len(row.cells) > 1 else abs(values[0])


def _as_written(value: float) -> float:
    """As ``findings.json`` holds it, so that rows come in the same order from the file."""
    return float(f"{value:.6g}")


def _curve(block: Block) -> str:
    """What the less active half wrote, from the curve."""
    points = sorted(block.chart.points)
    after = next((at for at, (x, _) in enumerate(points) if x >= 0.5), None)
    if not after:
        return ""
    (x0, y0), (x1, y1) = points[after - 1], points[after]
    half = y1 if x1 == x0 else y0 + (y1 - y0) * (0.5 - x0) / (x1 - x0)
    return f"The less active half has {percent(half)}"
