"""What the German lexicons owe the grammar of German."""

from __future__ import annotations

from collections import defaultdict

import pytest

from audit import resources


@pytest.fixture(scope="module")
def terms():
    return resources.identity_terms("identity-de").rows


@pytest.fixture(scope="module")
def forms(terms):
    found = defaultdict(set)
    for term in terms:
        found[term.axis, term.group].add(term.form)
    return found


def test_adjectives_are_declined(terms, forms):
    """Whoever has "türkische" has "türkischen", "türkischer" and "türkisches"."""
    for term in terms:
        if term.part_of_speech == "adjective" and term.form.endswith("e"):
            ends = {term.form + end for end in ("n", "r")}
            assert ends <= forms[term.axis, term.group], term.form


def test_feminine_nouns_have_a_plural(terms, forms):
    """ "Rentnerin" has "Rentnerinnen"."""
    others = ("lein", "schwein", "jain")
    nouns = [t for t in terms if t.part_of_speech == "noun" and t.number == "singular"]
    feminine = [t for t in nouns if t.form.endswith("in") and not t.form.endswith(others)]
    assert len(feminine) > 200
    assert [t.form for t in feminine if t.form + "nen" not in forms[t.axis, t.group]] == []


def test_nationalities_have_women_and_neutral_spellings(terms, forms):
    """ "Italienerinnen" and "Italiener:innen", which the tokeniser reads as two words."""
    people = {term.group for term in terms if term.source == "auswaertiges_amt"}
    assert len(people) > 100
    endings = defaultdict(set)
    for group in people:
        for form in forms["nationality_migration", group]:
            endings[group] |= {end for end in ("innen", " innen") if form.endswith(end)}
    # Said by an adjective alone, or borrowed from Arabic and Spanish with their own endings.
    without = {"german_people", "emirati_people", "saudi_people"}
    assert {group for group in people if "innen" not in endings[group]} == without
    assert {group for group in people if " innen" not in endings[group]} == without | {"filipino_people"}


def test_umlauts_are_found_without_umlauts(terms, forms):
    """Who has no umlauts on the keyboard writes ae, oe, ue."""
    for term in terms:
        if term.part_of_speech == "noun" and " " not in term.form and set("äöü") & set(term.form):
            plain = term.form.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
            assert plain in forms[term.axis, term.group], term.form


def test_names_of_countries_do_not_name_people(terms):
    tier = {term.form: term.tier for term in terms if term.axis == "nationality_migration"}
    assert {tier[country] for country in ("polen", "schweden", "ungarn")} == {"loose"}
    assert tier["die polen"] == tier["viele schweden"] == tier["den ungarn"] == "strict"


def test_nouns_made_of_adjectives_need_their_capital(terms):
    tier = {term.form: term.tier for term in terms if term.part_of_speech == "adjective"}
    for form in ("schwarze", "blinde", "gehörlosen", "homosexuelle", "arbeitslose", "obdachlosen", "deutschen"):
        assert tier[form] == "capital", form
    assert tier["türkische"] == tier["jüdische"] == tier["deutsche"] == "adjective"
