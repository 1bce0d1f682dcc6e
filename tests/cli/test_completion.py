"""Shells complete commands, options, metrics, loaders, benchmarks and files; asked as a shell asks, through click."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from click.shell_completion import ShellComplete

from audit import metrics
from audit.cli import completing
from audit.cli.commands import cli
from audit.explaining.glossary import terms
from audit.loaders.registry import names
from audit.resources import list_resources, read_platform_rules


def completed(*words: str) -> list[str]:
    """What a shell is offered for the last word."""
    asked = ShellComplete(cli, {}, "postaudit", "_POSTAUDIT_COMPLETE")
    return [each.value for each in asked.get_completions(list(words[:-1]), words[-1])]


def kinds(*words: str) -> set[str]:
    asked = ShellComplete(cli, {}, "postaudit", "_POSTAUDIT_COMPLETE")
    return {each.type for each in asked.get_completions(list(words[:-1]), words[-1])}


def test_the_names_that_stand_apart_are_those_there_are():
    assert tuple(each.name for each in metrics.all_metrics()) == completing.METRICS
    assert names() == completing.LOADERS
    for kind in ("benchmarks", "lexicons"):
        assert completing.shipped(kind) == sorted(each.name for each in list_resources(kind))
    assert sorted(completing.rule_ids()) == sorted(each.id for each in read_platform_rules().rules)
    assert completing.terms() == [each.name for each in terms()]


def test_commands_options_and_choices():
    assert set(completed("ru")) == {"run", "rules"}
    assert "--dry-run" in completed("run", "--d")
    assert completed("list", "lex") == ["lexicons"]
    assert completed("completion", "z") == ["zsh"]


def test_metrics_one_by_one_and_none_twice():
    assert completed("run", "--metrics", "rep") == ["representation", "repetition"]
    assert completed("run", "--skip", "labels,men") == ["labels,mentions"]
    assert completed("run", "--metrics", "labels,labels") == []


def test_loaders_benchmarks_and_formats():
    assert completed("run", "--loader", "red") == ["reddit-csv", "reddit"]
    assert completed("run", "--benchmark", "gender=us-residents-2020") == ["gender=us-residents-2020"]
    assert completed("run", "--benchmark", "gen") == []
    assert completed("run", "--format", "html,j") == ["html,json", "html,junit"]


def test_sources_plans_and_folders_are_files():
    for words in (("run", ""), ("init", ""), ("run", "-c", ""), ("tally", "x.csv", "-o", ""), ("merge", "")):
        assert kinds(*words) == {"file"}


def test_what_can_be_explained_and_the_findings_of_a_report(tmp_path):
    assert completed("explain", "incon") == ["inconclusive"]
    assert "us-residents-2020" in completed("explain", "us-res")
    assert "filter_impact" in completed("explain", "filter")
    (tmp_path / "findings.json").write_text(json.dumps({"findings": [{"id": "labels.a"}, {"id": "mentions.b"}]}))
    assert completed("explain", f"{tmp_path}#lab") == [f"{tmp_path}#labels.a"]
    (tmp_path / "findings.json").write_text("no JSON")
    assert completed("explain", f"{tmp_path}#lab") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_calls_the_command(shell, postaudit):
    told = postaudit("completion", shell)
    assert told.code == 0
    assert f"_POSTAUDIT_COMPLETE={shell}_complete" in told.out
    assert "postaudit" in told.out


def test_bash_takes_the_script(postaudit):
    if shutil.which("bash") is None:
        pytest.skip("there is no bash here")
    script = postaudit("completion", "bash").out
    checked = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_it_imports_nothing_heavy(command):
    """A shell asks for each press of a key: what takes a second is no use."""
    asked = {"_POSTAUDIT_COMPLETE": "bash_complete", "COMP_WORDS": "postaudit run --metrics rep", "COMP_CWORD": "3"}
    code, out, err = command(python=("-X", "importtime"), **asked)
    assert code == 0
    assert out.split() == ["plain,representation", "plain,repetition"]
    imported = {line.rpartition("|")[2].strip().split(".")[0] for line in err.splitlines() if "|" in line}
    assert not imported & {"numpy", "pyarrow", "pandas", "pydantic", "numba", "scipy", "matplotlib"}
    assert "click" in imported
