"""A record of the collection from the plan file to the report: same bytes, nothing private, and a gate that can trip."""

from __future__ import annotations

import csv
import json

import pytest

import audit
from audit.api import load, make_plan, merge, run_audit, save_tally
from audit.errors import PlanError
from audit.report import json_file

RECORD = {
    "platform": "X",
    "access": "api",
    "collected_to": "2021-01-31",
    "as_of": "2026-03-01",
    "purpose": ["model-training", "commercial", "redistribution"],
    "query": "from:secretperson lang:en",
}


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def rows():
    return [
        {
            "post_id": f"{1_000_000_000_000 + index}",
            "author_id": f"someone{index % 97}",
            "text": f"words of post number {index}",
            "created_at": f"2021-0{1 + index % 2}-15T10:00:00Z",
        }
        for index in range(900)
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory, rows):
    place = tmp_path_factory.mktemp("record")
    write(place / "posts.csv", rows)
    write(place / "first.csv", rows[:400])
    write(place / "second.csv", rows[400:])
    (place / "gone.txt").write_text("".join(f"{row['post_id']}\n" for row in rows[::9]))
    return place


def record(folder, **more):
    return {"collection": {**RECORD, "deleted_ids": str(folder / "gone.txt"), **more}, "metrics": ["rights"]}


def said(result):
    return json_file.encode(result.findings)


def test_cuts_workers_and_merged_tallies_give_the_same_findings(folder, tmp_path):
    plan = record(folder)
    whole = run_audit(folder / "posts.csv", plan=make_plan({**plan, "dataset": {"name": "d"}}), workers=1)
    cut = [folder / "second.csv", folder / "first.csv"]
    named = {**plan, "dataset": {"name": "d"}}
    assert said(run_audit(cut, plan=named, workers=1)) == said(whole)
    assert said(run_audit(cut, plan=named, workers=2)) == said(whole)
    tallies = []
    for name in ("first", "second"):
        part = run_audit(folder / f"{name}.csv", plan=named, workers=1)
        tallies.append(tmp_path / f"{name}.arrow")
        tallies[-1].write_bytes(save_tally(part, secret=b"0123456789abcdef"))
    merged = merge(tallies, plan=named)
    assert merged.findings == audit.Findings(**vars_of(whole.findings)).findings
    assert merged.estimates == whole.findings.estimates
    assert merged.audit["id"] == whole.findings.audit["id"]


def vars_of(findings):
    return {
        name: getattr(findings, name)
        for name in ("audit", "dataset", "estimates", "findings", "blocks", "not_measured", "methods", "resources")
    }


def test_figures_are_those_of_a_naive_count(folder, rows):
    found = audit.run(folder / "posts.csv", plan=record(folder), workers=1)
    assert found.estimate("rights.deleted").value == pytest.approx(len(rows[::9]) / len(rows))
    later = [row for row in rows if row["created_at"] > "2021-01-31"]
    assert found.estimate("rights.after_collection").value == pytest.approx(len(later) / len(rows))


def test_neither_ids_nor_accounts_nor_folders_are_in_any_output(folder, tmp_path):
    found = audit.run(folder / "posts.csv", plan=record(folder), workers=1)
    out = audit.Report(found).write(tmp_path)
    for path in out.rglob("*"):
        if path.is_file():
            content = path.read_bytes().decode("utf-8", "ignore")
            for private in ("secretperson", "1000000000009", "someone", str(folder)):
                assert private not in content, (path.name, private)


def test_the_report_names_clause_date_and_source(folder, tmp_path):
    found = audit.run(folder / "posts.csv", plan=record(folder), workers=1)
    out = audit.Report(found).write(tmp_path)
    for name in ("report.html", "report.md"):
        page = (out / name).read_text(encoding="utf-8")
        for part in ("x-train-2025", "III.A(k)", "2025-06-04", "not legal advice", "What may be done with the data"):
            assert part in page, (name, part)
    written = json.loads((out / "findings.json").read_text(encoding="utf-8"))
    assert {"platform-terms", "gone.txt"} <= {each["name"] for each in written["resources"]}
    assert written["audit"]["plan"]["collection"]["query"] == "from:… lang:en"


def test_a_forbidden_use_trips_the_gate(folder):
    from audit.gating import gate

    found = audit.run(folder / "posts.csv", plan=record(folder), workers=1)
    assert gate(found, None, ("high",)).tripped
    allowed = audit.run(folder / "posts.csv", plan={"metrics": ["rights"]}, workers=1)
    assert not gate(allowed, None, ("high",)).tripped


def test_without_a_record_the_audit_says_what_to_say_and_keeps_its_id(folder):
    plain = audit.run(folder / "posts.csv", plan={"metrics": ["rights"]}, workers=1)
    empty = audit.run(folder / "posts.csv", plan={"metrics": ["rights"], "collection": {}}, workers=1)
    assert plain.audit == empty.audit
    assert "collection" not in plain.audit["plan"]
    assert not plain.findings
    [reason] = [each.reason for each in plain.not_measured]
    assert "[collection]" in reason
    assert not plain.resources


def test_rights_are_among_the_usual_metrics(folder):
    from audit.measuring.part import chosen_metrics

    assert "rights" in {each.name for each in chosen_metrics(load(folder / "posts.csv").plan)}


def test_a_missing_list_is_said_before_anything_is_read(folder):
    with pytest.raises(PlanError, match=r"none\.txt: cannot be read"):
        audit.run(folder / "posts.csv", plan=record(folder, deleted_ids=str(folder / "none.txt")), workers=1)


def test_two_records_are_compared_as_what_they_are(folder):
    """A purpose that was added is a change of the plan that touches the rights alone."""
    from audit.comparing import rulers

    before = audit.run(folder / "posts.csv", plan=record(folder), workers=1)
    after = audit.run(folder / "posts.csv", plan=record(folder, purpose=["research"]), workers=1)
    touched = {(each.touches, each.of) for each in rulers.rulers(before, after) if "collection" in each.name}
    assert touched == {("metric", "rights")}


def test_a_notebook_shows_findings_without_figures(folder):
    found = audit.run(folder / "posts.csv", plan=record(folder), workers=1)
    assert "rights.model_training.x" in found._repr_html_()
