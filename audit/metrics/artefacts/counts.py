"""Counting which words stand in posts of each label: posts per author, word and label, on a sample of whole authors."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit import resources
from audit.hashing import hash_strings
from audit.metrics.counting import coded, mixed, named
from audit.metrics.labels.counts import MOST_COUNTED
from audit.metrics.language import count_language
from audit.posts import PostBatch
from audit.resources import AFRICAN_AMERICAN, DialectModel
from audit.tally import Tally
from audit.tally.sample import Sample, levels
from audit.text.token_table import TokenTable, word_hashes

NAME = "artefacts"
ROWS = (NAME, "rows")
#: Rows that are kept, 44 bytes each: all of them while labelled posts are fewer than some 70,000.
BOUND = 1 << 20
#: What every post counts as, whatever is in it.
EVERY_POST = np.uint64(0)
#: A word of a dialect comes from its topic at least so likely, and is at least so frequent in the model.
LEAST_OF_DIALECT, LEAST_FREQUENT = 0.8, 1e-6
IDENTITY, DIALECT, OTHER = "identity", "dialect", "word"

Hashes = npt.NDArray[np.uint64]


def count_words(posts: PostBatch) -> Tally:
    """One row per author, label, value and word, and one for all posts with that value; posts in English alone."""
    tally = Tally()
    labels = [(name, *coded(column)) for name, column in named(posts, "label")]
    if posts.column("text") is None or not labels:
        return tally
    count_language(tally, NAME, posts, only="en")
    sample = tally.samples.setdefault(ROWS, Sample(BOUND))
    for name, values, *_ in labels:
        if len(values) > MOST_COUNTED:
            tally.add_total((NAME, "too many values", name), 1)
    labels = [each for each in labels if len(each[1]) <= MOST_COUNTED]
    post, word, names = _words(posts)
    for name, values, codes, known in labels:
        sides = mixed(hash_strings(pa.array([f"{name}\0{each}" for each in values], pa.large_string())))
        for value, side in zip(values, sides.tolist(), strict=True):
            tally.add_total((NAME, "side", f"{side:016x}", name, value), 0)
        every = np.flatnonzero(known & posts.english)
        own = known[post]
        row = np.r_[every, post[own]]
        item = np.r_[np.full(len(every), EVERY_POST), word[own]]
        if not len(row):
            continue
        owner, side = posts.author_key[row], sides[codes[row]]
        sample.add(
            {
                "key": mixed(owner ^ mixed(item ^ mixed(side))),
                "level": levels(mixed(owner)),
                "owner": owner,
                "side": side,
                "profile": item,
                "flags": posts.has_author[row].astype(np.uint8),
                "posts": np.ones(len(row), dtype=np.int64),
            },
            names,
        )
    return tally


def _words(posts: PostBatch) -> tuple[npt.NDArray[np.int64], Hashes, dict[int, tuple[str, str]]]:
    """Each word of each post in English once, numbers left out, and what the words are."""
    tokens: TokenTable = posts.tokens
    tokens = tokens.take(posts.english[tokens.post])
    words, own = np.unique(tokens.word, return_inverse=True)
    names = tokens.names(words)
    spoken = np.array([not names[each].isnumeric() for each in words.tolist()], dtype=bool)
    rows = np.flatnonzero(spoken[own]) if len(own) else np.zeros(0, dtype=np.int64)
    pairs = np.unique(tokens.post[rows].astype(np.int64) * max(len(words), 1) + own[rows])
    post, word = np.divmod(pairs, max(len(words), 1))
    return post, words[word], {each: ("word", name) for each, name in names.items() if not name.isnumeric()}


@functools.cache
def identity_words() -> frozenset[int]:
    """Hashes of the forms of one word that name a group, in any tier."""
    return _hashes(tuple(sorted({each.form for each in resources.identity_terms().rows if each.form.isalpha()})))


def dialect_words(model: DialectModel) -> frozenset[int]:
    """Hashes of the words that come from the topic called African-American at least as likely as :data:`LEAST_OF_DIALECT`."""
    frequent = model.counts.sum(axis=1) >= LEAST_FREQUENT * model.counts.sum()
    chosen = np.flatnonzero(frequent & (model.likelihood[:, AFRICAN_AMERICAN] >= LEAST_OF_DIALECT)).tolist()
    words = [model.words[each] for each in chosen]
    return _hashes(tuple(each for each in words if each.isascii() and each.isalpha()))


@functools.cache
def _hashes(words: tuple[str, ...]) -> frozenset[int]:
    return frozenset(word_hashes(words).tolist())
