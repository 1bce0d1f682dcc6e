"""What the Spanish lexicons owe the grammar of Spanish."""

from __future__ import annotations

from collections import defaultdict

import pytest

from audit import resources

WITHOUT_ACCENTS = str.maketrans("áéíóúü", "aeiouu")
#: Country and feminine adjective in one: listed in phrases only.
COUNTRIES = {
    *("argentina", "armenia", "bosnia", "checa", "china", "dominicana", "estonia", "indonesia"),
    *("libia", "macedonia", "malasia", "noruega", "serbia", "siria", "suiza"),
}


@pytest.fixture(scope="module")
def terms():
    return resources.identity_terms("identity-es").rows


@pytest.fixture(scope="module")
def forms(terms):
    found = defaultdict(set)
    for term in terms:
        found[term.axis, term.group].add(term.form)
    return found


def test_adjectives_have_gender_and_number(terms, forms):
    """Whoever has "mexicano" has "mexicana", "mexicanos" and "mexicanas"."""
    adjectives = [t for t in terms if t.tier == "adjective" and t.number == "singular" and " " not in t.form]
    masculine = [t for t in adjectives if t.form.endswith("o")]
    assert len(masculine) > 100
    for term in masculine:
        have, stem = forms[term.axis, term.group], term.form[:-1]
        assert stem + "a" in have or stem + "a" in COUNTRIES or term.form == "indio", term.form
        assert stem + "os" in have, term.form


def test_nationalities_are_named_by_determiner(terms, forms):
    """Nouns of nationality are adjectives too, so a determiner or a preposition must make them people."""
    people = {term.group for term in terms if term.source == "unterm"} - {"indian_people"}
    assert len(people) > 100
    for group in people:
        have = forms["nationality_migration", group]
        for word in ("los", "las", "un", "una", "de", "soy"):
            assert any(form.startswith(word + " ") for form in have), (group, word)


def test_countries_do_not_name_people(terms):
    bare = {term.form for term in terms if term.axis == "nationality_migration"}
    assert not bare & {*COUNTRIES, "india"}
    assert {"una siria", "mujer china", "niña argentina", "los suizos"} <= bare


def test_accents_may_be_missing(terms, forms):
    """Who writes from a telephone leaves them out, unless that makes another word: "papa" is a potato and a pope."""
    others = {"papá", "papás", "mamá", "mamás", "bebé", "bebés", "calés"}
    for term in terms:
        if term.part_of_speech == "noun" and " " not in term.form and term.form not in others:
            assert term.form.translate(WITHOUT_ACCENTS) in forms[term.axis, term.group], term.form
    assert not {"papa", "mama", "bebe", "gales"} & {term.form for term in terms}


def test_masculine_plurals_name_no_gender(terms):
    tier = {term.form: term.tier for term in terms if term.group == "men"}
    for form in ("niños", "hijos", "padres", "hermanos", "abuelos", "chicos", "señores"):
        assert tier[form] == "loose", form
    assert tier["hombres"] == tier["niño"] == tier["hermano"] == "strict"


def test_neutral_spellings(forms):
    assert {"niñxs", "niñes", "niñ"} <= forms["age", "children"]
    assert {"latinx", "latinxs", "latines"} <= forms["race_ethnicity", "hispanic_latino_people"]
    assert {"mexicanxs", "mexicanes"} <= forms["nationality_migration", "mexican_people"]
