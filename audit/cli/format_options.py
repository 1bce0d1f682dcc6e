"""Which forms of a result a command writes or prints, and in which language: the same flags for audits and for comparisons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from audit.cli.completing import listed
from audit.cli.plan_options import words
from audit.errors import PlanError, did_you_mean

#: Those that are written if none is named; the same as in :mod:`audit.report.folder`, which is not imported for ``--help``.
FORMATS = ("json", "html", "md", "csv", "svg")
#: For continuous integration: a short summary, JUnit's XML, SARIF.
ON_REQUEST = ("summary", "junit", "sarif")
#: For papers: the page as PDF, and tables; the same as in :mod:`audit.report.folder`.
PAPER = ("pdf", "tex", "docx")
#: Forms of documentation, and what the audit is evidence for; the same as in :mod:`audit.report.forms.written`.
FORMS = ("datasheet", "data-statement", "croissant", "dpia", "training-summary", "impact-ratios", "requirements")
#: Languages of the page; the same as in :mod:`audit.report.catalogue`, which is not imported for ``--help``.
LANGUAGES = ("en", "de")


def format_option(function: Any) -> Any:
    """``--format`` and ``--language``, of every command that writes a report of an audit."""
    return _option((*ON_REQUEST, *PAPER, *FORMS))(_language_option("report.md")(function))


def comparison_format_option(function: Any) -> Any:
    """``--format`` and ``--language`` of a comparison, which has no forms, and no PDF or tables for papers."""
    return _option(ON_REQUEST)(_language_option("comparison.md")(function))


def _complete(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[Any]:
    return list(listed((*FORMATS, *ON_REQUEST, *FORMS), incomplete))


def _option(on_request: tuple[str, ...]) -> Any:
    said = f"Of {', '.join(FORMATS)}, and on request {', '.join(on_request)}."
    return click.option("--format", "formats", metavar="NAME,...", help=said, shell_complete=_complete)


def _language_option(markdown: str) -> Any:
    """``--language``: of the page, not of the posts, which are in the languages they are in."""
    said = f"Of the fixed words of the page and {markdown}."
    return click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True, help=said)


def formats_of(text: str | None, forms: tuple[str, ...] = (*PAPER, *FORMS)) -> tuple[str, ...]:
    """The formats that a list with commas names; none if nothing is given. ``forms`` are those that there are.

    Raises
    ------
    PlanError
        There is no such format.
    """
    wanted = words(text) or ()
    known = (*FORMATS, *ON_REQUEST, *forms)
    for each in wanted:
        if each not in known:
            raise PlanError(f"--format {each!r}: there is no such format.", hint=did_you_mean(each, known))
    return wanted


def without_forms(formats: tuple[str, ...]) -> tuple[str, ...]:
    """The formats that a comparison has too; JSON alone if nothing but forms was asked for."""
    return tuple(each for each in formats if each not in (*PAPER, *FORMS)) or (("json",) if formats else ())


def one_format(formats: tuple[str, ...]) -> str:
    """The one format that can go to standard output, JSON if none is named.

    Raises
    ------
    PlanError
        Several are named, or drawings, which are many files.
    """
    if len(formats) > 1 or "svg" in formats:
        raise PlanError(
            f"-o - prints one format, and --format names {', '.join(formats)}.",
            hint="For example --format md; without --format it is json.",
        )
    return formats[0] if formats else "json"


def rendered(result: Any, formats: tuple[str, ...]) -> bytes:
    """A report or comparison in one format, for standard output."""
    makers: Mapping[str, Any] = {
        "json": result.json, "html": result.html, "md": result.markdown, "csv": result.csv,
        "summary": result.summary, "junit": result.junit, "sarif": result.sarif,
    }  # fmt: skip
    name = one_format(formats)
    if name in FORMS:
        return _form(result, name)
    made: str | bytes = getattr(result, name)() if name in PAPER else makers[name]()
    return made if isinstance(made, bytes) else made.encode()


def _form(result: Any, name: str) -> bytes:
    return bytes(next(iter(result.forms(name).values())))
