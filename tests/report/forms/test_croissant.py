"""``croissant.json``: the properties that Croissant 1.1 and its responsible-AI extension 1.0 have, by their own names."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from audit.report.forms.croissant import CONTEXT, CROISSANT, RAI, REQUIRED, SINGLE, croissant, open_questions
from audit.report.forms.known import Known
from audit.resources import read_questions

ROOT = Path(__file__).parents[3]
GOLDEN = Path(__file__).with_name("example.croissant.json")
CARD = {
    "description": "Posts of a town that does not exist.",
    "license": "https://www.apache.org/licenses/LICENSE-2.0",
    "url": "https://example.org/northtown",
    "files_url": "https://example.org/northtown/files/",
    "creator": ["The postaudit authors"],
    "date_published": "2026-11-01",
    "version": "1.0.0",
    "citation": "@misc{northtown, title = {Northtown}}",
    "answers": {"rai:dataUseCases": "Demonstration.", "rai:dataCollection": "Drawn by a program."},
}
#: Table "Required" of the specification, and distribution, which it makes required.
CORE = {
    "@context",
    "@type",
    "conformsTo",
    "name",
    "description",
    "license",
    "url",
    "creator",
    "datePublished",
    "distribution",
}
#: Where the specification or mlcroissant put a property that is not its vocabulary's.
NEVER = ("rai:useCases", "rai:annotationPlatform", "rai:dataReleaseMaintenance", "rai:dataCollectionTimeFrame")


@pytest.fixture(scope="module")
def full(known):
    return json.loads(croissant(replace(known, card=CARD)))


def check(made):
    """What every description must be, whoever reads it."""
    assert made["@context"] == json.loads(json.dumps(CONTEXT))
    assert made["@type"] == "sc:Dataset"
    assert made["conformsTo"] == [CROISSANT, RAI]
    assert made["name"]
    assert made["description"]
    vocabulary = {each.key for each in read_questions("croissant-rai").rows}
    for name, value in made.items():
        if name.startswith("rai:"):
            assert name in vocabulary, name
            assert isinstance(value, str if name in SINGLE else list), name
            assert value
            assert all(isinstance(each, str) and each for each in value)
    files = {each["@id"]: each for each in made.get("distribution", ())}
    assert len(files) == len(made.get("distribution", ()))
    for each in files.values():
        assert each["@type"] == "cr:FileObject"
        assert re.fullmatch("[0-9a-f]{64}", each["sha256"])
        assert each["contentUrl"]
        assert each["encodingFormat"]
    ids = [*files, *(each["@id"] for each in made.get("recordSet", ()))]
    for records in made.get("recordSet", ()):
        assert records["@type"] == "cr:RecordSet"
        for field in records["field"]:
            ids.append(field["@id"])
            assert field["@id"].startswith(f"{records['@id']}/")
            assert field["dataType"] in ("sc:Text", "sc:Integer", "sc:Boolean", "sc:DateTime")
            assert field["source"]["fileObject"]["@id"] in files
            [[way, column]] = field["source"]["extract"].items()
            assert way in ("column", "jsonPath")
            assert column
    assert len(ids) == len(set(ids))


def test_with_a_card_everything_required_is_there(full):
    check(full)
    assert full.keys() >= CORE
    assert full["creator"] == [{"@type": "sc:Organization", "name": "The postaudit authors"}]
    assert full["rai:dataUseCases"] == ["Demonstration."]
    assert full["rai:dataCollection"] == "Drawn by a program."


def test_the_golden_file(example):
    """Of findings made by hand, so that it changes only where what is written of them does."""
    fields = ["attribute:gender", "author_id", "created_at", "label:hate", "lang", "likes", "place", "text"]
    source = {
        "name": "posts-2024.jsonl.gz", "bytes": 12_345_678, "sha256": "ab" * 32, "form": "lines", "compression": "gzip",
        "columns": {"text": "body.text", "author_id": "user", "created_at": "time", "label:hate": "hate"},
    }  # fmt: skip
    found = replace(example, dataset={**example.dataset, "fields": fields})
    text = croissant(Known(found, {"sources": [source]}, CARD))
    if os.environ.get("POSTAUDIT_WRITE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")
    check(json.loads(text))
    assert json.loads(text).keys() >= CORE


def test_without_a_card_nothing_is_invented(known):
    made = json.loads(croissant(known))
    check(made)
    assert not made.keys() & {*REQUIRED, "version", "citeAs", "publisher"}
    for name in ("rai:dataUseCases", "rai:dataSocialImpact", "rai:dataCollection", "rai:hasSyntheticData"):
        assert name not in made
    told = open_questions(known)
    for name in (*REQUIRED, "rai:dataUseCases", "rai:dataSocialImpact"):
        assert f"`{name}`" in told
    assert "Core properties that a person must fill: 4" in told
    assert "Core properties that a person must fill: 0" in open_questions(replace(known, card=CARD))


def test_names_of_the_overview_are_not_used(full):
    assert not set(NEVER) & full.keys()


def test_the_file_is_the_one_that_was_read(full):
    import hashlib

    [file] = full["distribution"]
    content = (ROOT / "data_samples/northtown.csv").read_bytes()
    assert file["sha256"] == hashlib.sha256(content).hexdigest()
    assert file["contentSize"] == f"{len(content)} B"
    assert file["contentUrl"] == "https://example.org/northtown/files/northtown.csv"
    assert file["encodingFormat"] == "text/csv"


def test_columns_are_those_of_the_file(full):
    header = (ROOT / "data_samples/northtown.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    columns = {each["source"]["extract"]["column"] for each in full["recordSet"][0]["field"]}
    assert columns <= set(header)
    assert {"text", "gender", "toxic", "created_at"} <= columns


def test_the_time_is_an_interval(full):
    [span] = full["rai:dataCollectionTimeframe"]
    assert span == "2025-01-01/2025-06-29"


def test_the_time_of_the_collection_comes_before_that_of_the_posts(known):
    plan = {**known.plan, "collection": {"collected_from": "2025-07-01", "collected_to": "2025-07-03"}}
    said = replace(known, findings=replace(known.findings, audit={**known.findings.audit, "plan": plan}))
    assert json.loads(croissant(said))["rai:dataCollectionTimeframe"] == ["2025-07-01/2025-07-03"]
    assert "is that of the posts" not in open_questions(said)
    assert "is that of the posts" in open_questions(known)


def test_without_facts_of_the_run_there_is_no_distribution(known):
    alone = Known(known.findings)
    made = json.loads(croissant(alone))
    check(made)
    assert not made.keys() & {"distribution", "recordSet"}
    assert "`distribution` is required and missing" in open_questions(alone)


def test_packed_nested_and_unknown_sources(known):
    sources = [
        {
            "name": "a.jsonl.gz",
            "bytes": 10,
            "sha256": "a" * 64,
            "form": "lines",
            "compression": "gzip",
            "columns": {"text": "body.text"},
        },
        {"name": "a.jsonl.gz", "bytes": 11, "sha256": "b" * 64, "form": "lines", "compression": "gzip", "columns": {}},
        {"name": "frame", "bytes": None, "sha256": None, "form": "frame", "compression": "", "columns": {"text": "t"}},
        {"name": "old.csv", "bytes": 12, "sha256": "c" * 64},
    ]
    made = json.loads(croissant(Known(known.findings, {"sources": sources})))
    check(made)
    assert [each["@id"] for each in made["distribution"]] == ["a.jsonl.gz", "a.jsonl.gz#2", "old.csv"]
    assert made["distribution"][0]["encodingFormat"] == ["application/jsonlines", "application/gzip"]
    assert made["distribution"][2]["encodingFormat"] == "application/octet-stream"
    [field] = made["recordSet"][0]["field"]
    assert field["source"] == {"fileObject": {"@id": "a.jsonl.gz"}, "extract": {"jsonPath": "$.body.text"}}
    assert "1 of 4 sources were no files" in open_questions(Known(known.findings, {"sources": sources}))


def test_hostile_names_stay_inside_their_strings(example_with, hostile):
    for each in hostile:
        found = example_with(name=each or "x", women=each or "x")
        made = json.loads(
            croissant(Known(found, {"sources": [{"name": each, "sha256": "a" * 64, "columns": {each: each}}]})).encode(
                "utf-8", "backslashreplace"
            )
        )
        assert made["@type"] == "sc:Dataset"
        assert set(made["@context"]) == set(CONTEXT)


def _mlcroissant() -> str | None:
    """The validator, in an environment of its own: it brings 369 MB along."""
    given = os.environ.get("POSTAUDIT_MLCROISSANT") or str(ROOT / "build/croissant/bin/mlcroissant")
    return shutil.which(given)


@pytest.mark.parametrize("filled", [True, False], ids=["with a card", "without"])
def test_mlcroissant_finds_no_error(known, tmp_path, filled):
    program = _mlcroissant()
    if program is None:
        pytest.skip("no mlcroissant: install it anywhere and set POSTAUDIT_MLCROISSANT to its command")
    path = tmp_path / "croissant.json"
    path.write_text(croissant(replace(known, card=CARD) if filled else known), encoding="utf-8")
    told = subprocess.run(
        [program, "validate", "--jsonld", path], capture_output=True, text=True, check=False, timeout=120
    )
    assert told.returncode == 0, told.stderr
    assert "error(s)" not in told.stderr, told.stderr
    if filled:
        assert "warning(s)" not in told.stderr, told.stderr
    else:
        assert "license" in told.stderr
