"""The tables of swaps and sentences: what ships, and what is refused."""

from __future__ import annotations

from collections import Counter

import pytest

from audit import resources
from audit.errors import ResourceError


def test_groups_are_those_of_the_word_lists():
    for each in resources.swap_forms().rows:
        assert resources.axis_of(each.group) == each.axis, each


def test_every_slot_has_forms_of_two_groups_or_more():
    slots = Counter((each.axis, each.slot) for each in resources.swap_forms().rows)
    assert min(slots.values()) >= 2


def test_sentences_have_three_tones_and_are_short():
    rows = resources.swap_sentences().rows
    assert set(Counter(each.tone for each in rows)) == {"neutral", "positive", "negative"}
    assert min(Counter(each.tone for each in rows).values()) >= 8
    assert all(len(each.sentence.split()) <= 12 for each in rows)
    assert len({each.sentence for each in rows}) == len(rows)


@pytest.mark.parametrize(
    ("read", "table", "message"),
    [
        (resources.swap_forms, "axis,slot,group,form\nrole,people,nurses,\n", "form is empty"),
        (resources.swap_forms, "axis,slot,group,form\nr,p,n,nurses\nr,p,n,sisters\n", "has a form in the slot"),
        (resources.swap_forms, "axis,slot,group\nr,p,n\n", "has no column 'form'"),
        (resources.swap_sentences, "tone,sentence\nneutral,I came.\n", "not exactly one place"),
        (resources.swap_sentences, "tone,sentence\nneutral,{people} met {people}.\n", "not exactly one place"),
        (resources.swap_sentences, "tone,sentence\nloud,{people} met.\n", "tone is 'loud'"),
    ],
)
def test_what_is_wrong_is_named(read, table, message, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(ResourceError, match=message):
        read(path)
