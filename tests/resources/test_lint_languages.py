"""What holds for the lexicons of every language that ships; they are found by listing the folder."""

from __future__ import annotations

import unicodedata
from collections import defaultdict

import pyarrow as pa
import pytest

from audit import resources
from audit.resources.tables import surface_form
from audit.text.tokens import tokenise

LANGUAGES = resources.lexicon_languages()
every_language = pytest.mark.parametrize("language", LANGUAGES)


def identity(language):
    return resources.identity_terms(f"identity-{language}").rows


def cut(forms: list[str]) -> list[tuple[str, ...]]:
    """Forms as words of the tokeniser, none for a form with a break inside."""
    tokens = tokenise(pa.array(forms, pa.large_string()))
    words: list[list[str]] = [[] for _ in forms]
    broken = set()
    for post, word, after in zip(tokens.post.tolist(), tokens.word, tokens.after_break.tolist(), strict=True):
        if after and words[post]:
            broken.add(post)
        words[post].append(word)
    return [() if i in broken else tuple(each) for i, each in enumerate(words)]


@every_language
def test_cards_say_what_the_reader_needs(language):
    for name in ("identity", "person-nouns", "function-words"):
        card = resources.lexicon_card(f"{name}-{language}")
        assert card.language == language
        assert card.reviewers == ()
        assert card.licence == "CC0-1.0"
    assert "slurs" in resources.lexicon_card(f"identity-{language}").extra["content_warning"]
    assert resources.lexicon_card(f"identity-{language}").extra.get("adjectives", "before") in (
        "before",
        "after",
        "both",
    )
    assert 0.15 < resources.running_share(language) < 0.7


@every_language
def test_wide_enough(language):
    terms = identity(language)
    assert len({(term.axis, term.group) for term in terms}) >= 30
    assert len({term.form for term in terms}) >= 300
    assert len(resources.person_nouns(f"person-nouns-{language}").rows) >= 80
    assert len(resources.function_words(f"function-words-{language}")) >= 150


@every_language
def test_groups_are_those_of_every_language(language):
    """Only the same slug adds up; so a group has the axis and the title that it has in English."""
    for axis, group in {(term.axis, term.group) for term in identity(language)}:
        assert resources.axis_of(group) == axis, group
        assert resources.group_singular(group), group


@every_language
def test_columns_are_filled(language):
    keys = set(resources.lexicon_card(f"identity-{language}").source_keys)
    for term in identity(language):
        if term.part_of_speech == "noun":
            assert term.number, term
        assert set(term.source.split(";")) <= keys, term
    used = {key for term in identity(language) for key in term.source.split(";")}
    assert keys - used <= {"usage"}, "a source that no form came from"


@every_language
def test_forms_are_written_as_they_are_compared(language):
    for name in ("identity", "person-nouns", "function-words"):
        for row in resources.read_lexicon(f"{name}-{language}").rows:
            form = row["form"]
            assert form == surface_form(form), form
            assert not form.startswith(("#", "@")), form


@every_language
def test_forms_are_found_again_by_the_tokeniser(language):
    """And no two forms that are read alike name two groups of an axis."""
    terms = [term for term in identity(language) if term.part_of_speech != "emoji"]
    group: dict[object, str] = {}
    for term, words in zip(terms, cut([term.form for term in terms]), strict=True):
        assert 1 <= len(words) <= 8, term.form
        assert group.setdefault((term.axis, words), term.group) == term.group, term.form
    for word in resources.function_words(f"function-words-{language}"):
        (words,) = cut([word])
        assert len(words) == 1, word
        assert unicodedata.normalize("NFC", words[0]) == word


@every_language
def test_every_group_can_be_counted_strictly(language):
    tiers = defaultdict(set)
    for term in identity(language):
        tiers[term.group].add(term.tier)
    assert [group for group, each in tiers.items() if each == {"loose"}] == []


@every_language
def test_slurs_are_loose_and_few(language):
    terms = identity(language)
    slurs = [term for term in terms if "slur" in term.note]
    assert slurs
    assert {term.tier for term in slurs} == {"loose"}
    assert len(slurs) / len(terms) < 0.08


@every_language
def test_a_loose_form_never_hides_a_strict_one(language):
    strict = defaultdict(set)
    for term in identity(language):
        if term.tier == "strict":
            strict[term.axis].add(tuple(term.form.split()))
    for term in identity(language):
        if term.tier == "loose" and "whole" not in term.note:
            words = term.form.split()
            inside = {tuple(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
            assert not inside & strict[term.axis], term.form


@every_language
def test_person_nouns_agree_with_identity_terms(language):
    """A noun that names a group names the same group here and there."""
    group = {(term.axis, term.form): term.group for term in identity(language)}
    for noun in resources.person_nouns(f"person-nouns-{language}").rows:
        assert noun.number, noun
        assert bool(noun.axis) == bool(noun.group), noun
        if noun.axis:
            assert group[noun.axis, noun.form] == noun.group, noun


@every_language
def test_who_can_be_named_alone_can_be_named_together(language):
    """A group with a strict noun in the singular has one in the plural."""
    numbers = defaultdict(set)
    for term in identity(language):
        if term.tier in ("strict", "capital") and term.part_of_speech != "adjective":
            numbers[term.group].add(term.number)
        elif term.tier == "capital":
            numbers[term.group] |= {"plural", "singular"}
    assert [group for group, each in numbers.items() if "singular" in each and "plural" not in each] == []
