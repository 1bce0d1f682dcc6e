"""The page: one file without script or outside address, which reads, prints and passes a strict content security policy."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from audit.finding import Estimate, Findings
from audit.report.catalogue import Catalogue, catalogue
from audit.report.charts.pictures import Cell, cell
from audit.report.glossary import linked
from audit.report.page import page
from audit.report.requirements import CAUTION, shipped
from audit.report.summary import audit_id, more_than
from audit.report.visible import visible
from audit.wording import date

if TYPE_CHECKING:
    from jinja2 import Environment

#: A page beyond this is one that browsers and mail refuse; tables of thousands of figures belong in findings.csv.
MOST_BYTES = 960_000
MOST_APPENDIX_ROWS = 2000
#: Where the list of words goes, once it is known which words the page uses. Text of the data cannot hold it: it is escaped.
_GLOSSARY = "<!--glossary-->"
# No string of the style sheet holds one of these signs; a test reads both sheets with the same parser.
_AROUND = re.compile(r"\s*([{};,])\s*")
_AFTER_NAME = re.compile(r"(?<=[{;])([\w-]+): ")


def render(
    findings: Findings,
    drawings: Mapping[str, str],
    run_facts: Mapping[str, Any] | None = None,
    language: str = "en",
    *,
    appendix_rows: int = MOST_APPENDIX_ROWS,
) -> str:
    """The whole page.

    Parameters
    ----------
    findings : Findings
    drawings : mapping of str to str
        Block id to the SVG of its chart, from :func:`audit.report.charts.charts.picture`.
    run_facts : mapping, optional
        Day, files and speed of the run, which findings do not hold; without them the page is the same in every run.
    language : str
        Of the fixed words; what metrics say stays English, and is marked so.
    appendix_rows : int
        Figures that the appendix prints.

    Returns
    -------
    str
        HTML below one megabyte: if there are too many figures for it, the appendix says how many it leaves to the CSV.
    """
    say = catalogue(language)
    style = stylesheet(audit_id(findings), say("page.kind"))
    words = words_of(say)
    template = environment().get_template("page.html.j2")
    content = page(findings, drawings, run_facts, say)
    figured = [each for each in findings.estimates if each.value is not None and each.status == "ok"]
    rows = min(len(figured), appendix_rows)
    while True:
        html = template.render(
            **words,
            page=content,
            policy=policy(style),
            style=style,
            caution=CAUTION,
            table_date=date(shipped().card.date),
            appendix=_appendix(figured[:rows]),
            appendix_left_out=more_than(len(figured), rows, say),
            appendix_without=len(findings.estimates) - len(figured),
        )
        size = len(html.encode())
        if size <= MOST_BYTES or not rows:
            break
        rows = rows // 2 if rows > 50 else 0
    html, used = linked(html, say)
    glossary = environment().get_template("glossary.html.j2").render(**words, words=used)
    return html.replace(_GLOSSARY, glossary, 1)


def words_of(say: Catalogue) -> dict[str, Any]:
    """What templates say, and how they mark what is not in the language of the page."""
    return {"say": say, "lang": Markup(f' lang="{say.foreign}"') if say.foreign else ""}  # noqa: S704 - ours


def stylesheet(identifier: str, kind: str = "") -> str:
    """The style sheet, with what the page is, an audit if not given, and its id for the foot of each printed page."""
    sheet = files("audit.report").joinpath("templates", "report.css").read_text(encoding="utf-8")
    # A page holds the whole sheet, so it goes without what only its editors need.
    tight = _AFTER_NAME.sub(r"\1:", _AROUND.sub(r"\1", sheet).replace(";}", "}"))
    return tight.replace("PAGE-KIND", kind or catalogue()("page.kind")).replace("AUDIT-ID", identifier).strip()


def policy(style: str, *, images: str = "data:", forms: str = "'none'") -> str:
    """The content security policy that lets this style sheet in and nothing else, but images and forms where they are named."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src {images}; base-uri 'none'; form-action {forms}"


def _appendix(estimates: Sequence[Estimate]) -> list[Cell]:
    return [cell(each, ", ".join(each.group.values()), each.measure.replace("_", " ")) for each in estimates]


@cache
def environment() -> Environment:
    """The templates, with escaping and without undefined values."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("audit.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # The last door: whatever is printed has its invisible characters spelled out, then is escaped.
        finalize=lambda value: visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
    )
    made.globals.update(Markup=Markup, say=catalogue(), lang="")
    return made
