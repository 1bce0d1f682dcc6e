"""Which forms of a result a command writes or prints: the same flag for audits and for comparisons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from audit.errors import PlanError, did_you_mean
from audit.plan_options import words

FORMATS = ("json", "html", "md", "csv", "svg")


def formats_of(text: str | None) -> tuple[str, ...]:
    """The formats that a list with commas names; none if nothing is given.

    Raises
    ------
    PlanError
        There is no such format.
    """
    wanted = words(text) or ()
    for each in wanted:
        if each not in FORMATS:
            raise PlanError(f"--format {each!r}: there is no such format.", hint=did_you_mean(each, FORMATS))
    return wanted


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
        "json": result.json, "html": result.html, "md": result.markdown, "csv": result.csv
    }  # fmt: skip
    made: str | bytes = makers[one_format(formats)]()
    return made if isinstance(made, bytes) else made.encode()
