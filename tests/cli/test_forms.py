"""Forms from the command line: with a run, from a folder, to standard output, with the card of a plan."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FORMS = "datasheet,data-statement,croissant,dpia,training-summary,impact-ratios,requirements"


def run(*words, cwd):
    command = [sys.executable, "-m", "audit", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("forms")
    told = run(
        "run",
        ROOT / "data_samples/northtown.csv",
        "-c",
        ROOT / "data_samples/audit.toml",
        "-q",
        "--format",
        FORMS,
        cwd=place,
    )
    assert told.returncode == 0, told.stderr
    [made] = (place / "reports").iterdir()
    return made


def test_a_run_writes_the_forms_it_is_asked_for(folder):
    names = {path.name for path in folder.iterdir()}
    assert names >= {
        "datasheet.md", "data_statement.md", "croissant.json", "croissant_open_questions.md", "dpia_input.md",
        "training_summary.md", "impact_ratios.md", "requirements.json",
    }  # fmt: skip
    assert not names & {"report.html", "report.md"}


def test_the_files_that_were_read_are_in_croissant(folder):
    made = json.loads((folder / "croissant.json").read_text(encoding="utf-8"))
    assert [each["name"] for each in made["distribution"]] == ["northtown.csv"]


def test_from_a_folder_with_the_card_of_a_plan(folder, tmp_path):
    plan = tmp_path / "card.toml"
    plan.write_text('[card]\npurpose = "To try an audit."\n', encoding="utf-8")
    told = run("report", folder, "-c", plan, "-o", "-", "--format", "datasheet", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert "**Stated in the plan.** To try an audit." in told.stdout
    made = json.loads(run("report", folder, "-o", "-", "--format", "croissant", cwd=tmp_path).stdout)
    assert made == json.loads((folder / "croissant.json").read_text(encoding="utf-8"))


def test_an_answer_to_no_question_is_told(folder, tmp_path):
    plan = tmp_path / "card.toml"
    plan.write_text('[card.answers]\n"composition.confidental" = "No."\n', encoding="utf-8")
    told = run("report", folder, "-c", plan, "-o", "-", "--format", "datasheet", cwd=tmp_path)
    assert told.returncode == 2
    assert "there is no question 'composition.confidental'" in told.stderr
    assert "composition.confidential" in told.stderr
    assert not told.stdout


def test_to_standard_output_with_the_files_that_were_read(folder, tmp_path):
    words = ("run", ROOT / "data_samples/northtown.csv", "-c", ROOT / "data_samples/audit.toml", "-q", "-o", "-")
    told = run(*words, "--format", "croissant", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert told.stdout == (folder / "croissant.json").read_text(encoding="utf-8")


def test_a_run_against_a_baseline_writes_forms_of_the_audit_alone(folder, tmp_path):
    words = ("run", ROOT / "data_samples/northtown-null.csv", "-c", ROOT / "data_samples/audit.toml", "-q")
    told = run(*words, "--baseline", folder, "--metrics", "coverage", "--format", "datasheet", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    written = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert {"datasheet.md", "comparison.json"} <= written
    assert not written & {"comparison.html", "report.html"}


def test_a_comparison_has_none(folder, tmp_path):
    told = run("compare", folder, folder, "-o", tmp_path, "--format", "datasheet", cwd=tmp_path)
    assert told.returncode == 2
    assert "datasheet" in told.stderr


def test_what_would_be_refused_at_the_end_is_refused_before_posts_are_read(postaudit, tmp_path):
    """Nothing is measured first: neither a summary nor a report is there."""
    samples = Path(__file__).parents[2] / "data_samples"
    plan = tmp_path / "audit.toml"
    plan.write_text('[card.answers]\n"composition.cuont" = "All."\n', encoding="utf-8")
    for words, why in (
        (("--previous", tmp_path / "none"), "there is no such file"),
        (("--config", plan), "there is no question 'composition.cuont'"),
    ):
        told = postaudit("run", samples / "northtown.csv", *words, "-o", tmp_path / "reports")
        assert told.code == 2
        assert why in told.out + told.err
        assert "records" not in told.out + told.err
    assert not (tmp_path / "reports").exists()
