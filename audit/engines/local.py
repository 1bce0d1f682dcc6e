"""One machine: in this process, or in a few spawned ones.

Spawned, never forked: a fork of a process with threads (Arrow has some) can deadlock. A spawned process costs about two
seconds of imports, so small input stays in this process.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TypeVar, cast

from audit.errors import KEPT_WITH_WORK, AuditError, both_ways

Part = TypeVar("Part")
Result = TypeVar("Result")

#: Below this many bytes a second process costs more than it brings.
ONE_PROCESS_BELOW = 500_000_000


def choose_workers(wanted: int | None, parts: int, size: int) -> int:
    """Number of processes.

    Parameters
    ----------
    wanted : int or None
        What the user asked for; None chooses by size and cores.
    parts : int
        Parts to work on; more processes than parts would idle.
    size : int
        Bytes to read.
    """
    if wanted is None:
        wanted = 1 if size < ONE_PROCESS_BELOW else (os.cpu_count() or 1)
    return max(1, min(wanted, parts))


@dataclass(frozen=True)
class Local:
    """Processes of this machine.

    Attributes
    ----------
    workers : int
        1 works in this process.
    """

    workers: int = 1
    name: str = "local"

    def map(
        self,
        function: Callable[[Part], Result],
        tasks: Iterable[Part],
        done: Callable[[Result], None] | None = None,
    ) -> Iterator[Result]:
        """See :class:`audit.engines.base.Engine`."""
        return map_parts(function, tasks, workers=self.workers, done=done)

    def close(self) -> None:
        """Processes end with the work."""


def map_parts(
    function: Callable[[Part], Result],
    parts: Iterable[Part],
    *,
    workers: int,
    done: Callable[[Result], None] | None = None,
) -> Iterator[Result]:
    """Apply a function to every part and yield the results in the order of the parts.

    Parameters
    ----------
    function : callable
        Picklable when ``workers`` is more than one.
    parts : iterable
        Taken a few ahead of the slowest, so that parts which are made while others are worked on need not all be held.
    workers : int
        Processes; 1 works in this one.
    done : callable, optional
        Told of each result as it comes, in any order: for progress.

    Raises
    ------
    AuditError
        A worker process was killed, most often for want of memory.
    """
    if workers <= 1:
        for part in parts:
            result = function(part)
            del part  # it may hold posts, and the next one is made before the name is taken again
            if done is not None:
                done(result)
            yield result
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(max_workers=workers, mp_context=context, initializer=_begin)
    finished = False
    try:
        yield from _in_order(pool, function, parts, workers, done)
        finished = True
    except BrokenProcessPool:
        raise AuditError(
            "A worker process was killed before it finished, most often for want of memory.",
            hint=f"Try fewer workers: {both_ways('--workers 1', workers=1)}. {KEPT_WITH_WORK}",
        ) from None
    finally:
        # Whoever gives up should not wait for parts that nobody will look at.
        running = [] if finished else list((getattr(pool, "_processes", None) or {}).values())
        for process in running:
            process.terminate()
        pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """Leave Ctrl-C, which the terminal sends to every process, to the one that can tidy up, and end when that one ends.

    A worker waits for tasks on a pipe that it holds both ends of, so when its parent is killed it would wait for ever.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _in_order(
    pool: ProcessPoolExecutor,
    function: Callable[[Part], Result],
    parts: Iterable[Part],
    workers: int,
    done: Callable[[Result], None] | None,
) -> Iterator[Result]:
    waiting: dict[Future[Result], int] = {}
    ready: dict[int, Result] = {}
    numbered = enumerate(parts)
    yielded, more = 0, True
    while more or waiting or ready:
        # A few parts ahead of the slowest, no more: parts and results wait in memory until their turn.
        while more and len(waiting) + len(ready) < 3 * workers:
            number, part = next(numbered, (-1, None))
            if number < 0:
                more = False
            else:
                waiting[pool.submit(function, cast("Part", part))] = number
        while yielded in ready:
            yield ready.pop(yielded)
            yielded += 1
        if waiting and yielded not in ready:
            finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                result = future.result()
                if done is not None:
                    done(result)
                ready[waiting.pop(future)] = result
