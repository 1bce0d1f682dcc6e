"""What every command that reads posts can be told: where they are, what their columns mean, what to compare with."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from audit.cli import completing
from audit.cli.vote_options import chosen_votes, vote_options
from audit.errors import PlanError

_EXAMPLES = {
    "--columns": "text=body,author_id=user",
    "--new-columns": "post_id=tweet_id",
    "--group": "gender=sex",
    "--benchmark": "gender=my-shares.csv:residents",
    "--votes": "hate=n_hate,neither=n_neither",
    "--votes-rows": "annotator=worker,label=answer",
}


#: A file, folder, pattern or address: nothing about it is checked here, and a shell completes it as a file.
SOURCE = click.Path(readable=False)


def plan_options(function: Any) -> Any:
    """Decorate a command with the sources and the plan."""
    options = [
        click.argument("sources", nargs=-1, required=True, type=SOURCE),
        click.option(
            "-c",
            "--config",
            type=click.Path(path_type=Path),
            help="Plan file (audit.toml), or a report, whose plan is used again.",
        ),
        click.option("--columns", metavar="FIELD=COLUMN,...", multiple=True, help="Columns, if the guess is wrong."),
        click.option(
            "--loader", metavar="NAME", help="Loader by name instead of by content.", shell_complete=completing.loaders
        ),
        click.option("--encoding", metavar="NAME", help="Encoding instead of by evidence."),
        click.option(
            "--dates", type=click.Choice(["day-first", "month-first", "leave-out"]), help="What 01/02/2023 means."
        ),
        click.option("--group", "groups", metavar="ATTRIBUTE=COLUMN", multiple=True, help="Column that states it."),
        click.option(
            "--benchmark",
            "benchmarks",
            metavar="ATTRIBUTE=NAME|FILE:POPULATION",
            multiple=True,
            help="What to compare with.",
            shell_complete=completing.benchmarks,
        ),
        click.option("--label", "labels", metavar="COLUMN", multiple=True, help="Label column."),
        click.option("--score", "scores", metavar="COLUMN", multiple=True, help="Score that a model gave posts."),
        click.option("--truth", metavar="COLUMN", help="Label that the scores should predict."),
        click.option("--positive", metavar="VALUE", help="Its value that a high score stands for."),
        click.option("--dialect-model", metavar="FOLDER", help="Model of dialects: label rates by dialect of English."),
        *vote_options(),
        click.option("--metrics", metavar="NAME,...", help="Only these metrics.", shell_complete=completing.metrics),
        click.option(
            "--also",
            metavar="NAME,...",
            help="And these: amplification, artefacts, associations, embeddings, label_conflicts, privacy, repetition, rhythm,"
            " sampling, sentiment.",
            shell_complete=completing.metrics,
        ),
        click.option("--skip", metavar="NAME,...", help="All metrics but these.", shell_complete=completing.metrics),
        click.option("--name", metavar="NAME", help="What the dataset is called."),
        click.option("--generated", is_flag=True, help="A model wrote the text: intervals are clustered by prompt."),
        click.option("--max-reject", metavar="SHARE", type=float, help="Stop if more of the records is malformed."),
        click.option(
            "--max-ratio", metavar="N", type=int, help="Let a compressed file grow N times; 200 if not given."
        ),
        click.option("-q", "--quiet", is_flag=True, help="No progress, no summary."),
        click.option("-v", "--verbose", is_flag=True, help="Tracebacks and decisions."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def chosen_plan(given: dict[str, Any]) -> Any:
    """The plan that these options ask for."""
    from audit.api import make_plan

    changes: dict[str, Any] = {
        "columns": pairs(given["columns"], "--columns"),
        "groups": pairs(given["groups"], "--group"),
        "benchmarks": pairs(given["benchmarks"], "--benchmark"),
        "labels": tuple(given["labels"]) or None,
        "votes": chosen_votes(given, pairs),
        "loader": given["loader"],
        "encoding": given["encoding"],
        "dates": given["dates"],
        "metrics": words(given["metrics"]),
        "also": words(given["also"]),
        "skip": words(given["skip"]),
        "report": {"quotes": given["quotes"]} if given.get("quotes") else None,
        "mentions": {"coding": given["coding"]} if given.get("coding") else None,
        "release": {"epsilon": given["epsilon"]} if given.get("epsilon") else None,
        "dialect": {"model": given["dialect_model"]} if given.get("dialect_model") else None,
        "dataset": {each: given[each] for each in ("name", "generated") if given[each]},
        "models": {each: given[each] for each in ("scores", "truth", "positive") if given[each]},
        "limits": {each: given[each] for each in ("max_reject", "max_ratio") if given[each] is not None},
    }
    plan = make_plan(given["config"], **{key: value for key, value in changes.items() if value})
    if given["truth"] and not plan.models.scores:
        raise PlanError(
            f"--truth {given['truth']}: there is no score that should predict it.",
            hint=f"--score COLUMN names one. For a label alone: --label {given['truth']}",
        )
    return plan


def pairs(texts: tuple[str, ...], flag: str) -> dict[str, str]:
    """What a flag says as NAME=VALUE, several with commas between.

    Raises
    ------
    PlanError
        A part of it is no such pair.
    """
    result = {}
    # Commas divide pairs only where another NAME= follows: names of columns may hold commas.
    for text in (piece for each in texts for piece in re.split(r",(?=[^,=]+=)", each)):
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            raise PlanError(f"{flag} {text!r}: expected NAME=VALUE.", hint=f"For example {flag} {_EXAMPLES[flag]}")
        result[name.strip()] = value.strip()
    return result


def words(text: str | None) -> tuple[str, ...] | None:
    """A list with commas between; None if nothing is given."""
    return tuple(each.strip() for each in text.split(",") if each.strip()) if text else None
