"""How commands that ask one question of posts begin and end: where the answer goes, what is told, what is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from audit.cli.console import plain_line, put, say, start_logging, tell, typed, unfinished
from audit.cli.format_options import formats_of, one_format, rendered
from audit.cli.gate_options import tell_verdict


def begin(given: Mapping[str, Any]) -> tuple[str, ...]:
    """Check where the answer goes before any work is done, and say in which formats.

    Parameters
    ----------
    given : mapping
        Options of the command: ``verbose``, ``formats``, ``output``.

    Raises
    ------
    PlanError, OutputError
        There is no such format, several cannot go to standard output, or the folder cannot be written to.
    """
    from audit.files.whole_file import check_folder

    start_logging(verbose=given["verbose"], quiet=given["quiet"])
    formats = formats_of(given["formats"])
    if _is_stdout(given):
        one_format(formats)
    else:
        check_folder(given["output"])
    return formats


def describe_posts(given: Mapping[str, Any]) -> Callable[[Any], None]:
    """Tells what was decided of posts once they are open."""

    def opened(posts: Any) -> None:
        for line in posts.describe():
            say(line, quiet=given["quiet"])

    return opened


def deliver(result: Any, said: Sequence[str], formats: tuple[str, ...], given: Mapping[str, Any]) -> int:
    """Tell the answer, write the report, and give the exit code.

    Parameters
    ----------
    result : audit.pipeline.Audit
    said : sequence of str
        The answer in lines for the terminal; on standard error where the report goes to standard output.
    formats : tuple of str
    given : mapping
        Options of the command: ``output``, ``quiet``, ``config``, ``fail_on``, ``language``.
    """
    from audit import api
    from audit.gating import gate
    from audit.report.notebook import Findings, Report

    quiet, verdict = given["quiet"], gate(result.findings, fail_on=given["fail_on"])
    if _is_stdout(given):
        for line in said:
            say(plain_line(line), quiet=quiet)
        report = Report(
            Findings.of(result.findings), verdict=verdict, config=given["config"], language=given["language"]
        )
        put(given["output"], rendered(report, formats))
    else:
        if not quiet:
            tell("\n".join(map(plain_line, said)))
        folder = api.write_report(
            *(result, given["output"]),
            formats=formats,
            command=typed(),
            with_tally=False,
            verdict=verdict,
            config=given["config"],
            language=given["language"],
        )
        tell(str(folder / "report.html") if "html" in formats or not formats else str(folder))
    code = tell_verdict(verdict, quiet=quiet)
    return unfinished(result.ledgers) or code


def _is_stdout(given: Mapping[str, Any]) -> bool:
    return str(given["output"]) == "-"
