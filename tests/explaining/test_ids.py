"""What can be explained: metrics, findings with and without a report, readings, every word of the glossary."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import audit
from audit import metrics
from audit.errors import PlanError
from audit.explaining.explain import explain_metric
from audit.explaining.glossary import term, terms, words
from audit.explaining.ids import explain
from audit.finding import READING_WORDS
from audit.report.notebook import Report
from audit.resources import list_resources

SAMPLES = Path(__file__).parents[2] / "data_samples"


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A folder with the findings of some quick metrics."""
    findings = audit.run(
        SAMPLES / "northtown.csv",
        plan=SAMPLES / "audit.toml",
        metrics=["representation", "mentions", "labels", "concentration", "coverage"],
        workers=1,
    )
    folder = tmp_path_factory.mktemp("explained")
    (folder / "findings.json").write_bytes(Report(findings).json())
    return findings, folder


def test_every_finding_is_explained_from_its_report(report):
    findings, folder = report
    assert {each.reading for each in findings} > {"shown", "inconclusive"}
    for each in findings:
        text = explain(f"{folder}#{each.id}")
        assert text == explain(each.id, folder) == explain(f"{folder / 'report.html'}#{each.id}")
        at = [
            text.index(f"\n{heading}\n")
            for heading in ("Why it reads so, and what would change it", "How it was computed", "How to cite it")
        ]
        assert at == sorted(at)
        assert text.startswith(each.title)
        assert f"report.html#{each.id}" in text
        assert f"@misc{{postaudit-{findings.audit['id']}," in text
        told = next(card for card in findings.methods if card["name"] == each.metric)
        assert " ".join(told["definition"].split())[:60] in " ".join(text.split())


def test_what_would_change_a_finding_names_its_tolerance_authors_and_reference(report):
    findings, folder = report
    shown = findings.finding("representation.gender.women")
    [estimate] = [each for each in findings.estimates if each.id == shown.headline]
    text = " ".join(explain(shown.id, folder).split())
    assert "share_gap = 0.05" in text
    assert f"It stands on {estimate.n_authors:,} authors" in text
    assert f"It is held against {estimate.reference.source}" in text


def test_an_id_says_what_it_can_without_a_report(report):
    findings, _ = report
    known = {each.name for each in metrics.all_metrics()}
    for each in findings:
        assert each.id.split(".")[0] in known
        if each.id in known:
            assert explain(each.id) == explain_metric(each.id)
            continue
        text = explain(each.id)
        assert text.startswith(each.id)
        for said in ("How it is computed", "Reading it", "--report"):
            assert said in text
        assert max(map(len, text.splitlines())) <= 120


def test_a_figure_of_a_report_is_explained_with_the_findings_on_it(report):
    findings, folder = report
    name = findings.finding("representation.gender.women").headline
    text = explain(name, folder)
    assert f"{name}: " in text
    assert "representation.gender.women: " in text


@pytest.mark.parametrize("reading", [*READING_WORDS, *READING_WORDS.values()])
def test_every_reading_has_an_explanation(reading):
    text = explain(reading)
    assert len(text) > 200
    assert text == explain(reading.upper().replace("_", "-"))


def test_every_word_is_explained_once_and_leads_to_words_there_are():
    written = words()
    plain = [each.casefold().replace("_", " ").replace("-", " ") for each in written]
    assert len(set(plain)) == len(plain) > 60
    taken = {each.name for each in metrics.all_metrics()}
    taken |= {each.name for kind in ("benchmarks", "lexicons") for each in list_resources(kind)}
    assert not taken & {*written}
    for each in terms():
        assert explain(each.name).startswith(f"{each.name}\n")
        assert all(explain(other) == explain(each.name) for other in each.also)
        assert all(term(other) for other in each.see)
        assert each.text.endswith(".")
        assert max(map(len, explain(each.name).splitlines())) <= 100


def test_every_word_that_a_report_explains_is_explained_here_too():
    """By each form that a report may write it in, but those that are the name of a metric, which has a card."""
    from audit.report.catalogue import catalogue

    taken = {each.name for each in metrics.all_metrics()}
    for each in catalogue().words:
        for form in {each.term, *each.forms} - taken:
            assert explain(form).strip()
        if term(each.term) is None:
            assert " ".join(each.means.split()) in " ".join(explain(each.term).split())
    for word in ("reach", "fingerprint", "bounds", "strict", "alpha", "design effect", "checksum", "adjusted gap"):
        assert len(explain(word)) > 100


def test_words_of_findings_json_are_explained():
    """Whatever the schema of findings lets a reading, grade, status, harm or unit be."""
    from audit.report import json_file

    schema = str(json_file.schema())
    for each in ("quality_of_service", "stereotyping", "not_estimable", "suppressed", "per_1000", "high"):
        assert each in schema
        assert term(each), each


def test_a_wrong_name_is_told_with_the_nearest(report):
    _, folder = report
    for written, nearest in (("inconclusve", "inconclusive"), ("q-valu", "q-value"), ("mentons", "mentions")):
        with pytest.raises(PlanError) as told:
            explain(written)
        assert f"'{nearest}'" in str(told.value)
    with pytest.raises(PlanError) as told:
        explain(f"{folder}#representation.gender.woman")
    assert "'representation.gender.women'" in str(told.value)
    with pytest.raises(PlanError):
        explain("?")


def test_the_command_takes_a_folder_and_an_id(report, postaudit):
    _, folder = report
    told = postaudit("explain", f"{folder}#representation.gender.women")
    assert told.out == explain("representation.gender.women", folder) + "\n"
    assert postaudit("explain", "representation.gender.women", "--report", folder).out == told.out
    assert postaudit("explain", "inconclusive").out == explain("inconclusive") + "\n"
    assert not re.search(r"\x1b", told.out)
