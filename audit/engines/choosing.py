"""From the name of an engine, or from a session that is open, to the engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from audit.engines.base import Engine
from audit.errors import PlanError, both_ways, did_you_mean
from audit.files.addresses import shown_address

NAMES = ("local", "dask", "spark")


@contextmanager
def chosen_engine(given: Any, workers: int | None = None, cluster: str | None = None) -> Iterator[Engine | None]:
    """The engine that was asked for; None for this machine alone.

    A cluster that is started for it is closed at the end; a session or an engine that was given stays open.

    Parameters
    ----------
    given : str, dask.distributed.Client, pyspark.sql.SparkSession, Engine or None
        A name, a session that is open (which stays open), or an engine.
    workers : int, optional
        Processes on this machine, or those of a cluster that is started on it.
    cluster : str, optional
        Address of Dask's scheduler, or Spark's master URL. One is started on this machine if not given.

    Raises
    ------
    PlanError
        No such engine, or its package is not installed.
    """
    engine = _engine(given, workers, cluster)
    try:
        yield engine
    finally:
        if engine is not None and engine is not given:
            engine.close()


def _engine(given: Any, workers: int | None, cluster: str | None) -> Engine | None:
    if given is None or given == "local":
        if cluster is not None:
            raise PlanError(
                f"The cluster {shown_address(cluster)}: this machine alone has none.",
                hint=f"Say {both_ways('--engine dask', engine='dask')} or {both_ways('--engine spark', engine='spark')}.",
            )
        return None
    if isinstance(given, str):
        if given == "dask":
            from audit.engines.dask import Dask

            return Dask.at(cluster, workers)
        if given == "spark":
            from audit.engines.spark import Spark

            return Spark.at(cluster, workers)
        raise PlanError(f"There is no engine {given!r}.", hint=did_you_mean(given, NAMES))
    if cluster is not None:
        raise PlanError(
            f"{shown_address(cluster)}: there is a cluster already, that of the engine.",
            hint="Give the address with the name of an engine, or a session that is open without an address.",
        )
    if isinstance(given, Engine):
        return given
    module = type(given).__module__.partition(".")[0]
    if module == "distributed":
        from audit.engines.dask import Dask

        return Dask(given)
    if module == "pyspark":
        from audit.engines.spark import Spark

        return Spark(given)
    raise PlanError(
        f"{type(given).__name__} is no engine.", hint="A name (local, dask, spark), a Dask client or a Spark session."
    )
