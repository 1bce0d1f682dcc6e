"""Spark on this machine: the same bytes as without it, whatever happens to its workers.

One Spark with two workers serves the whole module. Each of its workers is a process of its own, so what is checked of them
goes through files or comes back as results.
"""

from __future__ import annotations

import csv
import gzip
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import warnings
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

import audit
from audit import api
from audit.engines.java import find_java
from audit.engines.remote import installed
from audit.engines.spark import Spark
from audit.engines.spark_failures import MOST_LOST
from audit.engines.spark_worker import errand
from audit.errors import AuditError, ColumnError, PlanError
from audit.loaders import reading

pyspark = pytest.importorskip("pyspark", reason="Spark is not installed: pip install 'postaudit[spark]'")

from pyspark.serializers import CPickleSerializer  # noqa: E402

try:
    find_java()
except PlanError as missing:
    pytest.skip(f"{missing.message}", allow_module_level=True)

KEY = bytes(range(16))
SECRET_WORD = "quizzaciously"
PLAN = {
    "groups": {"gender": "gender"},
    "labels": ["toxic"],
    "dataset": {"name": "x"},
    "metrics": ["representation", "labels"],
}


@pytest.fixture(scope="module")
def engine():
    engine = Spark.at(None, 2)
    yield engine
    engine.close()


@pytest.fixture
def many_tasks(monkeypatch):
    """Cut files at so many bytes."""
    return lambda size: monkeypatch.setattr(reading, "PART_BYTES", size)


def log(engine) -> str:
    """What Spark and its workers wrote."""
    return (Path(engine._context._conf.get("spark.local.dir")) / "log").read_text()


def workers_of_spark() -> list[psutil.Process]:
    """Its Python processes that do tasks: children of the one that makes them."""
    return [each for each in psutil.Process().children(recursive=True) if _is_worker(each)]


def _is_worker(process: psutil.Process) -> bool:
    with suppress(psutil.Error):  # it has just ended
        return all("pyspark.daemon" in each.cmdline() for each in (process, process.parent()))
    return False


def outcome(source, plan=None, **more):
    """The findings as bytes and the tally as bytes."""
    result = api.run_audit(source, plan=plan, **more)
    assert all(each.balances() for each in result.ledgers)
    return json.dumps(result.findings.as_dict(), sort_keys=True), api.save_tally(result, secret=KEY)


def same(engine, source, plan=None, **more):
    """Assert that Spark changes no byte, and return the bytes."""
    alone = outcome(source, plan, workers=1, **more)
    assert outcome(source, plan, engine=engine, **more) == alone
    return alone


def rows(number=150):
    draw = random.Random(5)
    return [
        {
            "post_id": f"p{i}",
            "author_id": f"a{draw.randrange(40)}",
            "text": f"the {draw.choice(['women', 'men', 'locals'])} were {draw.choice(['kind', 'late'])} {SECRET_WORD}",
            "created_at": f"2024-01-{1 + i % 28:02d}T10:00:00Z",
            "gender": draw.choice(["female", "male", ""]),
            "toxic": draw.choice(["yes", "no"]),
        }
        for i in range(number)
    ]


def as_lines(path, records):
    text = "".join(json.dumps(each) + "\n" for each in records).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


# --- tasks -----------------------------------------------------------------------------------------------------------


def later(number: int) -> int:
    time.sleep(0.05 * (number % 3))
    return number * number


def pid(number: int) -> int:
    time.sleep(0.3)
    return os.getpid()


def one_straggler(number: int) -> int:
    time.sleep(3 if number == 1 else 0)
    return number


def size(block: bytes) -> int:
    return len(block)


def failing(given: tuple[str, str]) -> None:
    kind, path = given
    with Path(path).open("a") as file:
        file.write("called\n")
    if kind == "column":
        raise ColumnError(f"{SECRET_WORD} is not there.", hint="Look again.", role="attribute:gender")
    if kind == "value":
        raise ValueError(SECRET_WORD)
    error = RuntimeError(SECRET_WORD)
    error.held = threading.Lock()  # type: ignore[attr-defined]
    raise error


def kills(given: tuple[int, str, int]) -> int:
    """Kill the worker at this task, so many times."""
    number, folder, times = given
    if number == 3:
        for attempt in range(times):
            mark = Path(folder) / str(attempt)
            if not mark.exists():
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_results_come_in_the_order_of_the_tasks(engine):
    seen: list[int] = []
    assert list(engine.map(later, iter(range(12)), seen.append)) == [each * each for each in range(12)]
    assert sorted(seen) == [each * each for each in range(12)]
    assert (engine.name, engine.workers) == ("spark", 2)


def test_two_processes_work_and_neither_is_this_one(engine):
    pids = set(engine.map(pid, range(8)))
    assert len(pids) == 2
    assert os.getpid() not in pids


def test_no_tasks(engine):
    assert list(engine.map(later, [])) == []


def test_tasks_are_taken_when_they_are_needed(engine):
    taken = 0

    def tasks():
        nonlocal taken
        for number in range(30):
            taken += 1
            yield number

    for yielded, _ in enumerate(engine.map(later, tasks()), 1):
        assert taken <= yielded + 3 * engine.workers
    assert taken == 30


def test_whoever_stops_early_leaves_nothing_running(engine):
    results = engine.map(one_straggler, [0, 1, 1, 1])
    assert next(results) == 0
    results.close()
    until = time.monotonic() + 10
    while engine._context.statusTracker().getActiveJobsIds():
        assert time.monotonic() < until
        time.sleep(0.1)


def test_tasks_that_bring_posts_with_them(engine):
    """Posts that were read here go out in tasks of some 32 MB."""
    sizes = [2**20 - 200, 2**20 + 1, 33 * 2**20]
    assert list(engine.map(size, (bytes(each) for each in sizes))) == sizes


def test_a_straggler_delays_and_changes_nothing(engine):
    assert list(engine.map(one_straggler, range(20))) == list(range(20))


@pytest.mark.parametrize("kind", ["column", "value", "unspeakable"])
def test_errors_come_as_they_were_raised_once_and_in_no_log(engine, kind, tmp_path):
    with pytest.raises(Exception) as caught:
        list(engine.map(failing, [(kind, str(tmp_path / "calls"))]))
    assert (tmp_path / "calls").read_text() == "called\n"
    error = caught.value
    if kind == "column":
        assert type(error) is ColumnError
        assert (error.message, error.hint) == (f"{SECRET_WORD} is not there.", "Look again.")
        assert error.role == "attribute:gender"
    elif kind == "value":
        assert (type(error), str(error)) == (ValueError, SECRET_WORD)
    else:
        assert (type(error), error.message) == (AuditError, "A task failed on a worker: RuntimeError.")
    assert SECRET_WORD not in log(engine)


@pytest.mark.parametrize("times", [1, 2])
def test_tasks_of_a_killed_worker_are_done_again(engine, times, tmp_path):
    assert list(engine.map(kills, [(number, str(tmp_path), times) for number in range(8)])) == list(range(8))
    assert len(list(tmp_path.iterdir())) == times


def test_a_task_that_kills_every_worker_is_given_up(engine, tmp_path):
    with pytest.raises(AuditError, match="killed 3 times over the same posts, most often for want of memory") as caught:
        list(engine.map(kills, [(number, str(tmp_path), 9) for number in range(8)]))
    assert "--work" in caught.value.hint
    assert len(list(tmp_path.iterdir())) == MOST_LOST
    assert list(engine.map(later, range(3))) == [0, 1, 4]


# --- who the workers are ---------------------------------------------------------------------------------------------


def test_another_version_is_refused_before_anything_is_measured(engine, tmp_path, monkeypatch):
    monkeypatch.setattr("audit.engines.spark_flight.installed", lambda: {**installed(), "postaudit": "0.0.1"})
    with pytest.raises(PlanError, match=f"has postaudit {audit.__version__} instead of 0.0.1"):
        list(engine.map(failing, [("value", str(tmp_path / "calls"))]))
    assert not (tmp_path / "calls").exists()


def test_a_worker_without_postaudit_says_so():
    """What is sent is opened by a Python that has Spark, and neither postaudit nor anything else."""
    site = str(Path(pyspark.__file__).parents[1])
    script = (
        f"import sys; sys.path.insert(0, {site!r})\n"
        "from pyspark.serializers import CPickleSerializer\n"
        "print(CPickleSerializer().loads(sys.stdin.buffer.read())(b''))"
    )
    sealed = CPickleSerializer().dumps(errand(None, b"", ()))
    command = [sys.executable, "-I", "-S", "-c", script]
    said = subprocess.run(command, input=sealed, capture_output=True, check=True, timeout=60, cwd=site)
    assert said.stdout.decode().strip() == "b''"


def test_a_worker_with_another_python_is_told_of(engine, monkeypatch):
    monkeypatch.setattr(engine._context, "pythonVer", "3.8")
    with pytest.raises(PlanError, match="another version of Python"):
        list(engine.map(later, [1]))


def test_a_worker_without_python_is_told_of(engine, monkeypatch):
    monkeypatch.setattr(engine._context, "pythonExec", "/nowhere/python")
    with pytest.raises(PlanError, match="have no Python where it was looked for"):
        list(engine.map(later, [1]))


# --- the same bytes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["northtown.csv", "northtown-null.csv"])
def test_samples(engine, samples, name, many_tasks):
    many_tasks(200_000)
    same(engine, samples / name, samples / "audit.toml")


def test_formats_that_one_process_reads_and_others_measure(engine, samples):
    for name in ("northtown-reddit.ndjson.zst", "northtown-twitter-v2.jsonl.gz", "northtown.parquet"):
        same(engine, samples / name, {"metrics": ["representation"]})


REAL = {
    "davidson2017/labeled_data.csv.gz": {"labels": ["class"]},
    "edos/edos_labelled_aggregated.csv.gz": {"labels": ["label_sexist"]},
    "russian_troll_tweets/troll_tweets_sample.csv.gz": {"metrics": ["representation"]},
}


@pytest.fixture(scope="module")
def shared():
    said = os.environ.get("POSTAUDIT_SHARED_DATA")
    folder = Path(said) if said else Path(__file__).parents[3] / "shared" / "data"
    if not (folder / "datasets").is_dir():
        pytest.skip("the datasets are not here: POSTAUDIT_SHARED_DATA names no folder with datasets")
    return folder / "datasets"


@pytest.mark.parametrize("name", REAL)
def test_real_datasets(engine, shared, name, many_tasks):
    many_tasks(500_000)
    same(engine, shared / name, REAL[name])


@pytest.fixture(scope="module")
def lines(shared, tmp_path_factory):
    """Real posts as JSON lines, which can be cut without being read."""
    path = tmp_path_factory.mktemp("real") / "posts.jsonl"
    with gzip.open(shared / "davidson2017" / "labeled_data.csv.gz", "rt", encoding="utf-8", newline="") as file:
        records = [
            {"post_id": row[""], "author_id": f"a{int(row['']) % 3000}", "text": row["tweet"], "toxic": row["class"]}
            for row in itertools.islice(csv.DictReader(file), 12_000)
        ]
    return as_lines(path, records)


def test_a_worker_killed_in_the_middle_of_real_posts_changes_no_byte(engine, lines, many_tasks):
    many_tasks(60_000)
    plan = {"labels": ["toxic"], "dataset": {"name": "x"}}
    alone = outcome(lines, plan, workers=1)
    killed = []

    def kill(posts: int) -> None:
        there = workers_of_spark() if len(killed) < 2 else []
        for one in there[:1]:
            one.kill()
            killed.append(one.pid)

    assert outcome(lines, plan, engine=engine, progress=kill) == alone
    assert len(set(killed)) == 2


def test_copies_across_files_are_kept_once(engine, tmp_path, many_tasks):
    many_tasks(4_000)
    files = [as_lines(tmp_path / "1.jsonl", rows()), as_lines(tmp_path / "2.jsonl.gz", rows()[100:])]
    said, _ = same(engine, files, PLAN)
    [source] = json.loads(said)["dataset"]["sources"]
    assert (source["records"], source["posts"], source["skipped_by_kind"]) == (200, 150, {"duplicate id": 50})


def test_weights(engine, tmp_path, many_tasks):
    many_tasks(4_000)
    path = tmp_path / "weights.csv"
    path.write_text("post_id,weight\n" + "".join(f"p{i},{1 + i % 3}\n" for i in range(150)))
    unweighted = same(engine, as_lines(tmp_path / "x.jsonl", rows()), PLAN)
    assert same(engine, tmp_path / "x.jsonl", PLAN, weights=path) != unweighted


def test_what_is_kept_in_a_work_folder_is_found_again(engine, tmp_path, many_tasks):
    many_tasks(4_000)
    source, work = as_lines(tmp_path / "x.jsonl", rows()), tmp_path / "work"
    alone = outcome(source, PLAN, workers=1)
    assert outcome(source, PLAN, engine=engine, work=work) == alone
    parts = sorted(work.rglob("*.part"))
    assert len(parts) > 3
    made = {each: each.stat().st_mtime_ns for each in parts[1:]}
    parts[0].unlink()
    assert outcome(source, PLAN, engine=engine, work=work) == alone
    assert sorted(work.rglob("*.part")) == parts
    assert {each: each.stat().st_mtime_ns for each in parts[1:]} == made


def test_no_post_is_in_what_spark_wrote(engine, tmp_path):
    outcome(as_lines(tmp_path / "x.jsonl", rows()), PLAN, engine=engine)
    assert SECRET_WORD not in log(engine)


def test_an_error_while_measuring_is_the_one_it_is_without_spark(engine, tmp_path):
    source, weights = as_lines(tmp_path / "x.jsonl", rows()), tmp_path / "weights.csv"
    weights.write_text("post_id,weight\n" + "".join(f"p{i},{1 + i % 3}\n" for i in range(100)))
    told = []
    for each in (None, engine):
        with pytest.raises(PlanError, match="50 of 150 posts read so far have no weight") as caught:
            api.run_audit(source, plan=PLAN, weights=weights, engine=each)
        told.append((type(caught.value), caught.value.message, caught.value.hint))
    assert told[0] == told[1]
    assert SECRET_WORD not in log(engine)


def test_a_session_that_is_open_is_used_and_left_open(engine, tmp_path):
    source = as_lines(tmp_path / "x.jsonl", rows())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pandas 3, which PySpark does not promise to work with
        from pyspark.sql import SparkSession

        session = SparkSession(engine._context)
    findings = audit.run(source, plan=PLAN, engine=session)
    assert findings.as_dict() == audit.run(source, plan=PLAN).as_dict()
    assert session.sparkContext.parallelize([1, 2]).sum() == 3
    assert audit.run(source, plan=PLAN, engine=session.sparkContext).as_dict() == findings.as_dict()


# --- what cannot be reached ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("spark://127.0.0.1:1", "no master of Spark answers there: Connection refused"),
        ("spark://nohost.invalid:7077", "no master of Spark answers there"),
        ("spark://127.0.0.1", "no master of Spark answers there"),
        ("sc://127.0.0.1:15002", "Spark Connect"),
        ("tcp://127.0.0.1:8786", "is no master of Spark"),
    ],
)
def test_an_address_where_nobody_is(address, said):
    began = time.monotonic()
    with pytest.raises(PlanError, match=said):
        Spark.at(address, None)
    assert time.monotonic() - began < 30


def test_a_second_spark_in_one_process_is_refused(engine):
    with pytest.raises(PlanError, match="allows no second one"):
        Spark.at(None, 2)


def test_a_session_of_spark_connect_is_refused():
    class SparkSession:
        """As pyspark.sql.connect.session.SparkSession, which has no context."""

    SparkSession.__module__ = "pyspark.sql.connect.session"
    with pytest.raises(PlanError, match="Spark Connect"):
        audit.run([{"text": "x"}], engine=SparkSession())


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_says_the_same_and_leaves_no_process(spawn, samples, tmp_path):
    told = {}
    for name, flags in (("one", ["--workers", 1]), ("many", ["--engine", "spark", "--workers", 2])):
        out = tmp_path / name
        process = spawn("run", samples / "northtown.csv", "-c", samples / "audit.toml", "-o", out, *flags)
        _, said = process.communicate(timeout=150)
        assert process.returncode == 0, said
        assert not [line for line in said.splitlines() if "WARN" in line.upper() or "spark" in line.lower()]
        [told[name]] = [path.read_bytes() for path in out.rglob("findings.json")]
    assert told["many"] == told["one"]


def test_an_interruption_leaves_no_process_and_no_file(spawn, samples, tmp_path):
    source, temporary = tmp_path / "x.jsonl", tmp_path / "tmp"
    as_lines(source, rows(150_000))
    temporary.mkdir()
    flags = ["--engine", "spark", "--workers", 2, "-o", tmp_path / "out"]
    process = spawn("run", source, "--group", "gender=gender", *flags, TMPDIR=str(temporary))
    until, started = time.monotonic() + 60, []
    while time.monotonic() < until and not any(map(_is_worker, started)):
        time.sleep(0.1)
        started = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert said.strip().splitlines()[-1] == "postaudit: interrupted; nothing half-written is left behind."
    assert "Traceback" not in said
    _, left = psutil.wait_procs(started, timeout=15)
    assert not left
    assert not list(temporary.glob("postaudit-*"))
    assert not list(tmp_path.rglob("findings.json"))


def test_an_address_where_nobody_is_ends_the_command(spawn, samples, tmp_path):
    process = spawn(
        "run", samples / "northtown.csv", "--engine", "spark", "--cluster", "spark://127.0.0.1:1", "-o", tmp_path
    )
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "no master of Spark answers there: Connection refused" in said


# Last, for it takes the Spark of this module with it.
def test_spark_that_is_killed_is_an_error_that_says_so(engine, caplog, capfd):
    [java] = [each for each in psutil.Process().children() if each.name() == "java"]
    results = engine.map(later, range(100))
    next(results)
    java.kill()
    with pytest.raises(AuditError, match="Spark has ended, or does not answer"):
        list(results)
    with pytest.raises(AuditError, match="Spark has ended, or does not answer"):
        list(engine.map(later, range(3)))
    assert engine.workers == 2
    engine.close()
    assert "Traceback" not in caplog.text + "".join(capfd.readouterr())
    again = Spark.at(None, 1)
    try:
        assert list(again.map(later, range(3))) == [0, 1, 4]
    finally:
        again.close()
    assert not [each for each in psutil.Process().children() if each.name() == "java"]
