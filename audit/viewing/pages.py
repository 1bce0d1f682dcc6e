"""The pages of a report: what was asked of it, chosen and put into words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from audit.report.charts.pictures import Cell, cell
from audit.report.rows import named
from audit.report.table import render as csv
from audit.viewing.asked import ESTIMATE_SORTS, FINDING_SORTS, EstimatesAsked, FindingsAsked, address, read, valid
from audit.viewing.claims import ClaimLink, link, one_finding
from audit.viewing.forms import column, form, turn
from audit.viewing.lines import EstimateLine
from audit.viewing.lists import chosen_estimates, chosen_findings, paged, units_of
from audit.viewing.opened import Opened
from audit.viewing.printing import Frame, base, print_page
from audit.viewing.served import present
from audit.wording import count, join, plural


@dataclass(frozen=True)
class FigureLine:
    """A figure in the list: its row, its metric's measure, and the findings that stand on it."""

    cell: Cell
    claims: tuple[ClaimLink, ...]


def findings_page(opened: Opened, query: str) -> str:
    """The findings that were asked for."""
    asked, refused = valid(read(query, FindingsAsked), opened.finding_choices, tuple(FINDING_SORTS))
    listed = paged(chosen_findings(opened.claims, asked), len(opened.claims), asked.page)
    asked = replace(asked, page=listed.page, id="")
    hint = "Every word has to be in the title, the statement or the id."
    return print_page(
        "findings.html.j2",
        _frame(opened, "findings"),
        conclusion="" if address(asked, page=asked.page) else " ".join(opened.summary.conclusion),
        form=form(asked, opened.finding_choices, FINDING_SORTS, "Choose findings", hint),
        refused=_refused(refused),
        told=listed.told("finding"),
        claims=tuple(link(each, opened, asked) for each in listed.shown),
        turn=turn(asked, listed),
        files=tuple((each, f"files/{each}") for each in present(opened.folder)),
    )


def finding_page(opened: Opened, query: str) -> str | None:
    """One finding; None if there is none of this id."""
    given = read(query, FindingsAsked)
    each = opened.by_key.get(given.id)
    if each is None:
        return None
    asked, _ = valid(given, opened.finding_choices, tuple(FINDING_SORTS))
    shown = one_finding(each, opened, chosen_findings(opened.claims, asked), asked)
    back = address(replace(asked, id=""), page=asked.page)
    frame = _frame(opened, "")
    frame = replace(
        frame,
        title=f"{shown.claim.title}: {frame.title}",
        heading=shown.claim.title,
        eyebrow=f"Finding of the audit of {frame.heading}",
        under="",
        trail=(*frame.trail, ("Findings", f"{base(opened.name)}{back}")),
    )
    metric = f"{base(opened.name)}{address(FindingsAsked(metric=each.metric))}"
    has_report = "report.html" in present(opened.folder)
    return print_page("finding.html.j2", frame, finding=shown, metric_address=metric, has_report=has_report)


def estimates_page(opened: Opened, query: str) -> str:
    """The figures that were asked for."""
    asked, refused = _estimates_asked(opened, query)
    chosen = chosen_estimates(opened.figures, asked)
    listed = paged(chosen, len(opened.figures), asked.page)
    asked = replace(asked, page=listed.page)
    hint = "Every word has to be in the id, the measure, the group or the note."
    of = opened.by_key.get(asked.finding)
    by_unit = asked.sort.removeprefix("-") in ("value", "width") and units_of(chosen) > 1
    return print_page(
        "estimates.html.j2",
        _frame(opened, "estimates"),
        form=form(asked, opened.estimate_choices, ESTIMATE_SORTS, "Choose figures", hint),
        refused=_refused(refused),
        told=listed.told("figure"),
        of=link(of, opened, FindingsAsked()) if of else None,
        by_unit=by_unit,
        columns=tuple(
            column(title, name, asked)
            for title, name in (("Figure", "value"), ("Interval", "width"), ("Posts", "posts"), ("Authors", "authors"))
        ),
        figures=tuple(_figure(each, opened) for each in listed.shown),
        turn=turn(asked, listed),
        download=f"estimates.csv{address(asked)}",
        matching=plural(listed.matching, "row"),
    )


def estimates_csv(opened: Opened, query: str) -> str:
    """The figures that were asked for, all of them, as ``findings.csv`` has them."""
    asked, _ = _estimates_asked(opened, query)
    chosen = tuple(each.estimate for each in chosen_estimates(opened.figures, asked))
    return csv(replace(opened.findings, estimates=chosen))


def unsettled_page(opened: Opened) -> str:
    """What was shown to be small, what could not be settled, and what could not be checked: as prominent as what was found."""
    page = opened.summary
    counted = {each.identifier for each in page.counted}
    found: dict[str, list[ClaimLink]] = {"shown_small": [], "inconclusive": [], "counted": [], "not_assessed": []}
    for each in opened.claims:
        reading = each.finding.reading
        shown = link(each, opened, FindingsAsked(reading=reading))
        where = "counted" if reading == "not_assessed" and shown.claim.identifier in counted else reading
        if where in found:
            found[where].append(shown)
    return print_page(
        "unsettled.html.j2",
        _frame(opened, "not-found"),
        not_found=found["shown_small"],
        unsettled=found["inconclusive"],
        counted=found["counted"],
        unassessed=found["not_assessed"],
        none_met=page.none_met,
        unmeasured=page.unmeasured,
        accepted=page.accepted,
    )


def _frame(opened: Opened, here: str) -> Frame:
    """The frame of a page of a report; ``here`` is its own tab."""
    page, at = opened.summary, base(opened.name)
    open_ends = len(page.not_found) + len(page.unsettled) + len(page.unchecked) + len(page.counted)
    tabs = (
        (f"Findings ({count(len(opened.claims))})", at, here == "findings"),
        (f"All figures ({count(len(opened.figures))})", f"{at}estimates", here == "estimates"),
        (f"Small, open, not checked ({count(open_ends)})", f"{at}not-found", here == "not-found"),
    )
    titles = {"estimates": "all figures", "not-found": "what was small, open or not checked"}
    return Frame(
        title=f"{page.name}: {titles[here]}" if here in titles else page.name,
        heading=page.name,
        under=f"{page.extent}. {page.identity}.",
        trail=(("Audits", "/"),) if opened.several else (),
        tabs=tabs,
        broad=here == "estimates",
    )


def _estimates_asked(opened: Opened, query: str) -> tuple[EstimatesAsked, tuple[str, ...]]:
    asked, refused = valid(read(query, EstimatesAsked), opened.estimate_choices, tuple(ESTIMATE_SORTS))
    if asked.finding and asked.finding not in opened.by_key:
        return replace(asked, finding=""), (*refused, "Finding")
    return asked, refused


def _figure(each: EstimateLine, opened: Opened) -> FigureLine:
    estimate = each.estimate
    claims = [opened.by_key[key] for key in each.claims[:3] if key in opened.by_key]
    row = cell(estimate, named(estimate), estimate.measure.replace("_", " "))
    return FigureLine(row, tuple(link(one, opened, FindingsAsked()) for one in claims))


def _refused(titles: tuple[str, ...]) -> str:
    """What an address asks for that this audit does not have: said, since the list would seem to be filtered by it."""
    if not titles:
        return ""
    one = len(titles) == 1
    return f"The address asks for {'a value' if one else 'values'} that this audit does not have: {join(titles)}. " + (
        "It was left out." if one else "They were left out."
    )
