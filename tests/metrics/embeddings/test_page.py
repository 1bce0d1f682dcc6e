"""The page on associations of words says what the code does."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click

from audit.cli.commands import cli
from audit.metrics.embeddings import embeddings
from audit.metrics.embeddings import estimates as embeddings_estimates
from audit.metrics.embeddings import tokens as embeddings_tokens
from audit.statistics import embedding_association, embedding_runs
from audit.statistics import embeddings as vectors

PAGE = (Path(__file__).parents[3] / "docs" / "embeddings.md").read_text(encoding="utf-8")
CARD = embeddings.__doc__ or ""


def test_bounds_are_those_of_the_code():
    for number in (embeddings_tokens.MOST_WORDS, embedding_association.DRAWN_DIVISIONS):
        assert f"{number:,}" in PAGE
        assert f"{number:,}" in CARD
    for number in (embeddings_estimates.MOST_VECTORS, embeddings_estimates.FEWEST_TOKENS):
        assert f"{number:,}" in CARD
    assert f"its {vectors.DIMENSIONS} largest eigenvalues" in PAGE
    assert f"the {vectors.DIMENSIONS} largest eigenvalues" in " ".join(CARD.split())
    assert (vectors.LEADING, vectors.WINDOW, embedding_runs.RUNS) == (1, 5, 10)
    assert f"occurs {embedding_association.FEWEST_USES} times" in PAGE
    assert f"four sets needs {embedding_association.FEWEST_WORDS} such words" in PAGE
    assert f"{embeddings_estimates.TOLERANCE} either way" in PAGE
    assert f"{embeddings_estimates.FEWEST_AUTHORS} authors" in CARD


def test_commands_are_accepted():
    [block] = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    words = shlex.split(block)
    with click.Context(cli, info_name="postaudit") as parent:
        cli.commands[words[1]].make_context(words[1], words[2:], parent=parent)
