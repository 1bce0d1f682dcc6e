"""What is read of a stratum: one post of each author, weights that add up, no author favoured."""

from __future__ import annotations

import numpy as np
import pytest

from audit.coding.choosing import choose


def ranks(n):
    return np.arange(n, dtype=np.uint64)


def authors(*values):
    return np.array(values, dtype=np.uint64)


def test_one_post_of_each_author_and_what_it_stands_for():
    rows, weight = choose(ranks(7), authors(1, 1, 2, 1, 3, 2, 4), 3)
    # The fourth author comes last: six posts are met, three by the first author, two by the second.
    assert rows.tolist() == [0, 2, 4]
    assert weight.tolist() == [3, 2, 1]


def test_posts_after_the_author_too_many_are_as_if_not_met():
    rows, weight = choose(ranks(7), authors(1, 2, 3, 1, 1, 1, 1), 2)
    assert rows.tolist() == [0, 1]
    assert weight.tolist() == [1, 1]


def test_fewer_authors_than_wanted_are_read_more_than_once():
    rows, weight = choose(ranks(6), authors(1, 1, 1, 1, 2, 1), 4)
    assert rows.tolist() == [0, 1, 2, 4]
    assert weight.tolist() == pytest.approx([5 / 3, 5 / 3, 5 / 3, 1])
    assert weight.sum() == 6


def test_of_few_posts_all_are_read():
    rows, weight = choose(ranks(3), authors(5, 5, 6), 10)
    assert rows.tolist() == [0, 1, 2]
    assert weight.tolist() == [1, 1, 1]


def test_of_none_none():
    for rows, weight in (choose(ranks(0), authors(), 5), choose(ranks(3), authors(1, 2, 3), 0)):
        assert len(rows) == len(weight) == 0


@pytest.mark.parametrize("seed", range(20))
def test_weights_add_up_to_the_posts_met(seed):
    generator = np.random.default_rng(seed)
    author = generator.zipf(1.8, 500).astype(np.uint64)
    rows, weight = choose(ranks(500), author, 40)
    others = np.flatnonzero(~np.isin(author, author[rows]))
    met = int(others[0]) if len(others) else 500
    assert weight.sum() == pytest.approx(met)
    assert len(rows) == 40


def test_every_author_keeps_the_part_of_the_posts_that_is_theirs():
    """The mean over draws of each author's weight is their share of the posts."""
    generator = np.random.default_rng(4)
    author = np.repeat(np.arange(60, dtype=np.uint64), np.r_[300, 100, np.full(58, 10)])
    got = np.zeros(60)
    for _ in range(3000):
        met = author[generator.permutation(len(author))]
        rows, weight = choose(ranks(len(met)), met, 12)
        got += np.bincount(met[rows].astype(int), weights=weight, minlength=60) / weight.sum()
    share = np.bincount(author.astype(int)) / len(author)
    assert got / 3000 == pytest.approx(share, abs=0.012)
