"""The gate on the command line: what it is told, what it says, and what a command leaves with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from audit.cli.console import say
from audit.errors import PlanError

#: As in :mod:`audit.gating`, which is not imported for ``--help``; a test holds the two together.
GRADES = ("high", "medium", "low")
CHANGES = ("appeared", "moved", "lost")


def grade_option(function: Any) -> Any:
    """``--fail-on`` of commands that judge one audit."""
    return click.option(
        "--fail-on",
        multiple=True,
        type=click.Choice(GRADES),
        help="Exit 1 if a finding this severe is shown.",
    )(function)


def change_option(function: Any) -> Any:
    """``--fail-on`` of commands that compare."""
    return click.option(
        "--fail-on",
        multiple=True,
        type=click.Choice(CHANGES),
        help="Exit 1 if a claim appeared or turned round, if any figure is shown to have moved, or if a claim was lost.",
    )(function)


def gate_options(function: Any) -> Any:
    """``--fail-on`` and ``--baseline`` of the command that does both."""
    function = click.option(
        "--fail-on",
        multiple=True,
        type=click.Choice((*GRADES, *CHANGES)),
        help="Exit 1 if a finding this severe is shown, or, against --baseline, if a claim appeared, a figure moved, or a"
        " claim was lost because its figure is no longer there.",
    )(function)
    return click.option(
        "--baseline",
        type=click.Path(path_type=Path),
        metavar="FOLDER|FILE",
        help="Report folder or findings.json of an earlier audit to compare with.",
    )(function)


def check_gate(fail_on: Sequence[str], baseline: Path | None) -> None:
    """Refuse a gate that could not be judged, and a baseline that cannot be read, before anything is measured.

    Raises
    ------
    PlanError
        What changed is asked for, and from what is not said.
    SourceError
        There is no such baseline, or it is not an audit.
    """
    wanted = [each for each in fail_on if each in CHANGES]
    if wanted and baseline is None:
        raise PlanError(
            f"--fail-on {wanted[0]}: is about what changed since an earlier audit, and none is given.",
            hint="--baseline FOLDER names its report folder or findings.json.",
        )
    if baseline is not None:
        from audit.report import json_file

        json_file.read(json_file.located(baseline))


def tell_verdict(verdict: Any, *, quiet: bool = False) -> int:
    """Say what a gate found; returns the exit code."""
    for each in verdict.tripped:
        say(_line(f"gate: {each.gate}: {each.id}: {each.title}"))
    for each in verdict.accepted:
        if each.gone:
            say(_line(f"gate: accepted, and no longer shown: {each.id}: {each.reason}"), quiet=quiet)
        else:
            would = f" ({', '.join(each.kept)})" if each.kept else ""
            say(_line(f"gate: accepted{would}: {each.id}: {each.reason}"), quiet=quiet)
    if verdict.unjudged:
        say(
            f"gate: cannot be judged: {verdict.unjudged}.\n"
            "  Measure both with the same plan, version, lexicons and benchmarks."
        )
    return int(verdict.code)


def tell_lost(comparison: Any) -> None:
    """Say which claims of the baseline have nothing to be held against; only ``lost`` trips on what was not measured."""
    for each in comparison.fated("went"):
        if each.reason:
            say(_line(f"gate: not compared: {each.id}: {each.title} ({each.reason})"))


def _line(text: str) -> str:
    """On one line: build servers take orders from lines that begin with "::", and a name may hold one."""
    return " ".join(text.split())
