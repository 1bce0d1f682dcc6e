"""Workers and runs that are ended in the middle: what was measured is kept, what is said is clear, nobody lives on."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "benchmarks")])}
#: The command with parts of 200 kB, and one in which a worker comes to harm in the third part.
SMALL = "import sys; sys.argv[1:1] = ['200000']\nfrom kills import COMMAND\nexec(COMMAND)\n"
HARMED = """
import os, resource
import kills
from audit.measuring import part, whole
true = part.measure_task
def harmed(task, *more):
    if task[0].start and os.environ["HARM"] and task[0].start > 500_000:
        if os.environ["HARM"] == "killed":
            os.kill(os.getpid(), 9)
        resource.setrlimit(resource.RLIMIT_AS, (1, resource.getrlimit(resource.RLIMIT_AS)[1]))
        bytearray(1 << 30)
    return true(task, *more)
whole.measure_task = harmed
if __name__ == "__main__":
    import sys
    sys.argv[1:1] = ["200000"]
    exec(kills.COMMAND)
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    draw = random.Random(3)
    path = tmp_path_factory.mktemp("in") / "x.jsonl"
    with path.open("w") as out:
        for number in range(12_000):
            text = f"the {draw.choice(['women', 'men'])} were {draw.choice(['kind', 'loud'])} {number}"
            out.write(json.dumps({"post_id": f"p{number}", "author_id": f"a{number % 900}", "text": text}) + "\n")
    return path


def started(code, *arguments, tmp_path, **variables):
    driver = tmp_path / "driver.py"
    driver.write_text(code)
    return subprocess.Popen(
        [sys.executable, str(driver), *map(str, arguments)], env={**HERE, **variables}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip


@pytest.mark.parametrize("harm", ["killed", "memory"])
def test_a_worker_that_comes_to_harm(harm, source, tmp_path):
    work = tmp_path / "work"
    arguments = ("run", source, "--workers", "2", "--work", work, "-o", tmp_path / "out", "--format", "json")
    process = started(HARMED, *arguments, tmp_path=tmp_path, HARM=harm)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "Traceback" not in said
    assert ("worker process was killed" if harm == "killed" else "not enough memory") in said
    assert "--workers 1" in said
    kept = list(work.glob("*/*.part"))
    assert kept
    assert not list(work.rglob("*.partial"))
    process = started(HARMED, *arguments, tmp_path=tmp_path, HARM="")
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    [facts] = (tmp_path / "out").glob("*/run.json")
    assert json.loads(facts.read_bytes())["tasks_found"] >= len(kept) > 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_says_how_to_go_on(number, source, tmp_path):
    work = tmp_path / "work"
    process = started(SMALL, "run", source, "--work", work, "-o", tmp_path / "out", "--workers", "1", tmp_path=tmp_path)
    deadline = time.monotonic() + 60
    while not list(work.glob("*/*.part")) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2, said
    assert "interrupted; nothing half-written is left behind." in said
    assert "type the same command again to go on" in said
    assert not list(work.rglob("*.partial"))
    assert not (tmp_path / "out").exists()


def test_workers_end_with_the_process_that_started_them(tmp_path):
    code = (
        "import os, sys, time\n"
        "from audit.engines.local import map_parts\n"
        "def slow(number):\n"
        "    print(os.getpid(), flush=True)\n"
        "    time.sleep(60)\n"
        "if __name__ == '__main__':\n"
        "    list(map_parts(slow, [1, 2], workers=2))\n"
    )
    process = started(code, tmp_path=tmp_path)
    workers = [int(process.stdout.readline()) for _ in range(2)]
    process.kill()
    process.wait()
    deadline = time.monotonic() + 20
    while any(map(lives, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(lives, workers))
    process.communicate()


def lives(number):
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_killed_three_times_it_ends_in_the_same_bytes(tmp_path):
    """The benchmark, small; it exits with 1 where anything is left over, half-written or other."""
    command = [sys.executable, str(ROOT / "benchmarks" / "kills.py"), "--posts", "40000", "--kills", "3"]
    command += ["--formats", "jsonl", "--workers", "2", "--part-bytes", "800000", "--folder", str(tmp_path)]
    told = subprocess.run(command, env=HERE, capture_output=True, text=True, timeout=600, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    [row] = [each.split() for each in told.stdout.splitlines() if each.split()[0] == "jsonl"]
    assert int(row[3]) == 3
    assert int(row[6]) > 0, "nothing was found"
