"""What the pages about comparing print is what the commands on them answer."""

from __future__ import annotations

import re
from pathlib import Path

import audit
from audit.comparing.comparison import Pattern
from audit.report.catalogue import catalogue

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "generated-text.md").read_text(encoding="utf-8")


def test_the_example_of_amplification_is_what_the_command_says(postaudit, samples, tmp_path):
    postaudit("run", samples / "northtown.csv", "-c", samples / "audit.toml", "-q", "-o", tmp_path, "--format", "json")
    postaudit(
        *("run", samples / "northtown-generated.jsonl.gz", "--generated", "--name", "Northtown model", "-q"),
        *("-o", tmp_path, "--format", "json"),
    )
    [posts], [model] = tmp_path.glob("northtown-posts-*"), tmp_path.glob("northtown-model-*")
    told = postaudit("compare", posts, model, "-o", tmp_path / "compared")
    [block] = re.findall(r"^```text\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert told.code == 0
    for line in block.splitlines():
        assert line in told.err.splitlines()


def test_the_words_of_the_page_are_those_there_are():
    rows = re.findall(r"^\| (\w+) \| (?:shown|not known)", PAGE, re.MULTILINE)
    words = {each: catalogue()(f"pattern.{each}") for each in Pattern.__args__ if each}
    assert set(rows) == {word for each, word in words.items() if each != "no_skew"}


def test_a_plan_may_say_it_instead_of_the_flag(tmp_path):
    plan = tmp_path / "audit.toml"
    plan.write_text("[dataset]\ngenerated = true\n")
    assert audit.Plan.from_toml(plan).dataset.generated
    assert not audit.Plan().dataset.generated
