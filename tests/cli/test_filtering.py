"""postaudit filter-impact."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import audit


@pytest.fixture
def northtown(samples):
    return (samples / "northtown.csv", "-c", samples / "audit.toml")


def test_the_table_is_printed_and_a_report_written(postaudit, northtown, tmp_path):
    told = postaudit("filter-impact", *northtown, "--rule", "min-length=25", "--rule", "label:toxic=no", "-o", tmp_path)
    assert told.code == 0
    assert told.out.splitlines()[0].split("  ")[0] == "filter"
    assert "not whether the filter is right" in told.out
    [folder] = tmp_path.iterdir()
    assert told.out.splitlines()[-1] == str(folder / "report.html")
    written = json.loads((folder / "findings.json").read_bytes())
    assert written["audit"]["plan"]["filter"][0] == {"missing": "refuse", "rule": "min-length=25"}
    assert {each["metric"] for each in written["estimates"]} == {"filter_impact"}
    assert [each["name"] for each in written["methods"]] == ["filter_impact"]
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Whose posts are left out" in page
    assert "no verdict on the filter" in page
    assert "filter-impact" in json.loads((folder / "run.json").read_bytes())["command"]
    again = postaudit("report", folder / "findings.json", "-o", tmp_path / "again")
    assert again.code == 0


def test_one_format_on_standard_output_and_the_table_beside(command, northtown):
    told = command("filter-impact", *northtown, "--rule", "min-length=25", "--format", "json", "-o", "-")
    assert told.code == 0
    assert json.loads(told.out)["dataset"]["posts"] == 3964
    assert "keeps of what reaches it" in told.err


def test_quiet_prints_the_place_alone(postaudit, northtown, tmp_path):
    told = postaudit("filter-impact", *northtown, "-q", "--rule", "no-links", "--format", "csv", "-o", tmp_path)
    [folder] = tmp_path.iterdir()
    assert (told.code, told.out, told.err) == (0, f"{folder}\n", "")


def test_a_gate(postaudit, northtown, tmp_path):
    rules = ("--rule", "min-length=25", "--rule", "label:toxic=no", "-q", "-o", tmp_path)
    told = postaudit("filter-impact", *northtown, *rules, "--fail-on", "low")
    assert told.code == 1
    assert "gate: low: filter_impact.all_filters.author.gender.women" in told.err
    assert (
        postaudit("filter-impact", *northtown, "--rule", "sample=0.5", "-q", "-o", tmp_path, "--fail-on", "low").code
        == 0
    )


def test_ids_posts_that_are_left_and_python_agree(postaudit, northtown, samples, tmp_path):
    frame = pd.read_csv(samples / "northtown.csv", dtype=str)
    left = frame[frame.toxic != "yes"]
    left.to_csv(tmp_path / "after.csv", index=False)
    (tmp_path / "ids.txt").write_text("\n".join(left.post_id))
    rates = []
    for flag, name in (("--after", "after.csv"), ("--keep-ids", "ids.txt")):
        out = tmp_path / name.split(".")[0]
        assert postaudit("filter-impact", *northtown, "-q", flag, tmp_path / name, "-o", out).code == 0
        [path] = out.glob("*/findings.json")
        assert str(tmp_path) not in path.read_text()
        rates.append(audit.Findings.read(path))
    rates.append(audit.filter_impact(samples / "northtown.csv", plan=samples / "audit.toml", after=left))
    keys = ("id", "value", "low", "high", "n_posts", "q_value", "status")
    first, *others = ([tuple(getattr(each, key) for key in keys) for each in findings.estimates] for findings in rates)
    assert first == others[0]
    assert [each[0] for each in first] == [each[0] for each in others[1]]
    pairs = [(each[1], other[1]) for each, other in zip(first, others[1], strict=True) if each[1] is not None]
    assert all(each == pytest.approx(other, rel=1e-4) for each, other in pairs)
    [card] = [each for each in rates[1].resources if each["kind"] == "ids"]
    assert card["name"] == "ids.txt"


def test_filters_of_a_plan(postaudit, samples, tmp_path):
    (tmp_path / "words.txt").write_text("director\nbread\n")
    plan = tmp_path / "audit.toml"
    plan.write_text(
        '[groups]\ngender = "gender"\n[[filter]]\nname = "blocklist"\nrule = "no-words=words.txt"\n'
        '[[filter]]\nname = "toxic"\nrule = "label:toxic=no"\nmissing = "drop"\n'
    )
    told = postaudit("filter-impact", samples / "northtown.csv", "-c", plan, "-o", tmp_path / "out")
    assert told.code == 0
    assert [line.split("  ")[0] for line in told.out.splitlines()[:4]] == [
        "filter",
        "blocklist",
        "toxic",
        "all filters",
    ]
    [path] = (tmp_path / "out").glob("*/findings.json")
    written = json.loads(path.read_bytes())
    assert written["audit"]["plan"]["filter"][0]["rule"] == "no-words=words.txt"
    assert "bread" not in path.read_text()
    assert [each["name"] for each in written["resources"] if each["kind"] == "words"] == ["words.txt"]
    # An audit of everything does not go through filters, and does not say that it does.
    assert (
        postaudit("run", samples / "northtown.csv", "-c", plan, "-q", "-o", tmp_path / "run", "--format", "json").code
        == 0
    )
    [path] = (tmp_path / "run").glob("*/findings.json")
    assert "filter" not in json.loads(path.read_bytes())["audit"]["plan"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "There is no filter"),
        (("--rule", "min-lenght=3"), "min-length"),
        (("--rule", "label:toxic=no"), "--missing drop"),
        (("--rule", "score:quality>1"), "quality"),
        (("--keep-ids", "absent.csv"), "absent.csv"),
        (("--after", "absent.csv"), "absent.csv"),
        (("--rule", "no-links", "--format", "odt"), "odt"),
    ],
)
def test_refusals_before_anything_is_written(postaudit, northtown, tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    code, out, err = postaudit("filter-impact", *northtown, *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert not list(tmp_path.iterdir())


def test_the_card_is_explained(postaudit):
    told = postaudit("explain", "filter_impact")
    assert told.code == 0
    assert told.out.startswith("filter_impact: Whose posts are left out")
    assert "Not evidence of" in told.out


def test_a_filter_that_keeps_nothing_is_told(postaudit, northtown, tmp_path):
    arguments = (*northtown, "--missing", "drop", "-o", tmp_path, "--rule")
    told = postaudit("filter-impact", *arguments, "label:toxic=maybe")
    assert "Mind: label:toxic=maybe keeps none of the posts that reach it." in told.out
    assert "Mind:" not in postaudit("filter-impact", *arguments, "label:toxic=no").out
    told = postaudit("filter-impact", *arguments, "min-length=25", "--rule", "label:toxic=maybe")
    assert "Mind: label:toxic=maybe keeps" in told.out
