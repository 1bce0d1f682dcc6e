"""postaudit weights, and postaudit run --weights."""

from __future__ import annotations

import json
import stat

import pandas as pd
import pytest


@pytest.fixture
def northtown(samples):
    return (samples / "northtown.csv", "-c", samples / "audit.toml")


def test_the_table_is_printed_and_the_file_is_private(postaudit, northtown, tmp_path):
    path = tmp_path / "weights.csv"
    code, out, _ = postaudit("weights", *northtown, "-o", path)
    assert code == 0
    assert out.splitlines()[0].split() == ["group", "population", "before", "after", "ASMD", "before", "ASMD", "after"]
    assert out.splitlines()[-1] == str(path)
    assert "costs effective sample" in out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(pd.read_csv(path).columns) == ["post_id", "weight"]


def test_standard_output_holds_the_weights_alone(command, northtown):
    code, out, err = command("weights", *northtown, "-o", "-")
    assert code == 0
    assert out.splitlines()[:2] == ['"post_id","weight"', '"n1",0.781078']
    assert len(out.splitlines()) == 3965
    assert "ASMD" in err


def test_quiet_prints_the_place_alone(postaudit, northtown, tmp_path):
    path = tmp_path / "weights.parquet"
    code, out, err = postaudit("weights", *northtown, "-q", "-o", path)
    assert (code, out, err) == (0, f"{path}\n", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-o", "weights.txt"), ".csv or .parquet"),
        (("-o", "absent/weights.csv"), "no folder"),
        (("-o", "weights.csv", "--by", "age"), "no benchmark of 'age'"),
        (("-o", "weights.csv", "--cap", "0.5"), "must be 1 or more"),
    ],
)
def test_refusals_before_anything_is_written(postaudit, northtown, tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    code, out, err = postaudit("weights", *northtown, *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert not list(tmp_path.iterdir())


def test_a_run_under_weights(postaudit, northtown, tmp_path):
    path, folder = tmp_path / "weights.csv", tmp_path / "reports"
    assert postaudit("weights", *northtown, "-q", "-o", path).code == 0
    code, _, _ = postaudit("run", *northtown, "-q", "--weights", path, "--format", "json,html,md", "-o", folder)
    assert code == 0
    [made] = folder.iterdir()
    told = json.loads((made / "findings.json").read_text())
    by_id = {each["id"]: each for each in told["estimates"]}
    assert by_id["representation.gender.women.share_of_authors"]["value"] == pytest.approx(0.51, abs=1e-5)
    for page in ("report.html", "report.md"):
        text = (made / page).read_text()
        assert "Figures are weighted by weights.csv" in text
        assert ", weighted by weights.csv" in text
        assert str(tmp_path) not in text
    assert any(each["name"] == "weights.csv" for each in told["resources"])


def test_weights_of_other_posts_are_refused(postaudit, northtown, tmp_path):
    path = tmp_path / "weights.csv"
    path.write_text("post_id,weight\nn1,1\nn2,2\n")
    code, _, err = postaudit("run", *northtown, "-q", "--weights", path, "-o", tmp_path / "reports")
    assert code == 2
    assert "3,962 of 3,964 posts read so far have no weight" in err
    assert not (tmp_path / "reports").exists()
