"""What ``postaudit filter-impact`` costs beside ``postaudit run`` on the same posts: CPU seconds of both, and their ratio.

    python benchmarks/filter_impact_against_run.py [--posts 1000000] [--folder DIR] [--workers 1] [--repeats 3]

The posts are those of ``run_against_read.py``. Three filters are asked of each post alone; a second measurement adds one
that has to see all posts together. Each command is run in a process of its own, in turn, so that both meet the same
machine; the best of each is compared. Exits with 1 where filters asked of each post cost more than 1.1 times a run.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from speed.posts import write_posts
from speed.process import cost

LIMIT = 1.1
RULES = ("min-length=40", "no-links", "mean-word-length=3..10")


def main() -> int:
    """Run both in turn, and print the ratio."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", type=int, default=1_000_000)
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "postaudit-benchmark")
    options.add_argument("--workers", type=int, default=1)
    options.add_argument("--repeats", type=int, default=3)
    given = options.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    _, parquet = write_posts(given.folder, given.posts)
    common = [str(parquet), "-o", str(given.folder / "reports"), "--workers", str(given.workers), "-q"]
    common += ["--group", "gender=gender", "--label", "label"]
    command = [sys.executable, "-m", "audit"]
    rules = [part for each in RULES for part in ("--rule", each)]
    jobs = {
        "run": [*command, "run", *common],
        "filter-impact, each post alone": [*command, "filter-impact", *common, *rules],
        "filter-impact, no-duplicates too": [*command, "filter-impact", *common, *rules, "--rule", "no-duplicates"],
    }
    cost(jobs["run"])  # once before, so that compiled kernels are on disk
    measured = {name: [] for name in jobs}
    for _ in range(given.repeats):
        for name, job in jobs.items():
            measured[name].append(cost(job))
    best = {name: min(each) for name, each in measured.items()}
    print(f"{given.posts:,} posts, best of {given.repeats}, workers {given.workers}")
    print(f"{'job':34} {'CPU s':>7} {'wall s':>7} {'peak MB':>8} {'ratio':>6}")
    base = best["run"].cpu
    for name, each in best.items():
        print(f"{name:34} {each.cpu:7.2f} {each.wall:7.2f} {each.memory:8.0f} {each.cpu / base:6.2f}")
    return int(best["filter-impact, each post alone"].cpu > LIMIT * base)


if __name__ == "__main__":
    sys.exit(main())
