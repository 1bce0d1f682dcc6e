"""``findings.csv``: one row per estimate, for spreadsheets, with no cell that a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Iterator

from audit.disclosure import safe_cell
from audit.finding import WORST_CASES, Estimate, Findings
from audit.report.visible import line

COLUMNS = (
    "id", "metric", "measure", "group", "value", "low", "high", "level", "unit", "reference", "reference_source", "n_posts",
    "n_authors", "n_effective", "p_value", "q_value", "family", "status", "note", "detectable", "tolerance",
    "findings", "readings", "denominator", "n_counted", "other_side", "other_side_posts", "other_side_authors",
    "other_side_status",
)  # fmt: skip


def render(findings: Findings) -> str:
    """The estimates as CSV (RFC 4180, UTF-8): text is quoted, numbers are bare, and what there is not is empty."""
    header = ",".join(f'"{each}"' for each in COLUMNS)
    return "".join(f"{each}\r\n" for each in (header, *_lines(findings)))


def values(findings: Findings) -> Iterator[tuple[object, ...]]:
    """The rows of the table as plain values, in the order of :data:`COLUMNS`."""
    used: dict[str, list[tuple[str, str]]] = {}
    for finding in findings.findings:
        for identifier in finding.estimates:
            used.setdefault(identifier, []).append((finding.id, finding.reading))
    for each in findings.estimates:
        claims = used.get(each.id, [])
        told = "; ".join(name for name, _ in claims), "; ".join(reading for _, reading in claims)
        yield (*_row(each), *told, *_stands_on(each))


def _row(each: Estimate) -> tuple[object, ...]:
    reference = each.reference
    return (
        each.id,
        each.metric,
        each.measure,
        "; ".join(f"{name}={value}" for name, value in sorted(each.group.items())),
        each.value,
        each.low,
        each.high,
        None if each.measure == WORST_CASES else each.level,
        each.unit,
        reference.value if reference else None,
        reference.source if reference else None,
        each.n_posts,
        each.n_authors,
        each.n_effective,
        each.p_value,
        each.q_value,
        each.family,
        each.status,
        each.note,
        each.detectable,
        each.tolerance,
    )


def _stands_on(each: Estimate) -> tuple[object, ...]:
    side = each.other_side
    other = (side.what, side.n_posts, side.n_authors, side.status) if side else (None, None, None, None)
    return (each.denominator or None, each.n_counted, *other)


def _lines(findings: Findings) -> Iterator[str]:
    for row in values(findings):
        yield ",".join(csv_cell(each) for each in row)


def csv_cell(value: object) -> str:
    """A value as a cell: text quoted and made harmless, numbers bare, nothing for what is missing."""
    if value is None or value != value:  # noqa: PLR0124 -- NaN differs from itself
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, int):
        return str(value)
    text = safe_cell(line(str(value))).replace('"', '""')
    return f'"{text}"'
