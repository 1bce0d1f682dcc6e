"""The page on five datasets is what their audits say, and their plans and commands hold."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest

from audit.plan import Plan

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"
SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", ROOT.parent / "shared" / "data")) / "datasets"
PLANS = sorted(EXAMPLES.glob("*.toml"))


@pytest.fixture(scope="module")
def write():
    spec = importlib.util.spec_from_file_location("write_examples", EXAMPLES / "write.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_is_a_plan_for_each_dataset_that_the_page_tells_of(write):
    told = {match[1] for match in write._TAG.finditer(write.TEMPLATE.read_text(encoding="utf-8"))}
    assert {each.stem for each in PLANS} == told
    assert len(told) == 5


@pytest.mark.parametrize("plan", PLANS, ids=lambda each: each.stem)
def test_a_plan_holds_and_names_its_command(plan, write):
    assert Plan.from_toml(plan).dataset.name
    assert write.command(plan).endswith(f" --config {plan.name}")


@pytest.mark.parametrize("plan", PLANS, ids=lambda each: each.stem)
@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no shared data at {SHARED}; set POSTAUDIT_SHARED_DATA")
def test_the_page_says_what_the_audit_says(plan, write):
    """The section of each dataset, filled from its audit alone."""
    found = {plan.stem: write.audited(plan, SHARED)}
    sections = write.TEMPLATE.read_text(encoding="utf-8").split("\n## ")
    [mine] = [each for each in sections if f"{{{{{plan.stem}: " in each]
    assert write.filled(mine, found) in write.PAGE.read_text(encoding="utf-8")
