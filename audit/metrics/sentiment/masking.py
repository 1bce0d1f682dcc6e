"""Posts with the names of groups taken out, so that a score is not one of the names themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.models.sentiment_scorer import MASK
from audit.posts import PostBatch
from audit.text.replacing import replaced

_LOUD = MASK.upper()


def masked_texts(posts: PostBatch, text: pa.Array, rows: npt.NDArray[np.integer]) -> list[str]:
    """The texts of chosen posts, each word of every form that names a group, strictly or loosely, replaced by one word.

    A word for a word keeps the distances by which the scorer reads negation and emphasis, and capitals stay capitals,
    which it reads as emphasis too.

    Parameters
    ----------
    posts : PostBatch
    text : pyarrow.LargeStringArray
        Its texts.
    rows : ndarray of int, shape (k,)
        Indices of posts that have a text.

    Returns
    -------
    list of str, length k
    """
    spans = posts.features.named_spans
    first = np.searchsorted(spans.post, rows, side="left")
    last = np.searchsorted(spans.post, rows, side="right")
    result = []
    for row, begin, end in zip(rows.tolist(), first.tolist(), last.tolist(), strict=True):
        plain = text[row].as_py()
        result.append(replaced(plain, _places(spans, begin, end), _masked) if begin < end else plain)
    return result


def _places(spans: Any, begin: int, end: int) -> list[tuple[int, int]]:
    """Bytes of each name once, whichever and however many groups it names."""
    return sorted(set(zip(spans.start[begin:end].tolist(), spans.end[begin:end].tolist(), strict=True)))


def _masked(name: str) -> str:
    words = " ".join(_LOUD if len(word) > 1 and word.isupper() else MASK for word in name.split())
    # An emoji need not stand apart.
    return words if any(map(str.isalnum, name)) else f" {words} "
