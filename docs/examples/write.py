"""Write the pages on datasets from their audits, so that no number in them is typed by hand.

    python docs/examples/write.py FOLDER [--check]

``FOLDER`` holds the datasets. Each plan beside this file begins with the command that it is for; each page is written from
the ``.md.in`` beside it, where ``{{twitter-gender: estimate representation.gender.women.share_of_posts}}`` stands for what
that audit found, and ``{{jigsaw-original to jigsaw-swapped: change ID}}`` for what differs between two.
``tests/test_docs_examples.py`` fails where a page is not what the audits say.
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
TEMPLATES = (HERE / "five-datasets.md.in", HERE / "six-labelled-datasets.md.in")
_COMMAND = re.compile(r"\A# (postaudit run .+)$", re.MULTILINE)
_TAG = re.compile(r"\{\{([\w-]+)(?: to ([\w-]+))?: (\w+) ?([^}]*)\}\}")
_READINGS = {
    "shown": "shown",
    "shown_small": "shown to be small",
    "inconclusive": "inconclusive",
    "not_assessed": "cannot be assessed",
}


def page_of(template: Path) -> Path:
    """The page that is written from a template."""
    return template.with_suffix("")


def told_of(text: str) -> set[str]:
    """Names of the plans whose audits a text tells of."""
    return {name for match in _TAG.finditer(text) for name in match.group(1, 2) if name}


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
        name, other, what, identifier = match.groups()
        if other:
            return _COMPARED[what](found[name], found[other], identifier)
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


def _change(before: Findings, after: Findings, identifier: str) -> str:
    found = next(each for each in audit.compare(before, after).changes if each.id == identifier)
    if found.value is None:
        raise KeyError(identifier)
    size = figure(found.value, found.unit)
    return f"{size} ({interval(found.low, found.high, found.unit, level=found.level)}; {_READINGS[found.reading]})"


_COMPARED: Mapping[str, Callable[[Findings, Findings, str], str]] = {"change": _change}


def _unsettled(findings: Findings, identifier: str) -> str:
    """Which values of a column a finding is about, as it ends."""
    said = _statement(findings, identifier)
    _, is_named, named = said.rpartition(" The values: ")
    if not is_named:
        raise KeyError(identifier)
    return named.rstrip(".")


_SAID: Mapping[str, Callable[[Findings, str], str]] = {
    "estimate": _estimate,
    "title": _title,
    "statement": _statement,
    "reading": _reading,
    "unsettled": _unsettled,
    "value": lambda findings, identifier: number(_figure(findings, identifier).value),
    "bounds": _bounds,
    "reference": _reference,
    "posts": lambda findings, _: count(findings.dataset["posts"]),
    "authors": lambda findings, _: count(findings.dataset["authors"]),
    "span": lambda findings, _: span(findings.dataset["first"], findings.dataset["last"]),
}


def main() -> int:
    """Write the pages, or with ``--check`` say whether they are what the audits say."""
    [folder] = [each for each in sys.argv[1:] if each != "--check"]
    found = {each.stem: audited(each, Path(folder)) for each in plans()}
    stale = 0
    for template in TEMPLATES:
        page = page_of(template)
        text = filled(template.read_text(encoding="utf-8"), found)
        if "--check" not in sys.argv[1:]:
            page.write_text(text, encoding="utf-8")
            print(page.name)  # noqa: T201 - a script that says what it wrote
            continue
        current = page.read_text(encoding="utf-8") == text
        stale += not current
        print(f"{page.name}: {'up to date' if current else 'out of date'}")  # noqa: T201 - a script
    return int(stale > 0)


if __name__ == "__main__":
    sys.exit(main())
