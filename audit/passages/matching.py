"""Where the posts of a batch answer a question: which mention, and the words that made the finding."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audit.metrics.descriptions import US_THEM, window_words
from audit.metrics.themes.markers import ESSENTIALISING
from audit.passages.question import ANY_SLOT, Question
from audit.posts import PostBatch
from audit.text.features import Mentions
from audit.text.token_table import TokenTable, word_hashes
from audit.text.windows import SLOTS, Windows, described, read_windows

Integers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
_EVERYWHERE = 2**31 - 1


class Hits(NamedTuple):
    """Mentions that answer a question, in order of post and place.

    Attributes
    ----------
    post : ndarray of int64
        Index into the batch.
    start, end : ndarray of int64
        Bytes of the mention.
    low, high : ndarray of int64
        Bytes between which the signs stand.
    """

    post: Integers
    start: Integers
    end: Integers
    low: Integers
    high: Integers


class Sign(NamedTuple):
    """Bytes of a word that made the finding."""

    start: int
    end: int


@dataclass(frozen=True, eq=False)
class Batch:
    """A batch of posts that several questions are put to."""

    posts: PostBatch

    @functools.cached_property
    def spans(self) -> Mentions:
        """Strict mentions in English, in which windows are read."""
        spans = self.posts.features.strict_spans
        own = self.posts.english[spans.post]
        return Mentions(*(each[own] for each in spans))

    @functools.cached_property
    def windows(self) -> Windows:
        """Description windows around them."""
        return read_windows(self.posts.mention_tokens, self.spans, window_words())

    @functools.cached_property
    def said(self) -> tuple[Integers, npt.NDArray[np.uint32]]:
        """Markers in them: which window, and the categories as bits."""
        return described(self.windows, self.posts.mention_tokens, self.posts.features.marker_spans)


def hits(batch: Batch, question: Question) -> Hits:
    """The mentions of a batch that answer a question."""
    features = batch.posts.features
    name = (question.axis, question.group)
    group = features.groups.index(name) if name in features.groups else -1
    fits = (
        _labelled(batch.posts, question)
        & _present(batch.posts)
        & (batch.posts.english if question.in_english else batch.posts.covered)
    )
    found = _in_windows(batch, question, group) if question.slot else _in_posts(batch, question, group)
    return Hits(*(each[fits[found.post]] for each in found))


def signs(batch: Batch, question: Question, found: Hits, row: int) -> list[Sign]:
    """The words that made the finding, of one hit; none where the mention alone did."""
    post, low, high = (int(each[row]) for each in (found.post, found.low, found.high))
    features, result = batch.posts.features, list[Sign]()
    if question.theme in features.categories:
        markers = features.marker_spans
        bit = np.uint32(1) << np.uint32(features.categories.index(question.theme or ""))
        own = slice(*np.searchsorted(markers.post, [post, post + 1]))
        chosen = (markers.categories[own] & bit != 0) & (markers.start[own] >= low) & (markers.start[own] < high)
        result += map(Sign, markers.start[own][chosen].tolist(), markers.end[own][chosen].tolist())
    if question.word is not None:
        tokens: TokenTable = batch.posts.mention_tokens
        own = slice(*np.searchsorted(tokens.post, [post, post + 1]))
        chosen = (tokens.word[own] == word_hashes([question.word])[0]) & (tokens.start[own] >= low)
        chosen &= tokens.start[own] < high
        result += map(Sign, tokens.start[own][chosen].tolist(), tokens.end[own][chosen].tolist())
    return sorted(result)


def _present(posts: PostBatch) -> Bools:
    """Posts that are not known to be gone: what was taken back is not shown again."""
    column = posts.column("status")
    if column is None:
        return np.ones(len(posts), dtype=bool)
    return np.array([each in (None, "present") for each in column.to_pylist()], dtype=bool)


def _labelled(posts: PostBatch, question: Question) -> Bools:
    everyone = np.ones(len(posts), dtype=bool)
    if question.label is None:
        return everyone
    column = posts.column(f"label:{question.label[0]}")
    if column is None:
        return ~everyone
    return np.array([each == question.label[1] for each in column.to_pylist()], dtype=bool)


def _in_posts(batch: Batch, question: Question, group: int) -> Hits:
    """The word or theme stands anywhere in the post."""
    features = batch.posts.features
    spans, n = features.strict_spans, len(batch.posts)
    fits = np.ones(n, dtype=bool)
    if question.theme == ESSENTIALISING:
        post, named = features.generic_pairs
        fits &= _holds(post[named == group], n)
    elif question.theme is not None:
        has = question.theme in features.categories
        bit = features.categories.index(question.theme) if has else 0
        fits &= has & ((features.marker_mask >> np.uint32(bit)) & np.uint32(1) == 1)
    if question.word is not None:
        tokens: TokenTable = batch.posts.mention_tokens
        fits &= _holds(tokens.post[tokens.word == word_hashes([question.word])[0]], n)
    rows = np.flatnonzero((spans.group == group) & fits[spans.post])
    whole = np.zeros(len(rows), np.int64)
    post, start, end = (each[rows].astype(np.int64) for each in (spans.post, spans.start, spans.end))
    return Hits(post, start, end, whole, whole + _EVERYWHERE)


def _in_windows(batch: Batch, question: Question, group: int) -> Hits:
    """The word or theme stands in what is said of the group."""
    spans, windows, tokens = batch.spans, batch.windows, batch.posts.mention_tokens
    if question.theme == US_THEM:
        rows = np.flatnonzero(windows.contrast & (spans.group == group))
        whole = np.zeros(len(rows), np.int64)
        post, start, end = (each[rows].astype(np.int64) for each in (spans.post, spans.start, spans.end))
        return Hits(post, start, end, whole, whole)
    fits = (windows.aside == 0) & (spans.group[windows.mention] == group)
    if question.slot != ANY_SLOT:
        fits &= windows.slot == SLOTS.index(question.slot or "")
    if question.theme is not None:
        categories = batch.posts.features.categories
        at, bits = batch.said
        bit = categories.index(question.theme) if question.theme in categories else 31
        fits &= _holds(at[(bits >> np.uint32(bit)) & np.uint32(1) == 1], len(fits))
    if question.word is not None:
        seen = np.r_[0, np.cumsum(tokens.word == word_hashes([question.word])[0])]
        fits &= seen[windows.last] > seen[windows.first]
    rows = np.flatnonzero(fits)
    mention, first, last = windows.mention[rows], windows.first[rows], windows.last[rows]
    post, start, end = (each[mention].astype(np.int64) for each in (spans.post, spans.start, spans.end))
    low, high = tokens.start[first].astype(np.int64), tokens.end[np.maximum(last - 1, 0)].astype(np.int64)
    return Hits(post, start, end, low, high)


def _holds(positions: npt.NDArray[np.integer], n: int) -> Bools:
    held = np.zeros(n, dtype=bool)
    held[positions] = True
    return held
