"""The action, the hook and the page about them: what is in them parses, exists and runs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
import yaml

from audit.cli.commands import cli
from audit.cli.format_options import ON_REQUEST
from audit.cli.gate_options import CHANGES, GRADES
from audit.plan import Plan

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = ACTION["runs"]["steps"]
[HOOK] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
bash = pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def accepted(words: list[str]) -> None:
    """Parsed by the command itself, which refuses an unknown verb, flag or choice."""
    with click.Context(cli, info_name="postaudit", **cli.context_settings) as parent:
        cli.commands[words[1]].make_context(words[1], words[2:], parent=parent)


@pytest.fixture
def place(tmp_path, samples):
    """A repository with posts, a plan, and a ``postaudit`` on the path."""
    for each in ("northtown.csv", "northtown-benchmark.csv", "card.toml", "audit.toml"):
        shutil.copy(samples / each, tmp_path)
    plan = tmp_path / "audit.toml"
    plan.write_text(f'metrics = ["representation", "labels"]\n{plan.read_text()}')
    shutil.copy(samples / "northtown-null.csv", tmp_path / "posts.csv")
    command = tmp_path / "bin" / "postaudit"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m audit "$@"\n')
    command.chmod(0o755)
    return tmp_path


@pytest.fixture
def shell(place):
    def run(script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        path = f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **variables}
        return subprocess.run(
            ["bash", "-c", script], cwd=place, env=environment, capture_output=True, text=True, timeout=300, check=False
        )

    return run


# --- the action ------------------------------------------------------------------------------------------------------


def test_the_action_is_a_composite_action():
    """The required keys of GitHub's metadata syntax, and those of a step of a composite action."""
    assert {"name", "description", "inputs", "outputs", "runs"} == set(ACTION)
    assert ACTION["runs"]["using"] == "composite"
    assert {"source", "config", "baseline", "fail-on", "version"} <= ACTION["inputs"].keys()
    for each in ACTION["inputs"].values():
        assert each["description"]
        assert each.get("required") or isinstance(each["default"], str)
    for step in STEPS:
        assert set(step) <= {"name", "id", "if", "uses", "with", "run", "shell", "env"}
        assert ("run" in step) == ("shell" in step) != ("uses" in step)
        # Actions of GitHub itself, by tag; none of a third party.
        assert re.fullmatch(r"actions/[a-z-]+@v\d+", step.get("uses", "actions/none@v1"))


def test_no_input_becomes_text_of_a_script():
    for step in STEPS:
        assert "${{" not in step.get("run", "")
    used = set(re.findall(r"inputs\.([a-z-]+)", yaml.safe_dump(STEPS)))
    assert used == ACTION["inputs"].keys()


@bash
@pytest.mark.parametrize("step", [each for each in STEPS if "run" in each], ids=lambda step: step["name"])
def test_scripts_of_the_action_parse(step):
    assert subprocess.run(["bash", "-n", "-c", step["run"]], check=False, timeout=30).returncode == 0


@pytest.fixture
def act(shell, place):
    """Run the step that audits, as a runner would."""
    [step] = [each for each in STEPS if each.get("id") == "audit"]

    def run(**inputs: str):
        files = {name: place / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for each in files.values():
            each.write_text("")
        defaults = {name: each.get("default", "") for name, each in ACTION["inputs"].items()}
        given = {**defaults, **{name.replace("_", "-"): value for name, value in inputs.items()}}
        variables = {
            name: given[re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", value)[1]] for name, value in step["env"].items()
        }
        told = shell(step["run"], RUNNER_TEMP=str(place), **{k: str(v) for k, v in files.items()}, **variables)
        pairs = (line.partition("=") for line in files["GITHUB_OUTPUT"].read_text().splitlines())
        return told, {name: value for name, _, value in pairs}, files["GITHUB_STEP_SUMMARY"].read_text()

    return run


@bash
def test_the_action_audits_compares_and_gates(act, place):
    told, outputs, summary = act(source="posts.csv\n", config="audit.toml", output="first")
    assert (told.returncode, outputs["code"]) == (0, "0"), told.stderr
    assert "comparison" not in outputs
    assert summary.startswith("## ")
    names = {each.name for each in (place / outputs["report"]).iterdir()}
    assert {"report.html", "summary.md", "junit.xml", "report.sarif", "tally.arrow"} <= names
    shutil.copytree(place / outputs["report"], place / "baseline")
    told, outputs, summary = act(
        source="northtown.csv", config="audit.toml", baseline="baseline", fail_on="high, moved", output="second"
    )
    assert (told.returncode, outputs["code"]) == (0, "1"), told.stderr
    assert "what changed" in summary
    assert "**Gate (high, moved): tripped" in summary
    assert (place / outputs["comparison"] / "comparison.html").is_file()


@bash
def test_an_audit_that_could_not_finish_is_told_and_is_no_pass(act, place):
    told, outputs, summary = act(source="nowhere.csv; touch hacked\n$(touch hacked)", fail_on="high")
    assert (told.returncode, outputs, summary) == (0, {"code": "2"}, "")
    assert "nowhere.csv" in told.stderr
    assert not (place / "hacked").exists()
    gate = STEPS[-1]
    assert (
        subprocess.run(["bash", "-c", gate["run"]], env={**os.environ, "POSTAUDIT_CODE": "2"}, check=False).returncode
        == 2
    )


@bash
def test_what_is_uploaded_to_code_scanning_is_the_file(shell, place):
    import base64
    import gzip
    import json

    [step] = [each for each in STEPS if each["name"] == "Upload to code scanning"]
    stub = place / "bin" / "gh"
    stub.write_text('#!/bin/sh\necho "$@"\n')
    stub.chmod(0o755)
    (place / "report.sarif").write_bytes(b'{"version": "2.1.0"}')
    told = shell(step["run"], RUNNER_TEMP=str(place), POSTAUDIT_REPORT=str(place), GITHUB_SHA="a" * 40,
                 GITHUB_REF="refs/pull/1/merge", GITHUB_REPOSITORY="o/r", GH_TOKEN="x")  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert "/repos/o/r/code-scanning/sarifs" in told.stdout
    sent = json.loads((place / "postaudit-upload.json").read_text())
    assert gzip.decompress(base64.b64decode(sent["sarif"])) == (place / "report.sarif").read_bytes()
    assert (sent["commit_sha"], sent["ref"]) == ("a" * 40, "refs/pull/1/merge")


# --- the hook --------------------------------------------------------------------------------------------------------


def test_the_hook_is_one_that_pre_commit_takes():
    clientlib = pytest.importorskip("pre_commit.clientlib")
    from cfgv import validate

    for hook in clientlib.load_manifest(ROOT / ".pre-commit-hooks.yaml"):
        validate(hook, clientlib.MANIFEST_HOOK_DICT)
        assert (hook["id"], hook["language"]) == ("postaudit", "python")


def test_the_hook_runs_what_there_is():
    words = shlex.split(HOOK["entry"])
    accepted([*words, "posts.csv"])
    assert words[0] in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    for name in ("a/posts.csv", "x.jsonl.gz", "x.parquet"):
        assert re.search(HOOK["files"], name)
    for name in ("a.py", "package.json", "notes.csv.txt"):
        assert not re.search(HOOK["files"], name)


@pytest.mark.parametrize(("file", "code"), [("northtown.csv", 1), ("northtown-null.csv", 0)])
def test_the_hook_on_a_sample(postaudit, samples, file, code):
    told = postaudit(*shlex.split(HOOK["entry"])[1:], "-c", samples / "audit.toml", samples / file)
    assert told.code == code
    assert told.out.startswith("## ")
    assert told.err.startswith("gate: high: ") == bool(code)


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_page_names_the_gates_and_formats_there_are():
    rows = re.findall(r"^\| (`[^|]+) \|", PAGE, re.MULTILINE)
    named = {word for row in rows for word in re.findall(r"`(\w+)`", row)}
    assert named == {*GRADES, *CHANGES, *ON_REQUEST}
    assert re.findall(r"^\| (\d) \|", PAGE, re.MULTILINE) == ["0", "1", "2"]


def test_the_plan_on_the_page_is_a_plan():
    [text] = blocks("toml")
    assert len(Plan.make(tomllib.loads(text)).gate.accept) == 2


def test_the_workflow_on_the_page_gives_the_action_what_it_takes():
    github, gitlab, hooks = (yaml.safe_load(each) for each in blocks("yaml"))
    [step] = [each for each in github["jobs"]["audit"]["steps"] if "postaudit" in each["uses"]]
    assert step["with"].keys() <= ACTION["inputs"].keys()
    assert set(step["with"]["fail-on"].split()) <= {*GRADES, *CHANGES}
    [command] = [each for each in gitlab["audit"]["script"] if each.startswith("postaudit")]
    accepted(shlex.split(command))
    [hook] = hooks["repos"][0]["hooks"]
    assert hook["id"] == HOOK["id"]
    accepted([*shlex.split(HOOK["entry"]), *hook["args"], "data/posts.csv"])


def test_the_target_of_make_and_the_container_on_the_page_call_the_command_as_it_is():
    [make], docker = blocks("make"), blocks("sh")[1]
    [target] = [line.strip() for line in make.splitlines() if line.startswith("\t")]
    accepted(shlex.split(target))
    accepted(shlex.split("postaudit run" + docker.partition("postaudit run")[2]))


@bash
def test_the_shell_of_the_page_runs(shell, place):
    gates, _, gated, _ = blocks("sh")
    [baseline] = [line for line in gates.splitlines() if "--output baseline" in line]
    told = shell(f"set -e\n{baseline}")
    assert told.returncode == 0, told.stderr
    assert {each.name for each in (place / "baseline").glob("*/*")} >= {"findings.json", "tally.arrow"}
    told = shell(gated)
    assert told.returncode == 0, told.stderr
    assert "dataset audit" in told.stdout
    shutil.copy(place / "northtown.csv", place / "posts.csv")
    shutil.rmtree(place / "reports")
    told = shell(gated)
    assert told.returncode == 1, told.stderr
    assert "**Gate (moved): tripped by" in told.stdout


def test_outputs_of_the_action_are_those_that_its_step_sets():
    [step] = [each for each in STEPS if each.get("id") == "audit"]
    for name, each in ACTION["outputs"].items():
        assert each["value"] == f"${{{{ steps.audit.outputs.{name} }}}}"
        assert name in step["run"]
