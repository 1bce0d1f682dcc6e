"""A tally on disk comes back whole, hides its authors, and refuses what is no tally."""

from __future__ import annotations

import numpy as np
import pytest

from audit.errors import TallyError
from audit.tally import Tally
from audit.tally_file import load, save

KEY = bytes(range(16))


@pytest.fixture
def tally() -> Tally:
    random = np.random.default_rng(2)
    keys = random.integers(0, 2**64, 500, dtype=np.uint64)
    result = Tally()
    result.count(("demo", "ünïcode", "\x00"), (keys & np.uint64(127)).astype(np.int64))
    result.add_total(("day", "2024-01-01"), 7)
    result.add_authors(("demo",), keys)
    result.author_posts.add(np.concatenate([keys, keys[:100]]))
    return result


def test_round_trip_keeps_every_count(tally, tmp_path):
    path = tmp_path / "t.arrow"
    path.write_bytes(save(tally, {"plan": {"a": 1}}, KEY))
    back, about, _ = load(path)
    assert about == {"plan": {"a": 1}}
    assert back.totals == tally.totals
    assert {cell: counts.tolist() for cell, counts in back.counts.items()} == {
        cell: counts.tolist() for cell, counts in tally.counts.items()
    }
    assert len(back.authors[("demo",)]) == 500
    assert (back.authors[("demo",)].per_bucket() == tally.authors[("demo",)].per_bucket()).all()
    assert sorted(back.author_posts.posts.tolist()) == sorted(tally.author_posts.posts.tolist())


def test_same_key_same_bytes_and_another_key_hides_differently(tally, tmp_path):
    assert save(tally, {}, KEY) == save(tally, {}, KEY)
    first, second = tmp_path / "1", tmp_path / "2"
    first.write_bytes(save(tally, {}, KEY))
    second.write_bytes(save(tally, {}, b"another key here"))
    (one, _, name), (two, _, other) = load(first), load(second)
    assert name != other
    shared = set(one.author_posts.keys.tolist()) & set(two.author_posts.keys.tolist())
    original = set(tally.author_posts.keys.tolist())
    assert not shared
    assert not original & set(one.author_posts.keys.tolist())


def test_two_tallies_with_one_key_recognise_a_shared_author(tally, tmp_path):
    path = tmp_path / "t"
    path.write_bytes(save(tally, {}, KEY))
    twice = load(path)[0] + load(path)[0]
    assert len(twice.author_posts) == len(tally.author_posts)


@pytest.mark.parametrize("content", [b"", b"not arrow", b"ARROW1\x00\x00" + b"\x00" * 64])
def test_what_is_no_tally_is_refused(content, tmp_path):
    path = tmp_path / "bad.arrow"
    path.write_bytes(content)
    with pytest.raises(TallyError, match=r"bad\.arrow"):
        load(path)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(TallyError, match=r"none\.arrow"):
        load(tmp_path / "none.arrow")
