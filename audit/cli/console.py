"""The edge between the command and the system: signals, streams, what went wrong in words, exit codes.

Nothing here is imported but the standard library and click, so that ``--help`` is quick.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import click

from audit.cli.progress import Progress
from audit.errors import AuditError, OutputError
from audit.files.interruption import FAILED, MESSAGE, Interrupted, deafen, listen, was_interrupted

#: Commands that have --work, and seconds after which somebody may wish to have used it.
_MEASURING, _LONG = ("run", "tally"), 60.0
_began = time.monotonic()
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


def guard(command: Callable[[], Any], *, verbose: bool) -> NoReturn:
    """Call a command and leave the process: every failure becomes one message on stderr and exit code 2.

    Parameters
    ----------
    command : callable
        Returns an exit code, or None for 0.
    verbose : bool
        Whether a traceback goes before the message.
    """
    listen()
    try:
        code = command()
        sys.stdout.flush()
        deafen()
    except BrokenPipeError:
        _leave_quietly()
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001 - the last place where anything can still be said
        if verbose and not isinstance(error, click.ClickException | click.exceptions.Exit):
            say("\n".join(traced(error)))
        _leave(error)
    sys.exit(code if isinstance(code, int) else 0)


def _leave(error: BaseException) -> NoReturn:
    if isinstance(error, click.exceptions.Exit):
        sys.exit(error.exit_code)
    if was_interrupted() or isinstance(error, Interrupted | KeyboardInterrupt | click.Abort):
        _fail(f"{MESSAGE}{_resumable()}")
    if isinstance(error, click.ClickException):
        with suppress(OSError):
            error.show()
        sys.exit(FAILED)
    _fail(plain(explain(error)))


def _resumable() -> str:
    """How to go on, where what was measured is kept."""
    verb = next((each for each in sys.argv[1:] if not each.startswith("-")), "")
    if verb not in _MEASURING:
        return ""
    if any(each == "--work" or each.startswith("--work=") for each in sys.argv[1:]):
        return "\n  What was measured is kept in the --work folder: type the same command again to go on."
    if time.monotonic() - _began < _LONG:
        return ""
    return "\n  Nothing that was measured is kept; with --work FOLDER a run that is ended can go on."


def traced(error: BaseException) -> list[str]:
    """Lines of a traceback: where it went, and of exceptions that nobody foresaw the kind alone.

    Their words often quote the value that broke something, which is a post's. What is raised on purpose quotes none.
    """
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = [*traced(cause), "", "and then:", ""] if cause is not None else []
    places = [line.rstrip() for line in traceback.format_tb(error.__traceback__)]
    kind = type(error).__name__
    said = (
        f"{kind}: {error}"
        if isinstance(error, AuditError)
        else f"{kind} (its words are left out: they may quote a post)"
    )
    return [*before, "Traceback (most recent call last):", *places, said]


def explain(error: BaseException) -> str:
    """What went wrong, in words; of an exception that nobody foresaw only the place, since its message may quote a post."""
    if isinstance(error, AuditError):
        return str(error)
    if isinstance(error, MemoryError):
        return "not enough memory.\n  Try fewer workers (--workers 1), or a part of the data at a time."
    if isinstance(error, OSError):
        where = Path(os.fsdecode(error.filename)).name if isinstance(error.filename, str | bytes) else "the system"
        hint = "\n  Make room on the disk (TMPDIR names the folder for what is read from a pipe)."
        return f"{where}: {error.strerror or type(error).__name__}.{hint if error.errno in _FULL else ''}"
    return (
        f"a defect of postaudit, not of your data: {type(error).__name__} at {_place(error)}. Nothing was written.\n"
        "  Please report it with that line; -v prints the traceback, which quotes no data."
    )


def _place(error: BaseException) -> str:
    frames = [each for each in traceback.extract_tb(error.__traceback__) if f"{os.sep}audit{os.sep}" in each.filename]
    if not frames:
        return "an unknown place"
    last = frames[-1]
    return f"audit/{last.filename.rpartition(f'{os.sep}audit{os.sep}')[2]}:{last.lineno}"


def _leave_quietly() -> NoReturn:
    # Whoever read our output has gone; a second error while Python flushes would only hide that.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(FAILED)


def _fail(message: str) -> NoReturn:
    deafen()
    with suppress(OSError):
        click.echo(f"postaudit: {message}", err=True)
    with suppress(OSError):
        sys.stdout.flush()
        sys.exit(FAILED)
    _leave_quietly()  # stdout is the thing that fails, and would fail again when Python closes it


def plain(text: str) -> str:
    """Text that cannot steer the terminal it is printed on; its lines are those between line feeds and no others."""
    from audit.disclosure import escape_for_terminal

    lines = text.rstrip("\r\n").split("\n")
    return "\n".join(escape_for_terminal(line.removesuffix("\r")) for line in lines)


def plain_line(text: str) -> str:
    """The same of a text that is one line, whatever a name in it holds."""
    from audit.disclosure import escape_for_terminal

    return escape_for_terminal(text)


def say(text: str, *, quiet: bool = False) -> None:
    """A line for people, on stderr."""
    if not quiet:
        click.echo(plain(text), err=True)


def unfinished(ledgers: Any) -> int:
    """2 where a source ended early or did not check: what was read of it was audited, and that is not all of it."""
    from audit.loaders.base import DAMAGE

    damaged = [each for each in ledgers if DAMAGE & each.rejected.keys()]
    for each in damaged:
        say(
            f"{each.source}: damaged ({', '.join(sorted(DAMAGE & each.rejected.keys()))}): only what could be read of it was counted."
        )
    return FAILED if damaged else 0


def typed() -> str:
    """The command as typed, folders left out, and of addresses what may be a secret."""
    from audit.files.addresses import name_of, scheme_of

    def named(word: str) -> str:
        return name_of(word) if scheme_of(word) else Path(word).name if os.sep in word else word

    return " ".join(["postaudit", *map(named, sys.argv[1:])])


def tell(text: str) -> None:
    """A result, on stdout: as it is for a program that reads it, and with nothing that steers a terminal on one."""
    try:
        click.echo(plain(text) if _on_a_terminal() else text)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(
            f"standard output cannot be written: {error.strerror}.",
            hint="Free the disk or the pipe it goes to, or write to a file with -o.",
        ) from None


def _on_a_terminal() -> bool:
    return bool(getattr(sys.stdout, "isatty", bool)())


def put(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file whole or not at all, for its owner alone if it is private; ``-`` is standard output."""
    from audit.files.whole_file import whole_file

    if str(path) != "-":
        with whole_file(path, private=private) as temporary:
            temporary.write_bytes(content)
        return
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(
            f"standard output cannot be written: {error.strerror}.",
            hint="Free the disk or the pipe it goes to, or write to a file with -o.",
        ) from None


def start_logging(*, verbose: bool, quiet: bool = False) -> None:
    """Send what the package logs to stderr: news unless it is to be quiet, decisions only if asked for."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger = logging.getLogger("audit")
    logger.handlers = [handler]
    logger.setLevel(logging.DEBUG if verbose else logging.WARNING)
    logging.getLogger("audit.news").setLevel(logging.WARNING if quiet else logging.INFO)


def progress_bar(*, quiet: bool) -> Progress:
    """Posts counted so far and what remains: a line that is drawn anew on a terminal, one each half minute elsewhere."""
    if not quiet and sys.stderr.isatty() and not _compiled_before():
        say("The first run after installation takes some ten seconds longer: loops are compiled, and kept.")
    return Progress(quiet=quiet)


def ask_patience(what: str, *, quiet: bool) -> None:
    """Say on a terminal that something without a progress bar may take a while."""
    if sys.stderr.isatty():
        say(what, quiet=quiet)


def _compiled_before() -> bool:
    """Whether compiled loops lie where numba keeps them first, beside their code; True where that is not the place."""
    folder = Path(__file__).parents[1] / "text" / "__pycache__"
    if os.environ.get("NUMBA_CACHE_DIR") or not os.access(folder, os.W_OK):
        return True
    return any(folder.glob("kernel.*.nbi"))
