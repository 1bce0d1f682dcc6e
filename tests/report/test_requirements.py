"""What an audit is evidence for: from findings alone, each item where it belongs, and never a word too much."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from audit.finding import Findings, NotMeasured
from audit.report import html, json_file, markdown, requirements
from audit.report.report import Report
from audit.resources import Requirement, Requirements, read_requirements

TOO_MUCH = re.compile(r"complian|complies|certif|unbiased|debias|guarantee|proves?\b", re.IGNORECASE)


def row(*evidence, people="What for"):
    return Requirement("a", "Rule", "1", "t", "in force", "2026", "what", evidence, people, "read", (), "")


def of(findings, *evidence):
    table = Requirements(read_requirements().card, (row(*evidence),))
    [found] = requirements.evidence(findings, table)
    return found


def test_a_metric_brings_its_figures_and_findings(example):
    found = of(example, "representation")
    assert {each.id for each in found.findings} == {each.id for each in example if each.metric == "representation"}
    printed = [
        e for e in example.estimates if e.metric == "representation" and e.status == "ok" and e.value is not None
    ]
    assert sum(found.figures.values()) == len(printed)
    assert found.figures["representation.share_of_posts"] == 8  # and one that is hidden
    assert found.measured == ("representation",)


def test_a_measure_brings_its_figures_and_the_findings_that_stand_on_them(example):
    found = of(example, "representation.difference")
    assert found.figures == {"representation.difference": 1}
    assert [each.id for each in found.findings] == ["representation.gender.women"]


def test_a_harm_brings_its_findings(example):
    found = of(example, "harm:stereotyping")
    assert [each.id for each in found.findings] == ["markers.gender.theme0"]
    assert found.measured == ("markers",)


def test_what_is_missing_is_named_with_its_reason(example):
    found = of(example, "agreement", "privacy", "representation", "fact:fields", "fact:period")
    assert found.missing == {
        "agreement": ("The labels carry no annotator ids.",),
        "privacy": ("It was not asked for.",),
        "representation": ("Disability and ethnicity: no field in the data states them, and none is inferred.",),
        "fact:fields": (requirements.FACTS["fields"][1],),
    }
    assert found.facts == ("period",)


def test_a_finding_that_could_not_be_assessed_measures_nothing(example):
    assert of(example, "labels.difference").measured == ()
    assert of(example, "harm:quality_of_service").measured == ()


def test_every_finding_but_of_a_harm_nobody_asks_for_bears_on_something(example):
    bears = requirements.bears_on(example)
    assert bears.keys() == {each.id for each in example}
    assert all(bears.values())
    assert "eu-ai-act-10-2-f" in bears["representation.gender.women"]
    assert "eu-ai-act-10-2-f" not in bears["coverage.place"]
    assert "eu-ai-act-10-2-h" in bears["coverage.place"]


def test_everything_not_measured_is_a_gap_for_something(example):
    made = json.loads(requirements.encode(example))
    assert [each["metric"] for each in made["not_measured"]] == [each.metric for each in example.not_measured]
    assert all(each["gap_for"] for each in made["not_measured"])


def test_the_file_says_the_same_as_the_page(example):
    made = json.loads(requirements.encode(example))
    assert len(made["requirements"]) == len(read_requirements().rows)
    assert made["table"]["sha256"] == read_requirements().card.sha256
    known = {each.id for each in example}
    for each in made["requirements"]:
        assert set(each["evidence"]["findings"]) <= known
    page, text = html.render(example, {}), markdown.render(example)
    for each in requirements.lines(example):
        assert markdown.escape(each.name) in text
        assert each.name.replace("&", "&amp;") in page
    assert "What this is evidence for" in page
    assert "## What this is evidence for" in text


def test_an_empty_audit_is_evidence_for_nothing_but_its_own_safeguards(empty):
    for each in requirements.evidence(empty):
        assert not each.findings
        assert not each.figures
        assert set(each.facts) <= {"safeguards", "plan", "methods", "accounting", "limits"}


def test_what_becomes_measured_is_no_longer_missing(example):
    later = replace(example, not_measured=(NotMeasured("privacy", "No text."),))
    assert of(later, "privacy").missing == {"privacy": ("No text.",)}
    one = replace(example.estimates[0], id="privacy.unique", metric="privacy", measure="unique_share")
    there = of(replace(example, estimates=(*example.estimates, one)), "privacy")
    assert there.missing == {}
    assert there.figures == {"privacy.unique_share": 1}


@pytest.mark.parametrize("which", ["example", "nothing_found", "empty"])
def test_nothing_is_said_to_be_met(which, request):
    findings = request.getfixturevalue(which)
    text = requirements.encode(findings) + " ".join(
        f"{each.name} {each.measured} {each.missing} {each.people}" for each in requirements.lines(findings)
    )
    assert not TOO_MUCH.search(text.replace("no statement that anything is met", ""))


def test_the_same_from_the_file_alone(example, tmp_path):
    written = Report(example).write(tmp_path, formats=["requirements"])
    again = Report(json_file.read(written / "findings.json"))
    assert (written / "requirements.json").read_bytes() == again.forms("requirements")["requirements.json"]


def test_order_of_estimates_and_findings_changes_nothing(example):
    turned = replace(example, estimates=example.estimates[::-1])
    assert requirements.encode(turned) == requirements.encode(example)


def test_a_hidden_figure_is_counted_nowhere(example):
    hidden = [each for each in example.estimates if each.status == "suppressed"]
    assert hidden
    alone = Findings(example.audit, example.dataset, tuple(hidden))
    assert all(not each.figures and not each.measured for each in requirements.evidence(alone))
