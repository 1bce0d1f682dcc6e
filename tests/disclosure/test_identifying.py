"""What leads to a person is found in a text, and ordinary writing is left alone."""

from __future__ import annotations

import pytest

from audit.disclosure.identifying import identifying

FOUND = [
    ("see https://example.org/a?b=c#d now", "https://example.org/a?b=c#d", "[link]"),
    ("see www.example.org/a", "www.example.org/a", "[link]"),
    ("see bit.ly/3abc now", "bit.ly/3abc", "[link]"),
    ("mail first.last+tag@mail.example.co.uk!", "first.last+tag@mail.example.co.uk", "[e-mail]"),
    ("thanks @some_one.", "@some_one", "[account]"),
    ("thanks @some.one@host.social!", "@some.one@host.social", "[account]"),
    ("thanks u/some-one, ok", "u/some-one", "[account]"),
    ("thanks <@!123456789>", "<@!123456789>", "[account]"),
    ("call +44 (0)20 7946 0018 now", "+44 (0)20 7946 0018", "[number]"),
    ("call 555-123-4567", "555-123-4567", "[number]"),
    ("id 12345", "12345", "[number]"),
]


@pytest.mark.parametrize(("text", "part", "label"), FOUND, ids=[part for _, part, _ in FOUND])
def test_what_leads_to_somebody(text, part, label):
    [(start, end, said)] = identifying(text)
    assert text[start:end] == part
    assert said == label


@pytest.mark.parametrize("text", ["In 2024, 3.5 % of 1,200 women; he said: no. Yes!", "and/or", "", "a - b", "10:45"])
def test_ordinary_writing(text):
    assert identifying(text) == []
