"""Description windows: made-up sentences, what of them is said of the group, and what is set aside and why."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from audit.metrics.descriptions import window_words
from audit.plan import Plan
from audit.text.token_table import read_tokens
from audit.text.windows import SET_ASIDE, SLOTS, described, read_windows
from audit.text_reader import text_reader


def read(texts):
    text = pa.array(texts, pa.large_string())
    features, tokens = text_reader(Plan()).run(text), read_tokens(text)
    return features, tokens, read_windows(tokens, features.strict_spans, window_words())


def test_closed_classes_are_looked_up_as_by_bisection():
    words = window_words()
    asked = np.concatenate(
        [words.word, words.word + np.uint64(1), words.word ^ np.uint64(1 << 60), np.zeros(1, np.uint64)]
    )
    at = np.minimum(np.searchsorted(words.word, asked), len(words.word) - 1)
    assert np.array_equal(words.of(asked), np.where(words.word[at] == asked, words.classes[at], 0))
    assert len(words.of(asked[:0])) == 0


def windows(text):
    """{(group, slot): (words, why set aside)} of one text."""
    features, tokens, found = read([text])
    names = tokens.names(tokens.word)
    told = {}
    for mention, slot, first, last, aside in zip(*(each.tolist() for each in found[:5]), strict=True):
        group = features.groups[features.strict_spans.group[mention]][1]
        words = " ".join(names[word] for word in tokens.word[first:last].tolist())
        told[group, SLOTS[slot]] = (words, [name for bit, name in SET_ASIDE.items() if aside & bit])
    return told


COUNTED = [
    ("The lazy immigrants went home.", "immigrants", "attributive", "lazy"),
    ("Those very tall old immigrants", "immigrants", "attributive", "tall old"),
    ("They are clever immigrants", "immigrants", "attributive", "clever"),
    ("Immigrants are really a clever lot of people", "immigrants", "predicate", "clever lot"),
    ("women who are kind smile", "women", "predicate", "kind smile"),
    ("Women envy men", "women", "subject", "envy"),
    ("Women envy men", "men", "object", "envy"),
    ("tall women, short men", "men", "attributive", "short"),
    ("Women look nice; men left", "women", "predicate", "nice"),
    ("Immigrants always take our jobs", "immigrants", "subject", "take our jobs"),
    ("immigrants will help, and leave", "immigrants", "subject", "help"),
    ("We fear Muslims", "muslims", "object", "fear"),
    ("to help tired immigrants", "immigrants", "object", "help"),
    ("to help tired immigrants", "immigrants", "attributive", "tired"),
    ("Blame all the immigrants", "immigrants", "object", "blame"),
    ("I think women are kind", "women", "predicate", "kind"),
    ("Is this true? Women are kind.", "women", "predicate", "kind"),
    ('He said "hello". Women are kind', "women", "predicate", "kind"),
    ("Women are in full control", "women", "predicate", "full control"),
    ("Men live under the sea, women are under pressure", "women", "predicate", "pressure"),
    ("Women are kind of shy", "women", "predicate", "shy"),
    ("Women were such a kind set", "women", "predicate", "kind set"),
    ("Men are a bunch of loud fools", "men", "predicate", "loud fools"),
    ("Men are like wild horses", "men", "predicate", "wild horses"),
    ("women left - lazy men stayed", "men", "attributive", "lazy"),
    ("women left \u2013 lazy men stayed", "men", "attributive", "lazy"),
    ("women left\u2014lazy men stayed", "men", "attributive", "lazy"),
    ("women left - lazy men stayed", "women", "subject", "left"),
    ("good-looking men", "men", "attributive", "good looking"),
    ("Men are more patient than women", "men", "predicate", "patient"),
]


@pytest.mark.parametrize(("text", "group", "slot", "words"), COUNTED, ids=[f"{t[:24]}:{s}" for t, _, s, _ in COUNTED])
def test_what_is_said_of_the_group(text, group, slot, words):
    assert windows(text)[group, slot] == (words, [])


ASIDE = [
    ("Muslims are not violent people", "muslims", "predicate", "negated"),
    ("Women don't lie", "women", "subject", "negated"),
    ("No women are weak", "women", "predicate", "negated"),
    ("never the lazy immigrants", "immigrants", "attributive", "negated"),
    ("not lazy immigrants", "immigrants", "attributive", "negated"),
    ("Women are less emotional", "women", "predicate", "negated"),
    ("Less lazy immigrants", "immigrants", "attributive", "negated"),
    ("Men seldom cry", "men", "subject", "negated"),
    ("the so-called clever women", "women", "attributive", "reported"),
    ("The allegedly clever women", "women", "attributive", "reported"),
    ("Are women weak?", "women", "subject", "asked"),
    ("Women are weak?! No.", "women", "predicate", "asked"),
    ("If immigrants are lazy, what then", "immigrants", "predicate", "supposed"),
    ("Imagine women are weak", "women", "predicate", "supposed"),
    ("People say women are weak", "women", "predicate", "reported"),
    ('He said "women are weak" and left', "women", "predicate", "reported"),
    ("He wrote “women are weak” and left", "women", "predicate", "reported"),
]


@pytest.mark.parametrize(("text", "group", "slot", "why"), ASIDE, ids=[each[0][:24] for each in ASIDE])
def test_what_is_set_aside(text, group, slot, why):
    assert why in windows(text)[group, slot][1]


@pytest.mark.parametrize(
    "text",
    [
        "women",
        "women in town are kind",
        "kind. Women! Are kind",
        "the women, of whom many",
        "and women and men and",
        "@women are kind",
        "He is more patient than women",
        "a bunch of women",
        "women in control",
        "women are at home",
    ],
)
def test_nothing_is_said(text):
    assert windows(text) == {}


def test_we_and_they_near_the_mention():
    features, _, found = read(
        [
            "they steal from us, these immigrants",
            "we met the immigrants",
            "they met the immigrants",
            "we saw them. Immigrants left",
        ]
    )
    assert [features.strict_spans.post[i] for i in np.flatnonzero(found.contrast)] == [0]


def test_markers_that_stand_in_a_window():
    features, tokens, found = read(
        ["Beautiful sky, women are intelligent", "the beautiful women", "women; a beautiful sky"]
    )
    window, bits = described(found, tokens, features.marker_spans)
    told = [
        (
            int(features.strict_spans.post[found.mention[i]]),
            [c for k, c in enumerate(features.categories) if b >> k & 1],
        )
        for i, b in zip(window.tolist(), bits.tolist(), strict=True)
    ]
    assert told == [(0, ["competence"]), (1, ["appearance"])]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Immigrants are vermin", 1),  # the marker is "are vermin", and the window begins after the copula
        ("Immigrants are a waste of space", 1),  # the window ends before "of space"
        ("Immigrants in a waste of space", 0),
        ("Vermin are not immigrants", 0),
    ],
)
def test_a_marker_of_several_words_stands_where_any_of_them_does(text, found):
    features, tokens, windows_found = read([text])
    window, bits = described(windows_found, tokens, features.marker_spans)
    dehumanising = 1 << features.categories.index("dehumanising")
    assert len(window) == len(set(zip(window.tolist(), bits.tolist(), strict=True))) == found
    assert np.all(bits & dehumanising)


def test_markers_of_posts_that_name_nobody_are_nobodys():
    """Their posts have no tokens in the table of a run, and the next token there may be one of a window."""
    text = pa.array(["beautiful", "tall women", "a beautiful sky", "kind men"], pa.large_string())
    features = text_reader(Plan()).run(text)
    tokens = read_tokens(text, np.array([False, True, False, True]))
    found = read_windows(tokens, features.strict_spans, window_words())
    window, bits = described(found, tokens, features.marker_spans)
    told = [[each for k, each in enumerate(features.categories) if number >> k & 1] for number in bits.tolist()]
    assert window.tolist() == [0, 1]
    assert told == [["appearance"], ["warmth"]]
    assert features.strict_spans.post[found.mention[window]].tolist() == [1, 3]


def test_posts_alone_and_together_agree():
    texts = [text for text, *_ in (*COUNTED, *ASIDE)]
    features, _, together = read(texts)
    alone = [read([text]) for text in texts]
    assert together.aside.tolist() == [aside for _, _, each in alone for aside in each.aside.tolist()]
    assert together.slot.tolist() == [slot for _, _, each in alone for slot in each.slot.tolist()]
    posts = features.strict_spans.post[together.mention].tolist()
    assert posts == [i for i, (_, _, each) in enumerate(alone) for _ in each.mention]


def test_odd_texts_have_no_window_and_break_nothing():
    texts = ["", None, "?", '"', "women?", "“", "women" * 3, "\U0001f469 women", "immigrants " * 500]
    _, _, found = read(texts)
    assert len(found.mention) == len(found.slot)


def test_markers_of_posts_that_mention_nobody_describe_nobody():
    """The table of tokens need not hold them, and the word that comes next in it belongs to another post."""
    text = pa.array(["what a beautiful day", "local women went home", "a beautiful end"], pa.large_string())
    features, tokens = text_reader(Plan()).run(text), read_tokens(text, np.array([False, True, False]))
    found = read_windows(tokens, features.strict_spans, window_words())
    assert len(found.first)
    assert len(features.marker_spans.post) == 2
    window, bits = described(found, tokens, features.marker_spans)
    assert len(window) == len(bits) == 0
