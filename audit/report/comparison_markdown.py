"""``comparison.md``: a comparison for the step summary of a build or a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.comparing import Comparison
from audit.report.comparison_page import ChangeLine, ComparisonPage, comparison_page
from audit.report.markdown import MOST_CHARACTERS, escape
from audit.wording import count


def render(comparison: Comparison) -> str:
    """The comparison in Markdown (CommonMark with tables); cut, and saying so, where a host would refuse it."""
    text = ""
    for part in _parts(comparison_page(comparison)):
        if len(text) + len(part) > MOST_CHARACTERS:
            return f"{text}\nThe rest is in comparison.html: this page is cut at {count(MOST_CHARACTERS)} characters.\n"
        text += part
    return text


def _parts(page: ComparisonPage) -> Iterator[str]:
    yield f"# {escape(page.title)}: comparison of audits\n\n{escape(page.identity)}.\n\n{escape(' '.join(page.conclusion))}\n\n"
    yield "".join(f"- {escape(each.name)}: {escape(each.value)}\n" for each in page.sides)
    if page.rulers:
        yield "\n## What was not measured alike\n\n"
        rows = [(each.name, each.before, each.after, each.touches) for each in page.rulers]
        yield _table(("Ruler", *page.columns, "Touches"), rows)
    else:
        yield "\nBoth were measured alike: what touches any figure is the same on both sides.\n"
    if page.differences:
        yield "\nWhat else differs, and touches no figure:\n\n"
        yield _table(("Ruler", *page.columns), [(each.name, each.before, each.after) for each in page.differences])
    yield "\n## Claims\n"
    for title, claims, left_out in page.claims:
        yield f"\n### {title}\n\n"
        yield "".join(f"- **{escape(each.title)}.** {escape(each.words)}\n" for each in claims)
        yield f"\n{escape(left_out)}, in comparison.json.\n" if left_out else ""
    if not page.claims:
        yield "\nNeither side shows a claim.\n"
    if page.skews:
        yield "\n## Skews of the training posts, in the generated text\n\n"
        yield _statements(page.skews, page.skews_left_out)
    yield "\n## What moved\n\n"
    yield _statements(page.moved, page.moved_left_out) or "None.\n"
    yield "\n## What did not move, or is not known to have\n"
    for title, lines, left_out in (
        ("Shown to have changed little", page.small, page.small_left_out),
        ("Could not be settled", page.unsettled, page.unsettled_left_out),
    ):
        yield f"\n### {title}\n\n{_changes(lines, left_out, page.columns)}"
    yield "\n## What could not be compared\n\n"
    yield "".join(f"- {escape(each.name)}: {escape(each.value)}\n" for each in page.not_compared) or "Nothing.\n"
    if page.accepted:
        yield "\n## Accepted by the plan\n\n"
        yield "".join(f"- {escape(each.identifier)}: {escape(each.reason)}\n" for each in page.accepted)
    yield f"\n## Methods and limits\n\n{escape(page.multiplicity)}\n"
    yield "".join(f"\n{escape(each)}\n" for each in page.assumptions)


def _statements(lines: Sequence[ChangeLine], left_out: str) -> str:
    said = "".join(f"- **{escape(each.verdict)}**: {escape(each.statement)}\n" for each in lines)
    return said + (f"\n{escape(left_out)}, in comparison.csv.\n" if left_out else "")


def _changes(lines: Sequence[ChangeLine], left_out: str, columns: tuple[str, str]) -> str:
    if not lines:
        return "None.\n"
    rows = [(each.what, each.before, each.after, each.change, each.interval) for each in lines]
    table = _table(("Figure", *columns, "Change", "Interval"), rows)
    return table + (f"\n{escape(left_out)}, in comparison.csv.\n" if left_out else "")


def _table(titles: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [titles, tuple("---" for _ in titles), *(tuple(map(escape, row)) for row in rows)]
    return "".join(f"| {' | '.join(each)} |\n" for each in lines)
