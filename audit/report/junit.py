"""``junit.xml``: one test case per finding or change, for GitLab, Jenkins and whatever else draws test results.

A failure is what is beyond the gate, a skipped case what was not measured; without a gate nothing fails, as with the exit
code. The format has no standard; this is what Jenkins' schema (``junit-10.xsd`` of its xUnit plug-in) takes. No time and no
host is in it, so the same audit gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from audit.gating import Verdict
from audit.report.outcome import Outcome
from audit.report.visible import clipped


def render(name: str, outcomes: Sequence[Outcome], verdict: Verdict | None) -> bytes:
    """The outcomes as XML.

    Parameters
    ----------
    name : str
        Of the audit or comparison.
    outcomes : sequence of Outcome
    verdict : Verdict or None
        What a gate says; its own test suite tells what is accepted and what could not be judged.
    """
    root = ET.Element("testsuites", name=clipped(f"postaudit: {name}", 200))
    kinds = list(dict.fromkeys(each.kind for each in outcomes))
    for kind in kinds:
        _suite(root, kind, [_case(each) for each in outcomes if each.kind == kind])
    if verdict is not None and (verdict.accepted or verdict.unjudged):
        _suite(root, "gate", _of_gate(verdict))
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _suite(root: ET.Element, name: str, cases: Sequence[ET.Element]) -> None:
    counts = {
        count: str(sum(case.find(tag) is not None for case in cases))
        for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
    }
    suite = ET.SubElement(root, "testsuite", {"name": name, "tests": str(len(cases)), **counts, "time": "0"})
    suite.extend(cases)


def _case(outcome: Outcome) -> ET.Element:
    case = ET.Element("testcase", classname=outcome.kind, name=outcome.identifier, time="0")
    if outcome.state == "tripped":
        said = ET.SubElement(case, "failure", type=outcome.reason, message=f"{outcome.reason}: {outcome.title}")
        said.text = outcome.text
        return case
    if outcome.state == "skipped":
        ET.SubElement(case, "skipped", message=outcome.reason)
    lines = [outcome.title, outcome.text]
    if outcome.state == "accepted":
        lines.append(f"Accepted: {outcome.reason}")
    ET.SubElement(case, "system-out").text = "\n".join(each for each in lines if each)
    return case


def _of_gate(verdict: Verdict) -> list[ET.Element]:
    cases = []
    for each in verdict.accepted:
        case = ET.Element("testcase", classname="gate", name=clipped(f"accepted: {each.id}", 240), time="0")
        if each.gone:
            ET.SubElement(case, "skipped", message="accepted, and no longer shown")
        ET.SubElement(case, "system-out").text = clipped(each.reason, 600)
        cases.append(case)
    if verdict.unjudged:
        case = ET.Element("testcase", classname="gate", name="judged", time="0")
        ET.SubElement(case, "error", type="unjudged", message=clipped(verdict.unjudged, 600))
        cases.append(case)
    return cases
