"""Texts of authors, word by word, simulated: what association tests on vectors are calibrated on.

Words are drawn independently from a Zipf distribution that each author bends to an own taste, so nothing goes with anything;
an association is planted by putting a word of one set into the text where a word of another set stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .simulation import posts_per_author

Integers = npt.NDArray[np.int64]

#: Words of a text.
LENGTH = 12


class SimulatedWords(NamedTuple):
    """Tokens in the order of text and place; every field has shape (t,)."""

    word: Integers
    text: Integers
    place: Integers
    author: Integers


def authors_words(
    generator: np.random.Generator,
    authors: int,
    *,
    vocabulary: int = 300,
    ranks: Sequence[int] = tuple(range(20, 52)),
    taste: float = 2.0,
    planted: Sequence[tuple[Sequence[int], Sequence[int], float]] = (),
) -> SimulatedWords:
    """Texts of 12 words by authors who write unequally much.

    Parameters
    ----------
    generator : numpy.random.Generator
    authors : int
    vocabulary : int
        Different words.
    ranks : sequence of int
        Ranks of the words 0, 1, 2 ... by frequency, 0 for the most frequent; the other words have the other ranks.
    taste : float
        Shape of the gamma distribution, of mean 1, that bends each word's frequency for each author; infinite for authors
        who are all alike.
    planted : sequence of (words, companions, chance)
        Where one of the words stands, with this chance one of the companions takes the place of another word of the text.

    Returns
    -------
    SimulatedWords
    """
    posts = np.minimum(3 * posts_per_author(generator, (authors,), 2.0), 200)
    own = 1 / np.arange(3.0, vocabulary + 3)
    others = np.setdiff1d(np.arange(vocabulary), ranks)
    frequency = own[np.r_[np.asarray(ranks, dtype=np.int64), others]]
    author = np.repeat(np.arange(authors), posts)
    bent = (
        np.full((authors, vocabulary), 1.0)
        if np.isinf(taste)
        else generator.gamma(taste, 1 / taste, (authors, vocabulary))
    )
    cumulated = np.cumsum(bent * frequency, axis=1)
    words = np.empty((len(author), LENGTH), dtype=np.int64)
    for index in range(authors):
        rows = np.flatnonzero(author == index)
        drawn = generator.random((len(rows), LENGTH)) * cumulated[index, -1]
        words[rows] = np.searchsorted(cumulated[index], drawn)
    for chosen, companions, chance in planted:
        text, place = np.nonzero(np.isin(words, chosen) & (generator.random(words.shape) < chance))
        beside = (place + generator.integers(1, LENGTH, len(place))) % LENGTH
        words[text, beside] = generator.choice(companions, len(text))
    texts = np.repeat(np.arange(len(author)), LENGTH)
    return SimulatedWords(words.reshape(-1), texts, np.tile(np.arange(LENGTH), len(author)), np.repeat(author, LENGTH))
