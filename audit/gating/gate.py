"""Judge findings, and what changed, against a gate."""

from __future__ import annotations

from collections.abc import Sequence

from audit.comparing import Comparison
from audit.comparing.words import change_figure, interval
from audit.finding import Findings
from audit.gating.verdict import Accepted, Hits, Verdict

#: Grades of findings, the gravest first: each trips for itself and for those before it.
GRADES = ("high", "medium", "low")
#: What needs an earlier audit: a claim that appeared or turned round; any figure that is shown to have moved; a claim of the
#: earlier audit whose figure the later one does not have, as where a column was emptied.
CHANGES = ("appeared", "moved", "lost")


def gate(findings: Findings, comparison: Comparison | None = None, fail_on: Sequence[str] = ()) -> Verdict:
    """Whether an audit may pass.

    Parameters
    ----------
    findings : Findings
        Of the audit; what its plan accepts passes.
    comparison : Comparison, optional
        With an earlier audit.
    fail_on : sequence of str
        Of :data:`GRADES` and :data:`CHANGES`; nothing trips if empty.

    Returns
    -------
    Verdict

    Raises
    ------
    ValueError
        A change is asked for and there is no comparison.
    """
    asked = tuple(each for each in (*GRADES, *CHANGES) if each in fail_on)
    if comparison is None and set(asked) & set(CHANGES):
        raise ValueError("what changed can only be judged against an earlier audit")
    accepted = findings.accepted
    hits = Hits(accepted)
    for grade in _grades(asked):
        for finding in findings.findings:
            if finding.reading == "shown" and finding.severity == grade:
                hits.add(finding.id, grade, finding.title)
    unjudged = ""
    if comparison is not None and set(asked) & set(CHANGES):
        unjudged = _unjudged(comparison)
        if not unjudged:
            _changed(comparison, asked, hits)
    alive = {each.id for each in findings.findings if each.reading == "shown"}
    if comparison is not None:
        alive |= {each.id for each in comparison.moved()}
    else:
        # Without an earlier audit nobody knows whether a figure moved: it is not called gone.
        alive |= {each.id for each in findings.estimates if each.value is not None} - {
            each.id for each in findings.findings
        }
    return Verdict(
        asked,
        tuple(hits.tripped),
        tuple(
            Accepted(name, reason, hits.kept.get(name, ()), gone=name not in alive)
            for name, reason in sorted(accepted.items())
        ),
        unjudged,
    )


def _grades(asked: Sequence[str]) -> tuple[str, ...]:
    lowest = max((GRADES.index(each) for each in asked if each in GRADES), default=-1)
    return GRADES[: lowest + 1]


def _unjudged(comparison: Comparison) -> str:
    if comparison.same_ruler:
        return ""
    touched = [each.name for each in comparison.rulers if each.touches != "nothing"]
    return f"the two were measured with different rulers: {', '.join(touched[:5])}"


def _changed(comparison: Comparison, asked: Sequence[str], hits: Hits) -> None:
    if "appeared" in asked:
        for claim in comparison.fated("appeared", "turned"):
            hits.add(claim.id, "appeared", claim.title)
    if "moved" in asked:
        for change in comparison.moved():
            hits.add(change.id, "moved", f"{change_figure(change)}, {interval(change)}")
    if "lost" in asked:
        for claim in comparison.fated("went"):
            if claim.reason:
                hits.add(claim.id, "lost", f"{claim.title} ({claim.reason})")
