"""Shares of words by topic: the values that the model's authors print, a plain reference, and what counts as a word."""

from __future__ import annotations

import math
import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from audit.text.dialect import LEAST_KNOWN, DialectReader, cut

SHARED = (
    Path(os.environ.get("POSTAUDIT_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
    / "models"
    / "twitteraae"
)
WORDS = ("ain't", "hello", "there", "finna", "#blessed", "😂😂", "😂", "!!", ":)", "darn", "well")
LIKELIHOOD = np.array([
    [0.7, 0.1, 0.1, 0.1], [0.2, 0.3, 0.2, 0.3], [0.1, 0.3, 0.2, 0.4], [0.85, 0.05, 0.05, 0.05], [0.3, 0.2, 0.2, 0.3],
    [0.4, 0.3, 0.1, 0.2], [0.3, 0.4, 0.1, 0.2], [0.2, 0.2, 0.2, 0.4], [0.1, 0.1, 0.3, 0.5], [0.6, 0.2, 0.1, 0.1],
    [0.15, 0.25, 0.2, 0.4],
])  # fmt: skip


@pytest.fixture(scope="module")
def reader():
    return DialectReader(WORDS, LIKELIHOOD, {"darn"})


def read(reader, *texts):
    return reader.read(pa.array(texts, pa.large_string()))


def by_hand(words, likelihood=LIKELIHOOD, names=WORDS):
    """The definition, a word at a time."""
    own = [likelihood[names.index(word)] for word in words if word in names]
    share = [each.copy() for each in own]
    for _ in range(4):
        for i, each in enumerate(own):
            others = sum((share[j] for j in range(len(share)) if j != i), np.zeros(4))
            weighed = each * (others + 1)
            share[i] = weighed / weighed.sum()
    return np.mean(share, axis=0)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("hello there", (0.16603718, 0.27450171, 0.22886004, 0.33060107)),
        ("af af af", (0.842944382, 0.132149345, 0.000111905398, 0.0247943681)),
    ],
)
def test_the_model_gives_what_its_authors_print(text, printed):
    """https://github.com/slanglab/twitteraae, README: the two examples."""
    if not SHARED.is_dir():
        pytest.skip("the published model is not here")
    from audit.resources import read_dialect_model

    model = read_dialect_model(str(SHARED))
    found = read(DialectReader(model.words, model.likelihood), text, text.upper())
    assert found.whole[0] == pytest.approx(printed, abs=1e-6)
    assert np.array_equal(found.whole[0], found.whole[1])


@pytest.mark.parametrize("text", ["hello", "hello there", "finna ain't hello", "darn well there there hello finna !!"])
def test_equals_the_definition(reader, text):
    assert read(reader, text).whole[0] == pytest.approx(by_hand(text.split()), rel=1e-12)


def test_words_of_the_list_are_taken_out(reader):
    found = read(reader, "Darn hello #darn there", "hello there", "darn DARN")
    assert found.listed.tolist() == [True, False, True]
    assert found.without[0] == pytest.approx(by_hand(["hello", "there"]), rel=1e-12)
    assert np.array_equal(found.without[1], found.whole[1])
    assert found.whole[2] == pytest.approx(by_hand(["darn", "darn"]), rel=1e-12)
    assert np.isnan(found.without[2]).all()


@pytest.mark.parametrize("text", [None, "", "   ", "@someone https://a.b/c", "nothing that is known", "RT @x:"])
def test_without_a_known_word_nothing_is_said(reader, text):
    found = read(reader, text)
    assert np.isnan(found.whole).all()
    assert not found.listed.any()


def test_too_few_known_words_say_nothing(reader):
    assert LEAST_KNOWN == 0.2
    assert not np.isnan(read(reader, "hello a b c d").whole).any()
    assert np.isnan(read(reader, "hello a b c d e").whole).all()


def test_a_post_has_one_share_whatever_stands_beside_it(reader):
    texts = ["hello there", "finna !!", None, "Darn well", "hello there", "x y z", "ain't"] * 3
    whole = read(reader, *texts)
    apart = [read(DialectReader(WORDS, LIKELIHOOD, {"darn"}), each) for each in texts]
    for name in ("whole", "without"):
        assert np.array_equal(
            getattr(whole, name), np.concatenate([getattr(each, name) for each in apart]), equal_nan=True
        )
    assert np.array_equal(whole.listed, np.concatenate([each.listed for each in apart]))


def test_pieces_that_are_forgotten_are_read_again(reader, monkeypatch):
    from audit.text import dialect

    texts = [f"hello there w{i}" for i in range(50)]
    known = read(reader, *texts).whole
    monkeypatch.setattr(dialect, "MOST_PIECES", 7)
    assert np.array_equal(read(DialectReader(WORDS, LIKELIHOOD), *texts).whole, known)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("&quot;hello&quot; there", '"hello" there'),
        ("I&amp;#39;m ain&#8217;t", "I'm ain't"),
        ("ain’t", "ain't"),
        ("RT @someone: hello there", "hello there"),
        ("hello @a @b there", "hello there"),
        ("hello there https://t.co/abc", "hello there"),
        ("HELLO There", "hello there"),
        ("hello 😂😂", "hello 😂😂"),
    ],
)
def test_what_is_written_in_two_ways_is_read_alike(reader, text, same):
    one, other = read(reader, text), read(reader, same)
    assert np.allclose(one.whole, other.whole, equal_nan=True)
    assert not math.isnan(one.whole[0, 0])


def test_a_run_of_emoji_is_one_word_where_the_model_knows_it(reader):
    found = read(reader, "😂😂", "😂 😂", "😂😂😂", "😂\ufe0f")
    assert found.whole[0] == pytest.approx(by_hand(["😂😂"]), rel=1e-12)
    assert found.whole[1] == pytest.approx(by_hand(["😂", "😂"]), rel=1e-12)
    assert found.whole[2] == pytest.approx(by_hand(["😂", "😂", "😂"]), rel=1e-12)
    assert found.whole[3] == pytest.approx(by_hand(["😂"]), rel=1e-12)


@pytest.mark.parametrize(
    ("piece", "tokens"),
    [
        ("well,", ["well", ","]),
        ("(hello)", ["(", "hello", ")"]),
        ("don't!!", ["don't", "!!"]),
        ("wait...", ["wait", "..."]),
        ("24/7", ["24/7"]),
        ("11:11", ["11:11"]),
        ("100%", ["100%"]),
        ("a.m.", ["a.m."]),
        ("at&t", ["at&t"]),
        (":-)", [":-)"]),
        ("<3", ["<3"]),
        ("-_-", ["-_-"]),
        (">>>", [">>>"]),
        ("#np", ["#np"]),
        ("www.x.com/a", []),
        ("someone@x.org", []),
        ("@handle", []),
    ],
)
def test_pieces_are_cut_as_the_models_were(piece, tokens):
    assert cut(piece) == tokens


def test_hostile_text_does_no_harm(reader):
    found = read(
        reader, "\x00", "💥" * 5000, "a" * 100_000, "İıſß", "\u202ehello", "&#x110000; hello", "hello " * 10_000
    )
    assert found.whole.shape == (7, 4)
    assert (
        found.whole[-1] == pytest.approx(by_hand(["hello"] * 333 + ["he"]), rel=1e-6)
        or not np.isnan(found.whole[-1]).any()
    )
