"""Everything a report writes, together."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from audit.errors import OutputError
from audit.report import json_file
from audit.report.folder import FORMATS
from audit.report.report import Report

FORBIDDEN = re.compile(r"debias|unbiased|bias-free|\bbots?\b|toxic user|overall score|bias score", re.IGNORECASE)


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_folder_of_an_audit(tmp_path, example):
    folder = Report(example, {"time": "2026-11-23T10:00:00Z"}).write(tmp_path, extra={"run.json": b"{}\n"})
    assert folder == tmp_path / "northtown-posts-2-1-7f3c9e1a0b2d"
    assert sorted(contents(folder)) == [
        "checksums.txt",
        "figures/concentration.posts.svg",
        "figures/coverage.fields.svg",
        "figures/markers.gender.svg",
        "figures/representation.age.svg",
        "figures/representation.gender.svg",
        "findings.csv",
        "findings.json",
        "report.html",
        "report.md",
        "run.json",
    ]


def test_formats_are_chosen_and_the_source_is_always_there(tmp_path, example):
    assert sorted(contents(Report(example).write(tmp_path, formats=["md"]))) == [
        "checksums.txt",
        "findings.json",
        "report.md",
    ]
    with pytest.raises(OutputError, match="no format 'odt'"):
        Report(example).write(tmp_path, formats=["odt"])
    assert FORMATS == ("json", "html", "md", "csv", "svg")


def test_everything_is_made_again_from_findings_json_alone(tmp_path, example):
    """Also where a group's keys stand in another order than the file's, and a figure has more digits."""
    crossed = tuple(
        replace(each, group={"theme": "family", "gender": "women", **each.group}, value=each.value and each.value / 3)
        for each in example.estimates
    )
    for name, findings in (("plain", example), ("crossed", replace(example, estimates=crossed))):
        first = Report(findings).write(tmp_path / name / "one")
        again = Report(json_file.read(first / "findings.json")).write(tmp_path / name / "two")
        assert contents(first) == contents(again)


def test_two_writings_are_the_same_bytes(tmp_path, example):
    assert contents(Report(example).write(tmp_path / "a")) == contents(Report(example).write(tmp_path / "b"))


def test_folder_names_hold_nothing_of_the_data(example_with, hostile, tmp_path):
    for each in hostile:
        name = Report(example_with(name=each)).folder_name()
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]*-7f3c9e1a0b2d", name)
        assert len(name) < 90
    assert Report(replace(example_with(), audit={"id": "../../x"})).folder_name() == "northtown-posts-2-1-audit"


def test_hostile_names_are_written_in_every_format(tmp_path, example_with):
    name = "a\ud800<script>\u202e=1+1"
    folder = Report(example_with(women=name, men=name, name=name, theme=name)).write(tmp_path)
    for path, content in contents(folder).items():
        text = content.decode("utf-8")
        assert "<script" not in text or path in ("findings.json", "findings.csv")
        assert "\u202e" not in text or path == "findings.json"


def test_no_words_that_promise_too_much(example, nothing_found, empty):
    for findings in (example, nothing_found, empty):
        report = Report(findings)
        for text in (report.html(), report.markdown(), report.csv()):
            assert not FORBIDDEN.search(text)


def test_an_empty_audit_is_a_report(tmp_path, empty):
    folder = Report(empty).write(tmp_path)
    assert folder.name == "dataset-000000000000"
    assert b"Nothing was shown" in (folder / "report.html").read_bytes()
