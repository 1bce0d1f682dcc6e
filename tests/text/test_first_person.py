"""Frames in the first person: what opens one, what ends it, and that no post with a disclosure is passed over."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest

from audit.metrics.descriptions import window_words
from audit.metrics.privacy.told import first_person
from audit.resources import disclosure_terms
from audit.text.features import Mentions
from audit.text.first_person import CLASSES, MOST_CHARACTERS, compile_first_person
from audit.text.stated_ages import stated_ages
from audit.text.token_table import read_tokens
from audit.text.windows import REPORTED, SUPPOSED, set_aside

TERMS = disclosure_terms().rows


@dataclass(frozen=True)
class Own:
    """A form of a user's own."""

    form: str
    frame: str
    unless: tuple[str, ...] = ()


WORDS = [
    ("article", "a"),
    ("article", "an"),
    ("adverb", "really"),
    ("person", "man"),
    ("denial", "not"),
    ("not_so", "like"),
]
SMALL = compile_first_person(
    [
        Own("martian", "noun"),
        Own("green", "adjective", ("tea", "with envy")),
        Own("rust", "condition"),
        Own("i took off", "phrase"),
    ],
    WORDS,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I'm a martian", ["martian"]),
        ("I am really a martian.", ["martian"]),
        ("IM A MARTIAN", ["MARTIAN"]),
        ("I\u2019m a martian", ["martian"]),
        ("I'm martian", []),  # a noun needs its article
        ("I'm green", ["green"]),
        ("I'm a green man", ["green"]),
        ("I'm a green house", []),  # an adjective behind an article needs a person
        ("I'm green tea", []),
        ("I'm green with envy", []),
        ("I'm green, with envy", ["green"]),
        ("I'm not green", []),
        ("It's not that I'm green", []),
        ("Feels like I'm green", []),
        ("I'm green?", []),
        ("I'm green, are you?", ["green"]),
        ("I'm a green martian", []),  # neither may "green" stand between, nor is a martian listed as a person
        ("As a martian I know", ["martian"]),
        ("As a martian she knows", []),
        ("I was diagnosed with rust", ["rust"]),
        ("I have had rust", ["rust"]),
        ("She has rust", []),
        ("I took off today", ["i took off"]),
        ("I just took off", []),
        ("rt @you: i'm a martian", []),
        ("i'm a martian rt @you: i'm green", ["martian"]),
        ("> I'm a martian\nI'm green", ["green"]),
        ("hi'm a martian", []),
        ("", []),
    ],
)
def test_frames(text, found):
    assert [text[each.start : each.end].lower() for each in SMALL.find(text)] == [each.lower() for each in found]


def test_no_post_with_a_disclosure_is_passed_over():
    """What is looked for in the tokens of a whole batch is in every post in which a form is found."""
    frames = {
        "noun": "I'm a {}", "adjective": "I am really {}", "condition": "I have been diagnosed with {}", "event": "I went through {}",
        "vote": "I've always voted for {}", "support": "I strongly support {}", "belief": "I'm converting to {}", "mine": "my {}",
        "phrase": "{}",
    }  # fmt: skip
    texts = [f"Hello there: {frames[each.frame].format(each.form)} today" for each in TERMS]
    texts += [each.replace("I'm", "im").replace("i'm", "im").replace("don't", "dont") for each in texts]
    finder = first_person()
    found = np.array([bool(finder.find(each)) for each in texts])
    candidates = finder.candidates(read_tokens(pa.array(texts, pa.large_string())), len(texts))
    passed_over = [texts[row] for row in np.flatnonzero(found & ~candidates)]
    assert not passed_over
    assert found[: len(TERMS)].mean() > 0.97  # the rest go on as something else, or deny
    neutral = pa.array(["They went home over the hill in the rain"] * 50, pa.large_string())
    assert not finder.candidates(read_tokens(neutral), 50).any()


def test_what_is_supposed_reported_or_quoted_is_set_aside():
    texts = [
        "If only I'm a martian",
        "They say I'm a martian",
        'It said "I\'m a martian" there',
        "I'm a martian. They say so.",
    ]
    tokens = read_tokens(pa.array(texts, pa.large_string()))
    start = np.array([each.index("martian") for each in texts], np.int32)
    post = np.arange(4, dtype=np.int32)
    spans = Mentions(post, np.zeros(4, np.int32), start, start + 7)
    bits = set_aside(tokens, spans, window_words())
    assert bits[0] & SUPPOSED
    assert bits[1] & REPORTED
    assert bits[2] & REPORTED
    assert not bits[3]


@pytest.mark.parametrize(
    "text",
    [
        "I'm gay " * 40_000,
        "my " * 100_000,
        "\n" * 200_000,
        "15f\n" * 50_000,
        "i am only just " * 20_000,
        "(" * 200_000,
        "> i'm 15\n" * 20_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_hostile_posts_take_no_longer_than_their_beginning(text):
    started = time.process_time()
    first_person().find(text)
    stated_ages(text)
    assert time.process_time() - started < 10  # a twentieth of that, as a rule
    assert all(each.end <= MOST_CHARACTERS for each in first_person().find(text))


def test_bundled_terms_are_of_known_kinds_and_all_of_them_are_used():
    frames = {each.frame for each in TERMS}
    assert frames == {"noun", "adjective", "condition", "event", "vote", "support", "belief", "mine", "phrase"}
    assert set(first_person().words) == set(CLASSES)
    assert all(first_person().words[each] for each in CLASSES)
