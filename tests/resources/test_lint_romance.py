"""What the French, Portuguese and Italian lexicons owe the grammar of their languages."""

from __future__ import annotations

from collections import defaultdict

import pytest

from audit import resources

LANGUAGES = ("fr", "pt", "it")
#: Ending of the masculine singular of a name of a people, and those of its other three forms.
DECLENSIONS = {
    "fr": {"ien": ("iens", "ienne", "iennes"), "ain": ("ains", "aine", "aines"), "ais": ("ais", "aise", "aises")},
    "pt": {"ano": ("anos", "ana", "anas"), "ês": ("eses", "esa", "esas"), "eiro": ("eiros", "eira", "eiras")},
    "it": {"ano": ("ani", "ana", "ane"), "ese": ("esi",), "ino": ("ini", "ina", "ine")},
}
#: The plural of a noun, by how its singular ends; a noun may also be the same in both.
PLURALS = {
    "fr": {"": ("s", "x"), "man": ("men",), "y": ("ies",)},
    "pt": {"": ("s", "es"), "m": ("ns",), "l": ("is",), "ão": ("ãos", "ões", "ães"), "ês": ("eses",)},
    "it": {"o": ("i", "hi"), "io": ("i",), "a": ("e", "i", "he"), "e": ("i",), "ie": ("i",), "uomo": ("uomini",)},
}
ARTICLES = {"fr": ("les", "des", "aux"), "pt": ("os", "dos", "aos"), "it": ("i", "dei", "gli", "degli")}
each = pytest.mark.parametrize("language", LANGUAGES)


def forms_of(language):
    found = defaultdict(set)
    for term in resources.identity_terms(f"identity-{language}").rows:
        found[term.axis, term.group].add(term.form)
    return found


@each
def test_names_of_peoples_have_four_forms(language):
    forms = forms_of(language)
    seen = 0
    for term in resources.identity_terms(f"identity-{language}").rows:
        if term.source != "eu_code" or term.tier != "adjective" or term.number == "plural" or " " in term.form:
            continue
        for ending, others in DECLENSIONS[language].items():
            if term.form.endswith(ending):
                stem = term.form.removesuffix(ending)
                assert {stem + other for other in others} <= forms[term.axis, term.group], term.form
                seen += 1
    assert seen > 60


@each
def test_a_noun_has_a_plural(language):
    forms = forms_of(language)
    missing = []
    for term in resources.identity_terms(f"identity-{language}").rows:
        words = term.form.split()
        # The spelling with a schwa is for one person; "ɜ" is for several.
        plain = len(words) == 1 and not set(term.form) & set("'·ə")
        if term.tier != "strict" or term.part_of_speech != "noun" or term.number != "singular" or not plain:
            continue
        plurals = {term.form}
        for ending, others in PLURALS[language].items():
            if term.form.endswith(ending):
                plurals |= {term.form.removesuffix(ending) + other for other in others}
        if len(plurals & forms[term.axis, term.group]) < 2:
            missing.append(term.form)
    assert missing == []


@each
def test_what_an_article_makes_a_noun_agrees_with_the_adjective(language):
    """ "les arabes" stands for the group that "arabes" does; a name of a people is strict behind an article."""
    group = {(term.axis, term.form): term.group for term in resources.identity_terms(f"identity-{language}").rows}
    seen = 0
    for (axis, form), named in group.items():
        article, _, rest = form.partition(" ")
        if article in ARTICLES[language] and (axis, rest) in group:
            assert group[axis, rest] == named, form
            seen += 1
    assert seen > 300


@pytest.mark.parametrize("language", ["fr", "it"])
def test_elided_articles_stand_before_a_vowel(language):
    """ "l'immigré" names whom "immigré" does, and "l'" never stands before a consonant."""
    vowels = "aeiouyhéèêâîïôœàìòùə"
    group = {(term.axis, term.form): term.group for term in resources.identity_terms(f"identity-{language}").rows}
    seen = 0
    for (axis, form), named in group.items():
        article, apostrophe, noun = form.partition("'")
        if apostrophe and " " not in form and article in {"l", "d", "dell", "all", "dall", "un"}:
            assert noun[0] in vowels, form
            assert group.get((axis, noun), named) == named, form
            seen += 1
    assert seen > 50


@each
def test_peoples_of_the_world_are_there(language):
    groups = {term.group for term in resources.identity_terms(f"identity-{language}").rows}
    english = {term.group for term in resources.identity_terms().rows if term.axis == "nationality_migration"}
    assert english <= groups
