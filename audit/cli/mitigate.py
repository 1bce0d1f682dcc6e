"""The command ``postaudit mitigate``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audit.cli.console import plain, progress_bar, say, start_logging, tell
from audit.cli.plan_options import chosen_plan, plan_options, words

_HELP = """Work a remedy out, say what it costs, and audit the posts before and after it.

\b
reweigh   weights under which a label falls equally often on every group
cap       at most --most posts of each author
resample  leave authors or posts out until groups have the shares that they should
mask      one word in the place of every name of a group
swap      beside each post that names one of two groups, the same with the other
learner   what reweighing, constrained training and thresholds by group do to a simple learner

\b
postaudit mitigate reweigh posts.csv --label toxic --by gender -o weights.csv
postaudit mitigate reweigh posts.csv --label toxic --by mentions:religion -o weights.csv
postaudit mitigate cap posts.csv --most 20 -o kept.csv
postaudit mitigate resample posts.csv --by gender --to equal -o left.parquet
postaudit mitigate mask posts.csv --axis religion -o masked.jsonl
postaudit mitigate swap posts.csv --pair women,men -o augmented.jsonl
postaudit mitigate learner posts.csv --label toxic --by mentions:religion -o remedies.csv

No remedy makes a dataset free of bias. postaudit weights makes weights that give authors a population's composition.
"""


@click.command(help=_HELP)
@click.argument("remedy", type=click.Choice(("reweigh", "cap", "resample", "mask", "swap", "learner")))
@plan_options
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="What is made; FILE.json says how."
)
@click.option(
    "--by", metavar="ATTRIBUTE", default="", help="Attribute of authors, or mentions:AXIS for reweigh and learner."
)
@click.option(
    "--to",
    type=click.Choice(("benchmark", "equal")),
    default="benchmark",
    show_default=True,
    help="Shares to resample to.",
)
@click.option(
    "--per", type=click.Choice(("author", "post")), default="author", show_default=True, help="What is left out."
)
@click.option("--most", type=int, default=0, help="Posts of an author that are kept.")
@click.option("--axis", metavar="AXIS,...", help="Axes of groups to mask; all by default.")
@click.option("--pair", metavar="GROUP,GROUP", help="Two groups of one axis to swap.")
@click.option("--keep-ids", is_flag=True, help="Keep the authors' own ids in posts that are written.")
@click.option("--no-audit", is_flag=True, help="Only write; do not audit before and after.")
def mitigate(**given: Any) -> None:
    """Work a remedy out, and audit before and after."""
    from audit.files.whole_file import check_place
    from audit.mitigation.mitigating import check_output
    from audit.mitigation.mitigating import mitigate as mitigated

    start_logging(verbose=given["verbose"], quiet=given["quiet"])
    output: Path = given["output"]
    check_output(given["remedy"], output)
    check_place(output)
    plan = chosen_plan(given)
    labels = plan.labels
    if given["remedy"] == "learner":
        _learner(given, plan, output)
        return
    with progress_bar(quiet=given["quiet"]) as bar:
        made = mitigated(
            list(given["sources"]),
            given["remedy"],
            plan,
            label=labels[0] if len(labels) == 1 else "",
            by=given["by"],
            to=given["to"],
            per=given["per"],
            most=given["most"],
            axes=words(given["axis"]) or (),
            pair=words(given["pair"]) or (),
            audits=not given["no_audit"],
            progress=bar.update,
        )
    made.write(output, keep_ids=given["keep_ids"])
    say(plain(str(made)), quiet=given["quiet"])
    tell(str(output))


def _learner(given: dict[str, Any], plan: Any, output: Path) -> None:
    from audit.errors import PlanError
    from audit.mitigation.mitigating import learner_remedies

    if len(plan.labels) != 1 or not given["by"]:
        raise PlanError(
            "A learner needs one label and a group.", hint="For example --label toxic --by mentions:religion."
        )
    with progress_bar(quiet=given["quiet"]) as bar:
        made = learner_remedies(list(given["sources"]), plan, label=plan.labels[0], by=given["by"], progress=bar.update)
    made.write(output)
    say(plain(str(made)), quiet=given["quiet"])
    tell(str(output))
