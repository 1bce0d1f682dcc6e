"""A virtual environment for each peer, so that no pin of one is the trouble of another."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

from .peer import Peer

#: Seconds for an installation, and for one side of a comparison.
TO_INSTALL, TO_RUN = 900, 900


class DoesNotRunError(Exception):
    """A peer could not be installed or ended with an error; the last line that it printed."""


def python_of(peer: Peer, folder: Path) -> Path:
    """The interpreter of a peer's environment, which is made if it is not there.

    Raises
    ------
    DoesNotRunError
        pip could not install it, or took too long.
    """
    python = folder / "bin" / "python"
    ready = folder / "installed"
    if ready.is_file():
        return python
    venv.create(folder, with_pip=True, clear=True)
    for arguments in peer.installs:
        told([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments], TO_INSTALL)
    ready.touch()
    return python


def version(peer: Peer, python: Path) -> str:
    """The version of the distribution, as installed."""
    if not peer.package:
        return ""
    asked = f"import importlib.metadata as m; print(m.version({peer.package!r}))"
    return told([str(python), "-c", asked], TO_RUN).strip()


def told(command: list[str], seconds: int) -> str:
    """What a command prints, run as a courtesy to whoever else uses the machine.

    Raises
    ------
    DoesNotRunError
        It failed or took too long.
    """
    try:
        done = subprocess.run(
            ["nice", *command], capture_output=True, text=True, timeout=seconds, check=False, cwd=Path(sys.prefix)
        )
    except subprocess.TimeoutExpired as error:
        raise DoesNotRunError(f"not done after {seconds} seconds") from error
    if done.returncode:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        errors = [line for line in lines if not line.startswith(("[notice]", "WARNING"))]
        raise DoesNotRunError((errors or [f"ended with status {done.returncode}"])[-1][:200])
    return done.stdout
