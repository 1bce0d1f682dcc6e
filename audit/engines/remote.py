"""What a worker elsewhere does with a task, and how what comes of it travels: bytes on the way there, bytes on the way back.

Clusters print what they carry when something fails: arguments, results, the words of exceptions. So they are given bytes
to carry, and a task that fails is a result like any other. Nothing is raised on a worker, nothing is logged there, and
nothing that would fail again is done again.
"""

from __future__ import annotations

import functools
import platform
import socket
import threading
import traceback
from collections.abc import Callable, Mapping
from multiprocessing.reduction import ForkingPickler
from typing import Any, cast

from audit.errors import AuditError, PlanError, both_ways
from audit.plugins.installed import code_digest, library_versions
from audit.version import __version__

#: Measuring has one text pass with its own arrays per process, and a worker may have many threads.
_ONE_AT_A_TIME = threading.Lock()


def packed(what: Any) -> bytes:
    """What spawned processes of this machine are sent too, as bytes."""
    return bytes(ForkingPickler.dumps(what))


def carry_out(function: bytes, task: bytes, there: bytes) -> bytes:
    """Do a task on a worker; raises nothing.

    Parameters
    ----------
    function, task : bytes
        See :func:`packed`. The function goes with every task: it is some kilobytes, workers keep it, and a worker that comes
        later has it too.
    there : bytes
        What is installed where the tasks come from; see :func:`installed`.

    Returns
    -------
    bytes
        For :func:`outcome`.
    """
    try:
        check_installed({socket.gethostname(): installed()}, ForkingPickler.loads(there))
        with _ONE_AT_A_TIME:
            result = _unpacked(function)(ForkingPickler.loads(task))
        return packed((True, result))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is raised where the tasks come from
        return _failure(error)


def outcome(data: bytes) -> Any:
    """The result that a worker sent; or raise what was raised there."""
    good, result = ForkingPickler.loads(data)
    if good:
        return result
    raise result


@functools.cache
def installed() -> dict[str, str]:
    """Everything installed here that decides what a task comes to, by name."""
    python = ".".join(platform.python_version_tuple()[:2])
    libraries = {name: version or "not installed" for name, version in library_versions().items()}
    return {"Python": python, "postaudit": __version__, "code": code_digest()[:12], **libraries}


def check_installed(workers: Mapping[str, Mapping[str, str]], wanted: Mapping[str, str]) -> None:
    """See that workers have installed what is installed where the tasks come from.

    Parameters
    ----------
    workers : mapping of str to what :func:`installed` returns
        By the name of the worker; an empty one where it could not be asked.
    wanted : what :func:`installed` returns, or a part of it

    Raises
    ------
    PlanError
        One has something else, so that the same posts could come to other figures there.
    """
    for worker, found in sorted(workers.items()):
        others = [
            f"{name} {found.get(name)} instead of {version}"
            for name, version in wanted.items()
            if found.get(name) != version
        ]
        if others:
            what = ", ".join(others) if found else "no postaudit that could be asked for its version"
            raise PlanError(
                f"The worker {worker} has {what}.",
                hint="Install on every worker what is installed here, in the same versions: then figures are the same.",
            )


def _failure(error: Exception) -> bytes:
    if not isinstance(error, AuditError):
        # Places alone: what an exception says may quote a post, and is its own to say.
        error.add_note("On a worker:\n" + "".join(traceback.format_tb(error.__traceback__)).rstrip())
    try:
        data = packed((False, error))
        ForkingPickler.loads(data)
    except Exception:  # noqa: BLE001 - an exception of a library that cannot travel
        return packed(
            (
                False,
                AuditError(
                    f"A task failed on a worker: {type(error).__name__}.",
                    hint=f"Run with {both_ways('--engine local', engine='local')} to see what fails; the worker's own log has"
                    " the rest.",
                ),
            )
        )
    return data


@functools.lru_cache(maxsize=2)
def _unpacked(function: bytes) -> Callable[[Any], Any]:
    return cast("Callable[[Any], Any]", ForkingPickler.loads(function))
