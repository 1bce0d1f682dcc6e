"""How an audit is cited: BibTeX, CSL-JSON for reference managers, and a sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from audit.finding import Findings
from audit.report.catalogue import Catalogue, catalogue
from audit.report.latex import latex
from audit.report.summary import day, extent, moment
from audit.report.visible import line


@dataclass(frozen=True)
class Citation:
    """The same reference in three forms."""

    bibtex: str
    csl: str
    plain: str


def citation(
    findings: Findings,
    checksum: str = "",
    run_facts: Mapping[str, Any] | None = None,
    say: Catalogue | None = None,
) -> Citation:
    """The reference to an audit; without facts of the run it has no date."""
    say = say or catalogue()
    name = line(str(findings.dataset.get("name") or say("cite.unnamed")))
    identifier = re.sub(r"[^0-9A-Za-z]", "", str(findings.audit.get("id") or "")) or "audit"
    about = {
        "id": identifier,
        "version": line(str(findings.audit.get("version") or "")),
        "authors": say("cite.authors"),
        "title": say("cite.title", name=name),
        "checksum": checksum,
    }
    when, printed = moment(run_facts), day(run_facts)
    plain = say("cite.sentence", when=f", {printed}" if printed else "", **about)
    return Citation(_bibtex(findings, about, when, say), _csl(about, when, say), plain)


def _bibtex(findings: Findings, about: Mapping[str, str], when: datetime | None, say: Catalogue) -> str:
    note = say("cite.note", extent=extent(findings))
    fields = {
        "title": latex(about["title"]),
        "author": f"{{{latex(about['authors'])}}}",
        "year": str(when.year) if when else "",
        "howpublished": latex(say("cite.how", **about).rstrip()),
        "note": latex(f"{note}. {say('cite.checksum_note', **about)}" if about["checksum"] else note),
    }
    body = ",\n".join(f"  {key} = {{{value}}}" for key, value in fields.items() if value)
    return f"@misc{{postaudit-{about['id']},\n{body}\n}}"


def _csl(about: Mapping[str, str], when: datetime | None, say: Catalogue) -> str:
    """CSL-JSON: a list of one item (citationstyles.org, schema ``csl-data.json`` 1.0.2)."""
    item: dict[str, object] = {
        "id": f"postaudit-{about['id']}",
        "type": "report",
        "title": about["title"],
        "author": [{"literal": about["authors"]}],
        "genre": say("cite.genre"),
        "number": about["id"],
        "version": about["version"],
        "note": say("cite.how", **about).rstrip()
        + (f". {say('cite.checksum_note', **about)}" if about["checksum"] else ""),
        "issued": {"date-parts": [[when.year, when.month, when.day]]} if when else None,
    }
    return json.dumps([{key: value for key, value in item.items() if value}], indent=2, ensure_ascii=False)
