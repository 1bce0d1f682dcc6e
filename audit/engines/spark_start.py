"""Start Spark, on this machine or against a cluster, so that it says nothing and leaves nothing behind.

Only the part that hands out tasks is started, not the part for SQL: that halves the time it takes.
"""

from __future__ import annotations

import logging
import os
import re
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.engines.java import find_java
from audit.errors import PlanError
from audit.files import leftovers
from audit.files.addresses import shown_address

#: Seconds to knock at the door of a master that is named by address and port.
_KNOCKING = 10.0
#: Seconds until Spark has started: on a busy machine Java alone can take twenty.
_STARTING = 90.0
#: Seconds from there until the master has answered.
_ANSWERING = 30.0
#: Seconds until a cluster that answered has given at least one worker.
_FIRST_WORKER = 30.0
_ENDING = 10.0
_LOCAL = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}
_ALWAYS = {
    "spark.app.name": "postaudit",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # One task is lost three times, not four, before it is given up.
    "spark.task.maxFailures": "3",
}


@dataclass(frozen=True)
class Started:
    """What was started, to be ended by the one who started it.

    Attributes
    ----------
    context : pyspark.SparkContext
    end : callable
        Ends Spark and its Java, and removes the temporary folder with what they wrote.
    """

    context: Any
    end: Callable[[], None]


def start(master: str | None, workers: int | None) -> Started:
    """Start Spark.

    Parameters
    ----------
    master : str or None
        A master URL; None for processes of this machine.
    workers : int or None
        Tasks at a time; all there are if not given.

    Raises
    ------
    PlanError
        Spark or Java is not installed, the cluster cannot be reached, or it gives no worker.
    """
    context_class = _installed()
    before = context_class._gateway
    here = master is None or master.startswith("local")
    if master is not None:
        _reach(master)
    if context_class._active_spark_context is not None:
        raise PlanError(
            "A Spark session is open in this process, and Spark allows no second one.",
            hint="Give that one, as in audit.run(posts, engine=session), or stop it.",
        )
    java = find_java()
    with ExitStack() as opened:
        folder = opened.enter_context(leftovers.temporary())
        settings = {**_ALWAYS, "spark.local.dir": str(folder), **_sized(master, workers, here=here)}
        settings |= _LOCAL if here else {}
        variables = {"JAVA_HOME": str(java), "PYSPARK_PYTHON": _python(here=here)}
        variables |= {"SPARK_LOCAL_IP": "127.0.0.1"} if here else {}
        with _variables(variables):
            gateway = _in_time(lambda: _java(settings, folder, opened), _STARTING, master, folder)
            if gateway is not before:
                opened.callback(_end_java, gateway)
            context = _in_time(lambda: _context(settings, gateway), _ANSWERING, master, folder)
        opened.callback(_stop, context)
        opened.enter_context(_silenced())
        _wait_for_workers(context, master)
        return Started(context, opened.pop_all().close)


def executors(context: Any) -> int:
    """Processes, or machines, that can be given tasks; 1 where all is on this machine."""
    there = len(context._jsc.sc().statusTracker().getExecutorInfos())
    return there if context.master.startswith("local[") or context.master == "local" else there - 1


def _installed() -> Any:
    try:
        from pyspark import SparkContext
    except ImportError:
        raise PlanError("Spark is not installed here.", hint="pip install 'postaudit[spark]'") from None
    with warnings.catch_warnings(), suppress(ImportError):
        # Imported by PySpark when it starts, it warns of a pandas that nothing here uses.
        warnings.simplefilter("ignore")
        import pyspark.testing.utils  # noqa: F401
    return SparkContext


def _sized(master: str | None, workers: int | None, *, here: bool) -> dict[str, str]:
    if master is None or (here and master in {"local", "local[*]"} and workers is not None):
        many = workers or os.cpu_count() or 1
        # Java holds up to three tasks and results for each worker; 32 MB is a large one.
        return {"spark.master": f"local[{many}]", "spark.driver.memory": f"{1024 + 256 * many}m"}
    return {"spark.master": master} | ({} if workers is None or here else {"spark.cores.max": str(workers)})


def _python(*, here: bool) -> str:
    return sys.executable if here else os.environ.get("PYSPARK_PYTHON", sys.executable)


def _reach(master: str) -> None:
    """Find out whether anybody is there: Spark itself would try for a minute, and fill the screen meanwhile."""
    if master.startswith("sc://"):
        raise PlanError(
            f"{shown_address(master)}: Spark Connect lets nobody hand out tasks.",
            hint="Give the master itself: spark://HOST:7077.",
        )
    if not re.match(r"(local(\[.*\])?|local-cluster\[.*\]|yarn)$|(spark|k8s)://.", master):
        raise PlanError(
            f"{shown_address(master)}: is no master of Spark.", hint="For example spark://HOST:7077, yarn or local[4]."
        )
    if not master.startswith("spark://"):
        return
    said = "no address was given"
    for each in master.removeprefix("spark://").split(","):
        host, _, port = each.rpartition(":")
        try:
            with socket.create_connection((host.strip("[]"), int(port)), timeout=_KNOCKING):
                return
        except (OSError, ValueError, OverflowError) as error:
            said = (error.strerror if isinstance(error, OSError) else None) or str(error)
    raise PlanError(
        f"{shown_address(master)}: no master of Spark answers there: {said}.",
        hint="The address is at the top of the master's page, port 7077 most often.",
    )


def _java(settings: dict[str, str], folder: Path, opened: ExitStack) -> Any:
    """Start Java; what it and the workers print goes to a file, and is gone with it."""
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway

    if SparkContext._gateway is not None:  # left running by an earlier session, and not ours to end
        return SparkContext._gateway
    log = opened.enter_context((folder / "log").open("wb"))
    conf = SparkConf(loadDefaults=False).setAll(list(settings.items()))
    return launch_gateway(conf, {"stdout": log, "stderr": subprocess.STDOUT})


def _context(settings: dict[str, str], gateway: Any) -> Any:
    from pyspark import SparkConf, SparkContext

    paths = list(sys.path)
    context = SparkContext(conf=SparkConf(loadDefaults=False).setAll(list(settings.items())), gateway=gateway)
    sys.path[:] = paths  # Spark puts a folder for files of its own in front
    context.setLogLevel("ERROR")
    with suppress(AttributeError):
        # Else it prints a page when Java is killed.
        context._accumulatorServer.handle_error = lambda *_: None
    return context


def _in_time(begin: Callable[[], Any], limit: float, master: str | None, folder: Path) -> Any:
    """Begin in a thread: it is given up in time, and leaves signals alone, which Spark would take over."""
    made: list[Any] = []
    failed: list[BaseException] = []

    def attempt() -> None:
        try:
            made.append(begin())
        except BaseException as error:  # noqa: BLE001 - told by the one who waits
            failed.append(error)

    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(limit)
    if made:
        return made[0]
    why = f"no answer in {limit:.0f} seconds." if not failed else _said(folder / "log") or type(failed[0]).__name__
    raise PlanError(
        f"Spark could not be started{'' if master is None else f' with {shown_address(master)}'}: {why}",
        hint="Spark 4 needs Java 17 or 21; for a cluster, this machine must be reachable from its workers.",
    ) from None


def _said(log: Path) -> str:
    """The line of Spark's log that tells most: it holds no post, for none was read yet."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    telling = [each for each in lines if re.search(r"Exception|Error|error|JAVA_HOME|not found", each)]
    return (telling or lines or [""])[0].strip()[:300]


def _wait_for_workers(context: Any, master: str | None) -> None:
    until = time.monotonic() + _FIRST_WORKER
    while executors(context) < 1:
        if time.monotonic() > until:
            raise PlanError(
                f"{shown_address(master or 'local')}: gave no worker in {_FIRST_WORKER:.0f} seconds.",
                hint="Are there workers with free cores and memory, and can they reach this machine?"
                " For a cluster that takes longer, open a session yourself and give it: audit.run(posts, engine=session).",
            )
        time.sleep(0.2)


def _stop(context: Any) -> None:
    try:
        context.stop()
    except Exception:  # noqa: BLE001 - Java is gone, which the first attempt notes and the second goes on from
        with suppress(Exception):
            context.stop()


def _end_java(gateway: Any) -> None:
    """End the Java that was started; PySpark itself lets it run until Python ends."""
    from pyspark import SparkContext

    with suppress(Exception):
        gateway.shutdown()
    if SparkContext._gateway is gateway:
        SparkContext._gateway = SparkContext._jvm = None
    with suppress(OSError):
        gateway.proc.stdin.close()  # it ends when nobody holds the other end
    try:
        gateway.proc.wait(_ENDING)
    except subprocess.TimeoutExpired:
        gateway.proc.kill()
        gateway.proc.wait()


@contextmanager
def _silenced() -> Iterator[None]:
    """Without what py4j writes to the root of all logs when Java is gone: a page, for one error that is raised anyway."""

    def others(record: logging.LogRecord) -> bool:
        return "py4j" not in Path(record.pathname).parts

    root = logging.getLogger()
    root.addFilter(others)
    try:
        yield
    finally:
        root.removeFilter(others)


@contextmanager
def _variables(values: dict[str, str]) -> Iterator[None]:
    """Environment variables for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
