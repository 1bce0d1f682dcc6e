"""The page on privacy says what the code does."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import click

from audit.cli.commands import cli
from audit.metrics.privacy import privacy
from audit.metrics.privacy import quotes as privacy_quotes
from audit.metrics.privacy import told as privacy_told
from audit.metrics.privacy import uniqueness_judgement as privacy_uniqueness_judgement
from audit.metrics.privacy.uniqueness import MOST_ROWS
from audit.plan import Plan
from audit.plan.privacy import Privacy
from audit.statistics.wilson import wilson
from audit.text import runs

PAGE = (Path(__file__).parents[3] / "docs" / "privacy.md").read_text(encoding="utf-8")
CARD = privacy.__doc__ or ""


def test_bounds_and_lengths_are_those_of_the_code():
    for bound in (MOST_ROWS, privacy_quotes.MOST_RUNS, privacy_quotes.MOST_QUOTED):
        assert f"{bound:,}" in PAGE
        assert f"{bound:,}" in CARD
    assert (runs.RUN, runs.FEWEST_WORDS) == (6, 8)
    assert privacy_told.AGES == (13, 16, 18)
    assert privacy_uniqueness_judgement.CLASS == 5
    assert all(f"`{each}`" in PAGE for each in privacy_told.AGE_ATTRIBUTES)


def test_plan_and_command_are_accepted():
    [plan] = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    made = Plan.make(tomllib.loads(plan)).privacy
    assert made.quasi_identifiers == ("community", "hour", "place", "gender")
    usual = Privacy()
    assert (made.unique_share, made.searchable_share, made.disclosed_share) == (
        usual.unique_share,
        usual.searchable_share,
        usual.disclosed_share,
    )
    [block] = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    words = shlex.split(block)
    with click.Context(cli, info_name="postaudit") as parent:
        cli.commands[words[1]].make_context(words[1], words[2:], parent=parent)


def test_counts_of_the_table_add_up_and_have_the_intervals_that_are_printed():
    cells = re.findall(
        r"^\| ([^|]+) \| ((?:\d+ of \d+|none)[^|]*) \| ((?:\d+ of \d+|none)[^|]*) \|$", PAGE, re.MULTILINE
    )
    *categories, together = cells
    for column, low, high in ((1, 85, 94), (2, 62, 85)):
        numbers = [
            list(map(int, re.findall(r"\d+", each[column])[:2])) for each in categories if each[column] != "none"
        ]
        right, read = (sum(each[place] for each in numbers) for place in (0, 1))
        assert together[column].startswith(f"{right} of {read} ({round(100 * right / read)}%)")
        assert [round(100 * each) for each in wilson(right / read, read, 1.959964)] == [low, high]
        assert f"{low}% to {high}%" in PAGE
    assert [round(100 * each) for each in wilson(73 / 79, 79, 1.959964)] == [84, 96]


def test_a_plan_that_says_nothing_of_privacy_is_printed_as_before():
    assert "privacy" not in Plan().model_dump()
    asked = Plan.make({"privacy": {"unique_share": 0.2}})
    assert asked.model_dump()["privacy"]["unique_share"] == 0.2
    assert asked.override({"also": ["privacy"]}).privacy.unique_share == 0.2
