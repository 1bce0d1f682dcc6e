"""What a post costs, step by step: CPU seconds per million posts of reading, the door, the text pass and every metric.

    python benchmarks/cost_of_metrics.py [--file FILE] [--metrics usual|all] [--csv OUT]

One process reads a file once, and times each step on the same batches; every step has run on the first batch before, so
that nothing is compiled or loaded on the clock. What several metrics share (the text pass, the tokens of the posts, the
authors of each language) is worked out on lines of its own, before them. ``adding up`` is the merging of a metric's tally
into that of the whole.
Without ``--file`` the posts are those of ``run_against_read.py``. Compare within one run only.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from speed.posts import write_posts

from audit.api import load
from audit.errors import AuditError
from audit.loaders.base import Ledger
from audit.loaders.dataset import Posts
from audit.loaders.door import admit
from audit.loaders.reading import read
from audit.measuring.values import plan_values
from audit.metrics import ON_REQUEST, all_metrics
from audit.metrics.base import Metric
from audit.models.dialect import dialect_values
from audit.posts import PostBatch, author_bucket
from audit.tally import Tally
from audit.text_reader import text_reader

Result = TypeVar("Result")
#: What several metrics ask of a batch; each asks for the text pass first.
SHARED = ("features", "tokens", "authors_by_language", "english_authors_by_group")


class Clock:
    """CPU seconds of this process and its threads, by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    def timed(self, step: str, function: Callable[..., Result], *given: Any) -> Result:
        """What a function returns; its time goes to ``step``."""
        started = time.process_time()
        result = function(*given)
        self.seconds[step] += time.process_time() - started
        return result


def measured(posts: Posts, metrics: tuple[Metric, ...], *, batches: int | None = None) -> tuple[Clock, int]:
    """Go through a dataset, or its first batches, and time every step.

    Parameters
    ----------
    posts : Posts
    metrics : tuple of Metric
    batches : int, optional

    Returns
    -------
    clock : Clock
    n : int
        Posts read.
    """
    clock, tally, count, seen = Clock(), Tally(), 0, 0
    plan = posts.plan
    reader = text_reader(plan)
    asked = SHARED if any(metric.name in ON_REQUEST for metric in metrics) else (SHARED[0], *SHARED[2:])
    for part in posts.parts():
        found = read(part, Ledger())
        while (batch := clock.timed("reading", next, found, None)) is not None:
            admitted = clock.timed("door: hashes, pseudonyms", admit, batch, posts.secret)
            clock.timed("door: fingerprint", admitted.fingerprint)
            bucket = author_bucket(admitted.author_key)
            table, keys = admitted.table, admitted.author_key
            values = clock.timed("groups and labels", plan_values, table, plan, tally, bucket, keys)
            read_posts = PostBatch(table, keys, admitted.has_author, values, reader.run, reader.tokens)
            for name in asked:
                clock.timed(f"shared: {name}", getattr, read_posts, name)
            values |= clock.timed("shared: dialect", dialect_values, read_posts, plan)
            clock.timed("adding up: authors", tally.author_posts.add, keys[admitted.has_author])
            for metric in metrics:
                counted = clock.timed(f"metric: {metric.name}", metric.measure, read_posts)
                clock.timed(f"adding up: {metric.name}", tally.merge, counted)
            count += batch.num_rows
            seen += 1
            if batches is not None and seen >= batches:
                return clock, count
    return clock, count


def usable(posts: Posts, metrics: tuple[Metric, ...]) -> tuple[Metric, ...]:
    """Those that run here, on the first batch; one may need what is not installed."""
    kept = []
    for metric in metrics:
        try:
            measured(posts, (metric,), batches=1)
            kept.append(metric)
        except AuditError as error:
            print(f"not timed: {metric.name}: {error.message}")
    return tuple(kept)


def main() -> None:
    """Time every step and print one table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--file", type=Path, help="posts to read; made if not given")
    options.add_argument("--posts", type=int, default=1_000_000, help="how many are made")
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "postaudit-benchmark")
    options.add_argument("--group", default="gender=gender", help="attribute=column; empty for none")
    options.add_argument("--label", default="label", help="column; empty for none")
    options.add_argument("--metrics", choices=("usual", "all"), default="all", help="with those on request, or without")
    options.add_argument("--csv", type=Path, help="where the table is written as CSV")
    given = options.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    file = given.file or write_posts(given.folder, given.posts)[0]
    attribute, _, column = given.group.partition("=")
    posts = load(file, groups={attribute: column} if attribute else None, labels=[given.label] if given.label else None)
    wanted = tuple(each for each in all_metrics() if given.metrics == "all" or each.name not in ON_REQUEST)
    metrics = usable(posts, wanted)
    clock, count = measured(posts, metrics)
    base, millions = clock.seconds["reading"], count / 1e6
    rows = [(step, seconds / millions, seconds / base) for step, seconds in clock.seconds.items()]
    on_request = {f"{step}: {name}" for name in ON_REQUEST for step in ("metric", "adding up")} | {"shared: tokens"}
    usual = sum(seconds for step, seconds in clock.seconds.items() if step not in on_request)
    rows += [
        ("all but metrics on request", usual / millions, usual / base),
        ("everything", sum(clock.seconds.values()) / millions, sum(clock.seconds.values()) / base),
    ]
    print(f"{file.name}: {count:,} posts")
    print(f"{'step':36} {'CPU s per million':>18} {'x reading':>10}")
    for step, seconds, ratio in rows:
        print(f"{step:36} {seconds:18.3f} {ratio:10.3f}")
    if given.csv:
        with given.csv.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(("step", "cpu_seconds_per_million_posts", "times_reading"))
            writer.writerows((step, f"{seconds:.3f}", f"{ratio:.3f}") for step, seconds, ratio in rows)


if __name__ == "__main__":
    main()
