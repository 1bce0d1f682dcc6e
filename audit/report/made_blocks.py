"""Blocks that are made when a chart is asked for that the report does not draw: from estimates that are there anyway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from audit.finding import Block, Chart, ChartKind, Estimate, Findings
from audit.report.charts.palette import SERIES
from audit.report.rows import named
from audit.resources import group_title

_RATIO, _LEFT, _CALIBRATION = "ratio", "left", "calibration_gap"
_MOST_GROUPS = 10
#: Parts of a figure's group that say what was done, and not to whom.
_OF_NOBODY = frozenset({"filter", "score"})


def as_kind(block: Block, findings: Findings, kind: ChartKind) -> Block:
    """The same block drawn in another way: those of its rows that share the unit of the first."""
    known, chart = findings.by_id, block.chart
    units = [next((known[each].unit for each in ids if each in known), None) for ids in chart.estimates]
    first = next((each for each in units if each is not None), None)
    kept = [at for at, (unit, _) in enumerate(zip(units, chart.labels, strict=False)) if unit == first]
    rows, labels = tuple(chart.estimates[at] for at in kept), tuple(chart.labels[at] for at in kept)
    return replace(block, chart=replace(chart, kind=kind, estimates=rows, labels=labels, points=()))


def referred(block: Block, findings: Findings) -> Block:
    """The first figure of each row that has a reference, as dumbbells."""
    known, chart = findings.by_id, block.chart
    kept = [
        (ids[:1], label)
        for ids, label in zip(chart.estimates, chart.labels, strict=False)
        if ids and ids[0] in known and known[ids[0]].reference is not None
    ]
    rows, labels = tuple(ids for ids, _ in kept), tuple(label for _, label in kept)
    return replace(block, chart=replace(chart, kind="dumbbells", estimates=rows, labels=labels, series=()))


def grid(identifier: str, findings: Findings) -> Block:
    """Ratios of themes by group; a chart without rows where there are none.

    Parameters
    ----------
    identifier : str
        Metric and axis, such as ``markers.gender``.
    findings : Findings
    """
    axis = identifier.rsplit(".", 1)[-1]
    ratios = [
        each for each in _below(findings, identifier) if each.measure == _RATIO and {axis, "marker"} <= set(each.group)
    ]
    size = {each.group[axis]: each.n_posts or 0 for each in ratios}
    groups = sorted(size, key=lambda each: (-size[each], each))[:_MOST_GROUPS]
    place = {(each.group[axis], each.group["marker"]): each for each in ratios if each.group[axis] in groups}
    told = dict.fromkeys(theme for (_, theme), each in place.items() if each.status == "ok")
    rows = tuple(tuple(_id(place.get((group, theme))) for group in groups) for theme in told)
    labels = tuple(each.replace("_", " and ") for each in told)
    title = next((each.title for each in findings.blocks if each.id == identifier), identifier)
    chart = Chart("heat", rows, labels, "times as often as around other groups", tuple(map(group_title, groups)))
    return Block(identifier, identifier.split(".", 1)[0], title, "", chart)


def ratios(block: Block, identifier: str, findings: Findings) -> Block:
    """The ratios of a block's chart, or its table, or else of the findings that stand on it."""
    known, chart, table = findings.by_id, block.chart, block.table
    sources = [(chart.labels, chart.estimates), *([(table.labels, table.estimates)] if table else [])]
    mine = {
        each: label
        for labels, rows in sources
        for label, ids in zip(labels, rows, strict=False)
        for each in ids
        if each in known and known[each].unit == _RATIO
    }
    if not mine:
        own = [each for each in findings.findings if identifier in (each.id, each.block)]
        mine = {
            each: named(known[each])
            for finding in own
            for each in finding.estimates
            if each in known and known[each].unit == _RATIO
        }
    return replace(block, chart=Chart("ratios", tuple((each,) for each in mine), tuple(mine.values()), "ratio"))


def rungs(block: Block, findings: Findings) -> Block:
    """What is left of the groups of a block of filter impact after each filter: of those that lose most."""
    metric, _, place = block.id.partition(".")
    mine: dict[str, dict[str, Estimate]] = {}
    for each in findings.estimates:
        step, found, _ = each.id.partition(f".{place}.")
        if found and each.metric == metric and each.measure == _LEFT:
            mine.setdefault(each.group.get("filter", step), {})[_whom(each)] = each
    last = list(mine.values())[-1] if mine else {}
    groups = sorted(last, key=lambda name: (last[name].value is None, last[name].value or 0.0, name))[: len(SERIES)]
    rows = tuple(tuple(_id(found.get(group)) for group in groups) for found in mine.values())
    chart = Chart("ladder", rows, tuple(f"after {each}" for each in mine), "share of posts left", tuple(groups))
    return replace(block, chart=chart)


def calibration_gaps(block: Block, findings: Findings) -> Block:
    """How far labels are from scores, by group of a block of scores."""
    own = [each for each in _below(findings, block.id) if each.id.endswith(f".{_CALIBRATION}")]
    axis = "share of positive labels less the mean score, in points"
    chart = Chart("intervals", tuple((each.id,) for each in own), tuple(_whom(each) for each in own), axis)
    return replace(block, chart=chart)


def before_after(block: Block, before: Findings, after: Findings) -> tuple[Block, Findings]:
    """The first figure of each row of a block in two audits, and findings that hold both."""
    rows, labels, made = list[Sequence[str]](), list[str](), list[Estimate]()
    for ids, label in zip(block.chart.estimates, block.chart.labels, strict=False):
        pair = [(name, side.by_id.get(ids[0] if ids else "")) for name, side in (("before", before), ("after", after))]
        if pair[1][1] is None:
            continue
        found = [replace(each, id=f"{name}.{each.id}") for name, each in pair if each is not None]
        made += found
        rows.append([f"{name}.{ids[0]}" for name, _ in pair])
        labels.append(label)
    chart = Chart("paired", tuple(map(tuple, rows)), tuple(labels), block.chart.axis, ("before", "after"))
    return replace(block, chart=chart), Findings(before.audit, before.dataset, tuple(made))


def _below(findings: Findings, stem: str) -> list[Estimate]:
    return [each for each in findings.estimates if each.id.startswith(f"{stem}.")]


def _id(each: Estimate | None) -> str:
    return "" if each is None else each.id


def _whom(each: Estimate) -> str:
    """Whom a figure is of: its group without what was scored or filtered."""
    return named(replace(each, group={key: value for key, value in each.group.items() if key not in _OF_NOBODY}))
