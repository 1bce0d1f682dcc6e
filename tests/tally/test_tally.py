"""Adding tallies is adding integers and uniting sets: in any order, over any split."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.tally import Tally
from audit.tally import author_sets as room
from audit.tally.author_sets import AuthorSet, AuthorTable

POSTS = st.lists(st.tuples(st.integers(0, 127), st.sampled_from("abc"), st.integers(0, 2**64 - 1), st.integers(0, 9)))


def tally_of(posts) -> Tally:
    tally = Tally()
    for bucket, name, key, weight in posts:
        tally.count(("demo", name), np.array([bucket]))
        tally.count(("likes", name), np.array([bucket]), np.array([weight]))
        tally.add_total(("total", name), weight)
        tally.add_authors(("demo", name), np.array([key], dtype=np.uint64))
        tally.author_posts.add(np.array([key], dtype=np.uint64))
    return tally


def state(tally: Tally):
    tally.author_posts.compact()
    for each in tally.authors.values():
        each.compact()
    return (
        {cell: counts.tolist() for cell, counts in sorted(tally.counts.items())},
        dict(sorted(tally.totals.items())),
        {cell: each.keys.tolist() for cell, each in sorted(tally.authors.items())},
        tally.author_posts.keys.tolist(),
        tally.author_posts.posts.tolist(),
    )


@given(POSTS, POSTS, POSTS)
def test_merge_law(a, b, c):
    whole = state(tally_of(a + b + c))
    assert state(tally_of(a) + (tally_of(b) + tally_of(c))) == whole
    assert state((tally_of(c) + tally_of(a)) + tally_of(b)) == whole
    assert state(Tally.sum([tally_of(b), tally_of(c), tally_of(a), Tally()])) == whole


def test_weights_stay_integers_beyond_the_precision_of_floats():
    tally = Tally()
    tally.count(("likes",), np.array([3, 3]), np.array([2**53, 1]))
    assert tally.posts(("likes",)) == 2**53 + 1


def test_adding_does_not_change_the_parts():
    first, second = tally_of([(1, "a", 7, 2)]), tally_of([(1, "a", 8, 2)])
    before = state(first)
    _ = first + second
    assert state(first) == before


def test_author_set_is_exact_up_to_its_bound():
    keys = np.random.default_rng(0).integers(0, 2**64, room.AUTHORS_PER_CELL, dtype=np.uint64)
    authors = AuthorSet()
    for piece in np.array_split(np.concatenate([keys, keys]), 7):
        authors.add(piece)
    assert len(authors) == len(np.unique(keys))
    assert authors.level == 0
    assert authors.per_bucket().sum() == len(authors)


def test_author_set_beyond_its_bound_is_a_sample_of_known_rate(monkeypatch):
    monkeypatch.setattr(room, "AUTHORS_PER_CELL", 1024)
    errors = []
    for seed in range(40):
        keys = np.random.default_rng(seed).integers(0, 2**64, 20_000, dtype=np.uint64)
        authors = AuthorSet()
        authors.add(keys)
        errors.append(len(authors) / len(np.unique(keys)) - 1)
    # 20,000 authors at level 5 are 625 kept, so the relative standard error is 1 / sqrt(625) = 4 %, or 5.6 % at level 6.
    assert abs(np.mean(errors)) < 4 * 0.04 / np.sqrt(40)
    assert 0.025 < np.std(errors) < 0.056


@settings(deadline=None)  # a machine under load is no defect
@given(st.permutations(range(6)))
def test_truncated_sets_merge_in_any_order(order):
    parts = np.random.default_rng(3).integers(0, 2**64, (6, 20_000), dtype=np.uint64)
    result = []
    for sequence in (range(6), order):
        authors = AuthorSet()
        for index in sequence:
            other = AuthorSet()
            other.add(parts[index])
            authors.merge(other)
        authors.compact()
        result.append((authors.level, authors.keys.tolist()))
    assert result[0] == result[1]
    assert room.AUTHORS_PER_CELL * 0.45 < len(result[0][1]) <= room.AUTHORS_PER_CELL


def test_author_table_sums_posts():
    table = AuthorTable()
    table.add(np.array([5, 5, 9], dtype=np.uint64))
    table.add(np.array([9], dtype=np.uint64))
    assert len(table) == 2
    assert dict(zip(table.keys.tolist(), table.posts.tolist(), strict=True)) == {5: 2, 9: 2}


def test_occupied_buckets_never_exceed_the_authors():
    random = np.random.default_rng(1)
    for authors in (1, 9, 10, 50, 5000):
        tally = Tally()
        keys = random.integers(0, 2**64, authors, dtype=np.uint64)
        tally.count(("demo",), (keys & np.uint64(127)).astype(np.int64))
        assert tally.authors_at_least(("demo",)) <= authors


def test_unknown_cell_is_nothing():
    tally = Tally()
    assert tally.posts(("nothing",)) == 0
    assert tally.n_authors(("nothing",)) == 0
    assert tally.is_empty()


@pytest.mark.parametrize("bad", [np.array([128]), np.array([-1])])
def test_a_bucket_out_of_range_is_refused(bad):
    with pytest.raises(ValueError):
        Tally().count(("demo",), bad)


def test_few_arrays_wait_however_many_tiny_sets_are_added():
    """Each takes a hundred bytes and is counted at every merge: 8,500 a cell waited where tasks had many small batches."""
    random, total = np.random.default_rng(2), AuthorSet()
    for _ in range(100):
        task = AuthorSet()
        for _ in range(40):
            batch = AuthorSet()
            batch.add(random.integers(0, 2**64, 2, dtype=np.uint64))
            task.merge(batch)
        total.merge(task)
        assert len(task.pending) <= 40
    assert len(total.pending) <= 200
    assert len(total) == 100 * 40 * 2


def test_nothing_waits_in_a_compact_tally():
    tally = tally_of([(1, "a", 7, 2)])
    added = tally_of([(1, "a", 8, 2), (2, "a", 9, 1)])
    tally.merge(added)
    before = state(tally)
    tally.compact()
    assert not any(each.pending for each in tally.authors.values())
    assert state(tally) == before
