"""What an audit is evidence for: each requirement with what was measured for it, what is missing, and what people must add.

Made from findings alone. It says "evidence for" and never that a duty is met: that is for people to say.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from audit.finding import Estimate, Finding, Findings
from audit.report.sections import title_of
from audit.report.visible import in_json, line
from audit.resources import Requirement, Requirements, read_requirements
from audit.wording import join, sentence_case

#: Said above the table wherever it is printed.
CAUTION = (
    "What the audit measured, beside what laws, standards and forms ask for. It is evidence for them, no legal advice and"
    " no statement that anything is met. Each row has its status as of the date of the table. A double dagger (\u2021) marks rows that were"
    " not verified against the text of the law, standard or form."
)


#: After the name of a row that nobody held against its text.
UNVERIFIED = " \u2021"


@dataclass(frozen=True)
class Evidence:
    """What an audit has for one requirement.

    Attributes
    ----------
    requirement : Requirement
    findings : tuple of Finding
    figures : mapping of str to int
        Family of estimates, ``metric.measure``, to how many are printed.
    facts : tuple of str
        Statements beside the figures that this audit has.
    missing : mapping of str to tuple of str
        Metric, or ``fact:NAME``, to the reasons why it says nothing, or not all.
    measured : tuple of str
        Metrics with at least one printed figure or finding that is evidence.
    """

    requirement: Requirement
    findings: tuple[Finding, ...]
    figures: Mapping[str, int]
    facts: tuple[str, ...]
    missing: Mapping[str, tuple[str, ...]]
    measured: tuple[str, ...]


@dataclass(frozen=True)
class EvidenceLine:
    """One requirement in print; ``name`` bears a double dagger where nobody held the row against its text."""

    identifier: str
    name: str
    status: str
    asks: str
    measured: str
    missing: str
    people: str

    @property
    def lacking(self) -> str:
        """What the audit lacks, and what people add; English, as all that is said of rules."""
        return f"{self.missing} People add: {self.people}." if self.people else self.missing


#: What each fact is called, and the reason given where an audit lacks it.
FACTS: Mapping[str, tuple[str, str]] = {
    "accounting": ("accounting of records", "The findings name no source."),
    "actions": ("measures that findings propose", "No finding proposes a measure."),
    "attributes": ("attributes of authors and how they are known", "No attribute of authors is in the data."),
    "fields": ("fields of the posts", "The findings do not list the fields of the posts."),
    "languages": ("languages stated or detected", "No language is stated in the data."),
    "limits": ("list of what could not be checked", "Everything that was asked for could be measured."),
    "methods": ("method of every metric", "No metric ran."),
    "period": ("period of the posts", "The data state no time of posting."),
    "plan": ("tolerances and floors", "The findings hold no plan."),
    "resources": ("word lists and benchmarks with versions", "No word list or benchmark was used."),
    "safeguards": ("safeguards of the audit itself", ""),
}


def evidence(findings: Findings, table: Requirements | None = None) -> tuple[Evidence, ...]:
    """What an audit has for each requirement, in the order of the table."""
    has = _facts(findings)
    families: dict[tuple[str, str], list[Estimate]] = {}
    for each in findings.estimates:
        families.setdefault((each.metric, each.measure), []).append(each)
    return tuple(_evidence(row, findings, families, has) for row in (table or shipped()).rows)


@cache
def shipped() -> Requirements:
    """The table that ships, read once."""
    return read_requirements()


def _facts(findings: Findings) -> frozenset[str]:
    dataset, plan = findings.dataset, findings.audit.get("plan")
    fields = dataset.get("fields") or ()
    present = {
        "accounting": dataset.get("sources"),
        "actions": any(each.actions for each in findings.findings),
        "attributes": any(str(each).startswith("attribute:") for each in fields),
        "fields": fields,
        "languages": dataset.get("languages"),
        "limits": findings.not_measured,
        "methods": findings.methods,
        "period": dataset.get("first") and dataset.get("last"),
        "plan": plan,
        "resources": findings.resources,
        "safeguards": True,
    }
    return frozenset(name for name, value in present.items() if value)


def _printed(estimate: Estimate) -> bool:
    return estimate.status == "ok" and estimate.value is not None


def _evidence(
    requirement: Requirement,
    findings: Findings,
    families: Mapping[tuple[str, str], list[Estimate]],
    has: frozenset[str],
) -> Evidence:
    mine = {family: members for family, members in families.items() if requirement.takes(*family)}
    counts = {".".join(family): sum(map(_printed, members)) for family, members in mine.items()}
    figures = {family: number for family, number in sorted(counts.items()) if number}
    ids = {each.id for members in mine.values() for each in members}
    found = tuple(
        each
        for each in findings.findings
        if requirement.takes(each.metric, "", each.harm)
        or (each.metric in requirement.metrics and ids.intersection(each.estimates))
    )
    measured = {family.partition(".")[0] for family in figures}
    measured |= {each.metric for each in found if each.reading != "not_assessed"}
    missing = {name: _why(name, findings, counted=name in measured) for name in requirement.metrics}
    missing |= {f"fact:{each}": (FACTS[each][1],) for each in requirement.facts if each not in has}
    return Evidence(
        requirement,
        found,
        figures,
        tuple(each for each in requirement.facts if each in has),
        {name: reasons for name, reasons in missing.items() if reasons},
        tuple(sorted(measured)),
    )


def _why(metric: str, findings: Findings, *, counted: bool) -> tuple[str, ...]:
    """Why a metric says nothing, or does not say all."""
    reasons = [line(each.reason) for each in findings.not_measured if each.metric == metric]
    if reasons or counted:
        return tuple(dict.fromkeys(reasons))
    if any(each.get("name") == metric for each in findings.methods):
        return ("It was asked for and gave no figure of this kind.",)
    return ("It was not asked for.",)


def bears_on(findings: Findings, table: Requirements | None = None) -> Mapping[str, tuple[str, ...]]:
    """Each finding's id to the ids of the requirements that it is evidence for."""
    made: dict[str, list[str]] = {each.id: [] for each in findings.findings}
    for row in evidence(findings, table):
        for each in row.findings:
            made[each.id].append(row.requirement.id)
    return {name: tuple(rows) for name, rows in made.items()}


def lines(findings: Findings) -> tuple[EvidenceLine, ...]:
    """The table in words, for the page and for Markdown."""
    return tuple(_line(each, findings) for each in evidence(findings))


def _line(each: Evidence, findings: Findings) -> EvidenceLine:
    requirement = each.requirement
    said = []
    if each.measured:
        named = {name: _named(name, requirement, findings) for name in each.measured}
        said.append(
            f"{join([f'{title} (in part)' if name in each.missing else title for name, title in named.items()])}."
        )
    if each.facts:
        said.append(f"{sentence_case(join([FACTS[name][0] for name in each.facts]))}.")
    return EvidenceLine(
        identifier=requirement.id,
        name=f"{requirement.document}, {requirement.article}{'' if requirement.confidence == 'read' else UNVERIFIED}",
        status=requirement.status,
        asks=requirement.asks,
        measured=" ".join(said) or "Nothing in this audit.",
        missing=_missing(each, findings),
        people=f"{requirement.people[:1].lower()}{requirement.people[1:]}",
    )


def _missing(each: Evidence, findings: Findings) -> str:
    """What is missing, in brief: reasons are printed once, where all that could not be checked is listed."""
    nothing = [name for name in each.missing if not name.startswith("fact:") and name not in each.measured]
    unasked = [name for name in nothing if each.missing[name] == ("It was not asked for.",)]
    said = []
    for names, words in (
        ([name for name in nothing if name not in unasked], "Not measured"),
        (unasked, "Not asked for"),
    ):
        if names:
            said.append(f"{words}: {join([_named(name, each.requirement, findings) for name in names])}.")
    said += [
        reason for name, reasons in each.missing.items() if name.startswith("fact:") for reason in reasons if reason
    ]
    if not said and any(name in each.measured for name in each.missing):
        return "In part: see Methods and limits."
    return " ".join(said) or "Of what postaudit measures, nothing."


def _named(metric: str, requirement: Requirement, findings: Findings) -> str:
    """The section of a metric, with the measures that are meant where not all of it is."""
    parts = [each.partition(".")[2] for each in requirement.evidence if each.partition(".")[0] == metric]
    measures = f" ({join([each.replace('_', ' ') for each in parts])})" if parts and all(parts) else ""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{title_of(metric, findings)}\N{RIGHT DOUBLE QUOTATION MARK}{measures}"


def encode(findings: Findings) -> str:
    """``requirements.json``: the table with ids, for programs; byte-identical for the same findings."""
    table = shipped()
    rows: list[dict[str, Any]] = [
        {
            "id": each.requirement.id,
            "document": each.requirement.document,
            "article": each.requirement.article,
            "status": each.requirement.status,
            "starts": each.requirement.starts,
            "asks": each.requirement.asks,
            "confidence": each.requirement.confidence,
            "note": each.requirement.note,
            "evidence": {
                "findings": [finding.id for finding in each.findings],
                "figures": dict(each.figures),
                "facts": list(each.facts),
            },
            "missing": {name: list(reasons) for name, reasons in each.missing.items()},
            "a_person_must_add": each.requirement.people,
        }
        for each in evidence(findings, table)
    ]
    made = {
        "schema_version": "1.0",
        "audit": str(findings.audit.get("id") or ""),
        "caution": CAUTION,
        "table": {
            "name": table.card.name,
            "version": table.card.version,
            "date": table.card.date,
            "sha256": table.card.sha256,
        },
        "requirements": rows,
        "findings": {name: list(ids) for name, ids in bears_on(findings, table).items()},
        "not_measured": [
            {
                "metric": each.metric,
                "reason": each.reason,
                "gap_for": [row.id for row in table.rows if each.metric in row.metrics],
            }
            for each in findings.not_measured
        ],
    }
    return in_json(json.dumps(made, indent=1, ensure_ascii=False)) + "\n"
