"""Sets of words for association tests: those of the sources, and a user's own."""

from __future__ import annotations

import pytest

from audit import resources
from audit.errors import ResourceError

HEADER = "set,form,note,source\n"
#: Words of each set of Caliskan et al. (2017), supplementary materials, after names that were too rare were left out.
SIZES = {
    "flowers": 25,
    "insects": 25,
    "instruments": 25,
    "weapons": 25,
    "pleasant_25": 25,
    "unpleasant_25": 25,
    "european_american_names_32": 32,
    "african_american_names_32": 32,
    "european_american_names_16": 16,
    "african_american_names_16": 16,
    "pleasant_8": 8,
    "unpleasant_8": 8,
    "men_names": 8,
    "women_names": 8,
    "career": 8,
    "family": 8,
    "math": 8,
    "arts": 8,
    "science": 8,
    "mental_disease": 6,
    "physical_disease": 6,
    "temporary": 7,
    "permanent": 7,
    "young_names": 8,
    "old_names": 8,
}


def test_sets_have_the_sizes_of_the_paper():
    kept = resources.word_sets().kept
    assert {name: len(kept[name]) for name in SIZES} == SIZES


def test_words_that_copies_of_the_sets_get_wrong():
    kept = resources.word_sets().kept
    assert "Billy" in kept["young_names"]
    assert "short-term" in kept["temporary"]
    assert "failure" in kept["unpleasant_8"]


def test_every_source_key_is_on_the_card():
    sets = resources.word_sets()
    used = {row["source"] for row in resources.read_lexicon("word-sets-en").rows}
    assert used <= set(sets.card.source_keys)
    assert "caliskan" in sets.card.source_keys


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("flowers,rose,,me\nflowers,rose,,me\n", "line 3: 'rose' is in 'flowers' already"),
        ("flowers,,,me\n", "line 2: form is empty"),
        (",rose,,me\n", "line 2: set is empty"),
        ("flowers,rose,rare,me\n", "line 2: note is 'rare'"),
        ("", "has no rows"),
    ],
)
def test_errors_say_where(tmp_path, rows, says):
    path = tmp_path / "mine.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(ResourceError) as caught:
        resources.word_sets(path)
    assert says in str(caught.value)


def test_a_users_own(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(HEADER + "boats,ferry,,me\nboats,sloop,left_out,me\n", encoding="utf-8")
    sets = resources.word_sets(path)
    assert dict(sets.words) == {"boats": ("ferry", "sloop")}
    assert dict(sets.kept) == {"boats": ("ferry",)}
