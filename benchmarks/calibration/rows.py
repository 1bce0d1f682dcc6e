"""The summary: one row per cell and measure, sorted, with fixed decimals."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path


@dataclass(frozen=True, order=True)
class Row:
    """What one measure came to in one cell.

    Attributes
    ----------
    kind : str
        ``coverage``, ``comparison``, ``discovery``, ``power`` or ``invariance``.
    measure : str
        Interval type, or test.
    authors, exponent, share, correlation
        The cell; NaN where the measure does not depend on it.
    datasets : int
        Datasets that gave limits (or a p-value); the value is a share of these.
    value, error : float
        Share of datasets and its Monte-Carlo standard error; for invariance the largest relative change of an estimate,
        and the smallest ratio of widths.
    below : float
        Share of datasets whose interval lies below the truth.
    width : float
        Mean width, in the unit of the figure; of the logarithm for ratios, means and Hill numbers.
    effective_authors : float
        Median over datasets of N² / Σ n², of the smaller side where there are two.
    unprinted : float
        Share of datasets without limits, or whose figure a report would not print or would mark as of few voices.
    """

    kind: str
    measure: str
    authors: int
    exponent: float
    share: float
    correlation: float
    datasets: int
    value: float
    error: float
    below: float = math.nan
    width: float = math.nan
    effective_authors: float = math.nan
    unprinted: float = math.nan

    @property
    def key(self) -> tuple[object, ...]:
        """Of the row, apart from what was measured."""
        cell = (self.authors, self.exponent, self.share, self.correlation)
        return (self.kind, self.measure, *("" if math.isnan(each) else each for each in cell))


_DECIMALS = {
    "exponent": 1, "share": 2, "correlation": 1, "value": 4, "error": 4, "below": 4, "width": 5, "effective_authors": 1,
    "unprinted": 4,
}  # fmt: skip


def share_error(value: float, n: int) -> float:
    """Monte-Carlo standard error of a share of datasets; as of one dataset more or less where it is 0 or 1."""
    inside = min(max(value, 1 / (n + 1)), n / (n + 1)) if n else math.nan
    return math.sqrt(inside * (1 - inside) / n) if n else math.nan


def written(rows: Iterable[Row]) -> str:
    """As CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [each.name for each in fields(Row)]
    writer.writerow(names)
    for row in sorted(
        rows, key=lambda each: tuple(map(str, each.key[:2])) + tuple(float(k or 0) for k in each.key[2:])
    ):
        writer.writerow([_cell(name, value) for name, value in zip(names, astuple(row), strict=True)])
    return out.getvalue()


def read(path: Path) -> list[Row]:
    """From CSV; an empty field is NaN."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(
                each["kind"],
                each["measure"],
                int(each["authors"]),
                *(float(each[name] or "nan") for name in ("exponent", "share", "correlation")),
                int(each["datasets"]),
                *(float(each[name.name] or "nan") for name in fields(Row)[7:]),
            )
            for each in csv.DictReader(file)
        ]


def _cell(name: str, value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return "" if math.isnan(value) else f"{value:.{_DECIMALS[name]}f}"
