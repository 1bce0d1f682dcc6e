"""How much of a text's words come from each topic of a dialect model.

Words are cut as the model's were: lower case, links and handles left out, emoticons, runs of one emoji and of punctuation kept
whole. What comes out is a share of words, of a topic that goes with a population; it says nothing of who wrote them.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

#: Sweeps over the words of a text, and the prior of each topic, as the model's authors take them.
SWEEPS, PRIOR = 4, 1.0
#: Of its words so many must be in the vocabulary, or nothing is said of a text.
LEAST_KNOWN = 0.2
#: Characters of a post that are read; the model was made of tweets, and the time of a text grows with its words.
READ_CHARACTERS = 2000
#: Different pieces of text that are remembered, some 60 MB.
MOST_PIECES = 1 << 18

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_LEFT_OUT = re.compile(
    r"https?://\S+|\bwww\.\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|edu|gov|ly|co|tv|me)\b(?:/\S*)?"
    r"|\S+@\S+\.\w+|@\w*:?"
)
_EMOJI = "\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff"
_TOKEN = re.compile(
    r"#[\w]+"
    r"|<+/?3+|[<>]?[:;=]['`]?[-o*^,]?[()\[\]dpso/\\|3*$x]+(?![a-z0-9])"  # emoticons, eyes first
    r"|(?<![a-z0-9])[()\[\]d]+[-o*^]?[:;=](?![a-z0-9])"  # eyes last
    r"|[-^>.<ot0][_.-]+[-^<.ot0>](?![a-z0-9])"  # sideways faces
    r"|<+[-=]*|[-=]*>+|[-=]{2,}"
    r"|(?:[a-z]\.){2,}[a-z]?"
    r"|\d+(?:[:/.,-]\d+)+|\d+%|\$\d[\d,.]*"
    r"|[^\W_]+(?:['\u2019&-][^\W_]+)*"
    rf"|[{_EMOJI}\ufe0f\u200d]+"
    r"|[.\u2026]+|[?!]+|[^\w\s]|_+"
)
_RUN = re.compile(r"(.)\1*", re.DOTALL)


def cut(piece: str) -> list[str]:
    """The tokens of what stands between two blanks, as near to the model's as matters.

    Parameters
    ----------
    piece : str
        In lower case.

    Returns
    -------
    list of str
        None of a link, of a handle, or of the mark of a retweet.

    Examples
    --------
    >>> cut("here!!:)"), cut("i'm"), cut("https://t.co/x"), cut("rt")
    (['here', '!!', ':)'], ["i'm"], [], [])
    """
    if piece == "rt":
        return []
    special = "@" in piece or "." in piece or "/" in piece
    return _TOKEN.findall(_LEFT_OUT.sub(" ", piece) if special else piece)


@dataclass(frozen=True, eq=False)
class Proportions:
    """Of n texts: shares of their words by topic.

    Attributes
    ----------
    whole : ndarray of float64, shape (n, k)
        Sums to 1 in a row; NaN throughout where too few words are known.
    without : ndarray of float64, shape (n, k)
        The same once the words of a list are taken out of the text.
    listed : ndarray of bool, shape (n,)
        Whether a text has a word of the list.
    """

    whole: Floats
    without: Floats
    listed: Bools


class _Piece(NamedTuple):
    """Known words of what stands between two blanks, with and without those of the list, and how many words there are."""

    ids: tuple[int, ...]
    ids_kept: tuple[int, ...]
    tokens: int
    tokens_kept: int


class DialectReader:
    """Reads texts with one model.

    Parameters
    ----------
    words : sequence of str, length V
    likelihood : ndarray of float64, shape (V, k)
        What each word says of the topic it came from, adding up to 1.
    listed : set of str
        Words that are taken out in :attr:`Proportions.without`, such as profanity; hashtags of one too.
    """

    def __init__(self, words: Sequence[str], likelihood: Floats, listed: Set[str] = frozenset()) -> None:
        self.likelihood = np.ascontiguousarray(likelihood, dtype=np.float64)
        self.listed = frozenset(listed)
        self._ids = {word: index for index, word in enumerate(words)}
        self._pieces: dict[str, _Piece] = {}

    def read(self, text: pa.Array) -> Proportions:
        """Proportions of texts; a null has none.

        Parameters
        ----------
        text : pyarrow.LargeStringArray, shape (n,)
            HTML entities are read as what they stand for.

        References
        ----------
        Blodgett, S. L., Green, L. and O'Connor, B. (2016). Demographic Dialectal Variation in Social Media: A Case Study of
        African-American English. EMNLP, section 3.2, for the model. The topic of each word is weighed with those of the other
        words of the text, in a few sweeps over it, starting from what each word says alone.
        """
        whole = pc.utf8_slice_codeunits(text.cast(pa.large_string()), 0, READ_CHARACTERS)
        split = pc.utf8_split_whitespace(pc.utf8_lower(_unescaped(whole)))
        pieces = pc.list_flatten(split).dictionary_encode()
        of_text = pc.list_parent_indices(split).to_numpy(zero_copy_only=False).astype(np.int64)
        code = pieces.indices.to_numpy(zero_copy_only=False)
        read = [self._read(each) for each in pieces.dictionary.to_pylist()]
        listed = np.zeros(len(text), dtype=bool)
        listed[of_text[np.array([each.tokens != each.tokens_kept for each in read], dtype=bool)[code]]] = True
        at = code, of_text, len(text)
        return Proportions(
            self._proportions([each.ids for each in read], [each.tokens for each in read], *at),
            self._proportions([each.ids_kept for each in read], [each.tokens_kept for each in read], *at),
            listed,
        )

    def _read(self, piece: str) -> _Piece:
        """What a piece holds; posts repeat each other's, so most were read before."""
        found = self._pieces.get(piece)
        if found is None:
            words = self._words(piece)
            kept = [each for each in words if each.removeprefix("#") not in self.listed]
            ids, ids_kept = (tuple(self._ids[each] for each in some if each in self._ids) for some in (words, kept))
            found = _Piece(ids, ids_kept, len(words), len(kept))
            if len(self._pieces) >= MOST_PIECES:
                self._pieces.clear()
            self._pieces[piece] = found
        return found

    def _words(self, piece: str) -> list[str]:
        """Tokens; of those that the model does not know, apostrophes made straight and runs of several emoji divided."""
        words = list[str]()
        for word in cut(piece):
            if word in self._ids or word.isascii():
                words.append(word)
            elif "\u2019" in word:
                words.append(word.replace("\u2019", "'"))
            elif word[0].isalnum() or word[0] == "#":
                words.append(word)
            else:
                for run in _RUN.finditer(word.replace("\ufe0f", "").replace("\u200d", "")):
                    whole = run.group()
                    words += [whole] if whole in self._ids else list(whole)
        return words

    def _proportions(
        self,
        ids: list[tuple[int, ...]],
        words: list[int],
        code: npt.NDArray[np.int32],
        of_text: npt.NDArray[np.int64],
        texts: int,
    ) -> Floats:
        """One row per text, from the known words and all words of each different piece, and which piece stands where."""
        size = np.array([len(each) for each in ids], dtype=np.int64)
        first = np.cumsum(size) - size
        flat = np.array([each for one in ids for each in one], dtype=np.int64)
        many = size[code]
        start = np.repeat(first[code], many) if len(code) else first
        within = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
        found = np.bincount(of_text, weights=many, minlength=texts).astype(np.int64)
        tokens = np.bincount(of_text, weights=np.array(words, dtype=np.int64)[code], minlength=texts)
        result = np.full((texts, self.likelihood.shape[1]), np.nan)
        _sweep()(self.likelihood, flat[start + within], np.r_[0, np.cumsum(found)], SWEEPS, PRIOR, result)
        result[found < LEAST_KNOWN * tokens] = np.nan
        return result


def _unescaped(text: pa.Array) -> pa.Array:
    """With HTML entities read, twice where they were escaped twice."""
    escaped = pc.is_in(pc.match_substring_regex(text, "&[#a-zA-Z]"), pa.array([True]))
    if not pc.any(escaped).as_py():
        return text
    read = [html.unescape(html.unescape(each)) for each in text.filter(escaped).to_pylist()]
    return pc.replace_with_mask(text, escaped, pa.array(read, pa.large_string()))


@functools.cache
def _sweep() -> Callable[..., Any]:
    """The loop over the words of all texts, compiled when first needed."""
    import numba

    def sweep(likelihood, ids, until, sweeps, prior, result):  # type: ignore[no-untyped-def]
        topics = likelihood.shape[1]
        total = np.zeros(topics)
        fresh = np.zeros(topics)
        for text in range(len(until) - 1):
            first, last = until[text], until[text + 1]
            words = last - first
            if words == 0:
                continue
            share = np.empty((words, topics))
            total[:] = 0.0
            for i in range(words):
                for k in range(topics):
                    share[i, k] = likelihood[ids[first + i], k]
                    total[k] += share[i, k]
            for _ in range(sweeps):
                for i in range(words):
                    whole = 0.0
                    for k in range(topics):
                        fresh[k] = likelihood[ids[first + i], k] * (total[k] - share[i, k] + prior)
                        whole += fresh[k]
                    for k in range(topics):
                        value = fresh[k] / whole
                        total[k] += value - share[i, k]
                        share[i, k] = value
            for k in range(topics):
                total[k] = 0.0
                for i in range(words):
                    total[k] += share[i, k]
                result[text, k] = total[k] / words

    try:
        return numba.njit(nogil=True, cache=True)(sweep)
    except RuntimeError:  # numba found no directory that it may write its cache to
        return numba.njit(nogil=True)(sweep)
