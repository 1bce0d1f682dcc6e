"""The command ``postaudit sample-for-coding``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audit.cli.console import plain, progress_bar, say, start_logging, tell
from audit.cli.plan_options import chosen_plan, plan_options, words
from audit.errors import PlanError

#: The groups whose mentions are compared with each other.
GROUPS = "women,men"


@click.command(name="sample-for-coding")
@plan_options
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="SHEET.csv to fill; SHEET.json.")
@click.option("--groups", "of_groups", metavar="NAME,...", default=GROUPS, show_default=True, help="Groups to code.")
@click.option("--hits", type=click.IntRange(1), default=100, show_default=True, help="Posts that name the group.")
@click.option("--non-hits", type=click.IntRange(4), default=100, show_default=True, help="Posts that do not.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Another draws other posts.")
@click.option("--verbatim", is_flag=True, help="Keep handles, addresses and links in the text.")
@click.option("--blind", is_flag=True, help="Do not tell coders in which stratum a post is.")
def sample_for_coding(**given: Any) -> None:
    """Draw posts to read and code, so that rates of mention can be corrected.

    The sheet holds what people wrote. Fill the column code with 1 where a post names people of the group, 0 where it does
    not, and nothing where you are not sure; then: postaudit run SOURCE --coding SHEET.csv
    """
    from audit.api import load
    from audit.coding.drawing import draw
    from audit.coding.words import summary
    from audit.coding.writing import check_sheet, write_sheet

    start_logging(verbose=given["verbose"], quiet=given["quiet"])
    output: Path = given["output"]
    check_sheet(output)
    for name in words(given["metrics"]) or ():
        if name != "mentions":
            raise PlanError(
                f"--metrics {name}: only mentions can be corrected by coding.",
                hint="Precision of the marker words is not estimated; leave the flag out.",
            )
    posts = load(list(given["sources"]), plan=chosen_plan(given))
    with progress_bar(quiet=given["quiet"]) as bar:
        sample = draw(
            posts,
            tuple(dict.fromkeys(words(given["of_groups"]) or ())),
            hits=given["hits"],
            non_hits=given["non_hits"],
            seed=given["seed"],
            progress=bar.update,
        )
    write_sheet(sample, output, verbatim=given["verbatim"], blind=given["blind"])
    for line in summary(sample):
        say(line, quiet=given["quiet"])
    kept = "as they are" if given["verbatim"] else "masked"
    say(
        f"{output.name} holds what people wrote, handles {kept}; only you can read the file. {output.stem}.json holds no"
        " text and must stay beside it.",
        quiet=given["quiet"],
    )
    tell(plain(str(output)))
