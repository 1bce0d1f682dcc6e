"""The files around the package say what is true: versions agree, commands and names in the documents exist."""

from __future__ import annotations

import ast
import importlib
import json
import re
import shlex
import shutil
import stat
import subprocess
import tomllib
from dataclasses import asdict
from importlib import metadata
from pathlib import Path

import pytest
import yaml

from audit.version import __version__

ROOT = Path(__file__).parents[1]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "data_samples/DATASHEET.md", "reports/README.md")


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _blocks(document: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", _text(document), re.MULTILINE | re.DOTALL)


def _commands() -> list[list[str]]:
    """Every shell command in the documents."""
    lines = [line for document in DOCUMENTS for block in _blocks(document, "sh") for line in block.splitlines()]
    return [shlex.split(line) for line in lines if line.strip()]


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", _text("Makefile"), re.MULTILINE))


# --- documents -------------------------------------------------------------------------------------------------------


def test_the_documents_show_commands():
    assert sum(words[0] == "postaudit" for words in _commands()) >= 8
    assert ["make", "demo"] in _commands()
    assert ["make", "test"] in _commands()


@pytest.mark.parametrize("words", [words for words in _commands() if words[0] == "postaudit"], ids=" ".join)
def test_postaudit_commands_in_the_documents_are_accepted(words):
    """Parsed by the command itself, which refuses an unknown verb, flag or choice."""
    import click

    from audit.cli.commands import cli

    verb = cli.commands[words[1]]
    with click.Context(cli, info_name="postaudit", **cli.context_settings) as parent:
        verb.make_context(words[1], words[2:], parent=parent)


def test_inline_commands_and_verbs_exist():
    from audit.cli.commands import cli

    for document in DOCUMENTS:
        for verb in re.findall(r"`postaudit ([a-z-]+)", _text(document)):
            assert verb in cli.commands, f"{document}: postaudit {verb}"
    [row] = re.findall(r"^\| commands \| (.*) \|$", _text("README.md"), re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", row)) <= set(cli.commands)


def test_metrics_in_the_readme_are_those_there_are():
    from audit.metrics import all_metrics

    [row] = re.findall(r"^\| metrics \| (.*) \|$", _text("README.md"), re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", row)) == {metric.name for metric in all_metrics()}


def test_readings_in_the_readme_are_those_there_are():
    from audit.finding import READING_WORDS

    for words in READING_WORDS.values():
        assert f"*{words}*" in _text("README.md")


def test_the_finding_in_the_readme_is_what_the_demo_says():
    import audit

    [block] = _blocks("README.md", "json")
    told = json.loads(block)
    findings = audit.run(ROOT / "data_samples/northtown.csv", plan=ROOT / "data_samples/audit.toml", workers=1)
    found = asdict(findings.finding(told["id"]))
    assert told == {key: found[key] for key in told}


def test_make_targets_in_the_documents_exist():
    for document in DOCUMENTS:
        for target in re.findall(r"`make ([a-z]+)", _text(document)):
            assert target in _targets(), f"{document}: make {target}"
    assert {words[1] for words in _commands() if words[0] == "make"} <= _targets()


def test_names_of_the_package_in_the_documents_exist():
    package = importlib.import_module("audit")
    for document in (*DOCUMENTS, "CHANGELOG.md"):
        for name in re.findall(r"\baudit\.([A-Za-z_]\w*)", _text(document)):
            if name in ("toml", "cli"):  # the plan file; a module
                continue
            assert hasattr(package, name), f"{document}: audit.{name}"


def test_the_python_of_the_readme_runs(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "data_samples", tmp_path / "data_samples", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)
    blocks = _blocks("README.md", "python")
    assert blocks
    names: dict[str, object] = {}
    for block in blocks:
        ast.parse(block)
        exec(compile(block, "README.md", "exec"), names)
    assert list(tmp_path.glob("reports/*/report.html"))


def test_links_in_the_documents_lead_somewhere():
    for document in (*DOCUMENTS, "CHANGELOG.md"):
        for link in re.findall(r"\]\(([^)#]+)", _text(document)):
            if not link.startswith("https://"):
                assert (ROOT / document).parent.joinpath(link).exists(), f"{document}: {link}"


def test_paths_in_the_documents_exist():
    for document in DOCUMENTS:
        for path in re.findall(
            r"`((?:audit|data_samples|tests|benchmarks|notebooks|reports)/[\w./-]*)`", _text(document)
        ):
            assert (ROOT / path).exists(), f"{document}: {path}"


@pytest.mark.parametrize("word", ["debiased", "unbiased", "bias-free", "bias score"])
def test_documents_do_not_promise_what_no_audit_can(word):
    for document in ("README.md", "CHANGELOG.md", "data_samples/DATASHEET.md", "CITATION.cff"):
        assert word not in _text(document).casefold(), document


# --- metadata --------------------------------------------------------------------------------------------------------


def test_the_citation_is_valid_and_of_this_version():
    """The required keys of the Citation File Format 1.2.0, and no key it does not know."""
    citation = yaml.safe_load(_text("CITATION.cff"))
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    known = {"cff-version", "message", "title", "authors", "abstract", "type", "version", "license", "keywords"}
    known |= {"date-released", "doi", "identifiers", "repository-code", "url", "contact", "references"}
    assert set(citation) <= known
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] == "software"
    assert all(set(author) & {"name", "family-names"} for author in citation["authors"])
    assert str(citation["version"]) == __version__


def test_the_citation_fits_the_schema_of_its_format():
    """The schema is that of cffconvert, of which nothing is imported: its code wants an older jsonschema."""
    import jsonschema

    try:
        files = metadata.files("cffconvert") or []
    except metadata.PackageNotFoundError:
        pytest.skip("cffconvert, which holds the schema, is not installed")
    [schema] = [each for each in files if each.as_posix().endswith("1.2.0/schema.json")]
    citation = yaml.load(_text("CITATION.cff"), Loader=yaml.BaseLoader)  # dates and versions as they are written
    validator = jsonschema.Draft7Validator(json.loads(schema.read_text(encoding="utf-8")))
    assert [each.message for each in validator.iter_errors(citation)] == []
    assert list(validator.iter_errors({**citation, "type": "sofware"}))  # it can fail


def test_the_changelog_knows_this_version():
    changelog = _text("CHANGELOG.md")
    assert changelog.index("## [Unreleased]") > 0
    assert __version__ in changelog


def test_every_release_says_which_numbers_change():
    """Under a heading of its own, even where it is none: whoever compares audits looks there."""
    releases = re.split(r"^## ", _text("CHANGELOG.md"), flags=re.MULTILINE)[1:]
    assert releases
    for each in releases:
        assert "### Numbers that change" in each, each.partition("\n")[0]


def test_licences_agree():
    project = tomllib.loads(_text("pyproject.toml"))["project"]
    assert project["license"] == "Apache-2.0" == yaml.safe_load(_text("CITATION.cff"))["license"]
    licence = _text("LICENSE")
    assert "Apache License" in licence
    assert "Version 2.0, January 2004" in licence
    assert "END OF TERMS AND CONDITIONS" in licence


def test_pre_commit_runs_what_make_check_runs():
    hooks = yaml.safe_load(_text(".pre-commit-config.yaml"))["repos"][0]["hooks"]
    entries = {hook["entry"].removeprefix(".venv/bin/").split()[0] for hook in hooks}
    checks = set(re.findall(r"^\t\$\(BIN\)/(ruff|mypy|lint-imports)", _text("Makefile"), re.MULTILINE))
    assert checks == {"ruff", "mypy", "lint-imports"}
    assert checks <= entries


# --- commands --------------------------------------------------------------------------------------------------------


def _make(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    return subprocess.run(["make", *arguments], cwd=cwd, capture_output=True, text=True, check=False, timeout=60)


def test_make_help_names_every_target_for_people():
    told = set(re.findall(r"^make (\w+)", _make("help").stdout, re.MULTILINE))
    assert told == {target for target in _targets() if "-" not in target} - {"help"}


def test_make_without_a_python_says_so(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "pyproject.toml").touch()
    result = _make("demo", "PYTHON=", cwd=tmp_path)
    assert result.returncode != 0
    assert "No Python 3.11 or newer was found" in result.stderr


def test_continuous_integration_runs_make_test():
    script = ROOT / ".ci" / "run"
    text = script.read_text(encoding="utf-8")
    assert script.stat().st_mode & stat.S_IXUSR
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in text
    assert text.rstrip().endswith("make --no-print-directory test")
    if bash := shutil.which("bash"):
        assert subprocess.run([bash, "-n", str(script)], check=False, timeout=30).returncode == 0
