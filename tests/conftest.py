"""The command, called in this process or in one of its own."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import hypothesis
import pytest

# A machine under load is no defect; and continuous integration tries the same examples each time, a person new ones.
hypothesis.settings.register_profile("postaudit", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("postaudit")

ROOT = Path(__file__).parents[1]


class Told(NamedTuple):
    """What a command left with and said."""

    code: int
    out: str
    err: str


@pytest.fixture
def samples() -> Path:
    return ROOT / "data_samples"


@pytest.fixture
def postaudit(capsys, monkeypatch) -> Iterator:
    """Call the command in this process; its signals, logging and arguments are put back."""
    from audit.cli import commands as cli
    from audit.files import interruption

    names = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    handlers = {number: signal.getsignal(number) for number in names}
    logged = logging.getLogger("audit").handlers[:]

    def restore() -> None:
        logging.getLogger("audit").handlers = logged
        interruption._last.clear()
        for number, handler in handlers.items():
            signal.signal(number, handler)

    def call(*arguments: object) -> Told:
        restore()
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["postaudit", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            cli.main()
        said = capsys.readouterr()
        return Told(int(left.value.code or 0), said.out, said.err)

    yield call
    restore()


def _hearing() -> None:
    """Signals as a terminal leaves them: tests that run in the background inherit an interrupt that is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture(scope="session")
def axe() -> str:
    """The code of axe-core, which looks at a page for what keeps people from reading it."""
    places = (os.environ.get("POSTAUDIT_AXE"), ROOT / "node_modules/axe-core/axe.min.js")
    found = next((Path(each) for each in places if each and Path(each).is_file()), None)
    if not found:
        pytest.skip("no axe-core: npm install axe-core, or set POSTAUDIT_AXE to axe.min.js")
    return found.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def spawn():
    """Start the command in a process of its own; returns a Popen."""

    def start(*arguments: object, before=None, python=(), stdin=None, stdout=None, cwd=None, **variables: str):
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", **variables}
        command = [sys.executable, *python, "-m", "audit", *map(str, arguments)]
        return subprocess.Popen(
            command, stdin=stdin, stdout=stdout or subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=cwd,
            env=environment, preexec_fn=before or _hearing, start_new_session=True,
        )  # fmt: skip

    return start


@pytest.fixture(scope="session")
def command(spawn):
    """The same, waited for."""

    def run(*arguments: object, **options: object) -> Told:
        process = spawn(*arguments, **options)
        out, err = process.communicate(timeout=60)
        return Told(process.returncode, out or "", err)

    return run


@pytest.fixture
def survived(record_property) -> Callable[[str, int, int], None]:
    """Tell how many of how many were survived; the end of the test run prints it."""

    def tell(what: str, tried: int, survived: int) -> None:
        record_property("survived", f"{what}: {survived:,} of {tried:,} survived")

    return tell


def pytest_terminal_summary(terminalreporter) -> None:
    """Print what the tests of hostile input tried, also where workers ran them."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties:
            if name == "survived" and report.when == "call":
                terminalreporter.write_line(f"hostile: {value}")


@pytest.fixture
def in_batches(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Read in batches of this size."""

    from audit.loaders import reading
    from audit.measuring import part as measuring

    def of(size: int) -> None:
        def rechunked(part: Any, ledger: Any) -> Iterator[Any]:
            for batch in reading.read(part, ledger):
                for start in range(0, batch.num_rows, size):
                    yield batch.slice(start, size)

        monkeypatch.setattr(measuring, "read", rechunked)

    return of


@pytest.fixture(scope="session")
def weasyprint():
    """What makes a PDF, or a skip that says why it cannot be loaded."""
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        pytest.skip(f"WeasyPrint cannot be loaded: {error}")
    return weasyprint
