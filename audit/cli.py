"""The command ``postaudit``. Nothing numeric is imported before a command runs, so that ``--help`` is quick.

Exit codes: 0 done and the gate not tripped; 1 gate tripped; 2 anything that kept the audit from finishing.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import tomllib
from pathlib import Path
from typing import Any, NoReturn

import click

from audit.console import guard, plain, put, say, tell
from audit.errors import OutputError, PlanError, SourceError, did_you_mean
from audit.version import __version__

SEVERITIES = ("high", "medium", "low")
FORMATS = ("json", "html", "md", "csv", "svg")
KINDS = ("loaders", "formats", "metrics", "lexicons", "benchmarks")
_COMPLETION = "_POSTAUDIT_COMPLETE"


def main() -> NoReturn:
    """Run the command; errors become one clear message on stderr and exit code 2."""
    guard(_call, verbose=any(each in ("-v", "--verbose") for each in sys.argv[1:]))


def _call() -> Any:
    if _COMPLETION in os.environ:
        return cli.main(prog_name="postaudit", complete_var=_COMPLETION)
    # Not click's own main, which leaves with 1, our code for a gate that tripped, when a pipe is closed.
    with cli.make_context("postaudit", sys.argv[1:]) as context:
        return cli.invoke(context)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="postaudit")
def cli() -> None:
    r"""Audit social-media post datasets for bias.

    \b
    postaudit run posts.csv                  audit a file, write reports/<name>-<id>/
    postaudit run posts.csv --group gender=sex --benchmark gender=us-residents-2020
    postaudit explain representation         what a metric means
    """


def _plan_options(function: Any) -> Any:
    options = [
        click.argument("sources", nargs=-1, required=True),
        click.option("-c", "--config", type=click.Path(path_type=Path), help="Plan file (audit.toml)."),
        click.option("--columns", metavar="FIELD=COLUMN,...", multiple=True, help="Columns, if the guess is wrong."),
        click.option("--loader", metavar="NAME", help="Loader by name instead of by content."),
        click.option("--encoding", metavar="NAME", help="Encoding instead of by evidence."),
        click.option(
            "--group", "groups", metavar="ATTRIBUTE=COLUMN", multiple=True, help="Column that states an attribute."
        ),
        click.option(
            "--benchmark", "benchmarks", metavar="ATTRIBUTE=NAME|FILE", multiple=True, help="What to compare with."
        ),
        click.option("--label", "labels", metavar="COLUMN", multiple=True, help="Label column."),
        click.option("--metrics", metavar="NAME,...", help="Only these metrics."),
        click.option("--skip", metavar="NAME,...", help="All metrics but these."),
        click.option("--name", metavar="NAME", help="What the dataset is called."),
        click.option("-q", "--quiet", is_flag=True, help="No progress, no summary."),
        click.option("-v", "--verbose", is_flag=True, help="Tracebacks and decisions."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def _plan(given: dict[str, Any]) -> Any:
    from audit.api import make_plan

    changes: dict[str, Any] = {
        "columns": _pairs(given["columns"], "--columns"),
        "groups": _pairs(given["groups"], "--group"),
        "benchmarks": _pairs(given["benchmarks"], "--benchmark"),
        "labels": tuple(given["labels"]) or None,
        "loader": given["loader"],
        "encoding": given["encoding"],
        "metrics": _words(given["metrics"]),
        "skip": _words(given["skip"]),
        "dataset": {"name": given["name"]} if given["name"] else None,
    }
    return make_plan(given["config"], **{key: value for key, value in changes.items() if value})


def _pairs(texts: tuple[str, ...], flag: str) -> dict[str, str]:
    result = {}
    for text in (piece for each in texts for piece in each.split(",")):
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            raise PlanError(f"{flag} {text!r}: expected NAME=VALUE.", hint=f"For example {flag} gender=stated_gender")
        result[name.strip()] = value.strip()
    return result


def _words(text: str | None) -> tuple[str, ...] | None:
    return tuple(each.strip() for each in text.split(",") if each.strip()) if text else None


def _logging(*, verbose: bool) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger = logging.getLogger("audit")
    logger.handlers = [handler]
    logger.setLevel(logging.DEBUG if verbose else logging.WARNING)


def _progress(*, quiet: bool) -> Any:
    from tqdm import tqdm

    return tqdm(
        unit=" posts", unit_scale=True, disable=quiet or not sys.stderr.isatty(), file=sys.stderr, mininterval=0.5
    )


def _command() -> str:
    """The command as typed, folders left out."""
    return " ".join(["postaudit", *(Path(each).name if os.sep in each else each for each in sys.argv[1:])])


@cli.command()
@_plan_options
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("reports"), show_default=True)
@click.option("--format", "formats", metavar="NAME,...", help=f"Of {', '.join(FORMATS)}; all by default.")
@click.option("--workers", type=click.IntRange(1), help="Processes; by size if not given.")
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="Exit 1 if a finding this severe is shown.")
@click.option("--key-file", type=click.Path(path_type=Path), help="Key that hides authors in the tally.")
@click.option("--dry-run", is_flag=True, help="Show what would be read and how, then stop.")
def run(**given: Any) -> int:
    """Load, measure, judge; write a report folder."""
    from audit import api

    _logging(verbose=given["verbose"])
    formats = _formats(given["formats"])
    posts = api.load(list(given["sources"]), plan=_plan(given))
    for line in posts.describe():
        say(line, quiet=given["quiet"])
    if given["dry_run"]:
        return 0
    secret = api.check_key_file(given["key_file"]) if given["key_file"] else None
    with _progress(quiet=given["quiet"]) as bar:
        result = api.run_audit(posts, workers=given["workers"], progress=bar.update)
    folder = api.write_report(result, given["output"], formats=formats, command=_command(), secret=secret)
    if not given["quiet"]:
        _summary(result, folder)
    click.echo(str(folder / "report.html") if "html" in formats or not formats else str(folder))
    return _gate(result.findings, given["fail_on"])


def _formats(text: str | None) -> tuple[str, ...]:
    wanted = _words(text) or ()
    for each in wanted:
        if each not in FORMATS:
            raise PlanError(f"--format {each!r}: there is {', '.join(FORMATS)}.")
    return wanted


def _gate(findings: Any, fail_on: str | None) -> int:
    if fail_on is None:
        return 0
    tripping = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    tripped = [each for each in findings.findings if each.reading == "shown" and each.severity in tripping]
    for each in tripped:
        say(f"gate: {each.severity}: {each.id}: {each.title}")
    return 1 if tripped else 0


def _summary(result: Any, folder: Path) -> None:
    from audit.wording import count, plural

    findings = result.findings
    for source in findings.dataset["sources"]:
        say(
            f"{source['loader']}: {plural(source['records'], 'record')} = {plural(source['posts'], 'post')}"
            f" + {count(source['rejected'])} rejected + {count(source['skipped'])} skipped"
        )
    seconds, speed = result.facts["seconds"], result.facts["posts_per_second"]
    say(f"{plural(findings.dataset['posts'], 'post')} in {seconds:.1f} s, {count(speed)} posts/s")
    shown = [each for each in findings.findings if each.reading == "shown"]
    for each in shown:
        say(f"  {each.severity:<6}  {each.title}")
    if not shown:
        say("  Nothing was shown beyond the tolerances set. That is not the same as no bias.")
    say(f"{plural(len(findings.not_measured), 'thing')} could not be measured; the report says which and why.")
    say(f"Report in {folder}")


@cli.command()
@_plan_options
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Tally file to write.")
@click.option("--workers", type=click.IntRange(1))
@click.option("--key-file", type=click.Path(path_type=Path), help="Key that hides authors; the same for all parts.")
def tally(**given: Any) -> None:
    """Measure only: write a tally to add elsewhere; it holds no text and no author."""
    from audit import api

    _logging(verbose=given["verbose"])
    secret = api.check_key_file(given["key_file"]) if given["key_file"] else None
    with _progress(quiet=given["quiet"]) as bar:
        result = api.run_audit(list(given["sources"]), plan=_plan(given), workers=given["workers"], progress=bar.update)
    put(given["output"], api.save_tally(result, secret=secret))


@cli.command()
@click.argument("tallies", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-c", "--config", type=click.Path(path_type=Path), help="Plan file, if benchmarks are files.")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("reports"), show_default=True)
@click.option("--fail-on", type=click.Choice(SEVERITIES))
def merge(tallies: tuple[Path, ...], config: Path | None, output: Path, fail_on: str | None) -> int:
    """Add tallies, judge, report."""
    from audit import api
    from audit.report.notebook import Report

    findings = api.merge(tallies, plan=config)
    click.echo(str(Report(findings).write(output)))
    return _gate(findings, fail_on)


@cli.command()
@click.argument("findings", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("reports"), show_default=True)
@click.option("--format", "formats", metavar="NAME,...", help=f"Of {', '.join(FORMATS)}; all by default.")
def report(findings: Path, output: Path, formats: str | None) -> None:
    """Render again from findings.json; needs no data."""
    import json

    from audit.report.notebook import Findings, Report

    path = findings / "findings.json" if findings.is_dir() else findings
    facts_file = path.with_name("run.json")
    facts = json.loads(facts_file.read_text(encoding="utf-8")) if facts_file.is_file() else None
    click.echo(str(Report(Findings.read(path), run_facts=facts).write(output, formats=_formats(formats) or None)))


@cli.command()
@_plan_options
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="FILE.parquet or FILE.jsonl")
@click.option("--keep-ids", is_flag=True, help="Keep authors' ids instead of pseudonyms.")
def convert(**given: Any) -> None:
    """Normalise posts to Parquet or JSON lines in the post schema."""
    from audit import api

    posts = api.load(list(given["sources"]), plan=_plan(given))
    for line in posts.describe():
        say(line, quiet=given["quiet"])
    written = posts.write(given["output"], keep_ids=given["keep_ids"])
    for ledger in written:
        say(
            f"{ledger.source}: {ledger.records} records = {ledger.posts} posts + {ledger.rejected.total()} rejected"
            f" + {ledger.skipped.total()} skipped",
            quiet=given["quiet"],
        )


@cli.command()
@click.argument("sources", nargs=-1, required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("audit.toml"), show_default=True)
@click.option("--force", is_flag=True, help="Replace a plan that is there.")
def init(sources: tuple[str, ...], output: Path, *, force: bool) -> None:
    """Look at the columns and write a commented audit.toml."""
    from audit import api
    from audit.starter import starter_plan

    if output.exists() and not force and str(output) != "-":
        raise OutputError(f"{output}: is there already.", hint="--force replaces it.")
    text = starter_plan(api.load(list(sources)))
    tomllib.loads(text)
    put(output, text.encode())
    if str(output) != "-":
        click.echo(str(output))


@cli.command()
@click.argument("subject")
@click.option("--findings", type=click.Path(path_type=Path), help="findings.json that holds the finding.")
def explain(subject: str, findings: Path | None) -> None:
    """Print the card of a metric, or a finding with its figures."""
    from audit.explain import explain_finding, explain_metric

    click.echo(plain(explain_finding(subject, findings) if findings else explain_metric(subject)))


@cli.command(name="list")
@click.argument("kind", type=click.Choice(KINDS))
def list_things(kind: str) -> None:
    """List loaders, formats, metrics, lexicons or benchmarks."""
    from audit.explain import listing

    click.echo(plain(listing(kind)))


@cli.command()
@click.argument("what", type=click.Choice(("posts", "plan", "findings")))
def schema(what: str) -> None:
    """Print the schema of posts, of a plan, or of findings.json."""
    from audit.explain import schema_text

    click.echo(schema_text(what))
