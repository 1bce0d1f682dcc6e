"""What the page about filters prints is what its commands answer, and its tables are of what there is."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

import audit
from audit.filtering.parsing import stages_of
from audit.plan import Plan
from audit.plan.filters import Filter

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "filter-impact.md").read_text(encoding="utf-8")
SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", ROOT.parent / "shared" / "data")) / "datasets"
EXAMPLES = re.findall(
    r"^```sh\npostaudit (filter-impact [^\n]*)\n```\n\n```text\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL
)


def test_there_are_four_examples():
    assert len(EXAMPLES) == 4


@pytest.mark.parametrize(("typed", "printed"), EXAMPLES, ids=[each.split()[1] for each, _ in EXAMPLES])
def test_an_example_is_what_the_command_says(postaudit, tmp_path, monkeypatch, typed, printed):
    arguments = shlex.split(typed)
    if not arguments[1].startswith("data_samples"):
        if not (SHARED / arguments[1]).exists():
            pytest.skip("the dataset is not here")
        monkeypatch.chdir(SHARED)
    else:
        monkeypatch.chdir(ROOT)
    told = postaudit(*arguments, "-o", tmp_path)
    assert told.code == 0
    for line in printed.splitlines():
        assert line in told.out.splitlines()


def test_the_twin_shows_nothing(samples):
    findings = audit.filter_impact(
        samples / "northtown-null.csv", ["min-length=25", "label:toxic=no"], plan=samples / "audit.toml"
    )
    assert not [each for each in findings.findings if each.reading == "shown"]


def test_every_rule_of_the_table_is_one(tmp_path):
    (tmp_path / "list.txt").write_text("word\n")
    rows = re.findall(r"^\| (`[^|]*`) \| ", PAGE.split("| rule | keeps posts |")[1].split("\n\n")[0], re.MULTILINE)
    rules = [each for row in rows for each in re.findall(r"`([^`]+)`", row)]
    assert len(rules) == 20
    known = [rule.replace("list.txt", str(tmp_path / "list.txt")) for rule in rules]
    stages, _ = stages_of([Filter(rule=each) for each in known], Plan())
    assert len(stages) == len(rules)
    from audit.filtering.parsing import _MAKERS

    named = {re.split(r"[=:]", rule)[0] for rule in rules}
    assert set(_MAKERS) - {"keep-ids", "after"} <= named


def test_the_plan_of_the_page_is_one(tmp_path):
    [toml] = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    path = tmp_path / "audit.toml"
    path.write_text(toml, encoding="utf-8")
    assert [each.title for each in Plan.from_toml(path).filter] == ["too short", "toxic", "blocklist"]


def test_the_figures_of_the_page_have_these_ids(samples):
    findings = audit.filter_impact(
        samples / "northtown.csv", ["min-length=20", "sample=0.9"], plan=samples / "audit.toml"
    )
    known = {each.id for each in findings.estimates}
    for identifier in re.findall(r"^\| `(filter_impact\.[^`]+)` \|", PAGE, re.MULTILINE):
        assert identifier in known
