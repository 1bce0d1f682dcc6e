"""Text made fit to be seen."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.report import visible as v


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("a\u200bb\ufeff", "a⟨U+200B⟩b⟨U+FEFF⟩"),
        ("a\x00\x1b", "a⟨U+0000⟩⟨U+001B⟩"),
        ("a\ud800", "a⟨U+D800⟩"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("a\u200db", "a⟨U+200D⟩b"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("مرحبا", "مرحبا"),
        ("a\tb\nc", "a\tb\nc"),
        ("\u3164women", "⟨U+3164⟩women"),
        ("wo\u034fmen", "wo⟨U+034F⟩men"),
        ("x\ufe00\ufe01", "x⟨U+FE00⟩⟨U+FE01⟩"),
        ("😀\U000e0101\U000e0102", "😀\U000e0101⟨U+E0102⟩"),
        ("❤\ufe0f 1\ufe0f\u20e3 葛\U000e0100", "❤\ufe0f 1\ufe0f\u20e3 葛\U000e0100"),
        ("e" + "\u0301" * 8, "e" + "\u0301" * 8),
        ("e" + "\u0301" * 12, "e" + "\u0301" * 8 + "⟨4 more marks⟩"),
        ("\ufdd0\ufffe", "⟨U+FDD0⟩⟨U+FFFE⟩"),
    ],
)
def test_what_cannot_be_seen_is_spelled_out(text, shown):
    assert v.visible(text) == shown


@given(st.text(st.characters(), max_size=60))
def test_visible_text_is_utf8_and_says_everything_once(text):
    shown = v.visible(text)
    shown.encode()
    assert v.visible(shown) == shown
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\x00-\x08\x1b\x7f]", shown)


@given(st.text(max_size=60))
def test_json_says_the_same_with_escapes_for_what_cannot_be_seen(text):
    written = json.dumps({text: [text]}, ensure_ascii=False)
    shown = v.in_json(written)
    assert json.loads(shown) == {text: [text]}
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\x7f-\x9f\U000e0001]", shown)
    assert v.in_json('"a\U000e0041\x9b"') == '"a\\udb40\\udc41\\u009b"'


@given(st.text(max_size=400), st.integers(4, 60))
def test_shortened_text_fits(text, most):
    assert v.width(v.shortened(text, most)) <= most
    assert len(v.clipped(text, most)) <= most


def test_wide_characters_count_twice():
    assert v.width("日本") == 4
    assert v.width("e\u0301") == 1
    assert v.shortened("日本語のとても長い名前", 10).endswith("…")


def test_direction_follows_the_first_letter():
    assert v.direction("مرحبا hello") == "rtl"
    assert v.direction("1. hello مرحبا") == "ltr"
    assert v.direction("123") == "ltr"


def test_our_ids_are_their_own_anchors():
    assert v.anchor("representation.gender.women") == "representation.gender.women"
    assert v.fragment("representation.gender.women") == "#representation.gender.women"
    assert " " not in v.anchor("a b\tc")
    assert v.anchor("") == "_"
    assert v.fragment('a"b<c') == "#a%22b%3Cc"
    assert len(v.anchor("x" * 5000)) <= 200
    assert v.anchor("x" * 5000) != v.anchor("x" * 5001)


def test_file_names_hold_nothing_of_the_data(hostile):
    names = [v.file_stem(each) for each in hostile]
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9._-]*", each) and ".." not in each for each in names)
    assert len(set(names)) == len(hostile)
    assert v.file_stem("representation.gender") == "representation.gender"
    assert v.file_stem("con").startswith("con-")
    assert v.file_stem("A.b") != v.file_stem("a.b")


def test_file_names_survive_public_path_attacks(shared):
    lines = [
        line
        for path in sorted((shared / "path-names").glob("*.txt"))
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
    ]
    assert len(lines) > 100
    for each in lines:
        assert re.fullmatch(r"[a-z0-9][a-z0-9._-]*", v.file_stem(each))
        assert ".." not in v.file_stem(each)
