from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.loaders.markup import meta_text


def damaged(text: str) -> str:
    return text.encode("utf-8").decode("latin-1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\u00f0\u009f\u0098\u0082", "😂"),
        ("caf\u00c3\u00a9", "café"),
        ("85\u00c2\u00b0 and more", "85° and more"),
        ("", ""),
        ("plain", "plain"),
        ("café", "café"),
        ("Größe: 85°", "Größe: 85°"),
        ("\u00c3\u00a9 beside 😂", "\u00c3\u00a9 beside 😂"),
        ("cut in the middle \u00f0\u009f\u0098", "cut in the middle \u00f0\u009f\u0098"),
        # The bytes of half a surrogate pair are no UTF-8.
        ("\u00ed\u00a0\u00bd", "\u00ed\u00a0\u00bd"),
    ],
)
def test_repairs_bytes_and_nothing_else(text, expected):
    assert meta_text(text) == expected


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_undoes_what_the_export_does(text):
    assert meta_text(damaged(text)) == text


@given(st.text())
def test_any_text_of_other_scripts_stays(text):
    assert meta_text(text + "中") == text + "中"
