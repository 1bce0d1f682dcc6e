"""Chance that is no chance: an order of posts or authors that looks random and is the same in every run."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from audit.metrics.counting import mixed

Keys = npt.NDArray[np.uint64]
_SALT = np.uint64(0x6D69746967617465)  # so that no other sample drawn by these hashes is drawn alike


def shuffled(keys: Keys) -> Keys:
    """A uniform number for each key, the same whatever the order and split of the posts; shape (n,)."""
    return mixed(keys ^ _SALT)


def ranks_within(group: npt.NDArray[np.integer], order: Keys) -> npt.NDArray[np.int64]:
    """The place, from 0, of each post in the order of its group; shape (n,)."""
    by = np.lexsort((order, group))
    first = np.r_[True, group[by][1:] != group[by][:-1]] if len(by) else np.zeros(0, dtype=bool)
    starts = np.maximum.accumulate(np.where(first, np.arange(len(by)), 0))
    ranks = np.empty(len(by), dtype=np.int64)
    ranks[by] = np.arange(len(by)) - starts
    return ranks
