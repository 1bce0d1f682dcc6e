"""What the report adds to a statement: which of its figures can hardly be relied on, and whose other side it is."""

from __future__ import annotations

from audit.finding import Estimate, Finding, Findings
from audit.report.rows import printed
from audit.report.visible import line

#: Key of the value of a label: the rates of its values are shares of one whole.
_VALUE = "value"
#: Metrics whose figures of all groups together are one whole.
_OF_A_WHOLE = "representation"


def with_asides(finding: Finding, findings: Findings) -> str:
    """The statement of a finding and what has to be said with it."""
    if finding.reading != "shown":
        return finding.statement
    return " ".join(
        each for each in (finding.statement, _other_side(finding, findings), _doubt(finding, findings)) if each
    )


def _other_side(finding: Finding, findings: Findings) -> str:
    """That it is one gap with a finding printed before it, where both are of shares of one whole and point opposite ways."""
    head = findings.by_id.get(finding.headline or "")
    if head is None or head.family is None:
        return ""
    own, mirrors = findings.rank(finding), []
    for other in findings.findings:
        against = findings.by_id.get(other.headline or "")
        if other.reading == "shown" and against is not None and _are_mirrors(head, against):
            mirrors.append(other)
    before = [each for each in mirrors if findings.rank(each) < own]
    if not before:
        return ""
    first = min(before, key=findings.rank)
    return f"Shares of one whole: where one is larger, others are smaller. Seen from the other side: “{line(first.title)}”."


def _are_mirrors(one: Estimate, other: Estimate) -> bool:
    if (one.family, one.unit, one.measure) != (other.family, "points", other.measure):
        return False
    if one.group.keys() != other.group.keys() or (one.value or 0) * (other.value or 0) >= 0:
        return False
    apart = [key for key in one.group if one.group[key] != other.group[key]]
    return apart == [_VALUE] or (len(apart) == 1 and one.metric == _OF_A_WHOLE)


def _doubt(finding: Finding, findings: Findings) -> str:
    """Which share of the finding itself is unreliable, with its interval; others are marked in the table."""
    rate = next((findings.by_id[each] for each in finding.estimates if each in findings.by_id and _is_rate(each)), None)
    if rate is None or "unreliable" not in rate.note or rate.value is None:
        return ""
    return f"Unreliable: the interval of {printed(rate)} runs from {rate.limits}."


def _is_rate(identifier: str) -> bool:
    return identifier.rpartition(".")[2] == "rate"
