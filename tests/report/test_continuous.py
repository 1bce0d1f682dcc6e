"""JUnit, SARIF and the step summary: what is in them, that nothing of a name gets loose, and the same bytes each time."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from audit.comparing import compare
from audit.finding import NotMeasured
from audit.gating import gate
from audit.report.comparison.comparison import Comparison
from audit.report.report import Report
from audit.report.sarif import place_of
from audit.report.step_summary import MOST_BYTES

NASTY = '<b>&"]]>|`x`\n# [a](http://x) @you ::error:: \u202e\x07\ud800 ${{ x }}'

#: What SARIF 2.1.0 (OASIS standard, 27 March 2020) demands of every object that is written here; the full schema is larger
#: by all that is not. Section numbers are those of the standard.
_TEXT = {"type": "object", "required": ["text"], "additionalProperties": False, "properties": {"text": {"type": "string", "minLength": 1}}}  # fmt: skip
_LEVEL = {"enum": ["none", "note", "warning", "error"]}


def _object(required: str, **properties: object) -> dict[str, object]:
    return {"type": "object", "required": required.split(), "additionalProperties": False, "properties": properties}


_RULE = _object(
    "id", id={"type": "string"}, name={"type": "string"}, shortDescription=_TEXT, fullDescription=_TEXT, help=_TEXT
)  # 3.49
_PLACE = _object(  # 3.28, 3.29, 3.33
    "physicalLocation",
    physicalLocation=_object(
        "artifactLocation region",
        artifactLocation=_object("uri", uri={"type": "string", "format": "uri-reference"}),
        region=_object("startLine", startLine={"type": "integer", "minimum": 1}),
    ),
    logicalLocations={"type": "array", "items": _object("fullyQualifiedName kind", fullyQualifiedName={"type": "string"}, kind={"type": "string"})},
)  # fmt: skip
_RESULT = _object(  # 3.27
    "message ruleId",
    ruleId={"type": "string"},
    ruleIndex={"type": "integer", "minimum": 0},
    kind={"enum": ["notApplicable", "pass", "fail", "review", "open", "informational"]},
    level=_LEVEL,
    message=_TEXT,
    locations={"type": "array", "items": _PLACE},
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
    baselineState={"enum": ["new", "unchanged", "updated", "absent"]},
    suppressions={
        "type": "array",
        "items": _object(
            "kind",
            kind={"enum": ["inSource", "external"]},
            status={"enum": ["accepted", "underReview", "rejected"]},
            justification={"type": "string"},
        ),
    },
)
_INVOCATION = _object(  # 3.20, 3.58
    "executionSuccessful",
    executionSuccessful={"type": "boolean"},
    toolExecutionNotifications={
        "type": "array",
        "items": _object("message", descriptor=_object("id", id={"type": "string"}), level=_LEVEL, message=_TEXT),
    },
)
_DRIVER = _object("name", name={"type": "string"}, semanticVersion={"type": "string"}, rules={"type": "array", "uniqueItems": True, "items": _RULE})  # fmt: skip
_RUN = _object(
    "tool",
    tool=_object("driver", driver=_DRIVER),
    invocations={"type": "array", "items": _INVOCATION},
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results={"type": "array", "items": _RESULT},
)
SARIF = _object("version runs", **{"$schema": {"type": "string", "format": "uri"}, "version": {"const": "2.1.0"}, "runs": {"type": "array", "minItems": 1, "items": _RUN}})  # fmt: skip


def accepting(findings, **accepted):
    plan = {**(findings.audit.get("plan") or {}), "gate": {"accept": accepted}}
    return replace(findings, audit={**findings.audit, "plan": plan})


def cases(content: bytes) -> dict[str, ET.Element]:
    return {each.get("name"): each for each in ET.fromstring(content).iter("testcase")}


def sarif(content: bytes) -> dict:
    data = json.loads(content)
    jsonschema.Draft7Validator(SARIF).validate(data)
    [run] = data["runs"]
    for each in run["results"]:
        assert run["tool"]["driver"]["rules"][each["ruleIndex"]]["id"] == each["ruleId"]
        assert (each["kind"] == "fail") == (each["level"] != "none")  # 3.27.10
    fingerprints = [each["partialFingerprints"]["primaryLocationLineHash"] for each in run["results"]]
    assert len(set(fingerprints)) == len(fingerprints)
    return run


@pytest.fixture
def shown(example):
    return [each for each in example.findings if each.reading == "shown"]


@pytest.fixture
def changed(example):
    """The example against itself with one figure moved far and one claim less."""
    first = next(each for each in example.findings if each.reading == "shown")
    name = "representation.gender.women.share_of_posts"
    moved = [
        replace(each, value=0.8, low=0.77, high=0.83, n_authors=4000) if each.id == name else each
        for each in example.estimates
    ]
    before = replace(
        example,
        audit={**example.audit, "id": "0" * 12},
        dataset={**example.dataset, "fingerprint": "1" * 32},
        findings=tuple(each for each in example.findings if each.id != first.id),
    )
    after = replace(example, estimates=tuple(moved), dataset={**example.dataset, "fingerprint": "2" * 32})
    return Comparison.of(compare(before, after)), after, first.id


def test_a_case_per_finding_and_what_is_beyond_the_gate_fails(example, shown):
    assert {each.severity for each in shown} > {"high"}
    verdict = gate(example, fail_on=["high"])
    found = cases(Report(example, verdict=verdict).junit())
    assert {each.id for each in example.findings} <= found.keys()
    failed = {name for name, each in found.items() if each.find("failure") is not None}
    assert failed == {each.id for each in verdict.tripped} == {each.id for each in shown if each.severity == "high"}
    skipped = {name for name, each in found.items() if each.find("skipped") is not None}
    assert {each.id for each in example.findings if each.reading == "not_assessed"} <= skipped
    assert len([each for each in skipped if ".not_measured." in each]) == len(example.not_measured)
    root = ET.fromstring(Report(example, verdict=verdict).junit())
    for suite in [root, *root]:
        counts = Counter(each.tag for case in suite.iter("testcase") for each in case)
        assert int(suite.get("tests")) == len(list(suite.iter("testcase")))
        assert (int(suite.get("failures")), int(suite.get("skipped"))) == (counts["failure"], counts["skipped"])


def test_without_a_gate_nothing_fails(example):
    assert b"<failure" not in Report(example).junit()


def test_what_is_accepted_is_in_every_output_with_its_reason(example, shown, tmp_path):
    first = shown[0].id
    findings = accepting(example, **{first: "known since May", "markers.nowhere": "fixed long ago"})
    report = Report(findings, verdict=gate(findings, fail_on=["low"]))
    found = cases(report.junit())
    assert found[first].find("failure") is None
    assert "Accepted: known since May" in found[first].find("system-out").text
    assert found["accepted: markers.nowhere"].find("skipped").get("message") == "accepted, and no longer shown"
    [result] = [each for each in sarif(report.sarif())["results"] if "suppressions" in each]
    assert result["partialFingerprints"]["postauditId/v1"] == first
    assert result["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "known since May"}]
    comparison = Comparison.of(compare(example, findings))
    from audit.report.notebook import Findings

    texts = [report.summary(), report.markdown(), report.html(), str(Findings.of(findings)), Findings.of(findings)._repr_html_(),
             report.json().decode(), comparison.markdown(), comparison.html(), str(comparison), comparison.json().decode(),
             comparison.gated(report.verdict).summary()]  # fmt: skip
    for text in texts:
        assert "known since May" in text
        assert "fixed long ago" in text
    assert "(no longer shown)" in report.summary()


def test_sarif_holds_what_is_shown_and_notes_what_was_not_measured(example, shown):
    run = sarif(Report(example, config=Path("plans/audit.toml")).sarif())
    levels = {"high": "error", "medium": "warning", "low": "note", "none": "none"}
    found = {each["partialFingerprints"]["postauditId/v1"]: each for each in run["results"]}
    assert {name: each["level"] for name, each in found.items()} == {each.id: levels[each.severity] for each in shown}
    assert {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in found.values()} == {
        "plans/audit.toml"
    }
    cards = {each["name"]: each for each in example.methods}
    for rule in run["tool"]["driver"]["rules"]:
        assert rule["shortDescription"]["text"] == cards.get(rule["id"], {"title": rule["id"]})["title"]
    said = " ".join(each["message"]["text"] for each in run["invocations"][0]["toolExecutionNotifications"])
    for each in example.not_measured:
        assert each.reason.split(":")[0] in said


def test_results_point_into_the_repository_only():
    assert place_of(None) == "audit.toml"
    assert place_of(Path("plans/my plan.toml")) == "plans/my%20plan.toml"
    assert place_of(Path("/home/someone/audit.toml")) == place_of(Path("../../audit.toml")) == "audit.toml"


def test_a_comparison_tells_claims_and_figures(changed):
    comparison, after, claim = changed
    verdict = gate(after, comparison, ["appeared", "moved"])
    judged = comparison.gated(verdict)
    found = cases(judged.junit())
    name = "representation.gender.women.share_of_posts"
    assert found[name].get("classname") == "changes.representation"
    assert found[name].find("failure").get("type") == "moved"
    assert found[claim].find("failure").get("type") == "appeared"
    failed = {each for each in found if found[each].find("failure") is not None}
    assert failed == {each.id for each in verdict.tripped}
    results = {each["partialFingerprints"]["postauditId/v1"]: each for each in sarif(judged.sarif())["results"]}
    assert results[name]["baselineState"] == results[claim]["baselineState"] == "new"
    assert {each["baselineState"] for each in results.values()} == {"new", "unchanged"}
    assert f"moved: `{name}`" in judged.summary()


def test_what_could_not_be_judged_is_an_error(example):
    other = replace(
        example, audit={**example.audit, "version": "0.0.1"}, dataset={**example.dataset, "fingerprint": "1" * 32}
    )
    comparison = Comparison.of(compare(other, example))
    judged = comparison.gated(gate(example, comparison, ["moved"]))
    root = ET.fromstring(judged.junit())
    assert root.get("errors") == "1"
    assert "different rulers" in root.find(".//error").get("message")
    assert not sarif(judged.sarif())["invocations"][0]["executionSuccessful"]
    assert "cannot be judged" in judged.summary()


def test_hostile_names_stay_text(example_with, hostile):
    for name in (*hostile, NASTY):
        findings = example_with(women=name, men=name, name=name, theme=name)
        named = tuple(
            replace(each, title=f"Claim of {name}", statement=f"{name} and {name}.") for each in findings.findings
        )
        findings = replace(
            findings, findings=named, not_measured=(*findings.not_measured, NotMeasured("markers", name))
        )
        findings = accepting(findings, **{findings.findings[0].id: name, f"markers.{name}": name})
        report = Report(findings, verdict=gate(findings, fail_on=["low"]))
        assert cases(report.junit())
        sarif(report.sarif())
        text = report.summary()
        for said in (text, report.junit().decode(), report.sarif().decode()):
            assert not re.search("[\u202e\x07\ud800]", said)
        assert not re.search(r"<(?!br)[a-z/!]", text)
        # A line of ours, or of a list or table: a name opens none of its own.
        for each in text.splitlines():
            assert not re.match(r"\s*(#(?!# )|::|>)", each), each
        comparison = Comparison.of(compare(example_with(), findings))
        judged = comparison.gated(report.verdict)
        assert cases(judged.junit())
        sarif(judged.sarif())
        judged.summary()


def test_the_summary_is_short_whatever_there_is(example, shown):
    many = tuple(replace(shown[0], id=f"markers.{number}", title="ü" * 240) for number in range(4000))
    not_measured = tuple(NotMeasured(f"m{number}", "ü" * 600) for number in range(3000))
    findings = accepting(
        replace(example, findings=many, not_measured=not_measured), **{each.id: "ü" * 900 for each in many}
    )
    text = Report(findings, verdict=gate(findings, fail_on=["low"])).summary()
    assert len(text.encode()) <= MOST_BYTES
    assert "more" in text
    huge = accepting(example, **{each.id: "ü" * 900 for each in many})
    assert len(Comparison.of(compare(example, huge)).summary().encode()) <= MOST_BYTES


def test_two_renderings_are_the_same_bytes_and_tell_no_time(example, changed, tmp_path):
    formats = ["summary", "junit", "sarif"]
    comparison = changed[0]
    for made in (Report(example, {"time": "2026-11-23T10:00:00Z", "host": "here"}), comparison):
        one, two = made.write(tmp_path / "a", formats), made.write(tmp_path / "b", formats)
        names = {"summary.md", "junit.xml", "report.sarif"}
        assert names <= {each.name for each in one.iterdir()}
        for name in names:
            content = (one / name).read_bytes()
            assert content == (two / name).read_bytes()
            assert b"2026-11-23" not in content
            assert b"timestamp" not in content


def test_nothing_found_is_a_report_too(empty, nothing_found):
    for findings in (empty, nothing_found):
        report = Report(findings)
        ET.fromstring(report.junit())
        sarif(report.sarif())
        assert "Nothing was shown" in report.summary()
