"""What an audit or a comparison comes to, as machines of continuous integration take it: one outcome per finding or change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from audit.comparing import Change, ClaimChange, Comparison
from audit.comparing import words as figured
from audit.finding import READING_WORDS, Finding, Findings
from audit.gating import GRADES, Verdict
from audit.report.catalogue import catalogue
from audit.report.comparison import words as said
from audit.report.sections import title_of
from audit.report.visible import clipped
from audit.wording import join, sentence_case

State = Literal["tripped", "accepted", "passed", "skipped"]
Level = Literal["error", "warning", "note", "none"]
_LEVELS: Mapping[str, Level] = {"high": "error", "medium": "warning", "low": "note", "none": "none"}


@dataclass(frozen=True)
class Outcome:
    """One finding or change.

    Attributes
    ----------
    identifier : str
        Id of the finding, or of the change.
    kind : str
        Metric of a finding; ``claims.METRIC`` or ``changes.METRIC`` of a comparison.
    title, text : str
    state : {"tripped", "accepted", "passed", "skipped"}
        Beyond the gate; beyond it and accepted by the plan; neither; or not measured, not assessed, not compared.
    reason : str
        What it tripped, why it is accepted, or why it was not measured.
    level : {"error", "warning", "note", "none"}
        For what is shown; ``none`` for everything else.
    shown : bool
        Whether there is something to show: a claim that is shown, a change that is.
    fresh : bool or None
        Of a comparison: whether it is new.
    """

    identifier: str
    kind: str
    title: str
    text: str
    state: State
    reason: str = ""
    level: Level = "none"
    shown: bool = False
    fresh: bool | None = None


def of_findings(findings: Findings, verdict: Verdict | None) -> tuple[Outcome, ...]:
    """Findings in their order, then what was not measured."""
    known = verdict or Verdict()
    ordered = sorted(findings.findings, key=findings.rank)
    found = [_of_finding(each, known) for each in ordered]
    for number, each in enumerate(findings.not_measured, 1):
        name = f"{each.metric}.not_measured.{number}"
        title = f"{title_of(each.metric, findings)}: not measured"
        found.append(Outcome(name, _plain(each.metric), _plain(title), "", "skipped", _text(each.reason)))
    return tuple(found)


def of_comparison(comparison: Comparison, verdict: Verdict | None) -> tuple[Outcome, ...]:
    """Claims, then changes of figures, each in the order of the comparison."""
    known = verdict or Verdict()
    return (*_claims(comparison, known), *_changes(comparison, known))


def level_of(severity: str) -> Level:
    """How loud a severity is."""
    return _LEVELS.get(severity, "none")


def _of_finding(finding: Finding, verdict: Verdict) -> Outcome:
    shown = finding.reading == "shown"
    state, reason = _state(
        finding.id, verdict, READING_WORDS["not_assessed"] if finding.reading == "not_assessed" else "", GRADES
    )
    return Outcome(
        _plain(finding.id), _plain(finding.metric), _plain(finding.title), _text(finding.statement), state, reason,
        level_of(finding.severity) if shown else "none", shown,
    )  # fmt: skip


def _claims(comparison: Comparison, verdict: Verdict) -> Iterator[Outcome]:
    say = catalogue()
    for each in comparison.claims:
        state, reason = _state(each.id, verdict, each.reason if _not_comparable(each) else "", ("appeared",))
        fresh = each.fate in ("appeared", "turned")
        yield Outcome(
            _plain(each.id), f"claims.{_plain(each.metric)}", _plain(each.title), _text(str(said.claim_words(each, comparison, say))),
            state, reason, "warning" if fresh else "note", each.fate != "went", fresh,
        )  # fmt: skip


def _changes(comparison: Comparison, verdict: Verdict) -> Iterator[Outcome]:
    titles, say = dict(comparison.titles), catalogue()
    for each in comparison.changes:
        state, reason = _state(each.id, verdict, each.reason if each.reading == "not_assessed" else "", ("moved",))
        yield Outcome(
            _plain(each.id), f"changes.{_plain(each.metric)}", _plain(_change_title(each, titles)),
            _text(said.statement(each, comparison, say)), state, reason, "warning" if each.moved else "none", each.moved,
            each.moved,
        )  # fmt: skip


def _change_title(change: Change, titles: Mapping[str, str]) -> str:
    what = sentence_case(figured.subject(change, titles))
    return f"{what}: {figured.change_figure(change)}" if change.compared else what


def _not_comparable(claim: ClaimChange) -> bool:
    return bool(claim.reason) and claim.fate in ("appeared", "went")


def _state(identifier: str, verdict: Verdict, missing: str, gates: tuple[str, ...]) -> tuple[State, str]:
    """Whether it tripped one of ``gates``; ``missing`` is why there is nothing to judge."""
    tripped = [each for each in verdict.beyond.get(identifier, ()) if each in gates]
    if tripped:
        return "tripped", join(tripped)
    kept = next((each.kept for each in verdict.accepted if each.id == identifier), ())
    if [each for each in kept if each in gates]:
        return "accepted", _text(verdict.reasons[identifier])
    return ("skipped", _text(missing)) if missing else ("passed", "")


def _plain(text: str) -> str:
    return clipped(text, 240)


def _text(text: str) -> str:
    return clipped(text, 1200)
