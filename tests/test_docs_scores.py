"""The page about scores says what is measured, by the names and numbers of the code."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pandas as pd

import audit
from audit.metrics.scores.swaps import MOST_WORDS
from audit.models.user_model import CHUNK
from audit.plan import Plan
from audit.plan.models import Models

PAGE = (Path(__file__).parents[1] / "docs" / "scores.md").read_text(encoding="utf-8")


def test_every_figure_of_the_table_is_measured_and_no_other():
    posts = pd.DataFrame(
        {
            "post_id": range(900),
            "author_id": [f"a{i % 300}" for i in range(900)],
            "text": "we met in town",
            "group": [("one", "two", "three")[i % 3] for i in range(900)],
            "label": [("yes", "no")[i // 3 % 2] for i in range(900)],
            "toxicity": [(i * 37 % 100) / 100 for i in range(900)],
        }
    )
    found = audit.run(posts, groups={"group": "group"}, models={"scores": ["toxicity"], "truth": "label"})
    names = {
        each.id.rsplit(".", 1)[1] for each in found.estimates if each.id.startswith("scores.toxicity.author.group.one.")
    }
    rows = re.findall(r"^\| (`[^|]+) \|", PAGE, re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert {each for each in names if not each.endswith("_difference")} == told
    assert any(each.id.endswith("largest_gap") and each.reference.value > 0 for each in found.estimates)


def test_the_plan_of_the_page_is_one():
    [content] = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    plan = Plan.make(tomllib.loads(content))
    assert plan.models.scores == ("toxicity",)
    assert plan.models.threshold == Models().threshold


def test_numbers_of_the_page_are_those_of_the_code():
    assert f"at most {MOST_WORDS} words" in PAGE
    assert f"up to {CHUNK:,} texts" in PAGE
    assert f"`models.seconds` ({Models().seconds:g})" in PAGE
