"""Which sets of words are held against each other, and which of their words the text has enough of."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit import resources
from audit.resources.tables import surface_form
from audit.statistics.embedding_association import FEWEST_USES, FEWEST_WORDS
from audit.text.token_table import word_hashes

Hashes = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Question:
    """One test: whether X rather than Y goes with A rather than B.

    Attributes
    ----------
    name : str
        Its part of ids.
    sets : tuple of four str
        Names of the sets X, Y, A and B.
    words : tuple of four str
        What they are called in a sentence.
    control : bool
        Whether it asks what everybody agrees on, so that vectors that do not know it know little.
    """

    name: str
    sets: tuple[str, str, str, str]
    words: tuple[str, str, str, str]
    control: bool = False

    @property
    def title(self) -> str:
        """The four sets in a line."""
        x, y, a, b = self.words
        return f"{x} and {y}: {a} or {b}"


_PLEASANT = ("pleasant words", "unpleasant words")
_CAREER = ("words of career", "words of family")
_GENDER = ("words for men", "words for women")
_ORIGIN = ("pleasant_25", "unpleasant_25b")

QUESTIONS = (
    Question(
        "flowers_insects",
        ("flowers", "insects", "pleasant_25", "unpleasant_25"),
        ("flowers", "insects", *_PLEASANT),
        control=True,
    ),
    Question(
        "instruments_weapons",
        ("instruments", "weapons", "pleasant_25", "unpleasant_25"),
        ("instruments", "weapons", *_PLEASANT),
        control=True,
    ),
    Question("men_women_career", ("men_terms", "women_terms", "career", "family"), (*_GENDER, *_CAREER)),
    Question(
        "names_career", ("men_names", "women_names", "career", "family"), ("names of men", "names of women", *_CAREER)
    ),
    Question("math_arts_gender", ("math", "arts", "male_terms", "female_terms"), ("mathematics", "arts", *_GENDER)),
    Question("science_arts_gender", ("science", "arts_b", "male_kin", "female_kin"), ("science", "arts", *_GENDER)),
    Question(
        "names_race",
        ("european_american_names_32", "african_american_names_32", *_ORIGIN),
        ("European American names", "African American names", *_PLEASANT),
    ),
    Question(
        "names_race_short",
        ("european_american_names_16", "african_american_names_16", "pleasant_8", "unpleasant_8"),
        ("European American names (short list)", "African American names (short list)", *_PLEASANT),
    ),
    Question(
        "european_african",
        ("european_terms", "african_terms", *_ORIGIN),
        ("words for Europeans", "words for Africans", *_PLEASANT),
    ),
    Question(
        "european_asian",
        ("european_terms", "asian_terms", *_ORIGIN),
        ("words for Europeans", "words for Asians", *_PLEASANT),
    ),
    Question(
        "european_latin_american",
        ("european_terms", "latin_american_terms", *_ORIGIN),
        ("words for Europeans", "words for Latin Americans", *_PLEASANT),
    ),
    Question(
        "christian_muslim",
        ("christian_terms", "muslim_terms", *_ORIGIN),
        ("words for Christians", "words for Muslims", *_PLEASANT),
    ),
    Question(
        "young_old_names",
        ("young_names", "old_names", "pleasant_8", "unpleasant_8"),
        ("names of young people", "names of old people", *_PLEASANT),
    ),
    Question(
        "mental_physical_disease",
        ("mental_disease", "physical_disease", "temporary", "permanent"),
        ("words of mental illness", "words of physical illness", "temporary", "permanent"),
    ),
)


@functools.cache
def hashes_of_sets() -> Mapping[str, Hashes]:
    """The words of each set as text has them, folded; a word that text has in two pieces is left out."""
    forms = {
        name: tuple(dict.fromkeys(folded for each in words if " " not in (folded := surface_form(each))))
        for name, words in resources.word_sets().kept.items()
    }
    return {name: word_hashes(words) for name, words in forms.items()}


@dataclass(frozen=True)
class Vocabulary:
    """The words that vectors are made for, in descending order of use.

    Attributes
    ----------
    hashes : ndarray of uint64, shape (v,)
        Ascending.
    uses, voices : ndarray of int64, shape (v,)
        How often each occurs, and how many authors certainly use it.
    """

    hashes: Hashes
    uses: Integers
    voices: Integers

    def codes(self, words: Hashes) -> Integers:
        """Index of each word; -1 for one that is not there."""
        if not len(self.hashes):
            return np.full(len(words), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.hashes, words), len(self.hashes) - 1)
        return np.where(self.hashes[at] == words, at, -1).astype(np.int64)

    def usable(self, name: str, floor: int) -> Integers:
        """Codes of the words of a set that occur often enough, and are used by as many authors as the floor asks."""
        codes = self.codes(hashes_of_sets()[name])
        codes = codes[codes >= 0]
        return codes[(self.uses[codes] >= FEWEST_USES) & (self.voices[codes] >= floor)]


def usable_words(question: Question, vocabulary: Vocabulary, floor: int) -> tuple[Integers, ...] | None:
    """Codes of the words of its four sets; None where one of them has fewer than four that can be used."""
    found = tuple(vocabulary.usable(each, floor) for each in question.sets)
    return found if min(map(len, found)) >= FEWEST_WORDS else None
