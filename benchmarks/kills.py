"""Whether an audit that is killed goes on where it was, and ends in the same bytes.

    python benchmarks/kills.py [--posts 1000000] [--kills 50] [--formats jsonl,jsonl.zst,csv,parquet] [--workers 1,2]
                               [--part-bytes 8388608] [--folder DIR] [--seed 1] [--csv FILE]

For each format and number of workers an audit is made undisturbed. Then audits with ``--work`` are killed with SIGKILL, the
process alone or with all its workers: right at the start, anywhere, or once all is measured and the report is written. Each
is started again until it ends, and killed three times before it may. After every kill, nothing half-written may have a
name that anybody would read, and no worker may live on. At every end, all files are those of the undisturbed audit but for the facts of the run, and nothing is left over in the output folder, the work folder and the folder of temporary files. Parts are cut
smaller than usual, so that there is something to go on from. The exit code is 1 where anything of this does not hold.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from speed.posts import ROOT, write_posts

#: Kills before an audit may end.
CHAIN = 3
MOMENTS = ("start", "anywhere", "report")
#: Of files that say how the run went, the lines that do: the page prints what run.json holds.
VOLATILE = {
    "checksums.txt": re.compile(rb"  (run\.json|report\.html)$"),
    "report.html": re.compile(rb'<tr><th scope="row">[a-z_, ]+</th><td class="long">'),
}
#: The command, with parts of another size; workers are told where parts begin and end.
COMMAND = """
import sys
from audit.loaders import feeding, reading
from audit.measuring import tasks
size = int(sys.argv.pop(1))
reading.PART_BYTES = feeding.PART_BYTES = tasks.PART_BYTES = reading.PART = tasks._BATCHES = size
feeding.FEED_ABOVE = size
from audit.cli import main
if __name__ == "__main__":
    main()
"""


@dataclass
class Case:
    """One format and number of workers."""

    source: Path
    workers: int
    folder: Path
    size: int
    seconds: float = 0.0
    expected: dict[str, str] = field(default_factory=dict)
    kills: int = 0
    ends: int = 0
    tasks: int = 0
    found: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def work(self) -> Path:
        return self.folder / "work"

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    def start(self, *more: str) -> subprocess.Popen[bytes]:
        """The audit, in a session of its own."""
        command = [sys.executable, "-c", COMMAND, str(self.size), "run", str(self.source), "-o", str(self.out), "-q"]
        command += ["--group", "gender=gender", "--benchmark", "gender=world-2024", "--label", "label"]
        command += ["--workers", str(self.workers), "--key-file", str(self.folder / "key"), *more]
        places = [os.environ.get("PYTHONPATH", ""), str(ROOT)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places)), "TMPDIR": str(self.temporary)}
        return subprocess.Popen(
            command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )

    def begin(self) -> None:
        """Make the undisturbed audit."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.temporary.mkdir(parents=True)
        (self.folder / "key").write_bytes(bytes(range(16)))
        started = time.monotonic()
        self.must_end(self.start())
        self.seconds = time.monotonic() - started
        self.expected = self.digests()
        shutil.rmtree(self.out)

    def must_end(self, process: subprocess.Popen[bytes]) -> None:
        _, said = process.communicate()
        if process.returncode != 0:
            raise SystemExit(f"{self.source.name}: ended with {process.returncode}: {said.decode()}")

    def digests(self) -> dict[str, str]:
        """SHA-256 by name, of all files of the report but the facts of the run."""
        found = {}
        for path in sorted(self.out.rglob("*")):
            if path.is_file() and path.name != "run.json":
                content = path.read_bytes()
                if path.name in VOLATILE:
                    content = b"".join(
                        each for each in content.splitlines(keepends=True) if not VOLATILE[path.name].search(each)
                    )
                found[str(path.relative_to(self.out))] = hashlib.sha256(content).hexdigest()
        return found

    def kill_once(self, chance: random.Random) -> bool:
        """Start, kill at some moment; whether the audit was quicker than the kill."""
        moment = MOMENTS[self.kills % len(MOMENTS)]
        whole_group = chance.random() < 0.5
        process = self.start("--work", str(self.work))
        if moment == "start":
            time.sleep(chance.uniform(0, 1.0))
        elif moment == "anywhere":
            time.sleep(chance.uniform(0.5, self.seconds))
        else:  # once the report is being written; its folder is there for a moment only
            while process.poll() is None and not any(self.out.glob(".postaudit-*.partial/*")):
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 0.3))
        if process.poll() is not None:
            self.must_end(process)
            return True
        os.killpg(process.pid, signal.SIGKILL) if whole_group else process.kill()
        process.communicate()
        self.kills += 1
        self.check_killed(process.pid)
        return False

    def check_killed(self, session: int) -> None:
        """Nothing that anybody would read is half there, and nobody lives on."""
        deadline = time.monotonic() + 20
        while living(session) and time.monotonic() < deadline:
            time.sleep(0.1)
        if living(session):
            self.faults.append("a worker lives on")
            os.killpg(session, signal.SIGKILL)
        if self.out.is_dir() and any(not each.name.startswith(".") for each in self.out.iterdir()):
            seen = {name: each for name, each in self.digests().items() if not name.startswith(".")}
            if seen != self.expected:
                self.faults.append("half a report")

    def finish(self) -> None:
        """Let it end, and look at everything."""
        self.must_end(self.start("--work", str(self.work)))
        self.check_ended()

    def check_ended(self) -> None:
        self.ends += 1
        if self.digests() != self.expected:
            self.faults.append("other bytes")
        facts = json.loads(next(self.out.glob("*/run.json")).read_bytes())
        self.tasks += facts["tasks"]
        self.found += facts["tasks_found"]
        left = [str(each.relative_to(self.folder)) for each in self.left_over()]
        self.faults += [f"left over: {each}" for each in left]
        shutil.rmtree(self.out)
        shutil.rmtree(self.work)

    def left_over(self) -> Iterator[Path]:
        """Whatever is there besides the report and what was measured."""
        yield from self.temporary.iterdir()
        yield from (each for each in self.out.iterdir() if each.name.startswith("."))
        for each in self.work.rglob("*"):
            if each.is_file() and each.suffix != ".part" and each.name not in {"key", "README.txt"}:
                yield each


def living(session: int) -> bool:
    """Whether any process of a session lives; what is dead and not yet collected does not."""
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, number = each.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(number) == session and state not in "ZX":
            return True
    return False


def written(folder: Path, posts: int, formats: list[str]) -> list[Path]:
    """The posts in each format."""
    lines, parquet = write_posts(folder, posts)
    made = {"jsonl": lines, "parquet": parquet}
    for name in {"jsonl.zst", "csv"} & set(formats):
        path = lines.with_suffix(f".{name}")
        if not path.exists():
            import pyarrow as pa
            import pyarrow.csv as pa_csv
            import pyarrow.parquet as pq

            with pa.output_stream(path, compression="zstd" if name == "jsonl.zst" else None) as out:
                if name == "csv":
                    pa_csv.write_csv(pq.read_table(parquet), out)
                else:
                    with lines.open("rb") as stored:
                        shutil.copyfileobj(stored, out, 2**20)
        made[name] = path
    return [made[name] for name in formats]


def main() -> int:
    """Kill, go on, compare; print one table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", type=int, default=1_000_000)
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--formats", default="jsonl,jsonl.zst,csv,parquet")
    options.add_argument("--workers", default="1,2")
    options.add_argument("--part-bytes", type=int, default=8 * 2**20)
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "postaudit-benchmark")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--csv", type=Path, help="write the table here too")
    given = options.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(given.seed)
    sources = written(given.folder, given.posts, given.formats.split(","))
    place = Path(tempfile.mkdtemp(prefix="kills-", dir=given.folder))
    cases = [
        Case(source, int(workers), place / f"{source.name}-{workers}", given.part_bytes)
        for source in sources
        for workers in given.workers.split(",")
    ]
    for number, case in enumerate(cases):
        case.begin()
        wanted = given.kills * (number + 1) // len(cases) - given.kills * number // len(cases)
        while case.kills < wanted:
            for _ in range(min(CHAIN, wanted - case.kills)):
                if case.kill_once(chance):
                    case.check_ended()
                    break
            else:
                case.finish()
        print(f"{case.source.name}, {case.workers}: {case.kills} kills, {case.faults or 'no faults'}", file=sys.stderr)
    shutil.rmtree(place)
    header = ["format", "workers", "seconds undisturbed", "kills", "ends", "tasks at the ends", "found", "faults"]
    rows = [
        [
            each.source.name.partition(".")[2],
            each.workers,
            f"{each.seconds:.1f}",
            each.kills,
            each.ends,
            each.tasks,
            each.found,
            "; ".join(each.faults) or "none",
        ]
        for each in cases
    ]
    print(f"{given.posts:,} posts")
    for row in [header, *rows]:
        print("  ".join(str(each).rjust(len(name)) for each, name in zip(row, header, strict=True)))
    if given.csv:
        with given.csv.open("w", newline="", encoding="utf-8") as out:
            csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return int(any(each.faults for each in cases))


if __name__ == "__main__":
    sys.exit(main())
