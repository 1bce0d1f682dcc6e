"""Words that look alike, masked text, and the first posts by hash."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from audit.coding.masking import MOST_CHARACTERS, masked, shortened
from audit.coding.near import is_near, pattern, stems
from audit.coding.reservoir import Reservoir
from audit.resources import identity_terms

# --- words that look alike -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("a #StrongWomenRule day", True),
        ("womanly ways", True),
        ("WOMENS day", True),
        ("the ladie is here", True),
        ("wimmin", False),
        ("in the omen", False),
        ("", False),
        (None, False),
    ],
)
def test_texts_that_look_like_a_form(text, near):
    forms = ["women", "woman", "ladies", "the girls", "gal", "👩"]
    assert is_near(pa.array([text], pa.large_string()), pattern(forms)).tolist() == [near]


def test_no_form_of_one_long_word_is_near_nothing():
    assert stems(["gal", "her sisters", "👩", "a-b"]) == ()
    assert not is_near(pa.array(["anything"], pa.large_string()), pattern(["gal"])).any()


def test_the_patterns_of_all_groups_are_patterns():
    groups: dict[tuple[str, str], list[str]] = {}
    for each in identity_terms().rows:
        groups.setdefault((each.axis, each.group), []).append(each.form)
    text = pa.array(["a text of no group (with) [signs] + more?"], pa.large_string())
    for forms in groups.values():
        assert is_near(text, pattern(forms)).shape == (1,)


# --- masked text -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@some_one hello", "@… hello"),
        ("hello @some.one!", "hello @…!"),
        ("@me@example.social and @you", "@… and @…"),
        ("(u/some-one) and /u/other", "(u/…) and u/…"),
        ("write to me.you@example.org", "write to [address]"),
        ("see https://x.example/@some_one/1?a=b now", "see [link] now"),
        ("www.example.org/some_one", "[link]"),
        ("the women @ the market, 5 u/s", "the women @ the market, 5 u/…"),
        ("no handle here", "no handle here"),
    ],
)
def test_handles_are_masked(text, expected):
    assert masked(text) == expected


def test_long_texts_are_cut():
    assert shortened("a" * MOST_CHARACTERS) == "a" * MOST_CHARACTERS
    assert shortened("a" * (MOST_CHARACTERS + 1)).endswith("a [cut]")


# --- the first posts by hash -----------------------------------------------------------------------------------------


def filled(rank, author, text, batches, bound=50):
    kept = Reservoir(bound)
    for rows in batches:
        kept.add(rank[rows], author[rows], pa.array([text[row] for row in rows], pa.large_string()))
    kept.settle()
    return kept.rank.tolist(), kept.author.tolist(), kept.text.to_pylist()


def test_order_and_split_change_nothing():
    generator = np.random.default_rng(1)
    rank = generator.integers(0, 2**63, 2000).astype(np.uint64)
    author = generator.integers(0, 300, 2000).astype(np.uint64)
    text = [f"text {index}" for index in range(2000)]
    whole = filled(rank, author, text, [np.arange(2000)])
    assert whole[0] == sorted(rank.tolist())[:50]
    assert [text[rank.tolist().index(each)] for each in whole[0]] == whole[2]
    shuffled = generator.permutation(2000)
    for size in (1, 7, 300):
        assert filled(rank, author, text, [shuffled[at : at + size] for at in range(0, 2000, size)]) == whole


def test_memory_stays_within_twice_the_bound():
    kept = Reservoir(10)
    generator = np.random.default_rng(2)
    for _ in range(200):
        rank = generator.integers(0, 2**63, 100).astype(np.uint64)
        kept.add(rank, rank, pa.array(["text"] * 100, pa.large_string()))
        assert len(kept.text) + kept._waiting <= 20
    assert kept.authors == 10
