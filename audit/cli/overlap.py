"""The command ``postaudit overlap``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audit.cli.console import progress_bar
from audit.cli.format_options import format_option
from audit.cli.gate_options import grade_option
from audit.cli.plan_options import chosen_plan, pairs, plan_options
from audit.cli.question import begin, deliver, describe_posts
from audit.errors import PlanError
from audit.wording import plural

_HELP = """What do two collections of one topic have in common? Posts, words, languages, communities.

A post is in both if its id is, or its text where one collection has no ids. How far the most frequent words agree is held
against how far those of two halves of one collection do.

\b
postaudit overlap search.jsonl stream.jsonl
postaudit overlap monday.csv tuesday.csv -o - --format md
"""


@click.command(name="overlap", help=_HELP)
@plan_options
@click.option(
    "--second-columns",
    metavar="FIELD=COLUMN,...",
    multiple=True,
    help="Columns of the second collection, if the guess is wrong.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("reports"), show_default=True)
@format_option
@click.option("--workers", type=click.IntRange(1), help="Processes; by size if not given.")
@grade_option
def overlap(**given: Any) -> int:
    """What two collections have in common."""
    from audit.overlapping import overlap_audit

    formats = begin(given)
    if len(given["sources"]) != 2:
        raise PlanError(
            f"{plural(len(given['sources']), 'source')} given, and two collections are compared.",
            hint="A collection of several files is named by its folder, or by a pattern in quotes.",
        )

    with progress_bar(quiet=given["quiet"]) as bar:
        result = overlap_audit(
            *given["sources"],
            plan=chosen_plan(given),
            second_columns=pairs(given["second_columns"], "--second-columns"),
            workers=given["workers"],
            progress=bar.update,
            opened=describe_posts(given),
        )
    # What both hold before how their words compare: that is what was asked.
    told = sorted(
        result.findings.findings, key=lambda each: each.id not in ("overlap.in_the_other", "overlap.population")
    )
    said = [each.statement for each in told]
    return deliver(result, said, formats, given)
