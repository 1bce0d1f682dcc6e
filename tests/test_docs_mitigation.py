"""docs/mitigation.md shows commands that run and figures that come out of them."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/mitigation.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    shutil.copytree(ROOT / "data_samples", tmp_path / "data_samples", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_example_prints_what_is_shown(postaudit, here):
    told = postaudit(*shlex.split(blocks("sh")[0])[1:])
    assert told.code == 0
    for line in blocks("text")[0].splitlines():
        assert line in told.err.splitlines()
    assert (here / "weights.csv.json").is_file()


def test_every_other_command_runs(postaudit, here):
    commands = [shlex.split(line)[1:] for block in blocks("sh")[1:] for line in block.splitlines()]
    assert len(commands) == 5
    for command in commands:
        quick = [] if command[1] == "learner" else ["--no-audit"]
        assert postaudit(*command, *quick).code == 0
        assert (here / command[-1]).stat().st_size > 0


def test_python_runs(here):
    names: dict[str, object] = {}
    exec(compile(blocks("python")[0], "mitigation.md", "exec"), names)
    assert len(names["made"].to_frame()) > 5


def test_every_remedy_is_in_the_table():
    from audit.cli.mitigate import mitigate

    [remedy] = [each for each in mitigate.params if each.name == "remedy"]
    assert re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE) == list(remedy.type.choices)


def test_it_promises_nothing_it_cannot_keep():
    for word in ("debiased", "unbiased", "bias-free", "bias score"):
        assert word not in TEXT.casefold()
