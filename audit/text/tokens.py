"""Text cut into folded words by the kernel itself; for lexicon forms and for looking at single posts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.hashing import string_buffers
from audit.text.arrays import Counts, TokenLog
from audit.text.codepoints import codepoints
from audit.text.trie import no_forms

Integers = npt.NDArray[np.int32]

#: Most code points that one byte of UTF-8 can fold to, rounded up: U+FDFA has 3 bytes and folds to 18.
_EXPANSION = 6


class Tokens(NamedTuple):
    """Tokens of n texts, in order; every field has one entry per token.

    Attributes
    ----------
    post : ndarray of int32
        Which text.
    start, end : ndarray of int32
        Bytes from the start of the text.
    after_break : ndarray of bool
        Whether a phrase cannot run on to this token from the one before.
    word : list of str
        The folded word.
    """

    post: Integers
    start: Integers
    end: Integers
    after_break: npt.NDArray[np.bool_]
    word: list[str]


def tokenise(texts: pa.Array) -> Tokens:
    """Cut texts into tokens. Makes Python objects: for forms and for single posts, not for a dataset.

    Parameters
    ----------
    texts : pyarrow.Array of string type, shape (n,)

    Returns
    -------
    Tokens
    """
    from audit.text.kernel import scan

    data, offsets, valid = string_buffers(texts)
    n, size = len(offsets) - 1, int(offsets[-1] - offsets[0])
    log = log_for(size, codepoints=_EXPANSION * size + 1)
    longest = _EXPANSION * size
    words, forms = no_forms()
    *_, logged = scan(data, offsets, valid, codepoints(), words, forms, longest, 0, room(0), counters(n), log)
    bounds = [0, *log.word_end[:logged].tolist()]
    folded = log.codepoint[: bounds[-1]].astype("<u4").tobytes().decode("utf-32-le")
    return Tokens(
        log.post[:logged],
        log.start[:logged],
        log.end[:logged],
        log.after_break[:logged].astype(np.bool_),
        [folded[bounds[i] : bounds[i + 1]] for i in range(logged)],
    )


def room(matches: int) -> Integers:
    """An empty table for so many matches."""
    return np.empty((matches, 7), np.int32)


def counters(posts: int) -> Counts:
    """Zeros for so many posts."""
    return Counts(*(np.zeros(posts, np.int32) for _ in Counts._fields))


def no_log() -> TokenLog:
    """A log without room, for a run that keeps no tokens."""
    return log_for(-1)


def log_for(octets: int, codepoints: int = 0) -> TokenLog:
    """A log with room for the tokens of so many bytes of text, and for so many code points of their words."""
    room_for = octets + 1
    return TokenLog(
        post=np.zeros(room_for, np.int32),
        start=np.zeros(room_for, np.int32),
        end=np.zeros(room_for, np.int32),
        after_break=np.zeros(room_for, np.uint8),
        in_hashtag=np.zeros(room_for, np.uint8),
        word=np.zeros(room_for, np.uint64),
        word_end=np.zeros(room_for if codepoints else 0, np.int64),
        codepoint=np.zeros(codepoints, np.int32),
    )
