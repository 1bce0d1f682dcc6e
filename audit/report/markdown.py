"""``report.md``: the summary and the claims, for the step summary of a build, a pull request, a dataset's page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from audit.finding import Findings
from audit.report.page import Chapter, Page, Part, page
from audit.report.pictures import Cell
from audit.report.requirements import CAUTION, shipped
from audit.report.summary import Claim, Summary
from audit.report.visible import line
from audit.wording import count, date

#: A step summary on GitHub holds 1 MiB for all steps of a job together.
MOST_CHARACTERS = 180_000
_MOST_ROWS = 24

# Characters that Markdown or HTML would take for their own. Addresses are taken apart at the colon and mentions at the
# sign, since hosts make links and notices of both even where Markdown does not.
_SPECIAL = re.compile(r"[\\`*_\[\]<>&|~$#@!]|://|\bwww\.", re.IGNORECASE)
_AT_START = re.compile(r"^(?:[-+](?=\s|-|$)|=(?==|$)|\d+(?=[.)](?:\s|$)))")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "|": "&#124;", "$": "&#36;", "@": "&#64;&#8288;", "://": "&#58;//"}


def escape(text: str) -> str:
    """Text that is printed as it stands, wherever in Markdown it stands, with what cannot be seen spelled out."""
    plain = _SPECIAL.sub(_entity, line(text))
    return _AT_START.sub(_started, plain)


def _entity(match: re.Match[str]) -> str:
    found = match.group()
    return f"{found[:3]}&#46;" if len(found) == 4 else _ENTITIES.get(found, f"\\{found}")


def _started(match: re.Match[str]) -> str:
    """A hyphen or a number with a dot at the start would open a list."""
    found = match.group()
    return f"{found}&#8288;" if found.isdigit() else f"\\{found}"


def render(findings: Findings, run_facts: Mapping[str, Any] | None = None) -> str:
    """The report in Markdown (CommonMark with tables); cut, and saying so, where a host would refuse it."""
    content = page(findings, {}, run_facts)
    text = ""
    for part in _parts(content):
        if len(text) + len(part) > MOST_CHARACTERS:
            return f"{text}\nThe rest is in report.html: this page is cut at {count(MOST_CHARACTERS)} characters.\n"
        text += part
    return text


def _parts(content: Page) -> Iterator[str]:
    yield _head(content.summary)
    for chapter in content.chapters:
        yield f"\n## {escape(chapter.title)}\n"
        if chapter.question:
            yield f"\n*{escape(chapter.question)}*\n"
        if chapter.caveats:
            yield f"\n**Read all of this section with care.** {escape(' '.join(chapter.caveats))}\n"
        if chapter.actions:
            yield f"\n**What can be done.** {escape(' '.join(chapter.actions))}\n"
        yield from _chapter(chapter)
    yield f"\n## Methods and limits\n\n{escape(content.multiplicity)}\n"
    for card in content.cards:
        yield f"\n### {escape(card.title)}\n\n"
        yield "".join(f"- **{heading}**: {escape(' '.join(said))}\n" for heading, said in card.entries)
    yield _requirements(content)
    yield "\n## Provenance\n\n"
    for each in content.sources:
        yield (
            f"- {escape(each.name)}: {escape(each.records)} records = {escape(each.posts)} posts + {escape(each.rejected)}"
            f" rejected + {escape(each.skipped)} skipped\n"
        )
    for fact in (*content.versions, *content.plugins, *content.files):
        yield f"- {escape(fact.name)}: {escape(fact.value)}\n"
    for resource in content.resources:
        said = (resource.name, resource.version, resource.origin, resource.licence, resource.sha256)
        whose = f". {escape(resource.whose)}" if resource.whose else ""
        yield f"- {', '.join(escape(each) for each in said)}{whose}\n"
    bibtex = content.citation.bibtex
    fence = "`" * max(3, 1 + max((len(each) for each in re.findall("`+", bibtex)), default=0))
    yield f"\n## Cite this audit\n\n{escape(content.citation.plain)}\n\n{fence}bibtex\n{bibtex}\n{fence}\n"


def _requirements(content: Page) -> str:
    rows = [
        (
            f"{escape(each.name)}: {escape(each.asks)}",
            escape(each.measured),
            escape(f"{each.missing} A person must add: {each.people}." if each.people else each.missing),
        )
        for each in content.requirements
    ]
    intro = f"{CAUTION} It is of {date(shipped().card.date)}."
    return f"\n## What this is evidence for\n\n{escape(intro)}\n\n{_table(('Evidence for', 'Measured', 'Missing'), rows)}\n"


def _head(summary: Summary) -> str:
    lines = [
        f"# {escape(summary.name)}: dataset audit",
        f"{escape(summary.extent)}. {escape(summary.identity)}.",
        escape(" ".join(summary.conclusion)),
    ]
    if summary.shown:
        rows = [
            (f"{each.shape} {each.severity}", f"[{escape(each.title)}]({each.address})", _figure(each), each.confidence)
            for each in summary.shown
        ]
        lines.append(_table(("Severity", "Claim", "Figure", "Confidence"), rows))
    lines.append("**What was not found**")
    lines.append(
        _list([escape(each.title) for each in summary.lines["not_found"]]) or "No gap could be shown to be small."
    )
    if summary.unsettled:
        lines += ["**What could not be settled**", _list([escape(each.title) for each in summary.lines["unsettled"]])]
    lines.append("**What could not be checked**")
    unchecked = [f"{escape(each.what)}: {escape(each.why)}" for each in summary.unchecked]
    lines.append(_list(unchecked) or "Every metric that was asked for could be measured.")
    if summary.accepted:
        lines.append("**Accepted by the plan**")
        lines.append(_list([f"{escape(each.identifier)}: {escape(each.reason)}" for each in summary.accepted]))
    if summary.counted:
        lines += [
            "**Counted, with nothing chosen to judge it by**",
            _list([escape(each.title) for each in summary.lines["counted"]]),
        ]
    return "\n\n".join(lines) + "\n"


def _chapter(chapter: Chapter) -> Iterator[str]:
    for part in chapter.parts:
        if part.title:
            yield f"\n### {escape(part.title)}\n"
        if part.text:
            yield f"\n{escape(part.text)}\n"
        for claim in part.claims:
            grade = (
                f"{claim.shape} {'no' if claim.severity == 'none' else claim.severity} severity"
                if claim.shown
                else claim.reading
            )
            name = re.sub(r"[^\w.\-]", "_", claim.anchor)
            facts = ", ".join(each for each in (grade, claim.confidence, _figure(claim)) if each)
            yield f'\n<a id="{name}"></a>**{escape(claim.title)}** ({facts}). {escape(claim.statement)}\n'
        yield _beside(part)
        yield _data(part)
        for heading, said in (("What can be done.", part.actions), ("Read with care.", part.caveats)):
            if said:
                yield f"\n**{heading}** {escape(' '.join(said))}\n"


def _beside(part: Part) -> str:
    if part.beside is None or not part.beside.rows:
        return ""
    rows = [(escape(label), *(escape(_pair(*each)) for each in cells)) for label, cells in part.beside.rows]
    body = _table(("Group", *map(escape, part.beside.columns)), rows)
    return f"\n{escape(part.beside.name)}:\n\n{body}\n" + (
        f"\n{part.beside.left_out}\n" if part.beside.left_out else ""
    )


def _pair(figure: str, interval: str) -> str:
    return f"{figure} ({interval})" if interval else figure


def _data(part: Part) -> str:
    side_by_side = part.beside is not None and part.beside.rows  # the same shares, and more
    if part.picture is None or not part.picture.table or side_by_side:
        return ""
    cells: tuple[Cell, ...] = part.picture.table[:_MOST_ROWS]
    rows = [(each.label, each.series, each.figure, each.interval, each.reference, each.posts) for each in cells]
    titles = ("Group", "Measure", "Figure", "Interval", "Reference", "Posts")
    used = [at for at in range(len(titles)) if any(row[at] for row in rows)]
    body = _table(tuple(titles[at] for at in used), [tuple(escape(row[at]) for at in used) for row in rows])
    left = len(part.picture.table) - len(cells)
    without = f"\n{escape(part.picture.without)}\n" if part.picture.without else ""
    return f"\n{body}\n{without}" + (
        f"\n{count(left)} more rows are in findings.csv.\n" if left or part.picture.table_left_out else ""
    )


def _figure(claim: Claim) -> str:
    both = (claim.figure, f"({claim.interval})" if claim.figure and claim.interval else claim.interval)
    return " ".join(escape(each) for each in both if each)


def _table(titles: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [titles, tuple("---" for _ in titles), *rows]
    return "\n".join(f"| {' | '.join(each)} |" for each in lines)


def _list(items: list[str]) -> str:
    return "\n".join(f"- {each}" for each in items)
