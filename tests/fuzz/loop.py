"""Fuzz some families of files in one process, so that a native crash ends this process and not the test run.

``python loop.py FOLDER --count 25 --seconds 10 --start 0 FAMILY ...``; ``records NAME`` is a loader's records without
a file around them. The marker in the folder names the family and seed in progress. Each line printed is JSON: a promise that
was not kept, or what a family came to. A file that breaks a promise is kept in the folder.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
from check import Broken, check, fits, hold
from families import records_of, spoiled

from audit.loaders.base import Ledger, Reject, Skip
from audit.loaders.guessing.shape import to_schema
from audit.loaders.records import Record
from audit.loaders.registry import by_name, sniff
from audit.loaders.rows import batches

HANG = 20
MEMORY = 4 * 2**30
#: Records made from one seed.
RECORDS = 50


def check_file(family: str, seed: int, folder: Path) -> str:
    path = folder / "posts"
    path.write_bytes(spoiled(family, seed))
    return check(path, random.Random(seed))


def check_records(name: str, seed: int, _folder: Path) -> str:
    """Records through a loader alone: books balance, posts fit the schema, and nothing but a reject comes of an odd one."""
    loader = by_name(name)
    made = records_of(loader, seed)
    records = [Record(next(made), number) for number in range(RECORDS)]
    sniff([each.value for each in records[:10]])
    results = []
    for _ in range(2):
        ledger = Ledger("x")
        rows = []
        for batch in batches(loader, iter(records), ledger, source="x"):
            fits(batch)
            rows += to_schema(batch).to_pylist()
        hold(ledger.balances(), "records = posts + rejected + skipped")
        hold(len(rows) == ledger.posts, "every post that is counted is handed on")
        results.append((rows, ledger))
    hold(repr(results[0]) == repr(results[1]), "two runs agree")
    stumbled = sum("not shaped like" in each.detail for each in ledger.rejections)
    kinds = {type(each) for record in records for each in _tried(loader, record.value)}
    return "stumbled" if stumbled else "read" if kinds - {Reject, Skip} else "refused"


def _tried(loader: object, value: object) -> list:
    try:
        return list(loader.rows(value))
    except Exception:
        return []


def run(family: str, folder: Path, start: int, count: int, seconds: float) -> None:
    name, kind = (family.removeprefix("records "), "records") if family.startswith("records ") else (family, "file")
    action: Callable[[str, int, Path], str] = check_records if kind == "records" else check_file
    outcomes: Counter[str] = Counter()
    began, seed, failures = time.monotonic(), start, 0
    while (seed - start < count if count else time.monotonic() - began < seconds) and failures < 5:
        (folder / "marker").write_text(f"{family}\n{seed}")
        signal.alarm(HANG)
        try:
            outcomes[action(name, seed, folder).split()[0]] += 1
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            failures += 1
            kept = folder / f"found {family} {seed}"
            if kind == "file":
                kept.write_bytes(spoiled(family, seed))
            place = [f"{Path(each.filename).name}:{each.lineno}" for each in traceback.extract_tb(error.__traceback__)]
            what = str(error) if isinstance(error, Broken) else f"{type(error).__name__}: {error}"
            _say({"family": family, "seed": seed, "broken": what[:1500], "place": place[-4:], "kept": str(kept)})
        signal.alarm(0)
        seed += 1
    took = max(0.001, time.monotonic() - began)
    done = (seed - start) * (RECORDS if kind == "records" else 1)
    _say({"family": family, "done": done, "per_second": round(done / took, 1), "outcomes": dict(outcomes)})


def _say(line: object) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _too_long(*_: object) -> None:
    raise TimeoutError("hangs")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("families", nargs="+")
    given = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, _too_long)
    pa.set_cpu_count(1)
    for family in given.families:
        run(family, given.folder, given.start, given.count, given.seconds)
    (given.folder / "marker").write_text("")


if __name__ == "__main__":
    main()
