"""What the Spanish lexicons owe the grammar of Spanish."""

from __future__ import annotations

from collections import defaultdict

import pytest

from audit import resources

WITHOUT_ACCENTS = str.maketrans("áéíóúü", "aeiouu")
#: Country and feminine adjective in one: listed in phrases only.
COUNTRIES = (
    "argentina armenia bosnia checa china dominicana estonia indonesia libia macedonia malasia noruega serbia siria suiza"
).split()


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
    masculine = [
        t
        for t in terms
        if t.part_of_speech == "adjective" and t.tier == "adjective" and t.form.endswith("o") and " " not in t.form
    ]
