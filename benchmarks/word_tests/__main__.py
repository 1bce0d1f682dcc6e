"""Deal out the authors of real datasets at random, and count which words come out as different.

    cd benchmarks && python -m word_tests [--splits 200] [--dataset NAME ...] [--way WAY ...]

Four ways to deal: half of the authors on either side; one in five; one in twenty; and each author's posts by an own coin, so
that authors are on both sides. Prints a table of the share of words with p < 0.05, of the splits with any word after
Benjamini-Hochberg, and the same for a score test with variances clustered by author, which most people would take.
"""

from __future__ import annotations

import argparse

import numpy as np
import numpy.typing as npt

from audit.statistics import benjamini_hochberg
from audit.statistics.word_counts import WordCounts
from audit.statistics.word_rates import compare_words
from word_tests.datasets import DATASETS, Written, read

Integers = npt.NDArray[np.int64]
WAYS = ("half", "one in five", "one in twenty", "both sides")
SEED = 20261125


def deal(written: Written, way: str, random: np.random.Generator) -> Integers:
    """The side of each post."""
    if way == "both sides":
        own = random.beta(0.5, 1.5, written.n_authors)
        return (random.random(len(written.author)) >= own[written.author]).astype(np.int64)
    part = {"half": 0.5, "one in five": 0.2, "one in twenty": 0.05}[way]
    return (random.random(written.n_authors) >= part).astype(np.int64)[written.author]


def score_test(counts: WordCounts) -> npt.NDArray[np.float64]:
    """P-values of the difference of two shares, the squares of authors' contributions as its variance, t by carriers."""
    from scipy.special import stdtr

    n_a, n_b = float(counts.posts_a.sum()), float(counts.posts_b.sum())
    pooled = counts.total(counts.with_a + counts.with_b) / (n_a + n_b)
    lever = counts.posts_a / n_a - counts.posts_b / n_b
    expected = pooled[counts.word] * lever[counts.author]
    own = counts.with_a / n_a - counts.with_b / n_b - expected
    second = counts.total(own**2 - expected**2) + pooled**2 * np.sum(lever**2)
    fourth = counts.total(own**4 - expected**4) + pooled**4 * np.sum(lever**4)
    people = np.count_nonzero(counts.posts_a + counts.posts_b)
    gap = counts.total(counts.with_a) / n_a - counts.total(counts.with_b) / n_b
    freedom = np.maximum(second**2 / fourth - 1, 1)
    told: npt.NDArray[np.float64] = 2 * stdtr(freedom, -np.abs(gap) / np.sqrt(second * people / (people - 1)))
    return told


def main() -> None:
    """Print a table as it stands in the docs."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--splits", type=int, default=200)
    options.add_argument("--dataset", nargs="*", choices=list(DATASETS), default=list(DATASETS))
    options.add_argument("--way", nargs="*", choices=WAYS, default=WAYS)
    given = options.parse_args()
    print("| dataset | authors dealt out | words | p < 0.05 | families | score test: p < 0.05 | families |")
    print("|---|---|---|---|---|---|---|")
    for name in given.dataset:
        written = read(name)
        for way in given.way:
            random = np.random.default_rng(SEED)
            told: list[list[float]] = []
            for _ in range(given.splits):
                counts = written.dealt(deal(written, way, random))
                p_value = compare_words(counts).p_value
                tested = np.isfinite(p_value)
                if not tested.any():
                    continue
                row = [float(tested.sum())]
                for each in (p_value[tested], score_test(counts)[tested]):
                    row += [float(np.mean(each < 0.05)), float((benjamini_hochberg(each) <= 0.05).any())]
                told.append(row)
            words, *shares = np.mean(told, axis=0)
            figures = " | ".join(f"{100 * each:.1f} %" for each in shares)
            untold = f" ({given.splits - len(told)} of {given.splits} untested)" if len(told) < given.splits else ""
            print(f"| {name} | {way}{untold} | {words:,.0f} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
