"""The page on copies and rhythm says what the code does."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import click

from audit.cli.commands import cli
from audit.metrics.repetition import counts as repetition_counts
from audit.metrics.repetition import repetition
from audit.plan import Plan
from audit.text import families, shingles, shingling

PAGE = (Path(__file__).parents[3] / "docs" / "repetition.md").read_text(encoding="utf-8")
CARD = repetition.__doc__ or ""


def test_bounds_and_thresholds_are_those_of_the_code():
    for bound in (repetition_counts.MOST_TEXTS, repetition_counts.MOST_ALIKE, repetition_counts.MOST_LARGE):
        assert f"{bound:,}" in PAGE
        assert f"{bound:,}" in CARD
    assert families.AGREEING == 103
    assert families.AGREEING - 1 < 0.8 * shingles.PERMUTATIONS <= families.AGREEING
    for text in (PAGE, CARD):
        assert f"{families.AGREEING} of {shingles.PERMUTATIONS} minima" in " ".join(text.split())
    assert (shingling.FEWEST_WORDS, shingling.WORD_RUN, shingling.CHARACTER_RUN) == (8, 3, 5)
    assert f"band of {families.BAND}" in " ".join(PAGE.split())
    assert f"{families.BANDS} bands" in PAGE
    # (1/16)**(1/8), and the chance that a pair of similarity .8 or .9 is looked at.
    assert round((1 / families.BANDS) ** (1 / families.BAND), 2) == 0.71
    assert round(1 - (1 - 0.8**families.BAND) ** families.BANDS, 2) == 0.95
    assert 1 - (1 - 0.9**families.BAND) ** families.BANDS > 0.999
    assert round((0.8 * 0.2 / shingles.PERMUTATIONS) ** 0.5, 3) == 0.035


def test_plan_and_commands_are_accepted():
    [plan] = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert Plan.make(tomllib.loads(plan)).rhythm.hour_entropy == 0.95
    [block] = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    words = shlex.split(block)
    with click.Context(cli, info_name="postaudit") as parent:
        cli.commands[words[1]].make_context(words[1], words[2:], parent=parent)
