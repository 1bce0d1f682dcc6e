"""A Spark cluster, or Spark on this machine.

Each task is a job of its own, given to Spark from a thread of its own. So tasks go out as they are made, results come back
as they are there, a slow task holds up nobody, and Spark sends the tasks of a worker that is lost to another.
"""

from __future__ import annotations

import os
import queue
import re
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar, cast

from audit.engines.spark_start import Started, executors, start
from audit.errors import AuditError, PlanError
from audit.version import __version__

Task = TypeVar("Task")
Result = TypeVar("Result")

#: Times that workers may be lost over one task; then it is the task.
MOST_LOST = 3
#: Seconds that a cluster may be without any worker.
NOBODY = 120.0
#: Sealed tasks above this many bytes travel in blocks, as Spark's own messages may not hold them.
LARGE = 2**20
_LOOKING = 5.0


class _Came(NamedTuple):
    number: int
    reply: tuple[str, Any] | None
    error: BaseException | None


class Spark:
    """Workers of Spark.

    Parameters
    ----------
    session : pyspark.sql.SparkSession or pyspark.SparkContext
        Open, and left open.

    Raises
    ------
    PlanError
        A session of Spark Connect, which lets nobody hand out tasks.
    """

    name = "spark"

    def __init__(self, session: Any) -> None:
        context = session if type(session).__name__ == "SparkContext" else getattr(session, "sparkContext", None)
        if context is None:
            raise PlanError(
                "A session of Spark Connect lets nobody hand out tasks.",
                hint="Open one with SparkSession.builder.master(...), or give --cluster spark://HOST:7077.",
            )
        self._context = context
        self._started: Started | None = None
        self._group = f"postaudit-{uuid.uuid4().hex}"

    @classmethod
    def at(cls, address: str | None, workers: int | None) -> Spark:
        """Connect to a cluster, or start Spark on this machine.

        Parameters
        ----------
        address : str or None
            A master URL, such as ``spark://HOST:7077`` or ``yarn``.
        workers : int or None
            Tasks at a time; as many as there are cores if not given.

        Raises
        ------
        PlanError
            Spark or Java is missing, or the cluster cannot be reached.
        """
        started = start(address, workers)
        engine = cls(started.context)
        engine._started = started
        return engine

    @property
    def workers(self) -> int:
        """Tasks worked on at the same time."""
        return int(self._context.defaultParallelism)

    def map(
        self, function: Callable[[Task], Result], tasks: Iterable[Task], done: Callable[[Result], None] | None = None
    ) -> Iterator[Result]:
        """See :class:`audit.engines.base.Engine`."""
        if self._context._jsc is None:
            raise AuditError("The Spark session is stopped.", hint="Open a new one.")
        job = _Job(self._context, self._group, function)
        try:
            yield from job.in_order(tasks, self.workers, done)
        finally:
            job.end()

    def close(self) -> None:
        """End what was started; a session that was given stays open, and does nothing more for this."""
        if self._started is None:
            _cancel(self._context, self._group)
        else:
            self._started.end()
            self._started = None


class _Job:
    """One function over tasks."""

    def __init__(self, context: Any, group: str, function: Callable[[Any], Any]) -> None:
        from audit.engines.spark_worker import errand, seal

        self._context, self._group = context, group
        self._function = context.broadcast(seal(function))
        here = context.master.startswith("local")
        self._errand = errand(self._function, __version__, tuple(map(os.path.abspath, sys.path)) if here else ())
        self._sent: queue.SimpleQueue[tuple[int, bytes] | None] = queue.SimpleQueue()
        self._came: queue.SimpleQueue[_Came] = queue.SimpleQueue()
        self._out: set[int] = set()
        self._threads = 0
        self._ended = False

    def in_order(self, tasks: Iterable[Any], workers: int, done: Callable[[Any], None] | None) -> Iterator[Any]:
        """Results in the order of the tasks."""
        from audit.engines.spark_worker import unseal

        ready: dict[int, Any] = {}
        numbered = enumerate(tasks)
        yielded, more = 0, True
        while more or self._out or ready:
            # What waits is held in memory: a little more than the workers can do, and results of a few that were quicker.
            while (
                more and len(self._out) < workers + max(1, workers // 2) and len(self._out) + len(ready) < 3 * workers
            ):
                number, task = next(numbered, (-1, None))
                if number < 0:
                    more = False
                else:
                    self._send(number, task)
            while yielded in ready:
                yield ready.pop(yielded)
                yielded += 1
            if self._out and yielded not in ready:
                came = self._next()
                self._out.remove(came.number)
                result = unseal(_content(came))
                if done is not None:
                    done(result)
                ready[came.number] = result

    def end(self) -> None:
        """Stop what is still worked on and let go of the function."""
        self._ended = True
        for _ in range(self._threads):
            self._sent.put(None)
        if self._out:
            _cancel(self._context, self._group)
        with suppress(Exception):  # Spark may have ended
            self._function.destroy()

    def _send(self, number: int, task: Any) -> None:
        from audit.engines.spark_worker import seal

        self._out.add(number)
        self._sent.put((number, seal(task)))
        if self._threads < len(self._out):
            self._threads += 1
            threading.Thread(target=self._attend, daemon=True).start()

    def _attend(self) -> None:
        """In a thread: see one task after the other through."""
        while (sent := self._sent.get()) is not None and not self._ended:
            self._came.put(self._seen_through(*sent))

    def _seen_through(self, number: int, sealed: bytes) -> _Came:
        """What came of a task, also when workers are lost over it."""
        lost = 0
        while True:
            try:
                return _Came(number, self._once(sealed), None)
            except Exception as error:  # noqa: BLE001 - told by the one who waits
                lost += _times_lost(error)
                if lost >= MOST_LOST or self._ended:
                    return _Came(number, None, error)

    def _once(self, sealed: bytes) -> tuple[str, Any]:
        context = self._context
        context.setJobGroup(self._group, "postaudit", interruptOnCancel=True)
        block = context.broadcast(sealed) if len(sealed) > LARGE else None
        try:
            [reply] = context.parallelize([sealed if block is None else block], 1).map(self._errand).collect()
        finally:
            if block is not None:
                with suppress(Exception):
                    block.destroy()
        return cast("tuple[str, Any]", reply)

    def _next(self) -> _Came:
        """What comes next; asks now and then whether there is anybody to wait for."""
        since = time.monotonic()
        while True:
            try:
                return self._came.get(timeout=_LOOKING)
            except queue.Empty:
                pass
            try:
                there = executors(self._context)
            except Exception as error:  # noqa: BLE001 - whatever it is, Spark does not answer
                return _Came(next(iter(self._out)), None, error)
            if there:
                since = time.monotonic()
            elif time.monotonic() - since > NOBODY:
                raise AuditError(
                    f"Spark has had no worker for {NOBODY:.0f} seconds.",
                    hint="With --work DIR what was measured already is kept, and a second run goes on from there.",
                )


def _content(came: _Came) -> bytes:
    """The sealed result, or what went wrong."""
    from audit.engines.spark_worker import unseal

    if came.reply is None:
        raise _told(came.error) from None
    outcome, content = came.reply
    if outcome == "refused":
        there = f"postaudit {content}" if content else "no postaudit"
        raise PlanError(
            f"A worker of Spark has {there}, and here it is {__version__}: they might count differently.",
            hint=f"Install postaudit=={__version__} for the Python of every worker.",
        )
    if outcome == "raised":
        raise unseal(content)
    return cast("bytes", content)


def _told(error: BaseException | None) -> AuditError:
    """What Spark said, in words; nothing is passed on, for it says much."""
    said = _message(error)
    if "PYTHON_VERSION_MISMATCH" in said:
        return PlanError(
            "The workers of Spark have another version of Python.", hint="Set PYSPARK_PYTHON to the same on both sides."
        )
    if "Cannot run program" in said:
        return PlanError(
            "The workers of Spark have no Python where it was looked for.",
            hint="Set PYSPARK_PYTHON to a Python that is on every worker and has postaudit.",
        )
    if _times_lost(error) >= MOST_LOST and not re.search(r"worker exited|crashed|[Ee]xecutor|heartbeat|lost", said):
        return AuditError(
            "Spark has ended, or does not answer.",
            hint="Its own log says why, most often for want of memory. With --work DIR what was measured is kept.",
        )
    return AuditError(
        f"Workers of Spark were killed {MOST_LOST} times over the same posts, most often for want of memory.",
        hint="Try fewer workers on each machine. With --work DIR what was measured already is kept.",
    )


def _times_lost(error: BaseException | None) -> int:
    """How many times Spark itself has tried before it gave up; all there are, where it cannot be asked again."""
    said = _message(error)
    if not said or re.search(r"PYTHON_VERSION_MISMATCH|Cannot run program|cancelled|shut ?down|stopped", said):
        return MOST_LOST
    tried = re.search(r"failed (\d+) times", said)
    return int(tried.group(1)) if tried else 1


def _message(error: BaseException | None) -> str:
    """Java's message; empty where Java itself is gone."""
    try:
        return str(cast("Any", error).java_exception.getMessage())
    except Exception:  # noqa: BLE001 - Java may be gone
        return ""


def _cancel(context: Any, group: str) -> None:
    with suppress(Exception):  # Spark may have ended
        context.cancelJobGroup(group)
