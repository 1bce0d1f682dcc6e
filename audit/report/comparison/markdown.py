"""``comparison.md``: a comparison for the step summary of a build or a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.comparing import Comparison
from audit.report.catalogue import Catalogue, catalogue
from audit.report.comparison.page import ChangeLine, ComparisonPage, comparison_page
from audit.report.markdown import MOST_CHARACTERS, escape
from audit.wording import count


def render(comparison: Comparison, language: str = "en") -> str:
    """The comparison in Markdown (CommonMark with tables); cut, and saying so, where a host would refuse it."""
    say = catalogue(language)
    text = ""
    for part in _parts(comparison_page(comparison, say), say):
        if len(text) + len(part) > MOST_CHARACTERS:
            return f"{text}\n{say('comparison.cut', n=count(MOST_CHARACTERS))}\n"
        text += part
    return text


def _parts(page: ComparisonPage, say: Catalogue) -> Iterator[str]:
    yield f"# {say('comparison.title', name=escape(page.title))}\n\n{escape(page.identity)}.\n\n"
    if say("comparison.language_note"):
        yield f"{escape(say('comparison.language_note'))}\n\n"
    yield f"{escape(' '.join(page.conclusion))}\n\n"
    yield "".join(f"- {escape(each.name)}: {escape(each.value)}\n" for each in page.sides)
    ruler, touches = say("comparison.ruler"), say("comparison.touches")
    if page.rulers:
        yield f"\n## {say('comparison.unlike')}\n\n"
        rows = [(each.name, each.before, each.after, each.touches) for each in page.rulers]
        yield _table((ruler, *page.columns, touches), rows)
    else:
        yield f"\n{say('comparison.alike')}\n"
    if page.differences:
        yield f"\n{say('comparison.differences')}:\n\n"
        yield _table((ruler, *page.columns), [(each.name, each.before, each.after) for each in page.differences])
    yield f"\n## {say('comparison.claims')}\n"
    for title, claims, left_out in page.claims:
        yield f"\n### {title}\n\n"
        for each in claims:
            yield f"- **{escape(each.title)}.** {escape(f'{each.words} {each.foreign}'.rstrip())}\n"
        yield f"\n{escape(say('comparison.in_json', left=left_out))}.\n" if left_out else ""
    if not page.claims:
        yield f"\n{say('comparison.no_claims')}\n"
    if page.skews:
        yield f"\n## {say('comparison.skews_heading')}\n\n"
        yield _statements(page.skews, page.skews_left_out, say)
    yield f"\n## {say('comparison.moved')}\n\n"
    yield _statements(page.moved, page.moved_left_out, say) or f"{say('comparison.nothing')}\n"
    yield f"\n## {say('comparison.not_moved')}\n"
    for title, lines, left_out in (
        (say("comparison.small"), page.small, page.small_left_out),
        (say("comparison.unsettled"), page.unsettled, page.unsettled_left_out),
    ):
        yield f"\n### {title}\n\n{_changes(lines, left_out, page.columns, say)}"
    yield f"\n## {say('comparison.not_compared')}\n\n"
    reasons = "".join(f"- {escape(each.name)}: {escape(each.value)}\n" for each in page.not_compared)
    yield reasons or f"{say('comparison.all_compared_short')}\n"
    if page.accepted:
        yield f"\n## {say('comparison.accepted')}\n\n"
        yield "".join(f"- {escape(each.identifier)}: {escape(each.reason)}\n" for each in page.accepted)
    yield f"\n## {say('methods.heading')}\n\n{escape(page.multiplicity)}\n"
    yield "".join(f"\n{escape(str(each))}\n" for each in page.assumptions)


def _statements(lines: Sequence[ChangeLine], left_out: str, say: Catalogue) -> str:
    told = "".join(f"- **{escape(each.verdict)}**: {escape(each.statement)}\n" for each in lines)
    return told + _left_out(left_out, say)


def _changes(lines: Sequence[ChangeLine], left_out: str, columns: tuple[str, str], say: Catalogue) -> str:
    if not lines:
        return f"{say('comparison.nothing')}\n"
    rows = [(each.what, each.before, each.after, each.change, each.interval) for each in lines]
    titles = (say("column.figure"), *columns, say("comparison.change"), say("column.interval"))
    return _table(titles, rows) + _left_out(left_out, say)


def _left_out(left_out: str, say: Catalogue) -> str:
    return f"\n{escape(say('comparison.in_csv', left=left_out))}.\n" if left_out else ""


def _table(titles: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [titles, tuple("---" for _ in titles), *(tuple(map(escape, row)) for row in rows)]
    return "".join(f"| {' | '.join(each)} |\n" for each in lines)
