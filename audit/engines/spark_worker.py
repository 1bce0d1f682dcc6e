"""What a worker of Spark is sent: something small that finds postaudit there and hands it the task."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def errand(function: Any, there: bytes, paths: tuple[str, ...]) -> Callable[[Any], bytes]:
    """What Spark calls on a worker, for a task.

    Parameters
    ----------
    function : Broadcast of bytes
        For :func:`audit.engines.remote.carry_out`; fetched once by each worker.
    there : bytes
        What is installed where the tasks come from.
    paths : tuple of str
        Where Python looks for modules, if the worker is on this machine.

    Returns
    -------
    callable
        From a task, as bytes or as a Broadcast of bytes, to what came of it; to nothing where postaudit is missing.
    """

    # A function inside a function travels as what it does, not by its name: it runs where postaudit is missing too.
    def do(task: Any) -> bytes:
        import sys

        if paths and sys.path[: len(paths)] != list(paths):
            sys.path[:] = [*paths, *(each for each in sys.path if each not in paths)]
        try:
            from audit.engines.remote import carry_out
        except ImportError:
            return b""
        return carry_out(function.value, task if isinstance(task, bytes) else task.value, there)

    return do
