"""The command ``postaudit weights``."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import click

from audit.cli.console import plain, progress_bar, say, start_logging, tell
from audit.cli.plan_options import chosen_plan, plan_options, words


@click.command()
@plan_options
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="FILE.csv or FILE.parquet: post_id, weight."
)
@click.option("--by", metavar="ATTRIBUTE,...", help="Attributes to weight by; all that have a benchmark by default.")
@click.option(
    "--per", type=click.Choice(("author", "post")), default="author", show_default=True, help="Whose composition."
)
@click.option(
    "--cap", type=float, default=5.0, show_default=True, help="Most a weight may be, in medians; 0 for no cap."
)
@click.option("--collapse", is_flag=True, help="Put groups of too few authors together, or leave them out.")
def weights(**given: Any) -> None:
    """Weight posts so that authors have the composition of a population, on these margins only, and say what it costs."""
    from audit.files.whole_file import check_place
    from audit.mitigation.weighing import weights as weighted
    from audit.mitigation.writing import check_name

    start_logging(verbose=given["verbose"], quiet=given["quiet"])
    output: Path = given["output"]
    check_name(output)
    to_stdout = str(output) == "-"
    if not to_stdout:
        check_place(output)
    with progress_bar(quiet=given["quiet"]) as bar:
        made = weighted(
            list(given["sources"]),
            chosen_plan(given),
            by=words(given["by"]),
            per=given["per"],
            cap=given["cap"] or math.inf,
            collapse=given["collapse"],
            progress=bar.update,
        )
    made.write(output)
    if to_stdout:
        say(str(made), quiet=given["quiet"])
        return
    if not given["quiet"]:
        tell(plain(str(made)))
    tell(str(output))
