"""The page on disclosures: every example is what the code does, and every reason for a miss is the true one."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pytest

from audit.metrics.privacy.told import counted_ages, counted_terms, first_person
from audit.resources import DISCLOSURE_CATEGORIES, disclosure_terms, identity_terms
from audit.text.stated_ages import may_state_age, stated_ages
from audit.text.token_table import read_tokens

PAGE = (Path(__file__).parents[1] / "docs" / "disclosures.md").read_text(encoding="utf-8")
TERMS = disclosure_terms().rows
_, *PARTS = re.split(r"^## (.+)$", PAGE, flags=re.MULTILINE)
SECTIONS = dict(zip(PARTS[::2], PARTS[1::2], strict=True))
ROW3 = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
ROW2 = re.compile(r"^\| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
HITS, MISSES, FALSE = (ROW3.findall(SECTIONS[each])[1:] for each in ("Hits", "Misses", "False hits"))
AGES = ROW2.findall(SECTIONS["Ages"])[1:]


def told(sentence: str) -> dict[str, set[str]]:
    """What is counted of a sentence: tiers by category."""
    found: dict[str, set[str]] = {}
    tokens = read_tokens(pa.array([sentence], pa.large_string()))
    if first_person().candidates(tokens, 1)[0]:
        for _, term in zip(*(each.tolist() for each in counted_terms([0], [sentence], tokens)), strict=True):
            found.setdefault(TERMS[term].category, set()).add(TERMS[term].tier)
    return found


def test_every_category_has_examples_of_each_kind():
    for section, least in ((HITS, 4), (MISSES, 1), (FALSE, 1)):
        counted = {name: sum(each[0] == name for each in section) for name in DISCLOSURE_CATEGORIES}
        assert min(counted.values()) >= least, counted
    sentences = [each[1] for each in (*HITS, *MISSES, *FALSE)]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize(("category", "sentence", "tier"), [*HITS, *FALSE], ids=lambda value: value[:30])
def test_hits_and_false_hits_are_found(category, sentence, tier):
    assert tier in told(sentence).get(category, ()), told(sentence)


@pytest.mark.parametrize(("category", "sentence", "why"), MISSES, ids=lambda value: value[:30])
def test_misses_are_missed_for_the_reason_that_is_named(category, sentence, why):
    assert category not in told(sentence)
    found = {TERMS[each.term].category for each in first_person().find(sentence)}
    assert (category in found) == (why in ("supposed", "reported", "quoted")), found
    listed = {each.form for each in TERMS if each.category == category}
    words = re.findall(r"[\w']+", sentence.casefold())
    runs = {" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, min(i + 7, len(words)) + 1)}
    if why == "no form":
        assert not runs & listed, runs & listed
    if why in ("denied", "asked", "goes on as something else", "something between", "somebody else's words"):
        assert runs & listed


@pytest.mark.parametrize(("sentence", "age"), AGES, ids=lambda value: value[:30])
def test_ages_are_as_the_page_says(sentence, age):
    found = [each.age for each in stated_ages(sentence)]
    text = pa.array([sentence], pa.large_string())
    _, counted = counted_ages([0], [sentence], read_tokens(text))
    assert [str(each) for each in counted] == ([] if age in ("none", "set aside") else [age])
    assert bool(found) == (age != "none")
    assert may_state_age(text)[0] or not found


def test_sentences_name_nobody_by_a_slur():
    slurs = {term.form for term in identity_terms().rows if "slur" in term.note}
    for _, sentence, _ in (*HITS, *MISSES, *FALSE):
        assert not slurs & set(re.findall(r"\w+", sentence.casefold())), sentence
