"""Tables for a paper as plain values: the findings, the estimates of each section, and what could not be checked.

LaTeX and Word are made from these, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.finding import Estimate, Findings
from audit.report.charts.pictures import cell
from audit.report.rows import named
from audit.report.sections import sections, title_of
from audit.report.summary import claim, identity, summary
from audit.report.visible import clipped, line
from audit.wording import count, plural

#: Rows of a table; what is beyond is in findings.csv, and the table says how much that is.
MOST_ROWS = 200
_CLAIM = ("Claim", "Figure", "Interval", "Reading", "Severity", "Confidence", "Posts", "Authors")
_ESTIMATE = ("Group", "Measure", "Figure", "Interval", "Reference", "Posts", "Authors", "q")


@dataclass(frozen=True)
class PaperTable:
    """One table.

    Attributes
    ----------
    name : str
        ``findings``, ``unchecked``, or the metric whose estimates these are.
    title, caption : str
        The caption says what the figures are of, and what intervals are.
    columns : tuple of str
    rows : tuple of tuple of str
        Visible text, each on one line; empty where there is nothing to say.
    note : str
        How much is left out; empty if nothing is.
    """

    name: str
    title: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def tables(findings: Findings) -> tuple[PaperTable, ...]:
    """All tables that have a row: findings in their order, then what could not be checked, then section by section."""
    made = (_claims(findings), _unchecked(findings), *_sections(findings))
    return tuple(each for each in made if each.rows)


def _claims(findings: Findings) -> PaperTable:
    known = findings.by_id
    rows = []
    for finding in sorted(findings.findings, key=findings.rank):
        said, head = claim(finding, findings), known.get(finding.headline or "")
        severity = said.severity if said.shown else ""
        stands_on = (_counted(head.n_posts), _counted(head.n_authors)) if head else ("", "")
        rows.append((said.title, said.figure, said.interval, said.reading, severity, said.confidence, *stands_on))
    return _table("findings", "Findings", "Findings, by severity and confidence", findings, _CLAIM, rows)


def _unchecked(findings: Findings) -> PaperTable:
    rows = [(each.what, each.why) for each in summary(findings).unchecked]
    return _table(
        "unchecked", "What could not be checked", "What could not be checked", findings, ("What", "Why"), rows
    )


def _sections(findings: Findings) -> Iterator[PaperTable]:
    """Estimates by metric, in the order of the report's sections; those of no section come last."""
    by_metric: dict[str, list[Estimate]] = {}
    for each in findings.estimates:
        by_metric.setdefault(each.metric, []).append(each)
    order = [each.metric for each in sections(findings)]
    for metric in (*order, *sorted(by_metric.keys() - set(order))):
        title = line(title_of(metric, findings))
        rows = [_figures(each) for each in by_metric.get(metric, ())]
        yield _table(metric, title, f"{title}: estimates", findings, _ESTIMATE, rows)


def _figures(estimate: Estimate) -> tuple[str, ...]:
    made = cell(estimate, named(estimate) or "all", estimate.measure.replace("_", " "))
    return (made.label, made.series, made.figure, made.interval, made.reference, made.posts, made.authors, made.q_value)


def _table(
    name: str, title: str, what: str, findings: Findings, columns: Sequence[str], rows: Sequence[tuple[str, ...]]
) -> PaperTable:
    """Without columns that are empty in every row, and without what is beyond the cap."""
    used = [at for at in range(len(columns)) if any(row[at] for row in rows)]
    more = len(rows) - MOST_ROWS
    return PaperTable(
        name,
        title,
        f"{what}. {_of(findings)}",
        tuple(columns[at] for at in used),
        tuple(tuple(line(row[at]) for at in used) for row in rows[:MOST_ROWS]),
        f"{plural(more, 'more row')} in findings.csv." if more > 0 else "",
    )


def _of(findings: Findings) -> str:
    name = clipped(str(findings.dataset.get("name") or ""), 120) or "Dataset without a name"
    levels = sorted({each.level for each in findings.estimates})
    level = f"{100 * levels[0]:.3g}% intervals" if len(levels) == 1 else "Intervals"
    return f"{name}. {identity(findings)}. {level}, clustered by author where authors are known."


def _counted(n: int | None) -> str:
    return "" if n is None else count(n)
