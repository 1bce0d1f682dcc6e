"""The command ``postaudit rules``: what the rules of a platform say of a use, at the time of collection and of use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from audit.cli.console import plain, put
from audit.errors import PlanError

_PURPOSES = ("research", "commercial", "model-training", "redistribution")
_ACCESSES = ("api", "scrape", "export", "archive", "donation", "purchase", "unknown")
_HELP = """Show what the rules of a platform say, with their dates and sources.

Without a date all rules of the platform are printed, without a platform the platforms that have any. This is not legal
advice.

\b
postaudit rules --platform X --access api --collected 2025-08 --purpose model-training
postaudit rules --platform reddit --used 2026-03-01 --format json
"""


@click.command(help=_HELP)
@click.option("--platform", metavar="NAME", help="Such as X, Reddit or mastodon.social.")
@click.option(
    "--access", type=click.Choice(_ACCESSES), default="unknown", show_default=True, help="How posts were got."
)
@click.option("--collected", metavar="DATE", help="Last day of the collection, or its month or year.")
@click.option("--used", metavar="DATE", help="Day of use, or its month or year.")
@click.option("--purpose", metavar="NAME,...", help=f"Of {', '.join(_PURPOSES)}; all if not given.")
@click.option("--rules", "own", metavar="FILE.csv", default="", help="Rules of your own beside ours.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("-"), help="File; standard output if -.")
def rules(**given: Any) -> None:
    """Show what the rules of a platform say, with their dates and sources."""
    from audit.explaining import rule_cards
    from audit.resources import read_platform_rules

    known = read_platform_rules(given["own"])
    purposes = _purposes(given["purpose"])
    times = {name: _days(given[name], f"--{name}") for name in ("collected", "used") if given[name]}
    as_json = given["form"] == "json"
    if not given["platform"]:
        if times or given["purpose"]:
            raise PlanError("A date and a purpose are asked of a platform.", hint="For example --platform X")
        data: Any = {"platforms": list(known.platforms)}
        text = rule_cards.platform_list(known)
    elif not times:
        platform = rule_cards.known_platform(known, given["platform"])
        data = {"rules": [rule_cards.rule_data(each) for each in rule_cards.rules_of(known, platform)]}
        text = rule_cards.rule_list(known, platform)
    else:
        platform = rule_cards.known_platform(known, given["platform"])
        question = rule_cards.Question(platform, given["access"], purposes, times)
        data, text = rule_cards.verdict_data(question, known), rule_cards.verdict_text(question, known)
    written = json.dumps(data, indent=2, ensure_ascii=False) if as_json else plain(text)
    put(given["output"], f"{written}\n".encode())


def _purposes(text: str | None) -> tuple[str, ...]:
    asked = tuple(each.strip() for each in (text or "").split(",") if each.strip())
    for each in asked:
        if each not in _PURPOSES:
            raise PlanError(f"--purpose {each!r} is no purpose.", hint=f"It is one of {', '.join(_PURPOSES)}.")
    return asked or _PURPOSES


def _days(text: str, flag: str) -> Any:
    from audit.wording.day_span import DaySpan

    try:
        return DaySpan.of(text)
    except ValueError as error:
        raise PlanError(f"{flag}: {error}.", hint=f"For example {flag} 2025-08") from None
