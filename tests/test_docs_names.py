"""What the page on inferred attributes says of first names is what the plan does."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import tomllib
from importlib import metadata
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

import audit
from audit.grouping.first_names import group_names
from audit.grouping.outcome import NO_NAME, NOT_LISTED, UNSURE
from audit.plan import Plan
from audit.plan.groups import Inference
from audit.resources import read_name_list

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", ROOT.parent / "shared" / "data"))
PAGE = (ROOT / "docs" / "inferred-attributes.md").read_text(encoding="utf-8")
[LIST] = re.findall(r"^```csv\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
[SNIPPET] = [each for each in re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL) if "names = " in each]
ROWS = [
    tuple(cell.strip() for cell in row) for row in re.findall(r"^\| ([^|\n]+) \| ([^|\n]+) \|$", PAGE, re.MULTILINE)
][2:]
SAID = {UNSURE: "not classified", NOT_LISTED: "not listed", NO_NAME: "no first name"}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "names.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "audit.toml").write_text(SNIPPET, encoding="utf-8")
    return tmp_path


def test_there_are_rows_of_each_outcome():
    assert {outcome for _, outcome in ROWS} == {"women", "men", *SAID.values()}


@pytest.mark.parametrize(("written", "outcome"), ROWS)
def test_each_row_is_what_the_plan_does(folder, written, outcome):
    inference = (
        Plan.make(tomllib.loads(SNIPPET)).inference["gender"].model_copy(update={"names": str(folder / "names.csv")})
    )
    found = group_names(pa.array([written]), "gender", inference, np.zeros(1, np.uint64))
    [group] = found.classified.to_pylist()
    assert (group or [SAID[reason] for reason in found.lost]) == (outcome if group else [outcome])


def test_the_sentence_is_that_of_a_report(folder):
    """Posts of a platform, two by each author, with names in turn."""
    names = ["Anna", "Peter", "Kim", "Kim", "José", "Anna", "Peter"]
    posts = [
        {"text": f"post {at}", "author_id": f"a{at // 2}", "user": {"name": f"{names[at // 2 % 7]} {at // 2}"}}
        for at in range(600)
    ]
    (folder / "posts.jsonl").write_text("".join(json.dumps(each) + "\n" for each in posts), encoding="utf-8")
    found = audit.run(folder / "posts.jsonl", plan=folder / "audit.toml", metrics=["representation"])
    statement = found.finding("representation.gender").statement
    [quoted] = re.findall(r"^> (.*?)\n\n", PAGE, re.MULTILINE | re.DOTALL)
    assert " ".join(quoted.replace("\n> ", " ").split()) in statement


@pytest.mark.skipif(not SHARED.is_dir(), reason="no shared data")
def test_the_figure_on_handles_is_that_of_the_data():
    try:
        metadata.distribution("nomquamgender")
    except metadata.PackageNotFoundError:
        pytest.skip("nomquamgender is not installed")
    path = SHARED / "datasets" / "twitter_gender_dfe" / "gender-classifier-DFE-791531.csv.gz"
    with gzip.open(path) as file:
        handles = [row["name"] for row in csv.DictReader(io.TextIOWrapper(file, encoding="latin-1"))]
    inference = Inference(source="inferred", names="nomquamgender")
    found = group_names(pa.array(handles), "gender", inference, np.zeros(len(handles), np.uint64))
    [(every, listed)] = re.findall(r"of ([\d,]+)\s+handles .*?the largest list has (\d+)", PAGE, re.DOTALL)
    assert (len(handles), len(handles) - found.shares.null_count) == (int(every.replace(",", "")), int(listed))
    [names] = re.findall(r"([\d,]+) first names, MIT", PAGE)
    assert len(read_name_list("nomquamgender", "gender").rows) == int(names.replace(",", ""))
