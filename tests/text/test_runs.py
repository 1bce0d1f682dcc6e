"""Runs of six words, against a plain reading of the same texts."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pyarrow as pa

from audit.text.runs import RUN, read_runs
from audit.text.token_table import read_tokens
from audit.text.tokens import tokenise

TEXTS = [
    "one two three four five six seven eight",
    "zero one TWO, three: four five six!",
    "short one",
    "",
    None,
    "a b c a b c a b c a b c",
    "see https://example.org one two three four five six @somebody",
    "eins zwei drei vier fünf sechs sieben",
]


def naive(texts):
    words = defaultdict(list)
    tokens = tokenise(pa.array(texts, pa.large_string()))
    for post, word in zip(tokens.post.tolist(), tokens.word, strict=True):
        words[post].append(word)
    return [
        {tuple(own[i : i + RUN]) for i in range(len(own) - RUN + 1)} for own in (words[k] for k in range(len(texts)))
    ]


def runs_of(texts):
    return read_runs(read_tokens(pa.array(texts, pa.large_string())), len(texts))


def test_runs_are_those_of_a_plain_reading():
    runs, expected = runs_of(TEXTS), naive(TEXTS)
    assert [(runs.post == post).sum() for post in range(len(TEXTS))] == [len(each) for each in expected]
    # Posts that share a run, pair by pair, share as many hashes.
    keys = [set(runs.key[runs.post == post].tolist()) for post in range(len(TEXTS))]
    for one in range(len(TEXTS)):
        for other in range(one):
            assert len(keys[one] & keys[other]) == len(expected[one] & expected[other])
    assert len(set(runs.key.tolist())) == len(set.union(*expected))


def test_words_are_counted():
    assert runs_of(TEXTS).words.tolist() == [8, 7, 2, 0, 0, 12, 7, 7]


def test_keys_ascend_and_fall_evenly_over_all_hashes():
    """Samples keep runs by the leading zeros of their hashes: half of all have none, a quarter one."""
    runs = runs_of([" ".join(f"w{post}x{place}" for place in range(10)) for post in range(4000)])
    assert (np.diff(runs.key.astype(np.float64)) >= 0).all()
    assert len(runs.key) == 20_000
    counted = np.bincount((runs.key >> np.uint64(60)).astype(np.int64), minlength=16)
    assert ((counted - 1250) ** 2 / 1250).sum() < 37.7  # chi-square, 15 degrees of freedom, one in a thousand


def test_nothing_to_read_gives_no_runs():
    runs = runs_of(["a b", None])
    assert len(runs.key) == len(runs.post) == 0
    assert runs.words.tolist() == [2, 0]
