"""Many short texts in one piece of memory."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.text.spellings import Spellings

TEXTS = st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=12), max_size=20)


@given(TEXTS, st.slices(20))
def test_it_is_a_tuple_of_its_texts(texts, part):
    made = Spellings.of(texts)
    assert made == tuple(texts)
    assert list(made) == texts
    assert made[part] == tuple(texts[part])
    for each in texts:
        assert each in made
        assert made.index(each) == texts.index(each)


@given(TEXTS)
def test_it_survives_being_sent_to_another_process(texts):
    made = Spellings.of(texts)
    assert pickle.loads(pickle.dumps(made)) == made
    assert made == Spellings.of(texts)
    assert made != Spellings.of([*texts, "another"])


@pytest.mark.parametrize("at", [2, -3])
def test_there_is_nothing_beyond_its_ends(at):
    made = Spellings.of(["old women", "女性"])
    assert (made[0], made[-1]) == ("old women", "女性")
    with pytest.raises(IndexError):
        made[at]
