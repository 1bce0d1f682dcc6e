"""What Python users call: plans from what they write, loading, running again, and what is left on disk."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

import audit
from audit import api
from audit.errors import OutputError, PlanError
from audit.files.whole_file import check_folder, check_place
from audit.loaders.door import read_key
from audit.plan import Plan
from audit.plan_files import resolved

ROWS = [
    {"post_id": f"p{i}", "author_id": f"a{i % 30}", "text": f"the women were here, {i}", "sex": ("f", "m")[i % 2]}
    for i in range(90)
]


def says(findings):
    return {key: value for key, value in findings.as_dict().items() if key not in ("audit", "dataset")}


def test_the_names_of_the_package_are_there_and_are_those_of_the_api():
    for name in audit.__all__:
        assert getattr(audit, name) is not None
    assert audit.run is api.run
    assert audit.merge is api.merge
    with pytest.raises(AttributeError):
        audit.no_such_name  # noqa: B018


def test_every_kind_of_source_says_the_same(tmp_path):
    frame = pd.DataFrame(ROWS)
    path = tmp_path / "posts.csv"
    frame.to_csv(path, index=False)
    plan = {"groups": {"gender": "sex"}, "dataset": {"name": "x"}}
    first = audit.run(ROWS, plan=plan, workers=1).as_dict()
    for source in (frame, pa.Table.from_pylist(ROWS), path, str(path), [path], tmp_path, audit.load(path)):
        assert audit.run(source, plan=plan, workers=1).as_dict() == first


def test_posts_can_be_run_again_with_other_keywords_and_keep_their_pseudonyms():
    posts = audit.load(ROWS, metrics=["representation"])
    first = audit.run(posts, workers=1)
    second = audit.run(posts, workers=1, groups={"clan": "sex"})
    assert not [each for each in first.estimates if ".clan." in each.id]
    assert [each for each in second.estimates if ".clan." in each.id]
    assert {each["name"] for each in second.methods} == {"representation"}
    again = posts.replanned(Plan())
    assert posts.to_table().column("author_id").equals(again.to_table().column("author_id"))
    assert posts.to_table().column("author_id").to_pylist() != [row["author_id"] for row in ROWS]


def test_keywords_that_are_none_ask_for_nothing():
    assert api.make_plan(None, groups=None, labels=None) == Plan()
    with pytest.raises(PlanError, match=r"arguments: unknown key 'metric'.*'metrics'"):
        api.make_plan(None, metric=["labels"])
    with pytest.raises(PlanError):
        audit.run(ROWS, workers=1, bogus=1)


def test_benchmarks_beside_the_plan_win_over_names_and_absolute_paths_stay(tmp_path):
    (tmp_path / "us-residents-2020").write_text("x", encoding="utf-8")
    plan = Plan.make({"benchmarks": {"gender": "us-residents-2020", "age": "/abs/x.csv", "race": "other"}})
    assert resolved(plan, tmp_path).benchmarks == {
        "gender": str(tmp_path / "us-residents-2020"), "age": "/abs/x.csv", "race": "other",
    }  # fmt: skip


# --- the folder ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    result = api.run_audit(ROWS, plan={"groups": {"gender": "sex"}, "dataset": {"name": "my posts"}}, workers=1)
    folder = api.write_report(result, tmp_path_factory.mktemp("out"), command="postaudit run x", secret=bytes(16))
    return result, folder


def test_the_folder_holds_what_was_promised_and_its_checksums_hold(written):
    result, folder = written
    assert folder.name.endswith(result.findings.audit["id"])
    names = {path.name for path in folder.iterdir()}
    assert {
        "findings.json",
        "report.html",
        "report.md",
        "findings.csv",
        "tally.arrow",
        "run.json",
        "rejected.jsonl",
    } <= names
    lines = (folder / "checksums.txt").read_text(encoding="utf-8").splitlines()
    assert lines
    for line in lines:
        digest, name = line.split(maxsplit=1)
        assert hashlib.sha256((folder / name.lstrip("*")).read_bytes()).hexdigest() == digest


def test_what_varies_between_runs_is_in_run_json_alone(written, tmp_path):
    _result, folder = written
    again = api.run_audit(ROWS[::-1], plan={"groups": {"gender": "sex"}, "dataset": {"name": "my posts"}}, workers=1)
    other = api.write_report(again, tmp_path, command="something else", secret=bytes(16))
    assert other.name == folder.name
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in ("run.json", "checksums.txt", "report.html", "report.md"):
            assert path.read_bytes() == (other / path.relative_to(folder)).read_bytes(), path.name
    facts = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert facts["command"] == "postaudit run x"
    assert {"time", "python", "libraries", "seconds", "sources", "peak_memory_bytes"} <= facts.keys()


def test_the_tally_in_the_folder_gives_the_findings_back(written):
    _, folder = written
    read = audit.merge([folder / "tally.arrow"])
    assert read.to_json().encode() == (folder / "findings.json").read_bytes()


def test_neither_text_nor_author_is_left_in_any_file(written):
    _, folder = written
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"women were here" not in content, path.name
            # As a word: digests of word lists and parts of drawings hold any three letters.
            assert not re.search(rb"\ba17\b", content) or path.suffix == ".arrow", path.name


def test_two_random_keys_hide_authors_differently():
    result = api.run_audit(ROWS, workers=1, metrics=["concentration"])
    assert api.save_tally(result) != api.save_tally(result)
    assert api.save_tally(result, bytes(16)) == api.save_tally(result, bytes(16))


# --- before hours are spent ------------------------------------------------------------------------------------------


def test_a_folder_that_cannot_be_is_refused_and_none_is_made(tmp_path):
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(OutputError, match="is a file, not a folder"):
            check_folder(place)
    check_folder(tmp_path / "a" / "b")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_an_address_is_no_folder_of_this_machine(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for place in (Path("s3://bucket/reports"), Path("gs://bucket/a.tally")):
        for check in (check_folder, check_place):
            with pytest.raises(OutputError, match=r"://\.\.\.: is an address"):
                check(place)
    with pytest.raises(OutputError, match="--work a path of this machine"):
        audit.run(pd.DataFrame(ROWS), work="s3://bucket/work")
    assert not list(tmp_path.iterdir())


def test_key_files(tmp_path):
    path = tmp_path / "key"
    path.write_bytes(bytes(range(20)))
    assert read_key(path) == bytes(range(16))
    path.write_bytes(bytes(15))
    with pytest.raises(PlanError, match="holds 15 bytes; at least 16"):
        read_key(path)
    with pytest.raises(PlanError, match="cannot be read: No such file"):
        read_key(Path(tmp_path / "none"))
    with pytest.raises(PlanError, match="cannot be read: Is a directory"):
        read_key(tmp_path)
