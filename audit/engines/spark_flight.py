"""One function over tasks on Spark.

Each task is a job of its own, given to Spark from a thread. So tasks go out as they are made, results come back as they are
there, a slow task holds up nobody, and Spark gives the task of a worker that is lost to another.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple, cast

from audit.engines.remote import installed, outcome, packed
from audit.engines.spark_failures import MOST_LOST, told, workers_lost
from audit.engines.spark_start import executors
from audit.engines.spark_worker import errand
from audit.errors import KEPT_WITH_WORK, AuditError, PlanError

#: Seconds that a cluster may be without any worker.
NOBODY = 120.0
#: Tasks above this many bytes travel in blocks, as Spark's own messages may not hold them.
LARGE = 2**20
_LOOKING = 5.0


class _Came(NamedTuple):
    number: int
    reply: bytes
    error: BaseException | None = None


class Flight:
    """One function over tasks.

    Parameters
    ----------
    context : pyspark.SparkContext
    group : str
        Name of the group of jobs that is cancelled when nobody waits for results any more.
    function : callable
    """

    def __init__(self, context: Any, group: str, function: Callable[[Any], Any]) -> None:
        self._context, self._group = context, group
        content = packed(function)
        try:
            self._function = context.broadcast(content)
            self._workers = int(context.defaultParallelism)
        except Exception as error:  # noqa: BLE001 - PySpark raises several kinds where Spark has ended
            raise told(error) from None
        here = context.master.startswith("local")
        paths = tuple(map(os.path.abspath, sys.path)) if here else ()
        self._errand = errand(self._function, packed(installed()), paths)
        self._sent: queue.SimpleQueue[tuple[int, bytes] | None] = queue.SimpleQueue()
        self._came: queue.SimpleQueue[_Came] = queue.SimpleQueue()
        self._out: set[int] = set()
        self._threads = 0
        self._ended = False

    def in_order(self, tasks: Iterable[Any], done: Callable[[Any], None] | None) -> Iterator[Any]:
        """Results in the order of the tasks."""
        ready: dict[int, Any] = {}
        numbered = enumerate(tasks)
        yielded, more = 0, True
        while more or self._out or ready:
            while more and self._room(len(ready)):
                number, task = next(numbered, (-1, None))
                if number < 0:
                    more = False
                else:
                    self._send(number, task)
                    del task
            while yielded in ready:
                yield ready.pop(yielded)
                yielded += 1
            if self._out and yielded not in ready:
                came = self._next()
                self._out.remove(came.number)
                result = _result(came)
                if done is not None:
                    done(result)
                ready[came.number] = result

    def end(self) -> None:
        """Stop what is still worked on and let go of the function."""
        self._ended = True
        for _ in range(self._threads):
            self._sent.put(None)
        if self._out:
            cancel(self._context, self._group)
        with suppress(Exception):  # Spark may have ended
            self._function.destroy()

    def _room(self, ready: int) -> bool:
        """Whether another task may go out: what is out, and what is ready before its turn, is held in memory."""
        out = len(self._out)
        return out < self._workers + max(1, self._workers // 2) and out + ready < 3 * self._workers

    def _send(self, number: int, task: Any) -> None:
        self._out.add(number)
        self._sent.put((number, packed(task)))
        if self._threads < len(self._out):
            self._threads += 1
            threading.Thread(target=self._attend, daemon=True).start()

    def _attend(self) -> None:
        """In a thread: see one task after the other through."""
        while (sent := self._sent.get()) is not None and not self._ended:
            self._came.put(self._seen_through(*sent))

    def _seen_through(self, number: int, task: bytes) -> _Came:
        """What came of a task, also when workers are lost over it."""
        lost = 0
        while True:
            try:
                return _Came(number, self._once(task))
            except Exception as error:  # noqa: BLE001 - told by the one who waits
                lost += workers_lost(error)
                if lost >= MOST_LOST or self._ended:
                    return _Came(number, b"", error)

    def _once(self, task: bytes) -> bytes:
        context = self._context
        context.setJobGroup(self._group, "postaudit", interruptOnCancel=True)
        block = context.broadcast(task) if len(task) > LARGE else None
        try:
            [reply] = context.parallelize([task if block is None else block], 1).map(self._errand).collect()
        finally:
            if block is not None:
                with suppress(Exception):
                    block.destroy()
        return cast("bytes", reply)

    def _next(self) -> _Came:
        """What comes next; looks now and then whether there is anybody to wait for."""
        since = time.monotonic()
        while True:
            with suppress(queue.Empty):
                return self._came.get(timeout=_LOOKING)
            try:
                there = executors(self._context)
            except Exception as error:  # noqa: BLE001 - whatever it is, Spark does not answer
                raise told(error) from None
            if there:
                since = time.monotonic()
            elif time.monotonic() - since > NOBODY:
                raise AuditError(
                    f"Spark has had no worker for {NOBODY:.0f} seconds.",
                    hint=f"{KEPT_WITH_WORK} A second run goes on from there.",
                )


def cancel(context: Any, group: str) -> None:
    """Stop the jobs of a group."""
    with suppress(Exception):  # Spark may have ended
        context.cancelJobGroup(group)


def _result(came: _Came) -> Any:
    """What a task came to; or raise what went wrong."""
    if came.error is not None:
        raise told(came.error) from None
    if not came.reply:
        raise PlanError(
            "A worker of Spark has no postaudit, or a much older one.",
            hint="Install what is installed here for the Python of every worker; PYSPARK_PYTHON names that Python.",
        )
    return outcome(came.reply)
