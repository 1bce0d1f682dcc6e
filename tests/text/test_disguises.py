"""Disguised spellings: a tier of its own, and plain text is left alone."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from audit.plan import Plan
from audit.resources import identity_terms
from audit.text.disguises import plainly
from audit.text_reader import text_reader

DISGUISED = [
    ("the w0m3n left", "women"),
    ("MUSL1MS here", "muslims"),
    ("mu$lims here", "muslims"),
    ("musl!ms here", "muslims"),
    ("w o m e n", "women"),
    ("w-o-m-e-n", "women"),
    ("w.o.m.e.n here", "women"),
    ("1mmigrants", "immigrants"),
    ("g1rls", "women"),
]
PLAIN = [
    "covid19 and 4chan in 2019",
    "me@women.org",
    "https://example.org/w0men",
    "@w0men said",
    "$5 and 3$",
    "a b c",
    "I!am",
    "J. R. R. T. wrote",
    "great!Women left",
    "50women",
]


def pairs(texts):
    features = text_reader(Plan()).run(pa.array(texts, pa.large_string()))
    own = [(p, features.groups[g][1]) for p, g in zip(*(each.tolist() for each in features.evaded_pairs), strict=True)]
    return features, own


@pytest.mark.parametrize(("text", "group"), DISGUISED, ids=[each[0] for each in DISGUISED])
def test_disguised_names_are_found_and_are_no_strict_mention(text, group):
    features, evaded = pairs([text])
    assert (0, group) in evaded
    assert not len(features.strict_pairs[0])


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_is_left_alone(text):
    assert pairs([text])[1] == []


def test_what_stands_there_plainly_is_not_evaded():
    assert pairs(["women and w0men"])[1] == []
    assert pairs(["women and musl1ms", None, "w0men"])[1] == [(0, "muslims"), (2, "women")]


def test_the_kernel_marks_every_text_that_is_rewritten():
    """The mark is cheap and may be wrong one way only: a text that is rewritten has it."""
    reader = text_reader(Plan())
    for text, _ in DISGUISED:
        assert plainly(text)
        _, counts = reader._pass("en")._scan(pa.array([text], pa.large_string()))
        assert counts.disguised[0] > 0, text


def test_the_kernel_marks_every_rewritten_word_of_letters_and_digits():
    """Any letters of a name replaced by digits, in any place of a text: what is rewritten was marked, and some is."""
    generator = np.random.default_rng(20261125)
    names = [term.form for term in identity_terms().rows if term.form.isascii() and term.form.isalpha()]
    digits = dict(zip("oieastb", "0134578", strict=True)) | {"l": "1"}
    texts = []
    for name in generator.choice(names, 2000):
        replaced = generator.random(len(name)) < 0.4
        written = "".join(digits.get(a, a) if b else a for a, b in zip(name, replaced, strict=True))
        texts.append(
            f"{generator.choice(['', 'the ', 'no! ', '#', '4th '])}{written}{generator.choice(['', '.', ' x', '!'])}"
        )
    marked = text_reader(Plan())._pass("en")._scan(pa.array(texts, pa.large_string()))[1].disguised > 0
    rewritten = np.array([bool(plainly(text)) for text in texts])
    assert not (rewritten & ~marked).any()
    assert 500 < rewritten.sum() < 1500
    assert marked.sum() < 1.1 * rewritten.sum(), "hardly any other text is marked"
