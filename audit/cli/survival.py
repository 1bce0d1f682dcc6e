"""The command ``postaudit survival``."""

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

#: Findings that the terminal lists; the report has them all.
_MOST_LISTED = 12
_HELP = """Which posts are still there later? Shares that survived by group, against that of all posts.

The last source is the later snapshot of the same posts, or the ids of those that still exist: a text file with one id a line,
or a table with one column. The sources before it are the posts as they were, with their text.

\b
postaudit survival posts-2023.csv posts-2025.csv --group gender=sex
postaudit survival tweets.jsonl.gz still-there.txt
"""


@click.command(name="survival", help=_HELP)
@plan_options
@click.option(
    "--new-columns", metavar="FIELD=COLUMN,...", multiple=True, help="Columns of the later data, if the guess is wrong."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("reports"), show_default=True)
@format_option
@click.option("--workers", type=click.IntRange(1), help="Processes; by size if not given.")
@grade_option
def survival(**given: Any) -> int:
    """Which posts are still there."""
    from audit.surviving import survival_audit

    formats = begin(given)
    *old, new = given["sources"]
    if not old:
        raise PlanError(
            "There is one source.", hint="Name the posts as they were, then the later snapshot or a list of ids."
        )

    with progress_bar(quiet=given["quiet"]) as bar:
        result = survival_audit(
            old,
            new,
            plan=chosen_plan(given),
            new_columns=pairs(given["new_columns"], "--new-columns"),
            workers=given["workers"],
            progress=bar.update,
            opened=describe_posts(given),
        )
    said = _lines(result.findings)
    return deliver(result, said, formats, given)


def _lines(findings: Any) -> list[str]:
    """What is left of all posts, and the groups that are shown to differ from them."""
    whole = [each.statement for each in findings.findings if each.id in ("survival.everyone", "survival.authors_gone")]
    shown = [each for each in findings.findings if each.reading == "shown"]
    listed = [f"  {each.severity:<6}  {each.statement}" for each in shown[:_MOST_LISTED]]
    more = len(shown) - _MOST_LISTED
    tail = [f"  and {more} more; the report has them all"] if more > 0 else []
    if not shown:
        listed = ["No group is shown to be left more or less often than all posts. That is not the same as none is."]
    return [*whole, "", *listed, *tail]
