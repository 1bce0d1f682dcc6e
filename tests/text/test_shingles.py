"""Normal forms against a plain reference; estimated similarity against the exact one."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.text.shingles import PERMUTATIONS, read_shingles, similarity
from audit.text.tokens import tokenise


def cut(*texts: str | None):
    return read_shingles(pa.array(texts, pa.large_string()))


def words_of(text: str) -> tuple[str, ...]:
    return tuple(tokenise(pa.array([text], pa.large_string())).word)


def shingles_of(text: str) -> set[tuple[str, ...]]:
    words = words_of(text)
    if len(words) >= 8:
        return {words[i : i + 3] for i in range(len(words) - 2)}
    characters = " ".join(words)
    return {tuple(characters[i : i + 5]) for i in range(max(len(characters) - 4, 1))}


def jaccard(first: str, second: str) -> float:
    a, b = shingles_of(first), shingles_of(second)
    return len(a & b) / len(a | b)


SAME = [
    "The market opens at nine on Monday",
    "the MARKET opens at nine on monday!!!",
    "RT @somebody: the market opens at nine, on Monday https://example.org/x?y=1",
    "RT @one: RT @two_three: The market opens at nine on Monday",
    "@them The ｍarket o\u200bpens at nine\u00a0on \u202eMonday www.example.org/a",
    "The market opens at #nine on Monday …",
]


def test_copies_have_one_normal_form():
    found = cut(*SAME)
    assert len(set(found.key.tolist())) == 1
    assert len(set(found.leader.tolist())) == 1
    assert set(found.words.tolist()) == {7}
    assert (found.signatures(np.arange(6)) == found.signatures(np.array([0]))).all()


@pytest.mark.parametrize(
    "other",
    [
        "The market opens at nine on Tuesday",
        "on Monday the market opens at nine",
        "The market opens at nine on Monday Monday",
        "rt The market opens at nine on Monday",
        "The market opens atnine on Monday",
    ],
)
def test_other_words_or_another_order_are_another_text(other):
    first, second = cut(SAME[0], other).key.tolist()
    assert first != second


def test_nothing_left_is_no_text():
    found = cut(
        "", None, "https://example.org", "@someone", "...!!! \u200b", "RT @someone: https://example.org", "word"
    )
    assert found.words.tolist() == [0] * 6 + [1]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=6))
def test_words_are_those_of_the_lexicons(texts):
    """Equal normal forms exactly where the words that lexicons see are equal; links and handles are in neither."""
    texts = [each for each in texts if "@" not in each]  # a leading "RT @name" is left out here and not there
    found = cut(*texts)
    for i, one in enumerate(texts):
        assert (found.words[i] > 0) == (len(words_of(one)) > 0)
        for j, other in enumerate(texts):
            assert (found.key[i] == found.key[j]) == (words_of(one) == words_of(other))


HOSTILE = [
    "",
    "\x00",
    "\u202e" * 50,
    "a" * 300_000,
    "\ufdfa" * 2000,
    "👩\u200d👩\u200d👧" * 3000,
    "İıſß ǅ",
    "字" * 5000,
    "é" * 9000,
]


def test_hostile_texts_are_cut_within_bounds_and_alike_whatever_stands_beside_them():
    together = cut(*HOSTILE, *SAME)
    for i, text in enumerate([*HOSTILE, *SAME]):
        alone = cut(text)
        assert alone.key[0] == together.key[i]
        assert (alone.signatures(np.array([0]))[0] == together.signatures(np.array([i]))[0]).all()


def test_a_slice_of_a_column_is_read_as_the_slice():
    whole = pa.array([*SAME, *HOSTILE], pa.string())
    part = read_shingles(whole.slice(3, 5))
    assert part.key.tolist() == read_shingles(whole).key[3:8].tolist()
    assert (part.signatures(np.arange(5)) == read_shingles(whole).signatures(np.arange(3, 8))).all()


def edited(generator: np.random.Generator, words: list[str], changes: int) -> str:
    changed = list(words)
    for place in generator.choice(len(words), changes, replace=False):
        changed[place] = f"other{generator.integers(10**6)}"
    return " ".join(changed)


def test_estimates_are_calibrated_against_exact_similarity():
    """Of 1,500 pairs of any similarity, deviations over their standard error have mean 0 and spread 1."""
    generator = np.random.default_rng(11)
    deviations, leaders, exact = [], [], []
    for _ in range(1500):
        words = [f"word{generator.integers(10**6)}" for _ in range(generator.integers(9, 60))]
        first, second = " ".join(words), edited(generator, words, int(generator.integers(1, max(2, len(words) // 6))))
        true = jaccard(first, second)
        found = cut(first, second)
        one, other = found.signatures(np.arange(2))
        if 0 < true < 1:
            deviations.append((similarity(one, other) - true) / math.sqrt(true * (1 - true) / PERMUTATIONS))
            leaders.append(found.leader[0] == found.leader[1])
            exact.append(true)
    z = np.array(deviations)
    assert len(z) > 1400
    assert abs(z.mean()) < 4 / math.sqrt(len(z))
    assert z.std() == pytest.approx(1, abs=0.08)
    # The leader is one more minimum: equal with the chance of the similarity.
    assert np.mean(leaders) == pytest.approx(np.mean(exact), abs=4 * 0.5 / math.sqrt(len(z)))


def test_short_texts_are_compared_by_characters():
    generator = np.random.default_rng(12)
    z = []
    for _ in range(300):
        letters = ["".join(generator.choice(list("abcdefghij"), 8)) for _ in range(6)]
        other = [*letters[:4], "".join(generator.choice(list("abcdefghij"), 8)), letters[5]]
        first, second = " ".join(letters), " ".join(other)
        one, two = cut(first, second).signatures(np.arange(2))
        true = jaccard(first, second)
        z.append((similarity(one, two) - true) / math.sqrt(true * (1 - true) / PERMUTATIONS))
    assert abs(np.mean(z)) < 4 / math.sqrt(len(z))
    assert np.std(z) == pytest.approx(1, abs=0.2)


def test_keys_are_the_same_in_every_version():
    """Tallies are added across machines: a change of these numbers is a change of the tally's format."""
    found = cut(SAME[0], "👍🏽 Straße")
    assert [f"{each:016x}" for each in found.key.tolist()] == KEYS
    assert found.signatures(np.array([0]))[0][:4].tolist() == MINIMA


KEYS = ["8c20edd121573b5d", "b3e43ac8bf6109b4"]
MINIMA = [29334, 13379, 36649, 52947]
