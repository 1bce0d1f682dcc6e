"""Rates by group from our cells against the same from rows, by fairlearn's MetricFrame.

    python benchmarks/cells_against_fairlearn.py [--posts 1000000] [--datasets 40]

Counts must be equal, rates equal to one unit in the last place; leaves with 1 if they are not. Then the intervals:
fairlearn's bootstrap draws rows, and posts cluster in authors, so its interval is too narrow; how often each covers the
truth is printed, with the seconds that both take. Nothing is read from a file: this is counting alone.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from fairlearn.metrics import MetricFrame
from peers.labels_fairlearn import QUANTILES
from peers.labels_fairlearn import frame as rates_by_group

from audit.metrics.counting import add_groups
from audit.posts import BUCKETS
from audit.statistics import share
from audit.statistics.simulation import author_shares
from audit.tally import Tally

GROUPS = ("women", "men", "nonbinary people", "not stated")
PARTS = (0.45, 0.4, 0.05, 0.1)
RATES = (0.12, 0.08, 0.1, 0.09)
SEED = 20261125
#: As fairlearn's user guide draws: its time grows with the number, ours does not depend on it.
DRAWS = 100

Made = TypeVar("Made")
Rows = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]


def drawn(generator: np.random.Generator, posts: int, authors: int) -> Rows:
    """Group, bucket of the author and label (0 or 1) of each post; authors differ in how much and in how they write."""
    activity = generator.zipf(2.2, authors).clip(max=3_200).astype(float)
    author = generator.choice(authors, size=posts, p=activity / activity.sum())
    group = generator.choice(len(GROUPS), size=authors, p=PARTS)
    tendency = np.empty(authors)
    for index, rate in enumerate(RATES):
        own = group == index
        tendency[own] = author_shares(generator, (int(own.sum()),), rate, 0.3)
    label = (generator.random(posts) < tendency[author]).astype(np.int64)
    return group[author], generator.integers(0, BUCKETS, authors)[author], label


def counted(rows: Rows) -> Tally:
    """The cells that an audit keeps: posts, and posts with the label, by group and author bucket."""
    group, bucket, label = rows
    tally = Tally()
    add_groups(tally, [("benchmark", "posts", each) for each in GROUPS], group, bucket)
    marked = label == 1
    add_groups(tally, [("benchmark", "labelled", each) for each in GROUPS], group[marked], bucket[marked])
    return tally


def frame(rows: Rows, **options: object) -> MetricFrame:
    """The same by fairlearn."""
    group, _, label = rows
    return rates_by_group(label, np.array(GROUPS)[group], **options)


def timed(make: Callable[[], Made]) -> tuple[Made, float]:
    """What is made, and the seconds it took."""
    started = time.perf_counter()
    made = make()
    return made, time.perf_counter() - started


def points(posts: int) -> bool:
    """Print both sides of every figure; whether any differ."""
    rows = drawn(np.random.default_rng(SEED), posts, posts // 20)
    tally, ours = timed(lambda: counted(rows))
    by_rows, theirs = timed(lambda: frame(rows))
    wrong, rates = False, {}
    print(f"{posts:,} posts")
    for each in GROUPS:
        n, x = tally.posts(("benchmark", "posts", each)), tally.posts(("benchmark", "labelled", each))
        rates[each] = x / n
        rate = float(by_rows.by_group.loc[each, "selection_rate"])
        steps = abs(rates[each] - rate) / np.spacing(rate)
        off = n - int(by_rows.by_group.loc[each, "count"])
        wrong |= off != 0 or steps > 1
        print(
            f"  {each:<17} {n:>9,} posts, rate {rates[each]:.6f}; fairlearn: {off} posts, {steps:.0f} last places off"
        )
    gap, ratio = max(rates.values()) - min(rates.values()), min(rates.values()) / max(rates.values())
    others = by_rows.difference()["selection_rate"], by_rows.ratio()["selection_rate"]
    wrong |= abs(gap - others[0]) > np.spacing(0.25) or abs(ratio - others[1]) > np.spacing(1.0)
    print(f"  largest difference {gap:.6f} and {others[0]:.6f}; smallest ratio {ratio:.6f} and {others[1]:.6f}")
    print(f"  seconds to count: {ours:.3f} and {theirs:.2f}, {theirs / ours:.0f} times as long")
    return bool(wrong)


def intervals(posts: int) -> None:
    """Print both intervals of each rate, and what they took."""
    rows = drawn(np.random.default_rng(SEED), posts, posts // 20)
    ours, spent = timed(lambda: [limits(counted(rows), each) for each in GROUPS])
    boot, waited = timed(lambda: frame(rows, n_boot=DRAWS, ci_quantiles=list(QUANTILES), random_state=1))
    print(f"{posts:,} posts, 95 % intervals; fairlearn with {DRAWS} draws of rows")
    for each, (low, high) in zip(GROUPS, ours, strict=True):
        bounds = [float(side.loc[each, "selection_rate"]) for side in boot.by_group_ci]
        wide = (high - low) / (bounds[1] - bounds[0])
        print(
            f"  {each:<17} {low:.4f} to {high:.4f}; of rows {bounds[0]:.4f} to {bounds[1]:.4f}, {wide:.1f} times narrower"
        )
    print(f"  seconds: {spent:.3f} and {waited:.1f}, {waited / spent:.0f} times as long")


def limits(tally: Tally, group: str) -> tuple[float, float]:
    """Our interval of the rate of a group, clustered by author."""
    cells = [tally.per_bucket(("benchmark", what, group)) for what in ("labelled", "posts")]
    found = share(*cells)
    return found.low, found.high


def coverage(datasets: int, posts: int = 2_000) -> None:
    """How often each interval holds the rate it is about, in datasets small enough to draw many."""
    generator, held = np.random.default_rng(SEED), np.zeros(2)
    for number in range(datasets):
        rows = drawn(generator, posts, posts // 4)
        tally = counted(rows)
        boot = frame(rows, n_boot=DRAWS, ci_quantiles=list(QUANTILES), random_state=number)
        for each, rate in zip(GROUPS[:2], RATES[:2], strict=True):
            low, high = limits(tally, each)
            bounds = [float(side.loc[each, "selection_rate"]) for side in boot.by_group_ci]
            held += (low <= rate <= high, bounds[0] <= rate <= bounds[1])
    ours, theirs = held / (2 * datasets)
    print(
        f"{datasets} datasets of {posts:,} posts: 95 % intervals hold the rate in {ours:.0%}; those of rows in {theirs:.0%}"
    )


def main() -> int:
    """Compare; 1 if a figure differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--datasets", type=int, default=40)
    options = parser.parse_args()
    counted(drawn(np.random.default_rng(0), 1_000, 50))  # what is compiled or imported at first use is not timed
    frame(drawn(np.random.default_rng(0), 1_000, 50))
    wrong = points(options.posts)
    if options.datasets:
        intervals(50_000)
        coverage(options.datasets)
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
