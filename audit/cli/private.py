"""What ``postaudit run`` says of files that are not for everybody, and the option that looks at an earlier report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from audit.cli.console import say
from audit.errors import PlanError

previous_option = click.option(
    "--previous",
    metavar="REPORT",
    multiple=True,
    help="A report that others may have: refuse if both together tell of a few authors.",
)
epsilon_option = click.option(
    "--epsilon",
    type=click.FloatRange(0, min_open=True),
    help="Release noisy counts of authors, in a file of their own.",
)


def check_streamed(given: Mapping[str, Any]) -> None:
    """Refuse to stream what belongs into a folder.

    Raises
    ------
    PlanError
    """
    for flag, what in (("quotes", "passages go"), ("epsilon", "released counts go")):
        if given[flag] not in (None, "none"):
            raise PlanError(f"--{flag} {given[flag]}: {what} into a folder.", hint="For example -o reports")


def check_before(plan: Any, previous: Iterable[str]) -> None:
    """Refuse, before posts are read, what would be refused after they were measured.

    Raises
    ------
    PlanError
        The card answers a question that no form has, or noisy counts are asked for and cannot be drawn.
    SourceError
        An earlier report cannot be read.
    """
    from audit.private.releasing import check_can_release
    from audit.private.second_report import read_earlier
    from audit.report.forms.filled import check_answers

    check_answers(plan.card.model_dump())
    check_can_release(plan)
    for each in previous:
        read_earlier(each)


def warn_of_text(folder: Path, files: Iterable[str], quotes: str) -> None:
    """Said even when asked to be quiet: nobody should pass on what people wrote unawares."""
    names = " and ".join(sorted(files))
    say(f"{folder}: {names} hold words of posts ({quotes}); they are readable by you alone. Do not pass them on.")


def tell_release(folder: Path, released: Mapping[str, Any]) -> None:
    """Said even when asked to be quiet: it cannot be taken back, and a second time costs again."""
    spent, epsilon = released["epsilon_spent_on_these_posts"], released["epsilon"]
    say(
        f"{folder}: released_counts.json spends epsilon {epsilon:g}, {spent:g} in all on these posts. Its guarantee holds"
        " where it goes alone: the report beside it prints exact counts."
    )
