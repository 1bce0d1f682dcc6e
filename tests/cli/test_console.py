"""Every failure is one message on stderr and exit code 2; no message quotes a post or steers a terminal."""

from __future__ import annotations

import errno
import os
import signal
import sys

import click
import pytest

from audit.cli.console import explain, guard, plain, put, say, tell
from audit.errors import AuditError, OutputError, PlanError
from audit.files import interruption


@pytest.fixture(autouse=True)
def signals_put_back():
    names = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    handlers = {number: signal.getsignal(number) for number in names}
    interruption._last.clear()
    yield
    interruption._last.clear()
    for number, handler in handlers.items():
        signal.signal(number, handler)


def left(command, capsys, *, verbose=False):
    with pytest.raises(SystemExit) as ended:
        guard(command, verbose=verbose)
    said = capsys.readouterr()
    return ended.value.code, said.out, said.err


def raising(error):
    def command():
        raise error

    return command


def test_a_result_steers_no_terminal_and_is_left_alone_for_programs(capsys, monkeypatch):
    tell("a\x85\u202e.csv")
    assert capsys.readouterr().out == "a\x85\u202e.csv\n"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    tell("a\x1b[2J\u202e.csv\nb")
    assert capsys.readouterr().out == "a⟨U+001B⟩[2J⟨U+202E⟩.csv\nb\n"


@pytest.mark.parametrize(("returned", "code"), [(None, 0), (0, 0), (1, 1), ("text", 0)])
def test_a_command_that_ends_leaves_with_its_code(returned, code, capsys):
    assert left(lambda: returned, capsys) == (code, "", "")


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (
            PlanError("audit.toml: unknown key 'x'.", hint="Did you mean 'y'?"),
            2,
            "unknown key 'x'.\n  Did you mean 'y'?",
        ),
        (AuditError("one"), 2, "postaudit: one\n"),
        (MemoryError(), 2, "--workers 1"),
        (
            OSError(errno.ENOSPC, "No space left on device", "/secret/folder/f.csv"),
            2,
            "f.csv: No space left on device.",
        ),
        (PermissionError(errno.EACCES, "Permission denied"), 2, "the system: Permission denied."),
        (ValueError("a post that nobody should see"), 2, "a defect of postaudit, not of your data: ValueError at "),
        (KeyboardInterrupt(), 2, "interrupted; nothing half-written"),
        (interruption.Interrupted(), 2, "interrupted; nothing half-written"),
        (click.UsageError("no such option"), 2, "no such option"),
        (click.exceptions.Exit(0), 0, ""),
        (click.exceptions.Exit(1), 1, ""),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, BaseException) else "",
)
def test_every_failure_is_one_message(error, code, words, capsys):
    ended, out, err = left(raising(error), capsys)
    assert ended == code
    assert out == ""
    assert words in err
    assert "Traceback" not in err
    assert "nobody should see" not in err
    assert "/secret/" not in err


def test_verbose_prints_the_traceback_before_the_message(capsys):
    _, _, err = left(raising(ValueError("x")), capsys, verbose=True)
    assert err.index("Traceback") < err.index("a defect of postaudit")


def test_after_a_signal_whatever_is_raised_is_an_interruption(capsys):
    def command():
        interruption._last.append(0.0)
        raise RuntimeError

    assert left(command, capsys)[2] == f"postaudit: {interruption.MESSAGE}\n"


def test_a_defect_is_placed_in_our_own_code():
    from audit.plan import Plan

    with pytest.raises(AttributeError) as told:
        Plan().override(None)
    assert "audit/plan/plan.py:" in explain(told.value)
    assert "an unknown place" in explain(ValueError())


def test_text_cannot_steer_the_terminal(capsys):
    assert plain("a\x1b[2Jb\u202ec\r") == "a⟨U+001B⟩[2Jb⟨U+202E⟩c"
    assert plain("one\ntwo") == plain("one\r\ntwo\r\n") == "one\ntwo"
    assert plain("one\x85two\u2028three\x0bfour") == "one⟨U+0085⟩two⟨U+2028⟩three⟨U+000B⟩four"
    say("x\x07y")
    say("unsaid", quiet=True)
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "x⟨U+0007⟩y\n")


def test_results_go_to_stdout_and_files_are_whole(capsysbinary, tmp_path):
    tell("result")
    put(tmp_path / "f", b"\x00\xff")
    from pathlib import Path

    put(Path("-"), b"\x00\xff")
    assert capsysbinary.readouterr().out == f"result{os.linesep}".encode() + b"\x00\xff"
    assert (tmp_path / "f").read_bytes() == b"\x00\xff"


class Full:
    """A standard output on a disk that is full."""

    def __init__(self, number=errno.ENOSPC):
        self.number = number
        self.buffer = self
        self.encoding = "utf-8"

    def write(self, _):
        raise (BrokenPipeError if self.number == errno.EPIPE else OSError)(self.number, os.strerror(self.number))

    def flush(self):
        pass


def test_a_standard_output_that_fails_is_told_and_one_that_is_gone_is_passed_on(monkeypatch):
    from pathlib import Path

    monkeypatch.setattr(sys, "stdout", Full())
    for write in (lambda: tell("x"), lambda: put(Path("-"), b"x")):
        with pytest.raises(OutputError, match="standard output cannot be written: No space left"):
            write()
    monkeypatch.setattr(sys, "stdout", Full(errno.EPIPE))
    for write in (lambda: tell("x"), lambda: put(Path("-"), b"x")):
        with pytest.raises(BrokenPipeError):
            write()
