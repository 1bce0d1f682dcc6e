"""One report, read once and made ready to be asked: its findings, its page one, and what can be chosen of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.errors import SourceError
from audit.finding import Findings
from audit.report import json_file, run_file
from audit.report.summary import Summary, summary
from audit.viewing.choices import Choice, estimate_choices, finding_choices
from audit.viewing.lines import EstimateLine, FindingLine, estimate_lines, finding_lines
from audit.viewing.served import is_regular, regular

_HINT = "A report folder is written by `postaudit run`; run the audit again, or fetch the folder anew."


@dataclass(frozen=True)
class Opened:
    """A report that can be asked.

    Attributes
    ----------
    name : str
        Of its folder.
    several : bool
        Whether there are others beside it.
    folder : Path
    findings : Findings
    run_facts : mapping or None
    summary : Summary
    claims : tuple of FindingLine
        The gravest first.
    by_key : mapping of str to FindingLine
    figures : tuple of EstimateLine
    finding_choices, estimate_choices : tuple of Choice
    """

    name: str
    several: bool
    folder: Path
    findings: Findings
    run_facts: Mapping[str, Any] | None
    summary: Summary
    claims: tuple[FindingLine, ...]
    by_key: Mapping[str, FindingLine]
    figures: tuple[EstimateLine, ...]
    finding_choices: tuple[Choice, ...]
    estimate_choices: tuple[Choice, ...]


def open_report(folder: Path, name: str, *, several: bool) -> Opened:
    """Read a report.

    Raises
    ------
    SourceError
        There are no findings, or they are none; as ``postaudit report`` says it.
    """
    findings, run_facts = read(folder)
    claims, figures = finding_lines(findings), estimate_lines(findings)
    return Opened(
        name=name,
        several=several,
        folder=folder,
        findings=findings,
        run_facts=run_facts,
        summary=summary(findings, run_facts),
        claims=claims,
        by_key={each.key: each for each in reversed(claims)},
        figures=figures,
        finding_choices=finding_choices(claims, findings),
        estimate_choices=estimate_choices(figures, findings),
    )


def read(folder: Path) -> tuple[Findings, Mapping[str, Any] | None]:
    """The findings of a folder and the facts of their run; SourceError if they cannot be read."""
    content = regular(folder, "findings.json")
    if content is None:
        raise SourceError(f"{folder.name}/findings.json: cannot be read, or is no file of its own.", hint=_HINT)
    facts = regular(folder, "run.json") if is_regular(folder / "run.json") else None
    return (
        json_file.decode(content, where=f"{folder.name}/findings.json"),
        run_file.decode(facts, where=f"{folder.name}/run.json") if facts is not None else None,
    )
