"""``findings.csv``: one row per estimate, for spreadsheets, with no cell that a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from audit.disclosure import safe_cell
from audit.finding import WORST_CASES, Estimate, Findings
from audit.report.figure_reading import reading_of
from audit.report.visible import line

#: Columns in their order, and what stands in each.
MEANINGS: Mapping[str, str] = {
    "id": "Id of the figure; dotted and stable between runs.",
    "metric": "",
    "measure": "",
    "group": "What it is of, as `attribute=group`; several with `; ` between.",
    "value": "Empty is no figure, never 0.",
    "low": "",
    "high": "",
    "level": "Of the interval; empty for worst cases.",
    "unit": "As in `findings.json`: a share runs from 0 to 1, and so do points.",
    "reference": "What the figure is held beside.",
    "reference_source": "",
    "n_posts": "Empty where it is hidden.",
    "n_authors": "Empty where it is hidden or not known.",
    "n_effective": "",
    "p_value": "",
    "q_value": "",
    "family": "Figures that were tested together.",
    "status": "`ok`, `suppressed` or `not_estimable`.",
    "note": "Why there is no figure, or what it is printed with a reserve for.",
    "detectable": "",
    "tolerance": "What the figure is read against, in its own unit; empty where it is read against none.",
    "reading": "How this figure reads by itself: `shown`, `shown_small`, `inconclusive` or `not_assessed`; empty where it is read"
    " against no tolerance.",
    "findings": "Ids of the findings that stand on it, with `; ` between.",
    "readings_of_findings": "The readings of these findings, in the same order. A finding on many figures has one reading for all of"
    " them, and a figure that stands beside the one that is judged has another: neither is the reading of this row.",
    "denominator": "Of what a share is one, in words.",
    "n_counted": "How many of these posts a share counts; empty where that is hidden.",
    "other_side": "What a gap or ratio is held against, in words.",
    "other_side_posts": "Posts of that side; empty where it is hidden.",
    "other_side_authors": "Authors of that side; empty where it is hidden or not known.",
    "other_side_status": "`ok`, `suppressed` where its sizes are hidden, or `outside` where it is no posts of the dataset.",
}
COLUMNS = tuple(MEANINGS)


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
        names, readings = ("; ".join(claim[part] for claim in claims) for part in (0, 1))
        yield (*_row(each), reading_of(each), names, readings, *_stands_on(each))


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
