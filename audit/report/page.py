"""The page as plain values: everything a template prints is computed here, so that a template decides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from audit.finding import Block, Estimate, Finding, Findings, rank
from audit.report import checksum, facts, json_file
from audit.report.beside import Beside, beside
from audit.report.catalogue import Catalogue, catalogue
from audit.report.citing import Citation, citation
from audit.report.requirements import EvidenceLine
from audit.report.requirements import lines as requirement_lines
from audit.report.rows import Row, capped, named, printed, rows
from audit.report.sections import Panel, Section, sections
from audit.report.summary import Claim, Summary, claim, more_than, summary
from audit.report.visible import anchor, clipped, file_stem, fragment, line
from audit.wording import bounds, count, figure, plural, without_common_zeros

#: Characters of SVG a page may hold; charts beyond stay in their files, so that no audit makes a page nobody can open.
CHART_BUDGET = 300_000
MOST_TABLE_ROWS = 60
MOST_CLAIMS = 60
#: Rows without a figure that a table prints; more of them are counted by their reason, for they fill pages and say one thing.
_MOST_EMPTY = 3
_QUESTIONS = ("question", "definition", "inputs", "reading", "not_evidence_of", "references")


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
    empty: bool = False


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
    without: str
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
    """A section of the page; ``caveats`` and ``actions`` hold for all of its parts, which have only their own besides."""

    title: str
    anchor: str
    address: str
    question: str
    parts: tuple[Part, ...]
    left_out: str
    caveats: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()


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
    citation: Citation
    example_address: str
    version: str
    digest: str
    checksum: str


def page(
    findings: Findings,
    drawings: Mapping[str, str],
    run_facts: Mapping[str, Any] | None = None,
    say: Catalogue | None = None,
) -> Page:
    """Everything to print.

    Parameters
    ----------
    findings : Findings
    drawings : mapping of str to str
        Block id to clean SVG. A block without a drawing is printed with its table alone.
    run_facts : mapping, optional
        What may differ between two runs of the same audit: day, files, speed.
    say : Catalogue, optional
        The fixed words; English if not given.
    """
    say = say or catalogue()
    first = summary(findings, run_facts, say)
    digest = checksum.full(json_file.encode(findings))
    settings = facts.plan(findings)
    budget = _Budget(CHART_BUDGET)
    chapters = tuple(_chapter(each, findings, drawings, budget) for each in sections(findings))
    example = next(iter(findings.findings), None)
    return Page(
        summary=first,
        chapters=chapters,
        multiplicity=facts.multiplicity(findings),
        tolerances=tuple(each for each in settings if each.name.startswith(("tolerances.", "floors.", "report.level"))),
        cards=tuple(_card(each, say) for each in findings.methods),
        sources=facts.sources(findings),
        versions=facts.versions(findings),
        plan=settings,
        resources=facts.resources(findings),
        run=facts.run(run_facts),
        files=facts.run_files(run_facts),
        requirements=requirement_lines(findings),
        citation=citation(findings, checksum.short(digest), run_facts, say),
        example_address=f"report.html{fragment(example.id)}" if example else "",
        version=line(str(findings.audit.get("version") or "")),
        digest=digest,
        checksum=checksum.short(digest),
    )


def cell(estimate: Estimate, label: str = "", series: str = "") -> Cell:
    """One estimate as a line of a table."""
    reference = estimate.reference
    number, limits = printed(estimate), ""
    if estimate.status == "ok":
        limits = bounds(estimate.low, estimate.high, estimate.unit)
    if limits and estimate.value is not None:
        number, limits = without_common_zeros(number, limits)
    return Cell(
        identifier=clipped(estimate.id, 160),
        anchor=anchor(estimate.id),
        label=clipped(label, 160),
        series=clipped(series, 160),
        figure=number,
        interval=limits,
        reference=f"{figure(reference.value, estimate.unit)} ({clipped(reference.source, 160)})" if reference else "",
        posts=count(estimate.n_posts) if estimate.n_posts is not None else "",
        authors=count(estimate.n_authors) if estimate.n_authors is not None else "",
        q_value=_probability(estimate.q_value),
        empty=estimate.value is None or estimate.status != "ok",
    )


def gathered(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Sentences of several, each once, in order."""
    return tuple(dict.fromkeys(line(each) for part in parts for each in part))


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
    shared = _shared([each.caveats for each in parts])
    done = _shared([each.actions for each in parts if each.actions])
    return Chapter(
        title=line(section.title),
        anchor=f"section-{anchor(section.metric)}",
        address=fragment(f"section-{section.metric}"),
        question=line(section.question),
        parts=tuple(
            replace(
                each,
                caveats=tuple(said for said in each.caveats if said not in shared),
                actions=tuple(said for said in each.actions if said not in done),
            )
            for each in parts
        ),
        left_out=more_than(len(ranked), MOST_CLAIMS),
        caveats=shared,
        actions=done,
    )


def _shared(parts: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """What all of several parts say: eight times the same sentence is read by nobody."""
    if len(parts) < 2:
        return ()
    return tuple(said for said in parts[0] if all(said in each for each in parts))


def _part(panel: Panel, findings: Findings, drawings: Mapping[str, str], budget: _Budget) -> Part:
    block, own = panel.block, panel.findings
    return Part(
        title=line(block.title) if block else "",
        text=line(block.text) if block else "",
        claims=tuple(claim(each, findings) for each in own),
        picture=_picture(block, findings, drawings, budget) if block else _table_only(own, findings),
        beside=beside(block, findings) if block else None,
        caveats=gathered([block.caveats if block else (), *(each.caveats for each in own)]),
        actions=gathered(each.actions for each in own),
    )


def _picture(block: Block, findings: Findings, drawings: Mapping[str, str], budget: _Budget) -> Picture:
    lines = rows(block, findings)
    drawn = capped(lines) if block.chart.kind not in ("lorenz", "lines") else lines
    # The drawing is ours, made by svg.clean of numbers and escaped labels; nothing else is ever marked as safe.
    svg = Markup(budget.take(drawings.get(block.id, "")))  # noqa: S704
    more = f"The chart shows the first {len(drawn)} of {plural(len(lines), 'row')}." if len(drawn) < len(lines) else ""
    return _with_table(svg, block, lines, more)


def _with_table(svg: Markup, block: Block, lines: tuple[Row, ...], left_out: str) -> Picture:
    series = block.chart.series if block.chart.kind in ("paired", "lines") else ()
    cells = [
        cell(each, row.label, series[which] if which < len(series) else "")
        for row in lines
        for which, each in enumerate(row.cells)
        if each is not None
    ]
    # A row without a figure is a gap in time, where rows are months.
    kept, without = (cells, "") if block.chart.kind == "lines" else _kept(cells)
    return Picture(
        svg=svg,
        file=f"figures/{file_stem(block.id)}.svg",
        name=line(block.title) or line(block.chart.axis),
        caption=line(block.chart.caption),
        left_out=left_out,
        table=tuple(kept[:MOST_TABLE_ROWS]),
        table_left_out=more_than(len(kept), MOST_TABLE_ROWS),
        without=without,
        has_series=bool(series),
        has_reference=any(each.reference for each in cells),
    )


def _kept(cells: list[Cell]) -> tuple[list[Cell], str]:
    """The rows of a table, and how many more have no figure, by the reason that each prints in the place of one."""
    empty = [each for each in cells if each.empty]
    if len(empty) <= _MOST_EMPTY:
        return cells, ""
    reasons = sorted(Counter(each.figure for each in empty).items(), key=lambda each: (-each[1], each[0]))
    said = "; ".join(f"{reason} ({count(n)})" for reason, n in reasons)
    more = f"{plural(len(empty), 'row')} without a figure are in findings.csv. In the place of one they have: {said}."
    return [each for each in cells if not each.empty], more


def _table_only(own: tuple[Finding, ...], findings: Findings) -> Picture | None:
    known = findings.by_id
    mine = [known[each] for finding in own for each in finding.estimates if each in known]
    cells = [cell(each, named(each), each.measure.replace("_", " ")) for each in mine]
    if not cells:
        return None
    kept, without = _kept(cells)
    return Picture(
        svg=Markup(""),
        file="",
        name=line(own[0].title),
        caption="",
        left_out="",
        table=tuple(kept[:MOST_TABLE_ROWS]),
        table_left_out=more_than(len(kept), MOST_TABLE_ROWS),
        without=without,
        has_series=True,
        has_reference=any(each.reference for each in cells),
    )


def _card(card: Mapping[str, Any], say: Catalogue) -> Card:
    entries = tuple((say(f"methods.{key}"), _paragraphs(card[key])) for key in _QUESTIONS if card.get(key))
    return Card(line(str(card.get("title") or card.get("name") or "")), entries)


def _paragraphs(value: object) -> tuple[str, ...]:
    if isinstance(value, (list, tuple)):
        return tuple(line(str(each)) for each in value)
    return tuple(line(each) for each in str(value).split("\n\n") if each.strip())


def _probability(value: float | None) -> str:
    return "" if value is None else "<0.001" if value < 0.001 else f"{value:.3f}"
