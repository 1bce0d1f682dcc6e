"""The command ``postaudit compare``: what it reads, writes, refuses, and leaves with."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest

import audit
from audit.report.comparison import json as comparison_json

MODEL = "[dataset]\nname = 'Northtown model'\ngenerated = true\n"


@pytest.fixture(scope="module")
def reports(tmp_path_factory) -> dict[str, Path]:
    """Folders of three audits: the planted posts, their null twin, and generated text."""
    samples = Path(__file__).parents[2] / "data_samples"
    place = tmp_path_factory.mktemp("reports")
    plan = place / "model.toml"
    plan.write_text(MODEL)
    asked = {
        "planted": ("northtown.csv", samples / "audit.toml"),
        "null": ("northtown-null.csv", samples / "audit.toml"),
        "model": ("northtown-generated.jsonl.gz", plan),
    }
    return {
        name: audit.Report(audit.run(samples / file, plan=plan, workers=1)).write(place / name, formats=["json"])
        for name, (file, plan) in asked.items()
    }


def test_a_folder_is_written_and_its_page_told(postaudit, reports, tmp_path):
    told = postaudit("compare", reports["planted"], reports["null"], "-o", tmp_path)
    assert told.code == 0
    page = Path(told.out.strip())
    assert page.name == "comparison.html"
    names = {each.name for each in page.parent.iterdir()}
    assert names == {
        "comparison.html",
        "comparison.md",
        "comparison.csv",
        "comparison.json",
        "checksums.txt",
        "figures",
    }
    assert "fallen           Share of posts by men, less the reference: +17 pts" in told.err
    assert "no longer shown  Appearance words cluster around women" in told.err


def test_a_comparison_in_german(postaudit, reports, tmp_path):
    folders = {}
    for language in ("en", "de"):
        asked = ("--language", language, "-q", "-o", tmp_path / language)
        told = postaudit("compare", reports["planted"], reports["null"], *asked)
        assert told.code == 0, told.err
        folders[language] = Path(told.out.strip()).parent
    for name in ("comparison.json", "comparison.csv"):
        assert (folders["en"] / name).read_bytes() == (folders["de"] / name).read_bytes(), name
    assert '<html lang="de">' in (folders["de"] / "comparison.html").read_text(encoding="utf-8")
    printed = postaudit(
        "compare", reports["planted"], reports["null"], "--language", "de", "--format", "md", "-q", "-o", "-"
    )
    assert printed.out == (folders["de"] / "comparison.md").read_text(encoding="utf-8")
    assert "\n## Aussagen\n" in printed.out


def test_the_same_two_audits_give_the_same_bytes(postaudit, reports, tmp_path):
    """Into the same folder again, from files, from findings in memory, and with floats as Python had them."""
    first, second = (postaudit("compare", reports["planted"], reports["null"], "-o", tmp_path, "-q") for _ in range(2))
    assert first == second
    written = (Path(first.out.strip()).parent / "comparison.json").read_bytes()
    sides = [audit.Findings.read(reports[name] / "findings.json") for name in ("planted", "null")]
    assert audit.compare(*sides).json() == audit.compare(reports["planted"], reports["null"]).json() == written


def test_the_file_is_what_its_schema_says(postaudit, reports):
    schema = json.loads(postaudit("schema", "comparison").out)
    assert schema == comparison_json.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    for old, new in (("planted", "null"), ("planted", "model"), ("null", "null")):
        told = postaudit("compare", reports[old], reports[new], "-q", "-o", "-")
        jsonschema.validate(json.loads(told.out), schema)
        assert told.code == 0


@pytest.mark.parametrize(
    ("old", "new", "fail_on", "code"),
    [
        ("planted", "null", "moved", 1),
        ("planted", "null", "appeared", 0),
        ("null", "planted", "appeared", 1),
        ("planted", "planted", "moved", 0),
        ("planted", "planted", "appeared", 0),
        ("planted", "model", "moved", 1),
    ],
)
def test_the_gate(postaudit, reports, old, new, fail_on, code):
    told = postaudit("compare", reports[old], reports[new], "-o", "-", "--format", "md", "-q", "--fail-on", fail_on)
    assert told.code == code
    assert told.err.startswith(f"gate: {fail_on}: ") == bool(code)


def test_a_gate_that_cannot_be_judged_never_passes(postaudit, reports, tmp_path):
    """2 outranks: a figure that another ruler touches is not judged, so nothing can be said to have stayed."""
    content = json.loads((reports["planted"] / "findings.json").read_bytes())
    content["audit"]["version"] = "0.0.9"
    other = tmp_path / "findings.json"
    other.write_text(json.dumps(content))
    told = postaudit("compare", other, reports["null"], "-o", "-", "-q", "--fail-on", "moved")
    assert told.code == 2
    assert "different rulers: version" in told.err
    data = json.loads(told.out)
    assert not [each for each in data["changes"] if each["reading"] != "not_assessed"]
    assert [each for each in data["changes"] if each["value"] is not None]


def test_generated_text_reads_as_amplification(postaudit, reports):
    told = postaudit("compare", reports["planted"], reports["model"], "-o", "-", "-q")
    data = json.loads(told.out)
    assert data["amplification"]
    assert (data["after"]["cluster"], data["after"]["clusters"]) == ("prompt", 250)
    [skew] = [each for each in data["changes"] if each["id"] == "mentions.gender.women.ratio_to_men"]
    known = json.loads((Path(__file__).parents[2] / "data_samples/truth.json").read_text())["generated"]
    assert skew["pattern"] == "amplified"
    assert skew["low"] < known["women_to_men_times_planted"] < skew["high"]
    rates = {each["id"]: each for each in data["changes"]}
    for group, times in known["mentions_times_planted"].items():
        axis = "gender" if group in ("women", "men", "nonbinary_people") else "religion"
        change = rates[f"mentions.{axis}.{group}.posts"]
        assert change["low"] < times < change["high"], group
    page = postaudit("compare", reports["planted"], reports["model"], "-o", "-", "-q", "--format", "md").out
    assert "times as often in the generated text as in the training posts" in page
    assert "Generated text has no author: outputs of one prompt are one cluster" in page


def test_the_table_is_a_table(postaudit, reports):
    told = postaudit("compare", reports["planted"], reports["null"], "-o", "-", "-q", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(told.out)))
    assert [each["id"] for each in rows] == sorted(each["id"] for each in rows)
    frame = audit.compare(reports["planted"], reports["null"]).to_frame()
    assert list(frame.columns) == list(rows[0])
    assert len(frame) == len(rows)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.json", "nowhere.json"), "nowhere.json: there is no such file"),
        (("planted", "null", "--format", "pdf"), "--format 'pdf': there is no such format"),
        (("planted", "null", "-o", "-", "--format", "md,csv"), "-o - prints one format"),
        (("planted",), "Missing argument 'NEW'"),
        (("planted", "null", "--fail-on", "high"), "'high' is not one of"),
    ],
)
def test_what_is_refused(postaudit, reports, arguments, said):
    told = postaudit("compare", *(reports.get(each, each) for each in arguments))
    assert told.code == 2
    assert said in told.err
    assert told.out == ""


def test_a_folder_that_holds_something_else_is_left_alone(postaudit, reports, tmp_path):
    comparison = audit.compare(reports["planted"], reports["null"])
    taken = tmp_path / comparison.folder_name()
    taken.mkdir()
    (taken / "mine.txt").write_text("mine")
    told = postaudit("compare", reports["planted"], reports["null"], "-o", tmp_path)
    assert told.code == 2
    assert "left alone" in told.err
    assert [each.name for each in taken.iterdir()] == ["mine.txt"]


def test_findings_of_schema_1_1_can_still_be_compared(postaudit, reports, tmp_path):
    """Without degrees of freedom: the same changes and intervals, and p-values by as many as the authors allow."""
    content = json.loads((reports["planted"] / "findings.json").read_bytes())
    content["schema_version"] = "1.1"
    for each in content["estimates"]:
        del each["degrees_of_freedom"]
    older = tmp_path / "findings.json"
    older.write_text(json.dumps(content))
    told = [
        json.loads(postaudit("compare", old, reports["null"], "-q", "-o", "-").out)
        for old in (older, reports["planted"])
    ]
    for one, other in zip(*(each["changes"] for each in told), strict=True):
        keys = ("id", "value", "low", "high", "reason", "scale")
        assert [one[key] for key in keys] == [other[key] for key in keys]
