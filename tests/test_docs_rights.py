"""The page about what may be done with the data: its plan, its tables and its examples are true."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import audit
from audit.metrics.rights.uses import _SEVERITY
from audit.plan import Plan
from audit.plan.collection import Collection
from audit.resources import read_platform_rules
from audit.resources.platform_rules import FRESH_DAYS, VERDICTS

PAGE = (Path(__file__).parents[1] / "docs" / "rights.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_the_plan_of_the_page_is_a_plan_and_names_all_that_can_be_said():
    said = tomllib.loads(blocks("toml")[0])
    collection = Plan.make(said).collection
    assert said["collection"].keys() == Collection.model_fields.keys()
    assert collection.collected is not None


def test_the_gate_of_the_page_accepts_a_finding_there_is(tmp_path):
    accepted = Plan.make(tomllib.loads(blocks("toml")[1])).gate.accept
    record = {"platform": "X", "access": "api", "collected_to": "2025-08", "purpose": ["model-training"]}
    found = audit.run(
        [{"text": "a post", "author_id": "a"}], plan={"collection": record, "metrics": ["rights"]}, workers=1
    )
    assert set(accepted) <= {each.id for each in found.findings}


def test_verdicts_and_severities_are_those_of_the_code():
    rows = re.findall(r"^\| ([a-z ]+) \| (high|medium|low|none) \|", PAGE, re.MULTILINE)
    named = {"needs permission": "permission", "bound to conditions": "conditions"}
    assert {named.get(name, name): severity for name, severity in rows} == {
        each: _SEVERITY.get(each, "none") for each in VERDICTS
    }
    assert f"more than {FRESH_DAYS} days" in PAGE


def test_findings_of_the_page_are_those_of_the_code():
    code = "".join(
        path.read_text(encoding="utf-8") for path in (Path(audit.__file__).parent / "metrics/rights").glob("*.py")
    ).replace("{_ID}", "rights.licence")
    named = re.findall(r"^\| `(rights\.[a-z_.]+)` \|", PAGE, re.MULTILINE)
    assert len(named) == 8
    assert set(named) == {each for each in re.findall(r'"(rights\.[a-z_.]+)"', code) if each != "rights.licence"}


def test_the_rule_of_ones_own_can_be_read(tmp_path):
    [table] = blocks("csv")
    (tmp_path / "mine.csv").write_text(table, encoding="utf-8")
    (tmp_path / "card.toml").write_text('title = "Ours"\nsource = ["Us (2026). Contract. Here."]\n', encoding="utf-8")
    rules = read_platform_rules(tmp_path / "mine.csv")
    assert rules.rule("our-contract").platforms == ("Weibo",)


def test_every_rule_is_on_the_page_with_its_source():
    for each in read_platform_rules().rules:
        [*lines] = [line for line in PAGE.splitlines() if line.startswith(f"| `{each.id}` |")]
        assert len(lines) == len(each.platforms)
        assert all(each.source in line for line in lines)
