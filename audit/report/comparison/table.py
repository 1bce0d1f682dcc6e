"""``comparison.csv``: one row per change, for spreadsheets, with no cell that a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Iterator

from audit.comparing import Change, Comparison, Figure
from audit.report.table import csv_cell

COLUMNS = (
    "id", "metric", "measure", "group", "unit", "level", "before", "before_low", "before_high", "before_posts",
    "before_authors", "after", "after_low", "after_high", "after_posts", "after_authors", "scale", "change", "change_low",
    "change_high", "tolerance", "p_value", "q_value", "family", "detectable", "reading", "reason", "pattern", "correlation",
)  # fmt: skip


def values(comparison: Comparison) -> Iterator[tuple[object, ...]]:
    """The rows as plain values, in the order of :data:`COLUMNS`."""
    return (_row(each) for each in comparison.changes)


def render(comparison: Comparison) -> str:
    """The changes as CSV (RFC 4180, UTF-8): text is quoted, numbers are bare, and what there is not is empty."""
    header = ",".join(f'"{each}"' for each in COLUMNS)
    return "".join(f"{each}\r\n" for each in (header, *(",".join(map(csv_cell, row)) for row in values(comparison))))


def _row(each: Change) -> tuple[object, ...]:
    return (
        each.id,
        each.metric,
        each.measure,
        "; ".join(f"{name}={value}" for name, value in sorted(each.group.items())),
        each.unit,
        each.level,
        *_figure(each.before),
        *_figure(each.after),
        each.scale,
        each.value,
        each.low,
        each.high,
        each.tolerance,
        each.p_value,
        each.q_value,
        each.family,
        each.detectable,
        each.reading,
        each.reason,
        each.pattern,
        each.correlation,
    )


def _figure(figure: Figure | None) -> tuple[object, ...]:
    if figure is None:
        return (None,) * 5
    return figure.value, figure.low, figure.high, figure.n_posts, figure.n_authors
