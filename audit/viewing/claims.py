"""One finding as a page shows it: the claim, its figures and chart, what to keep in mind, how it is measured and cited."""

from __future__ import annotations

from dataclasses import dataclass

from audit.finding import Block, Finding
from audit.report.catalogue import catalogue
from audit.report.charts.alt_text import description
from audit.report.charts.beside import Beside, beside
from audit.report.charts.pictures import Drafting, Picture, table_only
from audit.report.citing import citation
from audit.report.page import Card, card, gathered
from audit.report.rows import rows
from audit.report.sections import title_of
from audit.report.summary import Claim, claim
from audit.report.visible import clipped, file_stem, fragment, line
from audit.viewing.asked import EstimatesAsked, FindingsAsked, address
from audit.viewing.lines import FindingLine
from audit.viewing.opened import Opened
from audit.viewing.served import is_regular


@dataclass(frozen=True)
class ClaimLink:
    """A finding in a list: the claim, and the address of its page."""

    claim: Claim
    address: str


@dataclass(frozen=True)
class Drawing:
    """The file of a chart, relative to its report, and the chart in words."""

    file: str
    words: str
    name: str
    caption: str


@dataclass(frozen=True)
class OneFinding:
    """All that the page of a finding prints."""

    claim: Claim
    text: str
    harm: str
    metric: str
    accepted: str
    drawing: Drawing | None
    beside: Beside | None
    table: Picture | None
    figures: str
    caveats: tuple[str, ...]
    actions: tuple[str, ...]
    card: Card | None
    citation: str
    in_report: str
    before: ClaimLink | None
    after: ClaimLink | None
    place: int
    of: int


def link(each: FindingLine, opened: Opened, asked: FindingsAsked) -> ClaimLink:
    """A finding with the address of its page, which keeps what was asked for, so that one can go on from there."""
    return ClaimLink(claim(each.finding, opened.findings), f"finding{address(asked, id=each.key, page=asked.page)}")


def one_finding(each: FindingLine, opened: Opened, around: list[FindingLine], asked: FindingsAsked) -> OneFinding:
    """The page of a finding; ``around`` are the findings that were asked for, among which it has its neighbours."""
    findings, finding = opened.findings, each.finding
    block = next((one for one in findings.blocks if one.id == finding.block), None)
    keys = [one.key for one in around]
    at = keys.index(each.key) if each.key in keys else -1
    method = next((one for one in findings.methods if one.get("name") == finding.metric), None)
    return OneFinding(
        claim=claim(finding, findings),
        text=line(block.text) if block else "",
        harm=finding.harm.replace("_", " "),
        metric=title_of(finding.metric, findings),
        accepted=clipped(findings.accepted.get(finding.id, ""), 600),
        drawing=_drawing(block, opened) if block else None,
        beside=beside(block, findings) if block else None,
        table=table_only((finding,), Drafting(findings, {}, catalogue())),
        figures=_figures(finding, each.key),
        caveats=gathered([block.caveats if block else (), finding.caveats]),
        actions=gathered([finding.actions]),
        card=card(method, catalogue()) if method else None,
        citation=citation(findings, run_facts=opened.run_facts).bibtex,
        in_report=f"report.html{fragment(finding.id)}",
        before=link(around[at - 1], opened, asked) if at > 0 else None,
        after=link(around[at + 1], opened, asked) if 0 <= at < len(around) - 1 else None,
        place=at + 1,
        of=len(around),
    )


def _figures(finding: Finding, key: str) -> str:
    return f"estimates{address(EstimatesAsked(finding=key))}" if finding.estimates else ""


def _drawing(block: Block, opened: Opened) -> Drawing | None:
    """The chart from its file: it was drawn when the report was written, and is not drawn again for each look at it."""
    file = f"figures/{file_stem(block.id)}.svg"
    if (opened.folder / "figures").is_symlink() or not is_regular(opened.folder / file):
        return None
    words = description(block, rows(block, opened.findings), opened.findings)
    return Drawing(f"files/{file}", words, line(block.title) or line(block.chart.axis), line(block.chart.caption))
