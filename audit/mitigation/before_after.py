"""Two audits of one dataset, before a remedy and after, as one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audit.finding import READING_WORDS, Estimate, Finding, Findings
from audit.wording import NOT_MEASURED, bounds, figure, marked

_SHOWN = READING_WORDS["shown"]


@dataclass(frozen=True)
class Row:
    """One figure before and after.

    ``before`` and ``after`` are the estimates, None where that side has none; the readings are of the finding that the
    figure stands at the head of, empty where that side has no such finding.
    """

    id: str
    what: str
    before: Estimate | None
    after: Estimate | None
    reading_before: str
    reading_after: str
    aimed: bool

    def line(self) -> str:
        """As text: what, before, after."""
        gone = "no longer shown" if self.reading_before == _SHOWN else ""
        new = "not shown" if self.reading_after == _SHOWN else ""
        before = _said(self.before, self.reading_before or new)
        return f"{self.what}: {before} -> {_said(self.after, self.reading_after or gone)}"


def before_after(before: Findings, after: Findings, aims: Sequence[str]) -> tuple[Row, ...]:
    """The figure at the head of every finding of either audit; what the remedy aims at comes first.

    Parameters
    ----------
    before, after : Findings
    aims : sequence of str
        Starts of ids.
    """
    sides = [{each.headline: each for each in side.findings if each.headline} for side in (before, after)]
    figures = [{each.id: each for each in side.estimates} for side in (before, after)]
    order = list(dict.fromkeys([*sides[0], *sides[1]]))
    rows = []
    for identifier in order:
        first, second = (side.get(identifier) for side in sides)
        told = first or second
        rows.append(
            Row(
                id=identifier,
                what=told.title if told is not None else identifier,
                before=figures[0].get(identifier),
                after=figures[1].get(identifier),
                reading_before=_reading(first),
                reading_after=_reading(second),
                aimed=identifier.startswith(tuple(aims)),
            )
        )
    return tuple(sorted(rows, key=lambda row: not row.aimed))


def nothing_to_mend(before: Findings, aims: Sequence[str]) -> bool:
    """Whether the audit before shows nothing of what a remedy aims at."""
    return not any(each.reading == "shown" and each.id.startswith(tuple(aims)) for each in before.findings)


def _reading(finding: Finding | None) -> str:
    return "" if finding is None else READING_WORDS[finding.reading]


def _said(estimate: Estimate | None, reading: str) -> str:
    if estimate is None or estimate.value is None:
        return NOT_MEASURED
    value = marked(figure(estimate.value, estimate.unit, estimate.low, estimate.high), estimate.note)
    limits = (
        "" if estimate.low is None and estimate.high is None else bounds(estimate.low, estimate.high, estimate.unit)
    )
    beside = ", ".join(each for each in (limits, reading) if each)
    return f"{value} ({beside})" if beside else value
