"""What the pages on planning and on inferred attributes show is what the commands print."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest

import audit
from audit.plan import Plan
from audit.report.json_file import write
from audit.statistics import Clustering, design_effect

ROOT = Path(__file__).parents[1]
PLANNING, INFERRED = (ROOT / "docs" / name for name in ("planning.md", "inferred-attributes.md"))


def _blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_the_example_prints_what_is_shown(postaudit, monkeypatch):
    monkeypatch.chdir(ROOT)
    command = _blocks(PLANNING, "sh")[0].strip()
    [shown] = _blocks(PLANNING, "text")
    assert shown in postaudit(*shlex.split(command)[1:]).out


@pytest.mark.parametrize("command", [line for block in _blocks(PLANNING, "sh") for line in block.splitlines()])
def test_every_command_runs(command, postaudit, monkeypatch, tmp_path):
    """In a folder with the files that they name."""
    samples = ROOT / "data_samples"
    (tmp_path / "data_samples").symlink_to(samples)
    (tmp_path / "pilot.csv").write_bytes((samples / "northtown.csv").read_bytes())
    plan = (
        (samples / "audit.toml")
        .read_text()
        .replace("northtown-benchmark.csv", str(samples / "northtown-benchmark.csv"))
    )
    (tmp_path / "audit.toml").write_text(plan)
    row = "Mine,Small,10,EUR,month,5000,day\n"
    (tmp_path / "my-prices.csv").write_text(f"platform,tier,price,currency,price_per,posts,posts_per\n{row}")
    monkeypatch.chdir(tmp_path)
    if "reports/pilot" in command:
        folder = tmp_path / "reports" / "pilot-0123456789ab"
        folder.mkdir(parents=True)
        found = audit.run(samples / "northtown.csv", plan=samples / "audit.toml", metrics=["labels"], workers=1)
        write(found, folder / "findings.json")
    told = postaudit(*shlex.split(command)[1:])
    assert told.code == 0, told.err


def test_the_python_runs():
    for block in _blocks(PLANNING, "python"):
        exec(compile(block, "planning.md", "exec"), {})


def test_design_effects_are_as_the_table_says():
    are, do = Clustering.from_moments(3, 15, 1.0), Clustering.from_moments(3, 15, 0.2)
    textbook = design_effect([3, 3, 3], 0.2)
    told = re.findall(r"\| ([\d.]+) \|$", PLANNING.read_text(encoding="utf-8"), re.MULTILINE)
    assert told == [f"{each:g}" for each in (are.design_effect, round(do.design_effect, 6), round(textbook, 6))]


def test_the_plan_for_inferred_attributes_is_a_plan():
    plan, of_names = (Plan.make(tomllib.loads(block)) for block in _blocks(INFERRED, "toml"))
    assert plan.inference["gender"].sensitivity == {"women": (170, 200)}
    assert of_names.inference["gender"].names == "names.csv"


def test_names_and_paths_exist():
    for page in (PLANNING, INFERRED):
        text = page.read_text(encoding="utf-8")
        for name in re.findall(r"`audit\.statistics\.(\w+)`", text):
            assert hasattr(audit.statistics, name), name
        for path in re.findall(r"`(audit/[\w/-]+/)`", text):
            assert (ROOT / path).is_dir(), path
