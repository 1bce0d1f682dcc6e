"""Strict and loose mentions, by the text pass of an audit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.plan import Plan
from audit.text_reader import text_reader

from .targets import slugs

Bits = npt.NDArray[np.bool_]


class Mentions:
    """Who is mentioned in n posts.

    Parameters
    ----------
    posts : sequence of str, length n
    language : str
    """

    def __init__(self, posts: Sequence[str], language: str) -> None:
        languages = pa.array([language] * len(posts), pa.string())
        self._features = text_reader(Plan()).run(pa.array(list(posts), pa.large_string()), languages)
        self._n = len(posts)

    def strict(self, target: str) -> Bits:
        """Posts with a strict mention of a group that names the target, shape (n,)."""
        return self._posts(target, *self._features.strict_pairs)

    def loose(self, target: str) -> Bits:
        """Posts with any form of it, strict ones included, shape (n,)."""
        return self._posts(target, *self._features.loose_pairs)

    def _posts(self, target: str, post: npt.NDArray[np.int32], group: npt.NDArray[np.int32]) -> Bits:
        own = slugs(target)
        wanted = np.array([slug in own for _, slug in self._features.groups], np.bool_)
        found = np.zeros(self._n, np.bool_)
        found[post[wanted[group]]] = True
        return found
