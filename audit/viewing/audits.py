"""The list of audits: which reports there are, and what each comes to in a line."""

from __future__ import annotations

from dataclasses import dataclass

from audit.report.visible import clipped
from audit.viewing.asked import AuditsAsked, read
from audit.viewing.forms import turn
from audit.viewing.lists import paged
from audit.viewing.printing import Frame, base, print_page
from audit.viewing.served import is_regular
from audit.viewing.shelf import Shelf
from audit.wording import count, join, plural

_ON_A_PAGE = 50


@dataclass(frozen=True)
class AuditLink:
    """A report in the list of audits."""

    name: str
    address: str
    folder: str
    under: str
    told: str
    problem: str


def audits_page(shelf: Shelf, query: str) -> str:
    """The reports of the place, those written last first."""
    asked, names = read(query, AuditsAsked), shelf.names()
    listed = paged(names, len(names), asked.page, _ON_A_PAGE)
    return print_page(
        "audits.html.j2",
        Frame("Audits", "Audits", "postaudit", plural(len(names), "report")),
        audits=tuple(_audit(name, shelf) for name in listed.shown),
        comparisons=tuple((clipped(name, 120), _page_of(name, shelf)) for name in shelf.comparisons()),
        turn=turn(asked, listed),
    )


def _audit(name: str, shelf: Shelf) -> AuditLink:
    label = shelf.label(name)
    page = label.summary
    if page is None:
        return AuditLink(clipped(name, 120), "", clipped(name, 120), "", "", label.problem)
    grave = [
        f"{n} {each}" for each in ("high", "medium", "low") if (n := sum(one.severity == each for one in page.shown))
    ]
    shown = f"{plural(len(page.shown), 'finding')} shown{f' ({join(grave)} in severity)' if grave else ''}"
    told = f"{shown}, {count(len(page.not_found))} shown to be small, {count(len(page.unsettled))} unsettled, "
    told += f"{count(len(page.unchecked))} not checked; {plural(label.figures, 'figure')}."
    under = f"{page.extent}. {page.identity}."
    return AuditLink(page.name, base(name), clipped(name, 120), under, told, "")


def _page_of(name: str, shelf: Shelf) -> str:
    """The page of a comparison; empty if it was written without one."""
    folder = shelf.folder(name)
    there = folder is not None and is_regular(folder / "comparison.html")
    return f"{base(name)}files/comparison.html" if there else ""
