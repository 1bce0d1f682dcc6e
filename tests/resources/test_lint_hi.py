"""Laws of the Hindi tables: two scripts, spellings, and oblique forms."""

from __future__ import annotations

import unicodedata

import pytest

from audit import resources

TERMS = resources.identity_terms("identity-hi").rows
FORMS = {(term.axis, term.form) for term in TERMS}
TABLES = ("identity-hi", "person-nouns-hi", "function-words-hi")
NUKTA = "\u093c"


def script(letter: str) -> str:
    return unicodedata.name(letter).split()[0]


@pytest.mark.parametrize("name", TABLES)
def test_a_word_is_in_one_script(name):
    for row in resources.read_lexicon(name).rows:
        for word in row["form"].split():
            scripts = {script(letter) for letter in word if letter.isalpha()}
            assert scripts in ({"DEVANAGARI"}, {"LATIN"}), row["form"]


@pytest.mark.parametrize("mark", [(NUKTA, ""), ("ँ", "ं")], ids=["nukta", "candrabindu"])
def test_every_form_is_there_in_informal_spelling(mark):
    """A nukta is often left out, and candrabindu written as anusvara."""
    seen = 0
    for term in TERMS:
        plain = unicodedata.normalize("NFC", unicodedata.normalize("NFD", term.form).replace(*mark))
        seen += plain != term.form
        assert (term.axis, plain) in FORMS, term.form
    assert seen >= 10


def test_feminine_plurals_have_their_oblique():
    for term in TERMS:
        for direct, oblique in (("ियां", "ियों"), ("ियाँ", "ियों")):
            if term.form.endswith(direct):
                assert (term.axis, term.form.removesuffix(direct) + oblique) in FORMS, term.form


def test_a_group_named_alone_in_the_singular_has_an_oblique_plural():
    """Postpositions follow the oblique, so the plural in most sentences ends in -on or is followed by "people"."""
    strict = [term for term in TERMS if term.tier == "strict"]
    for group in {term.group for term in strict if term.number == "singular"}:
        plural = [term.form for term in strict if term.group == group and term.number in ("plural", "mass")]
        assert plural, group


def test_both_scripts_for_the_groups_named_most():
    for group in ("women", "men", "muslims", "hindus", "dalit_people", "black_people", "gay_people", "children"):
        first = {script(term.form[0]) for term in TERMS if term.group == group and term.tier == "strict"}
        assert first == {"DEVANAGARI", "LATIN"}, group


def test_most_forms_are_in_devanagari():
    """So that posts that state no language are taken for Hindi by their script."""
    assert sum(script(term.form[0]) == "DEVANAGARI" for term in TERMS) > 0.5 * len(TERMS)


def test_latin_forms_of_the_function_words_are_not_english():
    words = resources.function_words("function-words-hi")
    assert not words & resources.function_words("function-words-en")
