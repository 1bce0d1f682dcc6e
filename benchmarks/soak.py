"""Whether a process that audits for an hour keeps anything: memory, open files, threads, children, temporary files.

    python benchmarks/soak.py [--minutes 60] [--seed 1] [--folder DIR] [--csv FILE]

One process audits again and again: other sizes, formats, plans, now and then with workers, weights, copies or a work folder.
Faults are put in: truncated files, hostile files of the shared data where they are at hand, a disk without room, a worker
that is killed, another process that is killed. What fails must fail with an error of the project's own. After a warm-up, in
which libraries fill their caches, resident memory may not grow: the slope is given with its 95 % interval (Theil-Sen, whose
median does not follow single peaks), in megabytes an hour. The exit code is 1 where something is left over, or where memory
is shown to grow by more than 100 MB an hour; an interval that holds that number shows nothing, and says so.

References
----------
Sen, P. K. (1968). Estimates of the regression coefficient based on Kendall's tau. JASA 63(324), 1379-1389.
"""

from __future__ import annotations

import argparse
import csv
import gc
import gzip
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", ROOT.parent / "shared" / "data"))
#: Share of the time that is warm-up.
WARM = 0.3
#: Megabytes an hour that may be no more than caches that fill.
ALLOWED = 100.0


def rows(chance: random.Random, number: int) -> list[dict[str, Any]]:
    """Posts that differ each time."""
    return [
        {
            "post_id": f"p{chance.randrange(number * 20)}",
            "author_id": f"a{chance.randrange(max(2, number // 5))}",
            "text": f"the {chance.choice(['women', 'men', 'locals'])} were {chance.choice(['kind', 'loud'])} {index}",
            "created_at": f"2024-{1 + index % 12:02d}-{1 + index % 28:02d}T10:00:00Z",
            "gender": chance.choice(["female", "male", ""]),
            "toxic": chance.choice(["yes", "no"]),
            "lang": chance.choice(["en", "de"]),
        }
        for index in range(number)
    ]


class Soak:
    """The loop, and what it does."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        self.hostile = [
            each for each in (SHARED / "hostile").rglob("*") if each.is_file() and each.stat().st_size < 10**6
        ]
        self.told: Counter[str] = Counter()

    def source(self) -> Path:
        """Posts in some format."""
        import pandas as pd

        made = rows(self.chance, self.chance.choice([20, 300, 3000, 20_000]))
        kind = self.chance.choice(["jsonl", "jsonl.gz", "csv", "parquet"])
        path = self.folder / f"posts.{kind}"
        if kind == "csv":
            pd.DataFrame(made).to_csv(path, index=False)
        elif kind == "parquet":
            pd.DataFrame(made).to_parquet(path, index=False)
        else:
            text = "".join(json.dumps(each) + "\n" for each in made).encode()
            path.write_bytes(gzip.compress(text, 1) if kind.endswith("gz") else text)
        return path

    def plan(self) -> dict[str, Any]:
        """Some questions."""
        also = ["repetition", "associations", "privacy", "rhythm", "sentiment", "artefacts"]
        return {
            "groups": {"gender": "gender"},
            "labels": ["toxic"],
            "also": self.chance.sample(also, self.chance.randrange(3)),
        }

    def audit(self, source: Any, **more: Any) -> None:
        """Audit and write the report."""
        from audit import api

        result = api.run_audit(source, plan=self.plan(), workers=more.pop("workers", 1), **more)
        api.write_report(result, self.folder / "reports", formats=("json", "html", "csv"))
        shutil.rmtree(self.folder / "reports")

    def plain(self) -> None:
        self.audit(self.source())

    def with_work(self) -> None:
        source, work = self.source(), self.folder / "work"
        self.audit(source, work=work)
        self.audit(source, work=work)
        shutil.rmtree(work)

    def with_workers(self) -> None:
        self.audit([self.source(), self.source()], workers=2)

    def with_weights(self) -> None:
        import pandas as pd

        made = pd.DataFrame(rows(self.chance, 300)).drop_duplicates("post_id")
        self.audit(made, weights=made[["post_id"]].assign(weight=1.5))

    def truncated(self) -> None:
        source = self.source()
        os.truncate(source, int(source.stat().st_size * self.chance.uniform(0.1, 0.95)))
        self.audit(source)

    def hostile_file(self) -> None:
        if self.hostile:
            self.audit(self.chance.choice(self.hostile))

    def without_room(self) -> None:
        old = resource.getrlimit(resource.RLIMIT_FSIZE)
        source = self.source()
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.chance.choice([100, 5000]), old[1]))
        try:
            self.audit(source, work=self.folder / "work")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, old)
            shutil.rmtree(self.folder / "work", ignore_errors=True)

    def worker_killed(self) -> None:
        import multiprocessing

        ended = threading.Event()

        def kill() -> None:
            while not ended.wait(0.05):
                for each in multiprocessing.active_children():
                    os.kill(each.pid or 0, signal.SIGKILL)
                    return

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            self.audit([self.source(), self.source()], workers=2)
        finally:
            ended.set()
            killer.join()

    def process_killed(self) -> None:
        command = [sys.executable, "-m", "audit", "run", str(self.source()), "-o", str(self.folder / "theirs"), "-q"]
        command += ["--work", str(self.folder / "work"), "--workers", "1"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(self.chance.uniform(0.1, 6))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self.with_work()
        shutil.rmtree(self.folder / "theirs", ignore_errors=True)

    def once(self) -> str:
        """Do one thing; what was done, and what came of it."""
        from audit.errors import AuditError

        usual: list[Callable[[], None]] = [self.plain] * 6 + [self.with_work] * 2 + [self.with_weights] * 2
        faults = [self.truncated] * 2 + [self.hostile_file] * 4 + [self.without_room]
        slow = [self.with_workers, self.worker_killed, self.process_killed]
        what = self.chance.choice([*usual * 2, *faults * 2, *slow])
        try:
            what()
            said = "done"
        except AuditError as error:
            said = type(error).__name__
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            said = f"defect: {type(error).__name__}"
            print(f"{what.__name__}: {type(error).__name__}: {error}", file=sys.stderr)
        shutil.rmtree(self.folder / "reports", ignore_errors=True)
        self.told[f"{what.__name__}: {said}"] += 1
        return f"{what.__name__}: {said}"


def state() -> dict[str, float]:
    """What this process holds."""
    import psutil

    me = psutil.Process()
    return {
        "megabytes": me.memory_info().rss / 2**20,
        "files": me.num_fds(),
        "threads": me.num_threads(),
        # Python's own tracker of shared resources starts with the first worker, and stays.
        "children": sum("resource_tracker" not in " ".join(each.cmdline()) for each in me.children()),
        "temporary": len(list(Path(tempfile.gettempdir()).iterdir())),
    }


def slope(hours: list[float], values: list[float]) -> tuple[float, float, float]:
    """Change by the hour, with a 95 % interval."""
    from scipy.stats import theilslopes

    found = theilslopes(values, hours, 0.95)
    return float(found.slope), float(found.low_slope), float(found.high_slope)


def main() -> int:
    """Audit until the time is up, and print what has grown."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--folder", type=Path, help="where it may write; a temporary folder if not given")
    options.add_argument("--csv", type=Path, help="write every measurement here")
    given = options.parse_args()
    place = Path(tempfile.mkdtemp(prefix="soak-", dir=given.folder))
    os.environ["TMPDIR"] = str(place / "tmp")
    (place / "tmp").mkdir()
    (place / "files").mkdir()
    tempfile.tempdir = None
    soak = Soak(place / "files", given.seed)
    begin, measured = time.monotonic(), list[dict[str, Any]]()
    while (passed := time.monotonic() - begin) < given.minutes * 60:
        said = soak.once()
        gc.collect()
        measured.append({"hours": passed / 3600, "what": said, **state()})
    warm = [each for each in measured if each["hours"] * 60 >= WARM * given.minutes]
    for said, count in sorted(soak.told.items()):
        print(f"{count:6} {said}")
    failed, flat = any("defect" in each for each in soak.told), False
    print(f"\n{'':12}{'first':>9}{'last':>9}{'an hour':>9}   95 % interval, of {len(warm)} of {len(measured)} audits")
    for name in ("megabytes", "files", "threads", "children", "temporary"):
        values = [each[name] for each in warm]
        by_hour, low, high = slope([each["hours"] for each in warm], values)
        print(f"{name:12}{values[0]:9.0f}{values[-1]:9.0f}{by_hour:9.1f}   {low:.1f} to {high:.1f}")
        grows = low > ALLOWED if name == "megabytes" else low > 0
        failed = failed or grows or (name in {"children", "temporary"} and values[-1] > 0)
        if name == "megabytes":
            flat = high <= ALLOWED
    if failed:
        print("something is kept, or failed in a way nobody foresaw")
    else:
        print("nothing is kept" if flat else "nothing but memory was looked at long enough: that is inconclusive")
    if given.csv:
        with given.csv.open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, list(measured[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(measured)
    shutil.rmtree(place)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
