"""The command ``postaudit``. Nothing numeric is imported before a command runs, so that ``--help`` is quick.

Exit codes: 0 done and the gate not tripped; 1 gate tripped; 2 anything that kept the audit from finishing.
"""

from __future__ import annotations

import gc
import os
import shlex
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from audit.cli.coding import sample_for_coding
from audit.cli.compare import compare
from audit.cli.completion import COMPLETION, completion
from audit.cli.console import (
    ask_patience,
    guard,
    progress_bar,
    put,
    say,
    start_logging,
    tell,
    typed,
    unfinished,
)
from audit.cli.engine_options import chosen_engine, engine_options
from audit.cli.filtering import filter_impact
from audit.cli.format_options import format_option, formats_of, one_format, rendered, without_forms
from audit.cli.gate_options import check_gate, gate_options, grade_option, tell_lost, tell_verdict
from audit.cli.mitigate import mitigate
from audit.cli.overlap import overlap
from audit.cli.plan_options import SOURCE, chosen_plan, plan_options
from audit.cli.power import power
from audit.cli.private import check_before, check_streamed, epsilon_option, previous_option, tell_release, warn_of_text
from audit.cli.redact import redact
from audit.cli.reference import explain, list_things, schema
from audit.cli.report import deliver, report
from audit.cli.rules import rules
from audit.cli.run_words import (
    account,
    accounts,
    claims,
    closing,
    open_questions,
    opening,
    rehearsal,
    say_block,
    where_to_read,
)
from audit.cli.survival import survival
from audit.cli.view import view
from audit.cli.weights import weights
from audit.errors import OutputError, PlanError, did_you_mean
from audit.version import __version__

#: Characters of help of a command that the list of commands prints: more than any has.
_WHOLE = 400
QUOTES = ("none", "masked", "verbatim")
#: New objects after which Python looks for cycles among them, 700 by itself: nearly all that a command makes lives until it
#: ends, and to look at it again and again takes half a second of an audit.
_LOOK_FOR_CYCLES_AFTER = 50_000


def main() -> NoReturn:
    """Run the command; errors become one clear message on stderr and exit code 2."""
    gc.set_threshold(_LOOK_FOR_CYCLES_AFTER, 20, 20)
    guard(_call, verbose=any(each in ("-v", "--verbose") for each in sys.argv[1:]))


def _call() -> Any:
    if COMPLETION in os.environ:
        return cli.main(prog_name="postaudit", complete_var=COMPLETION)
    # Not click's own main, which leaves with 1, our code for a gate that tripped, when a pipe is closed.
    with cli.make_context("postaudit", sys.argv[1:]) as context:
        return cli.invoke(context)


_HELP = """Audit social-media post datasets for bias.

\b
postaudit run posts.csv                  audit a file, write reports/<name>-<id>/
postaudit run posts.csv --group gender=sex --benchmark gender=us-residents-2020
postaudit explain representation         what a metric means

\b
Exit codes: 0 done; 1 --fail-on tripped; 2 anything that kept the audit from finishing.
"""


class _Commands(click.Group):
    """The commands; a name that is none of them is told with the nearest, by any version of click."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names; ``help COMMAND`` is ``COMMAND --help``."""
        if ctx.resilient_parsing or not args:
            return super().resolve_command(ctx, args)
        if args[0] == "help":
            if not args[1:]:
                click.echo(ctx.get_help())
                ctx.exit()
            args = [args[1], "--help"]
        if self.get_command(ctx, args[0]) is None:
            near = did_you_mean(args[0], self.commands)
            if Path(args[0]).exists():
                near = f"To audit it: postaudit run {shlex.quote(args[0])}."
            raise PlanError(f"There is no command {args[0]!r}.", hint=f"{near} postaudit --help says what each is for.")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What each command is for, in whole sentences: click would cut them to a line."""
        named = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, each.get_short_help_str(_WHOLE)) for name, each in named if each and not each.hidden]
            )


@click.group(
    cls=_Commands,
    help=_HELP,
    commands=[power, compare],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="postaudit")
def cli() -> None:
    """Audit social-media post datasets for bias."""


@cli.command()
@plan_options
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("reports"), show_default=True)
@format_option
@engine_options
@gate_options
@click.option("--key-file", type=click.Path(path_type=Path), help="Key that hides authors in the tally.")
@click.option("--weights", metavar="FILE", help="post_id and weight of every post, as postaudit weights writes them.")
@click.option("--quotes", type=click.Choice(QUOTES), help="Write passages of posts to files of their own.")
@click.option("--coding", metavar="SHEET.csv", multiple=True, help="Posts coded by hand: corrects rates of mention.")
@previous_option
@epsilon_option
@click.option(
    "--dry-run",
    is_flag=True,
    help="Show what would be read, measured and written, and about how long it takes; then stop.",
)
def run(**given: Any) -> int:
    """Load, measure, judge; write a report folder."""
    _greet(given)
    from audit import api
    from audit.files.whole_file import check_folder
    from audit.gating import gate
    from audit.loaders.door import read_key
    from audit.passages.quoting import evidence_files
    from audit.private.releasing import release_of
    from audit.private.second_report import check_second

    start_logging(verbose=given["verbose"], quiet=given["quiet"])
    formats = formats_of(given["formats"])
    to_stdout = str(given["output"]) == "-"
    if to_stdout:
        one_format(formats)
        check_streamed(given)
    else:
        check_folder(given["output"])
    check_gate(given["fail_on"], given["baseline"])
    plan = chosen_plan(given)
    check_before(plan, given["previous"])
    posts = api.load(list(given["sources"]), plan=plan)
    say_block(opening(posts), quiet=given["quiet"])
    secret = read_key(given["key_file"]) if given["key_file"] else None
    if given["dry_run"]:
        say_block(rehearsal(posts, given, formats), quiet=False)
        return 0
    with progress_bar(quiet=given["quiet"]) as bar:
        engine = chosen_engine(given)
        result = api.run_audit(posts, weights=given["weights"], progress=bar.update, read=bar.read, **engine)
    if not given["quiet"]:
        closing(result, posts, given)
    for each in given["previous"]:
        say(check_second(result.findings, each), quiet=given["quiet"])
    if given["baseline"]:
        ask_patience("Comparing with the baseline: up to a minute.", quiet=given["quiet"])
    comparison = api.compare_with(result, given["baseline"], secret=secret) if given["baseline"] else None
    verdict = gate(result.findings, comparison, given["fail_on"])
    if to_stdout:
        # Croissant lists the files that were read; nothing else on standard output hangs on facts of the run.
        facts = {"sources": result.facts["sources"]} if formats == ("croissant",) else None
        how = {"verdict": verdict, "config": given["config"], "language": given["language"]}
        put(given["output"], _rendered(result.findings, formats, facts, how))
    else:
        private = evidence_files(result.findings, posts)
        release = release_of(result, given["output"])
        folder = api.write_report(
            *(result, given["output"]),
            formats=formats,
            command=typed(),
            secret=secret,
            private=private,
            release=release,
            verdict=verdict,
            config=given["config"],
            language=given["language"],
        )
        if private:
            warn_of_text(folder, private, posts.plan.report.quotes)
        if release:
            tell_release(folder, release)
        open_questions(formats, quiet=given["quiet"])
        where_to_read(result, folder, quiet=given["quiet"])
        tell(str(folder / "report.html") if "html" in formats or not formats else str(folder))
        if comparison is not None:
            shared = without_forms(formats)
            changed = comparison.spoken(given["language"]).write(
                given["output"], shared or None, verdict=verdict, config=given["config"]
            )
            tell(str(changed / "comparison.html") if "html" in formats or not formats else str(changed))
    code = tell_verdict(verdict, quiet=given["quiet"])
    if comparison is not None and comparison.same_ruler:
        tell_lost(comparison)
    return unfinished(result.ledgers) or code


def _greet(given: dict[str, Any]) -> None:
    """Say at once that something happens: what follows imports for a second or two."""
    from audit.files.addresses import name_of, scheme_of

    first, *others = given["sources"]
    name = name_of(first) if scheme_of(first) else Path(first).name or first
    name = "standard input" if first == "-" else " ".join(name.split())  # in one line, whatever it holds
    say(f"postaudit {__version__}: {name}{f' and {len(others):,} more' if others else ''}", quiet=given["quiet"])


def _rendered(findings: Any, formats: tuple[str, ...], facts: Any, how: dict[str, Any]) -> bytes:
    """One format, for standard output."""
    from audit.report.notebook import Report

    return rendered(Report(findings, run_facts=facts, **how), formats)


@cli.command()
@plan_options
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Tally file to write.")
@engine_options
@click.option("--key-file", type=click.Path(path_type=Path), help="Key that hides authors; the same for all parts.")
def tally(**given: Any) -> int:
    """Measure only: write a tally to add elsewhere; it holds no text and no id of an author, and is as private as the counts."""
    from audit import api
    from audit.loaders.door import read_key

    start_logging(verbose=given["verbose"], quiet=given["quiet"])
    _check_file(given["output"])
    secret = read_key(given["key_file"]) if given["key_file"] else None
    posts = api.load(list(given["sources"]), plan=chosen_plan(given))
    say_block(opening(posts), quiet=given["quiet"])
    with progress_bar(quiet=given["quiet"]) as bar:
        result = api.run_audit(posts, progress=bar.update, read=bar.read, **chosen_engine(given))
    if not given["quiet"]:
        accounts(result)
    put(given["output"], api.save_tally(result, secret=secret), private=True)
    _tell_place(given["output"])
    return unfinished(result.ledgers)


def _check_file(path: Path) -> None:
    from audit.files.whole_file import check_place

    if str(path) != "-":
        check_place(path)


def _tell_place(path: Path) -> None:
    if str(path) != "-":
        tell(str(path))


@cli.command()
@click.argument("tallies", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-c", "--config", type=click.Path(path_type=Path), help="Plan file, if benchmarks are files.")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("reports"), show_default=True)
@format_option
@grade_option
@previous_option
def merge(
    tallies: tuple[Path, ...],
    config: Path | None,
    output: Path,
    formats: str | None,
    language: str,
    fail_on: tuple[str, ...],
    previous: tuple[str, ...],
) -> int:
    """Add tallies, judge, report."""
    from audit import api
    from audit.files.whole_file import check_folder
    from audit.gating import gate
    from audit.private.second_report import check_second

    wanted = formats_of(formats)
    if str(output) != "-":
        check_folder(output)
    findings = api.merge(tallies, plan=config)
    claims(findings)
    for each in previous:
        say(check_second(findings, each))
    verdict = gate(findings, fail_on=fail_on)
    deliver(findings, output, wanted, verdict=verdict, config=config, language=language)
    return tell_verdict(verdict)


cli.add_command(report)


@cli.command()
@plan_options
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="FILE.parquet or FILE.jsonl")
@click.option("--keep-ids", is_flag=True, help="Keep authors' ids instead of pseudonyms.")
def convert(**given: Any) -> int:
    """Normalise posts to Parquet or JSON lines in the post schema."""
    from audit import api

    start_logging(verbose=given["verbose"], quiet=given["quiet"])
    posts = api.load(list(given["sources"]), plan=chosen_plan(given))
    say_block(posts.describe(), quiet=given["quiet"])
    ledgers = posts.write(given["output"], keep_ids=given["keep_ids"])
    for each in ledgers:
        account(
            each.source, each.records, each.posts, each.rejected.total(), each.skipped.total(), quiet=given["quiet"]
        )
    _tell_place(given["output"])
    return unfinished(ledgers)


@cli.command()
@click.argument("sources", nargs=-1, required=True, type=SOURCE)
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("audit.toml"), show_default=True)
@click.option("--force", is_flag=True, help="Replace a plan that is there.")
def init(sources: tuple[str, ...], output: Path, *, force: bool) -> None:
    """Look at the columns and write a commented audit.toml."""
    import tomllib

    from audit import api
    from audit.starting.starter import starter_plan

    _check_file(output)
    if output.exists() and not force and str(output) != "-":
        raise OutputError(
            f"{output}: is there already.",
            hint=f"To audit with it: postaudit run {_typed(sources)} -c {shlex.quote(str(output))}. For a new plan -o OTHER.toml"
            " writes beside it, and --force in its place.",
        )
    replaced = str(output) != "-" and output.exists()
    text = starter_plan(api.load(list(sources)))
    tomllib.loads(text)
    put(output, text.encode())
    _tell_place(output)
    if str(output) != "-":
        say(
            f"{output}: {'replaced' if replaced else 'written'}. Look through it, then: postaudit run {_typed(sources)} -c {output}"
        )


def _typed(sources: tuple[str, ...]) -> str:
    """Sources by their names, without folders, which may be named after people; of addresses what is no secret."""
    from audit.files.addresses import name_of, scheme_of

    return " ".join(name_of(each) if scheme_of(each) else shlex.quote(Path(each).name or each) for each in sources)


cli.add_command(completion)
cli.add_command(explain)
cli.add_command(list_things)
cli.add_command(schema)
cli.add_command(weights)
cli.add_command(mitigate)
cli.add_command(redact)
cli.add_command(sample_for_coding)
cli.add_command(filter_impact)
cli.add_command(rules)
cli.add_command(survival)
cli.add_command(overlap)
cli.add_command(view)
