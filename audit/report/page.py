"""The page as plain values: everything a template prints is computed here, so that a template decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from audit.finding import Block, Estimate, Finding, Findings, rank
from audit.report import facts
from audit.report.beside import Beside, beside
from audit.report.plugged import PluggedSection, plugged_sections
from audit.report.requirements import EvidenceLine
from audit.report.requirements import lines as requirement_lines
from audit.report.rows import Row, drawn_rows, named, printed, rows, series_of
from audit.report.sections import Panel, Section, sections
from audit.report.summary import Claim, Summary, claim, day, more_than, summary
from audit.report.visible import anchor, clipped, file_stem, fragment, line
from audit.wording import bounds, count, figure, plural

#: Characters of SVG a page may hold; charts beyond stay in their files, so that no audit makes a page nobody can open.
CHART_BUDGET = 300_000
MOST_TABLE_ROWS = 60
MOST_CLAIMS = 60
_QUESTIONS = ("question", "definition", "inputs", "reading", "not_evidence_of", "references")
_HEADINGS = ("Question", "Definition", "Inputs", "Reading it", "Not evidence of", "References")


@dataclass(frozen=True)
class Cell:
    """One figure in a table."""

    identifier: str
    anchor: str
    label: str
    series: str
    figure: str
    interval: str
    reference: str
    posts: str
    authors: str
    q_value: str


@dataclass(frozen=True)
class Picture:
    """A chart with what belongs to it: the drawing, or the file it is in, and the table behind it."""

    svg: Markup
    file: str
    name: str
    caption: str
    left_out: str
    table: tuple[Cell, ...]
    table_left_out: str
    has_series: bool
    has_reference: bool


@dataclass(frozen=True)
class Part:
    """A panel of a section: its claims, its chart, and what to keep in mind."""

    title: str
    text: str
    claims: tuple[Claim, ...]
    picture: Picture | None
    beside: Beside | None
    caveats: tuple[str, ...]
    actions: tuple[str, ...]


@dataclass(frozen=True)
class Chapter:
    """A section of the page; ``caveats`` hold for all of its parts, which have only their own besides."""

    title: str
    anchor: str
    address: str
    question: str
    parts: tuple[Part, ...]
    left_out: str
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True)
class Card:
    """A metric's card: heading and paragraphs."""

    title: str
    entries: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Page:
    """All that the page prints, but the appendix."""

    summary: Summary
    chapters: tuple[Chapter, ...]
    multiplicity: str
    tolerances: tuple[facts.Fact, ...]
    cards: tuple[Card, ...]
    sources: tuple[facts.Source, ...]
    versions: tuple[facts.Fact, ...]
    plan: tuple[facts.Fact, ...]
    resources: tuple[facts.Resource, ...]
    run: tuple[facts.Fact, ...]
    files: tuple[facts.Fact, ...]
    requirements: tuple[EvidenceLine, ...]
    citation: str
    example_address: str
    version: str
    plugins: tuple[facts.Fact, ...] = ()


def page(findings: Findings, drawings: Mapping[str, str], run_facts: Mapping[str, Any] | None = None) -> Page:
    """Everything to print.

    Parameters
    ----------
    findings : Findings
    drawings : mapping of str to str
        Block id to clean SVG. A block without a drawing is printed with its table alone.
    run_facts : mapping, optional
        What may differ between two runs of the same audit: day, files, speed.
    """
    first = summary(findings, run_facts)
    settings = facts.plan(findings)
    budget = _Budget(CHART_BUDGET)
    chapters = tuple(_chapter(each, findings, drawings, budget) for each in sections(findings))
    plugged, whose = plugged_sections(findings)
    chapters += tuple(_plugged(each, findings) for each in plugged)
    example = next(iter(findings.findings), None)
    return Page(
        summary=first,
        chapters=chapters,
        multiplicity=facts.multiplicity(findings),
        tolerances=tuple(each for each in settings if each.name.startswith(("tolerances.", "floors.", "report.level"))),
        cards=tuple(card(each) for each in findings.methods),
        sources=facts.sources(findings),
        versions=facts.versions(findings),
        plan=settings,
        resources=facts.resources(findings),
        run=facts.run(run_facts),
        files=facts.run_files(run_facts),
        requirements=requirement_lines(findings),
        citation=facts.citation(findings, day(run_facts)),
        example_address=f"report.html{fragment(example.id)}" if example else "",
        version=line(str(findings.audit.get("version") or "")),
        plugins=whose,
    )


def cell(estimate: Estimate, label: str = "", series: str = "") -> Cell:
    """One estimate as a line of a table."""
    reference = estimate.reference
    ok = estimate.status == "ok"
    return Cell(
        identifier=clipped(estimate.id, 160),
        anchor=anchor(estimate.id),
        label=clipped(label, 160),
        series=clipped(series, 160),
        figure=printed(estimate),
        interval=bounds(estimate.low, estimate.high, estimate.unit) if ok else "",
        reference=f"{figure(reference.value, estimate.unit)} ({clipped(reference.source, 160)})" if reference else "",
        posts=count(estimate.n_posts) if estimate.n_posts is not None else "",
        authors=count(estimate.n_authors) if estimate.n_authors is not None else "",
        q_value=_probability(estimate.q_value),
    )


def gathered(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Sentences of several, each once, in order."""
    return tuple(dict.fromkeys(line(each) for part in parts for each in part))


def table_of(own: tuple[Finding, ...], findings: Findings) -> Picture | None:
    """The figures that claims stand on, as a table without a drawing; None where there are none."""
    known = findings.by_id
    mine = [known[each] for finding in own for each in finding.estimates if each in known]
    cells = [cell(each, named(each), each.measure.replace("_", " ")) for each in mine]
    if not cells:
        return None
    return Picture(
        svg=Markup(""),
        file="",
        name=line(own[0].title),
        caption="",
        left_out="",
        table=tuple(cells[:MOST_TABLE_ROWS]),
        table_left_out=more_than(len(cells), MOST_TABLE_ROWS),
        has_series=True,
        has_reference=any(each.reference for each in cells),
    )


def card(method: Mapping[str, Any]) -> Card:
    """A metric's card, its questions in order, those it does not answer left out."""
    entries = tuple(
        (heading, _paragraphs(method[key]))
        for heading, key in zip(_HEADINGS, _QUESTIONS, strict=True)
        if method.get(key)
    )
    return Card(line(str(method.get("title") or method.get("name") or "")), entries)


class _Budget:
    """How many characters of drawing may still go on the page."""

    def __init__(self, characters: int) -> None:
        self.left = characters

    def take(self, drawing: str) -> str:
        if len(drawing) > self.left:
            return ""
        self.left -= len(drawing)
        return drawing


def _chapter(section: Section, findings: Findings, drawings: Mapping[str, str], budget: _Budget) -> Chapter:
    """A section with its gravest claims; the others are in the files, and it says how many."""
    ranked = sorted((each for panel in section.panels for each in panel.findings), key=rank)
    kept = {each.id for each in ranked[:MOST_CLAIMS]}
    panels = [
        Panel(panel.block, tuple(each for each in panel.findings if each.id in kept))
        for panel in section.panels[:MOST_CLAIMS]
    ]
    parts = tuple(_part(each, findings, drawings, budget) for each in panels if each.block or each.findings)
    shared = _shared(parts)
    return Chapter(
        title=line(section.title),
        anchor=f"section-{anchor(section.metric)}",
        address=fragment(f"section-{section.metric}"),
        question=line(section.question),
        parts=tuple(
            replace(each, caveats=tuple(said for said in each.caveats if said not in shared)) for each in parts
        ),
        left_out=more_than(len(ranked), MOST_CLAIMS),
        caveats=shared,
    )


def _plugged(section: PluggedSection, findings: Findings) -> Chapter:
    """A section of a plug-in: no claims of its own, and its figures as tables."""
    parts = []
    for block in section.blocks[:MOST_CLAIMS]:
        picture = replace(_with_table(Markup(""), block, rows(block, findings), ""), file="")
        said = Part(
            line(block.title), line(block.text), (), picture, beside(block, findings), gathered([block.caveats]), ()
        )
        parts.append(said)
    name = f"section-plug-in-{section.name}"
    return Chapter(line(section.title), anchor(name), fragment(name), line(section.question), tuple(parts), "")


def _shared(parts: tuple[Part, ...]) -> tuple[str, ...]:
    """What all of several parts have to be read with: eight times the same sentence is read by nobody."""
    if len(parts) < 2:
        return ()
    return tuple(said for said in parts[0].caveats if all(said in each.caveats for each in parts))


def _part(panel: Panel, findings: Findings, drawings: Mapping[str, str], budget: _Budget) -> Part:
    block, own = panel.block, panel.findings
    return Part(
        title=line(block.title) if block else "",
        text=line(block.text) if block else "",
        claims=tuple(claim(each, findings) for each in own),
        picture=_picture(block, findings, drawings, budget) if block else table_of(own, findings),
        beside=beside(block, findings) if block else None,
        caveats=gathered([block.caveats if block else (), *(each.caveats for each in own)]),
        actions=gathered(each.actions for each in own),
    )


def _picture(block: Block, findings: Findings, drawings: Mapping[str, str], budget: _Budget) -> Picture:
    lines = rows(block, findings)
    drawn = drawn_rows(block, lines)
    # The drawing is ours, made by svg.clean of numbers and escaped labels; nothing else is ever marked as safe.
    svg = Markup(budget.take(drawings.get(block.id, "")))  # noqa: S704
    more = f"The chart shows the first {len(drawn)} of {plural(len(lines), 'row')}." if len(drawn) < len(lines) else ""
    return _with_table(svg, block, lines, more)


def _with_table(svg: Markup, block: Block, lines: tuple[Row, ...], left_out: str) -> Picture:
    series = series_of(block.chart)
    cells = [
        cell(each, row.label, series[which] if which < len(series) else "")
        for row in lines
        for which, each in enumerate(row.cells)
        if each is not None
    ]
    return Picture(
        svg=svg,
        file=f"figures/{file_stem(block.id)}.svg",
        name=line(block.title) or line(block.chart.axis),
        caption=line(block.chart.caption),
        left_out=left_out,
        table=tuple(cells[:MOST_TABLE_ROWS]),
        table_left_out=more_than(len(cells), MOST_TABLE_ROWS),
        has_series=bool(series),
        has_reference=any(each.reference for each in cells),
    )


def _paragraphs(value: object) -> tuple[str, ...]:
    if isinstance(value, (list, tuple)):
        return tuple(line(str(each)) for each in value)
    return tuple(line(each) for each in str(value).split("\n\n") if each.strip())


def _probability(value: float | None) -> str:
    return "" if value is None else "<0.001" if value < 0.001 else f"{value:.3f}"
