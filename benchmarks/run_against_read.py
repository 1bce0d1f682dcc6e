"""How much an audit costs beyond reading: CPU seconds of ``postaudit run`` over CPU seconds of reading and parsing alone.

    python benchmarks/run_against_read.py [--posts 1000000] [--folder DIR] [--workers 1]

A short look at one size; ``python -m speed`` measures all sizes and formats and writes the table of ``docs/speed.md``.
Both jobs run in fresh processes, one after the other. CPU seconds are of the process and its children; memory is what all
of them take together. Compare within one run only.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from speed.jobs import arrow, audit, reading
from speed.posts import write_posts
from speed.process import cost


def main() -> None:
    """Run both jobs on both formats and print the ratios."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", type=int, default=1_000_000)
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "postaudit-benchmark")
    options.add_argument("--workers", type=int, default=1)
    options.add_argument("--repeats", type=int, default=3)
    given = options.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    print(f"{given.posts:,} posts, best of {given.repeats}, workers {given.workers}")
    print(f"{'format':8} {'job':28} {'CPU s':>7} {'wall s':>7} {'peak MB':>8} {'ratio':>6}")
    for path in write_posts(given.folder, given.posts):
        run = audit(path, given.folder / "reports", "--workers", str(given.workers))
        cost(run)  # once before, so that compiled kernels are on disk as they are for every user but the first
        jobs = {
            "pyarrow, all columns": arrow(path),
            "read (this project's reader)": reading(path),
            "postaudit run": run,
        }
        best = {name: min(cost(job) for _ in range(given.repeats)) for name, job in jobs.items() if job}
        base = best["read (this project's reader)"].cpu
        for name, each in best.items():
            print(
                f"{path.suffix[1:]:8} {name:28} {each.cpu:7.2f} {each.wall:7.2f} {each.memory:8.0f} {each.cpu / base:6.2f}"
            )


if __name__ == "__main__":
    main()
