"""Tasks that are with the workers of a Dask cluster, and what becomes of them."""

from __future__ import annotations

import queue
import uuid
from concurrent.futures import CancelledError
from typing import Any

from audit.engines import remote
from audit.errors import KEPT_WITH_WORK, AuditError

#: Results are some megabytes; one that takes longer than this to come is asked for again.
_COMES_WITHIN = 60.0
#: What to do about workers that were killed.
MEMORY = f"Most often for want of memory: try fewer workers. {KEPT_WITH_WORK}"


class Flight:
    """Tasks under way, by number.

    Parameters
    ----------
    client : distributed.Client
    function : bytes
        See :func:`audit.engines.remote.packed`.
    """

    def __init__(self, client: Any, function: bytes) -> None:
        self._client = client
        self._function = function
        self._installed = remote.packed(remote.installed())
        # Names of tasks are printed by schedulers: they say nothing.
        self._name = f"postaudit-{uuid.uuid4().hex[:12]}"
        self._futures: dict[int, Any] = {}
        self._landed: queue.SimpleQueue[int] = queue.SimpleQueue()

    def __len__(self) -> int:
        return len(self._futures)

    def send(self, number: int, task: Any) -> None:
        """Send a task off."""
        import dask

        order = (self._function, remote.packed(task), self._installed)
        # A task may carry 32 MB of posts, of which Dask would warn; few are under way at one time.
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "4 GiB"}):
            future = self._client.submit(remote.carry_out, *order, key=f"{self._name}-{number}", pure=False)
        self._futures[number] = future
        future.add_done_callback(lambda _: self._landed.put(number))

    def landed(self, seconds: float) -> list[tuple[int, Any]]:
        """Results that have come, with their numbers; none if none comes in time.

        Raises
        ------
        AuditError
            The task was given up, the cluster is lost, or what the function raised.
        """
        try:
            numbers = [self._landed.get(timeout=seconds)]
        except queue.Empty:
            return []
        while not self._landed.empty():
            numbers.append(self._landed.get())
        return [(number, remote.outcome(data)) for number in numbers if (data := self._data(number)) is not None]

    def cancel(self) -> None:
        """Let go of what is still under way."""
        futures, self._futures = list(self._futures.values()), {}
        if futures and self._client.status == "running":
            self._client.cancel(futures, force=True)

    def _data(self, number: int) -> bytes | None:
        from distributed import KilledWorker

        future = self._futures.get(number)
        if future is None:
            return None
        try:
            data: bytes = future.result(timeout=_COMES_WITHIN)
        except KilledWorker as error:
            raise AuditError(
                f"{error.allowed_failures + 1} workers were killed over the same posts, one after the other.",
                hint=MEMORY,
            ) from None
        except TimeoutError:  # whoever had it is gone perhaps, and somebody does it again
            self._landed.put(number)
            return None
        except CancelledError:
            raise lost() from None
        except ImportError:
            raise AuditError(
                "A worker has no postaudit.", hint="Install on every worker what is installed here."
            ) from None
        except Exception as error:  # noqa: BLE001 - whose words may be about anything
            raise AuditError(f"A task failed on a worker: {type(error).__name__}.", hint=MEMORY) from None
        future.release()
        del self._futures[number]
        return data


def lost() -> AuditError:
    """The scheduler is gone."""
    return AuditError("The connection to the Dask cluster was lost.", hint=KEPT_WITH_WORK)
