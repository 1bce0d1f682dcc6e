"""A Spark cluster, or Spark on this machine."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, TypeVar

from audit.engines.spark_flight import Flight, cancel
from audit.engines.spark_start import Started, start
from audit.errors import PlanError, both_ways

Task = TypeVar("Task")
Result = TypeVar("Result")


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
                hint="Open one with SparkSession.builder.master(...), or give "
                f"{both_ways('--cluster spark://HOST:7077', cluster='spark://HOST:7077')}.",
            )
        self._context = context
        self._started: Started | None = None
        self._group = f"postaudit-{uuid.uuid4().hex}"
        self._workers = 0

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
        """Tasks worked on at the same time; what it was at the last task, when Spark has ended since."""
        with suppress(Exception):
            self._workers = int(self._context.defaultParallelism)
        return self._workers

    def map(
        self, function: Callable[[Task], Result], tasks: Iterable[Task], done: Callable[[Result], None] | None = None
    ) -> Iterator[Result]:
        """See :class:`audit.engines.base.Engine`."""
        flight = Flight(self._context, self._group, function)
        try:
            yield from flight.in_order(tasks, done)
        finally:
            flight.end()

    def close(self) -> None:
        """End what was started; a session that was given stays open, and does nothing more for this."""
        if self._started is None:
            cancel(self._context, self._group)
        else:
            self._started.end()
            self._started = None
