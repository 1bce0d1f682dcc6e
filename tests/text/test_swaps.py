"""Swaps: what is swapped, what is refused, and that the table is of forms that name those groups in the same syntax."""

from __future__ import annotations

import itertools

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import resources
from audit.plan import Plan
from audit.resources.tables import surface_form
from audit.text.swaps import AMBIGUOUS, BOTH, NO_COUNTERPART, NO_FORM, Swaps
from audit.text_reader import text_reader

FORMS = resources.swap_forms().rows
SWAPS = Swaps(FORMS, [each.form for each in resources.person_nouns().rows])
AXIS_PAIRS = [(a, b) for a in SWAPS.groups for b in SWAPS.counterparts(a)]


@pytest.mark.parametrize(
    ("text", "groups", "swapped"),
    [
        ("My mother met two women.", ("women", "men"), "My father met two men."),
        ("She hurt herself, the woman.", ("women", "men"), "He hurt himself, the man."),
        ("A man like him", ("men", "women"), "A woman like her"),
        ("the car is hers, the woman said", ("women", "men"), "the car is his, the man said"),
        ("WOMEN ONLY", ("women", "men"), "MEN ONLY"),
        ("muslims and Muslims", ("muslims", "jews"), "jews and Jews"),
        (
            "a Muslim family and an old Muslim woman",
            ("muslims", "atheists"),
            "an atheist family and an old atheist woman",
        ),
        ("An Asian person, an asian man", ("asian_people", "white_people"), "A white person, a white man"),
        ("We met an immigrant.", ("immigrants", "refugees"), "We met a refugee."),
        ("Women, women's and #women", ("women", "men"), "Men, men's and #women"),
    ],
)
def test_what_is_swapped(text, groups, swapped):
    assert SWAPS.swap(text, *groups).text == swapped


@pytest.mark.parametrize(
    ("text", "groups", "reason"),
    [
        ("I know her, a woman", ("women", "men"), AMBIGUOUS),
        ("a man and his dog", ("men", "women"), AMBIGUOUS),
        ("women and men", ("women", "men"), BOTH),
        ("my mother", ("women", "nonbinary_people"), NO_COUNTERPART),
        ("a woman, she said", ("women", "nonbinary_people"), NO_COUNTERPART),
        ("the town", ("women", "men"), NO_FORM),
        ("she was there", ("women", "men"), NO_FORM),  # a pronoun alone names nobody
        ("a white car", ("white_people", "black_people"), NO_FORM),  # no noun for people beside it
        ("I am Muslim", ("muslims", "jews"), NO_FORM),
        ("women", ("women", "muslims"), NO_FORM),  # not of one axis
        ("@women rewomen", ("women", "men"), NO_FORM),
        ("", ("women", "men"), NO_FORM),
        ("women", ("women", "lesbians"), NO_FORM),  # no form in the table
    ],
)
def test_what_is_refused(text, groups, reason):
    found = SWAPS.swap(text, *groups)
    assert (found.text, found.reason) == (None, reason)


def strict(texts):
    """The groups that each text strictly names."""
    features = text_reader(Plan()).run(pa.array(texts, pa.large_string()))
    named = [set() for _ in texts]
    for post, group in zip(*(each.tolist() for each in features.strict_pairs), strict=True):
        named[post].add(features.groups[group][1])
    return named


def test_every_form_names_its_group_and_no_other_of_the_axis():
    """As the word lists have it, in a sentence of ours: so a swapped post is one that the audit would count for the group."""
    kept = [each for each in FORMS if not each.slot.startswith("pronoun")]
    said = [f"we met the {each.form}{' people' if each.slot == 'adjective' else ''} in town" for each in kept]
    for each, named in zip(kept, strict(said), strict=True):
        on_axis = {group for group in named if resources.axis_of(group) == each.axis}
        assert on_axis == {each.group}, (each, named)


def test_forms_of_a_slot_have_one_part_of_speech_and_number():
    terms = {(term.axis, term.group, term.form): term for term in resources.identity_terms().rows}
    slots = {}
    for each in FORMS:
        term = terms.get((each.axis, each.group, surface_form(each.form)))
        if each.slot.startswith("pronoun") or (term is None and " " in each.form):
            continue
        if term is None:  # listed with its noun only, such as poor people
            assert each.slot == "adjective", each
            continue
        noun = "adjective" if each.slot == "adjective" else "noun"
        number = "" if each.slot == "adjective" else term.number
        assert each.slot == "adjective" or term.part_of_speech in ("noun", "phrase"), each
        slots.setdefault((each.axis, each.slot), set()).add((noun, number))
    assert slots
    assert all(len(kinds) == 1 for kinds in slots.values()), slots


def test_there_is_no_slur_in_the_table():
    slurs = {term.form for term in resources.identity_terms().rows if "slur" in term.note}
    assert not slurs & {surface_form(each.form) for each in FORMS}


@pytest.mark.parametrize("sentence", [each.sentence for each in resources.swap_sentences().rows])
def test_sentences_name_the_group_alone_and_swap_both_ways(sentence):
    filled = {group: SWAPS.filled(sentence, group) for group in SWAPS.groups}
    assert all(filled.values())
    assert len(set(filled.values())) == len(filled)
    for (group, text), named in zip(filled.items(), strict(list(filled.values())), strict=True):
        assert {each for each in named if resources.axis_of(each) == SWAPS.axis(group)} == {group}, text
        assert "{" not in text
    for one, other in itertools.islice(AXIS_PAIRS, 0, None, 5):
        swapped = SWAPS.swap(filled[one], one, other)
        if swapped.text is not None:
            assert SWAPS.swap(swapped.text, other, one).text == filled[one]


def test_articles_fit():
    for group in SWAPS.groups:
        said = SWAPS.filled("{A person} came", group)
        article, word = said.split()[:2]
        assert (article == "An") == (word[0].lower() in "aeiou"), said


@given(st.text(max_size=40), st.sampled_from(AXIS_PAIRS))
def test_any_text_is_swapped_or_refused_with_a_reason(text, pair):
    found = SWAPS.swap(text, *pair)
    assert (found.text is None) == bool(found.reason)
    named = SWAPS.swap(f"{text} people women", "women", "men")
    assert named.text is None or named.text.casefold().endswith(" people men")


def test_own_forms_can_be_given():
    forms = [
        resources.SwapForm("role", "people", "nurses", "nurses"),
        resources.SwapForm("role", "people", "doctors", "doctors"),
    ]
    own = Swaps(forms, [])
    assert own.counterparts("nurses") == ("doctors",)
    assert own.counterparts("women") == ()
    assert own.swap("the nurses", "nurses", "doctors").text == "the doctors"
    assert own.filled("{people}", "nurses") is None  # no form for one person
