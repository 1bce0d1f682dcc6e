"""The manual page ``postaudit.1``, made of what the commands answer to ``--help``.

It is written in the macros of man(7), which every formatter knows: https://man7.org/linux/man-pages/man7/man.7.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

_EXIT = (
    ("0", "Done, and no gate tripped."),
    ("1", "A gate of --fail-on tripped."),
    ("2", "Usage, plan, or anything else that kept the audit from finishing. It outranks 1."),
)
_ENVIRONMENT = (
    ("AUDIT_*", "Any key of the plan, such as AUDIT_TOLERANCES__SHARE_GAP=0.1; flags win over them."),
    ("NO_COLOR", "If set to anything, no colours on a terminal."),
    ("TMPDIR", "Where what is read from a pipe is kept for a while."),
)
_FILES = (
    ("audit.toml", "The plan, as postaudit init writes one; or the table [tool.audit] of pyproject.toml."),
    ("reports/NAME-ID/", "A report: findings.json, from which all else is made again, report.html, and the rest."),
)


def man_page(cli: click.Group, version: str) -> str:
    """The page, in the macros of man(7).

    Parameters
    ----------
    cli : click.Group
    version : str
        The page bears no date: the same version has the same page.
    """
    lines = [
        '.\\" Written by docs/write.py from the commands themselves.',
        f'.TH POSTAUDIT 1 "" "postaudit {version}" "User Commands"',
        ".SH NAME",
        "postaudit \\- audit social-media post datasets for bias",
        ".SH SYNOPSIS",
        ".B postaudit",
        "[\\fIOPTIONS\\fR] \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]...",
        ".SH DESCRIPTION",
        *_paragraphs(cli.help or ""),
        ".SH OPTIONS",
    ]
    with click.Context(cli, info_name="postaudit", **cli.context_settings) as whole:
        lines += _options(cli, whole)
        lines.append(".SH COMMANDS")
        for name in cli.list_commands(whole):
            command = cli.commands[name]
            context = click.Context(command, parent=whole, info_name=name)
            pieces = " ".join(command.collect_usage_pieces(context))
            lines += [f'.SS "postaudit {name} {_quoted(pieces)}"', *_paragraphs(command.help or "")]
            lines += _options(command, context)
    for heading, entries in (("EXIT STATUS", _EXIT), ("ENVIRONMENT", _ENVIRONMENT), ("FILES", _FILES)):
        lines.append(f".SH {heading}")
        lines += [line for term, text in entries for line in _entry(term, text)]
    lines += [".SH SEE ALSO", "\\fBpostaudit explain\\fR \\fIWORD\\fR for what a metric, a finding or a word means."]
    return "\n".join(lines) + "\n"


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
        if record is not None:
            yield from _entry(*record)


def _entry(term: str, text: str) -> Iterator[str]:
    yield ".TP"
    yield f"\\fB{_plain(term)}\\fR"
    yield _line(text)


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs as click has them: one that begins with a backspace keeps its lines."""
    for number, paragraph in enumerate(re.split(r"\n\s*\n", re.sub(r"^[ \t]+", "", text, flags=re.MULTILINE).strip())):
        if number:
            yield ".PP"
        kept = paragraph.startswith("\b")
        lines = [line for line in paragraph.removeprefix("\b").strip("\n").splitlines() if line.strip()]
        if kept:
            yield ".nf"
            yield from map(_line, lines)
            yield ".fi"
        elif lines:
            yield _line(" ".join(lines))


def _line(text: str) -> str:
    """Text that is no macro: a line that begins with a dot or an apostrophe would be one."""
    plain = _plain(text)
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain


def _plain(text: str) -> str:
    """Backslashes as such, and hyphens that can be copied as hyphens."""
    return text.replace("\\", "\\e").replace("-", "\\-").replace("\u2026", "...")


def _quoted(text: str) -> str:
    return _plain(text).replace('"', '""')
