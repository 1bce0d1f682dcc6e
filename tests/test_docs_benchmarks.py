"""docs/benchmarks.md shows a file that can be read, commands that run, and figures that come out."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest

from audit.grouping.given_shares import benchmark_of
from audit.plan import Plan
from audit.resources import POPULATIONS, read_benchmark

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/benchmarks.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """A folder with the files that the page names."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "members.csv").write_text(blocks("text")[0], encoding="utf-8")
    rows = [f"n{i},a{i % 90},a post number {i},{('woman', 'man')[i % 90 % 2]}" for i in range(900)]
    (tmp_path / "posts.csv").write_text("\n".join(["post_id,author_id,text,sex", *rows, ""]), encoding="utf-8")
    return tmp_path


def test_the_file_and_the_plan_are_read(here):
    plan = Plan.make(tomllib.loads(blocks("toml")[0]))
    benchmark = read_benchmark(plan.benchmarks["gender"])
    assert benchmark.population.kind == "active_posters"
    assert benchmark.errors["gender"]["women"] == 0.021


def test_the_card_is_read_and_says_how_sure(here):
    (here / "card.toml").write_text(blocks("toml")[1], encoding="utf-8")
    benchmark = read_benchmark("./members.csv")
    assert benchmark.population.kind == "active_posters"
    assert benchmark.uncertainty("gender") == "a survey, with a standard error that is allowed for"
    assert benchmark.facts()["place"] == "our forum"


def test_shares_in_numbers_are_taken_in_python_and_in_the_plan(here):
    found: dict[str, Any] = {}
    exec(blocks("python")[0], found)
    told = [each for each in found["findings"].findings if each.id.startswith("representation.gender")]
    assert told
    assert all("given by the caller" in each.statement for each in told)
    plan = Plan.make(tomllib.loads(blocks("toml")[2]))
    benchmark = benchmark_of(plan, "gender")
    assert (benchmark.margins["gender"]["women"], benchmark.population.kind) == (0.513, "active_posters")


def test_the_commands_run(here, postaudit):
    commands = [shlex.split(line) for block in blocks("sh") for line in block.splitlines()]
    assert [each[1] for each in commands] == ["list", "explain", "run", "run"]
    for words in commands:
        extra = ("-o", "-", "--metrics", "representation") if words[1] == "run" else ()
        told = postaudit(*words[1:], *extra)
        assert told.code == 0, told.err
        if words[1] == "run":
            findings = [each for each in json.loads(told.out)["findings"] if "gender" in each["id"]]
            assert findings
            assert all("population: active posters" in each["statement"] for each in findings)


def test_the_example_of_four_answers_is_that_of_the_benchmarks():
    women = {
        name: read_benchmark(name).margins["gender"]["women"]
        for name in ("us-adults-2020", "us-twitter-users-2018", "us-twitter-most-active-2018", "us-x-users-2023")
    }
    assert f"{100 * women['us-adults-2020']:.1f} % of adults" in TEXT
    assert round(100 * women["us-twitter-users-2018"]) == 50
    assert "about half of\nthe adults on Twitter" in TEXT
    assert f"{100 * women['us-twitter-most-active-2018']:.0f} % of the tenth" in TEXT
    assert f"they lack {100 * (women['us-adults-2020'] - 0.5):.1f} points" in TEXT
    assert f"they lack {100 * (women['us-twitter-most-active-2018'] - 0.5):.0f} points" in TEXT
    assert f"of all who use X in 2023, {100 * (1 - women['us-x-users-2023']):.0f} %" in TEXT


def test_every_population_has_its_question_and_its_heading():
    for each in POPULATIONS.values():
        assert f"| `{each.kind}` | {each.who} | {each.question} |" in TEXT
        assert f"### {each.title.capitalize()}" in TEXT


def test_files_that_are_named_are_there():
    for path in re.findall(r"`(benchmarks/\S+?)`", TEXT):
        assert (ROOT / path).exists()
