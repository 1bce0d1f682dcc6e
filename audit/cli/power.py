"""The command ``postaudit power``: how many posts a plan needs, and what access to them can show at which price."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from audit.cli.console import plain, put
from audit.errors import PlanError

_FORMATS = ("text", "json")
_HELP = """Plan how many posts and authors settle each comparison, and what access to them costs.

PILOT is a findings.json, a report folder, or posts. Without one, give --deff, or --posts-per-author with --variation.

\b
postaudit power -c audit.toml --share 0.1 --deff 4
postaudit power reports/pilot-1a2b3c4d5e6f/findings.json
"""


@click.command(help=_HELP)
@click.argument("pilot", nargs=-1)
@click.option("-c", "--config", type=click.Path(path_type=Path), help="Plan file (audit.toml).")
@click.option("--share", type=click.FloatRange(0, 1), help="Expected rate of a label, without a pilot.")
@click.option("--deff", type=click.FloatRange(1), help="Design effect, without a pilot.")
@click.option(
    "--posts-per-author", metavar="MEAN|N,N,...|FILE", help="Mean, list, or file with one number a line; no pilot."
)
@click.option("--variation", type=click.FloatRange(0), help="Standard deviation of posts per author over their mean.")
@click.option(
    "--correlation", type=click.FloatRange(0, 1), default=0.3, show_default=True, help="Of labels within an author."
)
@click.option(
    "--gap", type=click.FloatRange(1, min_open=True), default=2.0, show_default=True, help="True gap, in tolerances."
)
@click.option(
    "--power",
    "power_",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.8,
    show_default=True,
    help="How often the right reading is to come out.",
)
@click.option("--months", type=click.FloatRange(0, min_open=True), default=1.0, show_default=True, help="Of access.")
@click.option("--prices", metavar="FILE.csv", default="access-prices", help="Prices of access, if not those we list.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("-"), help="File; standard output if -.")
def power(**given: Any) -> None:
    """Plan how many posts and authors settle each comparison."""
    from audit import planning, resources

    comparisons, left_out, level = _comparisons(given)
    target = planning.Target(level, given["power_"], given["gap"])
    needs = [planning.needs_of(each, target) for each in comparisons]
    prices = resources.read_access_prices(given["prices"])
    reaches = [planning.reach_of(each, needs, target, given["months"]) for each in prices.tiers]
    if given["form"] == "json":
        from audit.report.visible import in_json

        data = planning.as_data(needs, reaches, target, left_out, prices)
        text = in_json(json.dumps(data, indent=2, ensure_ascii=False)) + "\n"
    else:
        text = plain(planning.as_text(needs, reaches, target, left_out, prices)) + "\n"
    put(given["output"], text.encode())


def _comparisons(given: dict[str, Any]) -> tuple[list[Any], list[str], float]:
    from audit import planning
    from audit.api import make_plan
    from audit.plan_resources import read_benchmarks

    if not given["pilot"]:
        plan = make_plan(given["config"])
        made = planning.assumed_comparisons(plan, read_benchmarks(plan), _assumptions(given))
        return *made, plan.report.level
    for flag in ("deff", "posts_per_author", "variation", "share"):
        if given[flag] is not None:
            raise PlanError(
                f"--{flag.replace('_', '-')} and a pilot say the same thing twice.", hint="Leave one of the two out."
            )
    findings, plan = _pilot(given["pilot"], given["config"])
    comparisons, left_out = planning.piloted_comparisons(findings, plan)
    if not comparisons:
        raise PlanError(
            "The pilot compared nothing that can be planned.",
            hint="It needs a benchmark (--benchmark of postaudit run), a label column, or posts that mention groups.",
        )
    return comparisons, left_out, plan.report.level


def _pilot(sources: tuple[str, ...], config: Path | None) -> tuple[Any, Any]:
    from audit.api import load, make_plan, run_audit
    from audit.plan import Plan
    from audit.report.notebook import Findings

    path = Path(sources[0])
    path = path / "findings.json" if (path / "findings.json").is_file() else path
    if len(sources) == 1 and path.suffix == ".json" and path.is_file() and _is_findings(path):
        findings: Any = Findings.read(path)
        return findings, make_plan(config) if config else Plan.make(findings.audit["plan"], where=str(path))
    posts = load(list(sources), plan=config)
    return run_audit(posts).findings, posts.plan


def _is_findings(path: Path) -> bool:
    """Whether a JSON file is of findings rather than of posts: its keys are sorted, so it begins with the audit."""
    if path.name == "findings.json":
        return True
    with path.open("rb") as file:
        return file.read(64).lstrip().replace(b" ", b"").replace(b"\n", b"").startswith(b'{"audit":')


def _assumptions(given: dict[str, Any]) -> Any:
    from audit.planning import Assumptions

    if given["deff"] is not None:
        if given["posts_per_author"] is not None:
            raise PlanError("--deff and --posts-per-author say the same thing twice.", hint="Leave one of the two out.")
        return Assumptions.of_design_effect(given["share"], given["deff"])
    if given["posts_per_author"] is None:
        raise PlanError(
            "How posts crowd into authors is not known, and it decides how many are needed.",
            hint="Give a pilot, --deff 4, or --posts-per-author 3 --variation 2.",
        )
    mean, crowding = _crowding(given["posts_per_author"], given["variation"])
    return Assumptions.of_authors(given["share"], mean, crowding, given["correlation"])


def _crowding(text: str, variation: float | None) -> tuple[float, float]:
    from audit.statistics import crowding

    numbers = _numbers(text)
    if len(numbers) > 1:
        return sum(numbers) / len(numbers), crowding(numbers)
    if variation is None:
        raise PlanError(
            "--posts-per-author with a mean alone says nothing of how unequal authors are, which matters more.",
            hint="Give --variation, their standard deviation over their mean: 0 if all write the same, often 2 to 5.",
        )
    return numbers[0], numbers[0] * (1 + variation**2)


def _numbers(text: str) -> list[float]:
    path = Path(text)
    try:
        words = path.read_text(encoding="utf-8").split() if path.is_file() else text.split(",")
        numbers = [float(each) for each in words]
    except (ValueError, OSError):
        numbers = []
    if not numbers or not all(1 <= each < 1e12 for each in numbers):
        raise PlanError(
            f"--posts-per-author {text!r}: expected numbers of at least 1.",
            hint="For example --posts-per-author 3 --variation 2, 1,1,2,40, or a file with one number a line.",
        )
    return numbers
