"""A Dask cluster.

Tasks and results travel as bytes (see :mod:`audit.engines.remote`). What a task needs goes with it: data that are scattered
to workers beforehand are lost with them (https://distributed.dask.org/en/stable/resilience.html).
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import resource_tracker
from typing import Any, TypeVar

from audit.engines import remote
from audit.engines.dask_flight import MEMORY, Flight, lost
from audit.errors import AuditError, PlanError
from audit.files import leftovers
from audit.files.addresses import shown_address

Task = TypeVar("Task")
Result = TypeVar("Result")

#: Seconds until a scheduler has to answer, and to have a worker.
REACHED_WITHIN = 20.0
_SCHEMES = ("", "tcp", "tls")
#: Seconds that a cluster may be without any worker: one that is killed is replaced in three on the same machine.
ALONE_FOR = 60.0
#: Tasks that are with a worker or on the way to it: it should never wait for the next, and each can be 32 MB.
_AHEAD = 2
#: The same, and results that wait for a slower one before them.
_WAITING = 4
#: Seconds between two looks at which workers there are.
_LOOK = 2.0
#: Workers that one task may cost.
_KILLED = 3
_INSTALL = "Install it: pip install 'postaudit[dask]'"


class Dask:
    """Workers of a Dask cluster.

    Parameters
    ----------
    session : distributed.Client
        Is open, and stays open.
    """

    name = "dask"

    def __init__(self, session: Any) -> None:
        self._session = session
        self._own = ExitStack()
        self._seen = 0
        self._looked = self._met = 0.0
        self._busy = False

    @classmethod
    def at(cls, address: str | None, workers: int | None) -> Dask:
        """Connect to a cluster, or start one on this machine.

        Parameters
        ----------
        address : str or None
            Of the scheduler, such as ``tcp://10.0.0.1:8786``. None starts one: processes of this machine that nobody else
            can reach, without a dashboard.
        workers : int or None
            Processes to start; one for each core if not given.

        Raises
        ------
        PlanError
            The package is not installed, the address is none, or nobody answers there.
        """
        try:
            import distributed
        except ImportError:
            raise PlanError("Dask is not installed.", hint=_INSTALL) from None
        made = cls(None)
        try:
            if address is None:
                made._start(workers)
            else:
                made._session = made._own.enter_context(_connected(distributed.Client, address))
            made._check()
        except BaseException:
            made.close()
            raise
        return made

    @property
    def workers(self) -> int:
        """Tasks worked on at the same time: one in each process, however many threads it has."""
        return max(1, self._seen)

    def map(
        self, function: Callable[[Task], Result], tasks: Iterable[Task], done: Callable[[Result], None] | None = None
    ) -> Iterator[Result]:
        """See :class:`audit.engines.base.Engine`."""
        self._check()
        flight = Flight(self._session, remote.packed(function))
        numbered = enumerate(tasks)
        ready: dict[int, Result] = {}
        yielded, more = 0, True
        self._busy = True
        try:
            while more or len(flight) or ready:
                room = min(_AHEAD * self.workers, _WAITING * self.workers - len(ready))
                while more and len(flight) < room:
                    number, task = next(numbered, (-1, None))
                    if number < 0:
                        more = False
                    else:
                        flight.send(number, task)
                while yielded in ready:
                    yield ready.pop(yielded)
                    yielded += 1
                if len(flight) and yielded not in ready:
                    self._look_again()
                    for number, result in flight.landed(_LOOK):
                        if done is not None:
                            done(result)
                        ready[number] = result
            self._busy = False
        finally:
            flight.cancel()

    def close(self) -> None:
        """Close what was started or connected to for this; a client that was given stays open."""
        self._own.close()

    def _start(self, workers: int | None) -> None:
        import dask
        import distributed
        from distributed.security import Security

        folder = self._own.enter_context(leftovers.temporary())
        try:
            # Whoever can speak to a scheduler can have it run anything, and other people may use this machine.
            security = Security.temporary()
        except ImportError:
            raise PlanError("The package cryptography is not installed.", hint=_INSTALL) from None
        # Python's first process of this kind ends the deafness of whoever starts it (ensure_running in resource_tracker.py).
        resource_tracker.ensure_running()
        # No page tells others on this machine how it goes, and none asks for a port that is taken.
        quiet = dask.config.set(
            {
                "distributed.scheduler.http.routes": [],
                "distributed.worker.http.routes": [],
                "temporary-directory": str(folder),  # the scheduler's own, which it would leave behind
            }
        )
        with quiet, _unheard():
            cluster = distributed.LocalCluster(
                n_workers=0,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                security=security,
                silence_logs=logging.CRITICAL + 1,
                dashboard_address="127.0.0.1:0",
                scheduler_kwargs={"dashboard": False, "allowed_failures": _KILLED - 1},
                # Dask would write results to disk beyond a share of the memory.
                memory_limit=0,
                local_directory=str(folder),
            )
        self._own.enter_context(cluster)
        self._own.callback(self._end, cluster)
        cluster.scale(workers or os.cpu_count() or 1)
        client = distributed.Client(cluster, set_as_default=False)
        self._session = self._own.enter_context(client)

    def _end(self, cluster: Any) -> None:
        """End workers that are at something nobody waits for any more; Dask would give each four seconds to finish."""
        for nanny in cluster.workers.values() if self._busy else ():
            nanny.auto_restart = False
            with suppress(OSError, TypeError):  # it is gone, or has not begun
                os.kill(nanny.pid, signal.SIGTERM)

    def _check(self) -> None:
        """Wait for a worker, and see that all have what is here installed."""
        self._met = time.monotonic()
        while not self._look():
            if time.monotonic() - self._met > REACHED_WITHIN:
                raise PlanError(
                    f"The Dask cluster has had no worker for {REACHED_WITHIN:.0f} seconds.",
                    hint="Start its workers first.",
                )
            time.sleep(0.1)
        here = remote.installed()
        versions = self._session.get_versions()["workers"]
        python = {name: {"Python": ".".join(each["host"]["python"].split(".")[:2])} for name, each in versions.items()}
        # Another Python may not understand what is asked of it, so this is asked first.
        remote.check_installed(python, {"Python": here["Python"]})
        told = self._session.run(remote.installed, on_error="return")
        found = {name: {} if isinstance(each, BaseException) else each for name, each in told.items()}
        remote.check_installed(found, here)

    def _look_again(self) -> None:
        """See how many workers there are now, every few seconds."""
        now = time.monotonic()
        if now - self._looked < _LOOK:
            return
        if self._look():
            self._met = now
        elif now - self._met > ALONE_FOR:
            raise AuditError(
                f"The Dask cluster has had no worker for {ALONE_FOR:.0f} seconds: all were killed or have left.",
                hint=MEMORY,
            )

    def _look(self) -> int:
        """How many workers there are.

        Raises
        ------
        AuditError
            The scheduler is gone.
        """
        try:
            self._seen = len(self._session.nthreads())
        except Exception:  # noqa: BLE001 - of many kinds, and none says more
            raise lost() from None
        self._looked = time.monotonic()
        return self._seen


@contextmanager
def _unheard() -> Iterator[None]:
    """Threads that begin here, and the processes that these start, do not hear a Ctrl-C: one process tidies up, not all."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _connected(client: Any, address: str) -> Any:
    """A client of the scheduler at an address."""
    said = PlanError(
        f"{shown_address(address)}: no Dask scheduler answers there.",
        hint="Its address is such as tcp://10.0.0.1:8786; is it running?",
    )
    scheme, _, place = address.rpartition("://")
    host, _, port = place.rpartition(":")
    if scheme not in _SCHEMES or not host or not port.isdigit():
        raise said
    try:
        # Dask would try again and again, and does not take every answer well.
        socket.create_connection((host.strip("[]"), int(port)), timeout=REACHED_WITHIN).close()
        return client(address, timeout=REACHED_WITHIN, set_as_default=False)
    except Exception:  # noqa: BLE001 - what answers there may be anything
        raise said from None
