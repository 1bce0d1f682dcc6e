"""What commands can be told of votes: where the judgements of single annotators are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click


def vote_options() -> list[Any]:
    """The options, each for one shape of votes."""
    return [
        click.option(
            "--votes", metavar="LABEL=COLUMN,...", multiple=True, help="Columns of how many annotators chose a label."
        ),
        click.option("--votes-total", metavar="COLUMN", help="What these add up to; where they do not, it is told."),
        click.option(
            "--votes-from", metavar="COLUMN,...", multiple=True, help="A column per annotator; rater_* is all such."
        ),
        click.option(
            "--votes-rows",
            metavar="annotator=COLUMN,label=COLUMN",
            multiple=True,
            help="Each row is one judgement; item=COLUMN where the id is in no id column.",
        ),
    ]


def chosen_votes(given: dict[str, Any], pairs: Callable[[tuple[str, ...], str], dict[str, str]]) -> dict[str, Any]:
    """The section ``[votes]`` that these options ask for; empty where none is given."""
    named = [part.strip() for each in given["votes_from"] for part in each.split(",") if part.strip()]
    asked: dict[str, Any] = {
        "columns": pairs(given["votes"], "--votes"),
        "total": given["votes_total"],
        "each": named,
        **pairs(given["votes_rows"], "--votes-rows"),
    }
    return {name: value for name, value in asked.items() if value}
