"""The command ``postaudit filter-impact``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audit.cli.console import progress_bar
from audit.cli.format_options import format_option
from audit.cli.gate_options import grade_option
from audit.cli.plan_options import chosen_plan, plan_options
from audit.cli.question import begin, deliver, describe_posts

_HELP = """Whose posts do filters leave out? Keep rates by group, filter by filter, against those of all posts.

Filters are rules in their order, ids of the posts that were kept, or the posts that are left; docs/filter-impact.md lists
the rules. What is lost by whom is printed and reported; whether a filter is right is for people to say.

\b
postaudit filter-impact posts.csv --rule min-length=20 --rule no-words=blocklist.txt
postaudit filter-impact posts.csv --rule "score:toxicity<0.5" --missing drop --group gender=sex
postaudit filter-impact before.parquet --after after.parquet
"""


@click.command(name="filter-impact", help=_HELP)
@plan_options
@click.option("--rule", "rules", metavar="RULE", multiple=True, help="A filter; several are asked in their order.")
@click.option("--keep-ids", metavar="FILE", help="Ids of the posts that were kept: a filter before the others.")
@click.option("--after", metavar="FILE", help="The posts that are left: a filter before the others.")
@click.option(
    "--missing",
    type=click.Choice(("refuse", "keep", "drop")),
    help="What becomes of posts that lack what a filter asks for; refuse if not given.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("reports"), show_default=True)
@format_option
@click.option("--workers", type=click.IntRange(1), help="Processes; by size if not given.")
@grade_option
def filter_impact(**given: Any) -> int:
    """Whose posts filters leave out."""
    from audit.filtering.impact import filter_audit
    from audit.filtering.terminal import lines

    formats = begin(given)

    with progress_bar(quiet=given["quiet"]) as bar:
        result = filter_audit(
            list(given["sources"]),
            given["rules"],
            keep_ids=given["keep_ids"],
            after=given["after"],
            missing=given["missing"],
            plan=chosen_plan(given),
            workers=given["workers"],
            progress=bar.update,
            opened=describe_posts(given),
        )
    said = lines(result.findings)
    return deliver(result, said, formats, given)
