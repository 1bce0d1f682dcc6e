"""A Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from audit.errors import PlanError

Task = TypeVar("Task")
Result = TypeVar("Result")


class Dask:
    """Workers of a Dask cluster."""

    name = "dask"

    def __init__(self, session: Any) -> None:
        self._session = session

    @classmethod
    def at(cls, address: str | None, workers: int | None) -> Dask:
        """Connect to a cluster, or start one on this machine."""
        raise PlanError(f"{address or workers}: not there yet.")

    @property
    def workers(self) -> int:
        """Tasks worked on at the same time."""
        return 0

    def map(
        self, function: Callable[[Task], Result], tasks: Iterable[Task], done: Callable[[Result], None] | None = None
    ) -> Iterator[Result]:
        """See :class:`audit.engines.base.Engine`."""
        raise PlanError(f"{function} {tasks} {done}: not there yet.")

    def close(self) -> None:
        """Let go of what was started."""
