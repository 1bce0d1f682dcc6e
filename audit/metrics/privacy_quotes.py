"""Counting runs of six words: which of them stand in one post alone.

Two samples. ``runs``: a row per run, with the least and the greatest hash of the posts that have it, which are equal where
it is one post alone. Runs are drawn by their own hash where they are too many, so what is said of a run that is kept holds
for all posts. ``quoted``: a row per post of eight words or more, with the run that is drawn for it; a post is kept where its
run is. Long posts have more runs and are kept more often, which weights make up for.

Hashes of runs are undone by whoever has the text, so neither is written to a file: see :mod:`audit.metrics.withheld`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from audit.metrics.counting import post_identity
from audit.posts import PostBatch
from audit.sample import levels
from audit.tally import Tally
from audit.text.runs import FEWEST_WORDS, RUN, read_runs
from audit.text.token_table import TokenTable

NAME = "privacy"
RUNS, QUOTED = (NAME, "runs"), (NAME, "quoted")
LONG = (NAME, "long posts")
#: Rows of the two samples: 36 MB and 36 MB at most.
MOST_RUNS, MOST_QUOTED = 1 << 21, 1 << 20
Keys = npt.NDArray[np.uint64]


def count_runs(posts: PostBatch, tokens: TokenTable, tally: Tally) -> None:
    """Keep the runs of a batch, and of each long post the one that is drawn."""
    runs = read_runs(tokens, len(posts))
    identity = post_identity(posts)
    brief = short(identity)
    tally.add_rows(
        RUNS,
        {"key": runs.key, "level": levels(runs.key), "first": brief[runs.post], "last": brief[runs.post]},
        MOST_RUNS,
    )
    rows = np.flatnonzero(runs.words >= FEWEST_WORDS)
    tally.count(LONG, posts.bucket[rows])
    tally.add_authors(LONG, np.unique(posts.author_key[rows[posts.has_author[rows]]]))
    tally.add_rows(
        QUOTED,
        {
            "key": identity[rows],
            "level": levels(runs.drawn[rows]),
            "owner": posts.author_key[rows],
            "run": runs.drawn[rows],
            "number": (runs.words[rows] - RUN + 1).astype(np.int32),
            "flags": posts.has_author[rows].astype(np.uint8),
            "posts": np.ones(len(rows), dtype=np.int64),
        },
        MOST_QUOTED,
    )


def short(identity: Keys) -> npt.NDArray[np.int32]:
    """31 bits of a post's hash: two posts of one run have the same with a chance of 2**-31."""
    return (identity >> np.uint64(33)).astype(np.int32)
