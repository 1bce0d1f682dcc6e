"""How much an audit costs beyond reading: CPU seconds of ``postaudit run`` over CPU seconds of reading and parsing alone.

    python benchmarks/run_against_read.py [--posts 1000000] [--folder DIR] [--workers 1]

Writes posts as JSON lines and Parquet (texts resampled from real tweets where the shared data are at hand, else from the
sample generator), then runs both jobs in fresh processes, one after the other, and prints one table. CPU seconds are of
the process and its children; peak memory is the largest resident size of any one process. Compare within one run only.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", ROOT.parent / "shared" / "data"))
TWEETS = SHARED / "datasets" / "russian_troll_tweets" / "troll_tweets_sample.csv.gz"

READ_PROJECT = """
import sys
from audit.api import load
from audit.loaders.base import Ledger
from audit.loaders.reading import read
posts = load(sys.argv[1], groups={"gender": "gender"}, labels=["label"])
print(sum(batch.num_rows for part in posts.parts() for batch in read(part, Ledger())))
"""
READ_ARROW_JSON = """
import sys, pyarrow.json as j
print(sum(b.num_rows for b in j.open_json(sys.argv[1], read_options=j.ReadOptions(block_size=16 << 20))))
"""
READ_ARROW_PARQUET = """
import sys, pyarrow.parquet as p
print(sum(b.num_rows for b in p.ParquetFile(sys.argv[1]).iter_batches()))
"""


def texts() -> list[str]:
    """Real tweets where they are at hand, synthetic posts elsewhere."""
    if TWEETS.exists():
        with gzip.open(TWEETS, "rt", encoding="utf-8", newline="") as lines:
            return [row["content"] for row in csv.DictReader(lines) if row["language"] == "English"]
    sys.path.insert(0, str(ROOT / "data_samples"))
    from generate import simulate

    return [row["text"] for row in simulate(1, authors=2000, planted=True)]


def write_posts(folder: Path, posts: int) -> tuple[Path, Path]:
    """The same posts as JSON lines and as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    lines, parquet = folder / f"posts-{posts}.jsonl", folder / f"posts-{posts}.parquet"
    if lines.exists() and parquet.exists():
        return lines, parquet
    random = np.random.default_rng(20260101)
    corpus = texts()
    writer = None
    with lines.open("w", encoding="utf-8") as out:
        for start in range(0, posts, 50_000):
            n = min(50_000, posts - start)
            author = np.minimum(random.zipf(1.9, n), 200_000) * 7919 % 200_003
            rows = {
                "id": [str(10**18 + start + index) for index in range(n)],
                "author": [f"user{number}" for number in author],
                "text": [corpus[index] for index in random.integers(0, len(corpus), n)],
                "created_at": [
                    f"2019-10-{1 + index % 28:02d}T{index % 24:02d}:{index % 60:02d}:00Z" for index in range(n)
                ],
                "lang": ["en"] * n,
                "likes": np.minimum(random.zipf(2.0, n), 10**6).tolist(),
                "gender": [("woman", "man", None)[number % 3] for number in author],
                "label": ["yes" if flag else "no" for flag in random.random(n) < 0.2],
            }
            out.writelines(
                json.dumps(dict(zip(rows, values, strict=True)), ensure_ascii=False) + "\n"
                for values in zip(*rows.values(), strict=True)
            )
            table = pa.table(rows)
            writer = writer or pq.ParquetWriter(parquet, table.schema)
            writer.write_table(table)
    assert writer is not None
    writer.close()
    return lines, parquet


def cost(arguments: list[str]) -> tuple[float, float, float]:
    """CPU seconds, wall seconds and peak memory in MB of a command."""
    started = time.perf_counter()
    sink = os.open(os.devnull, os.O_WRONLY)
    # Modules are compiled once and kept, as they are for every user but the first, whatever the machine is set to.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = os.posix_spawn(arguments[0], arguments, environment, file_actions=[(os.POSIX_SPAWN_DUP2, sink, 1)])
    os.close(sink)
    _, status, usage = os.wait4(process, 0)
    if status != 0:
        raise SystemExit(f"failed with status {status}: {' '.join(arguments)}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - started, usage.ru_maxrss / 1024


def main() -> None:
    """Run both jobs on both formats and print the ratios."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", type=int, default=1_000_000)
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "postaudit-benchmark")
    options.add_argument("--workers", type=int, default=1)
    options.add_argument("--repeats", type=int, default=3)
    given = options.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    lines, parquet = write_posts(given.folder, given.posts)
    python = sys.executable
    print(f"{given.posts:,} posts, best of {given.repeats}, workers {given.workers}")
    print(f"{'format':8} {'job':28} {'CPU s':>7} {'wall s':>7} {'peak MB':>8} {'ratio':>6}")
    for path, arrow in ((lines, READ_ARROW_JSON), (parquet, READ_ARROW_PARQUET)):
        reports = given.folder / "reports"
        run = [python, "-m", "audit", "run", str(path), "-o", str(reports), "--workers", str(given.workers)]
        run += ["--group", "gender=gender", "--benchmark", "gender=world-2024", "--label", "label"]
        cost([*run, "-q"])  # once before, so that compiled kernels are on disk as they are for every user but the first
        jobs = {
            "pyarrow, all columns": [python, "-c", arrow, str(path)],
            "read (this project's reader)": [python, "-c", READ_PROJECT, str(path)],
            "postaudit run": run,
        }
        best = {
            name: min(cost([*job, "-q"] if name == "postaudit run" else job) for _ in range(given.repeats))
            for name, job in jobs.items()
        }
        base = best["read (this project's reader)"][0]
        for name, (cpu, wall, memory) in best.items():
            print(f"{path.suffix[1:]:8} {name:28} {cpu:7.2f} {wall:7.2f} {memory:8.0f} {cpu / base:6.2f}")


if __name__ == "__main__":
    main()
