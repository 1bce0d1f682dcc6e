"""Tokens as arrays: the same tokens as the tokeniser of single posts, with hashes that no batch changes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from audit.text.token_table import read_tokens, word_hashes
from audit.text.tokens import tokenise

POSTS = [
    "Don't stop. #BlackTransLives matter, see https://example.org/women @name!",
    None,
    "",
    "Ünïcode MÜSLÜM 👍🏽 ok 👍 ok",
    "x" * 200 + " " + "é" * 200,
]


def large(texts) -> pa.Array:
    return pa.array(texts, pa.large_string())


def test_the_same_tokens_as_the_tokeniser():
    table, expected = read_tokens(large(POSTS)), tokenise(large(POSTS))
    for name in ("post", "start", "end"):
        assert np.array_equal(getattr(table, name), getattr(expected, name))
    names = table.names(np.unique(table.word))
    told = [names[word] for word in table.word.tolist()]
    assert told[:-2] == expected.word[:-2]


def test_breaks_and_hashtags_are_marked():
    table = read_tokens(large(POSTS[:1]))
    names = table.names(table.word)
    said = [names[word] for word in table.word.tolist()]
    assert said == ["don't", "stop", "black", "trans", "lives", "matter", "see"]
    assert [said[i] for i in np.flatnonzero(table.in_hashtag)] == ["black", "trans", "lives"]
    assert [said[i] for i in np.flatnonzero(table.after_break)] == ["don't", "black"]


def test_chosen_posts_keep_their_index():
    rows = np.array([False, True, True, True, False])
    table = read_tokens(large(POSTS), rows)
    whole = read_tokens(large(POSTS))
    assert set(table.post.tolist()) == {3}
    assert np.array_equal(table.word, whole.word[whole.post == 3])


def test_a_word_has_one_hash_wherever_it_stands():
    alone = word_hashes(["muslim", "don't", "👍"])
    among = read_tokens(large(["A MUSLIM, don’t 👍 " + "z" * 100]))
    assert np.isin(alone, among.word).all()
    # Written down, because samples of tokens are added up between machines.
    assert word_hashes(["women"]).tolist() == [0xA908F15570A74172]


def test_more_than_one_word_is_refused():
    with pytest.raises(ValueError, match="two words"):
        word_hashes(["two words"])
    with pytest.raises(ValueError, match="'!'"):
        word_hashes(["women", "!"])
