"""Figures side by side: the table of a block as plain strings, for the page and for Markdown."""

from __future__ import annotations

from dataclasses import dataclass

from audit.finding import Block, Estimate, Findings
from audit.report.rows import marks_in, printed
from audit.report.visible import clipped, line
from audit.standing.words import both_sizes
from audit.wording import figure, plural

MOST_ROWS = 24
#: A figure, and its interval or nothing.
Pair = tuple[str, str]


@dataclass(frozen=True)
class Beside:
    """A table with one line per group; every cell is a figure with its interval, or why there is none."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Pair, ...]], ...]
    left_out: str

    @property
    def marks(self) -> tuple[str, ...]:
        """Which marks the figures carry, for the notes below the table."""
        return marks_in(figure for _, cells in self.rows for figure, _ in cells)


def beside(block: Block, findings: Findings) -> Beside | None:
    """The table of a block; None where it has none."""
    table = block.table
    if table is None:
        return None
    known = findings.by_id
    found = [
        (label, [known.get(each) for each in identifiers])
        for label, identifiers in zip(table.labels, table.estimates, strict=False)
    ]
    alike = _standing_on([each for _, own in found for each in own])
    rows = [
        (clipped(label, 160), (*map(_cell, own), _reference(own), ("" if alike else _sizes(own), "")))
        for label, own in found
    ]
    columns = (*(line(each) for each in table.columns), "Reference", "Stands on")
    used = [at for at in range(len(columns)) if any(row[1][at][0] for row in rows)]
    more = len(rows) - MOST_ROWS
    return Beside(
        line(f"{block.title}: side by side{alike}"),
        tuple(columns[at] for at in used),
        tuple((label, tuple(cells[at] for at in used)) for label, cells in rows[:MOST_ROWS]),
        f"{plural(more, 'more row')} in findings.csv." if more > 0 else "",
    )


def _cell(estimate: Estimate | None) -> Pair:
    if estimate is None:
        return "", ""
    said = printed(estimate)
    if estimate.status != "ok" or (estimate.low is None and estimate.high is None):
        return said, ""
    return said, estimate.limits


def _reference(own: list[Estimate | None]) -> Pair:
    found = next((each for each in own if each is not None and each.reference is not None), None)
    if found is None or found.reference is None:
        return "", ""
    return figure(found.reference.value, "share"), ""


def _sizes(own: list[Estimate | None]) -> str:
    """What the first figure of a row stands on, and is held against; nothing where they are of several groups."""
    told = [each for each in own if each is not None and each.status == "ok"]
    if not told or any(each.group != told[0].group for each in told):
        return ""
    return both_sizes(told[0])


def _standing_on(estimates: list[Estimate | None]) -> str:
    """What all figures stand on, where it is the same for all."""
    sizes = {(each.n_posts, each.n_authors) for each in estimates if each is not None and each.status == "ok"}
    if len(sizes) != 1:
        return ""
    [(posts, authors)] = sizes
    if posts is None:
        return ""
    by = f" by {plural(authors, 'author')}" if authors is not None else ""
    return f", of {plural(posts, 'post')}{by}"
