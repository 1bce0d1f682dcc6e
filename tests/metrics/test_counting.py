"""Counting per group and author bucket, against counting one by one."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest

from audit.metrics.counting import add_group_authors, add_groups, among, coded, each_group, named, per_group, reach
from audit.tally import Tally


@pytest.fixture
def drawn():
    random = np.random.default_rng(11)
    keys = random.integers(0, 2**64, 60, dtype=np.uint64)
    author = random.integers(0, 60, 500)
    return random.integers(0, 5, 500), keys[author], random.random(500) < 0.9


def test_posts_per_group_and_bucket(drawn):
    group, keys, _ = drawn
    bucket = (keys & np.uint64(127)).astype(np.int64)
    naive = Counter(zip(group.tolist(), bucket.tolist(), strict=True))
    counted = per_group(group, bucket, 7)
    assert counted.shape == (7, 128)
    assert {(g, b): n for g in range(7) for b in range(128) if (n := int(counted[g, b]))} == dict(naive)


def test_a_group_without_posts_gets_no_cell_and_equal_cells_add_up(drawn):
    group, keys, _ = drawn
    bucket = (keys & np.uint64(127)).astype(np.int64)
    tally = Tally()
    add_groups(tally, [("m", name) for name in ("a", "b", "a", "c", "d", "never")], group, bucket)
    assert set(tally.counts) == {("m", name) for name in "abcd"}
    assert tally.posts(("m", "a")) == int(np.isin(group, (0, 2)).sum())


def test_authors_of_a_group_are_distinct_and_named(drawn):
    group, keys, known = drawn
    tally = Tally()
    add_group_authors(tally, [("m", str(each)) for each in range(5)], group, keys, known)
    for each in range(5):
        naive = {int(k) for g, k, n in zip(group, keys, known, strict=True) if g == each and n}
        assert set(tally.authors["m", str(each)].keys.tolist() or naive) == naive
        assert tally.n_authors(("m", str(each))) == len(naive)


@pytest.mark.parametrize("spread", [1, 100, 10**6, -1])
def test_each_group_gives_every_position_once(drawn, spread):
    group = drawn[0] * spread
    found = dict(each_group(group))
    assert list(found) == sorted(set(group.tolist()))
    assert all((np.diff(rows) > 0).all() for rows in found.values())
    assert all((group[rows] == each).all() for each, rows in found.items())
    assert sorted(np.concatenate(list(found.values())).tolist()) == list(range(500))
    assert list(each_group(np.zeros(0, dtype=np.int64))) == []


def test_among_is_what_numpy_says(drawn):
    group, _, _ = drawn
    for ascending in ([], [3], [-1, 2, 4], [0, 1, 2, 3, 4], [9]):
        found = among(group, np.array(ascending, dtype=np.int64))
        assert np.array_equal(found, np.isin(group, ascending))


def test_a_column_is_encoded_once_and_says_the_same(batch_of):
    rows = [{"post_id": str(i), "lang": each, "likes": i} for i, each in enumerate(["en", None, "de", "en"])]
    posts = batch_of(rows)
    assert posts.encoded("lang") is posts.encoded("lang")
    assert posts.encoded("lang").to_pylist() == ["en", None, "de", "en"]
    assert posts.encoded("likes").type == pa.int64()
    assert batch_of(rows, without=["likes"]).encoded("likes") is None


@pytest.mark.parametrize("dictionary", [False, True])
def test_values_codes_and_which_posts_have_one(dictionary):
    column = pa.array(["b", None, "a", "b", None])
    values, codes, known = coded(column.dictionary_encode() if dictionary else column)
    assert [values[code] if there else None for code, there in zip(codes, known, strict=True)] == column.to_pylist()


def test_reach_is_likes_never_negative_and_none_without_any(batch_of):
    def rows(*likes):
        return batch_of([{"post_id": str(i), "likes": each} for i, each in enumerate(likes)])

    assert reach(rows(3, None, -2, 0)).tolist() == [3, 0, 0, 0]
    assert reach(rows(None, None)) is None
    assert reach(batch_of([{"post_id": "1"}], without=["likes"])) is None


def test_columns_of_a_kind_by_name_in_order(batch_of):
    row = {"post_id": "1", "label:b": "x", "label:a": "y", "attribute:label:c": "z"}
    posts = batch_of([row])
    assert [name for name, _ in named(posts, "label")] == ["a", "b", "toxic"]
    assert [name for name, _ in named(posts, "attribute")] == ["gender", "label:c"]
