"""Posts that contain each word: the same from rows in any order, divided by what all counts share."""

from __future__ import annotations

import numpy as np
import pytest

from audit.statistics.word_counts import WordCounts

AUTHOR, SIDE, WORD, COUNT = [0, 0, 1, 2, 0], [0, 1, 0, 1, 0], [0, 0, 0, 1, 1], [2, 1, 1, 4, 1]
POSTS = [[3, 2, 0], [2, 0, 5]]


def test_rows_become_pairs_of_word_and_author():
    counts = WordCounts.of(AUTHOR, SIDE, WORD, COUNT, POSTS)
    pairs = list(zip(counts.word, counts.author, counts.with_a, counts.with_b, strict=True))
    assert pairs == [(0, 0, 2, 1), (0, 1, 1, 0), (1, 0, 1, 0), (1, 2, 0, 4)]
    assert counts.n_words == 2
    assert counts.total(counts.with_a).tolist() == [3, 1]
    assert [counts.authors(side=side).tolist() for side in ("a", "b", "both")] == [[2, 1], [1, 1], [2, 2]]


def test_order_and_repetition_of_rows_do_not_matter():
    whole = WordCounts.of(AUTHOR, SIDE, WORD, COUNT, POSTS)
    order = [4, 2, 0, 3, 1]
    split = [[each[at] for at in order] + [each[0]] for each in (AUTHOR, SIDE, WORD)]
    counts = [COUNT[at] for at in order] + [1]
    counts[2] -= 1  # of the first row one post comes last
    other = WordCounts.of(*split, counts, POSTS)
    for name in ("word", "author", "with_a", "with_b", "posts_a", "posts_b"):
        assert np.array_equal(getattr(whole, name), getattr(other, name))


def test_what_was_read_k_times_over_is_counted_once():
    whole = WordCounts.of(AUTHOR, SIDE, WORD, COUNT, POSTS)
    thrice = WordCounts.of(AUTHOR, SIDE, WORD, np.array(COUNT) * 3, np.array(POSTS) * 3).once()
    assert np.array_equal(thrice.with_b, whole.with_b)
    assert np.array_equal(thrice.posts_a, whole.posts_a)


def test_counts_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="a side is 0"):
        WordCounts.of([0], [2], [0], [1], [[1], [1]])
    with pytest.raises(ValueError, match="more posts that contain a word than posts"):
        WordCounts.of([0], [1], [0], [3], [[9], [2]])
