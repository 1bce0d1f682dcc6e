"""The closed classes of words by which description windows are found, and how to look them up."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.hashing import distinct
from audit.text.token_table import word_hashes

CLASSES = (
    "copula", "auxiliary", "negation", "intensifier", "determiner", "preposition", "conjunction", "pronoun", "subject",
    "question", "conditional", "reporting", "relative", "us", "them", "distancing", "collective", "partitive", "complement",
)  # fmt: skip
#: The bit of each class.
BIT = {name: 1 << i for i, name in enumerate(CLASSES)}


@dataclass(frozen=True, eq=False)
class WindowWords:
    """Closed-class words by hash, ascending, and the classes of each as bits of :data:`CLASSES`."""

    word: npt.NDArray[np.uint64]
    classes: npt.NDArray[np.uint32]
    first_person: int

    @functools.cached_property
    def _table(self) -> tuple[np.uint64, npt.NDArray[np.uint64], npt.NDArray[np.uint32]]:
        """Words and classes by some bits of the hash that no two words share, and the lowest of these bits."""
        # Spellings of a word that fold to one stand here several times.
        different, first = np.unique(self.word, return_index=True)
        for bits in range(14, 64):
            for lowest in range(64 - bits):
                place = different >> np.uint64(lowest) & np.uint64((1 << bits) - 1)
                if len(distinct(place)) == len(place):
                    words, classes = np.zeros(1 << bits, np.uint64), np.zeros(1 << bits, np.uint32)
                    words[place], classes[place] = different, self.classes[first]
                    return np.uint64(lowest), words, classes
        raise AssertionError("words are told apart by 64 bits or not at all")

    def of(self, words: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint32]:
        """The classes of some words; 0 for words of none."""
        lowest, known, classes = self._table
        place = words >> lowest & np.uint64(len(known) - 1)
        return np.where(known[place] == words, classes[place], np.uint32(0))


def compile_window_words(rows: Iterable[tuple[str, str]]) -> WindowWords:
    """Closed-class words from (class, form) rows; every class is one of :data:`CLASSES`."""
    bits: dict[str, int] = {}
    for name, form in rows:
        bits[form] = bits.get(form, 0) | BIT[name]
    hashes = word_hashes(bits)
    order = np.argsort(hashes)
    classes = np.array(list(bits.values()), np.uint32)
    return WindowWords(hashes[order], classes[order], int(word_hashes(["i"])[0]))
