"""Planted ratios: how often limits of words that a report would print hold the truth.

    cd benchmarks && python -m word_tests.planted [--datasets 12]

Authors write Zipf-distributed numbers of posts and use each word with an own probability, drawn from a beta distribution; on
side a these are so many times as large on average. Words pass the same floors as in a report.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterator

import numpy as np

from audit.statistics.simulation import author_shares, posts_per_author
from audit.statistics.word_counts import WordCounts
from audit.statistics.word_rates import compare_words
from word_tests.datasets import FEWEST_AUTHORS, FEWEST_POSTS

RATIOS, SHARES = (1.3, 2.0, 4.0), (0.003, 0.02, 0.1)
CORRELATIONS, EXPONENTS = (0.0, 0.1, 0.3), (2.0, 2.5)
WORDS, AUTHORS, SEED = 60, 2000, 20261125


def planted(
    random: np.random.Generator,
    ratio: float,
    share: float,
    correlation: float,
    exponent: float,
    part: float,
    *,
    common: bool,
) -> WordCounts:
    """One dataset; ``part`` of posts, or of authors, are on side a, and ``common`` has authors on both sides."""
    n = posts_per_author(random, (AUTHORS,), exponent)
    on_a = random.binomial(n, part) if common else n * (random.random(AUTHORS) < part)
    posts = np.array([on_a, n - on_a])
    on_b = author_shares(random, (WORDS, AUTHORS), share, correlation)
    if common:
        # An author's share is at most one on side a too, so that what is planted is the ratio exactly.
        on_b = np.minimum(on_b, 1 / ratio)
        shares = [on_b * ratio, on_b]
    else:
        shares = [author_shares(random, (WORDS, AUTHORS), share * ratio, correlation), on_b]
    found = np.array([random.binomial(posts[side], shares[side]) for side in (0, 1)])
    side, word, author = np.nonzero(found)
    return WordCounts.of(author, side, word, found[side, word, author], posts, WORDS)


def covered(counts: WordCounts, ratio: float) -> Iterator[bool]:
    """Whether the limits of each printed word hold the ratio."""
    rates = compare_words(counts)
    enough = (rates.posts_a + rates.posts_b >= FEWEST_POSTS) & (counts.authors() >= FEWEST_AUTHORS)
    for at in np.flatnonzero(enough & np.isfinite(rates.p_value)):
        yield bool(rates.low[at] <= ratio <= rates.high[at])


def main() -> None:
    """Print a table as it stands in the docs."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--datasets", type=int, default=12)
    given = options.parse_args()
    print(
        "| side a | authors | " + " | ".join(f"ratio {each:g}" for each in RATIOS) + " | lowest kind | highest kind |"
    )
    print("|---|---|" + "---|" * (len(RATIOS) + 2))
    for part, common in itertools.product((0.5, 0.1), (False, True)):
        random, cells = np.random.default_rng(SEED), []
        means = []
        for ratio in RATIOS:
            told: list[bool] = []
            for share, correlation, exponent in itertools.product(SHARES, CORRELATIONS, EXPONENTS):
                own = [
                    each
                    for _ in range(given.datasets)
                    for each in covered(
                        planted(random, ratio, share, correlation, exponent, part, common=common), ratio
                    )
                ]
                told += own
                if len(own) >= 300:
                    cells.append(float(np.mean(own)))
            means.append(float(np.mean(told)))
        figures = " | ".join(f"{100 * each:.1f} %" for each in (*means, min(cells), max(cells)))
        print(f"| {part:.0%} of posts | {'on both sides' if common else 'on one side'} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
