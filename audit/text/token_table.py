"""The tokens of chosen posts as arrays: what words by group and windows around mentions are counted from.

A word is its hash, and words that are to be printed are named afterwards from where they stand: no Python object per token.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.hashing import string_buffers
from audit.text.codepoints import codepoints
from audit.text.tokens import counters, log_for, room, tokenise
from audit.text.trie import no_forms

Integers = npt.NDArray[np.int32]
Hashes = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]

#: Code points of a word that are told apart; longer words are runs of letters or addresses that nobody counts.
LONGEST_WORD = 64


@dataclass(frozen=True, eq=False)
class TokenTable:
    """The t tokens of chosen posts of a batch, in order of post and place.

    Attributes
    ----------
    post : ndarray of int32, shape (t,)
        Index of the post in the batch.
    start, end : ndarray of int32, shape (t,)
        Bytes from the start of the post's text.
    after_break : ndarray of bool, shape (t,)
        Whether a sentence end, line end, link or handle stands between this token and the one before, or it is the first.
    in_hashtag : ndarray of bool, shape (t,)
        Whether it is a word of a hashtag; words of one hashtag touch.
    word : ndarray of uint64, shape (t,)
        Hash of the folded word: the same on every machine, for any batch.
    text : pyarrow.LargeStringArray
        The batch's texts.
    """

    post: Integers
    start: Integers
    end: Integers
    after_break: Bools
    in_hashtag: Bools
    word: Hashes
    text: pa.Array

    def __len__(self) -> int:
        return len(self.post)

    def take(self, tokens: npt.NDArray[np.bool_] | npt.NDArray[np.integer]) -> TokenTable:
        """The chosen tokens."""
        return TokenTable(
            self.post[tokens],
            self.start[tokens],
            self.end[tokens],
            self.after_break[tokens],
            self.in_hashtag[tokens],
            self.word[tokens],
            self.text,
        )

    def names(self, hashes: Hashes) -> dict[int, str]:
        """The folded words behind some hashes, as far as they occur here.

        Parameters
        ----------
        hashes : ndarray of uint64

        Returns
        -------
        dict of int to str
        """
        words, first = np.unique(self.word, return_index=True)
        chosen = first[np.isin(words, hashes)]
        raw = self._raw(chosen)
        # What is letters and digits of ASCII folds to its lower case; the rest is folded by the tokeniser itself.
        names = pc.utf8_lower(raw).to_pylist()
        plain = pc.match_substring_regex(raw, "^[A-Za-z0-9]+$").to_numpy(zero_copy_only=False)
        odd = np.flatnonzero(~plain)
        folded = tokenise(raw.take(pa.array(odd)))
        for place, word in zip(reversed(folded.post.tolist()), reversed(folded.word), strict=True):
            names[odd[place]] = word
        return dict(zip(self.word[chosen].tolist(), names, strict=True))

    def _raw(self, tokens: npt.NDArray[np.integer]) -> pa.LargeStringArray:
        """What stands in the text at some tokens."""
        data, offsets, _ = string_buffers(self.text)
        size = (self.end[tokens] - self.start[tokens]).astype(np.int64)
        until = np.cumsum(size)
        begin = offsets[self.post[tokens]] + self.start[tokens]
        octets = data[np.repeat(begin - (until - size), size) + np.arange(int(size.sum()))]
        return pa.LargeStringArray.from_buffers(
            len(tokens), pa.py_buffer(np.r_[0, until].astype(np.int64)), pa.py_buffer(octets)
        )


def word_hashes(words: Iterable[str]) -> Hashes:
    """The hash of each single word, as a :class:`TokenTable` would have it.

    Raises
    ------
    ValueError
        One of them is no word, or several.
    """
    texts = list(words)
    table = read_tokens(pa.array(texts, pa.large_string()))
    if not np.array_equal(table.post, np.arange(len(texts))):
        wrong = np.flatnonzero(np.bincount(table.post, minlength=len(texts)) != 1)
        raise ValueError(f"{texts[int(wrong[0])]!r} is not one word")
    return table.word


def read_tokens(text: pa.Array | pa.ChunkedArray, rows: Bools | None = None) -> TokenTable:
    """Cut posts into tokens.

    Parameters
    ----------
    text : pyarrow.LargeStringArray, shape (n,)
    rows : ndarray of bool, shape (n,), optional
        The posts to cut; all if not given.

    Returns
    -------
    TokenTable
    """
    from audit.text.kernel import scan

    if isinstance(text, pa.ChunkedArray):
        text = text.cast(pa.large_string()).combine_chunks()
    chosen = text if rows is None or rows.all() else text.filter(pa.array(rows))
    data, offsets, valid = string_buffers(chosen)
    log = log_for(int(offsets[-1] - offsets[0]))
    words, forms = no_forms()
    posts = len(offsets) - 1
    *_, logged = scan(data, offsets, valid, codepoints(), words, forms, LONGEST_WORD, 0, room(0), counters(posts), log)
    post = log.post[:logged]
    if chosen is not text and rows is not None:
        post = np.flatnonzero(rows).astype(np.int32)[post]
    first = np.r_[True, post[1:] != post[:-1]] if logged else np.zeros(0, bool)
    return TokenTable(
        post=post.copy(),
        start=log.start[:logged].copy(),
        end=log.end[:logged].copy(),
        after_break=log.after_break[:logged].astype(np.bool_) | first,
        in_hashtag=log.in_hashtag[:logged].astype(np.bool_),
        word=log.word[:logged].copy(),
        text=text,
    )
