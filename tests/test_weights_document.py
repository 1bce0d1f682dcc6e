"""docs/weights.md shows commands that run and figures that come out of them."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

import audit

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/weights.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    shutil.copytree(ROOT / "data_samples", tmp_path / "data_samples", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_commands_run_and_print_what_is_shown(postaudit, here):
    commands = [shlex.split(each) for each in blocks("sh")]
    assert [each[:2] for each in commands] == [["postaudit", "weights"], ["postaudit", "run"]]
    first, second = (postaudit(*each[1:]) for each in commands)
    assert first.code == second.code == 0
    for line in blocks("text")[0].splitlines():
        assert line in first.out
    assert (here / "weights.csv").is_file()
    [folder] = (here / "reports").iterdir()
    after = audit.Findings.read(folder / "findings.json")
    before = audit.run("data_samples/northtown.csv", plan="data_samples/audit.toml")
    rows = re.findall(r"^\| `(\S+)` \| (\d+) % \| (\d+) % \|$", TEXT, re.MULTILINE)
    assert len(rows) == 4
    for name, *shown in rows:
        assert shown == [f"{100 * each.estimate(name).value:.0f}" for each in (before, after)], name


def test_python_runs(here):
    names: dict[str, object] = {}
    exec(compile(blocks("python")[0], "weights.md", "exec"), names)
    assert names["findings"].resources


def test_it_promises_nothing_it_cannot_keep():
    for word in ("debiased", "unbiased", "bias-free", "bias score"):
        assert word not in TEXT.casefold()
    for path in re.findall(r"`(benchmarks/\S+?)`", TEXT):
        assert (ROOT / path).exists()
