"""Cards, findings and lists as the command prints them."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

import audit
from audit import metrics
from audit.errors import PlanError
from audit.explaining.explain import explain_finding, explain_metric, listing, schema_text
from audit.finding import READING_WORDS
from audit.loaders.profiles.profiled import PROFILES
from audit.loaders.registry import LOADERS
from audit.metrics.base import HEADINGS, card
from audit.plan import Plan
from audit.posts import FIELD_NAMES
from audit.report.notebook import Report
from audit.resources import POPULATIONS, list_resources, read_benchmark

NAMES = [each.name for each in metrics.all_metrics()]


@pytest.mark.parametrize("name", NAMES)
def test_every_card_is_printed_whole(name):
    told = card(next(each for each in metrics.all_metrics() if each.name == name))
    text = explain_metric(name)
    assert text.startswith(f"{name}: {told['title']}")
    flat = " ".join(text.split())
    at = [flat.index(f" {heading} {' '.join(told[key].split())[:40]}") for heading, key in HEADINGS.items()]
    assert at == sorted(at)
    for key in HEADINGS.values():
        assert " ".join(told[key].split()) in flat
    assert max(map(len, text.splitlines())) <= 100
    assert explain_metric(f"{name}.anything.below") == text


def test_a_wrong_name_is_told_with_the_nearest():
    with pytest.raises(PlanError, match="no metric, benchmark, lexicon or rule 'label'") as told:
        explain_metric("label")
    assert "'labels'" in str(told.value)
    assert "--report" in str(told.value)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    from pathlib import Path

    samples = Path(__file__).parents[2] / "data_samples"
    findings = audit.run(samples / "northtown.csv", plan=samples / "audit.toml", workers=1)
    path = tmp_path_factory.mktemp("explain") / "findings.json"
    path.write_bytes(Report(findings).json())
    return findings, path


def test_every_finding_is_explained_with_its_figures(saved):
    findings, path = saved
    for finding in findings:
        text = explain_finding(finding.id, path)
        assert text.startswith(finding.title)
        assert f"Reading: {READING_WORDS[finding.reading]}. Severity: {finding.severity}." in text
        flat = " ".join(text.split())
        assert " ".join(finding.statement.split()) in flat
        assert all(" ".join(each.split()) in flat for each in (*finding.caveats, *finding.actions))
        assert all(f"{each}: " in text for each in finding.estimates)
        assert f"postaudit explain {finding.metric}" in text
        assert not re.search(r"\bnan\b|\bNone\b|not measured", text)


def test_a_folder_is_its_findings_and_a_wrong_id_names_the_nearest(saved):
    _, path = saved
    assert explain_finding("concentration", path.parent) == explain_finding("concentration", path)
    with pytest.raises(PlanError, match="no finding 'concentrations'") as told:
        explain_finding("concentrations", path)
    assert "'concentration'" in str(told.value)


def test_figures_carry_their_interval_counts_and_the_reason_where_there_are_none(saved):
    findings, path = saved
    text = explain_finding("mentions.gender.women_men", path)
    ratio = findings.estimate("mentions.gender.women.ratio_to_men")
    [line] = [each for each in text.splitlines() if f"{ratio.id}: " in each]
    assert f"{ratio.value:.2f}×" in line
    assert f"(95% {ratio.low:.2f} to {ratio.high:.2f}" in line
    assert f"{ratio.n_posts:,} posts, {ratio.n_authors:,} authors" in line
    hidden = next(
        each
        for each in findings.estimates
        if each.status == "suppressed" and any(each.id in f.estimates for f in findings)
    )
    owner = next(each for each in findings if hidden.id in each.estimates)
    assert f"{hidden.id}: not printed ({hidden.note})" in explain_finding(owner.id, path)


def test_counts_that_are_hidden_are_said_to_be(saved, tmp_path):
    """A figure that is rounded because of what it would give away has a value and no counts."""
    findings, _ = saved
    name = "representation.gender.women.share_of_posts"
    blurred = tuple(
        replace(each, n_posts=None, n_authors=None) if each.id == name else each for each in findings.estimates
    )
    path = tmp_path / "findings.json"
    path.write_bytes(Report(replace(findings, estimates=type(findings.estimates)(blurred))).json())
    [line] = [each for each in explain_finding("representation.gender.women", path).splitlines() if f"{name}: " in each]
    assert line.endswith("counts hidden")
    assert "not measured" not in line


def test_lists_name_everything_there_is():
    assert [line.split()[0] for line in listing("metrics").splitlines()] == NAMES
    loaders = listing("loaders").splitlines()
    known = [*PROFILES, *LOADERS]
    assert [line.split()[0] for line in loaders] == ["table", *(each.name for each in known)]
    formats = listing("formats")
    assert all(each.command in formats for each in known)
    lexicons = [each.name for each in list_resources("lexicons")]
    assert [line.split()[0] for line in listing("lexicons").splitlines()] == lexicons


def test_benchmarks_are_listed_under_their_population_and_have_a_card():
    blocks = listing("benchmarks").split("\n\n")
    assert [each.split(":")[0] for each in blocks[:-1]] == list(POPULATIONS)
    for own in list_resources("benchmarks"):
        benchmark = read_benchmark(own.name)
        [block] = [each for each in blocks if f"\n  {own.name} " in each]
        assert block.startswith(f"{benchmark.population.kind}: ")
        lines = block.splitlines()
        [number] = [number for number, line in enumerate(lines) if line.startswith(f"  {own.name} ")]
        for said in (own.extra["place"], own.extra["year"], own.extra["sample_size"], benchmark.basis):
            assert said in lines[number + 1]
        told = " ".join(explain_metric(own.name).split())
        for said in (own.title, benchmark.population.title, own.extra["place"], own.licence, *own.known_faults):
            assert said in told
        assert own.extra["wording"] in told
        assert own.extra["verified"] in told
        assert ("\u00b1" in told) == any(any(each.values()) for each in benchmark.errors.values())


def test_schemas_are_those_in_force():
    assert [line.split()[0] for line in schema_text("posts").splitlines()] == list(FIELD_NAMES)
    assert set(json.loads(schema_text("plan"))["properties"]) == set(Plan.model_fields)
    assert "estimates" in json.loads(schema_text("findings"))["properties"]


def test_the_command_prints_cards_and_findings(postaudit, saved):
    _, path = saved
    assert postaudit("explain", "coverage").out == explain_metric("coverage") + "\n"
    told = postaudit("explain", "concentration", "--findings", path)
    assert told.out == explain_finding("concentration", path) + "\n"
    assert postaudit("explain", "nothing").code == 2


@pytest.mark.parametrize("name", [each.name for each in list_resources("lexicons")])
def test_the_card_of_a_lexicon_says_who_made_it_and_what_is_wrong_with_it(name):
    text = explain_metric(name)
    flat = " ".join(text.split())
    told = next(each for each in list_resources("lexicons") if each.name == name)
    assert text.startswith(f"{name}: {told.title}")
    assert told.reviewed in flat
    for each in (*told.known_faults, *told.source):
        assert " ".join(each.split()) in flat
    assert max(map(len, text.splitlines())) <= 100
