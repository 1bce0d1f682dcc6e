"""What the same audit costs on each engine: two processes of this machine, a Dask cluster, Spark.

    python benchmarks/engines_against_local.py [--posts 1000000] [--workers 2] [--formats parquet,jsonl] [--out FILE.csv]

Each engine has a fresh process, which starts it, audits the posts (cold) and audits them again on the same cluster (warm);
processes of this machine are started anew each time, so both are alike. CPU is of all processes. Memory is the largest
resident size of any one process that was started for it. The demand: warm, no engine takes more than 1.5 times as long as
local. An engine that is not installed is left out. Compare within one run only.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
from speed.posts import write_posts

ENGINES = ("local", "dask", "spark")
COLUMNS = ("format", "posts", "workers", "engine", "run", "seconds", "cpu", "memory", "ratio")


class Watch:
    """CPU seconds of this process and all it starts, and the largest of those."""

    def __init__(self) -> None:
        self._known: dict[int, float] = {}
        self.largest = 0.0
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            self._look()
            time.sleep(0.1)

    def _look(self) -> None:
        for each in [psutil.Process(), *psutil.Process().children(recursive=True)]:
            try:
                times = each.cpu_times()
                self._known[each.pid] = times.user + times.system
                if each.pid != os.getpid():
                    self.largest = max(self.largest, each.memory_info().rss / 2**20)
            except psutil.Error:
                continue

    def cpu(self) -> float:
        """Until now, those that have ended included."""
        self._look()
        return sum(list(self._known.values()))


def measure(name: str, path: str, workers: int) -> None:
    """Start an engine and use it twice; prints what it took, as JSON."""
    from audit import api
    from audit.engines.choosing import chosen_engine
    from audit.engines.local import Local

    watch = Watch()
    result: dict[str, object] = {}
    started, before = time.perf_counter(), watch.cpu()
    with chosen_engine(Local(workers) if name == "local" else name, workers) as engine:
        result["start"] = [time.perf_counter() - started, watch.cpu() - before, watch.largest]
        for run in ("cold", "warm"):
            watch.largest = 0.0
            started, before = time.perf_counter(), watch.cpu()
            made = api.run_audit(
                path, engine=engine, groups={"gender": "gender"}, labels=["label"], benchmarks={"gender": "world-2024"}
            )
            result[run] = [time.perf_counter() - started, watch.cpu() - before, watch.largest]
            result["findings"] = hashlib.sha256(json.dumps(made.findings.as_dict()).encode()).hexdigest()
    print(json.dumps(result))


def main() -> None:
    """Measure each engine on each format and print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", type=int, default=1_000_000)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--formats", default="parquet,jsonl")
    options.add_argument("--engines", default=",".join(ENGINES))
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "postaudit-benchmark")
    options.add_argument("--out", type=Path, help="CSV to write.")
    given = options.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    lines, parquet = write_posts(given.folder, given.posts)
    print(f"{given.posts:,} posts, {given.workers} workers")
    print(f"{'format':8} {'engine':7} {'run':6} {'s':>7} {'CPU s':>7} {'MB':>6} {'x local':>8}")
    rows, said = [], dict[str, str]()
    for form in given.formats.split(","):
        path = parquet if form == "parquet" else lines
        local = 0.0
        for engine in given.engines.split(","):
            command = [sys.executable, __file__, engine, str(path), str(given.workers)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"{form:8} {engine:7} left out: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
                continue
            result = json.loads(done.stdout.splitlines()[-1])
            if said.setdefault(form, result["findings"]) != result["findings"]:
                raise SystemExit(f"{engine} found something else in {path.name}")
            local = result["warm"][0] if engine == "local" else local
            for run in ("start", "cold", "warm"):
                seconds, cpu, memory = result[run]
                ratio = f"{seconds / local:.2f}" if local and run != "start" else ""
                print(f"{form:8} {engine:7} {run:6} {seconds:7.2f} {cpu:7.2f} {memory:6.0f} {ratio:>8}", flush=True)
                row = (form, given.posts, given.workers, engine, run, f"{seconds:.2f}", f"{cpu:.2f}", f"{memory:.0f}")
                rows.append((*row, ratio))
    if given.out:
        with given.out.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] in ENGINES:
        measure(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    else:
        main()
