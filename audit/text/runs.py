"""Runs of six words: what a search for a quoted passage finds.

A run is six words or emoji in a row, folded, without links, handles and punctuation, within one post. In scripts that are
written without blanks a word is a character. Of each post one run is drawn: that of the least hash, which is any of its
runs with the same chance, and the same one wherever the text is read.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audit.text.token_table import TokenTable

#: Words of a run, and words of a post from which on it is asked about.
RUN, FEWEST_WORDS = 6, 8
_STEP, _FINISH, _HALF = np.uint64(0x9FB21C651E98DF25), np.uint64(0xD6E8FEB86659FD93), np.uint64(32)
Keys = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]


class Runs(NamedTuple):
    """All runs of a batch of n posts.

    Attributes
    ----------
    post : ndarray of int64, shape (r,)
        Ascending; a run that a post has twice is there twice.
    key : ndarray of uint64, shape (r,)
        Uniform hash of the words of each run.
    words : ndarray of int64, shape (n,)
        Words of each post.
    drawn : ndarray of uint64, shape (n,)
        The run of least hash of each post; without meaning in posts of fewer than six words.
    """

    post: Integers
    key: Keys
    words: Integers
    drawn: Keys


def read_runs(tokens: TokenTable, posts: int) -> Runs:
    """Runs of six words of the posts of a batch.

    Parameters
    ----------
    tokens : TokenTable
    posts : int
        Posts of the batch, n.
    """
    words = np.bincount(tokens.post, minlength=posts).astype(np.int64)
    if len(tokens) < RUN:
        return Runs(np.zeros(0, np.int64), np.zeros(0, np.uint64), words, np.zeros(posts, np.uint64))
    last = len(tokens) - RUN + 1
    whole = tokens.post[RUN - 1 :] == tokens.post[:last]
    state = tokens.word[:last].copy()
    for step in range(1, RUN):
        state = (state ^ (state >> _HALF)) * _STEP ^ tokens.word[step : last + step]
    state = (state ^ (state >> _HALF)) * _FINISH
    key = (state ^ (state >> _HALF))[whole] * _STEP
    key ^= key >> _HALF
    post = tokens.post[:last][whole].astype(np.int64)
    drawn = np.full(posts, np.iinfo(np.uint64).max, np.uint64)
    if len(post):
        starts = np.flatnonzero(np.r_[True, post[1:] != post[:-1]])
        drawn[post[starts]] = np.minimum.reduceat(key, starts)
    return Runs(post, key, words, drawn)
