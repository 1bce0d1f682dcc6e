"""The commands that tell what there is and what it means: ``postaudit explain``, ``list`` and ``schema``."""

from __future__ import annotations

from pathlib import Path

import click

from audit.cli import completing
from audit.cli.console import plain, tell

KINDS = ("loaders", "formats", "metrics", "lexicons", "benchmarks", "rules", "requirements", "plugins")


_EXPLAIN = """Print the card of a metric, benchmark, lexicon or rule, what a word means, or a finding with its figures.

\b
postaudit explain representation                        a metric
postaudit explain inconclusive                          a reading, or any word of a report
postaudit explain reports/NAME-ID#mentions.age.older    a finding: its figures, and what would change it
"""


@click.command(help=_EXPLAIN)
@click.argument("subject", shell_complete=completing.explainable)
@click.option(
    "--report",
    "--findings",
    type=click.Path(path_type=Path),
    help="Report folder or findings.json that holds the finding.",
)
def explain(subject: str, report: Path | None) -> None:
    """Print the card of a metric, benchmark, lexicon or rule, what a word means, or a finding with its figures."""
    from audit.explaining.ids import explain as explained
    from audit.filtering.metric import FilterImpact
    from audit.filtering.stages import Stages
    from audit.metrics.fates.survival import Survival, nowhere
    from audit.metrics.overlap.overlap import Overlap

    more = (FilterImpact(Stages(())), Survival(nowhere()), Overlap())
    tell(plain(explained(subject, report, more)))


@click.command(name="list")
@click.argument("kind", type=click.Choice(KINDS))
def list_things(kind: str) -> None:
    """List loaders, formats, metrics, lexicons, benchmarks, rules, requirements or plugins."""
    from audit.explaining.explain import listing

    tell(plain(listing(kind)))


@click.command()
@click.argument("what", type=click.Choice(("posts", "plan", "findings", "comparison")))
def schema(what: str) -> None:
    """Print the schema of posts, of a plan, of findings.json or of comparison.json."""
    from audit.explaining.explain import schema_text

    tell(schema_text(what))
