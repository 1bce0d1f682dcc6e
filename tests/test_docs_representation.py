"""What the page on representation shows is what the package prints."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from audit.metrics.representation.sliced import MOST_COMMUNITIES
from audit.metrics.representation.slices import MOST_ROWS
from audit.plan import Plan
from audit.wording import count

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "representation.md").read_text(encoding="utf-8")


def _blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_the_example_prints_what_is_shown(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    [code], [shown] = _blocks("python"), _blocks("text")
    exec(compile(code, "representation.md", "exec"), {})
    assert capsys.readouterr().out == shown


@pytest.mark.parametrize("content", _blocks("toml"))
def test_plans_are_plans(content):
    assert Plan.make(tomllib.loads(content)) != Plan()


def test_bounds_are_those_of_the_code():
    assert f"{MOST_COMMUNITIES} largest communities" in PAGE
    assert f"at most {count(MOST_ROWS)} pairs" in PAGE


def test_every_figure_that_is_named_exists(judged_northtown):
    for name in re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE):
        assert any(each.measure == name for each in judged_northtown.estimates), name


@pytest.fixture(scope="module")
def judged_northtown():
    import audit

    samples = ROOT / "data_samples"
    return audit.run(samples / "northtown.csv", plan=samples / "audit.toml", metrics=["representation"], workers=1)
