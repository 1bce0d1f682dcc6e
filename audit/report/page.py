"""The page as plain values: everything a template prints is computed here, so that a template decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from audit.finding import Findings
from audit.report import checksum, facts, json_file
from audit.report.catalogue import Catalogue, catalogue
from audit.report.charts.beside import Beside, beside
from audit.report.charts.pictures import Drafting, Picture, picture, table_only, with_table
from audit.report.citing import Citation, citation
from audit.report.loading_notes import loading_notes
from audit.report.plugged import PluggedSection, plugged_sections
from audit.report.requirements import EvidenceLine
from audit.report.requirements import lines as requirement_lines
from audit.report.rows import rows
from audit.report.sections import Panel, Section, absent, sections
from audit.report.summary import Claim, Summary, claim, more_than, summary
from audit.report.visible import anchor, fragment, line
from audit.version import __version__

MOST_CLAIMS = 60
_QUESTIONS = ("question", "definition", "inputs", "reading", "not_evidence_of", "references")


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
    writer: str
    digest: str
    checksum: str
    plugins: tuple[facts.Fact, ...] = ()
    notes: tuple[str, ...] = ()
    absent: str = ""


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
    draft = Drafting(findings, drawings, say)
    chapters = tuple(_chapter(each, draft) for each in sections(findings))
    plugged, whose = plugged_sections(findings)
    chapters += tuple(_plugged(each, draft) for each in plugged)
    example = next(iter(findings.findings), None)
    return Page(
        summary=first,
        chapters=chapters,
        multiplicity=facts.multiplicity(findings),
        tolerances=facts.tolerances(findings, say),
        cards=tuple(card(each, say) for each in findings.methods),
        sources=facts.sources(findings),
        versions=(*facts.versions(findings), *facts.fingerprint(findings, say)),
        plan=settings,
        resources=facts.resources(findings),
        run=facts.run(run_facts),
        files=facts.run_files(run_facts),
        requirements=requirement_lines(findings),
        citation=citation(findings, checksum.short(digest), run_facts, say),
        example_address=f"report.html{fragment(example.id)}" if example else "",
        version=line(str(findings.audit.get("version") or "")),
        writer=__version__,
        digest=digest,
        checksum=checksum.short(digest),
        plugins=whose,
        notes=loading_notes(findings, say),
        absent=_absent(findings, say),
    )


def _absent(findings: Findings, say: Catalogue) -> str:
    """The sentence on sections that a reader may look for in vain."""
    names = absent(findings)
    quoted = [f"\N{LEFT DOUBLE QUOTATION MARK}{line(each)}\N{RIGHT DOUBLE QUOTATION MARK}" for each in names]
    return say("chapter.absent", names=", ".join(quoted)) if quoted else ""


def gathered(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Sentences of several, each once, in order."""
    return tuple(dict.fromkeys(line(each) for part in parts for each in part))


def _chapter(section: Section, draft: Drafting) -> Chapter:
    """A section with its gravest claims; the others are in the files, and it says how many."""
    ranked = sorted((each for panel in section.panels for each in panel.findings), key=draft.findings.rank)
    kept = {each.id for each in ranked[:MOST_CLAIMS]}
    panels = [
        Panel(panel.block, tuple(each for each in panel.findings if each.id in kept))
        for panel in section.panels[:MOST_CLAIMS]
    ]
    parts = tuple(_part(each, draft) for each in panels if each.block or each.findings)
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
        left_out=more_than(len(ranked), MOST_CLAIMS, draft.say),
        caveats=shared,
        actions=done,
    )


def _plugged(section: PluggedSection, draft: Drafting) -> Chapter:
    """A section of a plug-in: no claims of its own, and its figures as tables."""
    parts = []
    for block in section.blocks[:MOST_CLAIMS]:
        table = replace(with_table(block, rows(block, draft.findings), "", draft), svg=Markup(""), file="")
        parts.append(
            Part(
                line(block.title),
                line(block.text),
                (),
                table,
                beside(block, draft.findings),
                gathered([block.caveats]),
                (),
            )
        )
    name = f"section-plug-in-{section.name}"
    return Chapter(line(section.title), anchor(name), fragment(name), line(section.question), tuple(parts), "")


def _shared(parts: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """What all of several parts say: eight times the same sentence is read by nobody."""
    if len(parts) < 2:
        return ()
    return tuple(said for said in parts[0] if all(said in each for each in parts))


def _part(panel: Panel, draft: Drafting) -> Part:
    block, own, findings = panel.block, panel.findings, draft.findings
    return Part(
        title=line(block.title) if block else "",
        text=line(block.text) if block else "",
        claims=tuple(claim(each, findings) for each in own),
        picture=picture(block, draft) if block else table_only(own, draft),
        beside=beside(block, findings) if block else None,
        caveats=gathered([block.caveats if block else (), *(each.caveats for each in own)]),
        actions=gathered(each.actions for each in own),
    )


def card(method: Mapping[str, Any], say: Catalogue) -> Card:
    """A metric's card, its questions in order, those it does not answer left out."""
    entries = tuple((say(f"methods.{key}"), _paragraphs(method[key])) for key in _QUESTIONS if method.get(key))
    return Card(line(str(method.get("title") or method.get("name") or "")), entries)


def _paragraphs(value: object) -> tuple[str, ...]:
    if isinstance(value, (list, tuple)):
        return tuple(line(str(each)) for each in value)
    return tuple(line(each) for each in str(value).split("\n\n") if each.strip())
