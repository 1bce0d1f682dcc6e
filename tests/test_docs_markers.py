"""Pages about themes of descriptions: every example is what the code does, and every reason for a miss is the true one."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from audit import resources
from audit.metrics.descriptions import ESSENTIALISING, US_THEM, window_words
from audit.plan import Plan
from audit.text.token_table import read_tokens
from audit.text.windows import SLOTS, described, read_windows
from audit.text_reader import text_reader

PAGES = Path(__file__).parents[1] / "docs" / "markers"
KINDS = ("Hits", "Misses", "False hits")
NO_WORD = ("no word of the list", "no name of an occupation")
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


@dataclass
class Told:
    """What is found in one sentence: (group title, theme) by place, what is set aside, and what is there at all."""

    groups: set[str] = field(default_factory=set)
    themes: set[str] = field(default_factory=set)
    places: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    aside: set[tuple[str, str]] = field(default_factory=set)


def examples(category: str) -> list[tuple[str, str, str, str]]:
    """Kind, group, sentence, and place or reason of every example of a page."""
    _, *parts = re.split(r"^### (.+)$", (PAGES / f"{category}.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [(kind, *row) for kind, part in zip(parts[::2], parts[1::2], strict=True) for row in ROW.findall(part)[1:]]


EXAMPLES = [(category, *row) for category in resources.MARKER_CATEGORIES for row in examples(category)]


@functools.cache
def read(sentence: str) -> Told:
    text = pa.array([sentence], pa.large_string())
    features, tokens = text_reader(Plan()).run(text), read_tokens(text)
    spans = features.strict_spans
    windows = read_windows(tokens, spans, window_words())
    titles = [resources.group_title(group) for _, group in features.groups]
    told = Told(groups={titles[each] for each in spans.group.tolist()})
    told.themes = {each for k, each in enumerate(features.categories) if int(features.marker_mask[0]) >> k & 1}
    for window, bits in zip(
        *(each.tolist() for each in described(windows, tokens, features.marker_spans)), strict=True
    ):
        group = titles[spans.group[windows.mention[window]]]
        for category in (each for k, each in enumerate(features.categories) if bits >> k & 1):
            if windows.aside[window]:
                told.aside.add((group, category))
            else:
                told.places.setdefault((group, category), set()).add(SLOTS[windows.slot[window]])
    for mention in np.flatnonzero(windows.contrast).tolist():
        told.places[titles[spans.group[mention]], US_THEM] = {"contrast"}
    for group in features.generic_pairs[1].tolist():
        told.places[titles[group], ESSENTIALISING] = {"generic"}
    return told


def test_every_theme_has_a_page_and_the_index_lists_it():
    assert {page.stem for page in PAGES.glob("*.md")} == {*resources.MARKER_CATEGORIES, "README"}
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\]\((\w+)\.md\)", index)) == set(resources.MARKER_CATEGORIES)


@pytest.mark.parametrize("category", resources.MARKER_CATEGORIES)
def test_every_page_has_ten_examples_of_each_kind(category):
    found = examples(category)
    assert {kind: sum(each[0] == kind for each in found) for kind in KINDS} == dict.fromkeys(KINDS, 10)
    assert len({sentence for _, _, sentence, _ in found}) == 30


@pytest.mark.parametrize("category", resources.MARKER_CATEGORIES)
def test_hits_are_found_in_the_place_that_is_named(category):
    for kind, group, sentence, place in examples(category):
        if kind == "Hits":
            assert group in read(sentence).groups, sentence
            assert place in read(sentence).places.get((group, category), ()), sentence


@pytest.mark.parametrize("category", resources.MARKER_CATEGORIES)
def test_misses_are_not_found_for_the_reason_that_is_named(category):
    for kind, group, sentence, why in examples(category):
        if kind != "Misses":
            continue
        told = read(sentence)
        assert group in told.groups, sentence
        assert (group, category) not in told.places, sentence
        if category not in (US_THEM, ESSENTIALISING):
            assert (category not in told.themes) == why.startswith(NO_WORD), (sentence, told.themes)
            assert ((group, category) in told.aside) == ("set aside" in why or "denial" in why), (sentence, told.aside)


@pytest.mark.parametrize("category", resources.MARKER_CATEGORIES)
def test_false_hits_are_found_all_the_same(category):
    for kind, group, sentence, _ in examples(category):
        if kind == "False hits":
            assert (group, category) in read(sentence).places, sentence


def test_sentences_name_no_group_by_a_slur():
    slurs = {term.form for term in resources.identity_terms().rows if "slur" in term.note}
    for *_, sentence, _ in EXAMPLES:
        words = re.findall(r"[\w']+", sentence.casefold())
        runs = {" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, min(i + 4, len(words)) + 1)}
        assert not runs & slurs, sentence
