"""A Dask cluster of two processes: workers that die, dawdle, fail or are not there."""

from __future__ import annotations

import contextlib
import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

import audit.engines.dask as dask_engine
from audit.engines import remote
from audit.engines.choosing import chosen_engine
from audit.engines.dask import Dask
from audit.errors import AuditError, OutputError, PlanError
from audit.files import leftovers

distributed = pytest.importorskip("distributed", reason="distributed is not installed: pip install 'postaudit[dask]'")


@pytest.fixture(scope="module")
def dask():
    engine = Dask.at(None, 2)
    yield engine
    engine.close()


def square(number: int) -> int:
    time.sleep(0.02 * (number % 3))
    return number * number


def process(_: int) -> int:
    time.sleep(0.2)
    return os.getpid()


def failing(number: int) -> int:
    if number == 2:
        raise OutputError("the words of a post", hint="or its handle")
    return number


def dawdling(number: int) -> tuple[int, int]:
    time.sleep(2 if number == 0 else 0.01)
    return number, os.getpid()


def killed_once(task: tuple[str, int]) -> int:
    marker, number = task
    if number == 3 and not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def killed(marker: str) -> None:
    with Path(marker).open("a") as file:
        file.write("x")
    os.kill(os.getpid(), signal.SIGKILL)


def alone(marker: str) -> float:
    """How long one task ran beside another in the same process."""
    with Path(marker).open("x"):
        time.sleep(0.1)
    Path(marker).unlink()
    return time.monotonic()


def test_results_come_in_the_order_of_the_tasks_and_are_told_as_they_come(dask):
    seen: list[int] = []
    results = list(dask.map(square, range(20), seen.append))
    assert results == [number * number for number in range(20)]
    assert sorted(seen) == results
    assert dask.workers == 2


def test_two_processes_work_and_neither_is_this_one(dask):
    found = set(dask.map(process, range(6)))
    assert len(found) == 2
    assert os.getpid() not in found


def test_no_tasks(dask):
    assert list(dask.map(square, [])) == []


def test_tasks_are_taken_a_few_ahead(dask):
    taken: list[int] = []

    def tasks():
        for number in range(1000):
            taken.append(number)
            yield number

    results = dask.map(square, tasks())
    for number in range(10):
        assert next(results) == number * number
        assert len(taken) <= number + 1 + 4 * dask.workers
    results.close()
    assert len(taken) < 20
    assert list(dask.map(square, range(4))) == [0, 1, 4, 9]


def test_a_straggler_delays_and_changes_nothing(dask):
    results = list(dask.map(dawdling, range(8)))
    assert [number for number, _ in results] == list(range(8))
    # Everything else was done by the other meanwhile, but what was on its way to the straggler perhaps.
    slow = results[0][1]
    assert sum(who != slow for _, who in results[1:]) >= 5


def test_what_a_task_raises_comes_out_as_it_was_and_nothing_is_printed(dask, capfd):
    with pytest.raises(OutputError) as caught:
        list(dask.map(failing, range(5)))
    assert (caught.value.message, caught.value.hint) == ("the words of a post", "or its handle")
    logs = [*dask._session.get_worker_logs().values(), dask._session.get_scheduler_logs()]
    assert "words of a post" not in str(logs)
    assert capfd.readouterr() == ("", "")


def test_what_a_killed_worker_had_is_done_again(dask, tmp_path, capfd):
    marker = str(tmp_path / "once")
    assert list(dask.map(killed_once, [(marker, number) for number in range(10)])) == list(range(10))
    assert Path(marker).exists()
    assert capfd.readouterr() == ("", "")


def test_a_task_that_kills_three_workers_is_given_up(dask, tmp_path):
    marker = tmp_path / "always"
    with pytest.raises(AuditError, match=r"3 workers were killed over the same posts") as caught:
        list(dask.map(killed, [str(marker)]))
    assert "--work" in caught.value.hint
    assert marker.read_text() == "xxx"
    assert list(dask.map(square, range(4))) == [0, 1, 4, 9]


def test_a_worker_that_has_another_version_is_told_before_anything_is_sent(dask, monkeypatch):
    monkeypatch.setattr(remote, "__version__", "0.0.1")
    remote.installed.cache_clear()
    try:
        with pytest.raises(PlanError, match=r"worker tls://127.0.0.1:\d+ has postaudit .* instead of 0.0.1"):
            next(dask.map(square, range(1)))
    finally:
        remote.installed.cache_clear()


def test_a_session_that_is_given_stays_open(dask):
    with chosen_engine(dask._session) as engine:
        assert isinstance(engine, Dask)
        assert list(engine.map(square, range(3))) == [0, 1, 4]
    assert dask._session.status == "running"


def test_workers_with_threads_measure_one_task_at_a_time(tmp_path):
    with distributed.Client(
        n_workers=1, threads_per_worker=4, processes=False, dashboard_address=":0", set_as_default=False
    ) as client:
        engine = Dask(client)
        assert len(list(engine.map(alone, [str(tmp_path / "alone")] * 4))) == 4
        assert engine.workers == 1


# --- clusters elsewhere ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["", "spark://host:7077", "tcp://127.0.0.1", "tcp://127.0.0.1:1", "nohost.invalid:8786"]
)
def test_an_address_where_nobody_is(address):
    started = time.monotonic()
    with pytest.raises(PlanError, match="no Dask scheduler answers there"):
        Dask.at(address, None)
    assert time.monotonic() - started < 20


def test_the_package_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(PlanError, match="Dask is not installed") as caught:
        Dask.at(None, None)
    assert caught.value.hint == "Install it: pip install 'postaudit[dask]'"


@pytest.fixture
def cluster(tmp_path):
    """Start a scheduler, and workers that nobody replaces, as processes of their own."""
    started = []

    def start(part: str, *arguments: str, **variables: str) -> subprocess.Popen:
        command = [sys.executable, "-m", f"distributed.cli.dask_{part}", *arguments, "--no-dashboard"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])}
        with (tmp_path / f"{part}.log").open("ab") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, env={**environment, **variables}, cwd=tmp_path)
        started.append(process)
        return process

    yield start
    for each in started:
        each.kill()
        each.wait()


def address_in(file: Path) -> str:
    import json

    for _ in range(600):
        with contextlib.suppress(FileNotFoundError, ValueError):  # it may be there and not be written yet
            return json.loads(file.read_text())["address"]
        time.sleep(0.05)
    raise AssertionError("the scheduler did not start")


def test_a_cluster_that_is_left_by_its_workers_and_then_by_its_scheduler(cluster, tmp_path, monkeypatch):
    scheduler = cluster("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(tmp_path / "s.json"))
    address = address_in(tmp_path / "s.json")
    monkeypatch.setattr(dask_engine, "ALONE_FOR", 1.0)

    monkeypatch.setattr(dask_engine, "REACHED_WITHIN", 2.0)
    with pytest.raises(PlanError, match="has had no worker for 2 seconds"):
        Dask.at(address, None)
    monkeypatch.setattr(dask_engine, "REACHED_WITHIN", 30.0)

    options = ("--no-nanny", "--nthreads", "1")
    worker = cluster("worker", address, *options)
    engine = Dask.at(address, None)
    assert engine.workers == 1
    results = engine.map(process, range(100))
    assert next(results) == worker.pid
    worker.kill()
    with pytest.raises(AuditError, match=r"has had no worker for 1 seconds: all were killed") as caught:
        list(results)
    assert "--work" in caught.value.hint

    # A worker that comes instead is found, and what is asked for is done.
    worker = cluster("worker", address, *options)
    assert set(engine.map(process, range(3))) == {worker.pid}
    results = engine.map(process, range(100))
    next(results)
    scheduler.kill()
    with pytest.raises(AuditError, match="connection to the Dask cluster was lost"):
        list(results)
    started = time.monotonic()
    engine.close()
    assert time.monotonic() - started < 15
    assert "words of a post" not in "".join(each.read_text() for each in tmp_path.glob("*.log"))


def test_a_worker_without_postaudit_is_told(cluster, tmp_path):
    (tmp_path / "without" / "audit").mkdir(parents=True)
    (tmp_path / "without" / "audit" / "__init__.py").write_text("raise ImportError('not here')")
    cluster("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(tmp_path / "s.json"))
    address = address_in(tmp_path / "s.json")
    path = os.pathsep.join([str(tmp_path / "without"), *sys.path])
    cluster("worker", address, "--no-nanny", "--nthreads", "1", PYTHONPATH=path)
    with pytest.raises(PlanError, match=r"has no postaudit that could be asked") as caught:
        Dask.at(address, None)
    assert "Install on every worker" in caught.value.hint


# --- the command -----------------------------------------------------------------------------------------------------


def test_what_is_started_writes_into_one_private_folder_and_leaves_nothing(tmp_path, monkeypatch):
    """Named so that the next run removes it where this one is killed."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    engine = Dask.at(None, 1)
    assert list(engine.map(square, [3])) == [9]
    [folder] = tmp_path.iterdir()
    assert leftovers.mark() in folder.name
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    engine.close()
    assert not list(tmp_path.iterdir())


def test_an_interrupt_leaves_no_process_and_says_one_line(tmp_path):
    script = tmp_path / "slow.py"
    script.write_text(
        "import sys, time\n"
        "from audit.files import interruption\n"
        "interruption.listen()\n"
        "from audit.engines.dask import Dask\n"
        "if __name__ == '__main__':\n"
        "    engine = Dask.at(None, 2)\n"
        "    try:\n"
        "        for _ in engine.map(time.sleep, iter([0.01, 60, 60, 60]), lambda _: print('begun', flush=True)):\n"
        "            pass\n"
        "    except interruption.Interrupted:\n"
        "        sys.exit('interrupted')\n"
        "    finally:\n"
        "        engine.close()\n"
    )
    process = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        start_new_session=True,
    )
    assert process.stdout.readline() == "begun\n"
    children = psutil.Process(process.pid).children(recursive=True)
    assert len(children) >= 2
    os.killpg(process.pid, signal.SIGINT)
    started = time.monotonic()
    _, said = process.communicate(timeout=60)
    assert said == "interrupted\n"
    assert time.monotonic() - started < 45  # they sleep for sixty; a machine under load takes its time to end them
    _, left = psutil.wait_procs(children, timeout=20)
    assert left == []
