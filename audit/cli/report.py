"""The command ``postaudit report``: a report rendered again from its findings, or held against its own checksums."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audit.cli.console import put, tell
from audit.cli.format_options import format_option, formats_of, rendered


@click.command()
@click.argument("findings", type=click.Path(path_type=Path))
@click.option("-c", "--config", type=click.Path(path_type=Path), help="Plan file, whose [card] fills the forms.")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("reports"), show_default=True)
@click.option("--check", is_flag=True, help="Write nothing: make all again and compare, word for word.")
@format_option
def report(
    findings: Path, config: Path | None, output: Path, formats: str | None, language: str, *, check: bool
) -> None:
    """Render again from findings.json; needs no data."""
    if check:
        from audit.report.checking import checked, folder_of

        for each in checked(folder_of(findings)):
            tell(each)
        return
    from audit.report import json_file
    from audit.report.notebook import Findings
    from audit.report.run_file import read_run_facts

    card = None
    if config is not None:
        from audit.plan import Plan

        card = Plan.from_toml(config).card.model_dump()
    path = json_file.located(findings)
    run = path.with_name("run.json")
    facts = read_run_facts(run)
    # The page repeats these facts, so that whoever checks it needs them beside it.
    extra = {run.name: run.read_bytes()} if facts is not None else {}
    deliver(Findings.read(path), output, formats_of(formats), facts, card=card, language=language, extra=extra)


def deliver(
    findings: Any,
    output: Path,
    formats: tuple[str, ...],
    facts: Any = None,
    *,
    verdict: Any = None,
    config: Path | None = None,
    card: Any = None,
    language: str = "en",
    extra: Any = None,
) -> None:
    """Write a report of findings and say where it is, or print one format of it."""
    from audit.report.notebook import Report

    made = Report(findings, run_facts=facts, verdict=verdict, config=config, card=card, language=language)
    if str(output) == "-":
        put(output, rendered(made, formats))
    else:
        folder = made.write(output, formats=formats or None, extra=extra)
        tell(str(folder / "report.html") if "html" in formats or not formats else str(folder))
