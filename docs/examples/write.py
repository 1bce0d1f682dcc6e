"""Write the page on five datasets from their audits, so that no number in it is typed by hand.

    python docs/examples/write.py FOLDER [--check]

``FOLDER`` holds the datasets. Each plan beside this file begins with the command that it is for; the page is written from
``five-datasets.md.in``, where ``{{twitter-gender: estimate representation.gender.women.share_of_posts}}`` stands for what
that audit found. ``tests/test_docs_examples.py`` fails where the page is not what the audits say.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import audit
from audit.finding import Estimate, Findings
from audit.report.rows import printed
from audit.wording import bounds, count, figure, interval, number, span

HERE = Path(__file__).resolve().parent
PAGE, TEMPLATE = HERE / "five-datasets.md", HERE / "five-datasets.md.in"
_COMMAND = re.compile(r"\A# (postaudit run .+)$", re.MULTILINE)
_TAG = re.compile(r"\{\{([\w-]+): (\w+) ?([^}]*)\}\}")
_READINGS = {
    "shown": "shown",
    "shown_small": "shown to be small",
    "inconclusive": "inconclusive",
    "not_assessed": "cannot be assessed",
}


def plans() -> list[Path]:
    """The plans beside this file."""
    return sorted(HERE.glob("*.toml"))


def command(plan: Path) -> str:
    """The command that a plan is for, its first line."""
    found = _COMMAND.search(plan.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{plan.name}: the first line must be '# postaudit run SOURCE --config {plan.name}'")
    return found[1]


def audited(plan: Path, folder: Path) -> Findings:
    """What the command of a plan finds, with the datasets in ``folder``."""
    _, _, source, flag, config = shlex.split(command(plan))
    if (flag, config) != ("--config", plan.name):
        raise ValueError(f"{plan.name}: its command must end in '--config {plan.name}'")
    return audit.run(folder / source, plan=plan)


def filled(text: str, found: Mapping[str, Findings]) -> str:
    """The page, each tag replaced by what the audit says.

    Raises
    ------
    KeyError
        A tag names a dataset, a figure or a finding that is not there.
    """

    def say(match: re.Match[str]) -> str:
        name, what, identifier = match.groups()
        return command(HERE / f"{name}.toml") if what == "command" else _SAID[what](found[name], identifier)

    return _TAG.sub(say, text)


def _figure(findings: Findings, identifier: str) -> Estimate:
    return {each.id: each for each in findings.estimates}[identifier]


def _estimate(findings: Findings, identifier: str) -> str:
    found = _figure(findings, identifier)
    if found.low is None or found.high is None:
        return printed(found)
    return f"{printed(found)} ({interval(found.low, found.high, found.unit, level=found.level)})"


def _bounds(findings: Findings, identifier: str) -> str:
    found = _figure(findings, identifier)
    return bounds(found.low, found.high, found.unit)


def _reference(findings: Findings, identifier: str) -> str:
    found = _figure(findings, identifier)
    if found.reference is None:
        raise KeyError(identifier)
    return figure(found.reference.value, found.unit)


def _title(findings: Findings, identifier: str) -> str:
    return {each.id: each for each in findings.findings}[identifier].title


def _statement(findings: Findings, identifier: str) -> str:
    return {each.id: each for each in findings.findings}[identifier].statement


def _reading(findings: Findings, identifier: str) -> str:
    return _READINGS[{each.id: each for each in findings.findings}[identifier].reading]


_SAID: Mapping[str, Callable[[Findings, str], str]] = {
    "estimate": _estimate,
    "title": _title,
    "statement": _statement,
    "reading": _reading,
    "value": lambda findings, identifier: number(_figure(findings, identifier).value),
    "bounds": _bounds,
    "reference": _reference,
    "posts": lambda findings, _: count(findings.dataset["posts"]),
    "authors": lambda findings, _: count(findings.dataset["authors"]),
    "span": lambda findings, _: span(findings.dataset["first"], findings.dataset["last"]),
}


def main() -> int:
    """Write the page, or with ``--check`` say whether it is what the audits say."""
    [folder] = [each for each in sys.argv[1:] if each != "--check"]
    page = filled(TEMPLATE.read_text(encoding="utf-8"), {each.stem: audited(each, Path(folder)) for each in plans()})
    if "--check" in sys.argv[1:]:
        current = PAGE.read_text(encoding="utf-8") == page
        print(f"{PAGE.name}: {'up to date' if current else 'out of date'}")  # noqa: T201 - a script
        return int(not current)
    PAGE.write_text(page, encoding="utf-8")
    print(PAGE.name)  # noqa: T201 - a script that says what it wrote
    return 0


if __name__ == "__main__":
    sys.exit(main())
