"""``report.md``: the summary and the claims, for the step summary of a build, a pull request, a dataset's page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from audit.finding import Findings
from audit.report.catalogue import Catalogue, catalogue
from audit.report.charts.pictures import Cell, Picture
from audit.report.page import Chapter, Page, Part, page
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


def render(findings: Findings, run_facts: Mapping[str, Any] | None = None, language: str = "en") -> str:
    """The report in Markdown (CommonMark with tables); cut, and saying so, where a host would refuse it."""
    say = catalogue(language)
    content = page(findings, {}, run_facts, say)
    text = ""
    for part in _parts(content, say):
        if len(text) + len(part) > MOST_CHARACTERS:
            return f"{text}\n{say('markdown.cut', n=count(MOST_CHARACTERS))}\n"
        text += part
    words = _words(text, say)
    return text + words if len(text) + len(words) <= MOST_CHARACTERS else text


def _parts(content: Page, say: Catalogue) -> Iterator[str]:
    yield _head(content.summary, say)
    for chapter in content.chapters:
        yield f"\n## {escape(chapter.title)}\n"
        if chapter.question:
            yield f"\n*{escape(chapter.question)}*\n"
        if chapter.caveats:
            yield f"\n**{say('chapter.care_all')}** {escape(' '.join(chapter.caveats))}\n"
        if chapter.actions:
            yield f"\n**{say('chapter.actions')}** {escape(' '.join(chapter.actions))}\n"
        yield from _chapter(chapter, say)
    if content.absent:
        yield f"\n{escape(content.absent)}\n"
    yield f"\n## {say('methods.heading')}\n\n{escape(content.multiplicity)}\n"
    for method in ("readings", "grades", "order", "counts"):
        yield f"\n{escape(say(f'methods.{method}'))}\n"
    if content.tolerances:
        settings = [(escape(each.name), escape(each.value)) for each in content.tolerances]
        yield f"\n{say('methods.tolerances')}:\n\n{_table((say('column.setting'), say('column.value')), settings)}\n"
    for card in content.cards:
        yield f"\n### {escape(card.title)}\n\n"
        yield "".join(f"- **{heading}**: {escape(' '.join(said))}\n" for heading, said in card.entries)
    yield _requirements(content, say)
    yield f"\n## {say('provenance.heading')}\n\n"
    for each in content.sources:
        parts = {name: escape(getattr(each, name)) for name in ("records", "posts", "rejected", "skipped")}
        yield f"- {escape(each.name)}: {say('markdown.source', **parts)}\n"
    if content.notes:
        yield f"- {say('provenance.notes')} {escape(' '.join(content.notes))}\n"
    # Not how the run went, which run.json tells: this file is the same bytes each time.
    for fact in (*content.versions, *content.plugins, *content.files):
        yield f"- {escape(fact.name)}: {escape(fact.value)}\n"
    for resource in content.resources:
        said = (resource.name, resource.version, resource.origin.rstrip("."), resource.licence, resource.sha256)
        whose = f". {escape(resource.whose)}" if resource.whose else ""
        yield f"- {', '.join(escape(each) for each in said)}{whose}\n"
    bibtex = content.citation.bibtex
    fence = "`" * max(3, 1 + max((len(each) for each in re.findall("`+", bibtex)), default=0))
    yield f"\n## {say('cite.heading')}\n\n{escape(content.citation.plain)}\n\n{fence}bibtex\n{bibtex}\n{fence}\n"
    yield f"\n{escape(say('cite.covers'))}\n\n{escape(say('cite.check'))}\n\n```text\n{say('cite.command')}\n```\n\n{escape(say('cite.shows'))}\n\n{say('cite.whole')} `{content.digest}`\n"


def _words(text: str, say: Catalogue) -> str:
    """What the words mean that a text uses."""
    plain = text.casefold()
    used = [each for each in say.words if any(_has(plain, form.casefold()) for form in each.forms)]
    if not used:
        return ""
    listed = _list([f"**{escape(each.term)}**: {escape(each.means)}" for each in used])
    return f"\n## {say('glossary.heading')}\n\n{listed}\n"


def _has(text: str, form: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text) is not None


def _requirements(content: Page, say: Catalogue) -> str:
    rows = [
        (
            f"{escape(each.name)}: {escape(each.asks)}",
            escape(each.status),
            escape(each.measured),
            escape(each.lacking),
        )
        for each in content.requirements
    ]
    intro = f"{CAUTION} {say('requirements.dated', date=date(shipped().card.date))}"
    titles = (say("column.evidence"), say("column.status"), say("column.measured"), say("column.missing"))
    return f"\n## {say('requirements.heading')}\n\n{escape(intro)}\n\n{_table(titles, rows)}\n"


def _head(summary: Summary, say: Catalogue) -> str:
    lines = [
        f"# {say('page.title', name=escape(summary.name))}",
        f"{escape(summary.extent)}. {escape(summary.identity)}.",
        *([escape(say("page.language_note"))] if say("page.language_note") else []),
        escape(" ".join(summary.conclusion)),
    ]
    if summary.shown:
        rows = [
            (
                f"{each.shape} {say(f'word.{each.severity}')}",
                f"[{escape(each.title)}]({each.address})",
                f"{_figure(each)}{f', {each.posts}' if each.posts else ''}",
                _confidence(each, say),
            )
            for each in summary.shown
        ]
        titles = (say("markdown.severity"), say("markdown.claim"), say("column.figure"), say("markdown.confidence"))
        lines.append(_table(titles, rows))
        lines += [say(f"mark.{each}") for each in summary.marks]
    lines.append(f"**{say('summary.not_found')}**")
    lines.append(_lines(summary, "not_found", say) or say("summary.none_within"))
    lines += [escape(each.why) for each in summary.none_met]
    if summary.unsettled:
        lines += [
            f"**{say('summary.not_settled')}**",
            _lines(summary, "unsettled", say),
        ]
    lines.append(f"**{say('summary.not_checked')}**")
    unchecked = [f"{escape(each.what)}: {escape(each.why)}" for each in summary.unchecked]
    lines.append(_list(unchecked) or say("summary.all_checked"))
    if summary.accepted:
        lines.append(f"**{say('markdown.accepted')}**")
        lines.append(_list([f"{escape(each.identifier)}: {escape(each.reason)}" for each in summary.accepted]))
    if summary.counted:
        lines += [
            f"**{say('markdown.counted')}**",
            _lines(summary, "counted", say),
        ]
    if summary.concerns:
        concerned = [
            (escape(each.harm), escape(f"{each.affected} {each.groups}".strip()), escape(each.act))
            for each in summary.concerns
        ]
        columns = (say("concern.harm"), say("concern.affected"), say("concern.act"))
        lines += [f"**{say('concern.heading')}**", _table(columns, concerned)]
    return "\n\n".join(lines) + "\n"


def _chapter(chapter: Chapter, say: Catalogue) -> Iterator[str]:
    for part in chapter.parts:
        alone = len(part.claims) == 1  # as in the page: a claim that is alone is the heading
        if part.title and not alone:
            yield f"\n### {escape(part.title)}\n"
        if part.text:
            yield f"\n{escape(part.text)}\n"
        for claim in part.claims:
            graded = f"{claim.shape} {say(f'severity.{claim.severity}')}"
            grade = graded if claim.shown else say(f"word.{claim.kind}")
            name = re.sub(r"[^\w.\-]", "_", claim.anchor)
            facts = ", ".join(each for each in (grade, _confidence(claim, say), _figure(claim), claim.posts) if each)
            if alone:
                yield f'\n<a id="{name}"></a>\n\n### {escape(claim.title)}\n\n{facts}. {escape(claim.statement)}\n'
            else:
                yield f'\n<a id="{name}"></a>**{escape(claim.title)}** ({facts}). {escape(claim.statement)}\n'
        yield _beside(part, say)
        yield _data(part, say)
        for heading, said in ((say("chapter.actions"), part.actions), (say("chapter.care"), part.caveats)):
            if said:
                yield f"\n**{heading}** {escape(' '.join(said))}\n"


def _beside(part: Part, say: Catalogue) -> str:
    if part.beside is None or not part.beside.rows:
        return ""
    rows = [(escape(label), *(escape(_pair(*each)) for each in cells)) for label, cells in part.beside.rows]
    body = _table((say("column.group"), *map(escape, part.beside.columns)), rows)
    return f"\n{escape(part.beside.name)}:\n\n{body}\n{_notes(part.beside.marks, say)}" + (
        f"\n{part.beside.left_out}\n" if part.beside.left_out else ""
    )


def _notes(marks: Sequence[str], say: Catalogue) -> str:
    """What the marks of a table mean."""
    return "".join(f"\n{say(f'mark.{each}')}\n" for each in marks)


def _stands_on(picture: Picture, say: Catalogue) -> str:
    """What the posts are that a table's figures stand on, and are held against."""
    said = ((say("column.of_posts"), picture.of), (say("column.against"), picture.held_against))
    return "".join(f"\n{name}: {escape(what)}\n" for name, what in said if what)


def _pair(figure: str, interval: str) -> str:
    return f"{figure} ({interval})" if interval else figure


def _data(part: Part, say: Catalogue) -> str:
    side_by_side = part.beside is not None and part.beside.rows  # the same shares, and more
    if part.picture is None or not part.picture.table or side_by_side:
        return ""
    cells: tuple[Cell, ...] = part.picture.table[:_MOST_ROWS]
    rows = [
        (each.label, each.series, each.figure, each.interval, each.reference, each.posts, each.against, each.q_value)
        for each in cells
    ]
    names = ("group", "measure", "figure", "interval", "reference", "of_posts", "against", "q")
    titles = tuple(say(f"column.{each}") for each in names)
    used = [at for at in range(len(titles)) if any(row[at] for row in rows)]
    body = _table(tuple(titles[at] for at in used), [tuple(escape(row[at]) for at in used) for row in rows])
    left = len(part.picture.table) - len(cells)
    without = f"\n{escape(part.picture.without)}\n" if part.picture.without else ""
    return f"\n{body}\n{_notes(part.picture.marks, say)}{_stands_on(part.picture, say)}{without}" + (
        f"\n{say('markdown.more_rows', n=count(left))}\n" if left or part.picture.table_left_out else ""
    )


def _confidence(claim: Claim, say: Catalogue) -> str:
    return say(f"word.{claim.confidence.replace(' ', '_')}")


def _figure(claim: Claim) -> str:
    both = (claim.figure, f"({claim.interval})" if claim.figure and claim.interval else claim.interval)
    return " ".join(escape(each) for each in both if each)


def _table(titles: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [titles, tuple("---" for _ in titles), *rows]
    return "\n".join(f"| {' | '.join(each)} |" for each in lines)


def _lines(summary: Summary, name: str, say: Catalogue) -> str:
    """Claims of one list, those that differ in the attribute alone in one line that says how many they are."""
    return _list(
        [
            escape(each.title) + (f" ({say('say.questions', n=each.n)})" if each.n > 1 else "")
            for each in summary.lines[name]
        ]
    )


def _list(items: list[str]) -> str:
    return "\n".join(f"- {each}" for each in items)
