"""Counting runs of six words: which of them stand in one post alone.

Two samples. ``runs``: a row per run, with the least and the greatest hash of the posts that have it, which are equal where
it is one post alone. Runs are drawn by their own hash where they are too many, so what is said of a run that is kept holds
for all posts. ``quoted``: a row per post of eight words or more, with how many runs it has and how many of them are kept at
each level, so that the share of a post's runs that stand in it alone can be told from those that are kept.

Hashes of runs are undone by whoever has the text, so neither is written to a file: see :mod:`audit.metrics.withheld`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from audit.metrics.counting import mixed, post_identity
from audit.posts import PostBatch
from audit.tally import Tally
from audit.tally.sample import levels
from audit.text.runs import FEWEST_WORDS, read_runs
from audit.text.token_table import TokenTable

NAME = "privacy"
RUNS, QUOTED = (NAME, "runs"), (NAME, "quoted")
LONG = (NAME, "long posts")
#: Rows of the two samples: 36 MB each at most.
MOST_RUNS, MOST_QUOTED = 1 << 21, 1 << 20
#: Levels at which it is known how many runs of a post are kept: enough for 500 million different runs.
DEEPEST = 8
#: Runs of a post that are counted at a level, an octet each.
_MOST_KEPT = 255
Keys = npt.NDArray[np.uint64]


def count_runs(posts: PostBatch, tokens: TokenTable, tally: Tally) -> None:
    """Keep the runs of a batch, and the long posts with the number of theirs."""
    runs = read_runs(tokens, len(posts))
    identity = post_identity(posts)
    brief = short(identity)[runs.post]
    level = levels(runs.key)
    tally.add_rows(RUNS, {"key": runs.key, "level": level, "first": brief, "last": brief}, MOST_RUNS)
    kept = np.zeros(len(posts), dtype=np.uint64)
    for least in range(1, DEEPEST + 1):
        counted = np.minimum(np.bincount(runs.post[level >= least], minlength=len(posts)), _MOST_KEPT)
        kept |= counted.astype(np.uint64) << np.uint64(8 * (least - 1))
    rows = np.flatnonzero(runs.words >= FEWEST_WORDS)
    tally.count(LONG, posts.bucket[rows])
    tally.add_authors(LONG, np.unique(posts.author_key[rows[posts.has_author[rows]]]))
    tally.add_rows(
        QUOTED,
        {
            "key": identity[rows],
            "level": levels(mixed(identity[rows])),
            "owner": posts.author_key[rows],
            "number": np.bincount(runs.post, minlength=len(posts))[rows].astype(np.int32),
            "words": runs.words[rows].astype(np.int32),
            "kept": kept[rows],
            "flags": posts.has_author[rows].astype(np.uint8),
            "posts": np.ones(len(rows), dtype=np.int64),
        },
        MOST_QUOTED,
    )


def short(identity: Keys) -> npt.NDArray[np.int32]:
    """31 bits of a post's hash: two posts of one run have the same with a chance of 2**-31."""
    return (identity >> np.uint64(33)).astype(np.int32)
