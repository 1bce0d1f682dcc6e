"""The pages on datasets are what their audits say, and their plans and commands hold."""

from __future__ import annotations

import functools
import importlib.util
import os
from pathlib import Path

import pytest

from audit.plan import Plan

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"
SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", ROOT.parent / "shared" / "data")) / "datasets"
PLANS = sorted(EXAMPLES.glob("*.toml"))
HOW_MANY = {"five-datasets.md.in": 5, "six-labelled-datasets.md.in": 7}  # one of the six is two files


def _written():
    spec = importlib.util.spec_from_file_location("write_examples", EXAMPLES / "write.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WRITE = _written()
SECTIONS = [
    pytest.param(template, text, id=text.partition("\n")[0])
    for template in WRITE.TEMPLATES
    for text in template.read_text(encoding="utf-8").split("\n## ")
    if WRITE.told_of(text)
]


@functools.cache
def audited(name):
    return WRITE.audited(EXAMPLES / f"{name}.toml", SHARED)


def test_there_is_a_plan_for_each_dataset_that_the_pages_tell_of():
    told = {each.name: WRITE.told_of(each.read_text(encoding="utf-8")) for each in WRITE.TEMPLATES}
    assert {name: len(each) for name, each in told.items()} == HOW_MANY
    assert {each.stem for each in PLANS} == set().union(*told.values())


@pytest.mark.parametrize("plan", PLANS, ids=lambda each: each.stem)
def test_a_plan_holds_and_names_its_command(plan):
    assert Plan.from_toml(plan).dataset.name
    assert WRITE.command(plan).endswith(f" --config {plan.name}")


@pytest.mark.parametrize(("template", "section"), SECTIONS)
@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no shared data at {SHARED}; set POSTAUDIT_SHARED_DATA")
def test_the_page_says_what_the_audit_says(template, section):
    """Each section, filled from the audits that it tells of."""
    found = {name: audited(name) for name in WRITE.told_of(section)}
    assert WRITE.filled(section, found) in WRITE.page_of(template).read_text(encoding="utf-8")
