"""A lint of the data that ships: what a reviewer would otherwise have to check by eye."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from importlib import resources as package_files

import pytest

from audit import resources
from audit.resources.tables import surface_form
from audit.resources.terms import NOTES, TIERS

AXES = {
    "gender",
    "race_ethnicity",
    "religion",
    "nationality_migration",
    "sexual_orientation_gender_identity",
    "disability",
    "age",
    "socioeconomic_status",
}
CARDS = [card for kind in resources.KINDS for card in resources.list_resources(kind)]
TABLES = [(card.kind, card.name) for card in CARDS]


def raw_forms(name: str, column: str = "form") -> list[str]:
    return [row[column] for row in resources.read_lexicon(name).rows]


@pytest.mark.parametrize("card", CARDS, ids=lambda card: f"{card.kind}/{card.name}")
def test_cards_are_complete(card):
    for field in ("title", "version", "language", "summary", "licence", "compiled_by", "date"):
        value = getattr(card, field)
        assert value, field
        assert value != "not stated", field
    assert card.source
    assert all(len(line) > 20 for line in card.source)
    assert card.known_faults
    assert all(line.endswith(".") for line in card.known_faults)
    assert card.compiled_by == "the postaudit authors"
    assert card.sha256_committed == card.sha256, "the table changed: review it, then commit its new sha256"


def test_every_folder_of_data_has_a_card():
    root = package_files.files("audit.resources")
    for kind in resources.KINDS:
        folders = {entry.name for entry in root.joinpath(kind).iterdir() if entry.is_dir()}
        assert folders == {card.name for card in resources.list_resources(kind)}


@pytest.mark.parametrize(("kind", "name"), TABLES, ids=lambda value: value)
def test_tables_are_plain_utf8(kind, name):
    table = package_files.files("audit.resources").joinpath(kind).joinpath(name).joinpath(resources.KINDS[kind])
    content = table.read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    text = content.decode("utf-8")
    assert text == unicodedata.normalize("NFC", text)
    assert not any(unicodedata.category(letter) == "Cc" and letter != "\n" for letter in text)


def test_identity_is_wide_enough():
    terms = resources.identity_terms().rows
    assert {term.axis for term in terms} == AXES
    assert len({term.group for term in terms}) >= 60
    assert len({term.form for term in terms}) >= 900
    by_tier = Counter(term.tier for term in terms)
    assert all(by_tier[tier] >= 10 for tier in TIERS)


def test_every_group_has_forms_and_titles():
    forms = Counter(term.group for term in resources.identity_terms().rows)
    for group, count in forms.items():
        assert count >= 3, group
        assert resources.group_title(group) != group or "_" not in group, group
        assert resources.axis_of(group) in AXES, group
        assert resources.group_singular(group), group
    assert {resources.axis_of(term.group) == term.axis for term in resources.identity_terms().rows} == {True}


def test_groups_can_be_counted_strictly():
    """A group without a strict, capital or adjective form could never be mentioned."""
    countable = defaultdict(set)
    for term in resources.identity_terms().rows:
        countable[term.group].add(term.tier)
    assert [group for group, tiers in countable.items() if tiers == {"loose"}] == []


@pytest.mark.parametrize("name", ["identity-en", "person-nouns-en", "markers-en", "function-words-en"])
def test_forms_are_written_as_they_are_compared(name):
    for form in raw_forms(name):
        assert form == surface_form(form), form
        assert not form.endswith("'s"), form
        assert not form.startswith(("#", "@")), form


def test_no_form_names_two_groups_of_an_axis():
    seen = Counter((term.axis, term.form) for term in resources.identity_terms().rows)
    assert [key for key, count in seen.items() if count > 1] == []


def test_notes_and_tiers_agree():
    for term in resources.identity_terms().rows:
        assert set(term.note) <= set(NOTES)
        if "slur" in term.note:
            assert term.tier == "loose", term.form
        if term.part_of_speech == "emoji":
            assert term.tier == "loose", term.form


def test_slurs_are_a_small_part():
    terms = resources.identity_terms().rows
    assert sum("slur" in term.note for term in terms) / len(terms) < 0.05


def test_a_loose_form_never_hides_a_strict_one():
    """Longest match wins, so a loose phrase around a strict form lowers strict counts, unless that is what it is for."""
    terms = resources.identity_terms().rows
    strict = defaultdict(set)
    for term in terms:
        if term.tier == "strict":
            strict[term.axis].add(tuple(term.form.split()))
    for term in terms:
        if term.tier == "loose" and "whole" not in term.note:
            words = term.form.split()
            inside = {tuple(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
            assert not inside & strict[term.axis], term.form


def test_source_keys_are_in_the_card():
    for name in ("identity-en", "markers-en"):
        lexicon = resources.read_lexicon(name)
        used = {key for row in lexicon.rows for key in row["source"].split(";")}
        assert used <= set(lexicon.card.source_keys), used - set(lexicon.card.source_keys)


def test_person_nouns_agree_with_identity_terms():
    """A noun that names a group names the same group here and there."""
    identity = {(term.axis, term.form): term.group for term in resources.identity_terms().rows}
    nouns = resources.person_nouns().rows
    assert len(nouns) >= 80
    for noun in nouns:
        assert bool(noun.axis) == bool(noun.group), noun
        if noun.axis:
            assert identity[noun.axis, noun.form] == noun.group, noun


def test_markers_cover_every_category():
    terms = resources.marker_terms().rows
    counts = Counter(term.category for term in terms)
    assert set(counts) == set(resources.MARKER_CATEGORIES)
    assert all(50 <= count <= 200 for count in counts.values()), counts
    for term in terms:
        assert not {"positive", "negative"} <= set(term.note), term
        if term.category in {"competence", "warmth", "agency_power"}:
            assert {"positive", "negative"} & set(term.note), term


def test_us_them_are_contrasts_not_single_pronouns():
    assert all(" " in term.form for term in resources.marker_terms().rows if term.category == "us_them")


def test_generics_have_one_slot_and_all_classes():
    patterns = resources.generic_patterns().rows
    assert {pattern.generic_class for pattern in patterns} == {"universal", "typicality", "guard"}
    for pattern in patterns:
        assert re.fullmatch(r"[a-z0-9%' ]*\{(plural|singular)\}[a-z' ]*", pattern.pattern), pattern.pattern
    assert patterns[0].fill("Non-Drivers") == "all non drivers are"


def test_function_words_leave_out_what_other_languages_share():
    words = resources.function_words()
    assert len(words) >= 100
    assert {"the", "and", "of", "with", "which"} <= words
    assert not words & {"a", "no", "me", "in", "die", "was", "on", "us", "to be"}


def test_languages_map_to_well_formed_tags():
    tags = resources.language_tags()
    assert all(re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?|", tag) for tag in tags.values())
    for tag in tags.values():
        assert tags.get(tag.casefold(), tag) == tag, f"{tag} is mapped to something else"
