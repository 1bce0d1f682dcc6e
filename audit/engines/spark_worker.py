"""What a worker of Spark is sent: something small that first makes sure that the same postaudit is there.

Nothing is raised on a worker. Spark would write what was raised into its logs, and do the task again; so an error is handed
back as a result, and no log holds a word of it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple, cast

from pyspark.serializers import CPickleSerializer

_pickling = CPickleSerializer()


class Reply(NamedTuple):
    """What a worker hands back.

    Attributes
    ----------
    outcome : {"done", "raised", "refused"}
    content : bytes or str
        The pickled result, the pickled error, or the version of postaudit that is on the worker.
    """

    outcome: str
    content: Any


def seal(thing: Any) -> bytes:
    """As bytes that travel."""
    return bytes(_pickling.dumps(thing))


def unseal(content: bytes) -> Any:
    """The thing again."""
    return _pickling.loads(content)


def errand(function: Any, version: str, paths: tuple[str, ...]) -> Callable[[Any], tuple[str, Any]]:
    """What Spark calls on a worker, for a sealed task.

    Parameters
    ----------
    function : Broadcast of bytes
        The sealed function, fetched once by each worker.
    version : str
        The version of postaudit that the worker must have.
    paths : tuple of str
        Where Python looks for modules, if the worker is on this machine.
    """

    # A function inside a function travels as what it does, not by its name: it runs where postaudit is missing, and says so.
    def carry_out(task: Any) -> tuple[str, Any]:
        import sys

        if paths and sys.path[: len(paths)] != list(paths):
            sys.path[:] = [*paths, *(each for each in sys.path if each not in paths)]
        try:
            from audit.version import __version__
        except ImportError:
            return "refused", ""
        if __version__ != version:
            return "refused", __version__
        from audit.engines.spark_worker import reply

        return reply(function, task)

    return carry_out


def reply(function: Any, task: Any) -> tuple[str, Any]:
    """Do a task on the worker.

    Parameters
    ----------
    function : Broadcast of bytes
        The sealed function.
    task : bytes or Broadcast of bytes
        The sealed task.

    Returns
    -------
    tuple of (str, bytes)
        The parts of a :class:`Reply`; plain, so that nothing but Python is needed to read it.
    """
    try:
        result = _function(function.value)(unseal(task if isinstance(task, bytes) else task.value))
        return "done", seal(result)
    except Exception as error:  # noqa: BLE001 - raised again by whoever gave the task
        return "raised", _sealed_error(error)


@functools.lru_cache(maxsize=2)
def _function(content: bytes) -> Callable[[Any], Any]:
    return cast("Callable[[Any], Any]", unseal(content))


def _sealed_error(error: Exception) -> bytes:
    try:
        content = seal(error)
        unseal(content)
    except Exception:  # noqa: BLE001 - an error of another library may hold anything
        return seal(RuntimeError(f"{type(error).__name__} was raised on a worker."))
    return content
