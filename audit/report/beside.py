"""Figures side by side: the table of a block as plain strings, for the page and for Markdown."""

from __future__ import annotations

from dataclasses import dataclass

from audit.finding import Block, Estimate, Findings
from audit.report.rows import printed
from audit.report.visible import clipped, line
from audit.wording import bounds, count, figure, plural

MOST_ROWS = 24


@dataclass(frozen=True)
class Beside:
    """A table with one line per group; every cell is a figure with its interval, or why there is none."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    left_out: str


def beside(block: Block, findings: Findings) -> Beside | None:
    """The table of a block; None where it has none."""
    table = block.table
    if table is None:
        return None
    known = {each.id: each for each in findings.estimates}
    rows = []
    for label, identifiers in zip(table.labels, table.estimates, strict=False):
        own = [known.get(each) for each in identifiers]
        first = next((each for each in own if each is not None), None)
        posts = count(first.n_posts) if first is not None and first.n_posts is not None else ""
        authors = count(first.n_authors) if first is not None and first.n_authors is not None else ""
        rows.append((clipped(label, 160), (*(_cell(each) for each in own), _reference(own), posts, authors)))
    columns = (*(line(each) for each in table.columns), "Reference", "of posts", "of authors")
    used = [at for at in range(len(columns)) if any(row[1][at] for row in rows)]
    more = len(rows) - MOST_ROWS
    return Beside(
        line(f"{block.title}: side by side"),
        tuple(columns[at] for at in used),
        tuple((label, tuple(cells[at] for at in used)) for label, cells in rows[:MOST_ROWS]),
        f"{plural(more, 'more row')} in findings.csv." if more > 0 else "",
    )


def _cell(estimate: Estimate | None) -> str:
    if estimate is None:
        return ""
    said = printed(estimate)
    if estimate.status != "ok" or estimate.low is None or estimate.high is None:
        return said
    return f"{said} ({bounds(estimate.low, estimate.high, estimate.unit)})"


def _reference(own: list[Estimate | None]) -> str:
    found = next((each for each in own if each is not None and each.reference is not None), None)
    return figure(found.reference.value, "share") if found is not None and found.reference is not None else ""
