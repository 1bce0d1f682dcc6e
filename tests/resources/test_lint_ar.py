"""Laws of the Arabic tables: inflections, spellings, and what is glued to forms."""

from __future__ import annotations

import unicodedata

import pytest

from audit import resources
from audit.text.clitics import with_clitics

TERMS = resources.identity_terms("identity-ar").rows
PROCLITICS = resources.lexicon_card("identity-ar").extra["proclitics"].split()
TABLES = ("identity-ar", "person-nouns-ar", "function-words-ar")


def forms(group_of, *tiers):
    return {term.form for term in TERMS if (term.axis, term.group) == group_of and (not tiers or term.tier in tiers)}


@pytest.mark.parametrize("name", TABLES)
def test_no_vowel_signs_or_tatweel(name):
    """Variants are made without them, so a form that has them would not be found as written elsewhere."""
    for row in resources.read_lexicon(name).rows:
        assert not any("\u064b" <= letter <= "\u0652" or letter in "\u0640\u0670" for letter in row["form"]), row[
            "form"
        ]


@pytest.mark.parametrize("name", TABLES)
def test_letters_are_arabic_not_persian(name):
    """Keheh and Farsi yeh look like kaf and alef maqsura and are other letters."""
    for row in resources.read_lexicon(name).rows:
        for letter in row["form"]:
            assert letter not in "\u06a9\u06cc\u06d5\u06be", row["form"]
            assert letter == " " or letter.isascii() or unicodedata.name(letter).startswith("ARABIC LETTER"), row[
                "form"
            ]


def test_sound_plurals_have_both_cases():
    """The nominative in -un is as good as absent from posts; the oblique in -in is what is written."""
    for term in TERMS:
        if term.tier == "strict" and term.number == "plural" and term.form.endswith("يون") and " " not in term.form:
            oblique = term.form.removesuffix("ون") + "ين"
            assert oblique in forms((term.axis, term.group)), term.form


def test_adjectives_of_relation_have_a_feminine():
    for term in TERMS:
        is_relation = term.form.endswith("ي") and " " not in term.form
        if term.tier == "adjective" and term.part_of_speech == "adjective" and is_relation:
            assert term.form + "ة" in forms((term.axis, term.group)), term.form


def test_a_nation_has_men_women_and_both_numbers():
    nations = {
        (term.axis, term.group) for term in TERMS if term.axis == "nationality_migration" and term.source == "m49"
    }
    assert len(nations) >= 90
    for nation in nations:
        own = [term for term in TERMS if (term.axis, term.group) == nation]
        assert {"singular", "plural"} <= {term.number for term in own}, nation
        assert any(term.form.endswith("ات") or " " in term.form for term in own), nation


def test_adjectives_have_a_number_so_that_they_agree():
    assert {term.number for term in TERMS if term.tier == "adjective"} == {"singular", "plural"}


def test_proclitics_are_closed_under_conjunction():
    """Whatever is glued can be preceded by "and" in the text; frequent pairs are listed."""
    assert len(set(PROCLITICS)) == len(PROCLITICS)
    assert {"و", "ف", "ب", "ك", "ل", "ال", "وال", "بال", "كال", "لل"} <= set(PROCLITICS)
    assert all(1 <= len(proclitic) <= 4 for proclitic in PROCLITICS)


def test_no_form_is_another_group_with_something_glued_to_it():
    """ "Cameras" would be "like princesses": a listed form wins, but two listed forms must not fight over one word."""
    strict = {(term.axis, term.form): term.group for term in TERMS if term.tier == "strict"}
    for (axis, form), group in strict.items():
        for variant in with_clitics(tuple(form.split()), PROCLITICS):
            other = strict.get((axis, " ".join(variant)), group)
            assert other == group, (form, variant)
