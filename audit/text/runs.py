"""Runs of six words: what a search for a quoted passage finds.

A run is six words or emoji in a row, folded, without links, handles and punctuation, within one post. In scripts that are
written without blanks a word is a character.
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
    """The different runs of each post of a batch of n.

    Attributes
    ----------
    post : ndarray of int64, shape (r,)
        In order of the runs' hashes.
    key : ndarray of uint64, shape (r,)
        Uniform hash of the words of each run, ascending.
    words : ndarray of int64, shape (n,)
        Words of each post.
    """

    post: Integers
    key: Keys
    words: Integers


def read_runs(tokens: TokenTable, posts: int) -> Runs:
    """Runs of six words of the posts of a batch; a run that a post has twice counts once.

    Parameters
    ----------
    tokens : TokenTable
    posts : int
        Posts of the batch, n.
    """
    words = np.bincount(tokens.post, minlength=posts).astype(np.int64)
    if len(tokens) < RUN:
        return Runs(np.zeros(0, np.int64), np.zeros(0, np.uint64), words)
    last = len(tokens) - RUN + 1
    whole = tokens.post[RUN - 1 :] == tokens.post[:last]
    state = tokens.word[:last].copy()
    for step in range(1, RUN):
        state = (state ^ (state >> _HALF)) * _STEP ^ tokens.word[step : last + step]
    state = (state ^ (state >> _HALF)) * _FINISH
    key = (state ^ (state >> _HALF))[whole] * _STEP
    key ^= key >> _HALF
    order = np.argsort(key, kind="stable")  # posts ascend within a run
    key, post = key[order], tokens.post[:last][whole][order].astype(np.int64)
    once = np.ones(len(key), bool)
    once[1:] = (key[1:] != key[:-1]) | (post[1:] != post[:-1])
    return Runs(post[once], key[once], words)
